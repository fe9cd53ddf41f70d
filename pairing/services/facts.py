"""From rows of the bases to the plain facts that the rules ask (pairing/rules.py); a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count

from mentoring_site.names import normalise_name
from pairing import edges, rules
from pairing.enums import PairState
from pairing.models import CompatibilityTest, PairMember
from pairing.services import ties
from pairing.services.ties import Couple, Slot
from participants.enums import ConsentPurpose, MenteeStatus, MentorStatus
from participants.models import Enrolment, Mentee, Mentor, Person
from participants.services.consents import decisions_for
from programs.models import InteractionModel, Program

ExceptPair = int | Collection[int] | None


@dataclass(frozen=True)
class History:
    """What binds or parts these people beside their own papers; mentors and mentees by entry unless said."""

    parted: Mapping[Couple, str] = field(default_factory=dict)  # by person -> reason
    tests: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)  # conclusion, reservation
    bans: Mapping[Couple, str] = field(default_factory=dict)  # by person -> why
    refusals: Mapping[tuple[int, int], ties.Refused] = field(default_factory=dict)  # -> who said «не хочу»
    heads: Mapping[int, frozenset[int]] = field(default_factory=dict)  # mentor -> persons under him
    mentor_slots: Mapping[int, frozenset[Slot]] = field(default_factory=dict)
    mentee_slots: Mapping[int, frozenset[Slot]] = field(default_factory=dict)


def mentor_sides(
    mentors: Collection[Mentor], on: date, *, except_pair: ExceptPair = None
) -> dict[int, edges.Side]:
    """Facts by mentor id. except_pair: pairs whose own seats do not count (they are being checked again)."""
    people = [mentor.person for mentor in mentors]
    years = _years(mentors)
    consents = _consents(people, on)
    taken = _taken_places(people, except_pair)
    sides = {}
    for mentor in mentors:
        lacking = [
            words
            for words, day in (
                ("собеседование не отмечено", mentor.interviewed_on),
                ("обучение не отмечено", mentor.trained_on),
            )
            if day is None
        ]
        side = _side(mentor, years, consents, on)
        sides[mentor.pk] = replace(
            side,
            is_admitted=mentor.status == MentorStatus.ADMITTED,
            is_left=mentor.status == MentorStatus.LEFT,
            is_ready=not lacking or bool(mentor.waiver),
            not_ready_because=", ".join(lacking),
            places=mentor.places,
            places_taken=taken.get(mentor.person_id, 0),
            takes_group=mentor.takes_group,
        )
    return sides


def mentee_sides(
    mentees: Collection[Mentee], on: date, *, except_pair: ExceptPair = None
) -> dict[int, edges.Side]:
    """Facts by mentee id."""
    years = _years(mentees)
    consents = _consents([mentee.person for mentee in mentees], on)
    paired = set(
        PairMember.objects.filter(is_open=True, mentee__in=[mentee.pk for mentee in mentees])
        .exclude(pair__in=_ids(except_pair))
        .values_list("mentee_id", flat=True)
    )
    sides = {}
    for mentee in mentees:
        wished = mentee.wished_model
        sides[mentee.pk] = replace(
            _side(mentee, years, consents, on),
            is_admitted=mentee.status == MenteeStatus.ADMITTED,
            is_left=mentee.status == MenteeStatus.LEFT,
            has_open_pair=mentee.pk in paired,
            wished_model_id=mentee.wished_model_id,
            wished_model_title=wished.title if wished else "",
        )
    return sides


def history_of(mentors: Collection[Mentor], mentees: Collection[Mentee]) -> History:
    mentor_people = [mentor.person_id for mentor in mentors]
    mentee_people = [mentee.person_id for mentee in mentees]
    parted = {
        (mentor, mentee): reason
        for mentor, mentee, reason in PairMember.objects.filter(
            pair__state=PairState.DISSOLVED,
            pair__mentor__person__in=mentor_people,
            mentee__person__in=mentee_people,
        ).values_list("pair__mentor__person", "mentee__person", "pair__closed_reason")
    }
    tests: dict[tuple[int, int], tuple[str, str]] = {}
    for test in (
        CompatibilityTest.objects.filter(mentor__in=mentors, mentee__in=mentees)
        .order_by("conducted_on", "pk")
        .only("mentor_id", "mentee_id", "conclusion", "reservation")
    ):
        tests[test.mentor_id, test.mentee_id] = (test.conclusion, test.reservation)  # the latest stays
    mentor_keys, mentee_keys = [mentor.pk for mentor in mentors], [mentee.pk for mentee in mentees]
    return History(
        parted=parted,
        tests=tests,
        bans=ties.bans_between(mentor_people, mentee_people),
        refusals=ties.refusals_between(mentor_keys, mentee_keys),
        heads=ties.heads_of(mentors),
        mentor_slots=ties.slots_by_mentor(mentor_keys),
        mentee_slots=ties.slots_by_mentee(mentee_keys),
    )


def model_facts(model: InteractionModel | None) -> edges.Model | None:
    if model is None:
        return None
    return edges.Model(
        id=model.pk,
        title=model.title,
        form_id=model.form_id,
        min_grade_gap=model.min_grade_gap,
        max_grade_gap=model.max_grade_gap,
        same_subject=model.same_subject,
        mentee_experience_max_years=model.mentee_experience_max_years,
        mentor_more_experienced=model.mentor_more_experienced,
    )


def edge(
    mentor: edges.Side, mentee: edges.Side, model: edges.Model | None, history: History, size: int = 1
) -> edges.Edge:
    entries, people = (mentor.entry_id, mentee.entry_id), (mentor.person_id, mentee.person_id)
    conclusion, reservation = history.tests.get(entries, ("", ""))
    ours = history.mentor_slots.get(mentor.entry_id, frozenset())
    theirs = history.mentee_slots.get(mentee.entry_id, frozenset())
    refused = history.refusals.get(entries, ties.Refused())
    return edges.Edge(
        mentor=mentor,
        mentee=mentee,
        model=model,
        size=size,
        parted_because=history.parted.get(people),
        conclusion=conclusion,
        reservation=reservation,
        ban=history.bans.get(people),
        mentor_refuses=refused.by_mentor,
        mentee_refuses=refused.by_mentee,
        is_superior=mentee.person_id in history.heads.get(mentor.entry_id, ()),
        has_common_time=bool(ours & theirs) if ours and theirs else None,
    )


def seat_findings(
    mentor: Mentor,
    seats: Iterable[tuple[Mentee, InteractionModel | None]],
    on: date,
    *,
    except_pair: int | None = None,
    size: int | None = None,
) -> list[edges.Finding]:
    """All failures of a pair or group, those of the mentor once. on: the day on which consents must be valid.

    size: of the whole group when the seats are only those who join it.
    """
    seats = list(seats)
    mentees = [mentee for mentee, _ in seats]
    ours = mentor_sides([mentor], on, except_pair=except_pair)[mentor.pk]
    theirs = mentee_sides(mentees, on, except_pair=except_pair)
    history = history_of([mentor], mentees)
    return rules.unique(
        finding
        for mentee, model in seats
        for finding in rules.findings(
            edge(ours, theirs[mentee.pk], model_facts(model), history, size=size or len(seats))
        )
    )


def candidates(
    mentor: Mentor, model: InteractionModel | None, on: date
) -> list[tuple[edges.Edge, list[edges.Finding]]]:
    """Every mentee of the mentor's programme with what hinders him, by name; the queries do not grow with them."""
    program: Program = mentor.program
    mentees = list(
        Mentee.objects.filter(program=program)
        .select_related("person", "form", "wished_model")
        .order_by(*ORDER)
    )
    ours = mentor_sides([mentor], on)[mentor.pk]
    theirs = mentee_sides(mentees, on)
    history = history_of([mentor], mentees)
    wished = {mentee.pk: mentee.wished_model for mentee in mentees}
    checked = []
    for mentee in mentees:
        chosen = model or (wished[mentee.pk] if mentee.form_id == mentor.form_id else None)
        candidate = edge(ours, theirs[mentee.pk], model_facts(chosen), history)
        checked.append((candidate, rules.findings(candidate)))
    return checked


