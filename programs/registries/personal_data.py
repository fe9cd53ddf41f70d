"""Where the data of people are kept, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonalData:
    """Where a model keeps data of a person: lookup from the model to participants.Person, and what to do."""

    model: str  # "participants.Mentor"
    person_lookup: str  # "person" or "mentor__person"
    fields: tuple[str, ...]  # extracted for the person on demand
    on_destroy: str = "delete"  # "delete", "blank", or "keep" for what the law keeps longer than the person
    blanked: tuple[str, ...] = ()  # texts become «уничтожено», the rest empty; the row stays for the counts
    more_lookups: tuple[str, ...] = ()  # the other ways to a person, such as "mentee__person"

    @property
    def lookups(self) -> tuple[str, ...]:
        return (self.person_lookup, *self.more_lookups)


PERSONAL_DATA: dict[str, PersonalData] = {}


def register_personal_data(*entries: PersonalData) -> None:
    for entry in entries:
        PERSONAL_DATA[entry.model] = entry
