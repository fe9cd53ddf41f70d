from __future__ import annotations

import re
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from participants.models import Event
from programs.enums import RoleChoices
from programs.models import Program, SchoolModel, scoped
from roadmap.enums import Stage, StepState, TermKind
from roadmap.models.roadmap import Roadmap
from roadmap.querysets import EvidenceQuerySet, StepQuerySet
from roadmap.transitions import OPEN_STEP_STATES

YEAR_APART = re.compile(r"(?<=[а-яё]) (?=20\d\d(?!\d))")


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
    number = models.PositiveSmallIntegerField("номер", editable=False)  # place in the order, from 1
    number_text = models.CharField(
        "номер, как печатать", max_length=12, blank=True
    )  # «1.2.» of the school's own map; empty: the number
    # Which of the 35 steps of the national model it is: what closes it follows from this. None: the school's own.
    standard = models.PositiveSmallIntegerField("шаг целевой модели", null=True, blank=True)
    title = models.TextField("мероприятие", max_length=1000)
    short_title = models.CharField("кратко", max_length=60)
    stage = models.PositiveSmallIntegerField("этап", choices=Stage)
    section = models.CharField(
        "раздел, как печатать", max_length=250, blank=True
    )  # empty: the stage's own title
    content = models.TextField("содержание", max_length=4000, blank=True)  # sub-points, one on a line
    result_text = models.CharField("результат, вид документа", max_length=500, blank=True)
    responsible_text = models.CharField(
        "ответственные, как печатать", max_length=500, blank=True
    )  # empty: the roles
    term_text = models.CharField("срок, как печатать", max_length=120)
    # The dates of an EVENT term are the programme's own: such a step is never late.
    term_kind = models.CharField(
        "вид срока", max_length=9, choices=TermKind, default=TermKind.RANGE, editable=False
    )
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
        return f"№\u00a0{self.said_number} {self.short_title}"

    @property
    def printed_number(self) -> str:
        return self.number_text or str(self.number)

    @property
    def said_number(self) -> str:
        """For lists and sentences: «шаг № 1.2», though the paper has «1.2.»."""
        return self.printed_number.rstrip(". ") or str(self.number)

    @property
    def said_term(self) -> str:
        """The term where lines are narrow: a year stays with its month, and a dash ends a line."""
        return YEAR_APART.sub("\u00a0", self.term_text).replace(" – ", "\u00a0– ")

    @property
    def has_term(self) -> bool:
        return self.term_kind != TermKind.EVENT

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STEP_STATES

    def overdue_days(self, on: date) -> int:
        """Days past the term on that day; 0 when in time or closed."""
        return max(0, (on - self.ends).days) if self.state in OPEN_STEP_STATES and self.has_term else 0


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
    # Of a step that no data confirm (1–4, 29, 30): «протокол № 1 от 04.09, педагоги, 41 человек».
    held_on = models.DateField("дата", null=True, blank=True)
    protocol = models.CharField("протокол", max_length=160, blank=True)
    audience = models.CharField("кто был", max_length=200, blank=True)
    present_count = models.PositiveSmallIntegerField("сколько человек", null=True, blank=True)
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="событие"
    )
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
