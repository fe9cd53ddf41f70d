"""Work of the living pairs: individual plans in every state, results, visas, personal links, a moved meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pairing.enums import MeetingKind, MeetingState, PairState, PlanSection, ResultKind, TaskMark
from pairing.models import DevelopmentPlan, Meeting, Pair
from pairing.services.development import (
    TaskLine,
    agree_development,
    approve_development,
    create_development,
    is_for_teachers,
    record_progress,
    return_development,
    save_development,
    submit_development,
    tick_task,
)
from pairing.services.meeting_drafts import save_draft
from pairing.services.meeting_links import issue_all, open_links
from pairing.services.meeting_visas import awaiting_visa, give_visa
from pairing.services.meetings import mark_meeting, move_meeting, plan_meeting
from pairing.services.results import save_result
from programs.tenancy import access_for
from roadmap.demo.world import World

PUPIL_GOAL = "К концу года уверенно отвечать у доски и защитить свой проект"
TEACHER_GOAL = "Освоить приёмы работы с разноуровневым классом и провести открытый урок"
# (section, task, planned result, days from the start of the plan)
PUPIL_TASKS = (
    (
        PlanSection.DIFFICULTIES,
        "Разобрать темы, в которых больше всего ошибок",
        "Список тем и порядок работы",
        14,
    ),
    (PlanSection.DIFFICULTIES, "Решать по три задачи после каждой встречи", "Контрольная без двойки", 45),
    (PlanSection.GROWTH, "Подготовить проект для школьной конференции", "Защита проекта", 150),
)
TEACHER_TASKS = (
    (PlanSection.DIFFICULTIES, "Посетить три урока наставника", "Листы наблюдения", 30),
    (PlanSection.ENTRY, "Познакомиться с локальными актами школы", "Перечень с отметками", 20),
    (PlanSection.GROWTH, "Провести открытый урок для ШМО", "Урок и его самоанализ", 160),
)
RESULTS = (
    (ResultKind.PROJECT, "Проект «Дроби вокруг нас»", ""),
    (
        ResultKind.OLYMPIAD,
        "Муниципальный этап олимпиады по математике, призёр",
        "https://example.org/olympiad",
    ),
    (ResultKind.TEST, "Зачёт по теме «Причастие»", ""),
    (ResultKind.MASTER_CLASS, "Мастер-класс «Читаем графики»", ""),
)
TEACHER_RESULTS = (
    (ResultKind.OPEN_LESSON, "Открытый урок «Причастный оборот», 7 «А»", "https://example.org/lesson"),
    (ResultKind.PUBLICATION, "Статья о приёмах смыслового чтения", "https://example.org/article"),
)


def tell_of_work(world: World) -> None:
    """This year, after the meetings were told."""
    pairs = list(
        Pair.objects.with_people()
        .filter(program=world.program, state=PairState.ACTIVE)
        .order_by("starts_on", "pk")
    )
    _make_plans(world, [pair for pair in pairs if _had_planning(pair)])
    _record_results(world, pairs)
    _sign(world)
    _issue_links(world, pairs)


def tell_results_of_last_year(world: World) -> None:
    """Before the year is closed: what its pairs left."""
    pairs = list(
        Pair.objects.with_people().filter(program=world.program, state=PairState.COMPLETED).order_by("pk")
    )
    day = date(world.program.ends.year, 5, 14)
    world.at(date(world.program.ends.year, 5, 22))
    for number, pair in enumerate(pairs[:6]):
        _save(world, pair, number, day)


# --- plans ------------------------------------------------------------------------------------------------


def _had_planning(pair: Pair) -> bool:
    return Meeting.objects.filter(pair=pair, kind=MeetingKind.PLANNING, state=MeetingState.HELD).exists()


def _make_plans(world: World, pairs: Sequence[Pair]) -> None:
    """The pair with accounts has an agreed plan with marks; the others stop at every step of its life."""
    fates = {"pupil": ["agreed", "submitted", "returned", "draft"], "teacher": ["approved", "agreed"]}
    for pair in sorted(pairs, key=lambda pair: (pair.mentor.person.user_id is None, pair.pk)):
        for member in pair.members.all():
            waiting = fates[pair.form.mentee_kind] or ["agreed"]
            tell_plan(world, pair, member, waiting[0])
            fates[pair.form.mentee_kind] = waiting[1:]


def tell_plan(world: World, pair: Pair, member: object, fate: str) -> None:
    calendar, by = world.calendar, world.curator
    world.at(min(pair.starts_on + timedelta(days=18), calendar.today))
    plan = create_development(member=member, by=by)
    teachers = is_for_teachers(plan.member)
    lines = [
        TaskLine(section, title, pair.starts_on + timedelta(days=days), planned)
        for section, title, planned, days in (TEACHER_TASKS if teachers else PUPIL_TASKS)
    ]
    plan = save_development(
        plan=plan,
        kind=plan.kind,
        goal=TEACHER_GOAL if teachers else PUPIL_GOAL,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        tasks=lines,
        shown_version=plan.version,
        by=by,
    )
    if fate == "draft":
        return
    submit_development(plan=plan, by=by)
    if fate == "submitted":
        return
    if fate == "returned":
        access = access_for(by, world.program, calendar.today)
        return_development(
            plan=plan, comment="Разбейте вторую задачу на две и поставьте сроки.", access=access
        )
        return
    agree_development(plan=plan, by=by)
    if fate == "approved":
        approve_development(plan=plan, by=world.users["director"])
    _mark(world, plan)


def _mark(world: World, plan: DevelopmentPlan) -> None:
    """The first task is done; the mentee with an account has ticked it himself."""
    task = plan.tasks.order_by("position").first()
    world.at(world.calendar.ago(3))
    record_progress(
        task=task, actual="Сделано вместе на второй встрече", mark=TaskMark.DONE, by=world.curator
    )
    user = plan.member.mentee.person.user
    if user is not None:
        tick_task(task=task, is_done=True, on=world.calendar.ago(3), by=user)


# --- results, visas, links --------------------------------------------------------------------------------


def _record_results(world: World, pairs: Sequence[Pair]) -> None:
    day = world.calendar.ago(4)
    world.at(world.calendar.ago(3))
    for number, pair in enumerate([pair for pair in pairs if pair.starts_on <= day][:5]):
        _save(world, pair, number, day)


def _save(world: World, pair: Pair, number: int, day: date) -> None:
    choice = TEACHER_RESULTS if pair.form.mentee_kind == "teacher" else RESULTS
    kind, title, url = choice[number % len(choice)]
    members = list(pair.members.all())
    save_result(
        pair=pair, kind=kind, title=title, on=day, url=url, member=members[0] if len(members) == 1 else None,
        by=world.curator, today=world.calendar.today,
    )  # fmt: skip


def _sign(world: World) -> None:
    """All that is older than a week has been read by the curator."""
    world.at(world.calendar.ago(2))
    old = awaiting_visa(world.program).filter(date__lte=world.calendar.ago(7))
    if old.exists():
        give_visa(meetings=old, by=world.curator)


def _issue_links(world: World, pairs: Sequence[Pair]) -> None:
    """Links for all pairs but two; one mentor writes by his, another's draft waits, one meeting was moved."""
    today = world.calendar.today
    world.at(world.calendar.ago(2))
    linked = list(pairs)[:-2]
    issue_all(pairs=linked, by=world.curator)
    links = open_links(world.program)
    world.at(today)
    writer, drafter, mover = [pair for pair in linked if pair.mentor.person.user_id is None][:3]
    mark_meeting(
        pair=writer, kind=MeetingKind.REGULAR, date=today, through=links[writer.pk, writer.mentor.person_id],
        today=today, duration_minutes=30,
    )  # fmt: skip
    save_draft(
        pair=drafter,
        data={"day": "today", "content": "Начали готовить доклад, договорились о плане"},
        link=links[drafter.pk, drafter.mentor.person_id],
    )
    planned = plan_meeting(
        pair=mover, kind=MeetingKind.REGULAR, date=today + timedelta(days=2), by=world.curator, today=today
    ).meeting
    move_meeting(
        meeting=planned, date=today + timedelta(days=4), reason="классный час",
        through=links[mover.pk, mover.mentor.person_id], today=today,
    )  # fmt: skip
