from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from programs.enums import RoleChoices
from programs.models import Program, SchoolModel, scoped
from roadmap.enums import Stage, StepState
from roadmap.models.roadmap import Roadmap
from roadmap.querysets import EvidenceQuerySet, StepQuerySet
from roadmap.transitions import OPEN_STEP_STATES


class Step(SchoolModel):
    """One of the 35 steps. The term is printed as typed; dates serve reminders and filters."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    roadmap = models.ForeignKey(
        Roadmap, models.CASCADE, related_name="steps", editable=False, verbose_name="дорожная карта"
    )
    # The same step in the revision before: its progress comes over when this one is approved.
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="этот шаг в прежней редакции",
    )
    number = models.PositiveSmallIntegerField("номер", editable=False)
    title = models.TextField("мероприятие", max_length=1000)
    short_title = models.CharField("кратко", max_length=60)
    stage = models.PositiveSmallIntegerField("этап", choices=Stage)
    term_text = models.CharField("срок, как печатать", max_length=120)
    starts = models.DateField("начало")
    ends = models.DateField("окончание")
    is_year_restored = models.BooleanField("год восстановлен", default=False, editable=False)
    state = models.CharField(
        "состояние", max_length=11, choices=StepState, default=StepState.PLANNED, editable=False
    )
    note = models.TextField("отметка", max_length=2000, blank=True, editable=False)
    closed_on = models.DateField("когда закрыт", null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто закрыл",
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(StepQuerySet)

    class Meta:
        verbose_name = "шаг дорожной карты"
        verbose_name_plural = "шаги дорожной карты"
        ordering = ("number",)
        indexes = [models.Index(fields=["program", "state", "ends"])]
        constraints = [
            models.UniqueConstraint(fields=["roadmap", "number"], name="step_number_once"),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="step_dates_in_order",
                violation_error_message="Окончание шага раньше начала.",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.NOT_NEEDED) | ~Q(note=""), name="step_not_needed_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"№\u00a0{self.number} {self.short_title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STEP_STATES

    def overdue_days(self, on: date) -> int:
        """Days past the term on that day; 0 when in time or closed."""
        return max(0, (on - self.ends).days) if self.state in OPEN_STEP_STATES else 0


class StepResponsible(SchoolModel):
    """A role that answers for the step; the first named closes it."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="responsibles", verbose_name="шаг")
    role = models.CharField("ответственный", max_length=20, choices=RoleChoices)
    position = models.PositiveSmallIntegerField("порядок")

    class Meta:
        verbose_name = "ответственный за шаг"
        verbose_name_plural = "ответственные за шаги"
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["step", "role"], name="step_role_once")]


class StepPart(SchoolModel):
    """The part of one holder of a plural role («18 из 24 классов»)."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="parts", verbose_name="шаг")
    role = models.CharField("роль", max_length=20, choices=RoleChoices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто отметил"
    )
    note = models.TextField("запись", max_length=2000, blank=True)
    done_at = models.DateTimeField("когда отмечено")

    class Meta:
        verbose_name = "часть шага"
        verbose_name_plural = "части шагов"
        ordering = ("done_at",)
        constraints = [models.UniqueConstraint(fields=["step", "role", "user"], name="step_part_once")]


class Evidence(SchoolModel):
    """«Чем подтверждён»: a note, a file, or both. Files lie in the database beside the step."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="evidence", verbose_name="шаг")
    note = models.TextField("запись", max_length=2000, blank=True)
    file_name = models.CharField("имя файла", max_length=255, blank=True)
    content_type = models.CharField("вид файла", max_length=100, blank=True)
    content = models.BinaryField("содержимое", null=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто добавил"
    )
    added_at = models.DateTimeField("когда добавлено", auto_now_add=True)

    objects = scoped(EvidenceQuerySet)

    class Meta:
        verbose_name = "подтверждение шага"
        verbose_name_plural = "подтверждения шагов"
        ordering = ("added_at",)
