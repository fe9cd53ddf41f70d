"""What the card of a closed pair says: how it ended, what comes next, words of thanks."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import ru_date
from pairing.enums import PairState
from pairing.models import Pair
from pairing.services.closing_answers import closing_voices
from programs.tenancy import program_url


def closed_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    if pair.closed_on is None or pair.starts_on is None or pair.closed_on < pair.starts_on:
        return None  # living, or ended before it began
    is_staff = access.has(Permission.BASE_VIEW)
    return {
        "is_done": pair.state == PairState.COMPLETED,
        "thanks": thanks_words(pair),
        "facts": closing_facts(pair, access) if is_staff else [],
    }


def thanks_words(pair: Pair) -> str:
    """To be copied into a chat or read out; without names, so that it suits both sides."""
    number = f"пара № {pair.number}" if pair.number else "ваша пара"
    day = ru_date(pair.closed_on)
    if pair.state == PairState.COMPLETED:
        return (
            f"Спасибо вам за работу в программе наставничества! {day} {number} завершила её. Всё, что вы сделали "
            "вместе, остаётся с вами, а ваш опыт поможет следующим парам."
        )
    return (
        f"Спасибо вам за время и внимание друг к другу. {day} {number} закончила работу раньше срока, так бывает. "
        "Если захотите продолжить в программе, подойдите к куратору."
    )


def closing_facts(pair: Pair, access: Access) -> list[dict[str, Any]]:
    facts = [
        {"label": "Ответы сторон", "value": _answers(pair)},
        {"label": "Лучшая практика", "value": _said(pair.wants_case, "описать", "не нужно")},
        {"label": "Новый наставник", "value": _said(pair.wants_new_match, "искать", "не нужен")},
    ]
    if pair.wants_new_match and access.has(Permission.PAIR_EDIT):
        facts[2]["url"] = program_url(access.program, "participants:mentee_list") + "?tab=waiting"
    return facts


def _answers(pair: Pair) -> str:
    voices = closing_voices(pair)
    answered = sum(voice.answered_on is not None for voice in voices)
    return f"{answered} из {len(voices)}"


def _said(value: bool | None, yes: str, no: str) -> str:
    return "не спрашивали" if value is None else yes if value else no
