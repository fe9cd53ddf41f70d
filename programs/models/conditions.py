"""What the director provides (section 2 of the programme document): curators by order, and resources."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from programs.enums import ResourceKind, ResourceState, RoleChoices
from programs.models.base import SchoolModel
from programs.models.document import Document
from programs.models.form import MentoringForm
from programs.models.membership import Membership
from programs.models.program import Program


class Appointment(SchoolModel):
    """A curator named by order (D02), for one form or all; signing grants the role from `starts` to `ends`."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="appointments", editable=False, verbose_name="программа"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="сотрудник"
    )
    role = models.CharField("роль", max_length=20, choices=RoleChoices, default=RoleChoices.CURATOR)
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="форма наставничества",
        help_text="Пусто — все формы",
    )
    starts = models.DateField("с")
    ends = models.DateField("по", null=True, blank=True)
    duties = models.TextField("полномочия", max_length=2000, blank=True)
    document = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="appointments",
        verbose_name="приказ",
    )
    membership = models.ForeignKey(
        Membership, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="выданная роль"
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "назначение"
        verbose_name_plural = "назначения"
        ordering = ("-starts", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="appointment_dates_in_order",
                violation_error_message="Дата «по» раньше даты «с».",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"


class Resource(SchoolModel):
    """«Инфраструктурное и материально-техническое обеспечение»: what, for what, who, by when, state."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="resources", editable=False, verbose_name="программа"
    )
    kind = models.CharField("вид", max_length=11, choices=ResourceKind)
    title = models.CharField("что нужно", max_length=250)
    purpose = models.CharField("для чего", max_length=300, blank=True)
    responsible = models.CharField("кто отвечает", max_length=200, blank=True)
    due_on = models.DateField("к какому дню", null=True, blank=True)
    state = models.CharField("состояние", max_length=11, choices=ResourceState, default=ResourceState.NEEDED)
    note = models.CharField("примечание", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField("порядок", default=0, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "ресурс"
        verbose_name_plural = "ресурсы"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title
