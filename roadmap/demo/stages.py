"""`create_demo --stage`: one year told until autumn, winter, spring or summer, each going on from the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from pairing.enums import MeetingKind, MeetingState, PairState, PlanStage, PlanState
from pairing.models import DevelopmentPlan, Meeting, Pair, PairPlan
from pairing.services.closing import complete_pair
from pairing.services.development import submit_development
from pairing.services.meetings import record_meeting
from pairing.services.plans import approve_plan
from participants.enums import (
    ApplicationState,
    BaseKind,
    ConsentPurpose,
    EventKind,
    EventState,
    MentorStatus,
    NominationState,
)
from participants.models import Application, Event, Mentee, Mentor, Nomination, Person
from participants.resources import for_export, official_table
from participants.services.base_papers import prepare_base
from participants.services.consents import has_valid_consent, register_consent
from participants.services.entries import put_in_reserve
from participants.services.events import cancel_event, hold_event, plan_event
from participants.services.nominations import decline_nomination
from participants.step_facts import events_of_step
from programs.enums import DocumentState
from programs.models import Document
from programs.services.documents import sign_document
from roadmap.demo import texts
from roadmap.demo.agreement import keep_labour_papers, let_council_speak, tell_everybody
from roadmap.demo.analysis import analyse_this_year, begin_analysis
from roadmap.demo.applications import decline_the_rest, invite_applicants
from roadmap.demo.award import honour_year
from roadmap.demo.calendar import Calendar
from roadmap.demo.conditions import provide_the_rest, provide_this_year
from roadmap.demo.consents import tell_of_birthdays, tell_of_consents
from roadmap.demo.events import invite_guests
from roadmap.demo.indicators import set_targets
from roadmap.demo.matching import match_the_rest
from roadmap.demo.measurements import measure_the_end, measure_the_rest, measure_this_year
from roadmap.demo.nominations import add_needs, add_nominations, decide_forms
from roadmap.demo.open_pages import describe_year, open_pages
from roadmap.demo.orders import run_orders
from roadmap.demo.pairs import KINDS, let_in, run_year
from roadmap.demo.papers import prepare_papers, report_of_mentors
from roadmap.demo.people import FOLDER, FULL, Bases, fill_bases
from roadmap.demo.preferences import meet_and_choose
from roadmap.demo.progress import POINTS, approve_map, assess, assess_by_experts, mark_steps
from roadmap.demo.psychologist import furnish_room
from roadmap.demo.results import begin_conclusions, conclude_year
from roadmap.demo.revision import choose_letters
from roadmap.demo.schools import let_deputy_stand_in
from roadmap.demo.surveys import ask_at_the_end, ask_this_year, end_interim
from roadmap.demo.watch import keep_calendar, talk_to_pairs
from roadmap.demo.work import tell_of_work, tell_plan
from roadmap.demo.world import World


class StoryStage(StrEnum):
    AUTUMN = "autumn"
    WINTER = "winter"
    SPRING = "spring"
    SUMMER = "summer"


# Stage -> (years after the first of the programme, month, day).
DAYS = {
    StoryStage.AUTUMN: (0, 10, 15),
    StoryStage.WINTER: (1, 1, 20),
    StoryStage.SPRING: (1, 4, 28),
    StoryStage.SUMMER: (1, 6, 22),
}
EVERY_DAYS = 14  # between the meetings of a pair
RARE_PAIRS = 2  # of the living ones meet less often than they should
PUT_OFF = "группа не собралась, тему разобрали на следующей встрече"
REPEATED = "Такое представление уже рассмотрено вместе с первым"


Each = Callable[[StoryStage, World], None]


def stage_day(stage: StoryStage, label: str) -> date:
    years, month, day = DAYS[stage]
    return date(int(label[:4]) + years, month, day)


def tell_year(world: World, stage: StoryStage, each: Each | None = None) -> None:
    """This year until the stage. each: called at the end of every stage with its day as the story's today."""
    bases = Bases()
    for one in StoryStage:
        if one == StoryStage.AUTUMN:
            bases = _tell_autumn(world)
        elif one == StoryStage.WINTER:
            _tell_winter(world, bases)
        elif one == StoryStage.SPRING:
            _tell_spring(world)
        else:
            _tell_summer(world)
        if each is not None:
            each(one, world)
        if one == stage:
            break
    if stage == StoryStage.AUTUMN:
        _open_accounts(world, bases)


