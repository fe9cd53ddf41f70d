from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mentoring_site.names import normalise_name, short_name
from participants.enums import Gender, PersonKind
from participants.querysets import EnrolmentQuerySet, PersonQuerySet
from programs.models import Program, SchoolClass, SchoolModel, SubjectGroup, scoped


class Person(SchoolModel):
    """A human being of the school; lives across years. What belongs to one year is in `Enrolment`."""

    kind = models.CharField("кто это", max_length=10, choices=PersonKind)
    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    middle_name = models.CharField("отчество", max_length=80, blank=True)
    gender = models.CharField("пол", max_length=1, choices=Gender, blank=True)
    birth_date = models.DateField("дата рождения", null=True, blank=True)
    # The official form holds the year only (data minimisation).
    birth_year = models.PositiveSmallIntegerField(
        "год рождения", null=True, blank=True, validators=[MinValueValidator(1920), MaxValueValidator(2100)]
    )
    phone = models.CharField("телефон", max_length=60, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    search_key = models.CharField("ключ поиска", max_length=260, editable=False)
    declensions = models.JSONField(
        "падежи имени", default=dict, blank=True, editable=False
    )  # case code -> form typed by hand
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="person",
        verbose_name="учётная запись",
    )
    # Rows that became this person by a merge, [["participants.Person", 12], …]: their history is his.
    former_rows = models.JSONField("прежние записи", default=list, blank=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    objects = scoped(PersonQuerySet)

    class Meta:
        verbose_name = "человек"
        verbose_name_plural = "люди"
        ordering = ("search_key", "id")  # where ё stands beside е
        indexes = [
            models.Index(fields=["school", "search_key", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True)
                | models.Q(birth_year=models.functions.ExtractYear("birth_date")),
                name="person_birth_year_of_date",
                violation_error_message="Год рождения не совпадает с датой рождения.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Fill what follows from other fields; bulk writers call it themselves."""
        self.search_key = normalise_name(self.full_name)
        if self.birth_date:
            self.birth_year = self.birth_date.year

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def short_name(self) -> str:
        """«Савельева О. С.»"""
        return short_name(self.full_name)

    @property
    def list_name(self) -> str:
        """«Беляев Иван»: enough for lists."""
        return f"{self.last_name} {self.first_name}".strip()

    def is_minor(self, on: date) -> bool:
        """Younger than 18 on that day (`minors` in querysets.py says the same to the database).

        With the year alone a pupil counts as a minor through the whole year of the 18th birthday; a pupil whose
        age is unknown is a minor, an adult kind is not.
        """
        if self.birth_date:
            return (on.year - self.birth_date.year, on.month, on.day) < (
                18,
                self.birth_date.month,
                self.birth_date.day,
            )
        if self.kind != PersonKind.PUPIL:
            return False
        return self.birth_year is None or on.year - self.birth_year <= 18


class Representative(SchoolModel):
    """Legal representative of one pupil: no passport, no address."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="representatives", verbose_name="человек")
    full_name = models.CharField("фамилия, имя, отчество", max_length=200)
    kinship = models.CharField("кем приходится", max_length=60, blank=True)
    phone = models.CharField("телефон", max_length=60, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="represents",
        verbose_name="учётная запись",
    )

    class Meta:
        verbose_name = "законный представитель"
        verbose_name_plural = "законные представители"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.full_name


class Enrolment(SchoolModel):
    """«Год человека»: class or position, subjects, start of teaching work in one programme's year."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="enrolments", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="enrolments", verbose_name="человек")
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, verbose_name="класс", related_name="enrolments"
    )
    position = models.CharField("должность", max_length=160, blank=True)
    workplace = models.CharField("место работы или учёбы", max_length=200, blank=True)
    subjects = models.CharField("предметы", max_length=200, blank=True, help_text="Через запятую")
    subject_group = models.ForeignKey(
        SubjectGroup, models.SET_NULL, null=True, blank=True, verbose_name="ШМО", related_name="enrolments"
    )
    teaching_since = models.DateField("начало педагогической работы", null=True, blank=True)

    objects = scoped(EnrolmentQuerySet)

    class Meta:
        verbose_name = "год человека"
        verbose_name_plural = "годы людей"
        constraints = [models.UniqueConstraint(fields=["person", "program"], name="enrolment_once")]
        indexes = [models.Index(fields=["program", "school_class"])]

    def __str__(self) -> str:
        return f"{self.person}, {self.place}"

    @property
    def place(self) -> str:
        """Class of a pupil or position of an adult, as lists and papers print it; may be empty."""
        return str(self.school_class) if self.school_class_id else (self.position or self.workplace)

    def experience_years(self, on: date) -> int | None:
        """Full years of teaching work on that day; None when the start is unknown."""
        if self.teaching_since is None:
            return None
        since = self.teaching_since
        return max(0, on.year - since.year - ((on.month, on.day) < (since.month, since.day)))
