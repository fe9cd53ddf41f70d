"""What the psychologist's room and the meetings put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import plural
from pairing.models import Pair
from pairing.services.meetings import FIRST_MEETING_DAYS, without_first_meeting
from programs.registries import (
    ATTENTION,
    AttentionItem,
    NavItem,
    PersonalData,
    register_nav,
    register_personal_data,
)
from programs.tenancy import program_url


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """Pairs that should have met by now, for whoever records their meetings."""
    if not access.has(Permission.MEETING_RECORD) or not access.program.is_open:
        return
    pairs = Pair.objects.of_program(access.program).led_by(access)
    if count := without_first_meeting(pairs, on).count():
        yield AttentionItem(
            "warn",
            f"{count} {plural(count, 'пара', 'пары', 'пар')}:",
            "первой встречи ещё не было",
            f"Действуют дольше {FIRST_MEETING_DAYS} дней",
            "Посмотреть пары",
            program_url(access.program, "pairing:meeting_overview") + "?tab=silent",
            order=30,
        )


register_nav(
    NavItem("Пары", 15, "Совместимость", "pairing:test_list", "scale", Permission.TEST_VIEW),
    NavItem("Пары", 40, "Встречи", "pairing:meeting_overview", "calendar-check", Permission.MEETING_RECORD),
)
ATTENTION.append(attention)
register_personal_data(
    # `notes_sealed` is the psychologist's alone (domain.md §4): destroyed with the row, never extracted.
    PersonalData(
        "pairing.CompatibilityTest",
        "mentee__person",
        ("mentor", "mentee", "method", "conducted_on", "conclusion", "reservation"),
    ),
    PersonalData(
        "pairing.Meeting",
        "pair__members__mentee__person",
        ("kind", "state", "date", "duration_minutes", "topic", "content", "cancelled_reason"),
    ),
    PersonalData("pairing.MeetingAbsence", "member__mentee__person", ("meeting",)),
)
