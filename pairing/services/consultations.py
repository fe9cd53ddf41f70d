"""The psychologist's journal: who came, what kind of talk, its result in one line; own notes are sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from mentoring_site import clock
from mentoring_site.texts import clean_text
from pairing.enums import ConsultationKind
from pairing.models import Consultation, Pair, Referral
from pairing.services.notes import NOTES_LENGTH, open_words, seal_into
from participants.enums import PersonKind
from participants.models import Enrolment, Person
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

FIELD = "notes_sealed"
NAMELESS = {
    ConsultationKind.PERSONAL: "участник",
    ConsultationKind.PAIR: "пара",
    ConsultationKind.GROUP: "группа",
    ConsultationKind.PARENTS: "родители",
    ConsultationKind.TEACHERS: "педагоги",
}
PAIR_WORD = "пара"  # stands for somebody in the table when the line is about a pair


@dataclass(frozen=True)
class Talk:
    """One line of the journal. with_whom: words for a group, parents, somebody who is in no base."""

    held_on: date
    kind: str
    result: str
    person: Person | None = None
    pair: Pair | None = None
    with_whom: str = ""
    referral: Referral | None = None
    notes: str = ""


# --- reading ----------------------------------------------------------------------------------------------


def journal_of(program: Program) -> models.QuerySet[Consultation]:
    """Lines of the journal without the sealed notes: `has_notes` says that there are some."""
    return (
        Consultation.objects.filter(program=program)
        .select_related("person", "pair__mentor__person", "conducted_by", "program__school")
        .prefetch_related("pair__members__mentee__person")
        .annotate(
            has_notes=models.Case(
                models.When(notes_sealed__isnull=False, then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )
        .defer(FIELD)
    )


def places_for(talks: Sequence[Consultation], program: Program) -> dict[int, Enrolment]:
    """Class or position of everybody in the lines, by one query: person id -> year."""
    people = {talk.person_id for talk in talks if talk.person_id}
    years = Enrolment.objects.filter(program=program, person__in=people).select_related("school_class")
    return {year.person_id: year for year in years}


def whom(talk: Consultation, years: Mapping[int, Enrolment], *, with_names: bool) -> str:
    """«Ученик 7 «В»» or «Панова Алиса, 7 «В»»: names only when they are asked for."""
    parts = []
    if talk.person is not None:
        year = years.get(talk.person_id)
        place = year.place if year else ""
        if with_names:
            parts.append(f"{talk.person.list_name}, {place}" if place else talk.person.list_name)
        else:
            parts.append(nameless(talk.person, place))
    if talk.pair is not None:
        number = f"пара № {talk.pair.number}" if talk.pair.number else "пара"
        parts.append(f"{number} ({talk.pair})" if with_names else number)
    # Typed words may hold a surname, so they go where names go.
    if talk.with_whom and talk.with_whom != PAIR_WORD and with_names:
        parts.append(talk.with_whom)
    if not parts:
        parts.append(NAMELESS[talk.kind])
    return "; ".join(parts)


def nameless(person: Person, place: str) -> str:
    if person.kind == PersonKind.PUPIL:
        word = {"m": "ученик", "f": "ученица"}.get(person.gender, "ученик")
        return f"{word} {place}" if place else word
    return place or person.get_kind_display()


def open_talk_notes(*, talk: Consultation, by: User) -> str:
    return open_words(talk, by=by, action="consultation.notes_view", what="записей психолога")


# --- writing ----------------------------------------------------------------------------------------------


@transaction.atomic
def record_talk(*, program: Program, talk: Talk, by: User, today: date | None = None) -> Consultation:
    """Add a line. Raises Refusal for a closed year, a day to come, nobody, no result."""
    row = Consultation(school_id=program.school_id, program=program, conducted_by=by)
    return _write(row, talk, by, today, "записана консультация в журнал психолога", "consultation.record")


@transaction.atomic
def correct_talk(
    *, consultation: Consultation, talk: Talk, version: int, by: User, today: date | None = None
) -> Consultation:
    """Mend one's own line; empty notes leave the sealed ones as they are. Raises StaleVersion too."""
    row = (
        Consultation.objects.select_for_update(of=("self",)).select_related("program").get(pk=consultation.pk)
    )
    if row.conducted_by_id != by.pk:
        raise PermissionDenied("Строку журнала исправляет тот, кто её записал.")
    lock_version(row, version)
    return _write(row, talk, by, today, "исправлена строка журнала психолога", "consultation.update")


def _write(
    row: Consultation, talk: Talk, by: User, today: date | None, sentence: str, action: str
) -> Consultation:
    refuse_closed(row.program)
    values: dict[str, Any] = {
        "held_on": talk.held_on,
        "kind": talk.kind,
        "result": clean_text(talk.result),
        "person": talk.person,
        "pair": talk.pair,
        "with_whom": clean_text(talk.with_whom),
        "referral": talk.referral,
    }
    _check(talk, values, today or clock.today())
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean(exclude=["school", "program", "conducted_by"])
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    row.save()
    if talk.notes.strip():
        seal_into(row, talk.notes.strip())
    # Of nobody by name: that somebody came to the psychologist stays in the room.
    record_event(action, by=by, target=row, program=row.program, sentence=sentence)
    return row


def _check(talk: Talk, values: dict[str, Any], today: date) -> None:
    if talk.held_on > today:
        raise Refusal(f"{talk.held_on:%d.%m.%Y} ещё не наступило. Укажите день, когда прошла консультация.")
    if talk.kind not in ConsultationKind.values:
        raise Refusal("Выберите вид консультации.")
    if not values["result"]:
        raise Refusal("Напишите результат одной строкой: он печатается в журнале учёта.")
    if talk.pair is not None and talk.person is None and not values["with_whom"]:
        values["with_whom"] = PAIR_WORD
    if talk.person is None and not values["with_whom"]:
        raise Refusal("Укажите, с кем была консультация: человека, пару или словами.")
    if len(talk.notes) > NOTES_LENGTH:
        raise Refusal(f"Записи длиннее {NOTES_LENGTH} знаков. Сократите их.")
