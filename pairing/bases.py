"""What pairs add to the two bases, the person card and the import (participants/registries.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html_join

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import short_date
from pairing.enums import PAIRED, PairState
from pairing.models import Pair, PairMember, PairResult
from pairing.rows import BADGES, pair_rows
from pairing.selections import free_of
from pairing.services.proposals import take_partner_names
from pairing.services.results import result_words
from participants.enums import BaseKind, MenteeStatus, MentorStatus
from participants.models import Enrolment
from participants.registries import (
    BASE_COLUMNS,
    BASE_FILTERS,
    BASE_TABS,
    ENTRY_STATES,
    EXPORT_VALUES,
    IMPORT_TAKERS,
    IN_PAIR,
    LEAVING_GUARDS,
    BaseColumn,
    BaseFilter,
    BaseTab,
    CardTab,
    ExportValues,
    register_card_tab,
)
from programs.services.audit import Refusal
from programs.tenancy import program_url

IS_MENTOR = BaseKind.MENTORS
IS_MENTEE = BaseKind.MENTEES


# --- columns ----------------------------------------------------------------------------------------------


def open_seats(entries: list[Any], base: str, access: Access) -> dict[int, list[PairMember]]:
    """Open seats by entry: of a mentor in all his pairs of the programme, of a mentee his one; asked once a page."""
    key = ("open_seats", base, tuple(entry.pk for entry in entries))
    if key not in access.memo:
        access.memo[key] = _open_seats(entries, base)
    return access.memo[key]


def _open_seats(entries: list[Any], base: str) -> dict[int, list[PairMember]]:
    side = "pair__mentor" if base == IS_MENTOR else "mentee"
    seats: dict[int, list[PairMember]] = {}
    for member in (
        PairMember.objects.filter(is_open=True, **{f"{side}__in": [entry.pk for entry in entries]})
        .select_related("pair__mentor__person", "mentee__person")
        .order_by("mentee__person__search_key", "pk")
    ):
        key = member.pair.mentor_id if base == IS_MENTOR else member.mentee_id
        seats.setdefault(key, []).append(member)
    return seats


def mentor_of_mentees(entries: list[Any], access: Access, on: date) -> dict[int, Any]:
    return {
        entry: _links(access, [(seat.pair_id, seat.pair.mentor.person.short_name) for seat in seats])
        for entry, seats in open_seats(entries, IS_MENTEE, access).items()
    }


def mentees_of_mentors(entries: list[Any], access: Access, on: date) -> dict[int, Any]:
    return {
        entry: _links(access, [(seat.pair_id, seat.mentee.person.short_name) for seat in seats])
        for entry, seats in open_seats(entries, IS_MENTOR, access).items()
    }


def free_of_mentors(entries: list[Any], access: Access, on: date) -> dict[int, Any]:
    free = free_of(entries)
    return {
        entry.pk: f"{free[entry.person_id]} из {entry.places}"
        if entry.status == MentorStatus.ADMITTED
        else ""
        for entry in entries
    }


SEAT_STATES = {
    PairState.DRAFT: ("draft", "Черновик пары"),
    PairState.SUBMITTED: ("wait", "У директора"),
    PairState.APPROVED: ("ready", "Пара утверждена"),
    PairState.ACTIVE: ("ok", "В паре"),
}


def pair_states(entries: list[Any], access: Access, on: date) -> dict[int, tuple[str, str]]:
    """«В паре» and the steps before it: for a mentee of his pair, for a mentor when one of his pairs works."""
    if not (entries and access.has(Permission.PAIR_VIEW)):
        return {}
    if entries[0]._meta.model_name == "mentee":
        seats = open_seats(entries, IS_MENTEE, access)
        return {entry: SEAT_STATES[found[0].pair.state] for entry, found in seats.items()}
    busy = open_seats(entries, IS_MENTOR, access)
    return {
        entry: SEAT_STATES[PairState.ACTIVE]
        for entry, found in busy.items()
        if any(seat.pair.state == PairState.ACTIVE for seat in found)
    }


def _links(access: Access, pairs: Iterable[tuple[int, str]]) -> str:
    return format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((program_url(access.program, "pairing:pair_detail", pk=pk), name) for pk, name in pairs),
    )


# --- filters and tabs -------------------------------------------------------------------------------------


def with_pair(base: str) -> Exists:
    side = "pair__mentor" if base == IS_MENTOR else "mentee"
    return Exists(PairMember.objects.filter(is_open=True, **{side: OuterRef("pk")}))


def keys_in_pair(base: str, program: Any) -> set[int]:
    """Of a programme that is over: who was in a pair, as the way of its mentees counts them (pairing/funnel.py)."""
    side = "pair__mentor_id" if base == IS_MENTOR else "mentee_id"
    seats = PairMember.objects.filter(pair__program=program)
    seats = seats.filter(is_open=True) if program.is_open else seats.filter(pair__state__in=PAIRED)
    return set(seats.values_list(side, flat=True))


def filter_pair(rows: QuerySet, value: str, access: Access, on: date, base: str) -> QuerySet:
    """value: «yes», «no», or «free» (mentors with free places in all programmes of the school)."""
    if value == "free":
        taken = (
            PairMember.objects.filter(is_open=True, pair__mentor__person=OuterRef("person"))
            .order_by()
            .values("pair__mentor__person")
            .annotate(seats=Count("pk"))
            .values("seats")
        )
        free = rows.filter(status=MentorStatus.ADMITTED).annotate(taken_places=Coalesce(Subquery(taken), 0))
        return free.filter(taken_places__lt=F("places"))
    return rows.filter(with_pair(base)) if value == "yes" else rows.exclude(with_pair(base))


def waiting_mentees(rows: QuerySet, access: Access, on: date) -> QuerySet:
    """Taken in, without a pair, not through with the programme: who asked for another mentor waits again."""
    waiting = rows.filter(status=MenteeStatus.ADMITTED, completed_on__isnull=True)
    return waiting.exclude(with_pair(IS_MENTEE))


def mentees_in_pairs(rows: QuerySet, access: Access, on: date) -> QuerySet:
    return rows.filter(with_pair(IS_MENTEE))


def _pair_filter(base: str, choices: list[tuple[str, str]]) -> BaseFilter:
    return BaseFilter(
        base,
        "pair",
        "Пара",
        60,
        lambda access: choices,
        lambda rows, value, access, on: filter_pair(rows, value, access, on, base),
        Permission.PAIR_VIEW,
    )


# --- official columns -------------------------------------------------------------------------------------


def export_of(base: str) -> ExportValues:
    return ExportValues(
        base,
        lambda entries, on: partner_values(entries, base, PairMember.objects.filter(pair__state__in=SHOWN)),
        lambda entries, on: partner_values(entries, base, seats_on(on), until=on),
    )


SHOWN = (PairState.APPROVED, PairState.ACTIVE, PairState.COMPLETED)
BEGUN = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)


def seats_on(day: date) -> QuerySet[PairMember]:
    """Seats of pairs that had begun by that day and were not dissolved before it; completed ones stay shown."""
    began = PairMember.objects.filter(pair__state__in=BEGUN, pair__starts_on__lte=day)
    was_there = Q(joined_on=None) | Q(joined_on__lte=day), Q(left_on=None) | Q(left_on__gt=day)
    stands = Q(pair__closed_on=None) | Q(pair__closed_on__gt=day) | Q(pair__state=PairState.COMPLETED)
    return began.filter(*was_there, stands)


def partner_values(
    entries: list[Any], base: str, shown: QuerySet[PairMember], *, until: date | None = None
) -> dict[int, dict[str, str]]:
    """Names and places of partners, end and results, for the official form.

    until: nothing that was written after that day.
    """
    side = "pair__mentor" if base == IS_MENTOR else "mentee"
    seats = list(
        shown.filter(**{f"{side}__in": [entry.pk for entry in entries]})
        .select_related("pair__mentor__person", "mentee__person")
        .order_by("pair_id", "mentee__person__last_name", "mentee__person__first_name")
    )
    people = {(seat.mentee if base == IS_MENTOR else seat.pair.mentor).person_id for seat in seats}
    years = {
        year.person_id: year
        for year in Enrolment.objects.filter(
            program__in={entry.program_id for entry in entries}, person__in=people
        ).select_related("school_class")
    }
    found: dict[int, dict[str, list[str]]] = {}
    made = _results_by_pair({seat.pair_id for seat in seats}, until)
    for seat in seats:
        entry = seat.pair.mentor_id if base == IS_MENTOR else seat.mentee_id
        partner = (seat.mentee if base == IS_MENTOR else seat.pair.mentor).person
        values = found.setdefault(
            entry, {"partner_names": [], "partner_places": [], "completed_on": [], "results": []}
        )
        values["partner_names"].append(partner.full_name)
        if year := years.get(partner.pk):
            values["partner_places"].append(year.workplace or year.place)
        closed = seat.pair.closed_on if seat.pair.state == PairState.COMPLETED else None
        is_over = closed is not None and (until is None or closed <= until)
        if is_over:
            values["completed_on"].append(short_date(closed))
        if seat.result and (until is None or is_over):
            values["results"].append(seat.result)
        own = [r for r in made.get(seat.pair_id, ()) if base == IS_MENTOR or r.member_id in (None, seat.pk)]
        values["results"] += result_words(own)
    return {
        entry: {code: "; ".join(dict.fromkeys(texts)) for code, texts in values.items()}
        for entry, values in found.items()
    }


def _results_by_pair(pairs: set[int], until: date | None) -> dict[int, list[PairResult]]:
    rows = PairResult.objects.filter(pair__in=pairs).order_by("on", "pk")
    found: dict[int, list[PairResult]] = {}
    for result in rows.filter(on__lte=until) if until else rows:
        found.setdefault(result.pair_id, []).append(result)
    return found


def results_of_entries(entries: list[Any], access: Access, on: date, base: str) -> dict[int, Any]:
    """How many results the entry's pairs have: of a mentee his own and those of the whole pair."""
    side = "pair__mentor" if base == IS_MENTOR else "pair__members__mentee"
    rows = PairResult.objects.filter(**{f"{side}__in": [entry.pk for entry in entries]})
    if base == IS_MENTEE:
        rows = rows.filter(Q(member=None) | Q(member=F("pair__members")))
    return dict(rows.order_by().values_list(side).annotate(Count("pk", distinct=True)))


