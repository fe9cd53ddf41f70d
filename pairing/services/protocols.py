"""Protocols of a person by a method: results and notes are sealed, nobody but the author reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from mentoring_site import clock
from pairing.models import MethodScale, TestMethod, TestProtocol
from pairing.services.notes import NOTES_LENGTH, open_words, readable_authors, seal_into
from pairing.services.tests import refuse_without_consent
from participants.models import Person
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, record_event


@dataclass(frozen=True)
class Opened:
    """What a protocol says: every scale of its method with its value or None, and the notes."""

    results: list[tuple[MethodScale, int | None]]
    notes: str


def protocols_for(user: User, program: Program) -> QuerySet[TestProtocol]:
    """Protocols whose results the user may open, without the sealed part itself; others' are not even listed."""
    return (
        TestProtocol.objects.filter(program=program, conducted_by__in=readable_authors(user, program.school))
        .select_related("person", "method", "conducted_by", "program__school")
        .defer("sealed")
    )


@transaction.atomic
def record_protocol(
    *,
    program: Program,
    person: Person,
    method: TestMethod,
    conducted_on: date,
    scales: Mapping[int, int],
    by: User,
    notes: str = "",
    today: date | None = None,
) -> TestProtocol:
    """Keep one person's results. scales: scale id -> value; what was not measured is absent, never 0.

    A correction is a new protocol. Raises Refusal for a closed year, a day to come, a value outside its scale,
    nothing to keep, and a missing consent to testing.
    """
    refuse_closed(program)
    if conducted_on > (today or clock.today()):
        raise Refusal(f"{conducted_on:%d.%m.%Y} ещё не наступило. Укажите день, когда проводили методику.")
    notes = notes.strip()
    if len(notes) > NOTES_LENGTH:
        raise Refusal(f"Записи длиннее {NOTES_LENGTH} знаков. Сократите их.")
    known = {scale.pk: scale for scale in method.scales.all()}
    if set(scales) - set(known):
        raise Refusal("Шкалы не от этой методики. Обновите страницу.")
    if not scales and not notes:
        raise Refusal("Впишите результаты или записи: протокол пуст.")
    for pk, value in scales.items():
        scale = known[pk]
        if not scale.minimum <= value <= scale.maximum:
            raise Refusal(f"«{scale.title}»: значение должно быть от {scale.minimum} до {scale.maximum}.")
    refuse_without_consent(program, [person], conducted_on, "Протокол")
    # Sealed in place once the row has its key; the empty bytes live for the length of the transaction.
    protocol = TestProtocol.objects.create(
        school_id=program.school_id,
        program=program,
        person=person,
        method=method,
        conducted_on=conducted_on,
        sealed=b"",
        conducted_by=by,
    )
    kept = {"scales": {str(pk): value for pk, value in scales.items()}, "notes": notes}
    seal_into(protocol, json.dumps(kept, ensure_ascii=False))
    record_event(
        "protocol.record",
        by=by,
        target=protocol,
        program=program,
        sentence="внесён протокол психолога",  # of nobody by name: that he was tested is the room's too
    )
    return protocol


def open_protocol(*, protocol: TestProtocol, by: User) -> Opened:
    """The results, for who wrote them or was given them; every look leaves a row in the journal.

    Raises PermissionDenied, VaultLocked, VaultTampered as notes.open_words does.
    """
    text = open_words(protocol, by=by, action="protocol.view", what="протокола психолога")
    kept = json.loads(text)
    values = {int(pk): value for pk, value in kept["scales"].items()}
    scales = protocol.method.scales.all()
    return Opened([(scale, values.get(scale.pk)) for scale in scales], kept["notes"])
