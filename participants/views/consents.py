"""Register of consents, a stack of papers at once, the papers of one person, printed blanks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from participants.consent_light import SHORT_LABELS, light_of
from participants.consent_register import TABS, in_tab, people_of, with_papers
from participants.enums import YEAR_PURPOSES, ConsentPurpose
from participants.forms_consents import PaperForm, PeopleFilter, RegisterFilter, SinglePaperForm
from participants.models import Consent, Person
from participants.reports_consents import blanks_html
from participants.services.consent_stack import register_ticked
from participants.services.consents import withdraw_consent
from participants.tables_consents import EXPORT_HEADER, export_rows, register_columns, stack_rows
from programs.lists import export_format, page_of, paper_school, query_with, row_ids
from programs.services.audit import Refusal
from programs.tables import shown_rows
from programs.tenancy import program_url

STACK_LIMIT = 150  # people on one screen
BLANK_LIMIT = 300  # pages of one PDF: about 20 seconds of drawing


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def _crumbs(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    return [("Главная", home), ("Согласия", _url(request, "consent_list")), (here, "")]


# --- register ---------------------------------------------------------------------------------------------


def _found(request: HttpRequest) -> tuple[QuerySet[Person], RegisterFilter, str, str]:
    """(people of the filter before the tab, form, tab, purpose)."""
    form = RegisterFilter(request.GET, access=request.access)
    tab = request.GET.get("tab", "missing")
    tab = tab if tab in dict(TABS) else "missing"
    return people_of(request.access, **form.chosen()), form, tab, form.purpose_asked()


@requires(Permission.CONSENT_VIEW)
def consent_list(request: HttpRequest) -> HttpResponse:
    people, form, tab, purpose = _found(request)
    counts = {code: in_tab(people, code, purpose, request.today).count() for code, _ in TABS}
    page = page_of(request, with_papers(in_tab(people, tab, purpose, request.today), request.program))
    columns = register_columns(request.today)
    query = query_with(request.GET)
    valid = counts["all"] - counts["missing"]
    shown = ConsentPurpose(purpose or ConsentPurpose.PARTICIPATION)
    return render(
        request,
        "participants/consent_list.html",
        {
            "heading": "Согласия",
            "lead": f"{SHORT_LABELS[shown]}: согласие есть у {valid} из {counts['all']}.",
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code),
                    "count": counts[code],
                    "active": code == tab,
                }
                for code, label in TABS
            ],
            "tab": tab,
            "form": form,
            "keep": [("tab", tab)],
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, page, lambda person: _url(request, "consent_person", pk=person.pk)),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "can_register": request.access.has(Permission.CONSENT_REGISTER) and request.program.is_open,
            "missing_count": counts["missing"],
            "stack_url": f"{_url(request, 'consent_stack')}{query}",
            "blanks_url": f"{_url(request, 'consent_blanks')}{query}",
            "export_url": f"{_url(request, 'consent_export')}{query}",
            "pdf_url": f"{_url(request, 'consent_pdf')}{query}",
        },
    )


@requires(Permission.CONSENT_VIEW)
def consent_export(request: HttpRequest) -> HttpResponse:
    people, _, tab, purpose = _found(request)
    rows = with_papers(in_tab(people, tab, purpose, request.today), request.program)
    return table_response(
        export_format(request),
        f"Реестр согласий {request.program.year_label}",
        title=f"Реестр согласий, {request.school.list_name}",
        header=EXPORT_HEADER,
        rows=export_rows(rows, request.today),
        sheet_name="Согласия",
    )


@requires(Permission.CONSENT_VIEW)
def consent_pdf(request: HttpRequest) -> HttpResponse:
    people, _, tab, purpose = _found(request)
    rows = with_papers(in_tab(people, tab, purpose, request.today), request.program)
    data = render_pdf(
        "reports/office_list.html",
        {
            "school": paper_school(request.school),
            "program": request.program,
            "title": "Реестр согласий на обработку персональных данных",
            "header": EXPORT_HEADER,
            "rows": export_rows(rows, request.today),
            "on": request.today,
        },
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
    form = PaperForm(initial={"signed_on": request.today, "valid_until": request.program.ends})
    asked = request.GET.get("tick", "")
    return _stack_page(request, filter_form, people, form, ticked=frozenset(), tick_column=asked)


def _register_stack(
    request: HttpRequest, filter_form: PeopleFilter, people: QuerySet[Person]
) -> HttpResponse:
    form, ticked = PaperForm(request.POST), frozenset(request.POST.getlist("paper"))
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
    return redirect(f"{_url(request, 'consent_list')}?tab=all")


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
    if len(people) != len({pk for pk, _ in papers}):
        raise Http404
    return [(people[pk], purpose) for pk, purpose in papers]


def _stack_page(
    request: HttpRequest,
    filter_form: PeopleFilter,
    people: QuerySet[Person],
    form: PaperForm,
    *,
    ticked: frozenset[str],
    tick_column: str = "",
    status: int = 200,
) -> HttpResponse:
    total = people.count()
    shown = with_papers(people, request.program)[:STACK_LIMIT]
    query = query_with(request.GET)
    return render(
        request,
        "participants/consent_stack.html",
        {
            "heading": "Стопка согласий",
            "lead": "Отметьте подписанные листы: дата и место хранения — общие для всей стопки.",
            "back_url": _url(request, "consent_list"),
            "back_label": "Согласия",
            "crumbs": _crumbs(request, "Стопка согласий"),
            "filter_form": filter_form,
            "form": form,
            "purposes": [
                {
                    "label": SHORT_LABELS[purpose],
                    "full": purpose.label,
                    "tick_url": query_with(request.GET, tick=purpose),
                }
                for purpose in YEAR_PURPOSES
            ],
            "rows": stack_rows(shown, request.today, ticked, tick_column),
            "total": total,
            "limit": STACK_LIMIT if total > STACK_LIMIT else None,
            "action_url": f"{_url(request, 'consent_stack')}{query}",
            "list_url": _url(request, "consent_list"),
            "is_open": request.program.is_open,
        },
        status=status,
    )


# --- one person -------------------------------------------------------------------------------------------


def _person(request: HttpRequest, pk: int) -> Person:
    people = with_papers(Person.objects.visible_to(request.access), request.program)
    return get_object_or_404(people.filter(enrolments__program=request.program).distinct(), pk=pk)


@requires(Permission.CONSENT_VIEW)
def consent_person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, _person(request, pk))


@require_POST
@requires(Permission.CONSENT_REGISTER)
def consent_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Register one paper of one person."""
    person = _person(request, pk)
    form = SinglePaperForm(request.POST, person=person, is_minor=person.is_minor(request.today))
    if not form.is_valid():
        return _person_page(request, person, form, status=422)
    try:
        made = register_ticked(
            program=request.program,
            papers=[(person, form.cleaned_data.pop("purpose"))],
            by=request.user,
            once=request.POST.get("once", ""),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _person_page(request, person, form, status=422)
    if made:
        messages.success(request, f"Записано согласие: {made[0].get_purpose_display()}.")
    return redirect(_url(request, "consent_person", pk=pk))


@require_POST
@requires(Permission.CONSENT_REGISTER)
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(
        Consent.objects.filter(person__in=Person.objects.visible_to(request.access).values("pk")), pk=pk
    )
    person = _person(request, consent.person_id)
    try:
        withdraw_consent(
            consent=consent,
            reason=request.POST.get("reason", ""),
            on=request.today,
            by=request.user,
            program=request.program,
        )
        messages.success(
            request, "Согласие отозвано: с сегодняшнего дня данные для этой цели не используются."
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_url(request, "consent_person", pk=person.pk))


def _person_page(
    request: HttpRequest, person: Person, form: SinglePaperForm | None = None, *, status: int = 200
) -> HttpResponse:
    can_register = request.access.has(Permission.CONSENT_REGISTER) and request.program.is_open
    light = light_of(person, person.consents.all(), request.today)
    if form is None:
        lacking = [state.purpose for state in light.states if not state.is_valid]
        form = SinglePaperForm(
            person=person,
            is_minor=person.is_minor(request.today),
            initial={
                "purpose": lacking[0] if lacking else "",
                "signed_on": request.today,
                "valid_until": request.program.ends,
            },
        )
    return render(
        request,
        "participants/consent_person.html",
        {
            "heading": person.full_name,
            "lead": "Согласия на обработку персональных данных",
            "back_url": _url(request, "consent_list"),
            "back_label": "Согласия",
            "crumbs": _crumbs(request, person.full_name),
            "person": person,
            "light": light,
            "papers": list(person.consents.all()),
            "form": form if can_register else None,
            "can_register": can_register,
            "today": request.today,
            "blanks": [
                (state.label, blanks_url(request, [person.pk], state.purpose))
                for state in light.states
                if not state.is_valid
            ],
        },
        status=status,
    )


# --- blanks -----------------------------------------------------------------------------------------------


def blanks_url(request: HttpRequest, people: list[int], purpose: str) -> str:
    query = urlencode([("purpose", purpose), *(("person", pk) for pk in people)])
    return f"{_url(request, 'consent_blanks')}?{query}"


@requires(Permission.CONSENT_VIEW)
def consent_blanks(request: HttpRequest) -> HttpResponse:
    """One PDF: a page for everybody of the filter who lacks the paper (or whose paper ends soon)."""
    people, _, _, purpose = _found(request)
    purpose = purpose or ConsentPurpose.PARTICIPATION
    asked = request.GET.getlist("person")
    if asked:
        numbers = row_ids(asked)
        if len(numbers) != len(asked):
            raise Http404
        people = Person.objects.visible_to(request.access).filter(
            pk__in=numbers, enrolments__program=request.program
        )
    lacking = with_papers(in_tab(people, "missing", purpose, request.today), request.program)
    lacking = lacking.prefetch_related("representatives")
    count = lacking.count()
    if count == 0:
        messages.info(request, "Печатать нечего: у всех, кто выбран, это согласие есть.")
        return redirect(f"{_url(request, 'consent_list')}?tab=all")
    if count > BLANK_LIMIT:
        messages.error(
            request,
            f"Бланков — {count}, за один раз печатается не больше {BLANK_LIMIT}. Выберите класс и повторите.",
        )
        return redirect(_url(request, "consent_list"))
    data = html_to_pdf_in_child(blanks_html(lacking, purpose, request.program, request.today))
    return pdf_response(data, f"Бланки согласий, {SHORT_LABELS[ConsentPurpose(purpose)].lower()}.pdf")
