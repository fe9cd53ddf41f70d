"""One action on many ticked rows: each row by its own service, refusals are told and touch nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from mentoring_site.names import short_name
from participants.enums import PersonKind
from participants.models import Mentee, Mentor, Person
from participants.services.entries import take_out
from participants.services.people import update_person
from programs.models import Program, SchoolClass
from programs.services.audit import Refusal


@dataclass(frozen=True)
class Outcome:
    """done: how many rows were changed. refused: a sentence for each that was not."""

    done: int
    refused: tuple[str, ...] = ()


def take_out_many(
    *, entries: Iterable[Mentor | Mentee], reason: str, on: date, by: Any, today: date
) -> Outcome:
    """Mark that the people left; reason and date are common. Who may not leave stays."""
    return _each(entries, lambda entry: take_out(entry=entry, reason=reason, on=on, by=by, today=today))


def assign_class(
    *, people: Iterable[Person], school_class: SchoolClass, program: Program, by: Any
) -> Outcome:
    """Put pupils into a class of the programme's year; adults are refused by name."""

    def put(person: Person) -> None:
        if person.kind != PersonKind.PUPIL:
            raise Refusal(f"{short_name(person.full_name)} — не ученик, класс не указывается.")
        update_person(
            instance=person, changes={"school_class": school_class}, version=None, by=by, program=program
        )

    return _each(people, put)


def _each(rows: Iterable[Any], act: Callable[[Any], Any]) -> Outcome:
    done, refused = 0, []
    for row in rows:
        try:
            act(row)
        except Refusal as refusal:
            refused.append(str(refusal))
        except ValidationError as error:  # a card that breaks a rule by itself, e.g. brought by an old import
            refused.append(f"{row}: {' '.join(error.messages)}")
        else:
            done += 1
    return Outcome(done, tuple(refused))
