"""The life of a questionnaire: drafts change, opened ones don't, a copy is the next edition."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mentoring_site.permissions import Role
from participants.enums import QuestionKind, QuestionnaireKind, QuestionnaireState
from participants.models import Questionnaire
from participants.questionnaires import editing
from participants.questionnaires.defaults import add_shipped, keep_last_years, shipped
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.services.programs import open_program
from tests.factories import make_member, make_program, make_school
from tests.participants.questionnaires.makers import make_questionnaire

pytestmark = pytest.mark.django_db
QUESTION = {"kind": QuestionKind.OPEN, "text": "Ещё вопрос"}


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def codes(questionnaire):
    return list(questionnaire.questions.values_list("code", flat=True))


def test_draft_takes_moves_and_loses_questions(program, curator):
    draft = make_questionnaire(program, is_open=False)

    added = editing.add_question(questionnaire=draft, data=QUESTION, by=curator)
    editing.move_question(question=added, step=-1, by=curator)
    editing.move_question(question=draft.questions.first(), step=-1, by=curator)
    editing.delete_question(question=draft.questions.get(code="age"), by=curator)

    assert codes(draft) == ["skills", "ways", "group", "ready", "times", "q1", "topics"]
    said = AuditEvent.objects.filter(action="questionnaire.update").order_by("pk")
    assert list(said.values_list("sentence", flat=True)) == [
        "добавлен вопрос «Ещё вопрос»",
        "переставлен вопрос «Ещё вопрос»",
        "удалён вопрос «С кем легче?»",
    ]


def test_opened_one_is_frozen(program, curator):
    opened = make_questionnaire(program)
    question = opened.questions.first()

    for change in (
        lambda: editing.add_question(questionnaire=opened, data=QUESTION, by=curator),
        lambda: editing.change_question(question=question, data=QUESTION, by=curator),
        lambda: editing.move_question(question=question, step=1, by=curator),
        lambda: editing.delete_question(question=question, by=curator),
        lambda: editing.change_head(questionnaire=opened, head={"title": "Иначе"}, by=curator),
        lambda: editing.delete_questionnaire(questionnaire=opened, by=curator),
        lambda: editing.open_questionnaire(questionnaire=opened, by=curator),
    ):
        with pytest.raises(Refusal, match="Копировать и изменить"):
            change()


def test_copy_is_the_next_edition_and_opening_it_closes_the_first(program, curator):
    first = make_questionnaire(program)

    copy = editing.copy_questionnaire(questionnaire=first, by=curator)
    editing.add_question(questionnaire=copy, data=QUESTION, by=curator)
    editing.open_questionnaire(questionnaire=copy, by=curator)

    first.refresh_from_db()
    copy.refresh_from_db()
    assert (first.state, copy.state, copy.edition, copy.previous) == (
        QuestionnaireState.CLOSED,
        QuestionnaireState.OPEN,
        2,
        first,
    )
    assert (len(codes(first)), len(codes(copy))) == (7, 8)


def test_second_draft_of_the_same_one_is_refused(program, curator):
    first = make_questionnaire(program)
    editing.copy_questionnaire(questionnaire=first, by=curator)

    with pytest.raises(Refusal, match="Черновик этой анкеты уже есть: версия 2"):
        editing.copy_questionnaire(questionnaire=first, by=curator)


def test_empty_one_is_not_opened(program, curator):
    empty = make_questionnaire(program, is_open=False, questions=())

    with pytest.raises(Refusal, match="нет ни одного вопроса"):
        editing.open_questionnaire(questionnaire=empty, by=curator)


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"kind": "one", "options": ["да", " "]}, "options", "хотя бы два варианта"),
        ({"kind": "many", "options": ["да", "да"]}, "options", "записан дважды"),
        ({"kind": "many", "options": [str(n) for n in range(31)]}, "options", "больше 30"),
        ({"kind": "one", "options": ["да", "н" * 121]}, "options", "длиннее 120"),
        ({"kind": "scale", "scale_min": 5, "scale_max": 5}, "__all__", "Верхний конец шкалы"),
        ({"kind": "open", "text": ""}, "text", ""),
    ],
)
def test_unfit_question_is_refused_at_its_field(program, curator, data, field, message):
    draft = make_questionnaire(program, is_open=False)

    with pytest.raises(ValidationError) as caught:
        editing.add_question(questionnaire=draft, data={"text": "Вопрос", **data}, by=curator)

    assert message in " ".join(caught.value.message_dict[field])


@pytest.mark.parametrize(
    ("head", "field"),
    [({"role": ""}, "role"), ({"is_anonymous": True}, "is_anonymous"), ({"title": ""}, "title")],
)
def test_application_without_side_or_name_is_refused(program, curator, head, field):
    draft = make_questionnaire(program, is_open=False)

    with pytest.raises(ValidationError) as caught:
        editing.change_head(questionnaire=draft, head=head, by=curator)

    assert field in caught.value.message_dict


def test_closed_one_is_closed_once(program, curator):
    opened = make_questionnaire(program)

    editing.close_questionnaire(questionnaire=opened, by=curator)

    with pytest.raises(Refusal, match="закрыта"):
        editing.close_questionnaire(questionnaire=opened, by=curator)


def test_finished_programme_takes_no_questionnaires(program, curator):
    program.state = "completed"

    with pytest.raises(Refusal, match="больше не меняется"):
        make_questionnaire(program)


# --- what ships -------------------------------------------------------------------------------------------


def test_new_programme_brings_drafts_of_both_sides_and_forms():
    from datetime import date

    from django_scopes import scope

    school = make_school()
    program = open_program(
        school=school, label="2026-2027", starts=date(2026, 9, 1), ends=date(2027, 6, 30), by=None
    )

    with scope(school=school):
        # Upper apps add theirs: here are those of applications.
        own = Questionnaire.objects.filter(kind=QuestionnaireKind.APPLICATION)
        found = own.values_list("role", "form__code", "state", "kind")
        assert set(found) == {
            ("mentor", "pupil_pupil", "draft", QuestionnaireKind.APPLICATION),
            ("mentee", "pupil_pupil", "draft", QuestionnaireKind.APPLICATION),
            ("mentor", "teacher_teacher", "draft", QuestionnaireKind.APPLICATION),
            ("mentee", "teacher_teacher", "draft", QuestionnaireKind.APPLICATION),
            ("mentor", None, "draft", QuestionnaireKind.APPLICATION),
        }
        assert add_shipped(program=program, by=None) == []


def test_shipped_questions_name_targets_that_their_side_has():
    from participants.applications.filling import TARGETS

    wrong = [
        (template["code"], question["code"])
        for template in shipped()
        for question in template["question"]
        if question.get("target") and question["target"] not in TARGETS[template["role"]]
    ]

    assert wrong == []


def test_next_year_gets_the_newest_edition_as_a_draft(program, curator):
    add_shipped(program=program, by=curator)
    code = "application-mentor-pupil"
    first = Questionnaire.objects.get(code=code)
    editing.change_head(questionnaire=first, head={"title": "Наша анкета"}, by=curator)
    editing.open_questionnaire(questionnaire=first, by=curator)
    copy = editing.copy_questionnaire(questionnaire=first, by=curator)
    editing.change_head(questionnaire=copy, head={"title": "Наша новая анкета"}, by=curator)
    following = make_program(program.school, label="2027-2028")

    keep_last_years(program=following, previous=program, by=curator)

    kept = Questionnaire.objects.get(program=following, code=code)
    assert (kept.title, kept.edition, kept.state, kept.form.program) == (
        "Наша новая анкета",
        1,
        "draft",
        following,
    )
    assert codes(kept) == codes(first)
    assert Questionnaire.objects.filter(program=following).count() == 5
