"""The keyboard grid: rows are read with their mistakes, written all or none, compared with the second typing."""

from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from participants.enums import ResponseState
from participants.models import Person, Response
from participants.questionnaires import grid
from participants.questionnaires.page import questions_of, topics_for
from tests.factories import TODAY, make_class, make_consent, make_member, make_mentor, make_person
from tests.participants.questionnaires.makers import make_questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def questionnaire(program):
    return make_questionnaire(program)


@pytest.fixture
def people(program, curator):
    for first in ("Алиса", "Борис"):
        mentor = make_mentor(
            program,
            make_person(
                program,
                last_name="Панов",
                first_name=first,
                middle_name="",
                school_class=make_class(program, 10),
            ),
        )
        make_consent(mentor.person, curator)
    return grid.people_by_label(program, Person.objects.all())


def read(questionnaire, data, people):
    topics = topics_for(questionnaire)
    return grid.read_rows(data, ["1", "2", "3"], questions_of(questionnaire, topics), topics, people)


def test_rows_are_read_by_name_and_empty_ones_left_out(questionnaire, people):
    data = {
        "who-1": "Панов Алиса, 10 «А»",
        "c-1-skills": "физика",
        "c-1-age": "2",
        "c-1-ways": "1,3",
        "c-3-ready": " ",
    }

    rows = read(questionnaire, data, people)

    assert [(row.key, row.person.first_name, row.answers, row.errors) for row in rows] == [
        ("1", "Алиса", {"skills": "физика", "age": "7–8 класс", "ways": ["вдвоём", "письмами"]}, {})
    ]


def test_wrong_rows_say_what_is_wrong_and_nothing_is_written(questionnaire, people, curator):
    data = {
        "who-1": "Панов Алиса, 10 «А»", "c-1-ready": "7",
        "who-2": "Кто-то", "c-2-ready": "11",
        "c-3-ready": "5",
    }  # fmt: skip
    rows = read(questionnaire, data, people)

    made = grid.type_rows(questionnaire=questionnaire, rows=rows, by=curator, on=TODAY)

    assert made == []
    assert [row.errors for row in rows] == [
        {},
        {"ready": "«11» не подходит: нужно число от 1 до 10.", "who": "Выберите человека из списка."},
        {"who": "Укажите, чья это анкета."},
    ]
    assert not Response.objects.exists()


def test_sheet_without_consent_or_typed_before_is_refused_in_its_row(program, questionnaire, people, curator):
    data = {"who-1": "Панов Алиса, 10 «А»", "c-1-ready": "7"}
    grid.type_rows(questionnaire=questionnaire, rows=read(questionnaire, data, people), by=curator, on=TODAY)
    people["Панов Борис, 10 «А»"].consents.all().delete()
    again = read(questionnaire, data | {"who-2": "Панов Борис, 10 «А»", "c-2-ready": "7"}, people)

    grid.type_rows(questionnaire=questionnaire, rows=again, by=curator, on=TODAY)

    assert "уже набрана" in again[0].errors["who"]
    assert "нет согласия родителей" in again[1].errors["who"]
    assert Response.objects.count() == 1


def test_second_typing_shows_differences_and_the_third_word_settles_them(questionnaire, people, curator):
    data = {"who-1": "Панов Алиса, 10 «А»", "c-1-ready": "7", "c-1-age": "1"}
    [draft] = grid.type_rows(
        questionnaire=questionnaire, rows=read(questionnaire, data, people), by=curator, on=TODAY
    )
    topics = topics_for(questionnaire)
    questions = questions_of(questionnaire, topics)
    second = {f"c-{draft.pk}-ready": "9", f"c-{draft.pk}-age": "1"}
    [row] = grid.read_rows(second, [str(draft.pk)], questions, topics, None)

    found = grid.differences(draft, row, questions)

    assert [(one.question.code, one.first, one.second) for one in found] == [("ready", "7", "9")]
    assert not grid.settle(row, found, {}, topics)
    assert grid.settle(row, found, {f"f-{draft.pk}-ready": "-"}, topics)
    assert row.answers["ready"] is None
    assert grid.settle(row, found, {f"f-{draft.pk}-ready": "8"}, topics)
    done = grid.finish_sheet(response=draft, answers=row.answers, by=curator, on=TODAY)
    assert (done.state, done.answers) == (ResponseState.SUBMITTED, {"ready": 8, "age": "5–6 класс"})
    assert not grid.waiting_for_second(questionnaire).exists()


def test_namesakes_of_one_class_have_labels_of_their_own(program):
    first, second = (
        make_person(program, last_name="Ким", first_name="Яна", middle_name="") for _ in range(2)
    )

    labels = grid.people_by_label(program, Person.objects.order_by("pk"))

    assert labels == {"Ким Яна, 7 «А»": first, f"Ким Яна, 7 «А» ({second.pk})": second}
