"""The 0–18 sheet: begun as a draft, saved piece by piece, finalised once; a correction is a new sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from monitoring.agreement import Agreement, agreement_of
from monitoring.enums import AssessmentKind, AssessmentState, Level
from monitoring.models import Assessment, AssessmentScore, QualityIndicator
from monitoring.scoring import PARTNERS, Score, score_of
from monitoring.services.settings import settings_of
from programs.content import load_template
from programs.models import MentoringForm, Program, User
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
def start_assessment(
    *,
    program: Program,
    assessed_on: date,
    by: User,
    kind: str = AssessmentKind.CONSOLIDATED,
    form: MentoringForm | None = None,
) -> Assessment:
    """Begin a sheet, or go on with the draft that is open already: the school's consolidated one, or one's own.

    form: of one form of mentoring; None: of the whole programme. Raises Refusal for a closed year.
    """
    program = Program.objects.select_for_update(of=("self",)).select_related("school").get(pk=program.pk)
    drafts = Assessment.objects.drafts().filter(program=program, kind=kind, form=form)
    if kind == AssessmentKind.OWN:
        drafts = drafts.filter(author=by)
    draft = drafts.first()
    if draft is not None:
        return draft
    _refuse_closed(program)
    assessment = Assessment.objects.create(
        school=program.school, program=program, assessed_on=assessed_on, author=by, kind=kind, form=form
    )
    AssessmentScore.objects.bulk_create(
        AssessmentScore(school=program.school, program=program, assessment=assessment, indicator=indicator)
        for indicator in QualityIndicator.objects.filter(program=program)
    )
    record_event("assessment.start", by=by, target=assessment, sentence=f"начат {_words(assessment)}")
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
    not_applicable: Collection[str] | None = None,
) -> Assessment:
    """Keep what is assessed so far. points, notes: by indicator code; codes that are absent stay as they are.

    not_applicable: the indicators that do not apply from now on; None leaves that as it is.
    Raises Refusal for a final sheet, another's own sheet, and «неприменимо» that the settings do not allow,
    StaleVersion when another saved it meanwhile, ValueError for points outside 0–2.
    """
    score_of(points, not_applicable or ())  # refuses what no sheet may hold before anything is written
    assessment = _lock_draft(assessment, by)
    if not_applicable and not settings_of(assessment.program).allows_not_applicable:
        raise Refusal("«Неприменимо» выключено в настройках мониторинга: оцените все девять показателей.")
    lock_version(assessment, version)
    if assessed_on is not None:
        assessment.assessed_on = assessed_on
    if conclusion is not None:
        assessment.conclusion = conclusion
    assessment.save(update_fields=["assessed_on", "conclusion", "version"])
    changed = []
    for score in assessment.scores.select_related("indicator"):
        code = score.indicator.code
        before = (score.points, score.note, score.is_applicable)
        if not_applicable is not None:
            score.is_applicable = code not in not_applicable
        score.points = points.get(code, score.points) if score.is_applicable else None
        score.note = notes.get(code, score.note).strip()
        if (score.points, score.note, score.is_applicable) != before:
            score.save(update_fields=["points", "note", "is_applicable"])
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
    """Make the sheet final: sum, its maximum and level are stored and nobody changes it any more.

    Raises Refusal while an indicator that applies has no points, or while «удовлетворённость партнёров» has no
    note (the basis of its points, or why it does not apply, must be said).
    """
    assessment = _lock_draft(assessment, by)
    lock_version(assessment, version)
    scores = list(assessment.scores.select_related("indicator"))
    skips = [row for row in scores if not row.is_applicable]
    if skips and not settings_of(assessment.program).allows_not_applicable:
        raise Refusal(
            "«Неприменимо» тем временем выключено в настройках мониторинга. Оцените показатели "
            + ", ".join(_numbers(scores, tuple(row.indicator.code for row in skips)))
            + " и завершите оценку."
        )
    score = sheet_score(scores)
    if score.total is None:
        raise Refusal(
            "Оценку нельзя завершить: не оценены показатели "
            + ", ".join(_numbers(scores, score.missing))
            + "."
        )
    partner = next(row for row in scores if row.indicator.code == PARTNERS)
    if not partner.note:
        what = "чем подтверждена оценка" if partner.is_applicable else "почему он неприменим"
        raise Refusal(
            f"Оценку нельзя завершить: у показателя {partner.indicator.position} (удовлетворённость партнёров) "
            f"напишите, {what}."
        )
    assessment.state = AssessmentState.FINAL
    assessment.total, assessment.level, assessment.maximum = score.total, score.level, score.maximum
    assessment.finalised_at = moment()
    assessment.save()
    record_event(
        "assessment.finalise",
        by=by,
        target=assessment,
        sentence=f"завершён {_words(assessment)}: {score.total} из {score.maximum}, {Level(score.level).label}",
    )
    return assessment


@transaction.atomic
def take_agreed_points(*, assessment: Assessment, by: User, version: int) -> int:
    """Fill the gaps of the consolidated draft with points that all final own sheets agree on; how many were filled.

    Raises Refusal when there is nothing to compare (fewer than two own sheets) or nothing that they agree on.
    """
    assessment = _lock_draft(assessment, by)
    agreed = {code: one.points[0] for code, one in agreement(assessment).indicators.items() if one.is_agreed}
    gaps = {
        row.indicator.code
        for row in assessment.scores.select_related("indicator")
        if row.points is None and row.is_applicable
    }
    taken = {code: value for code, value in agreed.items() if code in gaps}
    if not taken:
        raise Refusal(
            "Переносить нечего: либо завершено меньше двух листов экспертов, либо баллы уже проставлены, либо "
            "эксперты ни в чём не совпали."
        )
    save_assessment(assessment=assessment, points=taken, notes={}, by=by, version=version)
    return len(taken)


@transaction.atomic
def discard_assessment(*, assessment: Assessment, by: User) -> None:
    """Throw a draft away."""
    assessment = _lock_draft(assessment, by)
    record_event(
        "assessment.discard", by=by, target=assessment, sentence=f"удалён черновик: {_words(assessment)}"
    )
    assessment.delete()


def current_score(assessment: Assessment) -> Score:
    """Score of a sheet as it stands, draft or final."""
    return sheet_score(list(assessment.scores.select_related("indicator")))


def sheet_score(scores: Iterable[AssessmentScore]) -> Score:
    """scores: all of one sheet, with their indicators."""
    rows = list(scores)
    return score_of(
        {row.indicator.code: row.points for row in rows},
        [row.indicator.code for row in rows if not row.is_applicable],
    )


def own_sheets(program: Program, form: MentoringForm | None) -> QuerySet[Assessment]:
    """The newest final own sheet of each assessor, by name."""
    rows = Assessment.objects.final().filter(program=program, kind=AssessmentKind.OWN, form=form)
    newest = rows.filter(author=OuterRef("author")).order_by("-assessed_on", "-pk")
    rows = rows.filter(pk=Subquery(newest.values("pk")[:1])).select_related("author", "form")
    return rows.prefetch_related("scores__indicator").order_by("author__last_name", "pk")


def agreement(assessment: Assessment) -> Agreement:
    """How far the assessors' final sheets of the same form agree."""
    return agreement_between(assessment.program, list(own_sheets(assessment.program, assessment.form)))


