"""What the system itself knows beside each indicator of the 0–18 sheet: numbers with n and a page, never a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, F, Q

from mentoring_site.words import counted
from monitoring.changes import changes_of
from monitoring.changes_model import Verdict
from monitoring.models.analysis import LEAST_GROUP
from monitoring.satisfaction import satisfaction_of
from monitoring.shares import Share
from pairing.enums import MeetingFormat, MeetingState, PairState, TaskMark
from pairing.models import (
    DevelopmentPlan,
    Meeting,
    MeetingAbsence,
    Pair,
    PairMember,
    PairSurveyInvite,
    PlanTask,
)
from pairing.services.results import results_by_kind
from participants.enums import AttendanceMark, EventState, MentorStatus
from participants.models import Attendance, Mentor
from programs.models import Program

MEETINGS = "pairing:meeting_overview"


@dataclass(frozen=True)
class Fact:
    """«Цель есть в 44 из 46 планов (96 %)» and the page that shows it."""

    text: str
    url_name: str = ""


FactProvider = Callable[[Program, date], Iterator[tuple[str, Fact]]]


def facts_for(program: Program, on: date) -> dict[str, list[Fact]]:
    """Indicator code -> facts; what nobody has recorded is not there at all."""
    found: dict[str, list[Fact]] = {}
    for provider in PROVIDERS:
        for code, fact in provider(program, on):
            found.setdefault(code, []).append(fact)
    return found


def _plans(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    plans = DevelopmentPlan.objects.filter(program=program).aggregate(
        total=Count("pk"), with_goal=Count("pk", filter=~Q(goal=""))
    )
    if plans["total"]:
        share = Share(plans["with_goal"], plans["total"])
        yield "A1", Fact(f"Цель записана в индивидуальных планах: {share.words}", "pairing:pair_list")
    tasks = PlanTask.objects.filter(plan__program=program).aggregate(
        marked=Count("pk", filter=~Q(mark="")), done=Count("pk", filter=Q(mark=TaskMark.DONE))
    )
    if tasks["marked"]:
        share = Share(tasks["done"], tasks["marked"])
        yield "A5", Fact(f"Задачи планов с отметкой наставника выполнены: {share.words}", "pairing:pair_list")


def _mentors(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    admitted = Mentor.objects.filter(program=program, status=MentorStatus.ADMITTED).aggregate(
        total=Count("pk"), trained=Count("pk", filter=Q(trained_on__isnull=False))
    )
    if admitted["total"]:
        share = Share(admitted["trained"], admitted["total"])
        yield "A2", Fact(f"Допущенные наставники прошли обучение: {share.words}", "participants:course_list")


def _pairs(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    states = Pair.objects.of_program(program).aggregate(
        completed=Count("pk", filter=Q(state=PairState.COMPLETED)),
        closed=Count("pk", filter=Q(state__in=(PairState.COMPLETED, PairState.DISSOLVED))),
    )
    if states["closed"]:
        share = Share(states["completed"], states["closed"])
        yield "A2", Fact(f"Закрытые пары завершены по порядку: {share.words}", "pairing:pair_list")


def _meetings(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    held = Meeting.objects.filter(program=program, state=MeetingState.HELD)
    formats = held.aggregate(
        total=Count("pk", filter=~Q(format="")), remote=Count("pk", filter=Q(format=MeetingFormat.REMOTE))
    )
    if formats["total"]:
        share = Share(formats["remote"], formats["total"])
        yield "A3", Fact(f"Дистанционные встречи: {share.words}", MEETINGS)
    # A member is expected at the meetings of his own days in the pair.
    expected = PairMember.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gte=F("pair__meetings__date")),
        pair__program=program,
        pair__meetings__state=MeetingState.HELD,
        pair__meetings__date__gte=F("joined_on"),
    ).count()
    absences = MeetingAbsence.objects.filter(meeting__in=held).count()
    if expected and expected >= absences:
        share = Share(expected - absences, expected)
        yield "C1", Fact(f"Наставляемые пришли на встречи: {share.words}", MEETINGS)


def _events(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    marks = Attendance.objects.filter(event__program=program, event__state=EventState.HELD).aggregate(
        total=Count("pk"), present=Count("pk", filter=Q(mark=AttendanceMark.PRESENT))
    )
    if marks["total"]:
        share = Share(marks["present"], marks["total"])
        yield "C1", Fact(f"Пришли на общие мероприятия: {share.words}", "participants:course_list")


def _pulse(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    answers = PairSurveyInvite.objects.filter(survey__program=program, satisfaction__isnull=False).aggregate(
        n=Count("pk"), mean=Avg("satisfaction")
    )
    if answers["n"] >= LEAST_GROUP:
        mean = f"{answers['mean']:.1f}".replace(".", ",")
        said = counted(answers["n"], "ответ", "ответа", "ответов")
        yield "B1", Fact(f"Довольны парой: в среднем {mean} из 10, {said}")
        yield "A4", Fact(f"Опросы пар: в среднем {mean} из 10, {said}")


def _results(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    total = sum(results_by_kind(program).values())
    if total:
        words = counted(total, "результат", "результата", "результатов")
        yield "C2", Fact(f"У пар записано {words}: проекты, уроки, олимпиады", "pairing:result_list")


def _surveys(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    for role, words in (("mentee", "Наставляемые"), ("mentor", "Наставники")):
        share = satisfaction_of(program, role)
        if share.total:
            yield "B1", Fact(f"{words} довольны участием: {share.words}", "monitoring:overview")


def _changes(program: Program, on: date) -> Iterator[tuple[str, Fact]]:
    """Of parameters that were measured twice and are not held, how many have grown better beyond chance."""
    known = [one for one in changes_of(program) if not one.is_held and one.statistics.verdict != Verdict.FEW]
    if known:
        better = Share(sum(one.statistics.verdict == Verdict.BETTER for one in known), len(known))
        yield "C2", Fact(f"Параметры, где улучшение неслучайно: {better.words}", "monitoring:changes")


PROVIDERS: list[FactProvider] = [
    _plans,
    _mentors,
    _pairs,
    _meetings,
    _events,
    _pulse,
    _results,
    _surveys,
    _changes,
]
