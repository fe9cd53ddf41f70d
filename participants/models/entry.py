from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from participants.enums import MenteeStatus, MentorStatus
from participants.models.category import Category
from participants.models.person import Enrolment, Person
from participants.querysets import EntryQuerySet
from programs.models import InteractionModel, MentoringForm, Program, SchoolModel, scoped


class BaseEntry(SchoolModel):
    """What a row of either base holds (official forms)."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="%(class)ss", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="%(class)s_entries", verbose_name="человек"
    )
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="форма наставничества",
        help_text="Пусто — «не определена»",
        related_name="%(class)ss",
    )
    entered_on = models.DateField("дата вхождения в программу", null=True, blank=True)
    left_on = models.DateField("дата выбытия", null=True, blank=True, editable=False)
    left_reason = models.CharField("причина выбытия", max_length=500, blank=True, editable=False)
    completed_on = models.DateField("дата завершения программы", null=True, blank=True)
    results = models.TextField("результаты программы", max_length=2000, blank=True)
    case_url = models.CharField("ссылка на кейс или отзыв", max_length=500, blank=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(EntryQuerySet)

    class Meta:
        abstract = True
        ordering = ("person__search_key", "id")

    def __str__(self) -> str:
        return str(self.person)

    @property
    def enrolment(self) -> Enrolment | None:
        """The person's year in this programme; costs nothing after `EntryQuerySet.for_list`."""
        known = getattr(self.person, "years", None)
        if known is not None:
            return known[0] if known else None
        return self.person.enrolments.filter(program=self.program_id).select_related("school_class").first()

    @property
    def place(self) -> str:
        """Class or position as lists print it; may be empty."""
        return self.enrolment.place if self.enrolment else ""


class Mentor(BaseEntry):
    """A row of «база наставников». In a pair, ready, free places: computed, never stored."""

    status = models.CharField(
        "состояние", max_length=10, choices=MentorStatus, default=MentorStatus.CANDIDATE, editable=False
    )
    places = models.PositiveSmallIntegerField(
        "сколько наставляемых готов вести",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    takes_group = models.BooleanField("согласен вести группу", default=False)
    competencies = models.TextField("основные компетенции", max_length=2000, blank=True)
    achievements = models.TextField("важные для программы достижения", max_length=2000, blank=True)
    interests = models.TextField("интересы", max_length=1000, blank=True)
    preferred_age = models.CharField("желаемый возраст наставляемых", max_length=120, blank=True)
    time_resource = models.CharField("ресурс времени на программу", max_length=200, blank=True)
    interviewed_on = models.DateField("собеседование", null=True, blank=True)
    trained_on = models.DateField("обучение", null=True, blank=True)
    waiver = models.CharField(
        "допущен без собеседования или обучения, потому что", max_length=300, blank=True, editable=False
    )
    waived_by_name = models.CharField("кто освободил от обучения", max_length=250, blank=True, editable=False)

    class Meta(BaseEntry.Meta):
        verbose_name = "наставник"
        verbose_name_plural = "наставники"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "person"],
                name="mentor_once",
                violation_error_message="Этот человек уже есть в базе наставников.",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=30),
                name="mentor_places_in_range",
                violation_error_message="Наставник ведёт от 1 до 30 наставляемых.",
            ),
            models.CheckConstraint(
                condition=(Q(status=MentorStatus.LEFT) & ~Q(left_reason="") & Q(left_on__isnull=False))
                | (~Q(status=MentorStatus.LEFT) & Q(left_reason="") & Q(left_on__isnull=True)),
                name="mentor_left_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["program", "status"])]


class Mentee(BaseEntry):
    """A row of «база наставляемых»."""

    status = models.CharField(
        "состояние", max_length=10, choices=MenteeStatus, default=MenteeStatus.NOMINATED, editable=False
    )
    request = models.TextField("основной запрос", max_length=2000, blank=True)
    interests = models.TextField("интересы", max_length=1000, blank=True)
    wished_model = models.ForeignKey(
        InteractionModel,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="форма взаимодействия",
        related_name="+",
    )
    completion_mark = models.CharField("отметка о прохождении программы", max_length=120, blank=True)

    class Meta(BaseEntry.Meta):
        verbose_name = "наставляемый"
        verbose_name_plural = "наставляемые"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "person"],
                name="mentee_once",
                violation_error_message="Этот человек уже есть в базе наставляемых.",
            ),
            models.CheckConstraint(
                condition=(Q(status=MenteeStatus.LEFT) & ~Q(left_reason="") & Q(left_on__isnull=False))
                | (~Q(status=MenteeStatus.LEFT) & Q(left_reason="") & Q(left_on__isnull=True)),
                name="mentee_left_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["program", "status"])]


class MentorCategory(SchoolModel):
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, related_name="category_links", verbose_name="наставник"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="категория")

    class Meta:
        verbose_name = "категория наставника"
        verbose_name_plural = "категории наставников"
        constraints = [models.UniqueConstraint(fields=["mentor", "category"], name="mentor_category_once")]


class MenteeCategory(SchoolModel):
    mentee = models.ForeignKey(
        Mentee, models.CASCADE, related_name="category_links", verbose_name="наставляемый"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="категория")

    class Meta:
        verbose_name = "категория наставляемого"
        verbose_name_plural = "категории наставляемых"
        constraints = [models.UniqueConstraint(fields=["mentee", "category"], name="mentee_category_once")]
