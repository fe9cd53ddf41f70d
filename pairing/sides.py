"""Everybody who has a word in a pair: the mentor, the mentees, and the legal representative of whoever is a minor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mentoring_site.names import guess_gender, split_name
from pairing.enums import Respondent
from pairing.models import Pair
from pairing.rows import places_of
from participants.models import Person, Representative


@dataclass(frozen=True)
class Side:
    """One to ask and to tell. person: the participant, also when his representative answers."""

    pair_id: int
    person: Person
    role: str
    place: str  # class or position of the participant
    name: str  # who answers, in full; "" for a representative whom the card does not know
    email: str

    @property
    def key(self) -> tuple[int, int, str]:
        return (self.pair_id, self.person.pk, self.role)

    @property
    def is_representative(self) -> bool:
        return self.role == Respondent.REPRESENTATIVE

    @property
    def label(self) -> str:
        """«Лебедев Артём, 10 «А»», «Панова Мария Олеговна (ребёнок: Панова Алиса, 7 «А»)»."""
        own = f"{self.person.list_name}, {self.place}" if self.place else self.person.list_name
        if not self.is_representative:
            return own
        return f"{self.name or 'Представитель не указан'} (ребёнок: {own})"

    @property
    def who(self) -> str:
        """For journals and refusals: «Лебедев Артём», «представитель (Панова Алиса)»."""
        name = self.person.list_name
        return f"представитель ({name})" if self.is_representative else name

    @property
    def greeting(self) -> str:
        """First name and patronymic of an adult, the first name of a pupil: «Мария Олеговна», «Артём»."""
        if self.is_representative:
            parts = split_name(self.name)
            return " ".join(filter(None, (parts.first, parts.patronymic)))
        if self.place and self.person.kind == "pupil":
            return self.person.first_name
        return " ".join(filter(None, (self.person.first_name, self.person.middle_name)))

    @property
    def is_woman(self) -> bool | None:
        if self.is_representative:
            gender = guess_gender(self.name) if self.name else None
        else:
            gender = self.person.gender or guess_gender(self.person.full_name)
        return None if not gender else gender == "f"


def sides_of(pairs: Sequence[Pair], on: date) -> dict[int, list[Side]]:
    """By pair; pairs came `with_people()` and are of one programme. Two queries for any number.

    Members who have left a living group have no word in it any more.
    """
    if not pairs:
        return {}
    people = {person.pk: person for pair in pairs for person, _ in _participants(pair)}
    minors = [pk for pk, person in people.items() if person.is_minor(on)]
    guardians: dict[int, list[Representative]] = {pk: [] for pk in minors}
    for guardian in Representative.objects.filter(person__in=minors).order_by("id"):
        guardians[guardian.person_id].append(guardian)
    places = places_of(pairs[0].program, people)
    return {pair.pk: _sides(pair, places, guardians) for pair in pairs}


def _sides(
    pair: Pair, places: Mapping[int, str], guardians: Mapping[int, Collection[Representative]]
) -> list[Side]:
    found = []
    for person, role in _participants(pair):
        place = places.get(person.pk, "")
        found.append(Side(pair.pk, person, role, place, person.full_name, person.email))
        if person.pk in guardians:
            known = list(guardians[person.pk])
            reached = next((one for one in known if one.email), known[0] if known else None)
            found.append(
                Side(
                    pair.pk,
                    person,
                    Respondent.REPRESENTATIVE,
                    place,
                    reached.full_name if reached else "",
                    reached.email if reached else "",
                )
            )
    return found


def _participants(pair: Pair) -> list[tuple[Person, str]]:
    members = [m for m in pair.members.all() if m.left_on is None]
    return [
        (pair.mentor.person, Respondent.MENTOR),
        *((member.mentee.person, Respondent.MENTEE) for member in members),
    ]
