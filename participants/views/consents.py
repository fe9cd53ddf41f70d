"""Register of consents and a stack of papers at once."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from participants.consent_light import SHORT_LABELS, purposes_of
from participants.consent_register import RARE_TABS, TABS, in_tab, people_of, with_papers
from participants.enums import ConsentPurpose
from participants.forms_consents import PaperForm, PeopleFilter, RegisterFilter
from participants.models import Person
from participants.services.consent_stack import register_ticked
from participants.services.consent_texts import edition_numbers
from participants.tables_consents import (
    EXPORT_HEADER,
    export_rows,
    register_columns,
    stack_purposes,
    stack_rows,
)
from participants.views.consents_common import crumbs_to, url_of
from programs.lists import export_format, page_of, query_with, row_ids
from programs.reports import list_paper
from programs.services.audit import Refusal
from programs.tables import shown_rows

STACK_LIMIT = 150  # people on one screen


# --- register ---------------------------------------------------------------------------------------------


def found_people(request: HttpRequest) -> tuple[QuerySet[Person], RegisterFilter, str, str]:
    """(people of the filter before the tab, form, tab, purpose)."""
    form = RegisterFilter(request.GET, access=request.access)
    tab = request.GET.get("tab", "missing")
    tab = tab if tab in dict(TABS) else "missing"
    return people_of(request.access, **form.chosen()), form, tab, form.purpose_asked()


@requires(Permission.CONSENT_VIEW)
def consent_list(request: HttpRequest) -> HttpResponse:
    people, form, tab, purpose = found_people(request)
    keeps_special = request.school.keeps_special_data
    counts = {code: in_tab(people, code, purpose, request.today).count() for code, _ in TABS}
    page = page_of(request, with_papers(in_tab(people, tab, purpose, request.today), request.program))
    columns = register_columns(request.today, keeps_special=keeps_special)
    query = query_with(request.GET)
    valid = counts["all"] - counts["missing"]
    shown = ConsentPurpose(purpose or ConsentPurpose.PARTICIPATION)
    return render(
        request,
        "participants/consent_list.html",
        {
            "heading": "Согласия",
            "lead": f"{SHORT_LABELS[shown]}: согласие есть у {valid} из {counts['all']}."
            if counts["all"]
            else "",
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code),
                    "count": counts[code],
                    "active": code == tab,
                }
                for code, label in TABS
                if counts[code] or code == tab or code not in RARE_TABS
            ],
            "tab": tab,
            "is_anybody": counts["all"] > 0,
            "form": form,
            "keep": [("tab", tab)],
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, page, lambda person: url_of(request, "consent_person", pk=person.pk)),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "can_register": request.access.has(Permission.CONSENT_REGISTER) and request.program.is_open,
            "missing_count": counts["missing"],
            "stack_url": f"{url_of(request, 'consent_stack')}{query}",
            "blanks_url": f"{url_of(request, 'consent_classes')}{query}",
            "export_url": f"{url_of(request, 'consent_export')}{query}",
            "pdf_url": f"{url_of(request, 'consent_pdf')}{query}",
        },
    )


@requires(Permission.CONSENT_VIEW)
def consent_export(request: HttpRequest) -> HttpResponse:
    people, _, tab, purpose = found_people(request)
    rows = with_papers(in_tab(people, tab, purpose, request.today), request.program)
    return table_response(
        export_format(request),
        f"Реестр согласий {request.program.year_label}",
        title=f"Реестр согласий, {request.school.list_name}",
        header=EXPORT_HEADER,
        rows=export_rows(rows, request.today, keeps_special=request.school.keeps_special_data),
        sheet_name="Согласия",
    )


@requires(Permission.CONSENT_VIEW)
def consent_pdf(request: HttpRequest) -> HttpResponse:
    people, _, tab, purpose = found_people(request)
    rows = with_papers(in_tab(people, tab, purpose, request.today), request.program)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="Реестр согласий на обработку персональных данных",
            header=EXPORT_HEADER,
            rows=export_rows(rows, request.today, keeps_special=request.school.keeps_special_data),
            on=request.today,
            shown="" if tab == "all" else dict(TABS)[tab].lower(),
        ),
    )
    return pdf_response(data, f"Реестр согласий {request.program.year_label}.pdf")


# --- a stack of papers ------------------------------------------------------------------------------------


@requires(Permission.CONSENT_REGISTER)
def consent_stack(request: HttpRequest) -> HttpResponse:
    """GET: the grid of people × purposes; POST: register the ticked papers, all or nothing."""
    filter_form = PeopleFilter(request.GET, access=request.access)
    people = people_of(request.access, **filter_form.chosen())
    if request.method == "POST":
        return _register_stack(request, filter_form, people)
    form = PaperForm(
        editions=edition_numbers(), initial={"signed_on": request.today, "valid_until": request.program.ends}
    )
    asked = frozenset(request.GET.get("tick", "").split(","))
    return _stack_page(request, filter_form, people, form, ticked=frozenset(), tick_columns=asked)


def _register_stack(
    request: HttpRequest, filter_form: PeopleFilter, people: QuerySet[Person]
) -> HttpResponse:
    form = PaperForm(request.POST, editions=edition_numbers())
    ticked = frozenset(request.POST.getlist("paper"))
    if not form.is_valid():
        return _stack_page(request, filter_form, people, form, ticked=ticked, status=422)
    try:
        made = register_ticked(
            program=request.program,
            papers=_ticked_papers(request, ticked),
            by=request.user,
            once=request.POST.get("once", ""),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _stack_page(request, filter_form, people, form, ticked=ticked, status=422)
    if made is None:
        messages.info(request, "Эта стопка уже записана: второй раз ничего не добавлено.")
    else:
        messages.success(request, f"Записано {counted(len(made), 'согласие', 'согласия', 'согласий')}.")
    return redirect(f"{url_of(request, 'consent_list')}?tab=all")


def _ticked_papers(request: HttpRequest, ticked: frozenset[str]) -> list[tuple[Person, str]]:
    """Ticks as people and purposes; somebody else's pupil is 404, as if he were not there."""
    papers = []
    for value in sorted(ticked):
        pk, _, purpose = value.partition(":")
        numbers = row_ids([pk])
        if not numbers or purpose not in ConsentPurpose.values:
            raise Http404
        papers.append((numbers[0], purpose))
    people = people_of(request.access).in_bulk({pk for pk, _ in papers})
    keeps_special = request.school.keeps_special_data
    if len(people) != len({pk for pk, _ in papers}) or any(
        purpose not in purposes_of(people[pk], keeps_special=keeps_special) for pk, purpose in papers
    ):
        raise Http404
    return [(people[pk], purpose) for pk, purpose in papers]


