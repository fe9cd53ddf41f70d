from __future__ import annotations

from django.db import models

from monitoring.enums import Criterion
from programs.models import Program, SchoolModel


class QualityIndicator(SchoolModel):
    """«Показатель эффективности реализации Программы» (section 6): nine in three criteria, 5 + 2 + 2."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="quality_indicators", editable=False, verbose_name="программа"
    )
    code = models.CharField("код", max_length=4)
    criterion = models.CharField("критерий", max_length=1, choices=Criterion)
    title = models.TextField("показатель")
    position = models.PositiveSmallIntegerField("порядок")

    class Meta:
        verbose_name = "показатель эффективности"
        verbose_name_plural = "показатели эффективности"
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["program", "code"], name="indicator_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
