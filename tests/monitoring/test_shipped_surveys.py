"""The questionnaires that come with a programme: all that the method asks, each «до» with its «после»."""

from __future__ import annotations

from datetime import date

import pytest
from django_scopes import scope

from mentoring_site.permissions import Role
from monitoring.services.shipped_surveys import add_shipped_surveys, shipped_surveys
from participants.enums import QuestionKind, QuestionnaireKind
from participants.models import Question, Questionnaire
from participants.questionnaires.defaults import add_lacking, keep_last_years, lacking
from participants.questionnaires.linking import linked_questions
from participants.questionnaires.rules import check_head
from programs.models import AuditEvent
from programs.services.programs import open_program
from programs.tenancy import program_url
from tests.factories import make_member, make_program, make_school

BY_CODE = {template["code"]: template for template in shipped_surveys()}
ASKED_BEFORE_ONLY = {"known", "known-where"}  # whether he has met mentoring before
STEMS = ("survey-pupil-mentee", "survey-pupil-mentor", "survey-teacher-mentee", "survey-teacher-mentor")
# At least as many questions as section 2.3 of the method has.
LEAST = {
    "survey-pupil-mentee-before": 14,
    "survey-pupil-mentee-after": 20,
    "survey-pupil-mentor-before": 14,
    "survey-pupil-mentor-after": 18,
    "survey-teacher-mentee-before": 16,
    "survey-teacher-mentee-after": 23,
    "survey-teacher-mentor-before": 15,
    "survey-teacher-mentor-after": 19,
}


def kinds(code):
    return {one["code"]: one["kind"] for one in BY_CODE[code]["question"] if one["pair_code"]}


def test_every_role_form_and_moment_is_there():
    assert {
        (one["role"], one["form"], one["moment"], one["is_anonymous"]) for one in shipped_surveys()
    } == {
        *((role, form, moment, False) for role in ("mentee", "mentor")
          for form in ("pupil_pupil", "teacher_teacher") for moment in ("before", "after")),
        ("mentee", "", "interim", False),
        ("mentor", "", "interim", False),
        ("curator", "", "after", False),
        ("parent", "pupil_pupil", "after", False),
        ("partner", "", "after", False),
        ("", "", "", True),
    }  # fmt: skip
    assert {code: len(BY_CODE[code]["question"]) >= least for code, least in LEAST.items()} == dict.fromkeys(
        LEAST, True
    )


@pytest.mark.parametrize("stem", STEMS)
def test_every_question_before_has_its_half_after(stem):
    before, after = BY_CODE[f"{stem}-before"], kinds(f"{stem}-after")

    assert {one["code"] for one in before["question"]} - set(after) == ASKED_BEFORE_ONLY
    assert kinds(f"{stem}-before") == after


def test_every_question_after_that_can_be_counted_speaks_in_the_swot():
    mute = [
        (template["code"], one["code"])
        for template in shipped_surveys()
        if template["moment"] == "after" and template["code"].startswith(STEMS)
        for one in template["question"]
        if one["kind"] in (QuestionKind.SCALE, QuestionKind.YES_NO) and not one["factor"]
    ]

    assert mute == []


@pytest.mark.parametrize("template", shipped_surveys(), ids=lambda one: one["code"])
def test_shipped_questionnaire_is_fit(template):
    """What bulk writing does not validate: lengths, options, words of scales, codes once."""
    questionnaire = Questionnaire(
        **{name: template[name] for name in ("title", "intro", "role", "kind", "moment", "is_anonymous")}
    )
    questionnaire.clean_fields(exclude=["school", "program", "code"])
    check_head(questionnaire)
    for row in template["question"]:
        question = Question(**row)
        question.clean_fields(exclude=["school", "questionnaire"])
        if question.kind == QuestionKind.SCALE:
            assert (question.scale_min, question.scale_max, len(question.scale_labels)) == (1, 10, 2)
        assert (len(question.options) >= 2) == (question.kind in (QuestionKind.ONE, QuestionKind.MANY))
        assert "—" not in question.text
    codes = [row["code"] for row in template["question"]]
    assert len(codes) == len(set(codes))
    assert len(codes) <= 25


@pytest.mark.parametrize("stem", STEMS)
def test_question_on_gladness_has_the_code_that_counts_satisfaction(stem):
    assert kinds(f"{stem}-after")["glad"] == QuestionKind.YES_NO


@pytest.mark.django_db
def test_new_programme_has_drafts_of_all_and_the_next_year_keeps_them():
    school = make_school()
    program = open_program(
        school=school, label="2026-2027", starts=date(2026, 9, 1), ends=date(2027, 6, 30), by=None
    )
    with scope(school=school):
        own = Questionnaire.objects.filter(program=program, kind=QuestionnaireKind.SURVEY)
        assert set(own.values_list("code", "state")) == {(code, "draft") for code in BY_CODE}
        assert lacking(program) == []
        assert [one.lacking for one in linked_questions(program) if one.links] == [0, 0, 0, 0]

        following = make_program(school, label="2027-2028")
        keep_last_years(program=following, previous=program, by=None)
        assert add_shipped_surveys(program=following, by=None) == []
        kept = Questionnaire.objects.get(program=following, code="survey-pupil-mentee-after")
        assert kept.questions.filter(pair_code="glad", factor__startswith="Участники рады").exists()


@pytest.mark.django_db
def test_button_adds_what_lacks_once(program, sign_in):
    page = sign_in(make_member(program.school, Role.CURATOR))
    add_shipped_surveys(program=program, by=None)
    Questionnaire.objects.get(code="survey-quality").delete()
    url = program_url(program, "participants:questionnaire_list")

    before = page.get(url).content.decode()
    page.post(program_url(program, "participants:questionnaire_samples"))
    after = page.get(url).content.decode()

    assert "Добавить типовые (6)" in before  # five applications and the one that is gone
    assert "Добавить типовые" not in after
    assert Questionnaire.objects.filter(code="survey-quality").exists()
    assert add_lacking(program=program, by=None) == []
    assert AuditEvent.objects.filter(action="questionnaire.create").count() == 2
