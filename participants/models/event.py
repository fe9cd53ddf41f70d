from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from participants.enums import AttendanceMark, EventKind, EventState, GuestGroup, InvitationState
from participants.models.letter import Letter
from participants.models.person import Person
from participants.models.selection import TrainingCourse
from participants.models.stored_file import StoredFile
from participants.querysets import OfProgramQuerySet
from programs.models import Document, Partner, Program, SchoolModel, scoped


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
    # Which of the 35 steps it confirms; 0: none. Protocol (D06): agenda and decisions, one point on a line.
    step_number = models.PositiveSmallIntegerField("шаг дорожной карты", default=0, blank=True)
    agenda = models.TextField("повестка", max_length=4000, blank=True)
    decisions = models.TextField("слушали и решили", max_length=8000, blank=True)
    chair = models.CharField("председатель", max_length=200, blank=True)
    secretary = models.CharField("секретарь", max_length=200, blank=True)
    protocol_number = models.CharField("номер протокола", max_length=32, blank=True)
    protocol = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="протокол",
    )
    # Programme of a ceremony: «12:00 Открытие», one point on a line; awards join it by their own order.
    schedule = models.TextField("программа", max_length=4000, blank=True)
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


class EventPhoto(SchoolModel):
    """A photo of an event. Whoever can be recognised on it is named; it is shown outside only with their consent."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="photos", verbose_name="событие")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="файл")
    caption = models.CharField("подпись", max_length=200, blank=True)
    has_nobody = models.BooleanField("никого нельзя узнать", default=False)
    added_at = models.DateTimeField("когда добавлено", auto_now_add=True)

    class Meta:
        verbose_name = "фотография"
        verbose_name_plural = "фотографии"
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.caption or self.file.file_name


class PhotoPerson(SchoolModel):
    """Somebody who can be recognised on a photo."""

    photo = models.ForeignKey(EventPhoto, models.CASCADE, related_name="people", verbose_name="фотография")
    person = models.ForeignKey(Person, models.CASCADE, related_name="photos", verbose_name="человек")

    class Meta:
        verbose_name = "человек на фотографии"
        verbose_name_plural = "люди на фотографиях"
        constraints = [models.UniqueConstraint(fields=["photo", "person"], name="photo_person_once")]


class EventInvitation(SchoolModel):
    """An invitation of step 29: to a participant's family, or to an organisation."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations", verbose_name="событие")
    group = models.CharField("кого", max_length=12, choices=GuestGroup)
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="event_invitations",
        verbose_name="чья семья",
    )
    partner = models.ForeignKey(
        Partner, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="организация"
    )
    to_name = models.CharField("кому", max_length=250)
    state = models.CharField(
        "состояние", max_length=8, choices=InvitationState, default=InvitationState.PREPARED
    )
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="письмо"
    )
    guests = models.PositiveSmallIntegerField("сколько гостей", null=True, blank=True)

    class Meta:
        verbose_name = "приглашение на событие"
        verbose_name_plural = "приглашения на события"
        ordering = ("group", "to_name")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(person__isnull=False),
                name="event_invitation_family_once",
            ),
            models.UniqueConstraint(
                fields=["event", "partner"],
                condition=Q(partner__isnull=False),
                name="event_invitation_partner_once",
            ),
        ]

    def __str__(self) -> str:
        return self.to_name
