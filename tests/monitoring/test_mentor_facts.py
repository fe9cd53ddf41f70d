"""Facts of one mentor on the card of a person: no rating, few answers in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentoring_site.permissions import Role
from monitoring.mentor_facts import NO_RATING, mentor_panel
from pairing.enums import MeetingState, PairState, PairSurveyKind
from pairing.models import DevelopmentPlan, Meeting, PairResult, PairSurvey, PairSurveyInvite, PlanTask
from participants.enums import QuestionnaireKind
from participants.models import Questionnaire, TrainingCompletion
from programs.tenancy import access_for, program_url
from tests.factories import TODAY, make_course, make_member, make_mentee
from tests.pairing.makers import make_pair_in

FEW = "ответов мало: средней отметки не показываем, чтобы не узнать, кто отвечал"


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE, on=TODAY)


def facts(program, user, person):
    panel = mentor_panel(person, access_for(user, program, TODAY), TODAY)
    return [fact["value"] for fact in panel["facts"]] if panel else None


def work(pair, by, times=1):
    """A meeting of each kind, a plan with three tasks, a result; `times` over."""
    common = {"school": pair.school, "program": pair.program}
    plan, _ = DevelopmentPlan.objects.get_or_create(
        member=pair.members.get(), defaults=common | {"goal": "Вырасти", "created_by": by}
    )
    for number in range(times):
        for state in (MeetingState.HELD, MeetingState.HELD, MeetingState.PLANNED, MeetingState.CANCELLED):
            reason = "болезнь" if state == MeetingState.CANCELLED else ""
            Meeting.objects.create(
                pair=pair,
                kind="regular",
                state=state,
                date=date(2026, 11, 1 + number),
                cancelled_reason=reason,
                **common,
            )
        Meeting.objects.create(
            pair=pair, kind="regular", state=MeetingState.PLANNED, date=date(2027, 1, 11 + number), **common
        )
        for mark in ("done", "partly", ""):
            PlanTask.objects.create(
                school=pair.school, plan=plan, section="other", title=f"Задача {number}{mark}", mark=mark
            )
        PairResult.objects.create(
            pair=pair, kind="project", title="Проект", on=TODAY, recorded_by=by, **common
        )


def answer(pair, by, marks, people):
    """Answers of these people in turn to a pulse of the pair."""
    program = pair.program
    questionnaire = Questionnaire.objects.create(
        school=program.school,
        program=program,
        kind=QuestionnaireKind.FEEDBACK,
        code=f"pulse-{Questionnaire.objects.count()}",
        title="Пульс",
    )
    for number, mark in enumerate(marks):
        survey = PairSurvey.objects.create(
            school=program.school,
            program=program,
            kind=PairSurveyKind.PULSE,
            title="Пульс",
            questionnaire=questionnaire,
            created_by=by,
            created_at=timezone.now(),
        )
        PairSurveyInvite.objects.create(
            school=program.school,
            survey=survey,
            pair=pair,
            person=people[number % len(people)],
            role="mentee",
            satisfaction=mark,
        )


def test_panel_tells_facts_of_the_year(program, curator, pair):
    work(pair, curator)
    TrainingCompletion.objects.create(
        school=program.school,
        course=make_course(program),
        mentor=pair.mentor,
        completed_on=TODAY,
        hours=Decimal("12.5"),
        printed_name="Наставник",
        printed_title="Школа наставника",
    )
    answer(pair, curator, [10, 9, 8, 7, 9], [pair.members.get().mentee.person, make_mentee(program).person])

    assert facts(program, curator, pair.mentor.person) == [
        "1\u00a0действует",
        "проведено 2 из 4 намеченных, отменено 1",
        "выполнено 1 из 3 (33\u00a0%), частично 1",
        "1\u00a0запись",
        "1\u00a0курс, 12,5 ч",
        "в среднем 8,6 из 10, 5\u00a0ответов",
    ]


def test_panel_of_a_new_mentor_says_what_is_missing(program, curator, pair):
    assert facts(program, curator, pair.mentor.person) == [
        "1\u00a0действует",
        "ещё не записаны",
        "планов с задачами нет",
        "не записаны",
        "не отмечено",
        "ответов нет",
    ]


@pytest.mark.parametrize(("marks", "people"), [([9] * 4, 2), ([9] * 5, 1)])
def test_few_answers_or_one_person_are_told_in_words(program, curator, pair, marks, people):
    answer(pair, curator, marks, [make_mentee(program).person for _ in range(people)])

    assert facts(program, curator, pair.mentor.person)[-1] == FEW


def test_person_who_is_no_mentor_has_no_panel(program, curator, pair):
    assert facts(program, curator, pair.members.get().mentee.person) is None


def test_card_says_that_it_is_no_rating(program, curator, pair, sign_in):
    url = program_url(program, "participants:person_detail", pk=pair.mentor.person_id)

    page = sign_in(curator).get(url).content.decode()

    assert NO_RATING in page


def test_panel_takes_the_same_queries_for_few_and_for_many(program, curator, pair):
    def queries():
        with CaptureQueriesContext(connection) as found:
            facts(program, curator, pair.mentor.person)
        return len(found)

    work(pair, curator)
    few = queries()
    work(pair, curator, times=3)

    assert queries() == few
