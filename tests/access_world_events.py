"""An event with a protocol, a photo and an invitation for tests/access_world.py: {URL name: maker of the arguments}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from participants.enums import EventKind, EventState, GuestGroup
from participants.models import Event, EventInvitation, EventPhoto
from participants.services.files import keep_file
from participants.services.protocols import prepare_protocol
from programs.models import Document
from tests.participants.event_makers import PIXEL

TITLE = "Событие для проверки прав"


def event(world: Any) -> Event:
    made, _ = Event.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        kind=EventKind.CEREMONY,
        title=TITLE,
        planned_on=world.today,
        defaults={"agenda": "Награждение", "chair": "Ершова Нина Викторовна"},
    )
    return made


def _photo(world: Any) -> EventPhoto:
    found = EventPhoto.objects.filter(event=event(world)).first()
    if found is not None:
        return found
    file = keep_file(program=world.program, name="снимок.png", data=PIXEL, by=world.staff)
    return EventPhoto.objects.create(school=world.program.school, event=event(world), file=file)


def _invitation(world: Any) -> EventInvitation:
    made, _ = EventInvitation.objects.get_or_create(
        school=world.program.school, event=event(world), group=GuestGroup.SCHOOLS, to_name="Школа № 5"
    )
    return made


def _protocol(world: Any) -> Document:
    made, _ = Event.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        kind=EventKind.COUNCIL,
        title=TITLE,
        planned_on=world.today,
        defaults={
            "agenda": "О программе",
            "chair": "Ершова Нина Викторовна",
            "state": EventState.HELD,
            "held_on": world.today,
        },
    )
    if made.protocol_id:
        return made.protocol
    return prepare_protocol(event=made, with_list=False, by=world.staff, on=world.today)


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "participants:event_": lambda world: {"pk": event(world).pk},
    "participants:event_photo_edit": lambda world: {"pk": _photo(world).pk},
    "participants:event_photo_download": lambda world: {"pk": _photo(world).pk},
    "participants:event_photo_remove": lambda world: {"pk": _photo(world).pk},
    "participants:event_invitation": lambda world: {"pk": _invitation(world).pk},
    "participants:event_invitations": lambda world: {"pk": event(world).pk},
    "participants:event_invitation_mark": lambda world: {"pk": event(world).pk},
    "participants:event_invitation_letters": lambda world: {"pk": event(world).pk},
    "participants:event_invitation_export": lambda world: {"pk": event(world).pk},
    "participants:protocol_": lambda world: {"pk": _protocol(world).pk},
}
