"""Stage 2: parameters as data, and what was measured before, between and after."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from monitoring.enums import (
    Confidentiality,
    Direction,
    MeasurementSource,
    ParameterBlock,
    ParameterSubject,
)
from participants.enums import SurveyMoment
from participants.models import Person
from programs.enums import RoleChoices
from programs.models import MentoringForm, Program, SchoolClass, SchoolModel


class Parameter(SchoolModel):
    """What is measured: of whom, on which scale, which way is better, who writes it (section 6, stage 2)."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="parameters", editable=False, verbose_name="программа"
    )
    code = models.SlugField("код", max_length=60, editable=False)
    title = models.CharField("название", max_length=160)
    block = models.CharField("что оценивает", max_length=8, choices=ParameterBlock)
    subject = models.CharField("у кого измеряют", max_length=7, choices=ParameterSubject)
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="форма наставничества",
        help_text="Пусто — обе формы",
    )
    unit = models.CharField("единица", max_length=60, blank=True)
    minimum = models.DecimalField("наименьшее", max_digits=8, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField("наибольшее", max_digits=8, decimal_places=2, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(
        "знаков после запятой", default=0, validators=[MaxValueValidator(2)]
    )
    direction = models.CharField("что лучше", max_length=4, choices=Direction, default=Direction.MORE)
    smallest_change = models.DecimalField(
        "наименьшее заметное изменение", max_digits=8, decimal_places=2, default=1
    )
    source_role = models.CharField("кто вносит", max_length=20, choices=RoleChoices)
    confidentiality = models.CharField(
        "доступ", max_length=12, choices=Confidentiality, default=Confidentiality.OPEN
    )
    method = models.CharField("чем измеряют", max_length=200, blank=True)
    # Answers to the linked questions before and after are its values; then nobody types them.
    pair_code = models.SlugField("код парного вопроса", max_length=60, blank=True)
    is_active = models.BooleanField("измеряется", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "параметр"
        verbose_name_plural = "параметры"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["program", "code"], name="parameter_code_once"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(maximum__gt=F("minimum")),
                name="parameter_range_in_order",
                violation_error_message="Наибольшее значение должно быть больше наименьшего.",
            ),
            models.CheckConstraint(
                condition=Q(smallest_change__gt=0),
                name="parameter_change_positive",
                violation_error_message="Заметное изменение должно быть больше нуля.",
            ),
            models.CheckConstraint(
                condition=~Q(confidentiality=Confidentiality.PSYCHOLOGIST)
                | (Q(pair_code="") & Q(source_role="psychologist") & ~Q(subject=ParameterSubject.PROGRAM)),
                name="parameter_of_psychologist_is_his",
                violation_error_message="Значения «только психолог» вносит психолог, и не из анкеты.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Measurement(SchoolModel):
    """One value. Of a person, of a class, or of the school when both are empty; not measured: no row.

    A parameter of the psychologist keeps its value in `sealed` (JSON {"value": "42"} through mentoring_site/vault.py).
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    parameter = models.ForeignKey(
        Parameter, models.PROTECT, related_name="measurements", verbose_name="параметр"
    )
    moment = models.CharField("когда", max_length=10, choices=SurveyMoment)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="measurements", verbose_name="человек"
    )
    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="класс"
    )
    measured_on = models.DateField("дата")
    value = models.DecimalField("значение", max_digits=8, decimal_places=2, null=True, blank=True)
    sealed = models.BinaryField("значение (зашифровано)", null=True, editable=False)
    source = models.CharField("откуда", max_length=6, choices=MeasurementSource)
    note = models.CharField("источник данных", max_length=200, blank=True)  # «журнал обращений»
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто внёс"
    )
    entered_at = models.DateTimeField("когда внесено", auto_now=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "измерение"
        verbose_name_plural = "измерения"
        ordering = ("parameter", "measured_on", "id")
        indexes = [models.Index(fields=["program", "parameter", "moment"])]
        constraints = [
            # Before and after are one each; between there may be one a day.
            models.UniqueConstraint(
                F("parameter"),
                F("moment"),
                Coalesce(F("person"), Value(0)),
                Coalesce(F("school_class"), Value(0)),
                condition=~Q(moment=SurveyMoment.INTERIM),
                name="measured_once_before_and_after",
            ),
            models.UniqueConstraint(
                F("parameter"),
                F("measured_on"),
                Coalesce(F("person"), Value(0)),
                Coalesce(F("school_class"), Value(0)),
                condition=Q(moment=SurveyMoment.INTERIM),
                name="measured_once_a_day_between",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(school_class__isnull=True),
                name="measurement_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, sealed__isnull=True)
                | Q(value__isnull=True, sealed__isnull=False),
                name="measurement_open_or_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parameter}, {self.get_moment_display()}, {self.measured_on:%d.%m.%Y}"
