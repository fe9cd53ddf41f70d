"""Ready or not, by facts alone; the database's rule gives the same answer."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from mentoring_site.permissions import Role
from participants.enums import InterviewConclusion, InterviewState, MentorStatus
from participants.models import Mentor
from participants.readiness import Facts, readiness, selection_lacks
from participants.services.selection import readiness_of, ready_mentors
from tests.factories import TODAY, make_consent, make_interview, make_member, make_mentor

DAY = date(2026, 10, 5)
READY = Facts(is_admitted=True, interviewed_on=DAY, trained_on=DAY)


@pytest.mark.parametrize(
    ("facts", "missing", "note"),
    [
        (READY, (), ""),
        (Facts(True, DAY, None), ("нет обучения",), ""),
        (Facts(True, None, DAY), ("нет собеседования",), ""),
        (Facts(True, None, DAY, declined_on=DAY), ("не рекомендован 05.10.2026",), ""),
        (
            Facts(True, None, None, "ведёт пары шестой год", "Савельева О. С."),
            (),
            (
                "нет собеседования и\u00a0нет обучения, допущен с обоснованием: "
                "ведёт пары шестой год (Савельева О. С.)"
            ),
        ),
        (Facts(True, DAY, DAY, "лишнее", "Савельева О. С."), (), ""),
        (Facts(True, DAY, DAY, consent_missing="нет согласия"), ("нет согласия",), ""),
        (
            Facts(False, consent_missing="нет согласия"),
            ("нет собеседования", "нет обучения", "нет согласия", "не допущен"),
            "",
        ),
    ],
)
def test_readiness_names_what_is_missing(facts, missing, note):
    found = readiness(facts)

    assert (found.missing, found.note, found.is_ready) == (missing, note, not missing)


def test_readiness_in_one_line():
    assert str(readiness(READY)) == "готов"
    assert str(readiness(Facts(True))) == "нет собеседования и\u00a0нет обучения"


def test_selection_lacks_nothing_after_both_steps():
    assert selection_lacks(DAY, DAY, declined_on=DAY) == ()


def test_database_rule_agrees_with_the_pure_one(program):
    curator = make_member(program.school, Role.CURATOR)
    for status, interviewed, trained, waiver, has_consent in product(
        (MentorStatus.CANDIDATE, MentorStatus.ADMITTED), (None, DAY), (None, DAY), ("", "опыт"), (True, False)
    ):
        mentor = make_mentor(
            program, status=status, interviewed_on=interviewed, trained_on=trained, waiver=waiver
        )
        if has_consent:
            make_consent(mentor.person, curator)
    mentors = list(Mentor.objects.for_list(program))

    by_hand = {pk for pk, found in readiness_of(mentors, TODAY).items() if found.is_ready}

    assert len(mentors) == 32
    assert set(Mentor.objects.filter(ready_mentors(TODAY)).values_list("pk", flat=True)) == by_hand
    assert len(by_hand) == 5


@pytest.mark.parametrize("rows", [1, 3])
def test_readiness_of_many_takes_two_queries(program, rows, django_assert_num_queries):
    mentors = [make_mentor(program) for _ in range(rows)]

    with django_assert_num_queries(2):
        readiness_of(mentors, TODAY)


def test_refused_candidate_is_told_only_to_who_reads_sheets(program):
    curator = make_member(program.school, Role.CURATOR)
    mentor = make_mentor(program, status=MentorStatus.CANDIDATE, interviewed_on=None)
    make_consent(mentor.person, curator)
    make_interview(
        mentor,
        curator,
        state=InterviewState.HELD,
        held_on=DAY,
        conclusion=InterviewConclusion.NOT_RECOMMENDED,
    )

    told = readiness_of([mentor], TODAY)[mentor.pk]
    hidden = readiness_of([mentor], TODAY, tells_conclusions=False)[mentor.pk]

    assert told.missing == ("не рекомендован 05.10.2026", "не допущен")
    assert hidden.missing == ("нет собеседования", "не допущен")
