"""«Отчёт наставника» (D27): the mentor writes, the curator accepts or returns; meetings are counted, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from mentoring_site.permissions import Access, Permission
from mentoring_site.texts import clean_text
from mentoring_site.words import counted, ru_date, short_date
from pairing.enums import MeetingState, MentorReportKind, MentorReportState, PairState, TaskMark
from pairing.models import Meeting, MentorReport, Pair, PairResult, PlanTask
from pairing.services.form_rules import rules_of
from programs.enums import ProgramState
from programs.models import User
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.calendar import calendar_of
from programs.services.moments import moment

TEXTS = ("done", "results", "difficulties", "proposals")
TEXT_LENGTH, COMMENT_LENGTH = 4000, 500
REPORTED = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)  # pairs that have something to tell


@dataclass(frozen=True)
class ReportFacts:
    """What the journal and the plans say of the period."""

    held: int
    planned: int  # still ahead or not marked
    cancelled: int
    norm: int | None  # by the form's «не реже одной в … дней»; None for a period shorter than that
    every_days: int
    minutes: int
    tasks_done: int
    tasks_total: int
    topics: list[str]
    results: list[str]

    @property
    def hours(self) -> str:
        return f"{self.minutes // 60} ч {self.minutes % 60:02} мин" if self.minutes else ""


# --- reading ----------------------------------------------------------------------------------------------


def reads_all(access: Access) -> bool:
    """Who runs or watches the programme reads every report; a mentor his own pairs'."""
    return access.sees_whole_school and access.has(Permission.MONITORING_VIEW)


def reports_of(access: Access) -> QuerySet[MentorReport]:
    pairs = Pair.objects.of_program(access.program)
    if not reads_all(access):
        pairs = pairs.led_by(access)
    return MentorReport.objects.filter(program=access.program, pair__in=pairs.values("pk")).select_related(
        "program__school", "pair__form", "pair__mentor__person", "author"
    )


def without_report(access: Access) -> QuerySet[Pair]:
    """Pairs that have worked and of whose work nobody has reported at all."""
    told = MentorReport.objects.exclude(state=MentorReportState.DRAFT).values("pair")
    return Pair.objects.of_program(access.program).led_by(access).in_state(*REPORTED).exclude(pk__in=told)


def facts_of(pair: Pair, starts: date, ends: date) -> ReportFacts:
    """Counts of the period inside the pair's own life. Five queries."""
    meetings = list(
        Meeting.objects.filter(pair=pair, date__gte=starts, date__lte=ends).order_by("date", "pk")
    )
    held = [meeting for meeting in meetings if meeting.state == MeetingState.HELD]
    tasks = list(PlanTask.objects.filter(plan__member__pair=pair).values_list("mark", flat=True))
    results = PairResult.objects.filter(pair=pair, on__gte=starts, on__lte=ends).order_by("on", "pk")
    every = rules_of(pair.form).meeting_every_days
    first = max(starts, pair.starts_on or starts)
    last = min(ends, pair.closed_on or pair.ends_on or ends)
    days = calendar_of(pair.school).workdays_between(first, last) if first <= last else 0
    return ReportFacts(
        held=len(held),
        planned=sum(meeting.state == MeetingState.PLANNED for meeting in meetings),
        cancelled=sum(meeting.state == MeetingState.CANCELLED for meeting in meetings),
        norm=days // every or None,
        every_days=every,
        minutes=sum(meeting.duration_minutes or 0 for meeting in held),
        tasks_done=sum(mark == TaskMark.DONE for mark in tasks),
        tasks_total=len(tasks),
        topics=[
            f"{short_date(meeting.date)}: {meeting.topic or meeting.get_kind_display()}" for meeting in held
        ],
        results=[f"{short_date(row.on)}: {row.get_kind_display()}, {row.title}" for row in results],
    )


def proposed(pair: Pair, kind: str, on: date) -> tuple[date, date]:
    """The period that the next report is about: from the last one, or from the pair's beginning."""
    last = MentorReport.objects.filter(pair=pair, kind=MentorReportKind.INTERIM).order_by("-ends").first()
    begun = pair.starts_on or pair.program.starts
    ended = min(on, pair.closed_on or on)
    starts = begun if kind == MentorReportKind.FINAL or last is None or last.ends >= ended else last.ends
    return min(starts, ended), ended


def may_write(report: MentorReport, access: Access) -> bool:
    """A draft of a pair that the user leads, while the year is not put into the archive."""
    return (
        report.state == MentorReportState.DRAFT
        and access.has(Permission.MEETING_RECORD)
        and access.program.state != ProgramState.ARCHIVED
        and Pair.objects.led_by(access).filter(pk=report.pair_id).exists()
    )


# --- writing ----------------------------------------------------------------------------------------------


