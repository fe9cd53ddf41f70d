from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from participants.enums import DestructionCause, DestructionState, PopulationKind
from participants.models.person import Person
from programs.models import Program, SchoolModel


class DestructionTask(SchoolModel):
    """Data of a person whose basis has ended, with the last day to destroy them (152-ФЗ ст. 21: 30 days).

    The name stays for the act and for three years of the journal (приказ РКН № 179); person empties itself.
    """

    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="destruction_tasks", verbose_name="человек"
    )
    person_name = models.CharField("чьи данные", max_length=250)
    cause = models.CharField("основание", max_length=12, choices=DestructionCause)
    due_on = models.DateField("уничтожить до")
    state = models.CharField(
        "состояние", max_length=4, choices=DestructionState, default=DestructionState.DUE, editable=False
    )
    kept_reason = models.CharField("почему оставлены", max_length=500, blank=True, editable=False)
    categories = models.JSONField(
        "категории данных", default=list, editable=False
    )  # what was destroyed, in words, for the act
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто решил",
    )
    decided_at = models.DateTimeField("когда решено", null=True, editable=False)
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    class Meta:
        verbose_name = "срок уничтожения данных"
        verbose_name_plural = "сроки уничтожения данных"
        ordering = ("due_on", "id")
        indexes = [models.Index(fields=["school", "state", "due_on"])]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="due"), name="destruction_due_once"),
            models.CheckConstraint(
                condition=~Q(state="kept") | ~Q(kept_reason=""), name="destruction_kept_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}: до {self.due_on:%d.%m.%Y}"


class PopulationCount(SchoolModel):
    """«Всего учеников: 812 на 01.09.2026»: typed, dated; the newest of a kind counts."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="population", editable=False, verbose_name="программа"
    )
    kind = models.CharField("что посчитано", max_length=14, choices=PopulationKind)
    value = models.PositiveIntegerField("сколько")
    counted_on = models.DateField("на дату")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто внёс"
    )
    entered_at = models.DateTimeField("когда внесено", auto_now=True)

    class Meta:
        verbose_name = "численность"
        verbose_name_plural = "численность"
        ordering = ("kind", "-counted_on")
        constraints = [
            models.UniqueConstraint(fields=["program", "kind", "counted_on"], name="population_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
