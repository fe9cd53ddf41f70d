"""What the pages and papers of monitoring print: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from mentoring_site.names import signature_name
from monitoring.enums import AssessmentState, Criterion, Level
from monitoring.models import Assessment, AssessmentScore
from monitoring.scoring import MAX_POINTS, THRESHOLDS, Score, points_to_next_level
from monitoring.services.assessments import sheet_score
from programs.models import Program
from programs.services.documents import school_snapshot

CRITERION_SHORT = {
    Criterion.PROGRAM: "Программа в организации",
    Criterion.PARTICIPANTS: "Эффективность участников",
    Criterion.MENTEE: "Изменения в личности наставляемого",
}
LEVEL_BADGES = {Level.OPTIMAL: "high", Level.ACCEPTABLE: "mid", Level.UNACCEPTABLE: "low"}
ZONES = LEVEL_BADGES


@dataclass(frozen=True)
class CriterionRows:
    """One criterion of the sheet with its indicators."""

    title: str
    short_title: str
    points: int | None
    maximum: int
    rows: list[AssessmentScore]


def sheet_rows(scores: list[AssessmentScore], score: Score) -> list[CriterionRows]:
    """The sheet as the document groups it: three criteria of 5, 2 and 2 indicators."""
    return [
        CriterionRows(
            title=Criterion(part.criterion).label,
            short_title=CRITERION_SHORT[Criterion(part.criterion)],
            points=part.points,
            maximum=part.maximum,
            rows=[row for row in scores if row.indicator.criterion == part.criterion],
        )
        for part in score.criteria
    ]


def result_context(assessment: Assessment, scores: list[AssessmentScore]) -> dict[str, Any]:
    """Sum, level, scale and criteria beside the sheet; sum and level are None while something is missing."""
    score = sheet_score(scores)
    scale = THRESHOLDS[score.maximum]
    missing = [row.indicator.position for row in scores if row.points is None and row.is_applicable]
    weakest = [row.indicator.position for row in scores if row.points is not None and row.points < MAX_POINTS]
    return {
        "assessment": assessment,
        "score": score,
        "criteria": sheet_rows(scores, score),
        "level_label": Level(score.level).label if score.level else "",
        "level_badge": LEVEL_BADGES[Level(score.level)] if score.level else "",
        "missing_positions": missing,
        "to_next": points_to_next_level(score.total, score.maximum) if score.total is not None else None,
        "next_level": "оптимального"
        if score.total is not None and score.total >= scale.acceptable_from
        else "допустимого",
        "weakest_positions": weakest,
        "levels_words": levels_words(score.maximum),
        "scale": [
            {
                "value": value,
                "kind": ZONES[level],
                "is_sum": value == score.total,
                "is_edge": value in (start, end),
            }
            for start, end, level in scale.bands
            for value in range(start, end + 1)
        ],
    }


def history_of_programmes(official: QuerySet[Assessment], draft: Assessment | None) -> list[dict[str, Any]]:
    """Official sums by year, and the draft of this year as a hollow point; rows for chart and table."""
    points = [
        {
            "label": _short_year(sheet.program),
            "total": sheet.total,
            "maximum": sheet.maximum,
            "level": Level(sheet.level).label,
            "date": sheet.assessed_on,
            "is_draft": False,
            "pk": sheet.pk,
            "program": sheet.program,
        }
        for sheet in official
    ]
    if draft is not None:
        score = sheet_score(draft.scores.select_related("indicator"))
        if score.total is not None:
            points.append(
                {
                    "label": _short_year(draft.program),
                    "total": score.total,
                    "maximum": score.maximum,
                    "level": "черновик",
                    "date": draft.assessed_on,
                    "is_draft": True,
                    "pk": draft.pk,
                    "program": draft.program,
                }
            )
    return points


def effectiveness_paper(assessment: Assessment, program: Program) -> dict[str, Any]:
    """The sheet in the document's table form (section 6), for the PDF."""
    scores = list(assessment.scores.select_related("indicator"))
    context = result_context(assessment, scores)
    return context | {
        "school": school_snapshot(program.school),
        "program": program,
        "is_draft": assessment.state == AssessmentState.DRAFT,
        "author": signature_name(assessment.author.full_name),
        "document_title": f"Оценка эффективности программы, {program.year_label}",
    }


def levels_words(maximum: int) -> str:
    """«15–18 баллов — оптимальный уровень, 9–14 — допустимый, 0–8 — недопустимый»."""
    (low, middle, high) = THRESHOLDS[maximum].bands
    return (
        f"{high[0]}–{high[1]} баллов — оптимальный уровень, {middle[0]}–{middle[1]} — допустимый, "
        f"{low[0]}–{low[1]} — недопустимый"
    )


def _short_year(program: Program) -> str:
    """«2026–27», for axes."""
    return f"{program.label[:4]}–{program.label[7:9]}"