def _stack_page(
    request: HttpRequest,
    filter_form: PeopleFilter,
    people: QuerySet[Person],
    form: PaperForm,
    *,
    ticked: frozenset[str],
    tick_columns: frozenset[str] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    total = people.count()
    shown = list(with_papers(people, request.program)[:STACK_LIMIT])
    keeps_special = request.school.keeps_special_data
    purposes = stack_purposes(shown, keeps_special=keeps_special)
    query = query_with(request.GET)
    return render(
        request,
        "participants/consent_stack.html",
        {
            "heading": "Стопка согласий",
            "lead": "Отметьте подписанные листы: дата и место хранения — общие для всей стопки.",
            "back_url": url_of(request, "consent_list"),
            "back_label": "Согласия",
            "crumbs": crumbs_to(request, "Стопка согласий"),
            "filter_form": filter_form,
            "form": form,
            "purposes": [
                {
                    "label": SHORT_LABELS[purpose],
                    "code": str(purpose),
                    "full": purpose.label,
                    "tick_url": query_with(
                        request.GET, tick=",".join(sorted({*tick_columns, purpose} - {""}))
                    ),
                }
                for purpose in purposes
            ],
            "rows": stack_rows(
                shown, request.today, purposes, ticked, tick_columns, keeps_special=keeps_special
            ),
            "total": total,
            "limit": STACK_LIMIT if total > STACK_LIMIT else None,
            "action_url": f"{url_of(request, 'consent_stack')}{query}",
            "list_url": url_of(request, "consent_list"),
            "is_open": request.program.is_open,
        },
        status=status,
    )
