"""Nominations to other levels, the board of honour, the eight measures of section 8."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from monitoring.forms_recognition import MeasureForm, SubmissionForm
from monitoring.models import LevelSubmission
from monitoring.motivation import MEASURE_COUNT, factors_of, measures_of
from monitoring.recognition_lists import board_of, submissions_of
from monitoring.reports_recognition import board_context, measures_context
from monitoring.services.submissions import remove_submission, save_submission
from monitoring.services.texts import save_text, texts_of
from monitoring.tables_recognition import SUBMISSION_EXPORT, submission_columns
from monitoring.views.award_common import act, form_page, once, page, saved, stored_file, url
from participants.enums import ConsentPurpose
from participants.services.consents import decisions_for
from programs.lists import export_format, page_of
from programs.tables import plain_rows, shown_rows

# Field of a nomination -> what lies there.
FILES = {"file": "Документы", "result_file": "Результат"}
SIZES = {"a3": "a3", "a4": "a4"}


@requires(Permission.RECOGNITION_VIEW)
def submission_list(request: HttpRequest) -> HttpResponse:
    rows = page_of(request, submissions_of(request.program))
    columns = submission_columns(request.today)
    can_open = request.access.has(Permission.RECOGNITION_EDIT) and request.program.is_open
    return render(
        request,
        "monitoring/award_submissions.html",
        page(
            request,
            "Выдвижения",
            tab="submission_list",
            lead="Кого школа выдвигает на муниципальный, региональный и федеральный уровень.",
            columns=[column.declared() for column in columns],
            rows=shown_rows(
                columns,
                rows,
                (lambda row: url(request, "submission_edit", pk=row.pk)) if can_open else None,
            ),
            page_obj=rows,
        ),
    )


@requires(Permission.RECOGNITION_VIEW)
def submission_export(request: HttpRequest) -> HttpResponse:
    return table_response(
        export_format(request),
        filename=f"Выдвижения {request.program.year_label}",
        title=f"Выдвижения наставников, {request.program.year_label} учебный год",
        header=[column.label for column in SUBMISSION_EXPORT],
        rows=plain_rows(SUBMISSION_EXPORT, list(submissions_of(request.program))),
        sheet_name="Выдвижения",
    )


@requires(Permission.RECOGNITION_EDIT)
def submission_add(request: HttpRequest) -> HttpResponse:
    return _submission_page(request, None)


@requires(Permission.RECOGNITION_EDIT)
def submission_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _submission_page(request, _submission(request, pk))


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def submission_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _submission(request, pk)
    return act(
        request,
        lambda: remove_submission(submission=row, by=request.user),
        "Выдвижение удалено.",
        url(request, "submission_list"),
    )


def _submission_page(request: HttpRequest, row: LevelSubmission | None) -> HttpResponse:
    target = url(request, "submission_list")
    form = SubmissionForm(
        request.POST or None, request.FILES or None, program=request.program, submission=row
    )
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: _save(request, form, row) if row else once(request, lambda: _save(request, form, None)),
            lambda: _submission(request, row.pk).version if row else 0,
        )
        if not status:
            messages.success(request, "Выдвижение сохранено.")
            return redirect(target)
    return form_page(
        request,
        form,
        row.competition if row else "Новое выдвижение",
        "Сохранить выдвижение",
        ("Выдвижения", target),
        status=status,
        is_new=row is None,
        remove_url=url(request, "submission_remove", pk=row.pk) if row else "",
        remove_label="Удалить выдвижение",
        kept_files=_files_of(request, row) if row else [],
    )


def _save(request: HttpRequest, form: SubmissionForm, row: LevelSubmission | None) -> LevelSubmission:
    return save_submission(
        program=request.program,
        values=form.values(),
        submission=row,
        shown_version=form.cleaned_data["version"] or 0,
        by=request.user,
        files=form.files_given(),
    )


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def submission_download(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """field: one of FILES, else nothing is there."""
    row = _submission(request, pk)
    if field not in FILES:
        raise Http404
    return stored_file(getattr(row, f"{field}_id"))


def _files_of(request: HttpRequest, row: LevelSubmission) -> list[dict[str, str]]:
    return [
        {
            "label": label,
            "name": getattr(row, field).file_name,
            "url": url(request, "submission_download", pk=row.pk, field=field),
        }
        for field, label in FILES.items()
        if getattr(row, f"{field}_id")
    ]


def _submission(request: HttpRequest, pk: int) -> LevelSubmission:
    rows = submissions_of(request.program).select_related(*FILES)
    return get_object_or_404(rows.defer(*(f"{name}__content" for name in FILES)), pk=pk)


# --- the board of honour ----------------------------------------------------------------------------------


@requires(Permission.RECOGNITION_VIEW)
def board(request: HttpRequest) -> HttpResponse:
    awards = board_of(request.program)
    people = [award.person for award in awards]
    allowed = decisions_for(people, ConsentPurpose.PUBLICATION, request.today) if people else {}
    return render(
        request,
        "monitoring/award_board.html",
        page(
            request,
            "Доска почёта",
            tab="board",
            lead="«Лучшие наставники»: доска висит в школе. На открытые страницы попадают только те, у кого есть "
            "согласие на публикацию.",
            cards=[{"award": award, "is_public": allowed[award.person_id].is_allowed} for award in awards],
        ),
    )


@requires(Permission.RECOGNITION_VIEW)
def board_pdf(request: HttpRequest) -> HttpResponse:
    size = SIZES.get(request.GET.get("size", "a4"))
    if size is None:
        raise Http404
    data = render_pdf("reports/honour_board.html", board_context(request.program, size))
    return pdf_response(data, f"Доска почёта {request.program.year_label}, {size.upper()}.pdf")


# --- section 8 --------------------------------------------------------------------------------------------


@requires(Permission.RECOGNITION_VIEW)
def measures(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "monitoring/recognition_measures.html",
        page(
            request,
            "Меры поощрения",
            tab="measures",
            lead="Раздел 8 программы: что названо и что сделано в этом году.",
            factors=factors_of(request.program),
            measures=measures_of(request.program, request.access, request.today),
        ),
    )


@requires(Permission.RECOGNITION_EDIT)
def measure_edit(request: HttpRequest, number: int) -> HttpResponse:
    if not 1 <= number <= MEASURE_COUNT:
        raise Http404
    code = f"measure-{number}"
    written = texts_of(request.program).get(code)
    initial: dict[str, Any] = (
        {"text": written.text, "version": written.version} if written else {"version": 0}
    )
    form = MeasureForm(request.POST or None, initial=initial)
    status = 200
    target = url(request, "measures")
    if request.method == "POST":
        status = saved(
            form,
            lambda: save_text(
                program=request.program,
                code=code,
                text=form.cleaned_data["text"],
                shown_version=form.cleaned_data["version"] or 0,
                by=request.user,
            ),
            lambda: texts_of(request.program)[code].version,
        )
        if not status:
            messages.success(request, "Заметка сохранена.")
            return redirect(target)
    measure = measures_of(request.program, request.access, request.today)[number - 1]
    return form_page(
        request,
        form,
        f"Мера {number}",
        "Сохранить заметку",
        ("Меры поощрения", target),
        status=status,
        intro=measure.text,
    )


@requires(Permission.RECOGNITION_VIEW)
def measures_pdf(request: HttpRequest) -> HttpResponse:
    context = measures_context(request.program, request.access, request.today)
    data = render_pdf("reports/motivation_measures.html", context)
    return pdf_response(data, f"Меры поощрения {request.program.year_label}.pdf")
