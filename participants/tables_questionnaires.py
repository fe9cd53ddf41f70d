"""Columns of the lists of questionnaires and of applications."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from django.utils.html import format_html

from mentoring_site.templatetags.ui import dash_kept, state_badge
from mentoring_site.words import short_date
from participants.enums import (
    ApplicationState,
    QuestionnaireKind,
    QuestionnaireRole,
    QuestionnaireState,
    SurveyMoment,
)
from participants.models import Application, Question, Questionnaire
from participants.questionnaires.linking import Link, Linked
from programs.tables import MISSING, Column, shown_rows

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


def own_badge(application: Application) -> Any:
    """For the applicant: what is new to the curator waits for him."""
    if application.state == ApplicationState.NEW:
        return state_badge("wait", "на рассмотрении")
    return application_badge(application)


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


def whom_of(questionnaire: Questionnaire) -> str:
    """«наставляемый, до»; «все, без имени»"""
    parts = [questionnaire.get_role_display() or "все", questionnaire.get_moment_display()]
    return ", ".join(filter(None, [*parts, "без имени" if questionnaire.is_anonymous else ""]))


def by_kind(questionnaires: Iterable[Questionnaire], row_of: Callable[[Questionnaire], Any]) -> list[Any]:
    """Rows under the titles of their kinds; inside by form, role and moment, older editions after newer ones."""
    rows: list[Any] = []
    for kind, title in KIND_TITLES.items():
        mine = [one for one in questionnaires if one.kind == kind]
        if mine:
            rows += [{"group": title}, *(row_of(one) for one in sorted(mine, key=_place))]
    return rows


def _place(questionnaire: Questionnaire) -> tuple[Any, ...]:
    form = questionnaire.form
    return (
        form is None,
        form.position if form else 0,
        _ROLES.index(questionnaire.role) if questionnaire.role else len(_ROLES),
        _MOMENTS.index(questionnaire.moment) if questionnaire.moment else -1,
        questionnaire.title,
        -questionnaire.edition,
    )


KIND_TITLES = {
    QuestionnaireKind.APPLICATION: "Заявки на участие",
    QuestionnaireKind.SURVEY: "Опросы мониторинга",
    QuestionnaireKind.FEEDBACK: "Обратная связь в парах (педагог-психолог)",
    QuestionnaireKind.PREFERENCE: "Предпочтения",
}
_ROLES, _MOMENTS = list(QuestionnaireRole.values), list(SurveyMoment.values)

QUESTIONNAIRE_COLUMNS = [
    Column("title", "Анкета", str),
    Column("whom", "Кого спрашивают", lambda row: whom_of(row), priority=2, phone="hide"),
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
    Column("wish", "Кем хочет быть", wish_of, lambda row: dash_kept(wish_of(row))),
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


def _before(link: Link) -> str:
    return link.before.text if link.before else MISSING


def _after(link: Link) -> str:
    return link.after.text if link.after else MISSING


LINKED_COLUMNS = [
    Column(
        "before",
        "Вопрос «до»",
        _before,
        lambda link: format_html('<span class="sentence">{}</span>', _before(link)),
    ),
    Column(
        "after",
        "Вопрос «после»",
        _after,
        lambda link: format_html('<span class="only-phone">после: </span>{}', _after(link)),
    ),
    Column("code", "Код", lambda link: link.code, priority=2, phone="hide"),
    Column(
        "state",
        "Пара",
        lambda link: link.problem or "есть",
        lambda link: state_badge("warn" if link.problem else "ok", link.problem or "есть", False),
        phone="state",
    ),
]


def linked_rows(linked: Iterable[Linked], url: Callable[[Question], str]) -> list[dict[str, Any]]:
    """Under the title of each form and role; a row leads to the half that there is."""
    rows: list[dict[str, Any]] = []
    for one in linked:
        if one.links:
            lacks = f" · без пары: {one.lacking}" if one.lacking else ""
            rows.append({"group": f"{one.title}{lacks}"})
            rows += shown_rows(LINKED_COLUMNS, one.links, lambda link: url(link.before or link.after))
    return rows
