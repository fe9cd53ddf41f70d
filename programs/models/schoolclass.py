from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from programs.models.base import SchoolModel
from programs.models.program import Program


class SchoolClass(SchoolModel):
    """A class of one year; its teachers see and confirm for its pupils only."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="classes", editable=False, verbose_name="программа"
    )
    grade = models.PositiveSmallIntegerField(
        "параллель", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    letter = models.CharField("буква", max_length=4, blank=True)

    class Meta:
        verbose_name = "класс"
        verbose_name_plural = "классы"
        ordering = ("grade", "letter")
        constraints = [
            models.UniqueConstraint(fields=["program", "grade", "letter"], name="class_once"),
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=12), name="class_grade_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade}\u00a0«{self.letter}»" if self.letter else f"{self.grade}"


class ClassTeacher(SchoolModel):
    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, related_name="class_teachers", verbose_name="класс"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="taught_classes",
        verbose_name="классный руководитель",
    )

    class Meta:
        verbose_name = "классный руководитель"
        verbose_name_plural = "классные руководители"
        constraints = [models.UniqueConstraint(fields=["school_class", "user"], name="class_teacher_once")]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.user}"


class SubjectGroup(SchoolModel):
    """«ШМО»: its head sees and confirms for its teachers only."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="subject_groups", editable=False, verbose_name="программа"
    )
    title = models.CharField("название", max_length=120)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="руководитель",
        related_name="headed_groups",
    )

    class Meta:
        verbose_name = "методическое объединение"
        verbose_name_plural = "методические объединения"
        ordering = ("title",)
        constraints = [models.UniqueConstraint(fields=["program", "title"], name="subject_group_once")]

    def __str__(self) -> str:
        return self.title
