from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from participants.models.person import Person
from programs.models import SchoolModel


class DuplicateDecision(SchoolModel):
    """«Не дубликат»: two people who look alike and are two; the pair is not shown again."""

    first = models.ForeignKey(
        Person, models.CASCADE, related_name="+", verbose_name="первый человек"
    )  # the smaller id
    second = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="второй человек")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто решил"
    )
    decided_at = models.DateTimeField("когда решено", auto_now_add=True)

    class Meta:
        verbose_name = "решение о похожих людях"
        verbose_name_plural = "решения о похожих людях"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_decided_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_in_order"),
        ]
