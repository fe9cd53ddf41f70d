"""A pair as lists, cards and queues show it: names, class or position, model, dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mentoring_site.words import short_date
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from participants.models import Enrolment
from programs.models import Program

# State -> shape.
BADGES = {
    PairState.DRAFT: "draft",
    PairState.SUBMITTED: "wait",
    PairState.APPROVED: "ready",
    PairState.ACTIVE: "ok",
    PairState.COMPLETED: "done",
    PairState.DISSOLVED: "none",
}


@dataclass(frozen=True)
class Member:
    name: str
    full_name: str
    place: str
    model: str

    @property
    def label(self) -> str:
        return f"{self.name}, {self.place}" if self.place else self.name


@dataclass(frozen=True)
class PairRow:
    """A pair as lists show it."""

    pk: int
    mentor: Member
    members: Sequence[Member]
    form: str
    state: str
    state_label: str
    starts_on: date | None
    ends_on: date | None
    order: str
    reason: str
    results: str

    @property
    def kind(self) -> str:
        """Kind of the state's badge."""
        return BADGES[self.state]

    def __str__(self) -> str:
        return f"{self.mentor.name} — {', '.join(member.name for member in self.members)}"

    @property
    def models(self) -> list[str]:
        return list(dict.fromkeys(member.model for member in self.members if member.model))


def places_of(program: Program, people: Iterable[int]) -> dict[int, str]:
    """Class or position of the year by person."""
    years = Enrolment.objects.filter(program=program, person__in=set(people)).select_related("school_class")
    return {year.person_id: year.place for year in years}


def pair_rows(pairs: Iterable[Pair]) -> list[PairRow]:
    """Rows of pairs that came `with_people()`; one query for all classes and positions."""
    pairs = list(pairs)
    if not pairs:
        return []
    people = [pair.mentor.person_id for pair in pairs]
    people += [member.mentee.person_id for pair in pairs for member in pair.members.all()]
    places = places_of(pairs[0].program, people)
    return [_row(pair, places) for pair in pairs]


def member_rows(places: dict[int, str], members: Iterable[PairMember]) -> list[Member]:
    return [
        Member(
            member.mentee.person.list_name,
            member.mentee.person.full_name,
            places.get(member.mentee.person_id, ""),
            member.model.title if member.model else "",
        )
        for member in members
    ]


def _row(pair: Pair, places: dict[int, str]) -> PairRow:
    mentor = pair.mentor.person
    return PairRow(
        pk=pair.pk,
        mentor=Member(mentor.list_name, mentor.full_name, places.get(mentor.pk, ""), ""),
        members=member_rows(places, pair.staying),
        form=pair.form.title,
        state=pair.state,
        state_label=pair.get_state_display(),
        starts_on=pair.starts_on,
        ends_on=pair.closed_on or pair.ends_on,
        order=order_words(pair),
        reason=pair.closed_reason,
        results="; ".join(member.result for member in pair.members.all() if member.result),
    )


def order_words(pair: Pair) -> str:
    """«№ 47-р от 12.11.2026» of the signed order, or of the paper older than the system."""
    if pair.earlier_order_number and pair.earlier_order_date:
        return f"№\u00a0{pair.earlier_order_number} от {short_date(pair.earlier_order_date)}"
    order = pair.order
    if order is None or order.state != "signed":
        return ""
    return f"№\u00a0{order.number} от {short_date(order.date)}"
