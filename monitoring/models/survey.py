"""Stage 1: who is asked with which questionnaire, who has answered, and free texts that wait to be read."""

from __future__ import annotations

from textwrap import shorten

from django.conf import settings
from django.db import models
from django.db.models import Q

from monitoring.enums import CampaignState, ModerationState, SurveyPurpose
from participants.models import Person, Question, Questionnaire, Representative, Response
from programs.models import PersonalLink, Program, SchoolClass, SchoolModel


class Campaign(SchoolModel):
    """One survey: a questionnaire, those who are asked, and the days while answers are taken.

    Whether it goes by name or not is the questionnaire's word; it can't change once the survey is open.
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="campaigns", editable=False, verbose_name="программа"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="campaigns", verbose_name="анкета"
    )
    title = models.CharField("название", max_length=160)
    purpose = models.CharField("зачем", max_length=12, choices=SurveyPurpose)
    state = models.CharField(
        "состояние", max_length=6, choices=CampaignState, default=CampaignState.DRAFT, editable=False
    )
    closes_on = models.DateField("отвечать до", null=True, blank=True)
    opened_at = models.DateTimeField("когда открыт", null=True, editable=False)
    closed_at = models.DateTimeField("когда завершён", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто создал"
    )
    created_at = models.DateTimeField("когда создан", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "опрос"
        verbose_name_plural = "опросы"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CampaignState.DRAFT, opened_at__isnull=True, closed_at__isnull=True)
                | Q(state=CampaignState.OPEN, opened_at__isnull=False, closed_at__isnull=True)
                | Q(state=CampaignState.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                name="campaign_moments_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(SchoolModel):
    """Who is asked. By name it leads to the answers; without a name it knows only that he has answered.

    person: who answers, or the pupil whose parent does (then representative too). addressee: who has no card (a
    partner organisation, an employee).
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="invitations", verbose_name="опрос")
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="survey_invitations",
        verbose_name="человек",
    )
    representative = models.ForeignKey(
        Representative, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="представитель"
    )
    addressee = models.CharField("кому", max_length=250, blank=True)
    email = models.EmailField("почта", blank=True)
    school_class = models.ForeignKey(
        SchoolClass, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="класс"
    )
    link = models.ForeignKey(
        PersonalLink,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="связь по ссылке",
    )
    is_anonymous = models.BooleanField("без имени", default=False, editable=False)
    is_answered = models.BooleanField("ответил", default=False, editable=False)
    answered_on = models.DateField("когда ответил", null=True, editable=False)
    response = models.ForeignKey(
        Response, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="ответы"
    )
    reminded_on = models.DateField("когда напомнили", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "приглашение в опрос"
        verbose_name_plural = "приглашения в опросы"
        ordering = ("campaign", "id")
        indexes = [models.Index(fields=["campaign", "is_answered"])]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"],
                condition=Q(representative__isnull=True),
                name="invitation_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["campaign", "representative"],
                condition=Q(representative__isnull=False),
                name="invitation_once_per_parent",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(addressee=""), name="invitation_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(answered_on__isnull=True, response__isnull=True),
                name="invitation_without_name_knows_no_answers",
            ),
        ]

    def __str__(self) -> str:
        return self.addressee or str(self.person)


class FreeAnswer(SchoolModel):
    """A text from a survey without names, cut loose from the other answers; the curator reads it first.

    No key to the response and no time: side by side with others it must not tell whose it is.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="free_answers", verbose_name="опрос")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", verbose_name="вопрос")
    text = models.TextField("ответ", max_length=2000)
    state = models.CharField(
        "состояние", max_length=7, choices=ModerationState, default=ModerationState.WAITING
    )
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто прочитал",
    )

    class Meta:
        verbose_name = "свободный ответ"
        verbose_name_plural = "свободные ответы"
        ordering = ("campaign", "question", "id")
        indexes = [models.Index(fields=["campaign", "state"])]

    def __str__(self) -> str:
        return shorten(self.text, 60, placeholder="…")
