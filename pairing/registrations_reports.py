"""Mentors' reports, agreements of pairs, and what pairs give to the year's folder."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted
from pairing.enums import LabourPaperKind, MentorReportState, PairState
from pairing.models import DevelopmentPlan, LabourPaper, Meeting, MentorReport, Pair, PreferenceSheet
from pairing.order_kinds import CHANGE, END, GROUP, PAIRS
from pairing.registries import PairPanel, register_pair_panel
from pairing.reports_agreements import TEXT
from pairing.reports_folder import folder_papers
from pairing.services.mentor_reports import REPORTED, reads_all, reports_of
from pairing.tables_reports import report_badge
from participants.registries import RoomTab, register_room_tabs
from programs.enums import ProgramState
from programs.models import Program
from programs.registries.papers import (
    FOLDER_PAPERS,
    ExpectedPaper,
    register_expected_papers,
    register_paper_texts,
)
from programs.registries.screens import ATTENTION, AttentionItem
from programs.tenancy import program_url

P = Permission


def waiting_reports(access: Access, on: date) -> int | None:
    if not access.has(P.PAIR_EDIT):
        return None
    if "waiting_reports" not in access.memo:
        waiting = MentorReport.objects.filter(program=access.program, state=MentorReportState.SUBMITTED)
        access.memo["waiting_reports"] = waiting.count() or None
    return access.memo["waiting_reports"]


def attention(access: Access, on: date) -> Any:
    if access.program.state == ProgramState.ARCHIVED or not (count := waiting_reports(access, on)):
        return
    yield AttentionItem(
        "wait",
        counted(count, "отчёт наставника", "отчёта наставников", "отчётов наставников"),
        "ждёт вашего слова" if count == 1 else "ждут вашего слова",
        "Прочтите и примите или верните с замечанием",
        "Прочитать",
        f"{program_url(access.program, 'pairing:report_list')}?state={MentorReportState.SUBMITTED}",
        order=41,
    )


def report_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """For who writes the reports of this pair or reads them all."""
    may_write = (
        access.has(P.MEETING_RECORD)
        and access.program.state != ProgramState.ARCHIVED
        and Pair.objects.led_by(access).filter(pk=pair.pk).exists()
    )
    if pair.state not in (*REPORTED, PairState.APPROVED) or not (may_write or reads_all(access)):
        return None
    rows = [
        {
            "report": report,
            "badge": report_badge(report),
            "url": program_url(access.program, "pairing:report_detail", pk=report.pk),
        }
        for report in reports_of(access).filter(pair=pair)
    ]
    can_create = may_write and pair.state in REPORTED
    return {
        "rows": rows,
        "create_url": program_url(access.program, "pairing:report_create", pk=pair.pk) if can_create else "",
        "agreement_url": program_url(access.program, "pairing:mentoring_agreement_pdf", pk=pair.pk)
        if may_write
        else "",
    }


# --- what stands in the folder of the year ----------------------------------------------------------------


def _count_state(rows: Any, one: str, few: str, many: str) -> tuple[bool | None, str]:
    count = rows.count()
    return count > 0, counted(count, one, few, many) if count else ""


def preferences_state(program: Program, on: date) -> tuple[bool | None, str]:
    return _count_state(PreferenceSheet.objects.filter(program=program), "анкета", "анкеты", "анкет")


def agreements_state(program: Program, on: date) -> tuple[bool | None, str]:
    """Signed by hand and kept by the curator: the site only prints them."""
    count = Pair.objects.filter(program=program, state__in=(PairState.APPROVED, PairState.ACTIVE)).count()
    return None, f"бланки для {counted(count, 'пары', 'пар', 'пар')} печатаются на сайте"


def changes_state(program: Program, on: date) -> tuple[bool | None, str]:
    """Needed only where a pair was changed or ended."""
    ended = Pair.objects.filter(program=program, state=PairState.DISSOLVED).count()
    return (False, f"прекращено пар: {ended}") if ended else (None, "замен и прекращений не было")


def labour_state(program: Program, on: date) -> tuple[bool | None, str]:
    papers = LabourPaper.objects.filter(pair__program=program, kind=LabourPaperKind.CONSENT)
    return _count_state(papers, "согласие работника", "согласия работников", "согласий работников")


def plans_state(program: Program, on: date) -> tuple[bool | None, str]:
    return _count_state(DevelopmentPlan.objects.filter(program=program), "план", "плана", "планов")


def journals_state(program: Program, on: date) -> tuple[bool | None, str]:
    found = Meeting.objects.filter(program=program).aggregate(pairs=Count("pair", distinct=True))["pairs"]
    return found > 0, f"журналы {counted(found, 'пары', 'пар', 'пар')}" if found else ""


def reports_state(program: Program, on: date) -> tuple[bool | None, str]:
    accepted = MentorReport.objects.filter(program=program, state=MentorReportState.ACCEPTED)
    return _count_state(accepted, "принятый отчёт", "принятых отчёта", "принятых отчётов")


register_paper_texts(TEXT)
register_expected_papers(
    ExpectedPaper(
        "D20",
        5,
        "Анкеты предпочтений",
        "pairing:preference_list",
        "К предпочтениям",
        P.PAIR_EDIT,
        state=preferences_state,
    ),
    ExpectedPaper(
        "D21",
        5,
        "Распоряжение о закреплении пар",
        "pairing:pair_list",
        "К парам",
        P.PAIR_VIEW,
        kinds=(PAIRS, GROUP),
    ),
    ExpectedPaper(
        "D22",
        6,
        "Распоряжения о замене и прекращении пар",
        "pairing:pair_list",
        "К парам",
        P.PAIR_VIEW,
        kinds=(CHANGE, END),
        state=changes_state,
    ),
    ExpectedPaper(
        "D23",
        5,
        "Согласия и доп. соглашения наставников-работников",
        "pairing:labour_list",
        "К документам",
        P.PAIR_EDIT,
        state=labour_state,
    ),
    ExpectedPaper(
        "D24",
        5,
        TEXT.label,
        "pairing:mentoring_agreements",
        "Напечатать бланки",
        P.PAIR_EDIT,
        state=agreements_state,
        is_by_hand=True,
    ),
    ExpectedPaper(
        "D25",
        6,
        "Индивидуальные планы",
        "pairing:development_list",
        "К планам",
        P.PAIR_VIEW,
        state=plans_state,
    ),
    ExpectedPaper(
        "D26",
        6,
        "Журналы встреч",
        "pairing:meeting_overview",
        "К встречам",
        P.PAIR_VIEW,
        state=journals_state,
    ),
    ExpectedPaper(
        "D27",
        6,
        "Отчёты наставников",
        "pairing:report_list",
        "К отчётам",
        P.MONITORING_VIEW,
        state=reports_state,
    ),
)
FOLDER_PAPERS.append(folder_papers)
ATTENTION.append(attention)
register_room_tabs(
    RoomTab("meetings", "Отчёты", 45, "pairing:report_list", P.MEETING_RECORD, waiting_reports),
)
register_pair_panel(PairPanel("pairing/report_panel.html", 16, report_panel))
