from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from participants.enums import InterviewConclusion, InterviewState
from participants.models.entry import Mentor
from participants.querysets import InterviewQuerySet, OfProgramQuerySet
from programs.models import MentoringForm, Program, SchoolModel, scoped


class InterviewCriterion(SchoolModel):
    """A line of the interview sheet; the first ones come from the document's portraits of participants."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="interview_criteria", editable=False, verbose_name="программа"
    )
    form = models.ForeignKey(
        MentoringForm,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name="форма наставничества",
        related_name="+",
    )
    text = models.CharField("критерий", max_length=300)
    is_active = models.BooleanField("используется", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)

    objects = scoped(OfProgramQuerySet)

    class Meta:
        verbose_name = "критерий собеседования"
        verbose_name_plural = "критерии собеседования"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.text


class Interview(SchoolModel):
    """«Лист собеседования» (step 14). The criteria are copied into the sheet, so that it stays as it was.

    marks: [{"text": criterion, "mark": 0 | 1 | 2 | null, "note": str}, …]; null is «не оценивалось».
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="interviews", editable=False, verbose_name="программа"
    )
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="interviews", verbose_name="наставник")
    state = models.CharField(
        "состояние", max_length=9, choices=InterviewState, default=InterviewState.PLANNED, editable=False
    )
    planned_on = models.DateField("назначено на", null=True, blank=True)
    place = models.CharField("место", max_length=120, blank=True)
    held_on = models.DateField("проведено", null=True, blank=True)
    present = models.CharField("кто присутствовал", max_length=500, blank=True)
    with_psychologist = models.BooleanField("с участием педагога-психолога", default=False)
    marks = models.JSONField("оценки", default=list, blank=True, editable=False)
    conclusion = models.CharField("заключение", max_length=15, choices=InterviewConclusion, blank=True)
    condition = models.CharField("условие или пояснение", max_length=500, blank=True)
    cancel_reason = models.CharField("почему отменено", max_length=300, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто провёл"
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(InterviewQuerySet)

    class Meta:
        verbose_name = "собеседование"
        verbose_name_plural = "собеседования"
        ordering = ("-held_on", "-planned_on", "-id")
        indexes = [models.Index(fields=["program", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(held_on__isnull=False) & ~Q(conclusion="")),
                name="interview_held_with_conclusion",
            ),
            models.UniqueConstraint(
                fields=["mentor"], condition=Q(state="planned"), name="interview_planned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Собеседование: {self.mentor}"


class TrainingCourse(SchoolModel):
    """«Программа обучения наставников» (steps 15–16): sessions of it are events."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="training_courses", editable=False, verbose_name="программа"
    )
    title = models.CharField("название", max_length=200)
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="форма наставничества",
        help_text="Пусто — для всех наставников",
        related_name="+",
    )
    content = models.TextField("содержание", max_length=5000, blank=True)
    experts = models.CharField("эксперты", max_length=500, blank=True)
    materials = models.TextField("материалы", max_length=2000, blank=True)
    hours_required = models.DecimalField("часов для зачёта", max_digits=5, decimal_places=1, default=0)
    is_open = models.BooleanField("идёт", default=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(OfProgramQuerySet)

    class Meta:
        verbose_name = "программа обучения"
        verbose_name_plural = "программы обучения"
        ordering = ("title",)
        constraints = [
            models.UniqueConstraint(
                fields=["program", "title"],
                name="course_title_once",
                violation_error_message="Программа обучения с таким названием уже есть.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TrainingCompletion(SchoolModel):
    """A mentor has passed the course; the certificate prints from here, the same each time."""

    course = models.ForeignKey(
        TrainingCourse, models.PROTECT, related_name="completions", verbose_name="курс"
    )
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="trainings", verbose_name="наставник")
    completed_on = models.DateField("пройдено")
    hours = models.DecimalField("часов", max_digits=5, decimal_places=1)
    certificate_number = models.CharField("номер сертификата", max_length=32, blank=True)
    # As it was on the day: the certificate prints the same after a marriage or a change of the course.
    printed_name = models.CharField("имя в сертификате", max_length=250)
    printed_title = models.CharField("название в сертификате", max_length=200)
    signer_name = models.CharField("кто подписывает", max_length=200, blank=True)
    signer_title = models.CharField("должность подписывающего", max_length=160, blank=True)

    class Meta:
        verbose_name = "пройденное обучение"
        verbose_name_plural = "пройденное обучение"
        ordering = ("-completed_on", "-id")
        constraints = [models.UniqueConstraint(fields=["course", "mentor"], name="training_completed_once")]
