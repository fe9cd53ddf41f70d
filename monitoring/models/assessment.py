from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from monitoring.enums import AssessmentKind, AssessmentState, Level
from monitoring.models.indicator import QualityIndicator
from monitoring.querysets import AssessmentQuerySet
from programs.models import MentoringForm, Program, SchoolModel, scoped


class Assessment(SchoolModel):
    """The 0–18 sheet. Sum and level are stored only with the final one, which nobody changes.

    The consolidated sheet of the whole programme is the official result; own sheets of the assessors and sheets of
    one form stand beside it. maximum: 18, or 16 when the indicator on partners does not apply (oddity O-22).
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="assessments", editable=False, verbose_name="программа"
    )
    kind = models.CharField(
        "вид листа",
        max_length=12,
        choices=AssessmentKind,
        default=AssessmentKind.CONSOLIDATED,
        editable=False,
    )
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="форма наставничества",
    )
    state = models.CharField(
        "состояние", max_length=5, choices=AssessmentState, default=AssessmentState.DRAFT, editable=False
    )
    assessed_on = models.DateField("дата оценки")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="автор"
    )
    conclusion = models.TextField("вывод", max_length=4000, blank=True)
    total = models.PositiveSmallIntegerField("сумма баллов", null=True, editable=False)
    maximum = models.PositiveSmallIntegerField("наибольшая сумма", default=18, editable=False)
    level = models.CharField("уровень", max_length=12, choices=Level, blank=True, editable=False)
    finalised_at = models.DateTimeField("когда завершена", null=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(AssessmentQuerySet)

    class Meta:
        verbose_name = "оценка эффективности"
        verbose_name_plural = "оценки эффективности"
        ordering = ("-assessed_on", "-id")
        constraints = [
            models.UniqueConstraint(
                F("program"),
                Coalesce(F("form"), Value(0)),
                condition=Q(state=AssessmentState.DRAFT, kind=AssessmentKind.CONSOLIDATED),
                name="one_draft_consolidated",
                violation_error_message="Черновик сводной оценки этого года уже начат.",
            ),
            models.UniqueConstraint(
                F("program"),
                F("author"),
                Coalesce(F("form"), Value(0)),
                condition=Q(state=AssessmentState.DRAFT, kind=AssessmentKind.OWN),
                name="one_draft_own_sheet",
                violation_error_message="Черновик вашего листа уже начат.",
            ),
            models.CheckConstraint(condition=Q(maximum__in=(16, 18)), name="assessment_maximum_16_or_18"),
            models.CheckConstraint(
                condition=Q(
                    state=AssessmentState.DRAFT, total__isnull=True, level="", finalised_at__isnull=True
                )
                | (
                    Q(
                        state=AssessmentState.FINAL,
                        total__gte=0,
                        total__lte=F("maximum"),
                        finalised_at__isnull=False,
                    )
                    & ~Q(level="")
                ),
                name="assessment_final_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Оценка от {self.assessed_on:%d.%m.%Y}"


class AssessmentScore(SchoolModel):
    """Points of one indicator: 0, 1 or 2; not yet assessed is None, never 0."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="scores", verbose_name="оценка эффективности"
    )
    indicator = models.ForeignKey(
        QualityIndicator, models.PROTECT, related_name="+", verbose_name="показатель"
    )
    points = models.PositiveSmallIntegerField("баллы", null=True, blank=True)
    is_applicable = models.BooleanField("применим", default=True)
    note = models.TextField("чем подтверждено", max_length=1000, blank=True)

    class Meta:
        verbose_name = "баллы показателя"
        verbose_name_plural = "баллы показателей"
        ordering = ("indicator__position",)
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="score_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=2),
                name="score_points_0_to_2",
                violation_error_message="Оценка — 0, 1 или 2 балла.",
            ),
            models.CheckConstraint(
                condition=Q(is_applicable=True) | Q(points__isnull=True),
                name="score_not_applicable_has_no_points",
            ),
        ]