# --- person card, leaving ---------------------------------------------------------------------------------


def card_context(person: Any, access: Access, on: date) -> dict[str, Any]:
    pairs = list(_person_pairs(person, access).with_people().order_by("-program__label", "-created_at"))
    rows = {row.pk: row for of_year in _by_program(pairs) for row in pair_rows(of_year)}
    return {
        "pairs": [
            {
                "row": rows[pair.pk],
                "kind": BADGES[pair.state],
                "year": pair.program.year_label,
                "url": program_url(pair.program, "pairing:pair_detail", pk=pair.pk),
            }
            for pair in pairs
        ]
    }


def _by_program(pairs: list[Pair]) -> list[list[Pair]]:
    years: dict[int, list[Pair]] = {}
    for pair in pairs:
        years.setdefault(pair.program_id, []).append(pair)
    return list(years.values())


def _person_pairs(person: Any, access: Access) -> QuerySet[Pair]:
    seats = PairMember.objects.filter(mentee__person=person).values("pair")
    return Pair.objects.visible_to(access).filter(Q(mentor__person=person) | Q(pk__in=seats))


def card_count(person: Any, access: Access, on: date) -> int | None:
    return _person_pairs(person, access).count() or None


def refuse_leaving_with_pair(entry: Any) -> None:
    """A person in an open pair stays in the base until the pair is closed."""
    seats = PairMember.objects.filter(is_open=True)
    field = "pair__mentor" if hasattr(entry, "places") else "mentee"
    seat = seats.filter(**{field: entry}).select_related("pair__program__school").first()
    if seat is None:
        return
    pair = Pair.objects.with_people().get(pk=seat.pair_id)
    raise Refusal(
        f"{entry.person.list_name}: есть пара {pair} ({pair.get_state_display()}). "
        "Сначала завершите или прекратите её, черновик — удалите.",
        url=program_url(pair.program, "pairing:pair_detail", pk=pair.pk),
        url_label="Открыть пару",
    )


