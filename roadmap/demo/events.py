"""Events of both years: held with protocols, one without, one unmarked, one cancelled, the ceremony with its guests."""

from __future__ import annotations

import struct
import zlib
from datetime import date, time, timedelta
from typing import Any

from mentoring_site.names import decline, guess_gender
from participants.enums import AttendanceMark, EventKind, GuestGroup, InvitationState
from participants.event_kinds import PROPOSALS
from participants.event_people import audience_of
from participants.models import Event
from participants.services.event_invitations import add_guest, invite, mark_invitations, set_guests
from participants.services.event_photos import add_photo, save_photo
from participants.services.events import cancel_event, hold_event, mark_attendance, plan_event, update_event
from participants.services.protocols import prepare_protocol
from programs.models import Document
from programs.services.documents import sign_document
from roadmap.demo.world import World

HALL = "актовый зал"
DECIDED = {
    EventKind.COUNCIL: (
        "Слушали: {curator}, куратора программы, о целевой модели наставничества.\n"
        "Решили: Принять программу наставничества на учебный год.\n"
        "Классным руководителям до 15 сентября провести классные часы.\n"
        "Голосовали: единогласно.\n\n"
        "Слушали: {director}, директора, о кураторе программы и рабочей группе.\n"
        "Решили: Согласиться с составом рабочей группы.\n\n"
        "Слушали: {curator} об утверждении дорожной карты.\n"
        "Выступили: руководители ШМО о сроках подбора наставников.\n"
        "Решили: Рекомендовать дорожную карту к утверждению."
    ),
    EventKind.PARENTS: (
        "Слушали: {curator} о программе наставничества.\n"
        "Решили: Принять к сведению.\n\n"
        "Слушали: о согласиях на обработку персональных данных.\n"
        "Решили: Родителям заполнить согласия до 20 сентября."
    ),
    EventKind.FINAL_MEETING: (
        "Слушали: пары и группы о том, чему они научились.\n"
        "Решили: Лучшие проекты показать на торжественном мероприятии."
    ),
}
ORGANISATIONS = (
    (GuestGroup.MUNICIPALITY, "Управление образования города"),
    (GuestGroup.SCHOOLS, "Школа-партнёр № 12"),
    (GuestGroup.NGO, "Фонд «Рядом»"),
)


def hold_last_year(world: World) -> None:
    """A council with a signed protocol, the final meeting with its list, the ceremony with guests."""
    starts, ends = world.program.starts, world.program.ends
    council = _hold(world, EventKind.COUNCIL, starts + timedelta(days=2), 34)
    _sign(world, _protocol(world, council), council)
    final = _hold(world, EventKind.FINAL_MEETING, date(ends.year, 5, 20), None)
    people = _listed(final, world)
    mark_attendance(
        event=final,
        marks={
            pk: AttendanceMark.EXCUSED if number % 9 == 4 else AttendanceMark.PRESENT
            for number, pk in enumerate(people)
        },
        by=world.curator,
        today=world.calendar.today,
    )
    ceremony = _hold(world, EventKind.CEREMONY, date(ends.year, 5, 27), 96)
    photo = add_photo(
        event=ceremony, name="Зал.png", data=_picture(), caption="Зал перед началом", by=world.curator
    )
    save_photo(photo=photo, caption=photo.caption, has_nobody=True, people=[], by=world.curator)


