"""What somebody has typed of a journal entry and not saved yet: one per pair and writer, shown to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring_site.texts import clean_text
from pairing.enums import PairState
from pairing.models import MeetingDraft, Pair
from pairing.services.meeting_guards import CONTENT_LENGTH
from participants.services.guards import refuse_closed
from programs.models import PersonalLink, User
from programs.services.audit import Refusal

# «Нужна помощь» is not among them: such words go to the psychologist and stay nowhere else.
KEPT = (
    *("state", "day", "date", "kind", "starts_at", "format", "place", "duration_minutes"),
    *("topic", "content", "next_step", "cancelled_reason"),
)


@transaction.atomic
def save_draft(
    *,
    pair: Pair,
    data: Mapping[str, Any],
    user: User | None = None,
    link: PersonalLink | None = None,
    at: datetime | None = None,
) -> MeetingDraft:
    """Keep the form as it is typed, right or wrong. data: values by field name; unknown names are left out.

    Raises Refusal when the pair takes no meetings: what can't become a record is not collected.
    """
    refuse_closed(pair.program)
    if pair.state != PairState.ACTIVE:
        raise Refusal("Пара сейчас не действует, черновик не сохранён.")
    kept = {name: clean_text(str(data.get(name, "")))[:CONTENT_LENGTH] for name in KEPT}
    absent = data.get("absent") or []
    draft, _ = MeetingDraft.objects.update_or_create(
        pair=pair,
        user=user,
        link=link,
        defaults={
            "school_id": pair.school_id,
            "data": {name: value for name, value in kept.items() if value}
            | ({"absent": [str(pk)[:19] for pk in absent][:100]} if absent else {}),
            "saved_at": at or timezone.now(),
        },
    )
    return draft


def draft_of(
    pair: Pair, *, user: User | None = None, link: PersonalLink | None = None
) -> MeetingDraft | None:
    """The writer's own draft in this pair, or None."""
    return MeetingDraft.objects.filter(pair=pair, user=user, link=link).first()


def drop_draft(pair: Pair, *, user: User | None = None, link: PersonalLink | None = None) -> None:
    MeetingDraft.objects.filter(pair=pair, user=user, link=link).delete()
