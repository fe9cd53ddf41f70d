from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from programs.enums import CalendarDayKind
from programs.models.base import SchoolModel


class CalendarDay(SchoolModel):
    """A day that differs from the school's week; the week itself is on the school (`School.works_saturdays`)."""

    day = models.DateField("дата")
    kind = models.CharField("какой это день", max_length=7, choices=CalendarDayKind)
    note = models.CharField("пояснение", max_length=120, blank=True)  # «День народного единства»

    class Meta:
        verbose_name = "день календаря"
        verbose_name_plural = "дни календаря"
        ordering = ("day",)
        constraints = [
            models.UniqueConstraint(
                fields=["school", "day"],
                name="calendar_day_once",
                violation_error_message="Этот день уже есть в календаре.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}, {self.get_kind_display()}"


class SchoolBreak(SchoolModel):
    """«Каникулы»: days from starts to ends, both included, on which silence of a pair is not counted."""

    title = models.CharField("название", max_length=80)
    starts = models.DateField("с")
    ends = models.DateField("по")

    class Meta:
        verbose_name = "каникулы"
        verbose_name_plural = "каникулы"
        ordering = ("starts",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="break_in_order",
                violation_error_message="Каникулы заканчиваются раньше, чем начались.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts:%d.%m.%Y}–{self.ends:%d.%m.%Y}"