def plan_events(world: World) -> None:
    """This year: a bit of every state on the day of the story."""
    today, calendar = world.calendar.today, world.calendar
    council = _hold(world, EventKind.COUNCIL, calendar.day(1), 38)
    _sign(world, _protocol(world, council), council)
    add_photo(event=council, name="Педсовет.png", data=_picture(), caption="Педсовет", by=world.curator)
    parents = _hold(world, EventKind.PARENTS, calendar.day(9), 64)
    _protocol(world, parents)
    _hold(world, EventKind.PARTNERS, calendar.day(16), 11)
    world.at(calendar.ago(20))
    _plan(world, EventKind.CONFERENCE, calendar.ago(4))
    forum = _plan(world, EventKind.FORUM, today + timedelta(days=12))
    cancel_event(event=forum, reason="соседняя школа перенесла форум на весну", by=world.curator)
    _plan(world, EventKind.METHOD_COUNCIL, today + timedelta(days=9))
    last = min(world.program.ends, date(world.program.ends.year, 5, 28))
    _plan(world, EventKind.FINAL_MEETING, last - timedelta(days=7))
    ceremony = _plan(world, EventKind.CEREMONY, last)
    world.at(calendar.ago(1))
    invite_guests(world, ceremony)


def invite_guests(world: World, event: Event, *, few_told: bool = True) -> None:
    """few_told: most families have not been reached yet; else everybody has."""
    invite(event=event, groups=[GuestGroup.FAMILIES], families=_listed(event, world), by=world.curator)
    guests = [
        add_guest(event=event, group=group, name=name, by=world.curator) for group, name in ORGANISATIONS
    ]
    families = list(event.invitations.filter(group=GuestGroup.FAMILIES).order_by("to_name", "pk"))
    told = [row.pk for row in [*guests, *(families[:6] if few_told else families)]]
    mark_invitations(event=event, ids=told, state=InvitationState.TOLD, by=world.curator)
    set_guests(invitation=guests[0], guests=2, by=world.curator)
    for row in families[:2]:
        set_guests(invitation=row, guests=2, by=world.curator)
    mark_invitations(
        event=event, ids=[row.pk for row in families[2:3]], state=InvitationState.DECLINED, by=world.curator
    )


def _plan(world: World, kind: str, day: date) -> Event:
    proposal = PROPOSALS[kind]
    return plan_event(
        program=world.program,
        kind=kind,
        title=proposal.title,
        planned_on=day,
        starts_at=time(14),
        place=HALL,
        audience=proposal.audience,
        expert=world.curator.full_name,
        step_number=proposal.step,
        agenda="\n".join(proposal.agenda),
        schedule="\n".join(proposal.schedule),
        by=world.curator,
    )


def _hold(world: World, kind: str, day: date, number: int | None) -> Event:
    world.at(day)
    event = _plan(world, kind, day)
    return hold_event(event=event, on=day, present_count=number, by=world.curator, today=world.calendar.today)


def _protocol(world: World, event: Event) -> Document:
    director = world.users["director"].full_name
    texts = {"curator": _heard(world.curator.full_name), "director": _heard(director)}
    changes: dict[str, Any] = {
        "decisions": DECIDED[event.kind].format(**texts),
        "chair": director,
        "secretary": world.curator.full_name,
    }
    world.at(min(event.held_on + timedelta(days=1), world.calendar.today))
    event = update_event(event=event, changes=changes, version=None, by=world.curator)
    return prepare_protocol(event=event, with_list=False, by=world.curator, on=event.held_on)


def _heard(full_name: str) -> str:
    """«Слушали» whom."""
    return decline(full_name, "accusative", guess_gender(full_name) or "f")


def _sign(world: World, document: Document, event: Event) -> None:
    sign_document(
        document=document, number=document.number, date=event.held_on, by=world.users["director"],
        today=world.calendar.today,
    )  # fmt: skip


def _listed(event: Event, world: World) -> list[int]:
    return sorted(audience_of(event).people(world.program, world.calendar.today))


def _picture() -> bytes:
    """A small evening hall of three colours: PNG, without a drawing library."""
    width, height = 64, 48
    rows = []
    for y in range(height):
        row = bytearray([0])
        for x in range(width):
            is_stage = 14 <= y <= 30 and 10 <= x <= 53
            is_seat = y > 34 and (x // 4 + y // 4) % 2
            row += bytes((214, 178, 96) if is_stage else (126, 52, 46) if is_seat else (38, 58, 50))
        rows.append(bytes(row))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
