from __future__ import annotations

from django.db import models

from participants.enums import CategoryKind
from programs.models import SchoolModel


class Category(SchoolModel):
    """Categories of section 4 of the programme document; seen by curator, psychologist, social pedagogue."""

    code = models.SlugField("код", max_length=40)
    kind = models.CharField("для кого", max_length=14, choices=CategoryKind)
    title = models.CharField("название", max_length=200)
    short_title = models.CharField("кратко", max_length=60)
    is_special = models.BooleanField("сведения о здоровье", default=False)
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "категория"
        verbose_name_plural = "категории"
        ordering = ("kind", "position")
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="category_code_once")]

    def __str__(self) -> str:
        return self.short_title
