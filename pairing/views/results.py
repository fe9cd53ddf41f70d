"""What pairs have made: the list of the school, recording, the file behind a result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.names import normalise_name
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from pairing.enums import ResultKind
from pairing.forms_development import ResultFilter, ResultForm
from pairing.models import Pair, PairResult
from pairing.services.results import delete_result, results_of, save_result
from pairing.tables_work import RESULT_COLUMNS, RESULT_EXPORT
from pairing.views.common import url
from pairing.views.meetings import ROOM
from participants.models import StoredFile
from participants.registries import room_tabs
from participants.views.selection import save_versioned
from programs.lists import export_format, page_of, query_with
from programs.services.audit import Refusal, claim_key
from programs.tables import plain_rows, shown_rows


def _found(request: HttpRequest) -> tuple[QuerySet[PairResult], ResultFilter]:
    rows = results_of(request.access)
    form = ResultFilter(request.GET, program=request.program)
    if form.is_valid():
        data = form.cleaned_data
        for word in normalise_name(data["q"] or "").split():
            rows = rows.filter(
                Q(pair__mentor__person__search_key__contains=word)
                | Q(pair__members__mentee__person__search_key__contains=word)
            ).distinct()
        if data["form"]:
            rows = rows.filter(pair__form=data["form"])
        if data["kind"]:
            rows = rows.filter(kind=data["kind"])
    return rows, form


def _may_change(request: HttpRequest) -> set[int]:
    """Pairs whose results the user may write."""
    if not (request.program.is_open and request.access.has(Permission.MEETING_RECORD)):
        return set()
    led = Pair.objects.of_program(request.program).led_by(request.access)
    return set(led.values_list("pk", flat=True))


@requires(Permission.PAIR_VIEW)
def result_list(request: HttpRequest) -> HttpResponse:
    rows, form = _found(request)
    page = page_of(request, rows)
    total = results_of(request.access).count()
    led = _may_change(request)
    return render(
        request,
        "pairing/result_list.html",
        {
            "heading": "Результаты пар",
            "lead": f"Записано: {counted(total, 'результат', 'результата', 'результатов')}." if total else "",
            "rooms": room_tabs(ROOM, request.access, request.today, "pairing:result_list"),
            "form": form,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "columns": [column.declared() for column in RESULT_COLUMNS],
            "rows": shown_rows(RESULT_COLUMNS, page, lambda row: _row_url(request, row, led)),
            "page_obj": page,
            "export_url": f"{url(request, 'result_export')}{query_with(request.GET)}"
            if request.access.has(Permission.BASE_VIEW) and total
            else "",
        },
    )


def _row_url(request: HttpRequest, result: PairResult, led: set[int]) -> str:
    if result.pair_id in led:
        return url(request, "result_edit", pk=result.pk)
    return f"{url(request, 'pair_detail', pk=result.pair_id)}#results-title"


@requires(Permission.BASE_VIEW)
def result_export(request: HttpRequest) -> HttpResponse:
    rows, _ = _found(request)
    return table_response(
        export_format(request),
        f"Результаты пар {request.program.year_label}",
        title=f"Результаты наставнических пар, {request.school.list_name}",
        header=[column.label for column in RESULT_EXPORT],
        rows=plain_rows(RESULT_EXPORT, list(rows)),
        sheet_name="Результаты",
    )


def _led_pair(request: HttpRequest, pk: int) -> Pair:
    pairs = Pair.objects.of_program(request.program).led_by(request.access)
    return get_object_or_404(pairs.with_people(), pk=pk)


def _led_result(request: HttpRequest, pk: int) -> PairResult:
    led = Pair.objects.of_program(request.program).led_by(request.access)
    return get_object_or_404(results_of(request.access).filter(pair__in=led.values("pk")), pk=pk)


@requires(Permission.MEETING_RECORD)
def result_create(request: HttpRequest, pk: int) -> HttpResponse:
    pair = _led_pair(request, pk)
    initial = {"on": request.today, "kind": request.GET.get("kind", ResultKind.PROJECT)}
    form = ResultForm(
        request.POST or None, request.FILES or None, pair=pair, initial=initial, use_required_attribute=False
    )
    card = url(request, "pair_detail", pk=pk)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Этот результат уже записан.")
                    return redirect(card)
                save_result(pair=pair, by=request.user, today=request.today, **form.values())
        except ValidationError as error:
            form.add_error("file", error.messages)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Результат записан.")
            return redirect(card)
    return _form_page(request, pair, form)


@requires(Permission.MEETING_RECORD)
def result_edit(request: HttpRequest, pk: int) -> HttpResponse:
    result = _led_result(request, pk)
    pair = result.pair
    initial = {name: getattr(result, name) for name in ("kind", "title", "on", "member", "url", "version")}
    form = ResultForm(
        request.POST or None, request.FILES or None, pair=pair, initial=initial, use_required_attribute=False
    )
    status: int | None = 200
    if request.method == "POST" and form.is_valid():
        status = save_versioned(
            form,
            lambda version: save_result(
                pair=pair,
                by=request.user,
                result=result,
                shown_version=version,
                today=request.today,
                **form.values(),
            ),
            lambda: PairResult.objects.get(pk=pk).version,
        )
        if status is None:
            messages.success(request, "Результат сохранён.")
            return redirect(url(request, "pair_detail", pk=pair.pk))
    return _form_page(request, pair, form, result=result, status=status)


@require_POST
@requires(Permission.MEETING_RECORD)
def result_delete(request: HttpRequest, pk: int) -> HttpResponse:
    result = _led_result(request, pk)
    pair = result.pair_id
    try:
        delete_result(result=result, by=request.user)
        messages.success(request, "Результат удалён.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url(request, "pair_detail", pk=pair))


@requires(Permission.PAIR_VIEW)
def result_download(request: HttpRequest, pk: int) -> HttpResponse:
    result = get_object_or_404(results_of(request.access), pk=pk)
    if result.file_id is None:
        raise Http404
    file = StoredFile.objects.get(pk=result.file_id)
    return download(file.content, name=file.file_name, content_type=file.content_type)


def _form_page(
    request: HttpRequest,
    pair: Pair,
    form: ResultForm,
    *,
    result: PairResult | None = None,
    status: int | None = 200,
) -> HttpResponse:
    card = url(request, "pair_detail", pk=pair.pk)
    context: dict[str, Any] = {
        "heading": "Результат пары" if result else "Новый результат",
        "lead": str(pair),
        "crumbs": [("Пары и группы", url(request, "pair_list")), (str(pair), card), ("Результат", "")],
        "back_url": card,
        "back_label": "К паре",
        "form": form,
        "result": result,
        "save_label": "Сохранить результат" if result else "Записать результат",
    }
    return render(request, "pairing/result_form.html", context, status=422 if form.errors else status)
