"""Printed blanks: a few at once in the request, a long stack by the worker with progress."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants import jobs_consents
from participants.consent_light import SHORT_LABELS, year_purposes
from participants.consent_register import by_class, in_tab, people_of, with_papers
from participants.enums import ConsentPurpose
from participants.models import Person
from participants.reports_consents import blanks_html
from participants.services.consent_texts import wording_of
from participants.views.consents import found_people
from participants.views.consents_common import crumbs_to, url_of
from programs.lists import query_with, row_ids
from programs.services.audit import Refusal
from programs.services.batches import own_batches
from programs.tenancy import program_url

INLINE_LIMIT = 30  # pages drawn in the request: two or three seconds
NO_CLASS = "Взрослые"


def _lacking(request: HttpRequest) -> tuple[list[Person], ConsentPurpose]:
    """Everybody of the filter who lacks the paper, class by class."""
    people, _, _, purpose = found_people(request)
    purpose = ConsentPurpose(purpose or ConsentPurpose.PARTICIPATION)
    asked = request.GET.getlist("person")
    if asked:
        numbers = row_ids(asked)
        if len(numbers) != len(asked):
            raise Http404
        people = Person.objects.visible_to(request.access).filter(
            pk__in=numbers, enrolments__program=request.program
        )
    rows = with_papers(in_tab(people, "missing", purpose, request.today), request.program)
    return by_class(rows.prefetch_related("representatives")), purpose


@require_safe
@requires(Permission.CONSENT_VIEW)
def consent_blanks(request: HttpRequest) -> HttpResponse:
    """One PDF: a page for everybody of the filter who lacks the paper; a long one is ordered on another page."""
    people, purpose = _lacking(request)
    if not people:
        messages.info(request, jobs_consents.NOBODY)
        return redirect(f"{url_of(request, 'consent_list')}?tab=all")
    if len(people) > INLINE_LIMIT:
        return redirect(f"{url_of(request, 'consent_classes')}{query_with(request.GET)}")
    data = html_to_pdf_in_child(blanks_html(people, wording_of(purpose), request.program, request.today))
    return pdf_response(data, f"Бланки согласий, {SHORT_LABELS[purpose].lower()}.pdf")


@require_safe
@requires(Permission.CONSENT_VIEW)
def consent_classes(request: HttpRequest) -> HttpResponse:
    """Who lacks a paper, class by class, with a button for each and for all."""
    people, purpose = _lacking(request)
    asked = list(year_purposes(keeps_special=request.school.keeps_special_data))
    graduates = in_tab(people_of(request.access), "all", ConsentPurpose.CONTACT, request.today)
    if purpose == ConsentPurpose.CONTACT or graduates.exists():
        asked.append(ConsentPurpose.CONTACT)
    total = len(people)
    return render(
        request,
        "participants/consent_classes.html",
        {
            "heading": "Бланки согласий",
            "lead": f"{purpose.label[:1].upper()}{purpose.label[1:]}: "
            f"бланк нужен {counted(total, 'человеку', 'людям', 'людям')}."
            if total
            else "",
            "crumbs": crumbs_to(request, "Бланки"),
            "back_url": url_of(request, "consent_list"),
            "back_label": "Согласия",
            "tabs": [
                {
                    "label": SHORT_LABELS[option],
                    "url": query_with(request.GET, purpose=option.value),
                    "active": option == purpose,
                }
                for option in asked
            ],
            "rows": _class_rows(request, people, purpose),
            "total": total,
            "all_label": f"Напечатать {counted(total, 'бланк', 'бланка', 'бланков')}",
            "is_long": total > INLINE_LIMIT,
            "all_url": f"{url_of(request, 'consent_blanks')}{query_with(request.GET, purpose=purpose.value)}",
            "order_url": f"{url_of(request, 'consent_print_start')}"
            f"{query_with(request.GET, purpose=purpose.value)}",
            "list_url": f"{url_of(request, 'consent_list')}?tab=all",
            "batches": own_batches(request.access, timezone.now(), jobs_consents.KIND),
        },
    )


def _class_rows(request: HttpRequest, people: list[Person], purpose: ConsentPurpose) -> list[dict[str, Any]]:
    classes = [person.own_year[0].school_class if person.own_year else None for person in people]
    rows = []
    for school_class, count in Counter(classes).items():
        is_long = count > INLINE_LIMIT
        page = url_of(request, "consent_print_start" if is_long else "consent_blanks")
        rows.append(
            {
                "label": str(school_class) if school_class else NO_CLASS,
                "count": count,
                "url": f"{page}{_query(request, purpose, school_class, people)}",
                "is_long": is_long,
            }
        )
    return rows


def _query(request: HttpRequest, purpose: ConsentPurpose, school_class: Any, people: list[Person]) -> str:
    if school_class is not None:
        return query_with(request.GET, purpose=purpose.value, school_class=str(school_class.pk))
    # Adults have no class to choose by, so they are named one by one.
    adults = [p.pk for p in people if not p.own_year or p.own_year[0].school_class_id is None]
    return f"?purpose={purpose.value}&" + "&".join(f"person={pk}" for pk in adults)


@require_POST
@requires(Permission.CONSENT_VIEW)
def consent_print_start(request: HttpRequest) -> HttpResponse:
    people, purpose = _lacking(request)
    classes = sorted(
        {str(p.own_year[0].school_class) for p in people if p.own_year and p.own_year[0].school_class}
    )
    label = classes[0] if len(classes) == 1 else counted(len(people), "человек", "человека", "человек")
    try:
        batch = jobs_consents.order_blanks(
            program=request.program, purpose=purpose, people=people, label=label, by=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{url_of(request, 'consent_classes')}{query_with(request.GET)}")
    return redirect(program_url(request.program, "programs:batch_detail", pk=batch.pk))
