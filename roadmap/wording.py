"""States and terms of a step in words, with the shape that stands beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.words import counted, short_date
from roadmap.enums import StepState
from roadmap.models import Step

SOON_DAYS = 5  # a term is «soon» this many days before its end (look: roadmap now/next)
BADGES = {
    StepState.PLANNED: "draft",
    StepState.IN_PROGRESS: "wait",
    StepState.DONE: "ok",
    StepState.NOT_NEEDED: "none",
}


def badge_of(step: Step, on: date) -> tuple[str, str]:
    """Shape and words of a state that day: «просрочен на 12 дней», «осталось 4 дня», «выполнен»."""
    days = step.overdue_days(on)
    if days:
        return "late", f"просрочен на {counted(days, 'день', 'дня', 'дней')}"
    if step.is_open and step.has_term and step.starts <= on and (step.ends - on).days <= SOON_DAYS:
        return "warn", days_left(step.ends, on)
    if step.state == StepState.PLANNED and not step.has_term:
        return "draft", "по событию"
    if step.state == StepState.PLANNED and step.starts <= on:
        return "draft", "не начат"
    return BADGES[StepState(step.state)], step.get_state_display()


def days_left(ends: date, on: date) -> str:
    """«срок сегодня», «до завтра», «осталось 4 дня»; ends is not before on."""
    left = (ends - on).days
    if left < 2:
        return "до завтра" if left else "срок сегодня"
    return (
        f"{'остался' if left % 10 == 1 and left != 11 else 'осталось'} {counted(left, 'день', 'дня', 'дней')}"
    )


def held_words(item: Any) -> str:
    """«04.09.2026, протокол № 1, педагоги, 41 человек» of an evidence or of what was typed; "" when nothing was."""
    people = item.present_count
    protocol = item.protocol.strip()
    if protocol[:1].isdigit() or protocol.startswith("№"):
        protocol = f"протокол №\u00a0{protocol.lstrip('№ ')}"
    parts = (
        short_date(item.held_on) if item.held_on else "",
        protocol,
        item.audience.strip(),
        counted(people, "человек", "человека", "человек") if people is not None else "",
    )
    return ", ".join(part for part in parts if part)


def evidence_words(item: Any) -> str:
    """What was held, then what was written of it."""
    return ". ".join(part for part in (held_words(item), item.note) if part)
