"""Questionnaires and applications of the tests, made through the services."""

from __future__ import annotations

from itertools import count
from typing import Any

from participants.applications.posters import issue_poster
from participants.applications.sending import send_application
from participants.enums import PersonKind, QuestionKind, QuestionnaireKind
from participants.models import Application, Questionnaire
from participants.questionnaires.editing import create_questionnaire, open_questionnaire
from programs.models import PersonalLink, Program
from tests.factories import make_class

_keys = count(1)
# One question of each kind that needs no other tables.
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "code": "skills",
        "kind": QuestionKind.OPEN,
        "text": "Что умеете?",
        "is_required": True,
        "target": "competencies",
    },
    {
        "code": "age",
        "kind": QuestionKind.ONE,
        "text": "С кем легче?",
        "options": ["5–6 класс", "7–8 класс"],
        "target": "preferred_age",
    },
    {
        "code": "ways",
        "kind": QuestionKind.MANY,
        "text": "Как удобнее?",
        "options": ["вдвоём", "в группе", "письмами"],
    },
    {"code": "group", "kind": QuestionKind.YES_NO, "text": "Готовы вести группу?", "target": "takes_group"},
    {"code": "ready", "kind": QuestionKind.SCALE, "text": "Насколько готовы?", "scale_labels": ["нет", "да"]},
    {"code": "times", "kind": QuestionKind.TIMES, "text": "Когда удобно?", "target": "times"},
    {"code": "topics", "kind": QuestionKind.TOPICS, "text": "Какие темы?", "target": "topics"},
)
ANSWERS = {
    "skills": "Математика",
    "age": "5–6 класс",
    "ways": ["вдвоём", "письмами"],
    "group": True,
    "ready": 9,
    "times": ["115", "320"],
}


def make_questionnaire(
    program: Program, *, is_open: bool = True, role: str = "mentor", questions: Any = QUESTIONS, **head: Any
) -> Questionnaire:
    """«Анкета наставника» of the form «Ученик – ученик» with a question of every kind."""
    defaults = {
        "title": "Анкета наставника",
        "kind": QuestionnaireKind.APPLICATION,
        "role": role,
        "form": program.forms.get(code="pupil_pupil"),
    }
    made = create_questionnaire(program=program, by=None, head=defaults | head, questions=questions)
    return open_questionnaire(questionnaire=made, by=None) if is_open else made


def make_poster(program: Program, *, role: str = "mentor", form: str | None = "pupil_pupil") -> PersonalLink:
    found = program.forms.get(code=form) if form else None
    return issue_poster(program=program, role=role, form=found, by=None)


def make_application(program: Program, poster: PersonalLink | None = None, **data: Any) -> Application:
    """Лучинина Вера of 10 «А», under 18, who wants to be a mentor."""
    poster = poster or make_poster(program)
    defaults = {
        "kind": PersonKind.PUPIL,
        "last_name": "Лучинина",
        "first_name": "Вера",
        "middle_name": "Олеговна",
        "is_adult": False,
        "school_class": make_class(program, 10),
        "request": "Могу объяснять физику",
    }
    once = f"key-of-a-form-of-the-tests-{next(_keys):06d}"
    return send_application(poster=poster, data=defaults | data, once=once).application


def make_adult_application(program: Program, poster: PersonalLink | None = None, **data: Any) -> Application:
    """Орлова Вера, a teacher who wants to be a mentor."""
    poster = poster or make_poster(program, form="teacher_teacher")
    defaults = {
        "kind": PersonKind.TEACHER,
        "last_name": "Орлова",
        "first_name": "Вера",
        "middle_name": "Платоновна",
        "position": "учитель химии",
        "phone": "8 900 000-00-33",
        "email": "orlova@example.org",
        "request": "Помогу молодым",
        "school_class": None,
    }
    return make_application(program, poster, **(defaults | data))
