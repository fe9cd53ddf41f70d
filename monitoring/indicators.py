"""Indicators of the national model: share, target of the year, what is missing to count it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mentoring_site.words import counted, short_date
from monitoring.census import Census, age_of
from monitoring.counts import COUNTS, census_for, count_value, typed_totals
from monitoring.models import IndicatorTarget, ModelIndicator
from monitoring.satisfaction import satisfaction_of
from monitoring.shares import Share
from participants.enums import PersonKind, PopulationKind
from programs.models import Program

# Both ends of a share that answers give: role of the engine.
ASKED = {"satisfied_mentees": "mentee", "satisfied_mentors": "mentor"}


@dataclass(frozen=True)
class IndicatorValue:
    """part, total: None when not known. note: what stands behind the number or what is missing."""

    indicator: ModelIndicator
    part: int | None
    total: int | None
    target: int | None
    note: str
    has_list: bool

    @property
    def percent(self) -> int | None:
        if self.part is None or not self.total or self.part > self.total:
            return None
        return Share(self.part, self.total).percent

    @property
    def is_reached(self) -> bool | None:
        """None while there is nothing to compare."""
        if self.percent is None or self.part is None or self.total is None or self.target is None:
            return None
        # The printed share is rounded: 84.6 % is no 85 %.
        return 100 * self.part >= self.target * self.total


def target_year(program: Program, on: date) -> int:
    """Targets are of calendar years: the year of the day, kept inside the programme's years."""
    return min(max(on.year, program.starts.year), program.ends.year)


def values_of(program: Program, on: date) -> list[IndicatorValue]:
    """All active indicators; a constant number of queries."""
    year = target_year(program, on)
    targets = dict(
        IndicatorTarget.objects.filter(indicator__program=program, year=year).values_list(
            "indicator", "percent"
        )
    )
    census, totals = census_for(program, on), typed_totals(program, on)
    found = []
    for indicator in ModelIndicator.objects.filter(program=program, is_active=True):
        part, total, note = _ends(program, indicator, on, census, totals)
        numerator = COUNTS.get(indicator.numerator)
        found.append(
            IndicatorValue(
                indicator=indicator,
                part=part,
                total=total,
                target=targets.get(indicator.pk),
                note=note,
                has_list=numerator is not None and numerator.select is not None,
            )
        )
    return found


def _ends(program, indicator, on, census, totals) -> tuple[int | None, int | None, str]:
    if role := ASKED.get(indicator.numerator):
        share = satisfaction_of(program, role)
        if not share.total:
            return None, None, "Опрос ещё не проведён или ответов нет."
        return share.part, share.total, f"Ответили: {share.total}."
    if indicator.numerator in PopulationKind.values:
        typed = totals.get(indicator.numerator)
        part = typed.value if typed else None
    else:
        part = count_value(program, indicator.numerator, on, census)
    base = totals.get(indicator.denominator)
    notes = []
    if base is None:
        label = PopulationKind(indicator.denominator).label
        notes.append(f"Не внесено: {label}.")
    else:
        notes.append(f"Знаменатель внесён на {short_date(base.counted_on)}.")
        if part is not None and part > base.value:
            notes.append(
                f"Числитель больше знаменателя ({part} и {base.value}): проверьте численность школы."
            )
    if part is None:
        notes.append("Числитель не внесён.")
    if indicator.numerator in ("mentees_10_19", "mentors_15_19"):
        people = census.mentees if indicator.numerator == "mentees_10_19" else census.mentors
        if unknown := _without_age(people, census):
            notes.append(
                f"Без даты рождения: {counted(unknown, 'ученик', 'ученика', 'учеников')}, они не посчитаны."
            )
    return part, base.value if base else None, " ".join(notes)


def _without_age(people, census: Census) -> int:
    return sum(
        1 for entry in people if entry.kind == PersonKind.PUPIL and age_of(entry, census.ages_on) is None
    )
