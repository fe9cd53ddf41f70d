"""Events and what belongs to them."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from participants.enums import EventKind, EventState
from participants.models import Event, EventPhoto, PhotoPerson
from participants.services.files import keep_file
from programs.models import Program
from tests.factories import TODAY


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\x2a\x5f\x4b" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PIXEL = png()


def make_event(program: Program, kind: str = EventKind.COUNCIL, **fields: Any) -> Event:
    fields = {
        "title": "О программе наставничества",
        "planned_on": TODAY,
        "agenda": "О программе\nО кураторе",
        "chair": "Ершова Нина Викторовна",
        "secretary": "Савельева Ольга Сергеевна",
    } | fields
    return Event.objects.create(school=program.school, program=program, kind=kind, **fields)


def make_held(program: Program, kind: str = EventKind.COUNCIL, **fields: Any) -> Event:
    return make_event(program, kind, **{"state": EventState.HELD, "held_on": TODAY} | fields)


def make_photo(event: Event, by: Any, *people: Any, has_nobody: bool = False) -> EventPhoto:
    file = keep_file(program=event.program, name="снимок.png", data=PIXEL, by=by)
    photo = EventPhoto.objects.create(school=event.school, event=event, file=file, has_nobody=has_nobody)
    for person in people:
        PhotoPerson.objects.create(school=event.school, photo=photo, person=person)
    return photo
