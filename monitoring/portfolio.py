"""A mentor's portfolio over the years: pairs, meetings and hours, training, results, awards. Facts, no rating."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from mentoring_site.words import counted, ru_date, ru_month_range
from monitoring.enums import AwardState, SubmissionState
from monitoring.models import Award, LevelSubmission
from monitoring.services.public_cards import award_words
from pairing.enums import MeetingState, PairState
from pairing.models import Meeting, Pair, PairResult
from pairing.services.results import result_words
from participants.models import Enrolment, Mentor, Person, TrainingCompletion

LIVED = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)
GIVEN = (AwardState.ORDERED, AwardState.HANDED)
TOLD = (SubmissionState.WON, SubmissionState.PRIZE, SubmissionState.PARTICIPANT)


@dataclass(frozen=True)
class PairLine:
    """Mentees by the first name and the class: a portfolio leaves the school in the mentor's hands."""

    mentees: str
    form: str
    period: str
    meetings: str


@dataclass
class Year:
    label: str
    place: str = ""
    pairs: list[PairLine] = field(default_factory=list)
    trainings: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    awards: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.pairs or self.trainings or self.results or self.awards)


@dataclass(frozen=True)
class Portfolio:
    person: Person
    years: list[Year]  # the newest first
    totals: list[tuple[str, str]]


def portfolio_of(person: Person, on: date) -> Portfolio | None:
    """None for who has been in no base of mentors. A constant number of queries."""
    mentors = list(Mentor.objects.filter(person=person).select_related("program").order_by("program__label"))
    if not mentors:
        return None
    years = {mentor.program_id: Year(mentor.program.year_label) for mentor in mentors}
    _places(years, person)
    pairs = list(_pairs(mentors))
    held = _meetings(pairs)
    classes = _classes(pairs)
    for pair in pairs:
        years[pair.program_id].pairs.append(_line(pair, held, classes))
    courses = list(
        TrainingCompletion.objects.filter(mentor__in=mentors)
        .select_related("mentor")
        .order_by("completed_on")
    )
    for course in courses:
        years[course.mentor.program_id].trainings.append(
            f"{course.printed_title}, {_hours(course.hours)} ч, {ru_date(course.completed_on)}"
        )
    made = list(PairResult.objects.filter(pair__in=pairs).order_by("on", "pk"))
    for result in made:
        years[result.program_id].results += result_words([result])
    awards = _awards(person, years)
    count, minutes = sum(n for n, _ in held.values()), sum(m or 0 for _, m in held.values())
    totals = [
        ("Пары и группы", str(len(pairs))),
        ("Встречи", str(count)),
        ("Часы встреч", _hours(minutes / 60) if minutes else ""),
        ("Часы обучения", _hours(sum(course.hours for course in courses)) if courses else ""),
        ("Результаты", str(len(made)) if made else ""),
        ("Награды", str(awards) if awards else ""),
    ]
    shown = [year for year in reversed(years.values()) if not year.is_empty]
    return Portfolio(person, shown, [(label, value) for label, value in totals if value])


def _pairs(mentors: list[Mentor]) -> QuerySet[Pair]:
    return Pair.objects.filter(mentor__in=mentors, state__in=LIVED).with_people().order_by("starts_on", "pk")


def _meetings(pairs: list[Pair]) -> dict[int, tuple[int, int | None]]:
    """pair -> (held meetings, their minutes as far as written down)."""
    rows = (
        Meeting.objects.filter(pair__in=pairs, state=MeetingState.HELD)
        .order_by()
        .values_list("pair")
        .annotate(Count("pk"), Sum("duration_minutes"))
    )
    return {pair: (count, minutes) for pair, count, minutes in rows}


def _classes(pairs: list[Pair]) -> dict[tuple[int, int], str]:
    people = {member.mentee.person_id for pair in pairs for member in pair.members.all()}
    rows = Enrolment.objects.filter(person__in=people, school_class__isnull=False).select_related(
        "school_class"
    )
    return {(row.program_id, row.person_id): str(row.school_class) for row in rows}


def _line(
    pair: Pair, held: dict[int, tuple[int, int | None]], classes: dict[tuple[int, int], str]
) -> PairLine:
    count, minutes = held.get(pair.pk, (0, None))
    words = counted(count, "встреча", "встречи", "встреч") if count else "встречи не записаны"
    return PairLine(
        "; ".join(
            _mentee(member.mentee.person, classes.get((pair.program_id, member.mentee.person_id), ""))
            for member in pair.staying
        ),
        pair.form.title,
        _period(pair),
        f"{words}, {_hours(minutes / 60)} ч" if minutes else words,
    )


def _mentee(person: Person, school_class: str) -> str:
    return f"{person.first_name}, {school_class}" if school_class else person.first_name


def _period(pair: Pair) -> str:
    if pair.starts_on is None:
        return ""
    if pair.closed_on is None:
        return f"с {ru_date(pair.starts_on)}"
    return ru_month_range(pair.starts_on, max(pair.starts_on, pair.closed_on))


def _places(years: dict[int, Year], person: Person) -> None:
    for row in Enrolment.objects.filter(person=person).select_related("school_class"):
        if row.program_id in years:
            years[row.program_id].place = f"{row.school_class} класс" if row.school_class_id else row.place


def _awards(person: Person, years: dict[int, Year]) -> int:
    """Awards of the school and words of other levels; returns how many."""
    lines: dict[int, list[str]] = defaultdict(list)
    rows = Award.objects.filter(person=person, state__in=GIVEN).exclude(kind="parent_letter")
    for award in rows.select_related("nomination").order_by("pk"):
        lines[award.program_id].append(f"{award_words(award)}, {award.get_level_display()} уровень")
    sent = LevelSubmission.objects.filter(mentor__person=person, state__in=TOLD).order_by("result_on", "pk")
    for one in sent.select_related("mentor"):
        words = (
            f"{one.competition}, {one.get_level_display()} уровень: {one.result or one.get_state_display()}"
        )
        lines[one.program_id].append(words)
    for program, found in lines.items():
        if program in years:
            years[program].awards += list(dict.fromkeys(found))
    return sum(len(year.awards) for year in years.values())


def _hours(value: Any) -> str:
    return f"{float(value):.1f}".removesuffix(".0").replace(".", ",")
