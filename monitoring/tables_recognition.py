"""Columns of the room «Поощрение»."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from monitoring.enums import AwardState, ContestState, EntryState, SubmissionState
from monitoring.models import Award, Contest, ContestEntry, LevelSubmission
from monitoring.recognition_words import (
    AWARD_BADGES,
    CONTEST_BADGES,
    ENTRY_BADGES,
    SUBMISSION_BADGES,
    kind_words,
)
from monitoring.services.contest_results import nominee_words
from programs.tables import Column


def _who(award: Award) -> Any:
    return format_html("{}<span class='sub'>{}</span>", award.person.list_name, award.shown_position or "")


def _what(award: Award) -> Any:
    if award.nomination is None:
        return kind_words(award)
    return format_html("{}<span class='sub'>«{}»</span>", kind_words(award), award.nomination.title)


def _award_state(award: Award) -> Any:
    badge = state_badge(*AWARD_BADGES[AwardState(award.state)], False)
    sub = ""
    if award.state == AwardState.HANDED and award.handed_on:
        sub = short_date(award.handed_on)
    elif award.order is not None and award.order.number:
        sub = f"№ {award.order.number}"
    return format_html("{}<span class='sub'>{}</span>", badge, sub) if sub else badge


AWARD_COLUMNS = [
    Column("person", "Кого", lambda award: award.person.full_name, _who),
    Column("kind", "Чем отмечен", kind_words, _what),
    Column("reason", "За что", lambda award: award.reason, priority=2, phone="hide", clip=True, wide=True),
    Column("state", "Состояние", lambda award: award.get_state_display(), _award_state, phone="state"),
]
AWARD_EXPORT = [
    Column("person", "Фамилия, имя, отчество", lambda award: award.person.full_name),
    Column("position", "Класс или должность", lambda award: award.shown_position or None),
    Column("kind", "Вид поощрения", lambda award: award.get_kind_display()),
    Column("level", "Уровень", lambda award: award.get_level_display()),
    Column("nomination", "Номинация", lambda award: award.nomination.title if award.nomination else None),
    Column("reason", "За что", lambda award: award.reason),
    Column("state", "Состояние", lambda award: award.get_state_display()),
    Column("order", "Приказ", lambda award: award.order.number if award.order else None),
    Column("order_date", "Дата приказа", lambda award: award.order.date if award.order else None),
    Column("handed", "Вручено", lambda award: award.handed_on),
    Column("event", "Где вручено", lambda award: award.event.title if award.event else None),
    Column("blank", "Номер бланка", lambda award: award.blank_number or None),
    Column("board", "На доске почёта", lambda award: "да" if award.is_on_board else "нет"),
]


def contest_term(contest: Contest) -> str:
    """What the day of the state is: «заявки до 20.03.2027», «итоги 10.04.2027»."""
    if contest.state in (ContestState.DRAFT, ContestState.OPEN):
        return f"заявки до {short_date(contest.closes_on)}"
    return f"итоги {short_date(contest.results_on)}"


CONTEST_COLUMNS = [
    Column(
        "title",
        "Конкурс",
        lambda contest: contest.title,
        lambda contest: format_html("{}<span class='sub'>{}</span>", contest.title, contest_term(contest)),
    ),
    Column(
        "entries",
        "Заявок",
        lambda contest: contest.entry_count,
        lambda contest: format_html('<span class="only-phone">заявок </span>{}', contest.entry_count),
        num=True,
    ),
    Column("jury", "В жюри", lambda contest: contest.jury_count, num=True, phone="hide"),
    Column(
        "state",
        "Состояние",
        lambda contest: contest.get_state_display(),
        lambda contest: state_badge(*CONTEST_BADGES[ContestState(contest.state)], False),
        phone="state",
    ),
]


def entry_state(entry: ContestEntry) -> Any:
    return state_badge(*ENTRY_BADGES[EntryState(entry.state)], False)


def entry_row(entry: ContestEntry) -> dict[str, Any]:
    return {"entry": entry, "name": nominee_words(entry), "badge": ENTRY_BADGES[EntryState(entry.state)]}


def entry_note(entry: ContestEntry) -> str:
    """«своя заявка, с файлом»"""
    return ", ".join(
        words for is_so, words in ((entry.is_own, "своя заявка"), (entry.file_id, "с файлом")) if is_so
    )


def is_overdue(row: LevelSubmission, on: date) -> bool:
    return row.state == SubmissionState.PLANNED and row.due_on is not None and row.due_on < on


def submission_columns(on: date) -> list[Column]:
    def state(row: LevelSubmission) -> Any:
        if is_overdue(row, on):
            return state_badge("late", "срок прошёл", False)
        return state_badge(*SUBMISSION_BADGES[SubmissionState(row.state)], False)

    return [
        Column(
            "competition",
            "Куда",
            lambda row: row.competition,
            lambda row: format_html(
                "{}<span class='sub'>{}</span>", row.competition, f"{row.get_level_display()} уровень"
            ),
        ),
        Column("mentor", "Кого", lambda row: row.mentor.person.list_name),
        Column(
            "due",
            "Документы до",
            lambda row: row.due_on,
            lambda row: short_date(row.due_on) if row.due_on else None,
            num=True,
            phone="hide",
        ),
        Column("result", "Результат", lambda row: row.result or None, priority=2, phone="hide", clip=True),
        Column("state", "Состояние", lambda row: row.get_state_display(), state, phone="state"),
    ]


SUBMISSION_EXPORT = [
    Column("mentor", "Наставник", lambda row: row.mentor.person.full_name),
    Column("level", "Уровень", lambda row: row.get_level_display()),
    Column("competition", "Конкурс или мероприятие", lambda row: row.competition),
    Column("due", "Документы до", lambda row: row.due_on),
    Column("papers", "Документы", lambda row: row.papers or None),
    Column("state", "Состояние", lambda row: row.get_state_display()),
    Column("sent", "Отправлено", lambda row: row.sent_on),
    Column("result", "Результат", lambda row: row.result or None),
    Column("result_on", "Дата результата", lambda row: row.result_on),
]
