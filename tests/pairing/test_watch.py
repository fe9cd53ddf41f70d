"""When a pair asks for a word: each rule on its border, and what holds for any facts."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.watch import Action, Facts, Sign, Voice, action_for, signals
from programs.workdays import WorkCalendar

MONDAY = date(2026, 10, 5)
EVERY_DAY = WorkCalendar(True, {date(2026, 9, 1) + timedelta(days=n): True for n in range(400)})
WEEK = WorkCalendar()


@dataclass(frozen=True)
class Terms:
    first_meeting_days: int = 10
    meeting_every_days: int = 10
    silent_days: int = 20
    plan_days: int = 15
    first_contact_hours: int = 48
    contact_every_days: int = 20
    unhappy_below: int = 5


def day(number):
    return MONDAY + timedelta(days=number)


def found(facts, on, *, terms=None, calendar=EVERY_DAY):
    return [(signal.sign, signal.since) for signal in signals(facts, terms or Terms(), calendar, on)]


def test_first_meeting_is_late_the_day_after_its_term():
    facts = Facts(starts_on=MONDAY)

    assert found(facts, day(10)) == []
    assert found(facts, day(11)) == [(Sign.NO_FIRST_MEETING, day(10))]


def test_term_counts_working_days_only():
    facts = Facts(starts_on=MONDAY)

    assert found(facts, day(14), calendar=WEEK) == []
    assert found(facts, day(15), calendar=WEEK) == [(Sign.NO_FIRST_MEETING, day(14))]


def test_contact_is_due_two_days_after_the_first_meeting():
    met = Facts(starts_on=MONDAY, first_held=day(3), last_held=day(3))

    assert found(met, day(5)) == []
    assert found(met, day(6)) == [(Sign.NO_FIRST_CONTACT, day(5))]
    assert found(replace(met, contacts=[day(2)]), day(6)) == [(Sign.NO_FIRST_CONTACT, day(5))]
    assert found(replace(met, contacts=[day(6)]), day(6)) == []


def test_two_contacts_in_the_first_month_then_one_every_term():
    met = Facts(starts_on=MONDAY, first_held=MONDAY, last_held=day(55))
    one, two = replace(met, contacts=[day(1)]), replace(met, contacts=[day(1), day(20)])

    assert found(one, day(30)) == []
    assert found(one, day(31)) == [(Sign.FEW_CONTACTS, day(30))]
    assert found(two, day(40)) == []
    assert found(two, day(41)) == [(Sign.CONTACT_LATE, day(40))]


def test_meetings_become_rare_before_they_fall_silent():
    met = Facts(starts_on=MONDAY, first_held=MONDAY, last_held=day(3), contacts=[day(1), day(2)])

    assert found(met, day(13)) == []
    assert found(met, day(14)) == [(Sign.RARE, day(13))]
    assert found(replace(met, next_planned=day(16)), day(14)) == []
    assert found(replace(met, next_planned=day(25)), day(24)) == [(Sign.SILENT, day(23))]


def test_plan_is_late_after_its_term():
    going = Facts(
        starts_on=MONDAY,
        first_held=MONDAY,
        last_held=day(15),
        contacts=[day(1), day(9)],
        members_without_plan=1,
    )

    assert found(going, day(15)) == []
    assert found(going, day(16)) == [(Sign.PLAN_LATE, day(15))]
    assert found(replace(going, members_without_plan=0), day(16)) == []


def test_unhappy_half_is_a_signal_that_says_neither_who_nor_what():
    low, high = Voice("Панова Алиса", 4, day(2)), Voice("Лебедев Артём", 5, day(2))
    facts = Facts(starts_on=MONDAY, voices=[low, high])

    [signal] = signals(facts, Terms(), EVERY_DAY, day(3))

    assert (signal.sign, signal.words, signal.unhappy) == (Sign.UNHAPPY, "пара просит внимания", (low,))
    assert found(facts, day(3), terms=Terms(unhappy_below=0)) == []


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        (Facts(starts_on=MONDAY), 11, Action.CONTACT),
        (Facts(starts_on=MONDAY, contacts=[day(11)]), 17, Action.JOURNAL),
        (Facts(starts_on=MONDAY, contacts=[day(11)]), 18, Action.CLOSE),
        (Facts(starts_on=MONDAY, first_held=MONDAY, last_held=day(1)), 6, Action.CONTACT),
        (Facts(starts_on=MONDAY, first_held=MONDAY, last_held=day(3), contacts=[day(1)]), 14, Action.JOURNAL),
    ],
)
def test_one_action_follows_from_the_signals(facts, on, expected):
    assert action_for(signals(facts, Terms(), EVERY_DAY, day(on)), facts, day(on)) == expected


DAYS = st.integers(0, 120).map(day)


@st.composite
def any_facts(draw):
    held = sorted(draw(st.lists(DAYS, max_size=4)))
    return Facts(
        starts_on=MONDAY,
        first_held=held[0] if held else None,
        last_held=held[-1] if held else None,
        contacts=sorted(draw(st.lists(DAYS, max_size=4))),
        members_without_plan=draw(st.integers(0, 1)),
        voices=[Voice("Панова Алиса", draw(st.integers(1, 10)), draw(DAYS))],
    )


@given(any_facts(), DAYS)
def test_a_signal_never_comes_before_its_day_and_each_comes_once(facts, on):
    raised = signals(facts, Terms(), WEEK, on)

    assert all(signal.since < on for signal in raised if signal.sign != Sign.UNHAPPY)
    assert len({signal.sign for signal in raised}) == len(raised)


@given(any_facts(), st.integers(120, 200).map(day))
def test_a_contact_and_a_meeting_today_quiet_all_but_plan_and_voices(facts, on):
    met = replace(facts, first_held=facts.first_held or on, last_held=on, contacts=[*facts.contacts, on, on])

    assert {signal.sign for signal in signals(met, Terms(), WEEK, on)} <= {Sign.UNHAPPY, Sign.PLAN_LATE}
