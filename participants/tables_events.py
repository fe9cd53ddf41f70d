"""Columns of events and of their invitations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, short_date
from participants.enums import EventKind, EventState, InvitationState
from participants.event_kinds import step_of
from participants.event_lists import lacks_protocol
from participants.event_steps import EventSteps
from participants.models import Event, EventInvitation
from participants.protocols import present_number
from participants.tables_selection import event_badge
from programs.enums import DocumentState
from programs.tables import Column

INVITATION_BADGES = {
    InvitationState.PREPARED: ("draft", "не передано"),
    InvitationState.TOLD: ("wait", "ждём ответа"),
    InvitationState.COMES: ("ok", "придут"),
    InvitationState.DECLINED: ("none", "не смогут"),
}
SHORT_KINDS = {
    EventKind.PARTNERS: "встреча с партнёрами",
    EventKind.FINAL_MEETING: "заключительная встреча",
    EventKind.FORUM: "форум наставников",
}


def kind_words(event: Event) -> str:
    return SHORT_KINDS.get(EventKind(event.kind), event.get_kind_display())


def moment_of(event: Event) -> str:
    day = short_date(event.held_on or event.planned_on)
    return f"{day}, {event.starts_at:%H:%M}" if event.starts_at and not event.held_on else day


def protocol_words(event: Event) -> str | None:
    document = event.protocol
    if document is not None:
        signed = document.state == DocumentState.SIGNED
        return (
            f"№ {document.number} от {short_date(document.date)}" if signed and document.date else "к подписи"
        )
    if event.protocol_number:
        return f"№ {event.protocol_number}"
    return "нет протокола" if lacks_protocol(event) else None


def _protocol(event: Event) -> Any:
    words = protocol_words(event)
    if words == "нет протокола":
        return state_badge("warn", words, False)
    if words == "к подписи":
        return state_badge("wait", words, False)
    return words.partition(" от ")[0] if words else None


def _title(event: Event) -> Any:
    words = kind_words(event)
    return format_html(
        '<span class="wraps">{}</span><span class="sub sub-line">{}</span>',
        event.title,
        words[:1].upper() + words[1:],
    )


def _step(event: Event, steps: EventSteps) -> str | None:
    return steps.number(step_of(event.kind, event.step_number)) or None


def _came(event: Event) -> int | None:
    return present_number(event) if event.state == EventState.HELD else None


def event_columns(on: date, steps: EventSteps, *, is_ahead: bool = False) -> list[Column]:
    """is_ahead: nobody was there yet, so the place is said instead."""
    told = (
        [Column("place", "Место", lambda event: event.place or None, priority=2, phone="hide", clip=True)]
        if is_ahead
        else [
            Column("came", "Были", _came, num=True, priority=2, phone="hide"),
            Column("protocol", "Протокол", protocol_words, _protocol, priority=2, phone="hide"),
        ]
    )
    return [
        Column("title", "Событие", lambda event: event.title, _title, sort="title"),
        Column("day", "Когда", moment_of, sort="day", num=True),
        Column("step", "Шаг", lambda event: _step(event, steps), num=True, priority=2, phone="hide"),
        Column("audience", "Для кого", lambda event: event.audience or None, priority=4, phone="hide", clip=True),
        *told,
        Column("state", "Состояние", lambda event: event.get_state_display(), lambda event: event_badge(event, on),
               phone="state"),
    ]  # fmt: skip


EXPORT_HEADER = (
    *("Событие", "Вид", "Шаг", "Дата", "Начало", "Место", "Для кого", "Состояние", "Присутствовали"),
    *("Протокол", "Председатель", "Секретарь", "Итог"),
)


def export_row(event: Event, steps: EventSteps) -> list[Any]:
    words, step = protocol_words(event), _step(event, steps)
    return [
        event.title,
        event.get_kind_display(),
        int(step) if step and step.isdigit() else step,
        event.held_on or event.planned_on,
        f"{event.starts_at:%H:%M}" if event.starts_at else None,
        event.place or None,
        event.audience or None,
        event.get_state_display(),
        _came(event),
        words if words != "нет протокола" else None,
        event.chair or None,
        event.secretary or None,
        event.result or event.cancel_reason or None,
    ]


PAPER_HEADER = ("Дата", "Событие", "Вид", "Шаг", "Для кого", "Присутствовали", "Протокол", "Состояние")


def paper_row(event: Event, steps: EventSteps) -> list[Any]:
    return [
        short_date(event.held_on or event.planned_on),
        event.title,
        event.get_kind_display(),
        _step(event, steps),
        event.audience or None,
        _came(event),
        protocol_words(event) if event.state == EventState.HELD else None,
        event.get_state_display(),
    ]


# --- invitations ------------------------------------------------------------------------------------------


def invitation_badge(row: EventInvitation) -> Any:
    return state_badge(*INVITATION_BADGES[InvitationState(row.state)])


def _whom(row: EventInvitation) -> Any:
    """Whose family it is; of an organisation its group."""
    told = row.person.list_name if row.person else row.get_group_display()
    return format_html('<span class="wraps">{}</span><span class="sub sub-line">{}</span>', row.to_name, told)


def _guests(row: EventInvitation) -> str | None:
    if row.state != InvitationState.COMES:
        return None
    return counted(row.guests, "гость", "гостя", "гостей") if row.guests else "сколько, не сказали"


INVITATION_COLUMNS = [
    Column("who", "Кого пригласили", lambda row: row.to_name, _whom),
    Column("guests", "Гостей", _guests, num=True),
    Column("state", "Состояние", lambda row: row.get_state_display(), invitation_badge, phone="state"),
]  # fmt: skip
INVITATION_HEADER = ("Кого пригласили", "Участник программы", "Группа", "Состояние", "Гостей")


def invitation_row(row: EventInvitation) -> list[Any]:
    return [
        row.to_name,
        row.person.list_name if row.person else None,
        row.get_group_display(),
        row.get_state_display(),
        row.guests,
    ]
