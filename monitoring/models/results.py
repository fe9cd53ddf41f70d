"""What the programme has promised and what confirms it: 36 expected results, indicators of the national model."""

from __future__ import annotations

from textwrap import shorten

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from monitoring.enums import ResultGroup, TieKind
from monitoring.models.indicator import QualityIndicator
from monitoring.models.measuring import Parameter
from programs.models import Program, SchoolModel


class ModelIndicator(SchoolModel):
    """«Показатель эффективности внедрения целевой модели» (Р-145): numerator of denominator × 100.

    numerator, denominator: codes of the counts in monitoring/counts.py; a typed denominator is a PopulationKind.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="model_indicators", editable=False, verbose_name="программа"
    )
    code = models.SlugField("код", max_length=40, editable=False)
    title = models.CharField("показатель", max_length=250)
    formula = models.CharField("как считается", max_length=400, blank=True)
    numerator = models.SlugField("числитель", max_length=40, editable=False)
    denominator = models.SlugField("знаменатель", max_length=40, editable=False)
    is_active = models.BooleanField("считается", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "показатель целевой модели"
        verbose_name_plural = "показатели целевой модели"
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["program", "code"], name="model_indicator_once")]

    def __str__(self) -> str:
        return self.title


class IndicatorTarget(SchoolModel):
    """What the region or the municipality wants of a calendar year, per cent."""

    indicator = models.ForeignKey(
        ModelIndicator, models.CASCADE, related_name="targets", verbose_name="показатель"
    )
    year = models.PositiveSmallIntegerField("год")
    percent = models.PositiveSmallIntegerField("цель, %", validators=[MaxValueValidator(100)])

    class Meta:
        verbose_name = "целевое значение"
        verbose_name_plural = "целевые значения"
        ordering = ("indicator", "year")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="indicator_target_once_a_year"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="indicator_target_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.year}: {self.percent} %"


class ExpectedResult(SchoolModel):
    """One of the 36 results that the document expects, tied to what confirms it, with the curator's conclusion."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="expected_results", editable=False, verbose_name="программа"
    )
    group = models.CharField("раздел", max_length=8, choices=ResultGroup)
    number = models.PositiveSmallIntegerField("номер")
    text = models.TextField("ожидаемый результат", max_length=600)
    tie = models.CharField("чем подтверждается", max_length=9, choices=TieKind, default=TieKind.WORDS)
    parameter = models.ForeignKey(
        Parameter, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="параметр"
    )
    quality = models.ForeignKey(
        QualityIndicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="показатель оценки 0–18",
    )
    model = models.ForeignKey(
        ModelIndicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="показатель целевой модели",
    )
    # pair_code or code of a question, or code of a count (monitoring/counts.py)
    tie_code = models.SlugField("код вопроса или числа", max_length=60, blank=True)
    facts = models.TextField("чем подтверждено качественно", max_length=1000, blank=True)
    conclusion = models.TextField("вывод", max_length=1000, blank=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "ожидаемый результат"
        verbose_name_plural = "ожидаемые результаты"
        ordering = ("group", "number")
        constraints = [
            models.UniqueConstraint(fields=["program", "group", "number"], name="expected_result_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {shorten(self.text, 60, placeholder='…')}"
