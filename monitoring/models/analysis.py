"""What people make of the answers: thresholds, SWOT, typed conclusions."""

from __future__ import annotations

from textwrap import shorten

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from monitoring.enums import Quadrant, SatisfactionRule
from monitoring.models.survey import Campaign
from programs.models import MentoringForm, Program, SchoolModel

PERCENT = [MaxValueValidator(100)]
TEN = [MinValueValidator(1), MaxValueValidator(10)]
LEAST_GROUP = 5  # fewer answers without names than this are never shown as numbers
LEAST_MEASURED = 6  # fewer pairs of measures than this allow no claim


class MonitoringSettings(SchoolModel):
    """Thresholds of the monitoring of one programme; the report prints those it has used."""

    program = models.OneToOneField(
        Program, models.CASCADE, related_name="monitoring", editable=False, verbose_name="программа"
    )
    strong_from = models.PositiveSmallIntegerField("сильная сторона от, %", default=60, validators=PERCENT)
    weak_to = models.PositiveSmallIntegerField("слабая сторона до, %", default=40, validators=PERCENT)
    high_mark = models.PositiveSmallIntegerField("высокая оценка от, из 10", default=7, validators=TEN)
    satisfaction_rule = models.CharField(
        "кто доволен", max_length=9, choices=SatisfactionRule, default=SatisfactionRule.GLAD_AND_MEAN
    )
    satisfied_mean = models.DecimalField(
        "доволен при средней оценке от", max_digits=3, decimal_places=1, default=7, validators=TEN
    )
    smallest_group = models.PositiveSmallIntegerField(
        "скрывать результаты без имени, если ответов меньше",
        default=LEAST_GROUP,
        validators=[MinValueValidator(LEAST_GROUP), MaxValueValidator(30)],
    )
    allows_not_applicable = models.BooleanField(
        "показатель о партнёрах может быть неприменим (сумма из 16)", default=False
    )
    ages_on = models.DateField("возраст для показателей считать на", null=True, blank=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "настройки мониторинга"
        verbose_name_plural = "настройки мониторинга"
        constraints = [
            models.CheckConstraint(
                condition=Q(weak_to__lt=F("strong_from")),
                name="swot_thresholds_in_order",
                violation_error_message="Порог слабой стороны должен быть меньше порога сильной.",
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=LEAST_GROUP), name="smallest_group_at_least_5"
            ),
        ]

    def __str__(self) -> str:
        return f"Настройки мониторинга: {self.program}"


class SwotFactor(SchoolModel):
    """A line of the SWOT. positive of total: what the answers said when it was taken; a typed one has neither."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="swot_factors", editable=False, verbose_name="программа"
    )
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="форма наставничества",
    )
    quadrant = models.CharField("раздел", max_length=11, choices=Quadrant)
    text = models.CharField("фактор", max_length=300)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="опрос"
    )
    question_code = models.SlugField("код вопроса", max_length=60, blank=True, editable=False)
    positive = models.PositiveIntegerField("положительных ответов", null=True, editable=False)
    total = models.PositiveIntegerField("всего ответов", null=True, editable=False)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="автор"
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "фактор SWOT"
        verbose_name_plural = "факторы SWOT"
        ordering = ("quadrant", "position", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(positive__isnull=True, total__isnull=True)
                | Q(positive__isnull=False, total__gte=F("positive"), total__gt=0),
                name="swot_share_whole",
            )
        ]

    def __str__(self) -> str:
        return self.text


class MonitoringText(SchoolModel):
    """A conclusion typed by the curator, by its place: «swot», «task-1» … «task-6», «report-10», «municipal-…»."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="monitoring_texts", editable=False, verbose_name="программа"
    )
    code = models.SlugField("место", max_length=60, editable=False)
    text = models.TextField("текст", max_length=6000, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто написал"
    )
    updated_at = models.DateTimeField("когда написано", auto_now=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "вывод мониторинга"
        verbose_name_plural = "выводы мониторинга"
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=["program", "code"], name="monitoring_text_once")]

    def __str__(self) -> str:
        return f"{self.code}: {shorten(self.text, 60, placeholder='…')}"
