"""What pairs give to the year's folder: lists, journals of meetings, plans, mentors' reports.

The psychologist's room gives nothing: neither notes nor the journal of consultations ever enter the folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from mentoring_site.pdf import html_to_pdf, render_pdf
from mentoring_site.permissions import Access, Permission
from pairing.enums import MentorReportState, PairState
from pairing.models import Meeting, Pair
from pairing.reports_development import development_html
from pairing.reports_meetings import journal_context
from pairing.reports_mentor import report_html
from pairing.rows import pair_rows
from pairing.services.development import plans_of
from pairing.services.meetings import shown_journal
from pairing.services.mentor_reports import reports_of
from pairing.tables import PAIR_COLUMNS
from programs.registries.papers import FolderPaper
from programs.reports import list_paper
from programs.tables import plain_rows

P = Permission
TOLD = (PairState.APPROVED, PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)


def folder_papers(access: Access, on: date) -> Iterable[FolderPaper]:
    """Only for who sees the whole school: the folder is of the school, not of a class."""
    if not (access.sees_whole_school and access.has(P.PAIR_VIEW)):
        return
    pairs = Pair.objects.of_program(access.program).visible_to(access).in_state(*TOLD)
    if not pairs.exists():
        return
    yield FolderPaper(5, 20, "Наставнические пары и группы", partial(_pairs, access, on))
    told = Meeting.objects.filter(program=access.program).values("pair")
    for pair in pairs.filter(pk__in=told).select_related("mentor__person").order_by("number", "pk"):
        title = f"Журнал встреч, {_whose(pair)}"
        yield FolderPaper(6, 20, title, partial(_journal, access, pair.pk, title, on))
    for plan in plans_of(access).order_by("member__pair__number", "pk"):
        title = f"Индивидуальный план, {_whose(plan.member.pair)}, {plan.member.mentee.person.last_name}"
        yield FolderPaper(6, 30, title, partial(_plan, access, plan.pk, title, on))
    for report in reports_of(access).filter(state=MentorReportState.ACCEPTED).order_by("pair__number", "pk"):
        title = f"{report.get_kind_display().capitalize()} наставника, {_whose(report.pair)}"
        yield FolderPaper(6, 40, title, partial(_report, access, report.pk, title, on))


def _whose(pair: Pair) -> str:
    number = f"пара № {pair.number}, " if pair.number else ""
    return f"{number}{pair.mentor.person.last_name}"


def _pairs(access: Access, on: date) -> tuple[str, bytes]:
    pairs = Pair.objects.of_program(access.program).visible_to(access).in_state(*TOLD)
    paper = list_paper(
        school=access.school,
        program=access.program,
        title="Наставнические пары и группы",
        header=[column.label for column in PAIR_COLUMNS],
        rows=plain_rows(PAIR_COLUMNS, pair_rows(pairs.with_people())),
        on=on,
    )
    return "Пары и группы.pdf", render_pdf("reports/office_list.html", paper)


def _journal(access: Access, pk: int, title: str, on: date) -> tuple[str, bytes]:
    pair = Pair.objects.of_program(access.program).with_people().get(pk=pk)
    context = journal_context(pair, shown_journal(pair, access), access.program, on)
    return f"{title}.pdf", render_pdf("reports/meeting_journal.html", context)


def _plan(access: Access, pk: int, title: str, on: date) -> tuple[str, bytes]:
    return f"{title}.pdf", html_to_pdf(development_html(plans_of(access).get(pk=pk), on))


def _report(access: Access, pk: int, title: str, on: date) -> tuple[str, bytes]:
    return f"{title}.pdf", html_to_pdf(report_html(reports_of(access).get(pk=pk), on))