ORDER = ("person__search_key", "pk")


def free_places(people: Collection[int], places: Mapping[int, int]) -> dict[int, int]:
    """By person: own limit minus open seats in all programmes of the school, never below zero."""
    taken = _taken_places_of(people, None)
    return {person: max(0, places[person] - taken.get(person, 0)) for person in people}


def _side(
    entry: Mentor | Mentee, years: Mapping[int, Enrolment], consents: Mapping[int, tuple[bool, str]], on: date
) -> edges.Side:
    year = years.get(entry.person_id)
    is_valid, missing = consents[entry.person_id]
    return edges.Side(
        entry_id=entry.pk,
        person_id=entry.person_id,
        name=entry.person.list_name,
        program_id=entry.program_id,
        form_id=entry.form_id,
        form_title=entry.form.title if entry.form else "",
        status_label=entry.get_status_display(),
        place=year.place if year else "",
        grade=year.school_class.grade if year and year.school_class else None,
        subjects=_subjects(year),
        experience_years=year.experience_years(on) if year else None,
        is_consent_valid=is_valid,
        consent_missing=missing,
    )


def _subjects(year: Enrolment | None) -> frozenset[str]:
    return frozenset(
        subject for part in (year.subjects.split(",") if year else ()) if (subject := normalise_name(part))
    )


def _years(entries: Iterable[Mentor | Mentee]) -> dict[int, Enrolment]:
    entries = list(entries)
    if not entries:
        return {}
    return {
        year.person_id: year
        for year in Enrolment.objects.filter(
            program=entries[0].program_id, person__in=[entry.person_id for entry in entries]
        ).select_related("school_class")
    }


def _consents(people: Collection[Person], on: date) -> dict[int, tuple[bool, str]]:
    """By person: is the consent to take part valid on that day, and which paper is missing."""
    return {
        person: (decision.is_allowed, decision.missing)
        for person, decision in decisions_for(people, ConsentPurpose.PARTICIPATION, on).items()
    }


def _taken_places(people: Collection[Person], except_pair: ExceptPair) -> dict[int, int]:
    return _taken_places_of([person.pk for person in people], except_pair)


def _ids(except_pair: ExceptPair) -> Collection[int]:
    return [except_pair] if isinstance(except_pair, int) else except_pair or ()


def _taken_places_of(people: Collection[int], except_pair: ExceptPair) -> dict[int, int]:
    """Open seats, and those that an order «к подписи» promises to who still has his former mentor."""
    return dict(
        PairMember.objects.taking_places()
        .filter(pair__mentor__person__in=people)
        .exclude(pair__in=_ids(except_pair))
        .order_by()
        .values_list("pair__mentor__person")
        .annotate(Count("pk"))
    )
