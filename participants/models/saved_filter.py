from __future__ import annotations

from django.conf import settings
from django.db import models

from participants.enums import BaseKind
from programs.models import SchoolModel


class SavedFilter(SchoolModel):
    """A named view of a list that belongs to one user («Мои 9-е без пары»)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="учётная запись"
    )
    base = models.CharField("база", max_length=7, choices=BaseKind)
    title = models.CharField("название", max_length=60)
    query = models.CharField("условия", max_length=1000)
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    class Meta:
        verbose_name = "сохранённый отбор"
        verbose_name_plural = "сохранённые отборы"
        ordering = ("title",)
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user", "base", "title"],
                name="saved_filter_title_once",
                violation_error_message="Отбор с таким названием уже сохранён.",
            )
        ]

    def __str__(self) -> str:
        return self.title
