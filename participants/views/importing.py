"""The import wizard: file → sheet and header → columns → preview → writing → result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.spreadsheets.cells import MAX_BYTES
from participants.enums import ImportJob, ImportState
from participants.forms_import import ApplyForm, UploadForm
from participants.importing import batches, jobs, pages, pages_preview
from participants.importing.columns import COLUMNS
from participants.importing.rehearse import totals
from participants.importing.tables import is_other_base
from participants.models import ImportBatch
from programs.services.audit import Refusal
from programs.tenancy import program_url

PAGE_ROWS = 50


@requires(Permission.BASE_IMPORT)
def upload(request: HttpRequest, base: str) -> HttpResponse:
    is_posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_posted else UploadForm()
    status = 200
    if is_posted:
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = batches.upload(
                    program=request.program,
                    base=base,
                    file_name=file.name,
                    data=file.read(MAX_BYTES + 1) if file.size > MAX_BYTES else file.read(),
                    key=request.POST.get("once", ""),
                    by=request.user,
                )
                return redirect(_after_upload(request, batch))
            except Refusal as refusal:
                form.add_error("file", str(refusal))
        status = 422
    own = _own(request, base).defer("sheets", "verdicts", "corrections", "choices")
    recent = own.exclude(state=ImportState.CANCELLED)[:10]
    context = pages.page(request, base, None, "file") | {
        "form": form,
        "recent": [pages.recent_row(request, batch) for batch in recent],
        "columns": list(COLUMNS[base]),
    }
    return render(request, "participants/import_upload.html", context, status=status)


@require_safe
@requires(Permission.BASE_IMPORT)
def template(request: HttpRequest, base: str) -> HttpResponse:
    """The empty official form with an example row and hints, ready to be filled and loaded."""
    columns = [
        column for column in COLUMNS[base] if column.is_official or column.code in ("place", "birth_year")
    ]
    return table_response(
        "xlsx",
        filename=f"Форма базы {pages.WHOSE[base]}",
        title=f"База {pages.WHOSE[base]}",
        header=[column.title for column in columns],
        rows=[[column.example or None for column in columns]],
        sheet_name="База",
    )


@requires(Permission.BASE_IMPORT)
def sheet(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    if gone := elsewhere(request, batch, batches.OPEN_STATES):
        return gone
    index = _number(request.GET.get("sheet"), batch.sheet_index)
    if request.method == "POST":
        try:
            batches.choose_sheet(
                batch=batch,
                sheet_index=_number(request.POST.get("sheet"), -1),
                header_row=_number(request.POST.get("header"), -1),
                by=request.user,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(step_url(request, batch, "import_sheet"))
        return redirect(step_url(request, batch, "import_columns"))
    context = pages.page(request, base, batch, "sheet") | pages.sheet_page(batch, index)
    return render(request, "participants/import_sheet.html", context)


@requires(Permission.BASE_IMPORT)
def columns(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    if gone := elsewhere(request, batch, batches.OPEN_STATES):
        return gone
    shown = batches.column_choices(batch)
    refused, status = "", 200
    if request.method == "POST":
        mapping = {
            str(column["index"]): request.POST.get(f"column_{column['index']}", "") for column in shown
        }
        try:
            batch = batches.choose_columns(batch=batch, mapping=mapping, by=request.user)
            return redirect(_after_job(request, batch))
        except Refusal as refusal:
            refused, status = str(refusal), 422
            for column in shown:
                column["code"] = mapping[str(column["index"])]
    context = pages.page(request, base, batch, "columns") | pages.columns_page(batch, shown)
    return render(request, "participants/import_columns.html", context | {"refused": refused}, status=status)


@require_safe
@requires(Permission.BASE_IMPORT)
def progress(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    """A page to leave and come back to; htmx asks for its inner part, without a script it reloads itself."""
    batch = own_batch(request, base, pk)
    if not batch.is_busy:
        target = _after_job(request, batch)
        if request.GET and batch.state == ImportState.REHEARSED:
            target += f"?{request.GET.urlencode()}"  # back to the page and the filter the answers came from
        if batch.problem:
            messages.error(request, batch.problem)
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    context = pages.page(request, base, batch, "check" if batch.job == ImportJob.REHEARSE else "write")
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context |= {"is_quiet": batch.is_quiet(timezone.now()), "query": query}
    name = "_import_progress" if request.htmx else "import_progress"
    return render(request, f"participants/{name}.html", context)


@require_POST
@requires(Permission.BASE_IMPORT)
def run_now(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    """Do here what no worker does."""
    batch = own_batch(request, base, pk)
    if batch.job and batch.state in batches.OPEN_STATES:
        try:
            batch = jobs.run(batch.pk, batch.job)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            batch = own_batch(request, base, pk)
    return redirect(_after_job(request, batch))


@require_safe
@requires(Permission.BASE_IMPORT)
def preview(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    if gone := elsewhere(request, batch, (ImportState.REHEARSED,)):
        return gone
    shown = request.GET.get("show", "")
    rows = pages_preview.filtered(batch.verdicts, shown)
    number = pages_preview.page_of_row(rows, request.GET.get("row"), PAGE_ROWS) or request.GET.get("page")
    page_obj = Paginator(rows, PAGE_ROWS).get_page(number)
    context = pages.page(request, base, batch, "check")
    context |= pages_preview.preview_page(request, batch, page_obj, shown)
    return render(request, "participants/import_preview.html", context)


@require_POST
@requires(Permission.BASE_IMPORT)
def answer(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    answers = pages_preview.read_answers(request.POST)
    try:
        if "skip_undecided" in request.POST:
            batch = batches.skip_undecided(batch=batch, by=request.user)
        elif "accept_offers" in request.POST:
            batch = batches.accept_offers(batch=batch, by=request.user)
        else:
            batch = batches.answer(batch=batch, **answers._asdict(), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_after_job(request, own_batch(request, base, pk)))
    query = pages_preview.return_query(request.POST)
    if batch.is_busy:
        return redirect(step_url(request, batch, "import_progress") + query)
    if "write" in request.POST:
        return redirect(step_url(request, batch, "import_apply"))
    return redirect(step_url(request, batch, "import_preview") + query)


@requires(Permission.BASE_IMPORT)
def apply(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    if gone := elsewhere(request, batch, (ImportState.REHEARSED,)):
        return gone
    counts = totals(batch.verdicts)
    posted = request.POST if request.method == "POST" else None
    form = ApplyForm(posted, today=request.today, has_errors=bool(counts["error"]))
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                batch = batches.order_writing(
                    batch=batch,
                    without_errors=form.cleaned_data["without_errors"],
                    admits=form.cleaned_data["admits"],
                    papers=form.papers(),
                    by=request.user,
                )
                return redirect(_after_job(request, batch))
            except Refusal as refusal:
                refused = str(refusal)
                batch = own_batch(request, base, pk)
                counts = totals(batch.verdicts)
    context = pages.page(request, base, batch, "write") | pages.apply_page(request, batch, counts)
    context |= {"form": form, "refused": refused}
    return render(request, "participants/import_apply.html", context, status=status)


@require_POST
@requires(Permission.BASE_IMPORT)
def move(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    """The file is the form of the other base: go on there."""
    batch = own_batch(request, base, pk)
    try:
        batch = batches.move_to_other_base(batch=batch, by=request.user)
        messages.success(
            request,
            f"Загружаем «{batch.file_name}» в базу {pages.WHOSE[batch.base]}. Выбирать файл снова не нужно.",
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_after_job(request, batch))
    return redirect(_after_upload(request, batch))


@require_POST
@requires(Permission.BASE_IMPORT)
def cancel(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    try:
        batches.cancel(batch=batch, by=request.user)
        messages.success(request, f"Таблица «{batch.file_name}» не записана и удалена с сайта.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(program_url(request.program, "participants:import_upload", base=base))


def _own(request: HttpRequest, base: str) -> Any:
    return ImportBatch.objects.filter(program=request.program, base=base, created_by=request.user)


def own_batch(request: HttpRequest, base: str, pk: int) -> ImportBatch:
    return get_object_or_404(_own(request, base).select_related("program__school"), pk=pk)


def step_url(request: HttpRequest, batch: ImportBatch, name: str) -> str:
    return program_url(request.program, f"participants:{name}", base=batch.base, pk=batch.pk)


def _after_upload(request: HttpRequest, batch: ImportBatch) -> str:
    """Straight to the columns when the only sheet has a clear header."""
    is_clear = bool(batch.mapping) and len(batch.sheets) == 1 and not is_other_base(batch)
    return step_url(request, batch, "import_columns" if is_clear else "import_sheet")


def _after_job(request: HttpRequest, batch: ImportBatch) -> str:
    if batch.is_busy:
        return step_url(request, batch, "import_progress")
    names = {
        ImportState.UPLOADED: "import_sheet",
        ImportState.MAPPED: "import_columns",
        ImportState.REHEARSED: "import_preview",
        ImportState.APPLIED: "import_result",
        ImportState.UNDONE: "import_result",
    }
    if batch.state not in names:
        return program_url(request.program, "participants:import_upload", base=batch.base)
    return step_url(request, batch, names[batch.state])


def elsewhere(request: HttpRequest, batch: ImportBatch, states: Any) -> HttpResponse | None:
    """Where the batch is now, when that is not this step."""
    if batch.is_busy or batch.state not in states:
        return redirect(_after_job(request, batch))
    return None


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default