def _set_day(world: World, day: date) -> None:
    world.calendar = Calendar(world.program.starts, day, is_pressed=False)
    world.at(day)


def _go_to(world: World, stage: StoryStage) -> date:
    day = stage_day(stage, world.program.label)
    _set_day(world, day)
    return day


# --- autumn -------------------------------------------------------------------------------------------------


def _tell_autumn(world: World) -> Bases:
    """People are in both bases and have met; pairs are ahead, the papers are still being gathered."""
    _go_to(world, StoryStage.AUTUMN)
    let_deputy_stand_in(world)
    approve_map(world)
    prepare_papers(world)
    provide_this_year(world)
    _hold(world, 1, EventKind.COUNCIL, "Педагогический совет: программа наставничества", (9, 4), 41)
    _hold(world, 2, EventKind.PARENTS, "Общешкольное родительское собрание", (9, 11), 186)
    _hold(world, 3, EventKind.PARTNERS, "Встреча с выпускниками и партнёрами", (10, 13), 37)
    keep_calendar(world)
    bases = fill_bases(world, FULL)
    meet_and_choose(world, bases)
    tell_of_consents(world, with_birthdays=False)
    invite_applicants(world)
    add_nominations(world)
    add_needs(world)
    decide_forms(world)
    set_targets(world)
    mark_steps(world, (1, 2), begun=(3, 4, 5, 6))
    return bases


def _hold(
    world: World, number: int, kind: EventKind, title: str, day: tuple[int, int], people: int
) -> Event | None:
    """An event that confirms a step; None when it lies ahead or another part of the story has told one already."""
    on = date(world.program.first_year + (day[0] < 9), *day)
    if on > world.calendar.today or events_of_step(number, world.program, world.calendar.today):
        return None
    world.at(on)
    event = plan_event(
        program=world.program, kind=kind, title=title, planned_on=on, place="актовый зал",
        step_number=number, present_count=people, by=world.curator,
    )  # fmt: skip
    return hold_event(event=event, on=on, by=world.curator, today=world.calendar.today)


def _open_accounts(world: World, bases: Bases) -> None:
    """Before there are pairs: `mentor`, `mentee` and `parent` sign in as people of the bases."""
    mentee = next(entry for entry in bases.pupil_mentees if entry.person.representatives.exists())
    let_in(world, bases.pupil_mentors[0].person, mentee.person)


# --- winter -------------------------------------------------------------------------------------------------


def _tell_winter(world: World, bases: Bases) -> None:
    """November as the demo tells it; by January everything that waited then is decided and the pairs work."""
    _set_day(world, date(world.program.first_year, 11, 23))
    run_year(world, bases)
    run_orders(world)
    tell_of_work(world)
    report_of_mentors(world)
    talk_to_pairs(world)
    tell_of_birthdays(world)
    furnish_room(world)
    match_the_rest(world)
    measure_this_year(world)
    ask_this_year(world)
    begin_analysis(world)
    begin_conclusions(world)
    choose_letters(world)
    _set_day(world, date(world.program.first_year, 12, 4))
    _hold(world, 4, EventKind.CONFERENCE, "Ученическая конференция «Я – наставник»", (10, 29), 148)
    _collect_papers(world)
    _decide_what_waits(world)
    _sign_what_waits(world)
    _approve_bases(world)
    day = _go_to(world, StoryStage.WINTER)
    measure_the_rest(world)
    end_interim(world)
    _meet_until(world, day)
    _plan_everybody(world)
    mark_steps(world, range(3, 8), begun=(19, 24))
    mark_steps(world, range(9, 17))


