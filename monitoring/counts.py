"""Numbers with a name: what indicators divide, the municipal form prints and expected results are confirmed by.

A count comes from the bases (then the list behind it can be opened), from answers, from what pairs have made, or was
typed with a date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mentoring_site.permissions import Access, Permission
from monitoring.census import Census, Entry, census_of, chosen, is_aged, is_young_teacher
from monitoring.services.settings import settings_of
from pairing.enums import ResultKind
from pairing.services.results import results_by_kind
from participants.enums import PersonKind, PopulationKind
from participants.models import PopulationCount
from programs.models import Partner, Program

DISABILITY = "mentees_disability"
# Few of these are told in words to who may not read categories.
CATEGORIES = frozenset({"mentees_gifted", "mentees_hard_life", DISABILITY})
OUTSIDE = frozenset({PersonKind.PARENT, PersonKind.GRADUATE, PersonKind.VETERAN})


@dataclass(frozen=True)
class Count:
    """select: the entries that are counted; value: of what no base holds; exactly one of the two."""

    code: str
    label: str
    select: Callable[[Census], list[Entry]] | None = None
    value: Callable[[Program, date], int | None] = lambda program, on: None
    # Who may open the list behind the number: a category says more than that somebody takes part.
    list_permission: Permission | None = Permission.MONITORING_VIEW

    def opens_for(self, access: Access) -> bool:
        """May the user see who is counted."""
        return (
            self.select is not None and self.list_permission is not None and access.has(self.list_permission)
        )


@dataclass(frozen=True)
class Typed:
    """A total that was typed: its day is told beside it."""

    value: int
    counted_on: date


def ages_day(program: Program) -> date:
    """The day on which ages are counted: the setting, else 1 September of the programme's first year."""
    return settings_of(program).ages_on or date(program.first_year, 9, 1)


def census_for(program: Program, on: date) -> Census:
    return census_of(program, on, ages_day(program))


def typed_totals(program: Program, on: date) -> dict[str, Typed]:
    """The newest total of each kind by the day; organisations are counted when the school keeps its list of them."""
    found: dict[str, Typed] = {}
    rows = PopulationCount.objects.filter(program=program, counted_on__lte=on).order_by("counted_on")
    for kind, value, day in rows.values_list("kind", "value", "counted_on"):
        found[kind] = Typed(value, day)
    partners = Partner.objects.filter(is_active=True).count()
    # The list of partners is of today; a finished year keeps the number that was typed for it.
    if partners and (program.is_open or PopulationKind.PARTNERS not in found):
        found[PopulationKind.PARTNERS] = Typed(partners, on)
    return found


def count_value(program: Program, code: str, on: date, census: Census | None = None) -> int | None:
    """A number by its code; None when it is not known (nothing typed, nobody asked)."""
    if code in PopulationKind.values:
        typed = typed_totals(program, on).get(code)
        return typed.value if typed else None
    count = COUNTS[code]
    if count.select is not None:
        return len(count.select(census or census_for(program, on)))
    return count.value(program, on)


def _pupils(census: Census) -> list[Entry]:
    return chosen(census.mentees, lambda entry: entry.kind == PersonKind.PUPIL)


def _teachers(census: Census) -> list[Entry]:
    return chosen(census.mentees, lambda entry: entry.kind == PersonKind.TEACHER)


def _young(census: Census) -> list[Entry]:
    return chosen(census.mentees, lambda entry: is_young_teacher(entry, census))


def _mentees_aged(census: Census) -> list[Entry]:
    return chosen(census.mentees, lambda entry: is_aged(entry, census, 10, 19))


def _mentors_aged(census: Census) -> list[Entry]:
    return chosen(census.mentors, lambda entry: is_aged(entry, census, 15, 19))


def _mentors_of(*kinds: str) -> Callable[[Census], list[Entry]]:
    return lambda census: chosen(census.mentors, lambda entry: entry.kind in kinds)


def _of_category(code: str) -> Callable[[Census], list[Entry]]:
    return lambda census: chosen(census.mentees, lambda entry: code in entry.categories)


def _results(kind: str) -> Callable[[Program, date], int | None]:
    return lambda program, on: results_by_kind(program)[kind]


def _all_results(program: Program, on: date) -> int:
    return sum(results_by_kind(program).values())


COUNTS: dict[str, Count] = {
    count.code: count
    for count in (
        Count("mentees", "Наставляемых вошло в программу", lambda census: list(census.mentees)),
        Count("mentees_pupils", "Наставляемых учеников", _pupils),
        Count("mentees_10_19", "Наставляемых учеников 10–19 лет", _mentees_aged),
        Count("mentees_teachers", "Наставляемых педагогов", _teachers),
        Count("young_teachers_mentored", "Наставляемых педагогов со стажем до 3 лет", _young),
        Count(
            "mentees_gifted",
            "Одарённых детей среди наставляемых",
            _of_category("gifted"),
            list_permission=Permission.CATEGORY_VIEW,
        ),
        Count(
            "mentees_hard_life",
            "Детей в трудной жизненной ситуации",
            _of_category("hard_life"),
            list_permission=Permission.CATEGORY_VIEW,
        ),
        # Health data have a page of their own, where every look is logged: here is the number alone.
        Count(DISABILITY, "Детей с ОВЗ", _of_category("disability"), list_permission=None),
        Count("mentors", "Наставников вошло в программу", lambda census: list(census.mentors)),
        Count("mentors_pupils", "Наставников-учеников", _mentors_of(PersonKind.PUPIL)),
        Count("mentors_15_19", "Наставников-учеников 15–19 лет", _mentors_aged),
        Count("mentors_teachers", "Наставников-педагогов", _mentors_of(PersonKind.TEACHER)),
        Count(
            "mentors_outside", "Внешних наставников: родители, выпускники, ветераны", _mentors_of(*OUTSIDE)
        ),
        Count(
            "mentors_trained",
            "Наставников прошли обучение",
            lambda census: chosen(census.mentors, lambda entry: entry.is_trained),
        ),
        Count(
            "mentees_completed",
            "Наставляемых завершили программу",
            lambda census: chosen(census.mentees, lambda entry: entry.completed_on is not None),
        ),
        Count("results", "Результатов записано у пар", value=_all_results),
        *(
            Count(f"results_{kind}", f"Результаты пар: {label}", value=_results(kind))
            for kind, label in ResultKind.choices
        ),
    )
}
