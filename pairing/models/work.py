"""The life of a living pair: settings by form, individual plan, results, contact log, drafts of journal entries."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from pairing.enums import ContactKind, MentoringKind, PlanSection, PlanStage, ResultKind, TaskMark
from pairing.models.pair import Pair, PairMember
from participants.models import Person, StoredFile
from programs.models import MentoringForm, PersonalLink, Program, SchoolModel

DAYS = [MinValueValidator(1), MaxValueValidator(365)]


class FormRules(SchoolModel):
    """How pairs of one form work: gates before the order, frequency of meetings, when silence is worth a word.

    Days are calendar days of the school: weekends, holidays and breaks are not counted (programs/workdays.py).
    """

    form = models.OneToOneField(
        MentoringForm, models.CASCADE, related_name="rules", verbose_name="форма наставничества"
    )
    asks_sides = models.BooleanField("спрашивать участников до передачи директору", default=False)
    needs_council = models.BooleanField("нужен протокол методического совета", default=False)
    needs_labour_papers = models.BooleanField("нужны документы по ст. 351.8 ТК РФ", default=False)
    first_meeting_days = models.PositiveSmallIntegerField(
        "первая встреча не позже, дней", default=10, validators=DAYS
    )
    meeting_every_days = models.PositiveSmallIntegerField(
        "встречи не реже, дней", default=10, validators=DAYS
    )
    silent_days = models.PositiveSmallIntegerField(
        "без встреч — сигнал через, дней", default=20, validators=DAYS
    )
    plan_days = models.PositiveSmallIntegerField(
        "индивидуальный план не позже, дней", default=15, validators=DAYS
    )
    first_contact_hours = models.PositiveSmallIntegerField(
        "контакт куратора после первой встречи, часов", default=48, validators=[MaxValueValidator(720)]
    )
    contact_every_days = models.PositiveSmallIntegerField(
        "контакт куратора не реже, дней", default=20, validators=DAYS
    )
    unhappy_below = models.PositiveSmallIntegerField(
        "сигнал, если доволен парой меньше, баллов", default=5, validators=[MaxValueValidator(10)]
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "порядок работы пар"
        verbose_name_plural = "порядок работы пар"

    def __str__(self) -> str:
        return f"Порядок работы пар: {self.form}"


class DevelopmentPlan(SchoolModel):
    """«Индивидуальный план развития» of one mentee in a pair (D25), made at the planning meeting."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    member = models.OneToOneField(
        PairMember, models.CASCADE, related_name="development_plan", verbose_name="участник пары"
    )
    state = models.CharField(
        "состояние", max_length=9, choices=PlanStage, default=PlanStage.DRAFT, editable=False
    )
    kind = models.CharField(
        "вид наставничества", max_length=12, choices=MentoringKind, default=MentoringKind.TRADITIONAL
    )
    goal = models.TextField("цель", max_length=1000, blank=True)
    starts_on = models.DateField("срок с", null=True, blank=True)
    ends_on = models.DateField("срок по", null=True, blank=True)
    return_comment = models.CharField("замечание", max_length=1000, blank=True, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто согласовал",
    )
    agreed_at = models.DateTimeField("когда согласован", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто утвердил",
    )
    approved_at = models.DateTimeField("когда утверждён", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="кто составил",
    )
    created_at = models.DateTimeField("когда создан", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "индивидуальный план"
        verbose_name_plural = "индивидуальные планы"
        indexes = [models.Index(fields=["program", "state"])]

    def __str__(self) -> str:
        return f"Индивидуальный план: {self.member}"


class PlanTask(SchoolModel):
    """A line of the plan: task, term, planned and actual result, the mentor's mark, the mentee's own tick."""

    plan = models.ForeignKey(DevelopmentPlan, models.CASCADE, related_name="tasks", verbose_name="план")
    section = models.CharField("раздел", max_length=12, choices=PlanSection)
    title = models.CharField("проект, задание", max_length=300)
    due_on = models.DateField("срок", null=True, blank=True)
    planned = models.CharField("планируемый результат", max_length=500, blank=True)
    actual = models.CharField("фактический результат", max_length=500, blank=True)
    mark = models.CharField("оценка наставника", max_length=8, choices=TaskMark, blank=True)
    mentee_done_on = models.DateField("наставляемый отметил", null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "задача плана"
        verbose_name_plural = "задачи планов"
        ordering = ("section", "position", "id")

    def __str__(self) -> str:
        return self.title


class PairResult(SchoolModel):
    """What a pair has made: project, open lesson, publication, olympiad, with a date, a file or a link."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="results", verbose_name="пара")
    member = models.ForeignKey(
        PairMember,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="results",
        verbose_name="чей результат",
    )
    kind = models.CharField("вид", max_length=12, choices=ResultKind)
    title = models.CharField("что сделано", max_length=300)
    on = models.DateField("дата")
    url = models.URLField("ссылка", max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="файл"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто записал"
    )
    recorded_at = models.DateTimeField("когда записано", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "результат пары"
        verbose_name_plural = "результаты пар"
        ordering = ("-on", "-id")
        indexes = [models.Index(fields=["program", "kind"])]

    def __str__(self) -> str:
        return self.title


class ContactEntry(SchoolModel):
    """The curator's log: a contact with a pair, or a question or request of a participant with its term and answer."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    pair = models.ForeignKey(
        Pair, models.CASCADE, null=True, blank=True, related_name="contacts", verbose_name="пара"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="contacts", verbose_name="с кем"
    )
    kind = models.CharField("вид", max_length=8, choices=ContactKind)
    on = models.DateField("когда")
    text = models.CharField("о чём", max_length=1000)
    due_on = models.DateField("ответить до", null=True, blank=True)
    answer = models.CharField("что ответили", max_length=1000, blank=True)
    answered_on = models.DateField("когда ответили", null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто записал"
    )
    recorded_at = models.DateTimeField("когда записано", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "контакт куратора"
        verbose_name_plural = "контакты куратора"
        ordering = ("-on", "-id")
        indexes = [models.Index(fields=["program", "kind", "answered_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(pair__isnull=False) | Q(person__isnull=False),
                name="contact_with_somebody",
                violation_error_message="Выберите пару или человека.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d.%m.%Y}"


class MeetingDraft(SchoolModel):
    """What somebody has typed of a journal entry and not saved yet; one per pair and writer, never shown to others."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="+", verbose_name="пара")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="кто пишет"
    )
    link = models.ForeignKey(PersonalLink, models.CASCADE, null=True, related_name="+", verbose_name="ссылка")
    data = models.JSONField("набранное", default=dict)
    saved_at = models.DateTimeField("когда сохранено", auto_now=True)

    class Meta:
        verbose_name = "черновик записи о встрече"
        verbose_name_plural = "черновики записей о встречах"
        constraints = [
            models.UniqueConstraint(fields=["pair", "user"], name="meeting_draft_once_per_user"),
            models.UniqueConstraint(fields=["pair", "link"], name="meeting_draft_once_per_link"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, link__isnull=True) | Q(user__isnull=True, link__isnull=False),
                name="meeting_draft_of_one_writer",
            ),
        ]
