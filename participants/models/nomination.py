from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from participants.enums import NominationState, NominatorRole, PersonKind
from participants.models.category import Category
from participants.models.person import Person
from participants.querysets import NominationQuerySet
from programs.models import MentoringForm, PersonalLink, Program, SchoolClass, SchoolModel, scoped


class Nomination(SchoolModel):
    """«Представление» of a third party (step 6): who proposes whom, why, and what he wishes.

    Observations and categories are read by curator, psychologist and social pedagogue only, and by the author.
    person is empty while the curator has not said whom a nomination by link is about.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="nominations", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="nominations", verbose_name="человек"
    )
    form = models.ForeignKey(
        MentoringForm,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="форма наставничества",
        related_name="+",
    )
    kind = models.CharField("кто это", max_length=10, choices=PersonKind, default=PersonKind.PUPIL)
    typed_name = models.CharField(
        "фамилия, имя, отчество", max_length=240, blank=True
    )  # as the link's page took it
    school_class = models.ForeignKey(
        SchoolClass, models.SET_NULL, null=True, blank=True, verbose_name="класс", related_name="+"
    )
    nominator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто предложил",
    )
    nominator_name = models.CharField("кто предлагает", max_length=200)
    nominator_role = models.CharField("кем приходится", max_length=13, choices=NominatorRole)
    link = models.ForeignKey(
        PersonalLink,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="связь по ссылке",
    )
    observations = models.TextField("наблюдения", max_length=2000, blank=True)
    wish = models.TextField("запрос и пожелания", max_length=2000, blank=True)
    state = models.CharField(
        "состояние", max_length=8, choices=NominationState, default=NominationState.NEW, editable=False
    )
    decline_reason = models.CharField("почему отклонено", max_length=500, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто решил",
    )
    decided_at = models.DateTimeField("когда решено", null=True, editable=False)
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    objects = scoped(NominationQuerySet)

    class Meta:
        verbose_name = "представление"
        verbose_name_plural = "представления"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "state", "-created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(typed_name=""), name="nomination_names_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="nomination_declined_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whom} ({self.nominator_name})"

    @property
    def whom(self) -> str:
        return self.person.full_name if self.person else self.typed_name

    @property
    def place(self) -> str:
        """Class or position of the person in this year, else the class that the link's page took; may be empty."""
        if self.person is None:
            return str(self.school_class) if self.school_class else ""
        known = getattr(self.person, "all_years", None)
        years = self.person.enrolments.select_related("school_class") if known is None else known
        return next((year.place for year in years if year.program_id == self.program_id), "")


class NominationCategory(SchoolModel):
    nomination = models.ForeignKey(
        Nomination, models.CASCADE, related_name="category_links", verbose_name="предложение"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="категория")

    class Meta:
        verbose_name = "категория представления"
        verbose_name_plural = "категории представлений"
        constraints = [
            models.UniqueConstraint(fields=["nomination", "category"], name="nomination_category_once")
        ]
