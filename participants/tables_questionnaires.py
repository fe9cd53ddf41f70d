"""Columns of the lists of questionnaires and of applications."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from participants.enums import ApplicationState, QuestionnaireState
from participants.models import Application, Questionnaire
from programs.tables import Column

QUESTIONNAIRE_BADGES = {
    QuestionnaireState.DRAFT: ("draft", "черновик"),
    QuestionnaireState.OPEN: ("ok", "открыта"),
    QuestionnaireState.CLOSED: ("done", "закрыта"),
}
APPLICATION_BADGES = {
    ApplicationState.NEW: ("ready", "новая"),
    ApplicationState.ASKED_BACK: ("wait", "ждём ответа"),
    ApplicationState.ACCEPTED: ("ok", "принята"),
    ApplicationState.DECLINED: ("none", "отклонена"),
}


def questionnaire_badge(questionnaire: Questionnaire, box: bool = True) -> Any:
    return state_badge(*QUESTIONNAIRE_BADGES[QuestionnaireState(questionnaire.state)], box)


def application_badge(application: Application, box: bool = True) -> Any:
    return state_badge(*state_of(application), box)


def state_of(application: Application) -> tuple[str, str]:
    """What is truer than the stored state: a new one may hold the applicant's answer."""
    if application.state == ApplicationState.NEW and application.answer_back:
        return ("ready", "ответ получен")
    return APPLICATION_BADGES[ApplicationState(application.state)]


def wish_of(application: Application) -> str:
    """«наставник, Ученик – ученик»"""
    form = application.form.title if application.form else "форма не определена"
    return f"{application.get_role_display()}, {form}"


def place_of(application: Application) -> str:
    if application.school_class:
        return f"{application.school_class}"
    return application.position or application.get_kind_display()


QUESTIONNAIRE_COLUMNS = [
    Column("title", "Анкета", str),
    Column("kind", "Вид", lambda row: row.get_kind_display(), priority=2, phone="hide"),
    Column("edition", "Версия", lambda row: row.edition, num=True, phone="hide"),
    Column("asked", "Вопросов", lambda row: row.asked, num=True, priority=2, phone="hide"),
    Column(
        "answered",
        "Ответов",
        lambda row: row.answered,
        lambda row: format_html('<span class="only-phone">ответов: </span>{}', row.answered),
        num=True,
    ),
    Column("state", "Состояние", lambda row: row.get_state_display(), questionnaire_badge, phone="state"),
]
APPLICATION_COLUMNS = [
    Column("name", "Заявитель", lambda row: row.full_name),
    Column("place", "Класс или должность", place_of),
    Column("wish", "Кем хочет быть", wish_of),
    Column("request", "Запрос", lambda row: row.request or None, clip=True, priority=2, phone="hide"),
    Column(
        "at",
        "Пришла",
        lambda row: timezone.localtime(row.created_at).date(),
        lambda row: short_date(timezone.localtime(row.created_at).date()),
        num=True,
        priority=2,
        phone="hide",
    ),
    Column(
        "state",
        "Состояние",
        lambda row: row.get_state_display(),
        lambda row: application_badge(row, False),
        phone="state",
    ),
]
