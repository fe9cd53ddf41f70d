"""Shares over the surveys and satisfaction: who counts, what is held."""

import pytest

from monitoring.enums import CampaignState, SatisfactionRule
from monitoring.satisfaction import rule_words, satisfaction_of
from monitoring.services.settings import save_settings, settings_of
from monitoring.shares import Share
from monitoring.survey_results import question_shares
from programs.models import MentoringForm
from tests.factories import make_member, make_mentee, make_person
from tests.monitoring.makers_surveys import make_survey

GLAD = {"glad": True, "comfort": 9, "again": True}
SAD = {"glad": False, "comfort": 3, "again": False}


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def forms_of(program):
    return list(MentoringForm.objects.filter(program=program).order_by("position"))


def test_question_shares_of_a_named_survey_count_yes_and_high_marks(program):
    make_survey(program, [GLAD] * 4 + [SAD] * 2 + [{}])

    assert question_shares(program, role="mentee") == {
        "comfort": Share(4, 6),
        "glad": Share(4, 6),
        "again": Share(4, 6),
    }


def test_question_shares_of_a_few_are_absent(program):
    make_survey(program, [GLAD] * 4)

    assert question_shares(program) == {}


def test_question_shares_of_an_open_nameless_survey_are_absent(program):
    make_survey(program, [GLAD] * 9, is_anonymous=True, state=CampaignState.OPEN)

    assert question_shares(program) == {}


def test_question_shares_take_the_newest_survey_of_one_questionnaire(program):
    first = make_survey(program, [SAD] * 6, code="after")
    second = make_survey(program, [GLAD] * 5, code="other")
    second.questionnaire.code, second.questionnaire.edition = "after", 2
    first.questionnaire.state = "closed"
    first.questionnaire.save()
    second.questionnaire.save()

    assert question_shares(program)["glad"] == Share(5, 5)


def test_question_shares_of_a_form_that_could_be_subtracted_are_held(program):
    pupils, teachers = forms_of(program)[:2]
    people = [make_person(program, last_name=f"Тестов{i}") for i in range(9)]
    for index, person in enumerate(people):
        make_mentee(program, person, form=pupils if index < 6 else teachers)
    make_survey(program, [GLAD] * 9, people=people)

    assert question_shares(program)["glad"] == Share(9, 9)
    assert question_shares(program, form=pupils) == {}
    assert question_shares(program, form=teachers) == {}


def test_question_that_few_of_a_form_answered_is_not_told_by_the_other_form(program):
    """12 answered in all and 9 of the pupils: the rest would be three teachers."""
    pupils, teachers = forms_of(program)
    people = [make_mentee(program, form=pupils).person for _ in range(9)]
    people += [
        make_mentee(program, make_person(program, kind="teacher"), form=teachers).person for _ in range(6)
    ]
    silent = {"comfort": 9}
    answers = [silent | {"glad": True}] * 12 + [silent] * 3
    make_survey(program, answers, people=people)

    of_pupils = question_shares(program, form=pupils)

    assert question_shares(program)["glad"] == Share(12, 12)
    assert (of_pupils.get("glad"), of_pupils["comfort"]) == (None, Share(9, 9))
    assert satisfaction_of(program, "mentee", pupils) == Share(0, 0)


def test_satisfaction_by_the_default_rule_needs_gladness_and_the_mean(program):
    make_survey(program, [GLAD] * 4 + [GLAD | {"comfort": 4}, SAD, {"glad": True}])

    assert satisfaction_of(program, "mentee") == Share(4, 6)
    assert satisfaction_of(program, "mentor") == Share(0, 0)


@pytest.mark.parametrize(
    ("rule", "share"),
    [
        (SatisfactionRule.GLAD, Share(6, 7)),
        (SatisfactionRule.MEAN, Share(4, 6)),
        (SatisfactionRule.GLAD_AND_MEAN, Share(4, 6)),
    ],
)
def test_satisfaction_follows_the_rule_of_the_programme(program, curator, rule, share):
    make_survey(program, [GLAD] * 4 + [GLAD | {"comfort": 4}, SAD, {"glad": True}])
    save_settings(program=program, values={"satisfaction_rule": rule}, shown_version=0, by=curator)

    assert satisfaction_of(program, "mentee") == share
    assert rule_words(settings_of(program)).startswith("Довольным считается")


def test_satisfaction_of_a_few_says_nothing(program):
    make_survey(program, [GLAD] * 4, is_anonymous=True)

    assert satisfaction_of(program, "mentee") == Share(0, 0)