def fill() -> None:
    """Called once from the app's registrations."""
    BASE_COLUMNS.extend(
        [
            BaseColumn(
                IS_MENTEE,
                "pair",
                "Наставник",
                60,
                mentor_of_mentees,
                Permission.PAIR_VIEW,
                phone_label="наставник",
            ),
            BaseColumn(
                IS_MENTOR,
                "pair",
                "Наставляемые",
                60,
                mentees_of_mentors,
                Permission.PAIR_VIEW,
                phone_label="ведёт",
            ),
            BaseColumn(
                IS_MENTOR,
                "free",
                "Свободно",
                61,
                free_of_mentors,
                Permission.PAIR_VIEW,
                phone_label="свободно мест:",
                priority=2,
            ),
        ]
    )
    BASE_COLUMNS.extend(
        BaseColumn(
            base,
            "results",
            "Результатов",
            62,
            partial(results_of_entries, base=base),
            Permission.PAIR_VIEW,
            phone="hide",
            priority=4,
        )
        for base in (IS_MENTEE, IS_MENTOR)
    )
    BASE_FILTERS.extend(
        [
            _pair_filter(IS_MENTEE, [("no", "без пары"), ("yes", "в паре")]),
            _pair_filter(IS_MENTOR, [("free", "есть места"), ("no", "без пары"), ("yes", "в паре")]),
        ]
    )
    BASE_TABS.extend(
        [
            BaseTab(IS_MENTEE, "waiting", "Без пары", 20, waiting_mentees, Permission.PAIR_VIEW),
            BaseTab(IS_MENTEE, "paired", "С наставником", 30, mentees_in_pairs, Permission.PAIR_VIEW),
        ]
    )
    ENTRY_STATES.append(pair_states)
    EXPORT_VALUES.extend([export_of(IS_MENTEE), export_of(IS_MENTOR)])
    IMPORT_TAKERS["partner_names"] = take_partner_names
    IN_PAIR.append(keys_in_pair)
    LEAVING_GUARDS.append(refuse_leaving_with_pair)
    register_card_tab(
        CardTab(
            "pairs", "Пары", 40, "pairing/_person_pairs.html", card_context, Permission.PAIR_VIEW, card_count
        )
    )