def _collect_papers(world: World) -> None:
    """Whoever had no paper to take part has brought it."""
    day, program = world.calendar.today, world.program
    lacking = Person.objects.filter(~has_valid_consent(ConsentPurpose.PARTICIPATION, day, "pk"))
    people = [
        *lacking.filter(mentee_entries__in=Mentee.objects.filter(program=program).present()),
        *lacking.filter(mentor_entries__in=Mentor.objects.filter(program=program).present()),
    ]
    for person in dict.fromkeys(people):
        register_consent(
            person=person, purpose=ConsentPurpose.PARTICIPATION, signed_on=day, by=world.curator, kept_at=FOLDER,
            representative=person.representatives.first() if person.is_minor(day) else None, program=program,
            today=day,
        )  # fmt: skip


def _decide_what_waits(world: World) -> None:
    """Words of third parties and applications are answered, candidates who did not come wait for the next year."""
    for nomination in Nomination.objects.filter(program=world.program, state=NominationState.NEW):
        decline_nomination(nomination=nomination, reason=REPEATED, by=world.curator)
    waiting = (ApplicationState.NEW, ApplicationState.ASKED_BACK)
    decline_the_rest(world, Application.objects.filter(program=world.program, state__in=waiting))
    for mentor in Mentor.objects.filter(program=world.program, status=MentorStatus.CANDIDATE):
        put_in_reserve(mentor=mentor, by=world.curator)
    planned = Event.objects.filter(
        program=world.program, state=EventState.PLANNED, planned_on__lt=world.calendar.today
    )
    for event in planned:
        cancel_event(event=event, reason=PUT_OFF, by=world.curator)
    provide_the_rest(world)


def _sign_what_waits(world: World) -> None:
    """The plan at the director's is approved, every order is signed, everybody knows."""
    program, day, today = world.program, world.calendar.today, world.calendar.today
    for plan in PairPlan.objects.filter(program=program, state=PlanState.SUBMITTED):
        let_council_speak(world, plan, day)
        approve_plan(plan=plan, on=day, by=world.users["director"])
    for order in Document.objects.filter(program=program, state=DocumentState.TO_SIGN).order_by("pk"):
        keep_labour_papers(world, order, day)
        sign_document(document=order, number=order.number, date=day, by=world.users["director"], today=today)
    orders = Pair.objects.filter(program=program, state=PairState.ACTIVE).values_list("order", flat=True)
    for order in Document.objects.filter(pk__in=orders.distinct()):
        tell_everybody(world, order, day)


def _approve_bases(world: World) -> None:
    """Both bases of the day in the official form, signed by the director."""
    day = world.calendar.today
    for number, (base, model) in enumerate(((BaseKind.MENTEES, Mentee), (BaseKind.MENTORS, Mentor)), start=1):
        rows = model.objects.of_program(world.program).present().in_order("name")
        entries = for_export(rows, world.program)
        header, table = official_table(base, entries, day, is_past=False)
        paper = prepare_base(
            program=world.program, base=base, header=header, rows=[[str(cell) for cell in row] for row in table],
            on=day, by=world.curator, today=day,
        )  # fmt: skip
        sign_document(document=paper, number=f"Б-{number}", date=day, by=world.users["director"], today=day)


# --- meetings and plans of the pairs ------------------------------------------------------------------------


def _living(world: World) -> list[Pair]:
    return list(
        Pair.objects.with_people().filter(program=world.program, state=PairState.ACTIVE).order_by("pk")
    )


