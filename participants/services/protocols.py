"""The protocol of an event (D06): prepared «к подписи», follows the event until it is signed, then frozen.

Chair and secretary sign it, not the director.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site.words import short_date
from participants.enums import EventState
from participants.event_kinds import PROPOSALS
from participants.models import Event
from participants.protocols import protocol_snapshot
from participants.services.guards import refuse_closed
from programs.enums import DocumentState
from programs.models import Document, User
from programs.services.audit import Refusal, record_event
from programs.services.documents import cancel_document, prepare_document, update_draft

KIND = "protocol"


@transaction.atomic
def prepare_protocol(*, event: Event, with_list: bool, by: User, on: date) -> Document:
    """Make the protocol of a held event. with_list: names of those present stand in an annex. on: today."""
    rows = Event.objects.select_for_update(of=("self",)).select_related("program__school", "protocol")
    event = rows.get(pk=event.pk)
    refuse_closed(event.program)
    if event.state != EventState.HELD or event.held_on is None:
        raise Refusal(f"«{event.title}» ещё не отмечено проведённым. Сначала отметьте, что оно прошло.")
    if event.protocol_id:
        raise Refusal(f"Протокол «{event.title}» уже есть: {event.protocol.get_state_display()}.")
    if not event.agenda:
        raise Refusal("В протоколе нет повестки. Впишите хотя бы один вопрос.")
    if not event.chair:
        raise Refusal("Впишите председателя: протокол подписывает он вместе с секретарём.")
    proposal = PROPOSALS.get(event.kind)
    document = prepare_document(
        program=event.program,
        kind=KIND,
        title=title_of(event),
        snapshot=protocol_snapshot(event, with_list=with_list),
        by=by,
        on=min(event.held_on, on),
    )
    if event.protocol_number:
        document.number = event.protocol_number
    document.stage = proposal.stage if proposal else None
    document.save(update_fields=["number", "stage"])
    event.protocol = document
    event.version += 1
    event.save(update_fields=["protocol", "version"])
    record_event("event.protocol", by=by, target=event, sentence=f"подготовлен протокол: {event.title}")
    return document


def title_of(event: Event) -> str:
    """«Протокол родительского собрания от 05.09.2026»."""
    proposal = PROPOSALS.get(event.kind)
    words = f"Протокол {proposal.of if proposal else 'встречи'}"
    return f"{words} от {short_date(event.held_on or event.planned_on)}"


@transaction.atomic
def list_in_protocol(*, event: Event, with_list: bool, by: User) -> None:
    """Names of those present join the annex of an unsigned protocol, or leave it."""
    event = Event.objects.select_related("program__school", "protocol").get(pk=event.pk)
    draft = event.protocol
    if draft is None or draft.state != DocumentState.TO_SIGN:
        return
    if bool(draft.snapshot.get("present_list")) == with_list:
        return
    update_draft(
        document=draft,
        number=draft.number,
        date=draft.date,
        by=by,
        snapshot=protocol_snapshot(event, with_list=with_list),
    )


@transaction.atomic
def cancel_protocol(*, document: Document, reason: str, by: User) -> Document:
    return cancel_document(document=document, reason=reason, by=by)


def chair_of(document: Document) -> tuple[str, str]:
    """For DocumentKind: a protocol is signed by the chair of the meeting."""
    return "Председатель", document.snapshot.get("chair", "")


def note_signed(document: Document, by: Any) -> None:
    """For DocumentKind: the number goes back to the event."""
    Event.objects.filter(protocol=document).update(protocol_number=document.number)


def note_cancelled(document: Document, by: Any) -> None:
    """For DocumentKind: the event may get another protocol."""
    Event.objects.filter(protocol=document).update(protocol=None)


def event_of(document: Document) -> Event | None:
    return Event.objects.filter(protocol=document).first()
