"""Columns of the psychologist's room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, short_date, surname_initials
from pairing.enums import ReferralOrigin, ReferralState, Respondent
from pairing.models import Pair, PairSurvey, PairSurveyInvite, Referral, TestMethod
from pairing.services.consultations import whom
from pairing.services.referrals import severity_of
from participants.models import Enrolment
from programs.tables import Column

ORIGINS = {
    ReferralOrigin.STAFF: "направление",
    ReferralOrigin.MEETING: "запись о встрече",
    ReferralOrigin.SURVEY: "ответ на опрос",
}
LOW = 4  # of ten: somebody is not content
AGES = {(True, True): "{0}–{1} лет", (True, False): "от {0} лет", (False, True): "до {1} лет"}


def ages_of(method: TestMethod) -> str:
    key = (method.age_from is not None, method.age_to is not None)
    return AGES[key].format(method.age_from, method.age_to) if key in AGES else ""


def scales_of(method: TestMethod) -> str:
    number = len(method.scales.all())
    return counted(number, "шкала", "шкалы", "шкал") if number else "без шкал"


METHOD_COLUMNS = [
    Column("title", "Методика", str),
    Column("audience", "Для кого", lambda method: method.get_audience_display()),
    Column("ages", "Возраст", lambda method: ages_of(method) or "любой", priority=2),
    Column("scales", "Шкалы", scales_of, priority=2),
    Column(
        "state",
        "Состояние",
        lambda method: "используется" if method.is_active else "скрыта",
        lambda method: (
            state_badge("ok", "используется", False) if method.is_active else state_badge("none", "скрыта")
        ),
        phone="state",
    ),
]
PROTOCOL_COLUMNS = [
    Column("person", "Кто проходил", lambda row: row.person.list_name),
    Column("method", "Методика", lambda row: str(row.method)),
    Column("date", "Дата", lambda row: short_date(row.conducted_on), num=True),
    Column(
        "by",
        "Провёл",
        lambda row: str(row.conducted_by),
        lambda row: surname_initials(str(row.conducted_by)),
        priority=3,
        phone="hide",
    ),
]


def journal_columns(years: Mapping[int, Enrolment], *, with_names: bool) -> list[Column]:
    """As the journal is printed and downloaded: names only where they are asked for."""
    return [
        Column("date", "Дата", lambda row: short_date(row.held_on), num=True),
        Column("whom", "С кем", lambda row: whom(row, years, with_names=with_names)),
        Column("kind", "Вид", lambda row: row.get_kind_display()),
        Column("result", "Результат", lambda row: row.result, phone="problem", clip=True, wide=True),
    ]


def shown_columns(years: Mapping[int, Enrolment]) -> list[Column]:
    """The same on the screen: with whom comes first."""
    day, talked, *rest = journal_columns(years, with_names=True)
    return [replace(talked, html=lambda row: capfirst(talked.text(row))), *rest, day]


EXPORT_BY = Column("by", "Провёл", lambda row: str(row.conducted_by))


def state_of(referral: Referral, on: date) -> Any:
    if referral.state == ReferralState.ANSWERED:
        return state_badge("ok", "отвечено")
    severity = severity_of(referral.asked_at, on)
    days = (on - timezone.localtime(referral.asked_at).date()).days
    late = f"ждёт ответа {counted(days, 'день', 'дня', 'дней')}"
    return state_badge(severity, late if severity == "late" else "ждёт ответа")


def asked_on(referral: Referral) -> str:
    return short_date(timezone.localtime(referral.asked_at).date())


def referral_columns(on: date) -> list[Column]:
    return [
        Column("person", "О ком", lambda row: row.person.list_name),
        Column("state", "Состояние", lambda row: state_of(row, on), phone="state"),
        Column("who", "Кто обратился", _asker),
        Column("origin", "Откуда", lambda row: ORIGINS[row.origin], priority=2, phone="hide"),
        Column("when", "Когда", asked_on, num=True),
    ]


def _asker(referral: Referral) -> str:
    if referral.origin == ReferralOrigin.STAFF:
        return referral.asked_by_name or str(referral.asked_by or "")
    return "сам участник"


SURVEY_COLUMNS = [
    Column("title", "Опрос", str),
    Column(
        "pairs",
        "Пар",
        lambda row: row.pairs_total,
        lambda row: format_html('<span class="only-phone">пар: </span>{}', row.pairs_total),
        num=True,
    ),
    Column("answered", "Ответили", lambda row: f"{row.answered} из {row.asked}", num=True),
    Column(
        "when",
        "Начат",
        lambda row: short_date(timezone.localtime(row.created_at).date()),
        num=True,
        priority=2,
    ),
    Column(
        "state",
        "Состояние",
        lambda row: "закончен" if row.closed_at else "идёт",
        lambda row: state_badge("done", "закончен") if row.closed_at else state_badge("wait", "идёт"),
        phone="state",
    ),
]


def survey_badge(survey: PairSurvey) -> Any:
    return state_badge("done", "закончен") if survey.closed_at else state_badge("wait", "идёт")


def invite_words(invite: PairSurveyInvite) -> str:
    """«доволен: 8 из 10» or that there is no answer yet."""
    if invite.response_id is None:
        return "не ответил"
    return "без оценки" if invite.satisfaction is None else f"{invite.satisfaction} из 10"


PAIR_CHOICE_COLUMNS = [
    Column("pair", "Пара или группа", str),
    Column("form", "Форма", lambda pair: pair.form.title, priority=2, phone="hide"),
    Column(
        "starts", "Действует с", lambda pair: short_date(pair.starts_on) if pair.starts_on else None, num=True
    ),
]


def pair_of_invites(pair: Pair, invites: list[PairSurveyInvite]) -> dict[str, Any]:
    """A pair in the psychologist's list of a round: its halves and how they answered."""
    order = {Respondent.MENTOR: 0, Respondent.MENTEE: 1}
    halves = sorted(invites, key=lambda one: (order.get(one.role, 2), one.person.search_key))
    known = [one.satisfaction for one in halves if one.satisfaction is not None]
    return {
        "pair": pair,
        "halves": [{"invite": one, "words": invite_words(one)} for one in halves],
        "is_low": bool(known) and min(known) <= LOW,
    }
