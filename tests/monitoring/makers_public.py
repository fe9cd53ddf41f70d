"""What the open pages show, made through the services."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from PIL import Image

from monitoring.enums import AwardKind, AwardState
from monitoring.models import Award, PublicCard
from monitoring.services.public_cards import create_card, move_card, save_card
from monitoring.services.publication import save_block
from monitoring.transitions_public import CardAction
from participants.enums import ConsentPurpose
from participants.models import Mentor, Person
from programs.models import Program, User
from tests.factories import make_consent, make_mentor


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 50)).save(written, "PNG")
    return written.getvalue()


def switch_on(program: Program, by: User, **changes: Any) -> None:
    save_block(program=program, changes={"is_on": True, **changes}, shown_version=0, by=by)


def allow(person: Person, by: User) -> None:
    """Both papers that being named needs."""
    for purpose in (ConsentPurpose.PARTICIPATION, ConsentPurpose.PUBLICATION):
        make_consent(person, by, purpose=purpose)


def shown_card(
    program: Program, by: User, on: date, mentor: Mentor | None = None, **texts: str
) -> PublicCard:
    """A published card with a photo."""
    mentor = mentor or make_mentor(program)
    allow(mentor.person, by)
    card = create_card(mentor=mentor, by=by)
    card = save_card(card=card, changes=texts, shown_version=1, by=by, photo_name="Фото.png", photo=photo())
    return move_card(card=card, action=CardAction.PUBLISH, by=by, on=on)


def honour(program: Program, person: Person, by: User, **fields: Any) -> Award:
    values = {
        "kind": AwardKind.CERTIFICATE,
        "state": AwardState.ORDERED,
        "is_on_board": True,
        "reason": "за работу",
    }
    return Award.objects.create(
        school=program.school, program=program, person=person, created_by=by, **{**values, **fields}
    )