def _meet_until(world: World, until: date, kind: MeetingKind | None = None) -> None:
    """Meetings in their order every EVERY_DAYS until the day; the first pairs pause since a month. kind: one such."""
    for number, pair in enumerate(_living(world)):
        held = Meeting.objects.filter(pair=pair, state=MeetingState.HELD)
        kinds = set(held.values_list("kind", flat=True))
        last = held.order_by("-date").values_list("date", flat=True).first() or pair.starts_on
        if kind is not None:
            _record(world, pair, kind, max(last, until - timedelta(days=number % 5)))
            continue
        end = until - timedelta(days=35) if number < RARE_PAIRS else until
        day = last + timedelta(days=3)
        while day <= end or not kinds.issuperset(KINDS):
            missing = [one for one in KINDS if one not in kinds]
            now = missing[0] if missing else MeetingKind.REGULAR
            kinds.add(now)
            _record(world, pair, now, min(day, until))
            day += timedelta(days=EVERY_DAYS)


def _record(world: World, pair: Pair, kind: MeetingKind, on: date) -> None:
    day = on - timedelta(days=max(0, on.weekday() - 4))
    world.at(day)
    record_meeting(
        pair=pair, kind=kind, date=max(day, pair.starts_on), duration_minutes=world.rng.choice((30, 40, 45)),
        topic=world.rng.choice(texts.MEETING_TOPICS.get(kind, ("Что получилось за год",))),
        content=world.rng.choice(texts.MEETING_CONTENT), by=world.curator, today=world.calendar.today,
    )  # fmt: skip


def _plan_everybody(world: World) -> None:
    """Drafts are handed in, who has no plan gets one."""
    world.at(world.calendar.today)
    for plan in DevelopmentPlan.objects.filter(program=world.program, state=PlanStage.DRAFT):
        submit_development(plan=plan, by=world.curator)
    planned = set(DevelopmentPlan.objects.filter(program=world.program).values_list("member", flat=True))
    for pair in _living(world):
        for member in pair.members.all():
            if member.is_open and member.pk not in planned:
                tell_plan(world, pair, member, "agreed")


# --- spring, summer -----------------------------------------------------------------------------------------


def _tell_spring(world: World) -> None:
    """The pairs go on meeting; the steps of November are all marked."""
    day = _go_to(world, StoryStage.SPRING)
    _meet_until(world, day)
    open_pages(world)
    mark_steps(world, (17, 18, 19, 20, 21, 22, 23), begun=(8,))


def _tell_summer(world: World) -> None:
    """The year is over: surveys, last meetings, both bases, measures, the analysis, the honours."""
    year = world.program.ends.year
    _go_to(world, StoryStage.SUMMER)
    ask_at_the_end(world)
    _meet_until(world, date(year, 5, 21))
    _meet_until(world, date(year, 5, 28), MeetingKind.FINAL)
    people = len(_living(world)) * 2
    _hold(world, 27, EventKind.FINAL_MEETING, "Общая заключительная встреча", (5, 27), people)
    _complete_pairs(world, _living(world), date(year, 5, 29))
    measure_the_end(world)
    analyse_this_year(world)
    assess_by_experts(world, on=date(year, 6, 15))
    assess(world, POINTS, on=date(year, 6, 17))
    honour_year(world)
    describe_year(world)
    ceremony = _hold(world, 30, EventKind.CEREMONY, "Торжественное подведение итогов", (6, 18), people + 60)
    if ceremony is not None:
        world.at(date(year, 6, 4))
        invite_guests(world, ceremony, few_told=False)
    conclude_year(world)
    mark_steps(world, (8, 24, 25, 26, 27), begun=(29,))


def _complete_pairs(world: World, pairs: Sequence[Pair], on: date) -> None:
    world.at(on)
    for number, pair in enumerate(pairs):
        complete_pair(
            pair=pair, on=on, by=world.curator, today=world.calendar.today,
            results={
                member.pk: texts.RESULTS[number % len(texts.RESULTS)] for member in pair.members.all()
            },
            wants_case=number % 6 == 0, wants_new_match=False,
        )  # fmt: skip
