"""What the group meeting and preferences put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural, short_date
from pairing.preference_lists import (
    card_rows,
    group_meetings,
    sees_choices,
    unmarked_meetings,
    waiting_number,
)
from pairing.services.preferences import last_meeting
from pairing.wishes import GENDER_WORDS, RANK_WORDS
from participants.enums import EventState
from participants.registries import CardPanel, register_card_panel
from programs.enums import LinkPurpose
from programs.registries.screens import (
    ATTENTION,
    QUICK_ACTIONS,
    AttentionItem,
    NavItem,
    QuickAction,
    register_nav,
)
from programs.services.links import LINK_PAGES
from programs.tenancy import program_url

LINK_PAGES[LinkPurpose.PREFERENCE] = "preference_page:page"


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """A meeting without marks; after a meeting, those who have not said whom they would like."""
    program = access.program
    if not sees_choices(access) or not program.is_open:
        return
    if (late := unmarked_meetings(program, on).first()) is not None:
        yield AttentionItem(
            "warn",
            late.title,
            "прошла, но не отмечено, кто был",
            f"с {short_date(late.planned_on)}",
            "Отметить, кто пришёл",
            program_url(program, "pairing:group_meeting_detail", pk=late.pk),
            order=17,
        )
    held = last_meeting(program, on)
    if held is not None and (left := waiting_number(program, on)):
        yield AttentionItem(
            "wait",
            counted(left, "участник", "участника", "участников"),
            f"{plural(left, 'не ответил', 'не ответили', 'не ответили')} на анкету предпочтений",
            f"Встреча была {short_date(held.held_on)}",
            "Напомнить",
            program_url(program, "pairing:preference_list"),
            order=18,
        )


def actions(access: Access, on: date) -> Iterable[QuickAction]:
    """On the day of the meeting its list is one tap away."""
    if not sees_choices(access) or not access.program.is_open:
        return
    today = group_meetings(access.program).filter(planned_on=on).exclude(state=EventState.CANCELLED)
    for event in today[:1]:
        yield QuickAction(
            "Отметить, кто пришёл на встречу",
            program_url(access.program, "pairing:group_meeting_detail", pk=event.pk),
            "user-check",
            order=15,
        )


def card_panel(person: Any, access: Access, on: date) -> dict[str, Any] | None:
    """«Предпочтения» for the curator and the psychologist; None for everybody else and who is in no base."""
    if not sees_choices(access):
        return None
    rows = card_rows(person, access.program)
    if not rows:
        return None
    return {
        "sheets": [
            row
            | {
                "ranked": [(RANK_WORDS[rank].capitalize(), name) for rank, name in row.get("ranked", ())],
                "gender": GENDER_WORDS[row["wishes"].wishes_gender]
                if row["sheet"] and row["wishes"].wishes_gender
                else "",
                "remove_url": program_url(access.program, "pairing:preference_remove", pk=row["sheet"].pk)
                if row["sheet"] and access.program.is_open
                else "",
            }
            for row in rows
        ]
    }


register_nav(
    NavItem(
        "Пары",
        5,
        "Групповая встреча",
        "pairing:group_meeting_list",
        "users",
        Permission.TEST_VIEW,
        also=("pairing:preference_list", "pairing:preference_choices"),
    )
)
ATTENTION.append(attention)
QUICK_ACTIONS.append(actions)
register_card_panel(
    CardPanel("pairing/preference_panel.html", 40, "side", card_panel, Permission.BASE_VIEW),
)
