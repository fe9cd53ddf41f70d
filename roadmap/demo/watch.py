"""The school's calendar, the curator's contacts with pairs, the wizard's answers: a bit of every state."""

from __future__ import annotations

from datetime import date, timedelta

from pairing.enums import ContactKind, MeetingKind, PairState
from pairing.models import Pair
from pairing.services.contacts import READY_WORDS, save_contact
from pairing.services.form_rules import RULE_FIELDS, rules_of, save_rules
from pairing.services.meetings import record_meeting, with_meetings
from programs.services.calendar import add_holidays, save_break
from programs.services.calendar_links import renew_calendar_link
from roadmap.demo import texts
from roadmap.demo.world import World

BREAKS = (("Осенние каникулы", (10, 26), (11, 3)), ("Зимние каникулы", (12, 31), (1, 10)))
# Every fifth pair waits for a word: the curator has not got round to it.
FORGOTTEN = 5
FRESH = 7  # days since the last meeting
QUESTIONS = (
    # (kind, text, days ago, days to answer, answer)
    (ContactKind.QUESTION, "Можно ли заниматься в библиотеке после шестого урока?", 9, 5, "Да, до 16:00"),
    (ContactKind.REQUEST, "Нужен ноутбук для проекта", 6, 4, ""),
    (ContactKind.QUESTION, "Можно ли перенести встречи на субботу?", 1, 3, ""),
)


def keep_calendar(world: World) -> None:
    """Holidays and breaks of the year, and a stricter ear for the pupils."""
    program, first = world.program, world.program.first_year
    world.at(program.starts)
    add_holidays(program=program, by=world.curator)
    for title, (month, day), (last_month, last_day) in BREAKS:
        starts = date(first, month, day)
        ends = date(first + (last_month < month), last_month, last_day)
        if program.starts <= starts <= program.ends:
            save_break(program=program, title=title, starts=starts, ends=ends, by=world.curator)
    form = world.form("pupil_pupil")
    rules = rules_of(form)
    values = {name: getattr(rules, name) for name in RULE_FIELDS}
    save_rules(form=form, version=rules.version, by=world.curator, **{**values, "unhappy_below": 6})


def talk_to_pairs(world: World) -> None:
    """Contacts in time with most pairs; some questions answered, one late, one waiting; a calendar of the mentor."""
    program, today = world.program, world.calendar.today
    active = Pair.objects.of_program(program).in_state(PairState.ACTIVE).with_people().order_by("pk")
    pairs = list(with_meetings(active))
    for number, pair in enumerate(pairs):
        if pair.first_held_on is None or number % FORGOTTEN == 0:
            continue
        if pair.last_held_on < today - timedelta(days=FRESH):
            _meet(world, pair, world.calendar.ago(2 + number % 4))
        for weeks in range(4):
            day = _weekday(pair.first_held_on + timedelta(days=1 + weeks * 14))
            if day > today:
                break
            _talk(world, pair, day, READY_WORDS[0] if (number + weeks) % 4 else READY_WORDS[1])
    for number, (kind, text, ago, term, answer) in enumerate(QUESTIONS):
        if number < len(pairs):
            _ask(world, pairs[number], kind, text, today - timedelta(days=ago), term, answer)
    world.at(today)
    if mentor := world.users.get("mentor"):
        renew_calendar_link(program=program, by=mentor, user=mentor)


def _weekday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _talk(world: World, pair: Pair, day: date, words: str) -> None:
    world.at(day)
    save_contact(
        program=world.program, kind=ContactKind.CONTACT, on=day, text=words, pair=pair, by=world.curator,
        today=world.calendar.today,
    )  # fmt: skip


def _meet(world: World, pair: Pair, day: date) -> None:
    """Most pairs go on meeting until the day of the story."""
    if day > pair.last_held_on:
        world.at(day)
        record_meeting(
            pair=pair, kind=MeetingKind.REGULAR, date=day, duration_minutes=40,
            topic=texts.MEETING_TOPICS[MeetingKind.REGULAR][0], content=texts.MEETING_CONTENT[0], by=world.curator,
            today=world.calendar.today,
        )  # fmt: skip


def _ask(world: World, pair: Pair, kind: str, text: str, day: date, term: int, answer: str) -> None:
    world.at(day)
    save_contact(
        program=world.program, kind=kind, on=day, text=text, person=pair.mentor.person, pair=pair,
        due_on=day + timedelta(days=term), answer=answer, by=world.curator, today=world.calendar.today,
    )  # fmt: skip
