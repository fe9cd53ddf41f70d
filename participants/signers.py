"""Who signs a paper on a day: an adult, the guardian of a child, the guardian and the teenager together. Pure.

Source: 152-ФЗ ст. 9 ч. 6 speaks of the representative; practice from 14 to 17 asks for both signatures.
"""

from __future__ import annotations

from datetime import date

from participants.enums import ConsentGiver
from participants.models import Person

TEEN_AGE = 14  # full years on the day of signing from which a pupil signs beside the guardian

ADULTS, CHILDREN = (ConsentGiver.SELF,), (ConsentGiver.GUARDIAN,)
TEENAGERS = (ConsentGiver.BOTH, ConsentGiver.GUARDIAN)
UNKNOWN_AGE = (ConsentGiver.GUARDIAN, ConsentGiver.BOTH)
WORDS = {
    ConsentGiver.SELF: "подписывает сам",
    ConsentGiver.GUARDIAN: "подписывает родитель",
    ConsentGiver.BOTH: "подписывают родитель и подросток",
}


def signers_of(person: Person, on: date) -> tuple[ConsentGiver, ...]:
    """Lawful signers of a paper signed that day, the usual one first.

    With the year of birth alone, 14 is reached some day of that year: both ways are lawful then.
    """
    if not person.is_minor(on):
        return ADULTS
    if person.birth_date:
        return TEENAGERS if is_of_age(person.birth_date, TEEN_AGE, on) else CHILDREN
    if person.birth_year is None:
        return UNKNOWN_AGE
    years = on.year - person.birth_year
    if years == TEEN_AGE:
        return UNKNOWN_AGE
    return TEENAGERS if years > TEEN_AGE else CHILDREN


def signer_of(person: Person, on: date) -> ConsentGiver:
    return signers_of(person, on)[0]


def is_teenager(person: Person, on: date) -> bool:
    """Whether the blank prints the second line of signature."""
    return ConsentGiver.BOTH in signers_of(person, on)


def signs_in_words(person: Person, on: date) -> str:
    """«подписывают родитель и подросток»; an adult's word is «нужна личная подпись» for any gender."""
    signer = signer_of(person, on)
    return "нужна личная подпись" if signer == ConsentGiver.SELF else WORDS[signer]


def is_of_age(birth: date, years: int, on: date) -> bool:
    return (on.year - birth.year, on.month, on.day) >= (years, birth.month, birth.day)
