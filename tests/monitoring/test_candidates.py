"""Reasons in words: what gives one, what does not, order without weights; gathering in a constant number of queries."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from monitoring.candidates import HonourFacts, candidates_of, reasons_of
from monitoring.candidates_data import honour_facts
from monitoring.enums import NomineeKind
from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.models import Meeting
from tests.factories import make_member
from tests.pairing.makers import make_pair_in

FULL = HonourFacts(
    key=1,
    mentor_id=1,
    name="Лебедев Артём",
    completed=1,
    lived=2,
    mentees=3,
    held=8,
    planned=10,
    tasks_done=7,
    tasks=10,
    answers=5,
    respondents=2,
    mean=8.04,
    results={"проект": 1, "олимпиада или конкурс": 2},
    courses=1,
    hours="4 часа",
    past=("грамота, 2025–2026",),
)


def test_reasons_of_a_full_year_are_told_with_their_numbers():
    said = [reason.replace("\u00a0", " ") for reason in reasons_of(FULL)]

    assert said == [
        "доведено до конца: 1 пара из 2",
        "наставляемых за год: 3",
        "проведено встреч: 8 из 10 намеченных",
        "достигнуты цели плана: выполнено задач 7 из 10",
        "отзывы наставляемых: в среднем 8,0 из 10, 5 ответов",
        "результаты: проект, олимпиада или конкурс – 2",
        "пройдено обучение: 1 курс, 4 часа",
        "награды прошлых лет: грамота, 2025–2026",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"answers": 4},
        {"respondents": 1},
        {"mean": 7.99},
        {"mean": None},
    ],
)
def test_feedback_of_few_or_of_one_person_is_no_reason(change):
    assert not any("отзывы" in reason for reason in reasons_of(replace(FULL, **change)))


def test_feedback_waits_for_the_programmes_own_smallest_group():
    assert not any("отзывы" in reason for reason in reasons_of(FULL, least_answers=8))


@pytest.mark.parametrize("change", [{"held": 7}, {"planned": 2, "held": 2}])
def test_meetings_under_the_share_or_too_few_are_no_reason(change):
    assert not any("встреч" in reason for reason in reasons_of(replace(FULL, **change)))


def test_candidates_stand_by_count_of_reasons_then_by_name():
    one = HonourFacts(key=2, mentor_id=2, name="Ёлкина Анна", courses=1, hours="2 часа")
    two = replace(one, key=3, name="Егорова Анна")
    nobody = HonourFacts(key=4, mentor_id=4, name="Абрамов Иван")

    found = candidates_of([nobody, one, two, FULL])

    assert [each.facts.name for each in found] == ["Лебедев Артём", "Егорова Анна", "Ёлкина Анна"]


def test_facts_hold_nothing_of_health_categories_or_tests():
    names = {field.name for field in fields(HonourFacts)}

    assert not names & {"categories", "tests", "consultations", "health", "special", "score"}


@given(st.lists(st.integers(0, 40), min_size=8, max_size=8))
def test_text_of_a_candidate_always_fits_the_award(numbers):
    facts = replace(FULL, results={f"результат вида {n}": n for n in numbers}, past=("грамота",) * numbers[0])

    assert all(len(one.text) <= 300 for one in candidates_of([facts]))


def test_facts_are_gathered_of_mentors_and_of_pairs(program):
    by = make_member(program.school, "curator")
    pair = make_pair_in(program, by, PairState.ACTIVE)
    day = pair.starts_on
    for number, state in enumerate((MeetingState.HELD, MeetingState.HELD, MeetingState.CANCELLED)):
        Meeting.objects.create(
            school=program.school,
            program=program,
            pair=pair,
            kind=MeetingKind.REGULAR,
            state=state,
            date=day + timedelta(days=number),
            cancelled_reason="болезнь" if state == MeetingState.CANCELLED else "",
            recorded_by=by,
        )

    on = day + timedelta(days=30)
    [mentor] = honour_facts(program, NomineeKind.MENTOR, on)
    [of_pair] = honour_facts(program, NomineeKind.PAIR, on)

    assert (mentor.key, mentor.held, mentor.planned, mentor.lived, mentor.mentees) == (
        pair.mentor_id,
        2,
        3,
        1,
        1,
    )
    assert (of_pair.key, of_pair.held, of_pair.planned, of_pair.name) == (pair.pk, 2, 3, str(pair))


def test_facts_cost_the_same_for_one_and_three_mentors(program, django_assert_num_queries):
    by = make_member(program.school, "curator")
    make_pair_in(program, by, PairState.ACTIVE)
    with CaptureQueriesContext(connection) as few:
        honour_facts(program, NomineeKind.MENTOR, program.ends)
    make_pair_in(program, by, PairState.ACTIVE)
    make_pair_in(program, by, PairState.ACTIVE)

    with django_assert_num_queries(len(few)):
        honour_facts(program, NomineeKind.MENTOR, program.ends)
