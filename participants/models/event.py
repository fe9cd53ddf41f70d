from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from participants.enums import AttendanceMark, EventKind, EventState
from participants.models.person import Person
from participants.models.selection import TrainingCourse
from participants.querysets import OfProgramQuerySet
from programs.models import Program, SchoolModel, scoped


class Event(SchoolModel):
    """A meeting of many with attendance: training, group meeting, council, ceremony."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="events", editable=False, verbose_name="программа"
    )
    kind = models.CharField("вид", max_length=13, choices=EventKind)
    course = models.ForeignKey(
        TrainingCourse,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="программа обучения",
        related_name="sessions",
    )
    title = models.CharField("тема", max_length=200)
    planned_on = models.DateField("дата")
    starts_at = models.TimeField("начало", null=True, blank=True)
    hours = models.DecimalField("часов", max_digits=4, decimal_places=1, null=True, blank=True)
    place = models.CharField("место", max_length=120, blank=True)
    audience = models.CharField("для кого", max_length=200, blank=True)
    expert = models.CharField("ведёт", max_length=200, blank=True)
    materials = models.TextField("материалы", max_length=2000, blank=True)
    state = models.CharField(
        "состояние", max_length=9, choices=EventState, default=EventState.PLANNED, editable=False
    )
    held_on = models.DateField("проведено", null=True, editable=False)
    present_count = models.PositiveSmallIntegerField("присутствовали, человек", null=True, blank=True)
    result = models.TextField("итог", max_length=2000, blank=True)
    cancel_reason = models.CharField("почему отменено", max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(OfProgramQuerySet)

    class Meta:
        verbose_name = "событие"
        verbose_name_plural = "события"
        ordering = ("planned_on", "id")
        indexes = [models.Index(fields=["program", "kind", "planned_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_on__isnull=False), name="event_held_with_date"
            ),
            models.CheckConstraint(
                condition=Q(course__isnull=True) | Q(kind=EventKind.TRAINING),
                name="event_of_course_is_training",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(SchoolModel):
    """Who was at an event; nobody is marked until somebody taps."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendance", verbose_name="событие")
    person = models.ForeignKey(Person, models.CASCADE, related_name="attendance", verbose_name="человек")
    mark = models.CharField("отметка", max_length=7, choices=AttendanceMark)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто отметил",
    )
    marked_at = models.DateTimeField("когда отмечено", auto_now=True)

    class Meta:
        verbose_name = "посещение"
        verbose_name_plural = "посещения"
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="attendance_once")]
