from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from pairing.enums import MeetingFormat, MeetingKind, MeetingState
from pairing.models.pair import Pair, PairMember
from programs.models import PersonalLink, Program, SchoolModel


class Meeting(SchoolModel):
    """A meeting of a pair or group, planned or held."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="meetings", verbose_name="пара")
    kind = models.CharField("вид", max_length=12, choices=MeetingKind)
    state = models.CharField("состоялась", max_length=9, choices=MeetingState, default=MeetingState.HELD)
    date = models.DateField("дата")
    starts_at = models.TimeField("начало", null=True, blank=True)
    format = models.CharField("как прошла", max_length=7, choices=MeetingFormat, blank=True)
    place = models.CharField("место", max_length=120, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(
        "длительность, минут", null=True, blank=True, validators=[MaxValueValidator(600)]
    )
    topic = models.CharField("тема", max_length=300, blank=True)
    content = models.TextField("что сделали", max_length=4000, blank=True)
    next_step = models.CharField("задание к следующей встрече", max_length=500, blank=True)
    cancelled_reason = models.CharField("почему отменена", max_length=300, blank=True)
    # By an account, or by a personal link (then the name is kept in words).
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто записал",
    )
    recorded_through = models.ForeignKey(
        PersonalLink, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="ссылка"
    )
    recorded_by_name = models.CharField("кто записал, словами", max_length=250, blank=True, editable=False)
    # The curator's visa makes the record read-only.
    visa_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто завизировал",
    )
    visa_at = models.DateTimeField("когда завизировано", null=True, editable=False)
    recorded_at = models.DateTimeField("когда записано", auto_now_add=True)

    class Meta:
        verbose_name = "встреча"
        verbose_name_plural = "встречи"
        ordering = ("-date", "-id")
        indexes = [models.Index(fields=["program", "date"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancelled_reason=""),
                name="meeting_cancelled_with_reason",
                violation_error_message="Напишите, почему встреча отменена.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.date:%d.%m.%Y}"


class MeetingAbsence(SchoolModel):
    """A group's member who was not there; presence is the rule and needs no row."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="absences", verbose_name="встреча")
    member = models.ForeignKey(PairMember, models.CASCADE, related_name="+", verbose_name="участник")

    class Meta:
        verbose_name = "отсутствие на встрече"
        verbose_name_plural = "отсутствия на встречах"
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="absence_once")]