def agreement_between(program: Program, sheets: list[Assessment]) -> Agreement:
    """sheets: as own_sheets gives them."""
    codes = QualityIndicator.objects.filter(program=program).values_list("code", flat=True)
    return agreement_of(
        list(codes), [{row.indicator.code: row.points for row in sheet.scores.all()} for sheet in sheets]
    )


def positions_of(program: Program, codes: Collection[str]) -> list[int]:
    """Numbers of indicators as the sheet prints them."""
    if not codes:
        return []
    rows = QualityIndicator.objects.filter(program=program, code__in=codes)
    return list(rows.values_list("position", flat=True))


def _lock_draft(assessment: Assessment, by: User) -> Assessment:
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("program__school", "form")
        .get(pk=assessment.pk)
    )
    if assessment.state == AssessmentState.FINAL:
        raise Refusal("Оценка завершена, изменить её нельзя. Чтобы исправить, начните новую оценку.")
    if assessment.kind == AssessmentKind.OWN and assessment.author_id != by.pk:
        raise Refusal("Лист эксперта заполняет только он сам.")
    _refuse_closed(assessment.program)
    return assessment


def _words(assessment: Assessment) -> str:
    of_form = f", форма «{assessment.form}»" if assessment.form_id else ""
    return f"{assessment.get_kind_display()} оценки эффективности{of_form}"


def _refuse_closed(program: Program) -> None:
    if not program.is_open:
        raise Refusal(f"Программа {program.year_label} завершена: новые оценки в неё не вносят.")


def _numbers(scores: list[AssessmentScore], codes: tuple[str, ...]) -> list[str]:
    return [f"№\u00a0{row.indicator.position}" for row in scores if row.indicator.code in codes]
