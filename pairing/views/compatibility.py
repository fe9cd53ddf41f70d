"""The psychologist's room: conclusions for who may see them, notes for their author alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.vault import VaultError
from mentoring_site.words import ru_date, short_date, surname_initials
from pairing.forms_rooms import CompatibilityFilter, CompatibilityForm
from pairing.models import CompatibilityTest
from pairing.services.conclusions import waiting_members
from pairing.services.notes import may_read
from pairing.services.tests import open_notes, record_test, recorded_tests
from pairing.tables_rooms import conclusion_badge
from pairing.views.room import can_record, tab_page
from programs.lists import export_format, ordering, page_of, query_with, row_ids, sortable
from programs.querysets import loosely
from programs.services.audit import Refusal, claim_key
from programs.tables import Column, plain_rows, shown_rows
from programs.tenancy import program_url

SORTS = {
    "pair": ("mentor__person__last_name", "mentor__person__first_name"),
    "mentee": ("mentee__person__last_name", "mentee__person__first_name"),
    "date": ("conducted_on",),
}


COLUMNS = [
    Column(
        "mentor",
        "Наставник",
        lambda test: test.mentor.person.full_name,
        lambda test: test.mentor.person.list_name,
        sort="pair",
    ),
    Column(
        "mentee",
        "Наставляемый",
        lambda test: test.mentee.person.full_name,
        lambda test: format_html('<span class="nowrap">{}</span>', test.mentee.person.list_name),
        sort="mentee",
    ),
    Column(
        "conclusion",
        "Заключение",
        lambda test: test.get_conclusion_display(),
        conclusion_badge,
        phone="state",
    ),
    Column(
        "reservation", "Оговорка", lambda test: test.reservation or None, priority=2, phone="hide", clip=True
    ),
    Column("method", "Методика", lambda test: test.method, priority=4, phone="hide", clip=True),
    Column(
        "date",
        "Дата",
        lambda test: test.conducted_on,
        lambda test: short_date(test.conducted_on),
        sort="date",
        num=True,
    ),
    Column(
        "by",
        "Провёл",
        lambda test: str(test.conducted_by),
        lambda test: format_html('<span class="nowrap">{}</span>', surname_initials(str(test.conducted_by))),
        priority=3,
        phone="hide",
    ),
]


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"pairing:{name}", **kwargs)


def _crumbs(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    return [("Главная", home), ("Совместимость", _url(request, "test_list")), (here, "")]


def _found(request: HttpRequest) -> tuple[QuerySet[CompatibilityTest], CompatibilityFilter]:
    tests, form = recorded_tests(request.program), CompatibilityFilter(request.GET)
    if form.is_valid():
        if q := form.cleaned_data["q"]:
            sides = ("mentor__person", "mentee__person")
            names = ("last_name", "first_name", "middle_name")
            tests = tests.filter(
                Q(*(loosely(q, *(f"{side}__{name}" for name in names)) for side in sides), _connector=Q.OR)
            )
        if conclusion := form.cleaned_data["conclusion"]:
            tests = tests.filter(conclusion=conclusion)
    return tests, form


@requires(Permission.TEST_VIEW)
def test_list(request: HttpRequest) -> HttpResponse:
    tests, form = _found(request)
    asked, order = ordering(request, SORTS, "-date")
    page = page_of(request, tests.order_by(*order))
    waiting = waiting_members(request.program).count() if can_record(request) else 0
    tools = [{"label": "Передача записей", "url": _url(request, "notes_grants"), "icon": "lock"}]
    return tab_page(
        request,
        "test_list",
        "test_list",
        {
            "lead": "Заключения психолога о парах. Если тестов несколько, действует последний.",
            "tools": tools if request.access.has(Permission.TEST_RECORD) else [],
            "waiting": waiting,
            "many_url": _url(request, "test_many"),
            "form": form,
            "columns": sortable(request, [column.declared() for column in COLUMNS], asked),
            "rows": shown_rows(COLUMNS, page, lambda test: _url(request, "test_detail", pk=test.pk)),
            "page_obj": page,
            "is_filtered": any(request.GET.get(name) for name in ("q", "conclusion")),
            "create_url": _url(request, "test_create"),
            "export_url": f"{_url(request, 'test_export')}{query_with(request.GET)}",
        },
    )


@requires(Permission.TEST_VIEW)
def test_export(request: HttpRequest) -> HttpResponse:
    """Conclusions only: notes are in no export."""
    tests, _ = _found(request)
    return table_response(
        export_format(request),
        f"Заключения о совместимости {request.program.year_label}",
        title=f"Заключения о совместимости, {request.school.list_name}",
        header=[column.label for column in COLUMNS],
        rows=plain_rows(COLUMNS, tests),
        sheet_name="Совместимость",
    )


@requires(Permission.TEST_RECORD)
def test_create(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _record(request)
    form = CompatibilityForm(program=request.program)
    form.initial["conducted_on"] = request.today
    for side in ("mentor", "mentee"):
        for asked in row_ids([request.GET.get(side, "")]):
            form.initial[side] = form.fields[side].titles.get(asked, "")
    return _form_page(request, form)


def _record(request: HttpRequest) -> HttpResponse:
    form = CompatibilityForm(request.POST, program=request.program)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        with transaction.atomic():  # a refused record gives its key back
            if not claim_key(request.POST.get("once", ""), by=request.user):
                messages.info(request, "Этот тест уже записан: второй раз ничего не добавлено.")
                return redirect(_url(request, "test_list"))
            test = record_test(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, refusal=refusal, status=422)
    except VaultError as error:
        form.add_error(None, f"{error} Тест не записан.")
        return _form_page(request, form, status=503)
    messages.success(request, f"Заключение записано: {test.get_conclusion_display()}.")
    return redirect(_url(request, "test_detail", pk=test.pk))


def _form_page(
    request: HttpRequest, form: CompatibilityForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "pairing/test_form.html",
        {
            "heading": "Новый тест на совместимость",
            "lead": "Нужны согласия обоих на психологическую диагностику.",
            "back_url": _url(request, "test_list"),
            "back_label": "Совместимость",
            "crumbs": _crumbs(request, "Новый тест"),
            "form": form,
            "refusal": refusal,
        },
        status=status,
    )


def _test(request: HttpRequest, pk: int) -> CompatibilityTest:
    return get_object_or_404(recorded_tests(request.program).select_related("program__school"), pk=pk)


@requires(Permission.TEST_VIEW)
def test_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _test(request, pk))


@never_cache
@require_POST
@requires(Permission.TEST_RECORD)
def test_notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the notes once; POST, since every look is written into the journal."""
    test = _test(request, pk)
    try:
        return _detail(request, test, notes=open_notes(test=test, by=request.user))
    except VaultError as error:
        return _detail(request, test, vault_error=error, status=503)


