from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from participants.enums import Weekday
from participants.models.entry import Mentee, Mentor
from programs.enums import ParticipantKind
from programs.models import SchoolModel

ONE_SIDE = Q(mentor__isnull=False, mentee__isnull=True) | Q(mentor__isnull=True, mentee__isnull=False)


class Topic(SchoolModel):
    """What is asked and offered, from one list that the school edits («Физика», «Публичные выступления»)."""

    title = models.CharField("тема", max_length=80)
    kind = models.CharField("для кого", max_length=8, choices=ParticipantKind, blank=True)  # empty: for all
    is_subject = models.BooleanField("учебный предмет", default=False)
    is_active = models.BooleanField("предлагается", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "тема"
        verbose_name_plural = "темы"
        ordering = ("position", "title")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "title"],
                name="topic_title_once",
                violation_error_message="Такая тема уже есть.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TopicChoice(SchoolModel):
    """A topic that a mentor offers or a mentee asks for (`Request` and offer of the design in one table)."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="choices", verbose_name="тема")
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, null=True, blank=True, related_name="topic_choices", verbose_name="наставник"
    )
    mentee = models.ForeignKey(
        Mentee,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="topic_choices",
        verbose_name="наставляемый",
    )

    class Meta:
        verbose_name = "выбранная тема"
        verbose_name_plural = "выбранные темы"
        constraints = [
            models.CheckConstraint(condition=ONE_SIDE, name="topic_choice_of_one_side"),
            models.UniqueConstraint(fields=["topic", "mentor"], name="topic_once_per_mentor"),
            models.UniqueConstraint(fields=["topic", "mentee"], name="topic_once_per_mentee"),
        ]


class Availability(SchoolModel):
    """An hour of the week that suits: weekday × hour of the start (8–20), school's local time."""

    mentor = models.ForeignKey(
        Mentor, models.CASCADE, null=True, blank=True, related_name="times", verbose_name="наставник"
    )
    mentee = models.ForeignKey(
        Mentee, models.CASCADE, null=True, blank=True, related_name="times", verbose_name="наставляемый"
    )
    weekday = models.PositiveSmallIntegerField("день недели", choices=Weekday)
    hour = models.PositiveSmallIntegerField(
        "начало, час", validators=[MinValueValidator(8), MaxValueValidator(20)]
    )

    class Meta:
        verbose_name = "удобное время"
        verbose_name_plural = "удобное время"
        ordering = ("weekday", "hour")
        constraints = [
            models.CheckConstraint(condition=ONE_SIDE, name="availability_of_one_side"),
            models.CheckConstraint(
                condition=Q(hour__gte=8, hour__lte=20, weekday__gte=1, weekday__lte=6),
                name="availability_in_range",
            ),
            models.UniqueConstraint(fields=["mentor", "weekday", "hour"], name="time_once_per_mentor"),
            models.UniqueConstraint(fields=["mentee", "weekday", "hour"], name="time_once_per_mentee"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.hour}:00"