@transaction.atomic
def create_report(*, pair: Pair, kind: str, starts: date, ends: date, by: User) -> MentorReport:
    """A draft that the journal has filled; the pair's own one of the same period when there is one."""
    pair = (
        Pair.objects.select_for_update(of=("self",), no_key=True)
        .select_related("program", "school", "form", "mentor__person")
        .get(pk=pair.pk)
    )
    _refuse_archived(pair)
    if pair.state not in REPORTED:
        raise Refusal("Отчёт пишут о паре, которая работает или работала. Эта пара ещё не начала.")
    if ends < starts:
        raise Refusal("Период заканчивается раньше, чем начинается. Исправьте даты.")
    final = MentorReport.objects.filter(pair=pair, kind=MentorReportKind.FINAL).first()
    if kind == MentorReportKind.FINAL and final is not None:
        return final
    same = MentorReport.objects.filter(pair=pair, kind=kind, starts=starts, ends=ends).first()
    if same is not None:
        return same
    facts = facts_of(pair, starts, ends)
    report = MentorReport.objects.create(
        school_id=pair.school_id,
        program_id=pair.program_id,
        pair=pair,
        kind=kind,
        starts=starts,
        ends=ends,
        done="\n".join(facts.topics)[:TEXT_LENGTH],
        results="\n".join(facts.results)[:TEXT_LENGTH],
        author=by,
    )
    _record("report.create", report, by, f"начат {report.get_kind_display()} наставника")
    return report


@transaction.atomic
def save_report(
    *, report: MentorReport, starts: date, ends: date, texts: dict[str, str], shown_version: int, by: User
) -> MentorReport:
    """Write the words of a draft. Raises StaleVersion, Refusal."""
    report = _locked(report, MentorReportState.DRAFT, "Отчёт уже передан куратору: его текст не меняется.")
    lock_version(report, shown_version)
    if ends < starts:
        raise Refusal("Период заканчивается раньше, чем начинается. Исправьте даты.")
    for name in TEXTS:
        text = clean_text(texts.get(name, ""))
        if len(text) > TEXT_LENGTH:
            raise Refusal(f"Текст длиннее {TEXT_LENGTH} знаков. Сократите его.")
        setattr(report, name, text)
    report.starts, report.ends = starts, ends
    report.save()
    _record("report.save", report, by, f"сохранён {report.get_kind_display()} наставника")
    return report


@transaction.atomic
def submit_report(*, report: MentorReport, by: User) -> MentorReport:
    """Hand it to the curator. Refused while nothing is told."""
    report = _locked(report, MentorReportState.DRAFT, "Отчёт уже передан куратору.")
    if not report.done.strip():
        raise Refusal("Напишите, что сделано за период: пустой отчёт куратору не передают.")
    report.state, report.submitted_at, report.return_comment = MentorReportState.SUBMITTED, moment(), ""
    report.version += 1
    report.save()
    _record("report.submit", report, by, f"передан куратору {report.get_kind_display()} наставника")
    return report


@transaction.atomic
def accept_report(*, report: MentorReport, by: User) -> MentorReport:
    report = _locked(report, MentorReportState.SUBMITTED, "Принять можно отчёт, который передан куратору.")
    report.state, report.accepted_at = MentorReportState.ACCEPTED, moment()
    report.version += 1
    report.save()
    _record("report.accept", report, by, f"принят {report.get_kind_display()} наставника")
    return report


@transaction.atomic
def return_report(*, report: MentorReport, comment: str, by: User) -> MentorReport:
    """Back to the mentor with 1–500 characters on what to mend."""
    comment = clean_text(comment)
    if not comment:
        raise Refusal("Напишите, что исправить в отчёте.")
    if len(comment) > COMMENT_LENGTH:
        raise Refusal(f"Замечание длиннее {COMMENT_LENGTH} знаков. Сократите его.")
    report = _locked(report, MentorReportState.SUBMITTED, "Вернуть можно отчёт, который передан куратору.")
    report.state, report.submitted_at, report.return_comment = MentorReportState.DRAFT, None, comment
    report.version += 1
    report.save()
    _record("report.return", report, by, f"отчёт наставника возвращён: {comment}")
    return report


@transaction.atomic
def delete_report(*, report: MentorReport, by: User) -> None:
    """A draft that was begun by mistake."""
    report = _locked(
        report, MentorReportState.DRAFT, "Переданный отчёт не удаляют. Верните его с замечанием."
    )
    _record("report.delete", report, by, f"удалён черновик: {report.get_kind_display()} наставника")
    report.delete()


def _locked(report: MentorReport, state: str, refusal: str) -> MentorReport:
    MentorReport.objects.select_for_update().filter(pk=report.pk).order_by().values_list("pk").first()
    report = MentorReport.objects.select_related("program", "pair__mentor__person").get(pk=report.pk)
    _refuse_archived(report)
    if report.state != state:
        raise Refusal(refusal)
    return report


def _refuse_archived(thing: Any) -> None:
    """A final report is written after the pair, and often after the programme, has ended."""
    if thing.program.state == ProgramState.ARCHIVED:
        raise Refusal("Программа в архиве: её отчёты больше не меняются.")


def _record(action: str, report: MentorReport, by: User, sentence: str) -> None:
    pair = report.pair
    people = [pair.mentor.person_id, *pair.members.values_list("mentee__person", flat=True)]
    record_event(
        action,
        by=by,
        target=pair,  # the history of the pair tells it
        program=report.program,
        sentence=sentence,
        details={"report": report.pk},
        people=people,
    )


def period_words(report: MentorReport) -> str:
    return f"с {ru_date(report.starts)} по {ru_date(report.ends)}"


def meetings_words(facts: ReportFacts) -> str:
    """«Проведено 9 встреч, по норме 8»."""
    words = f"Проведено: {counted(facts.held, 'встреча', 'встречи', 'встреч')}"
    return f"{words}, по норме не меньше {facts.norm}" if facts.norm else words
