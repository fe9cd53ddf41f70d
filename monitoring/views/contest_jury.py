"""The jury: its members, own sheets, sheets of guests typed by the curator, blanks and the summary on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.enums import ContestState
from monitoring.forms_contest import JuryForm, MarksForm
from monitoring.models import ContestEntry, JuryMember
from monitoring.recognition_lists import sheets_of
from monitoring.reports_recognition import blanks_context, summary_context
from monitoring.services import contest_jury as jury
from monitoring.views.award_common import act, form_page, once, saved, stored_file, url
from monitoring.views.contests import get_contest


@requires(Permission.RECOGNITION_EDIT)
def jury_add(request: HttpRequest, pk: int) -> HttpResponse:
    contest = get_contest(request, pk)
    here = url(request, "contest_detail", pk=pk)
    form = JuryForm(request.POST or None, program=request.program, on=request.today)
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: once(
                request, lambda: jury.add_member(contest=contest, by=request.user, **form.cleaned_data)
            ),
        )
        if not status:
            messages.success(request, "Член жюри добавлен.")
            return redirect(here)
    return form_page(
        request, form, "Член жюри", "Добавить в жюри", (contest.title, here), status=status, is_new=True
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def jury_remove(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_member(request, pk)
    return act(
        request,
        lambda: jury.remove_member(member=member, by=request.user),
        "Член жюри убран.",
        url(request, "contest_detail", pk=member.contest_id),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def jury_chair(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_member(request, pk)
    return act(
        request,
        lambda: jury.make_chair(member=member, by=request.user),
        "Председатель жюри назначен.",
        url(request, "contest_detail", pk=member.contest_id),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def jury_return(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_member(request, pk)
    return act(
        request,
        lambda: jury.return_sheet(member=member, reason=request.POST.get("reason", ""), by=request.user),
        "Лист возвращён на исправление.",
        url(request, "contest_detail", pk=member.contest_id),
    )


@requires(Permission.RECOGNITION_EDIT)
def jury_typed(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper sheet of a guest, typed by the curator. An employee fills his own himself."""
    member = get_member(request, pk)
    if member.user_id is not None:
        raise Http404
    here = url(request, "contest_detail", pk=member.contest_id)
    return _sheet(request, member, url(request, "jury_typed", pk=pk), (member.contest.title, here))


# --- own sheets -------------------------------------------------------------------------------------------


@requires(Permission.JURY)
def jury_list(request: HttpRequest) -> HttpResponse:
    """«Мои листы жюри»: only for who is in a jury, nothing is there for anybody else."""
    rows = list(sheets_of(request.program, request.user))
    if not rows:
        raise Http404
    return render(
        request,
        "monitoring/contest_jury_list.html",
        {
            "heading": "Мои листы жюри",
            "lead": "Конкурсы, в жюри которых вас назвали.",
            "crumbs": [("Мои листы жюри", "")],
            "rows": rows,
        },
    )


@requires(Permission.JURY)
def jury_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(sheets_of(request.program, request.user), pk=pk)
    return _sheet(
        request, member, url(request, "jury_sheet", pk=pk), ("Мои листы жюри", url(request, "jury_list"))
    )


@require_safe
@requires(Permission.JURY)
def jury_entry_download(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """The file of an application that the user's own sheet names."""
    member = get_object_or_404(sheets_of(request.program, request.user), pk=pk)
    row = next((one for one in jury.admitted_of(member.contest) if one.pk == entry), None)
    return stored_file(row.file_id if row else None)


def _file_url(request: HttpRequest, member: JuryMember, entry: ContestEntry) -> str:
    """A guest's sheet is typed by the curator, who reads the application itself."""
    if not entry.file_id:
        return ""
    if member.user_id is None:
        return url(request, "contest_entry_download", pk=entry.pk)
    return url(request, "jury_entry_download", pk=member.pk, entry=entry.pk)


def _sheet(request: HttpRequest, member: JuryMember, here: str, crumb: tuple[str, str]) -> HttpResponse:
    contest = member.contest
    entries, criteria = jury.admitted_of(contest), list(contest.criteria.all())
    given = {(row.entry_id, row.criterion_id): row.mark for row in member.marks.all()}
    barred = {entry for _, entry in jury.conflicts_of(contest, [member])}
    is_open = contest.state == ContestState.JUDGING and not member.is_final and request.program.is_open
    posted = request.POST if request.method == "POST" else None
    form = MarksForm(posted, entries=entries, criteria=criteria, barred=barred, given=given)
    status = 200
    if posted is not None:
        is_final = request.POST.get("do") == "final"
        left: list[int] = []
        status = saved(
            form,
            lambda: left.append(
                jury.save_marks(member=member, marks=form.marks(), is_final=is_final, by=request.user)
            ),
        )
        if not status:
            missing = counted(left[0], "оценки", "оценок", "оценок")
            said = f"Оценки сохранены. Осталось поставить {missing}." if left[0] else "Оценки сохранены."
            messages.success(request, "Лист сдан. Спасибо!" if is_final else said)
            return redirect(here if not is_final else crumb[1])
    return render(
        request,
        "monitoring/contest_sheet.html",
        {
            "heading": f"Лист жюри: {member.name}",
            "lead": f"{contest.title}. Пустая клетка – «не оценено», она не считается нулём.",
            "crumbs": [crumb, ("Лист жюри", "")],
            "back_url": crumb[1],
            "back_label": crumb[0],
            "form": form,
            "member": member,
            "contest": contest,
            "sheets": [
                sheet | {"file_url": _file_url(request, member, sheet["entry"])} for sheet in form.sheets()
            ],
            "is_open": is_open,
            "total": sum(one.max_mark for one in criteria),
        },
        status=status or 200,
    )


# --- paper ------------------------------------------------------------------------------------------------


@requires(Permission.RECOGNITION_VIEW)
def contest_blanks_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty sheet for each member of the jury."""
    contest = get_contest(request, pk)
    data = render_pdf("reports/contest_blanks.html", blanks_context(contest))
    return pdf_response(data, f"Листы жюри – {contest.title}.pdf")


@requires(Permission.RECOGNITION_VIEW)
def contest_summary_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    contest = get_contest(request, pk)
    data = render_pdf("reports/contest_summary.html", summary_context(contest))
    return pdf_response(data, f"Сводный лист – {contest.title}.pdf")


def get_member(request: HttpRequest, pk: int) -> JuryMember:
    rows = JuryMember.objects.filter(contest__program=request.program)
    return get_object_or_404(rows.select_related("contest__program__school"), pk=pk)
