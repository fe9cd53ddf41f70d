"""Whom a nomination by link is about; the links themselves; the page that they open."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from participants.enums import NominatorRole
from participants.forms import absorb
from participants.forms_nominations import LinkNominationForm, NewPersonForm
from participants.models import Enrolment, Person
from participants.services.nomination_links import issue_nomination_link, role_of_link
from participants.services.nominations import identify, nominate_by_link, typed_parts
from participants.services.people import find_namesakes
from participants.validators import MENTEE_KINDS
from participants.views.nominations import crumbs, found, url_to
from programs.enums import LinkPurpose
from programs.links import behind_link
from programs.lists import row_ids
from programs.models import PersonalLink
from programs.services.audit import Refusal
from programs.services.links import link_url, revoke_link, token_of

FOUND_AT_MOST = 20


@require_http_methods(["GET", "POST"])
@requires(Permission.BASE_EDIT)
def nomination_identify(request: HttpRequest, pk: int) -> HttpResponse:
    """«Это он» or «новый человек»."""
    nomination = found(request, pk)
    done = redirect(url_to(request, "nomination_detail", pk=pk))
    if nomination.person is not None:
        return done
    answer = request.POST.get("answer", "")
    is_new = answer == "new"
    initial = {**typed_parts(nomination), "school_class": nomination.school_class}
    form = NewPersonForm(
        request.POST if is_new else None,
        access=request.access,
        nomination=nomination,
        initial=initial,
        use_required_attribute=False,
    )
    error = ""
    if request.method == "POST":
        chosen: dict[str, Any] = {}
        if ids := row_ids([answer]):
            chosen = {"person": get_object_or_404(Person.objects.visible_to(request.access), pk=ids[0])}
        elif is_new and form.is_valid():
            chosen = {"person_data": form.new_person()}
        elif not is_new:
            error = "Выберите ответ: кто это из списка или новый человек."
        if chosen:
            try:
                identify(nomination=nomination, by=request.user, **chosen)
            except ValidationError as refused:
                absorb(form, refused)
            except Refusal as refusal:
                error = str(refusal)
            else:
                messages.success(request, "Представление связано с человеком. Теперь примите решение.")
                return done
    text = request.GET.get("q", "").strip()[:100]
    return render(
        request,
        "participants/nomination_identify.html",
        {
            "heading": "О ком это представление?",
            "lead": f"Записано: {nomination.typed_name}"
            + (f", {nomination.school_class}" if nomination.school_class else ""),
            "crumbs": crumbs(request, nomination.whom),
            "form": form,
            "is_new": is_new,
            "error": error,
            "text": text,
            "candidates": _candidates(request, nomination, text),
            "cancel_url": url_to(request, "nomination_detail", pk=pk),
        },
        status=422 if error or form.errors else 200,
    )


def _candidates(request: HttpRequest, nomination: Any, text: str) -> list[dict[str, Any]]:
    """People of the typed name, or those whom the curator looks for; each with his place."""
    if text:
        people = list(Person.objects.search(text).filter(kind__in=MENTEE_KINDS)[:FOUND_AT_MOST])
        likely = 0
    else:
        parts = typed_parts(nomination)
        same = find_namesakes(program=request.program, school_class=nomination.school_class, **parts)
        people = [row.person for row in same if row.person.kind in MENTEE_KINDS]
        likely = people[0].pk if len(people) == 1 else 0
    years = Enrolment.objects.filter(program=request.program, person__in=people)
    places = {year.person_id: year.place for year in years.select_related("school_class")}
    return [
        {
            "pk": person.pk,
            "name": person.full_name,
            "place": places.get(person.pk) or person.get_kind_display(),
            "is_likely": person.pk == likely,
        }
        for person in people
    ]


# --- links ------------------------------------------------------------------------------------------------


@require_GET
@requires(Permission.BASE_EDIT)
def nomination_links(request: HttpRequest) -> HttpResponse:
    open_links = PersonalLink.objects.filter(program=request.program, purpose=LinkPurpose.NOMINATION)
    shown = [_shown(link) for link in open_links.open(timezone.now())]
    return render(
        request,
        "participants/nomination_links.html",
        {
            "heading": "Ссылки для представлений",
            "lead": "По ссылке предлагают без входа. Отправьте её в чат родителей или повесьте QR-код на стенд.",
            "crumbs": crumbs(request, "Ссылки"),
            "links": shown,
            "choices": [
                (NominatorRole.PARENT.value, "Выдать ссылку родителям"),
                (NominatorRole.EMPLOYEE.value, "Выдать ссылку сотрудникам"),
            ],
            "is_open": request.program.is_open,
        },
    )


def _shown(link: PersonalLink) -> dict[str, Any]:
    url = link_url(link)
    code = segno.make(url, error="m")
    return {
        "pk": link.pk,
        "title": link.title,
        "url": url,
        "at": link.created_at,
        # An own drawing of black squares: no strangers' text is inside.
        "qr": mark_safe(code.svg_inline(scale=4, border=2, omitsize=False, svgclass="qr", lineclass=None)),
    }


@require_POST
@requires(Permission.BASE_EDIT)
def nomination_link_create(request: HttpRequest) -> HttpResponse:
    try:
        issue_nomination_link(program=request.program, role=request.POST.get("role", ""), by=request.user)
        messages.success(request, "Ссылка выдана. Скопируйте её или напечатайте QR-код.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url_to(request, "nomination_links"))


@require_POST
@requires(Permission.BASE_EDIT)
def nomination_link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    links = PersonalLink.objects.filter(program=request.program, purpose=LinkPurpose.NOMINATION)
    revoke_link(link=get_object_or_404(links, pk=pk), by=request.user)
    messages.success(request, "Ссылка отозвана: страница по ней больше не открывается.")
    return redirect(url_to(request, "nomination_links"))


# --- the page behind a link -------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@behind_link(LinkPurpose.NOMINATION)
def link_page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    role = role_of_link(link)
    form = LinkNominationForm(
        request.POST or None, program=link.program, role=role, use_required_attribute=False
    )
    common = {"plain_title": link.school.list_name, "plain_sub": f"{link.program.year_label} учебный год"}
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            with transaction.atomic():
                nominate_by_link(link=link, nominator_role=role, **data)
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(reverse("nomination_page:sent", kwargs={"token": token_of(link)}))
    return render(
        request,
        "participants/nomination_page.html",
        common
        | {
            "heading": "Предложить наставляемого",
            "lead": "Наставник помогает освоиться, подтянуть предмет или найти своё дело.",
            "form": form,
            "is_closed": not link.program.is_open,
        },
        status=422 if form.errors else 200,
    )


@require_GET
@behind_link(LinkPurpose.NOMINATION)
def link_sent(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    return render(
        request,
        "participants/nomination_sent.html",
        {
            "plain_title": link.school.list_name,
            "plain_sub": f"{link.program.year_label} учебный год",
            "heading": "Спасибо, предложение передано",
            "again_url": reverse("nomination_page:form", kwargs={"token": token_of(link)}),
        },
    )
