"""What the psychologist's room and the meetings put into the shared registries."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from pairing.consents import attention as consent_attention
from pairing.consents import consent_panel
from pairing.enums import PairState
from pairing.models import Pair
from pairing.registries import PairPanel, register_pair_panel
from pairing.services.meetings import shown_journal
from pairing.services.tests import conclusions_for
from pairing.tables_rooms import conclusion_badge
from programs.registries.personal_data import PersonalData, register_personal_data
from programs.registries.screens import ATTENTION, NavItem, register_nav
from programs.tenancy import program_url


def meeting_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """The latest meetings on the card of a pair; nothing before it has ever been active."""
    recent = shown_journal(pair, access)[:4]
    is_active = pair.state == PairState.ACTIVE
    if not recent and not is_active:
        return None
    may_record = (
        is_active
        and access.program.is_open
        and access.has(Permission.MEETING_RECORD)
        and Pair.objects.led_by(access).filter(pk=pair.pk).exists()
    )
    return {
        "recent": recent,
        "journal_url": program_url(access.program, "pairing:meeting_list", pk=pair.pk),
        "create_url": program_url(access.program, "pairing:meeting_create", pk=pair.pk) if may_record else "",
    }


def compatibility_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """The psychologist's latest conclusion for every mentee of the pair."""
    members = list(pair.members.all())
    by_mentee = {test.mentee_id: test for test in conclusions_for([pair])[pair.pk]}
    can_record = access.has(Permission.TEST_RECORD) and access.program.is_open
    create = program_url(access.program, "pairing:test_create")
    rows = []
    for member in members:
        test = by_mentee.get(member.mentee_id)
        url = f"{create}?mentor={pair.mentor_id}&mentee={member.mentee_id}" if can_record else ""
        rows.append(
            {
                "name": member.mentee.person.list_name,
                "test": test,
                "badge": conclusion_badge(test) if test else "",
                "url": program_url(access.program, "pairing:test_detail", pk=test.pk) if test else url,
            }
        )
    return {"tests": rows}


register_pair_panel(
    PairPanel("pairing/consent_panel.html", 1, consent_panel, Permission.CONSENT_VIEW),
    PairPanel("pairing/meeting_panel.html", 10, meeting_panel),
    PairPanel("pairing/test_panel.html", 20, compatibility_panel, Permission.TEST_VIEW, "side"),
)
register_nav(
    NavItem(
        "Пары",
        40,
        "Встречи",
        "pairing:meeting_overview",
        "calendar-check",
        Permission.PAIR_VIEW,
        also=("pairing:development_list", "pairing:result_list"),
    ),
)
ATTENTION.append(consent_attention)
register_personal_data(
    # `notes_sealed` is the psychologist's alone: destroyed with the row, never extracted.
    PersonalData(
        "pairing.CompatibilityTest",
        "mentee__person",
        ("mentor", "mentee", "method", "conducted_on", "conclusion", "reservation"),
        more_lookups=("mentor__person",),
    ),
    PersonalData(
        "pairing.Meeting",
        "pair__members__mentee__person",
        (
            *("kind", "state", "date", "starts_at", "format", "place", "duration_minutes"),
            *("topic", "content", "next_step", "cancelled_reason", "recorded_by_name"),
        ),
        on_destroy="blank",
        blanked=("topic", "content", "next_step", "place", "cancelled_reason", "recorded_by_name"),
        more_lookups=("pair__mentor__person",),
    ),
    PersonalData("pairing.MeetingAbsence", "member__mentee__person", ("meeting",), on_destroy="keep"),
)
