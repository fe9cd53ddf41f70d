"""The 0–18 sheet: begun as a draft, saved piece by piece, finalised once; a correction is a new sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from monitoring.enums import AssessmentState, Level
from monitoring.models import Assessment, AssessmentScore, QualityIndicator
from monitoring.scoring import Score, score_of
from programs.content import load_template
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.moments import moment


def indicators_from_template(*, program: Program, by: User | None = None) -> None:
    """Give a new programme the nine indicators of section 6."""
    QualityIndicator.objects.bulk_create(
        QualityIndicator(
            school=program.school,
            program=program,
            code=template.code,
            criterion=template.criterion,
            title=template.title,
            position=position,
        )
        for position, template in enumerate(load_template().indicators, 1)
    )


def indicators_from_previous(*, program: Program, previous: Program, by: User | None = None) -> None:
    """The indicators are official: last year's are the same as the template's."""
    indicators_from_template(program=program, by=by)


@transaction.atomic
def start_assessment(*, program: Program, assessed_on: date, by: User) -> Assessment:
    """Begin the sheet of the programme, or go on with the draft that is open already."""
    program = Program.objects.select_for_update(of=("self",)).select_related("school").get(pk=program.pk)
    draft = Assessment.objects.of_program().drafts().filter(program=program).first()
    if draft is not None:
        return draft
    _refuse_closed(program)
    assessment = Assessment.objects.create(
        school=program.school, program=program, assessed_on=assessed_on, author=by
    )
    AssessmentScore.objects.bulk_create(
        AssessmentScore(school=program.school, program=program, assessment=assessment, indicator=indicator)
        for indicator in QualityIndicator.objects.filter(program=program)
    )
    record_event(
        "assessment.start", by=by, target=assessment, sentence="начата оценка эффективности программы"
    )
    return assessment


@transaction.atomic
def save_assessment(
    *,
    assessment: Assessment,
    points: Mapping[str, int | None],
    notes: Mapping[str, str],
    by: User,
    version: int,
    assessed_on: date | None = None,
    conclusion: str | None = None,
) -> Assessment:
    """Keep what is assessed so far. points, notes: by indicator code; codes that are absent stay as they are.

    Raises Refusal for a final sheet, StaleVersion when another saved it meanwhile, ValueError for points
    outside 0–2.
    """
    score_of(points)  # refuses points outside 0–2 before anything is written
    assessment = _lock_draft(assessment)
    lock_version(assessment, version)
    if assessed_on is not None:
        assessment.assessed_on = assessed_on
    if conclusion is not None:
        assessment.conclusion = conclusion
    assessment.save(update_fields=["assessed_on", "conclusion", "version"])
    changed = []
    for score in assessment.scores.select_related("indicator"):
        code = score.indicator.code
        before = (score.points, score.note)
        score.points = points.get(code, score.points)
        score.note = notes.get(code, score.note).strip()
        if (score.points, score.note) != before:
            score.save(update_fields=["points", "note"])
            changed.append(score.indicator.position)
    if changed:
        record_event(
            "assessment.save",
            by=by,
            target=assessment,
            sentence="оценены показатели № " + ", ".join(map(str, changed)),
        )
    return assessment


@transaction.atomic
def finalise_assessment(*, assessment: Assessment, by: User, version: int) -> Assessment:
    """Make the sheet final: sum and level are stored and nobody changes it any more.

    Raises Refusal while an indicator has no points, or while «удовлетворённость партнёров» has no note
    (its basis must be said).
    """
    assessment = _lock_draft(assessment)
    lock_version(assessment, version)
    scores = list(assessment.scores.select_related("indicator"))
    score = score_of({row.indicator.code: row.points for row in scores})
    if score.total is None:
        raise Refusal(
            "Оценку нельзя завершить: не оценены показатели "
            + ", ".join(_numbers(scores, score.missing))
            + "."
        )
    partner = next(row for row in scores if row.indicator.code == "B2")
    if not partner.note:
        raise Refusal(
            f"Оценку нельзя завершить: у показателя {partner.indicator.position} (удовлетворённость партнёров) "
            "напишите, чем подтверждена оценка."
        )
    assessment.state = AssessmentState.FINAL
    assessment.total, assessment.level = score.total, score.level
    assessment.finalised_at = moment()
    assessment.save()
    record_event(
        "assessment.finalise",
        by=by,
        target=assessment,
        sentence=f"завершена оценка эффективности: {score.total} из 18, {Level(score.level).label}",
    )
    return assessment


@transaction.atomic
def discard_assessment(*, assessment: Assessment, by: User) -> None:
    """Throw a draft away."""
    assessment = _lock_draft(assessment)
    record_event(
        "assessment.discard", by=by, target=assessment, sentence="удалён черновик оценки эффективности"
    )
    assessment.delete()


def current_score(assessment: Assessment) -> Score:
    """Score of a sheet as it stands, draft or final."""
    return score_of({row.indicator.code: row.points for row in assessment.scores.select_related("indicator")})


def _lock_draft(assessment: Assessment) -> Assessment:
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("program__school")
        .get(pk=assessment.pk)
    )
    if assessment.state == AssessmentState.FINAL:
        raise Refusal("Оценка завершена, изменить её нельзя. Чтобы исправить, начните новую оценку.")
    _refuse_closed(assessment.program)
    return assessment


def _refuse_closed(program: Program) -> None:
    if not program.is_open:
        raise Refusal(f"Программа {program.year_label} завершена: новые оценки в неё не вносят.")


def _numbers(scores: list[AssessmentScore], codes: tuple[str, ...]) -> list[str]:
    return [f"№\u00a0{row.indicator.position}" for row in scores if row.indicator.code in codes]
