from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from monitoring.enums import AssessmentState, Level
from monitoring.models.indicator import QualityIndicator
from monitoring.querysets import AssessmentQuerySet
from programs.models import Program, SchoolModel, scoped


class Assessment(SchoolModel):
    """The 0–18 sheet. Sum and level are stored only with the final one, which nobody changes."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="assessments", editable=False, verbose_name="программа"
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
                fields=["program"],
                condition=Q(state=AssessmentState.DRAFT),
                name="one_draft_assessment",
                violation_error_message="Черновик оценки этого года уже начат.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=AssessmentState.DRAFT, total__isnull=True, level="", finalised_at__isnull=True
                )
                | (
                    Q(state=AssessmentState.FINAL, total__gte=0, total__lte=18, finalised_at__isnull=False)
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
        ]
