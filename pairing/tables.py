"""Rows of the list of pairs: one declaration feeds the page, the download and the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from pairing.enums import PairState
from pairing.models import Pair
from participants.models import Enrolment
from programs.models import Program
from programs.tables import Column

# State -> shape (look.md §5).
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


def _row(pair: Pair, places: dict[int, str]) -> PairRow:
    mentor = pair.mentor.person
    members = list(pair.members.all())
    return PairRow(
        pk=pair.pk,
        mentor=Member(mentor.list_name, mentor.full_name, places.get(mentor.pk, ""), ""),
        members=[
            Member(
                member.mentee.person.list_name,
                member.mentee.person.full_name,
                places.get(member.mentee.person_id, ""),
                member.model.title if member.model else "",
            )
            for member in members
        ],
        form=pair.form.title,
        state=pair.state,
        state_label=pair.get_state_display(),
        starts_on=pair.starts_on,
        ends_on=pair.closed_on or pair.ends_on,
        order=order_words(pair),
        reason=pair.closed_reason,
        results="; ".join(member.result for member in members if member.result),
    )


def order_words(pair: Pair) -> str:
    """«№ 47-р от 12.11.2026» of the signed order, or of the paper older than the system."""
    if pair.earlier_order_number and pair.earlier_order_date:
        return f"№\u00a0{pair.earlier_order_number} от {short_date(pair.earlier_order_date)}"
    order = pair.order
    if order is None or order.state != "signed":
        return ""
    return f"№\u00a0{order.number} от {short_date(order.date)}"


def badge(row: PairRow) -> str:
    return state_badge(BADGES[row.state], row.state_label.capitalize())


def _mentor(row: PairRow) -> str:
    return format_html('{} <span class="muted">{}</span>', row.mentor.name, row.mentor.place)


def _form(row: PairRow) -> str:
    return format_html('<span class="nowrap">{}</span>', row.form)


def _mentees(row: PairRow) -> str:
    return format_html_join(
        ", ",
        '<span class="nowrap">{}</span>{}',
        (
            (member.name, format_html(' <span class="muted">{}</span>', member.place) if member.place else "")
            for member in row.members
        ),
    )


PAIR_COLUMNS = (
    Column(
        "mentor",
        "Наставник",
        lambda row: (
            f"{row.mentor.full_name}, {row.mentor.place}" if row.mentor.place else row.mentor.full_name
        ),
        html=_mentor,
        sort="mentor",
        phone="main",
    ),
    Column(
        "mentees",
        "Наставляемые",
        lambda row: "; ".join(
            f"{member.full_name}, {member.place}" if member.place else member.full_name
            for member in row.members
        ),
        html=_mentees,
        phone="fact",
    ),
    Column("form", "Форма", lambda row: row.form, html=_form, priority=2, phone="hide"),
    Column("model", "Форма взаимодействия", lambda row: "; ".join(row.models), priority=2, phone="hide"),
    Column("state", "Состояние", lambda row: row.state_label, html=badge, sort="state", phone="state"),
    Column(
        "starts",
        "Начало",
        lambda row: row.starts_on,
        html=lambda row: _day(row.starts_on),
        sort="starts",
        priority=3,
        phone="hide",
    ),
    Column(
        "ends",
        "Окончание",
        lambda row: row.ends_on,
        html=lambda row: _day(row.ends_on),
        sort="ends",
        phone="hide",
    ),
)
# Facts that stand in downloads and papers only.
EXPORT_COLUMNS = (
    *PAIR_COLUMNS,
    Column("order", "Распоряжение", lambda row: row.order),
    Column("reason", "Причина прекращения", lambda row: row.reason),
    Column("results", "Результаты", lambda row: row.results),
)


def _day(day: date | None) -> str:
    return short_date(day) if day else ""
