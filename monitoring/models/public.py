"""What the school shows to everybody (domain: §6.6): only what consents to publication allow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from monitoring.enums import PublicState
from monitoring.models.practice import PracticeCase
from participants.models import Mentor, Person, StoredFile
from programs.models import Program, SchoolModel


class PublicBlock(SchoolModel):
    """Settings of `/public/<school>/`, one per school; off until the school switches it on."""

    is_on = models.BooleanField("открытые страницы включены", default=False)
    intro = models.TextField("вступление", max_length=2000, blank=True)
    shows_mentors = models.BooleanField("«Наши наставники»", default=True)
    shows_board = models.BooleanField("доска почёта", default=True)
    shows_cases = models.BooleanField("лучшие практики", default=True)
    shows_library = models.BooleanField("методическая копилка", default=True)
    shows_results = models.BooleanField("итоги года", default=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "открытые страницы"
        verbose_name_plural = "открытые страницы"
        constraints = [models.UniqueConstraint(fields=["school"], name="public_block_once")]

    def __str__(self) -> str:
        return "Открытые страницы школы"


class PublicCard(SchoolModel):
    """A card of «Наши наставники»: draft → published → withdrawn; shown only while the consent holds."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="public_cards", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="public_cards", verbose_name="наставник")
    mentor = models.ForeignKey(
        Mentor, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="запись в базе"
    )
    photo = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="фотография"
    )
    direction = models.CharField("направление", max_length=200, blank=True)
    helps_with = models.TextField("чем может помочь", max_length=1000, blank=True)
    achievements = models.TextField("достижения", max_length=1000, blank=True)
    quote = models.CharField("цитата", max_length=300, blank=True)
    state = models.CharField(
        "состояние", max_length=9, choices=PublicState, default=PublicState.DRAFT, editable=False
    )
    published_on = models.DateField("опубликовано", null=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "карточка наставника"
        verbose_name_plural = "карточки наставников"
        ordering = ("person__search_key",)
        constraints = [models.UniqueConstraint(fields=["program", "person"], name="public_card_once")]

    def __str__(self) -> str:
        return str(self.person)


class PublishedElsewhere(SchoolModel):
    """Where else something about a person or case stands: whom to ask when a consent is withdrawn."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="published_elsewhere",
        verbose_name="о ком",
    )
    case = models.ForeignKey(
        PracticeCase,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="published_elsewhere",
        verbose_name="кейс",
    )
    site = models.CharField("где", max_length=200)
    url = models.URLField("адрес страницы", max_length=500, blank=True)
    published_on = models.DateField("опубликовано")
    asked_on = models.DateField("попросили убрать", null=True, blank=True)
    removed_on = models.DateField("убрали", null=True, blank=True)

    class Meta:
        verbose_name = "публикация на другом сайте"
        verbose_name_plural = "публикации на других сайтах"
        ordering = ("-published_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(case__isnull=False),
                name="published_elsewhere_about_something",
            )
        ]

    def __str__(self) -> str:
        return self.site
