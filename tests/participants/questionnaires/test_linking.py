"""Linked questions: both halves, one half, halves that can't be compared."""

from __future__ import annotations

import pytest

from participants.questionnaires.editing import add_question, copy_questionnaire
from participants.questionnaires.linking import codes_in_use, linked_questions
from tests.participants.questionnaires.makers import make_questionnaire

pytestmark = pytest.mark.django_db


def ask(code, kind="scale", **fields):
    return {"code": code, "kind": kind, "text": f"Вопрос {code}", "pair_code": code} | fields


def make_half(program, moment, *questions, **head):
    title = f"Анкета {moment}"
    defaults = {"kind": "survey", "role": "mentee", "moment": moment, "title": title, "is_open": False}
    return make_questionnaire(program, questions=questions, **(defaults | head))


def found(program):
    return [
        (one.title, one.lacking, [(link.code, link.problem) for link in one.links])
        for one in linked_questions(program)
    ]


def test_each_half_that_lacks_or_differs_is_named(program):
    make_half(
        program,
        "before",
        *(ask("comfort"), ask("help"), ask("glad", "yes_no"), ask("skill", scale_max=5), ask("lone")),
        {"kind": "open", "text": "Без пары"},
    )
    make_half(
        program, "after", *(ask("comfort"), ask("help", "yes_no"), ask("glad", "yes_no")), ask("skill"), ask("new")
    )  # fmt: skip

    assert found(program) == [
        (
            "Ученик – ученик, наставляемый",
            4,
            [
                ("comfort", ""),
                ("help", "разный вид ответа: «шкала» и «да или нет»"),
                ("glad", ""),
                ("skill", "разные шкалы: 1–5 и 1–10"),
                ("lone", "нет вопроса «после»"),
                ("new", "нет вопроса «до»"),
            ],
        )
    ]


def test_roles_and_forms_are_apart_and_the_open_edition_counts(program):
    opened = make_half(program, "before", ask("comfort"), is_open=True)
    add_question(
        questionnaire=copy_questionnaire(questionnaire=opened, by=None),
        data={"kind": "scale", "text": "Новый", "pair_code": "extra"},
        by=None,
    )
    make_half(program, "after", ask("comfort"), role="mentor", form=None)

    assert found(program) == [
        ("Ученик – ученик, наставляемый", 1, [("comfort", "нет вопроса «после»")]),
        ("любая форма, наставник", 1, [("comfort", "нет вопроса «до»")]),
    ]
    assert codes_in_use(program) == [("comfort", "Вопрос comfort"), ("extra", "Новый")]


def test_nameless_half_compares_no_people(program):
    make_half(program, "before", ask("comfort"))
    make_half(program, "after", ask("comfort"), is_anonymous=True)

    assert found(program)[0][2] == [("comfort", "анкета без имени: сравнить можно доли, не людей")]
