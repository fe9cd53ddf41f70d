from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from participants.enums import Gender, ResponseSource
from participants.models import Event, Mentee, Mentor
from participants.models.topic import ONE_SIDE
from programs.models import PersonalLink, Program, SchoolModel


class PreferenceSheet(SchoolModel):
    """«Анкета предпочтений» of one participant after the group meeting (D20, step 18); the last one replaces."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="preference_sheets", editable=False, verbose_name="программа"
    )
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="групповая встреча"
    )
    mentor = models.OneToOneField(
        Mentor, models.CASCADE, null=True, related_name="preference_sheet", verbose_name="наставник"
    )
    mentee = models.OneToOneField(
        Mentee, models.CASCADE, null=True, related_name="preference_sheet", verbose_name="наставляемый"
    )
    source = models.CharField("как получена", max_length=5, choices=ResponseSource)
    wishes_gender = models.CharField("кого хотел бы в пару", max_length=1, choices=Gender, blank=True)
    comment = models.CharField("комментарий", max_length=500, blank=True)
    link = models.ForeignKey(
        PersonalLink, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="ссылка"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто внёс",
    )
    filled_at = models.DateTimeField("когда заполнена")
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "лист предпочтений"
        verbose_name_plural = "листы предпочтений"
        constraints = [models.CheckConstraint(condition=ONE_SIDE, name="preference_sheet_of_one_side")]

    def __str__(self) -> str:
        return f"Предпочтения: {self.mentor or self.mentee}"


class Preference(SchoolModel):
    """A line of the sheet: someone of the other side, ranked 1–3, or «не хочу» (rank is empty)."""

    sheet = models.ForeignKey(PreferenceSheet, models.CASCADE, related_name="choices", verbose_name="лист")
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, null=True, related_name="+", verbose_name="выбранный наставник"
    )
    mentee = models.ForeignKey(
        Mentee, models.CASCADE, null=True, related_name="+", verbose_name="выбранный наставляемый"
    )
    rank = models.PositiveSmallIntegerField(
        "место", null=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )

    class Meta:
        verbose_name = "предпочтение"
        verbose_name_plural = "предпочтения"
        ordering = ("rank", "id")
        constraints = [
            models.CheckConstraint(condition=ONE_SIDE, name="preference_of_one_side"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__range=(1, 3)), name="preference_rank_1_3"
            ),
            models.UniqueConstraint(fields=["sheet", "rank"], name="preference_rank_once"),
            models.UniqueConstraint(fields=["sheet", "mentor"], name="preference_mentor_once"),
            models.UniqueConstraint(fields=["sheet", "mentee"], name="preference_mentee_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor or self.mentee}: {self.rank or 'не хочу'}"
