"""The psychologist's room beside the compatibility tests: methods, protocols, consultations, referrals, surveys."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from pairing.enums import (
    ConsultationKind,
    MethodAudience,
    PairSurveyKind,
    ReferralOrigin,
    ReferralState,
    Respondent,
)
from pairing.models.meeting import Meeting
from pairing.models.pair import Pair
from participants.models import Person, Questionnaire, Response
from programs.models import PersonalLink, Program, SchoolModel


class TestMethod(SchoolModel):
    """A method of diagnostics as data: who it is for, from which age, with which scales."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    title = models.CharField("название", max_length=200)
    author = models.CharField("автор", max_length=200, blank=True)
    audience = models.CharField("для кого", max_length=8, choices=MethodAudience, default=MethodAudience.ALL)
    age_from = models.PositiveSmallIntegerField("возраст от, лет", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("возраст до, лет", null=True, blank=True)
    items = models.PositiveSmallIntegerField("вопросов в бланке", null=True, blank=True)
    note = models.CharField("пояснение", max_length=500, blank=True)
    is_active = models.BooleanField("используется", default=True)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "методика"
        verbose_name_plural = "методики"
        ordering = ("position", "title")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "title"],
                name="method_title_once",
                violation_error_message="Такая методика уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="method_ages_in_order",
                violation_error_message="Возраст «до» меньше возраста «от».",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MethodScale(SchoolModel):
    method = models.ForeignKey(TestMethod, models.CASCADE, related_name="scales", verbose_name="методика")
    title = models.CharField("шкала", max_length=120)
    minimum = models.SmallIntegerField("от", default=0)
    maximum = models.SmallIntegerField("до")
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "шкала методики"
        verbose_name_plural = "шкалы методик"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["method", "title"], name="scale_title_once"),
            models.CheckConstraint(
                condition=Q(maximum__gt=F("minimum")),
                name="scale_in_order",
                violation_error_message="Верхняя граница шкалы должна быть больше нижней.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.minimum}–{self.maximum})"


class TestProtocol(SchoolModel):
    """One person's results by one method. Values and notes are sealed: nobody but the psychologist reads them."""

    __test__ = False

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="protocols", verbose_name="человек")
    method = models.ForeignKey(TestMethod, models.PROTECT, related_name="protocols", verbose_name="методика")
    conducted_on = models.DateField("дата")
    # JSON {"scales": {scale id: number}, "notes": "…"} through mentoring_site/vault.py.
    sealed = models.BinaryField("результаты (зашифрованы)", editable=False)
    conducted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто провёл"
    )
    recorded_at = models.DateTimeField("когда записано", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "протокол методики"
        verbose_name_plural = "протоколы методик"
        ordering = ("-conducted_on", "-id")
        indexes = [models.Index(fields=["program", "person"])]

    def __str__(self) -> str:
        # Without the method: the journal keeps this label and is read by more people than the protocols.
        return f"Протокол, {self.conducted_on:%d.%m.%Y}"


class Referral(SchoolModel):
    """A word to the psychologist: from the curator, a class teacher, or «нужна помощь» of a participant himself.

    tells_curator: the participant agreed that the curator knows too. The other half of the pair never does.
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="referrals", verbose_name="о ком")
    pair = models.ForeignKey(Pair, models.SET_NULL, null=True, related_name="+", verbose_name="пара")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, related_name="+", verbose_name="встреча")
    origin = models.CharField("откуда", max_length=7, choices=ReferralOrigin)
    reason = models.TextField("что случилось", max_length=2000)
    tells_curator = models.BooleanField("куратор тоже знает", default=False)
    state = models.CharField(
        "состояние", max_length=8, choices=ReferralState, default=ReferralState.OPEN, editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто обратился",
    )
    asked_by_name = models.CharField("кто обратился, словами", max_length=250, blank=True, editable=False)
    asked_at = models.DateTimeField("когда")
    reply = models.TextField("ответ", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто ответил",
    )
    answered_at = models.DateTimeField("когда отвечено", null=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "обращение к психологу"
        verbose_name_plural = "обращения к психологу"
        ordering = ("-asked_at", "-id")
        indexes = [models.Index(fields=["program", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReferralState.OPEN) | (Q(answered_at__isnull=False) & ~Q(reply="")),
                name="referral_answered_with_words",
                violation_error_message="Напишите ответ.",
            )
        ]

    def __str__(self) -> str:
        return f"Обращение: {self.person}"


class Consultation(SchoolModel):
    """A line of the psychologist's journal: date, with whom, kind, result in one line; notes are sealed."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="consultations", verbose_name="с кем"
    )
    with_whom = models.CharField("с кем, словами", max_length=200, blank=True)  # a group, parents
    pair = models.ForeignKey(
        Pair, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="пара"
    )
    referral = models.ForeignKey(
        Referral,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="обращение",
    )
    held_on = models.DateField("дата")
    kind = models.CharField("вид", max_length=10, choices=ConsultationKind)
    result = models.CharField("результат", max_length=300)
    notes_sealed = models.BinaryField("личные записи (зашифрованы)", null=True, editable=False)
    conducted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто провёл"
    )
    recorded_at = models.DateTimeField("когда записано", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "консультация"
        verbose_name_plural = "консультации"
        ordering = ("-held_on", "-id")
        indexes = [models.Index(fields=["program", "held_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(with_whom=""),
                name="consultation_with_somebody",
                violation_error_message="Укажите, с кем была консультация.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.held_on:%d.%m.%Y}"


class NotesGrant(SchoolModel):
    """A successor may read the sealed notes of the one who leaves: a logged act."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="чьи записи"
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кому переданы"
    )
    basis = models.CharField("основание", max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто передал"
    )
    granted_at = models.DateTimeField("когда переданы")

    class Meta:
        verbose_name = "передача записей психолога"
        verbose_name_plural = "передача записей психолога"
        constraints = [
            models.UniqueConstraint(fields=["school", "giver", "taker"], name="notes_granted_once"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="notes_granted_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class PairSurvey(SchoolModel):
    """A short round of questions to both halves of chosen pairs; questions and answers are the engine's."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="pair_surveys", editable=False, verbose_name="программа"
    )
    kind = models.CharField("зачем", max_length=7, choices=PairSurveyKind)
    title = models.CharField("название", max_length=160)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+", verbose_name="анкета")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто начал"
    )
    created_at = models.DateTimeField("когда начат")
    closed_at = models.DateTimeField("когда закрыт", null=True, editable=False)

    class Meta:
        verbose_name = "опрос пар"
        verbose_name_plural = "опросы пар"
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.title


class PairSurveyInvite(SchoolModel):
    """One half of a pair asked in one round; answered when the response is submitted."""

    survey = models.ForeignKey(PairSurvey, models.CASCADE, related_name="invites", verbose_name="опрос")
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="survey_invites", verbose_name="пара")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="кто отвечает")
    role = models.CharField("кем", max_length=14, choices=Respondent)
    link = models.OneToOneField(
        PersonalLink, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="ссылка"
    )
    response = models.OneToOneField(
        Response, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="ответы"
    )
    # The engine keeps one response per person and questionnaire; a person in two pairs answers about each.
    satisfaction = models.PositiveSmallIntegerField(
        "доволен парой, 1–10", null=True, editable=False, validators=[MaxValueValidator(10)]
    )

    class Meta:
        verbose_name = "участник опроса пар"
        verbose_name_plural = "участники опросов пар"
        constraints = [
            models.UniqueConstraint(fields=["survey", "pair", "person"], name="pair_survey_invited_once")
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.person}"
