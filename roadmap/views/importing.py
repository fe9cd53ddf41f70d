"""The wizard of the roadmap's import: file or paste → table and columns → review → writing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import SpreadsheetError
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url
from roadmap.enums import ImportStage
from roadmap.forms_import import UploadForm
from roadmap.importing.grid import Grid
from roadmap.importing.reading import UnreadableFile, read_file, read_pasted
from roadmap.models import RoadmapImport
from roadmap.reports_blank import BLANK_FORMATS, blank_response
from roadmap.services import importing as service
from roadmap.services.writing import forecast
from roadmap.views import importing_pages as pages


@requires(Permission.ROADMAP_EDIT)
def import_upload(request: HttpRequest) -> HttpResponse:
    is_posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_posted else UploadForm()
    if is_posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            work = service.start_import(
                program=request.program,
                grids=_read(form),
                file_name=file.name if file is not None else "",
                once=request.POST.get("once", ""),
                by=request.user,
            )
            return redirect(pages.step_url(request, work, "import_table"))
        except (UnreadableFile, SpreadsheetError, Refusal) as refusal:
            form.add_error("file" if file is not None else "text", str(refusal))
    context = pages.frame(request, None, "file") | {
        "form": form,
        "recent": pages.recent_rows(request, _own(request).defer("tables", "rows")[:5]),
    }
    return render(request, "roadmap/import_upload.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires(Permission.ROADMAP_EDIT)
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty table with its columns, to fill in Word or Excel."""
    fmt = request.GET.get("format", "docx")
    if fmt not in BLANK_FORMATS:
        raise Http404
    return blank_response(fmt, request.program)


@requires(Permission.ROADMAP_EDIT)
def import_table(request: HttpRequest, pk: int) -> HttpResponse:
    work = own_import(request, pk)
    if (gone := _written(request, work)) is not None:
        return gone
    refused = ""
    if request.method == "POST":
        try:
            if "choose" in request.POST:
                service.choose_table(
                    work=work,
                    table=_number(request.POST.get("table")),
                    head=_number(request.POST.get("head"), -1),
                )
                return redirect(pages.step_url(request, work, "import_table"))
            columns = {
                column: request.POST.get(f"column_{column}", "")
                for column in range(service.grid_of(work).width)
            }
            shift = service.years_to_move(work) if request.POST.get("shift") else 0
            service.choose_columns(work=work, columns=columns, shift=shift)
            return redirect(pages.step_url(request, work, "import_review"))
        except Refusal as refusal:
            refused = str(refusal)
    context = pages.frame(request, work, "table") | pages.table_page(request, work) | {"refused": refused}
    return render(request, "roadmap/import_table.html", context, status=422 if refused else 200)


@requires(Permission.ROADMAP_EDIT)
def import_review(request: HttpRequest, pk: int) -> HttpResponse:
    work = own_import(request, pk)
    if (gone := _written(request, work)) is not None:
        return gone
    if work.stage != ImportStage.REVIEW:
        return redirect(pages.step_url(request, work, "import_table"))
    errors: list[str] = []
    if request.method == "POST":
        try:
            errors = service.answer_rows(
                work=work,
                answers=pages.read_answers(request.POST),
                shown_version=_number(request.POST.get("version")),
                gives_whole_term="whole" in request.POST,
            )
        except (Refusal, StaleVersion) as refusal:
            messages.error(request, str(refusal))
            return redirect(pages.step_url(request, work, "import_review"))
        if not errors:
            name = "import_write" if "write" in request.POST else "import_review"
            return redirect(pages.step_url(request, work, name) + pages.kept_query(request))
        work = own_import(request, pk)
    context = pages.frame(request, work, "review") | pages.review_page(request, work) | {"errors": errors}
    return render(request, "roadmap/import_review.html", context, status=422 if errors else 200)


@requires(Permission.ROADMAP_EDIT)
def import_write(request: HttpRequest, pk: int) -> HttpResponse:
    work = own_import(request, pk)
    if work.stage == ImportStage.WRITTEN:
        context = pages.frame(request, work, "done") | pages.done_page(request, work)
        return render(request, "roadmap/import_done.html", context)
    if work.stage != ImportStage.REVIEW:
        return redirect(pages.step_url(request, work, "import_table"))
    refused = ""
    if request.method == "POST":
        try:
            service.write_import(work=work, replaces="replaces" in request.POST, by=request.user)
            return redirect(pages.step_url(request, work, "import_write"))
        except Refusal as refusal:
            refused = str(refusal)
    records = [record for record in service.records_of(work) if record.is_step]
    context = pages.frame(request, work, "write") | pages.write_page(
        request, work, forecast(request.program, records)
    )
    return render(
        request, "roadmap/import_write.html", context | {"refused": refused}, status=422 if refused else 200
    )


@require_POST
@requires(Permission.ROADMAP_EDIT)
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    work = own_import(request, pk)
    try:
        service.cancel_import(work=work)
        messages.success(request, "Таблица не записана и удалена с сайта.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(program_url(request.program, "roadmap:import_upload"))


def own_import(request: HttpRequest, pk: int) -> RoadmapImport:
    return get_object_or_404(_own(request).select_related("program__school"), pk=pk)


def _own(request: HttpRequest):
    return RoadmapImport.objects.filter(program=request.program, created_by=request.user)


def _read(form: UploadForm) -> list[Grid]:
    file = form.cleaned_data["file"]
    if file is not None:
        return read_file(file.read(), file.name)
    return read_pasted(form.cleaned_data["text"], form.cleaned_data["html"])


def _written(request: HttpRequest, work: RoadmapImport) -> HttpResponse | None:
    if work.stage == ImportStage.WRITTEN:
        return redirect(pages.step_url(request, work, "import_write"))
    return None


def _number(text: str | None, default: int = 0) -> int:
    plain = (text or "").strip()
    return int(plain) if plain.isdecimal() and len(plain) < 7 else default
