"""Words to the psychologist: his inbox with replies, and the list of one's own for who asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from mentoring_site.access import requires
from mentoring_site.names import normalise_name
from mentoring_site.permissions import Permission
from mentoring_site.words import ru_date
from pairing.enums import ReferralOrigin, ReferralState
from pairing.forms_psychologist import ReferForm, ReferralFilter, ReplyForm
from pairing.models import Referral
from pairing.services.referrals import answer_referral, inbox_of, readable_by, refer, words_for
from pairing.tables_psychologist import ORIGINS, referral_columns, state_of
from pairing.views.common import url
from pairing.views.room import can_record, crumbs, form_page, heading_of, saved, tab_page
from participants.models import Person
from programs.lists import page_of, row_ids
from programs.tables import shown_rows
from programs.tenancy import program_url


@requires(Permission.TEST_RECORD)
def referral_list(request: HttpRequest) -> HttpResponse:
    rows, form = inbox_of(request.program), ReferralFilter(request.GET)
    if form.is_valid():
        for word in normalise_name(form.cleaned_data["q"]).split():
            rows = rows.filter(person__search_key__contains=word)
        if state := form.cleaned_data["state"]:
            rows = rows.filter(state=state)
    return _list(
        request, "referral_list", rows, form=form, lead="Кто просит вашей помощи. Сначала те, кто ждёт."
    )


@requires(Permission.REFER)
def own_referral_list(request: HttpRequest) -> HttpResponse:
    """What the user asked the psychologist, and shared calls for help for the curator."""
    lead = "Кого вы направили к психологу и что он ответил."
    if request.access.has(Permission.PAIR_EDIT):
        lead += " Здесь же просьбы о помощи, о которых участники разрешили сказать вам."
    create = url(request, "referral_create") if request.program.is_open else ""
    return _list(request, "own_referral_list", readable_by(request.access), lead=lead, create_url=create)


def _list(
    request: HttpRequest, tab: str, rows: Any, *, lead: str, form: Any = None, **context: Any
) -> HttpResponse:
    page = page_of(request, rows)
    columns = referral_columns(request.today)
    return tab_page(
        request,
        tab,
        "referral_list",
        {
            "lead": lead,
            "form": form,
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, page, lambda row: url(request, "referral_detail", pk=row.pk)),
            "page_obj": page,
            "is_filtered": form is not None and any(request.GET.get(name) for name in form.fields),
            "is_own": tab == "own_referral_list",
            **context,
        },
    )


@requires(Permission.REFER)
def referral_create(request: HttpRequest) -> HttpResponse:
    """About a person whom the user may see: a class teacher of the own class only. `?person=` comes from the card."""
    people = Person.objects.visible_to(request.access).filter(enrolments__program=request.program)
    asked = row_ids([request.GET.get("person", "")])
    person = get_object_or_404(people.distinct(), pk=asked[0]) if asked else None
    form = ReferForm(
        request.POST or None, program=request.program, people=None if person else people.distinct()
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made, status = saved(
                request,
                form,
                lambda: refer(
                    person=person or form.cleaned_data["person"],
                    program=request.program,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                ),
                once=True,
            )
            if status == 0:
                if made is not None:
                    messages.success(request, "Направлено. Ответ психолога появится на этой странице.")
                return redirect(url(request, "own_referral_list"))
    return form_page(
        request,
        form,
        heading=f"Направить к психологу: {person.list_name}" if person else "Направить к психологу",
        back=("Мои обращения", "own_referral_list"),
        button="Направить к психологу",
        lead="Прочитает только педагог-психолог. Ответит он вам здесь же.",
        once=True,
        status=status,
    )


def _referral(request: HttpRequest, pk: int) -> Referral:
    is_room = request.access.has(Permission.TEST_RECORD)
    rows = inbox_of(request.program) if is_room else readable_by(request.access)
    return get_object_or_404(rows, pk=pk)


@requires(Permission.TEST_RECORD, Permission.REFER)
def referral_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The words and the reply; the psychologist writes it here. Who may read is said by `_referral`."""
    referral = _referral(request, pk)
    may_reply = can_record(request)
    form = ReplyForm(
        request.POST if request.method == "POST" and may_reply else None,
        initial={"reply": referral.reply, "version": referral.version},
    )
    status = 200
    if request.method == "POST" and may_reply:
        status = 422
        if form.is_valid():
            made, status = saved(
                request,
                form,
                lambda: answer_referral(
                    referral=referral,
                    reply=form.cleaned_data["reply"],
                    by=request.user,
                    version=form.cleaned_data["version"] or 0,
                ),
                newest=lambda: Referral.objects.values_list("version", flat=True).get(pk=pk),
            )
            if made is not None:
                messages.success(request, "Ответ записан.")
                return redirect(url(request, "referral_detail", pk=pk))
    tab = "referral_list" if request.access.has(Permission.TEST_RECORD) else "own_referral_list"
    return render(
        request,
        "pairing/referral_detail.html",
        {
            "heading": referral.person.list_name,
            "lead": f"{ORIGINS[referral.origin].capitalize()}, {_day(referral.asked_at)}",
            "crumbs": crumbs(
                request, (heading_of(request), url(request, tab)), (referral.person.list_name, "")
            ),
            "back_url": url(request, tab),
            "back_label": "Обращения",
            "badge": state_of(referral, request.today),
            "referral": referral,
            "words": words_for(referral, request.access),
            "facts": _facts(request, referral),
            "answered": referral.state == ReferralState.ANSWERED,
            "answered_on": _day(referral.answered_at) if referral.answered_at else "",
            "form": form if may_reply else None,
            "talk_url": f"{url(request, 'consultation_create')}?referral={referral.pk}" if may_reply else "",
            "may_reply": may_reply,
        },
        status=status,
    )


def _day(moment: Any) -> str:
    return ru_date(timezone.localtime(moment).date())


def _facts(request: HttpRequest, referral: Referral) -> list[dict[str, Any]]:
    card = program_url(request.program, "participants:person_detail", pk=referral.person_id)
    facts = [
        {"label": "О ком", "value": referral.person.full_name, "url": card},
        {"label": "Кто обратился", "value": _asker(referral)},
    ]
    if referral.pair is not None:
        facts.append(
            {
                "label": "Пара",
                "value": f"№ {referral.pair.number}" if referral.pair.number else "открыть",
                "url": url(request, "pair_detail", pk=referral.pair_id),
            }
        )
    if referral.origin != ReferralOrigin.STAFF:
        facts.append(
            {"label": "Куратору", "value": "можно сказать" if referral.tells_curator else "не говорить"}
        )
    return facts


def _asker(referral: Referral) -> str:
    name = referral.asked_by_name or str(referral.asked_by or "")
    return name if referral.origin == ReferralOrigin.STAFF else f"{name} (сам участник)"