def _detail(
    request: HttpRequest,
    test: CompatibilityTest,
    *,
    notes: str | None = None,
    vault_error: VaultError | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "pairing/test_detail.html",
        {
            "heading": f"{test.mentor.person.list_name} — {test.mentee.person.list_name}",
            "lead": f"Тест на психологическую совместимость, {ru_date(test.conducted_on)}",
            "back_url": _url(request, "test_list"),
            "back_label": "Совместимость",
            "crumbs": _crumbs(request, str(test)),
            "test": test,
            "badge": conclusion_badge(test),
            "facts": [
                {"label": "Наставник", "value": test.mentor.person.full_name},
                {"label": "Наставляемый", "value": test.mentee.person.full_name},
                *([{"label": "Оговорка", "value": test.reservation}] if test.reservation else []),
                {"label": "Методика", "value": test.method},
                {"label": "Дата", "value": ru_date(test.conducted_on)},
                {"label": "Провёл", "value": str(test.conducted_by)},
            ],
            "is_own": request.access.has(Permission.TEST_RECORD) and may_read(test, request.user),
            "notes": notes,
            "vault_error": vault_error,
            "again_url": f"{_url(request, 'test_create')}?mentor={test.mentor_id}&mentee={test.mentee_id}",
            "can_record": request.access.has(Permission.TEST_RECORD) and request.program.is_open,
        },
        status=status,
    )
