"""Finished pairs of the school's finished programmes, and what they tell, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mentoring_site.words import NBSP, counted
from monitoring.change_values import Measured, measured_of
from monitoring.changes import is_sealed, parameters_of
from monitoring.enums import Direction, ParameterSubject
from monitoring.forecast import Feature, Kind, Outcome, features_of
from monitoring.models import Parameter
from pairing.enums import PairState
from pairing.models import MatchingRun, PairMember
from participants.models import Enrolment
from programs.enums import ProgramState
from programs.models import Program

MOST_PROGRAMS = 5  # the newest finished ones
MOST_HINTS = 3
CAVEAT = "Это счёт, а не доказательство: пары складывались не жребием, и причина может быть другой."


@dataclass(frozen=True)
class Table:
    """One outcome: what is counted, and its features. words: sentences on the kinds that stand out."""

    title: str
    n: int
    good: int
    features: list[Feature]
    words: list[str]


@dataclass(frozen=True)
class Forecast:
    years: list[str]
    pairs: int
    tables: list[Table]

    @property
    def words(self) -> list[str]:
        return [sentence for table in self.tables for sentence in table.words]


def forecast_of(program: Program, on: date) -> Forecast:
    """Of the school's programmes that are over, this one among them when it is."""
    over = Q(state__in=(ProgramState.COMPLETED, ProgramState.ARCHIVED)) | Q(ends__lt=on)
    programs = list(Program.objects.filter(over, school=program.school_id).order_by("-label")[:MOST_PROGRAMS])
    rows = [outcome for one in programs for outcome in _outcomes(one)]
    measured = [row for row in rows if row.improved is not None]
    return Forecast(
        years=[one.year_label for one in reversed(programs)],
        pairs=len(rows),
        tables=[
            _table("Дошли до конца", "доходили до конца", rows, lambda row: row.completed),
            _table(
                "Стало лучше по большинству параметров", "показывали рост", measured, lambda row: row.improved
            ),
        ]
        if rows
        else [],
    )


def _table(title: str, verb: str, rows: list[Outcome], is_good: Any) -> Table:
    features = features_of(rows, is_good)
    words = [_words(feature, kind, verb) for feature in features for kind in feature.kinds if kind.way]
    return Table(title, len(rows), sum(bool(is_good(row)) for row in rows), features, words)


def _words(feature: Feature, kind: Kind, verb: str) -> str:
    """«Форма взаимодействия «Лидер – пассивный»: пары доходили до конца чаще остальных, 28 из 30 против 14 из 25.»"""
    often = "чаще" if kind.way == "more" else "реже"
    return (
        f"{feature.title}, {kind.label}: пары {verb} {often} остальных, "
        f"{kind.good} из{NBSP}{kind.n} против {kind.rest_good} из{NBSP}{kind.rest_n}."
    )


def matching_hint(program: Program, on: date) -> list[str]:
    """For the settings of the matching; [] while the finished years tell nothing."""
    found = forecast_of(program, on)
    if not found.words:
        return []
    return [
        *found.words[:MOST_HINTS],
        f"Всего {counted(found.pairs, 'пара', 'пары', 'пар')} за прошлые годы. {CAVEAT}",
    ]


def _outcomes(program: Program) -> list[Outcome]:
    members = list(
        PairMember.objects.filter(
            program=program,
            pair__state__in=(PairState.COMPLETED, PairState.DISSOLVED),
            joined_on__isnull=False,
        ).select_related("pair__mentor", "mentee", "model")
    )
    grades = dict(
        Enrolment.objects.filter(program=program, school_class__isnull=False).values_list(
            "person", "school_class__grade"
        )
    )
    components = _components({member.pair.run_id for member in members if member.pair.run_id})
    improved = _improved(program)
    return [_outcome(member, grades, components, improved) for member in members]


def _outcome(
    member: PairMember,
    grades: dict[int, int],
    components: dict[tuple[int, int, int], dict[str, float]],
    improved: dict[int, bool],
) -> Outcome:
    pair = member.pair
    older, younger = grades.get(pair.mentor.person_id), grades.get(member.mentee.person_id)
    return Outcome(
        model=member.model.title if member.model else "",
        gap=older - younger if older is not None and younger is not None else None,
        score=pair.score,
        components=components.get((pair.run_id or 0, pair.mentor_id, member.mentee_id), {}),
        completed=pair.state == PairState.COMPLETED and member.left_on in (None, pair.closed_on),
        improved=improved.get(member.mentee.person_id),
    )


def _components(runs: set[int]) -> dict[tuple[int, int, int], dict[str, float]]:
    """(run, mentor, mentee) -> label -> share of its weight; components without data are absent."""
    found = {}
    for run in MatchingRun.objects.filter(pk__in=runs).only("pk", "result"):
        for match in run.result.get("matches", []):
            for seat in match["seats"]:
                view = seat["view"]
                found[run.pk, view["mentor_id"], view["mentee_id"]] = {
                    part["label"]: part["points"] / part["out_of"]
                    for part in view["components"]
                    if part["points"] is not None and part["out_of"]
                }
    return found


def _improved(program: Program) -> dict[int, bool]:
    """Mentee's person -> did more of his parameters get better than worse; of who was measured twice."""
    parameters = [
        row for row in parameters_of(program, subject=ParameterSubject.MENTEE) if not is_sealed(row)
    ]
    measured = measured_of(program, parameters)
    scores: dict[int, int] = {}
    for parameter in parameters:
        for key, gain in _gains(parameter, measured[parameter.pk]).items():
            scores[key] = scores.get(key, 0) + gain
    return {key: score > 0 for key, score in scores.items()}


def _gains(parameter: Parameter, measured: Measured) -> dict[int, int]:
    """1 better, −1 worse, 0 the same, by person."""
    sign, least = (1 if parameter.direction == Direction.MORE else -1), float(parameter.smallest_change)
    found = {}
    for key in measured.before.keys() & measured.after.keys():
        gain = round(sign * (measured.after[key] - measured.before[key]), 6)
        found[key] = (gain >= least) - (gain <= -least)
    return found
