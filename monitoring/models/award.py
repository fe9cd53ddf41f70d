"""«Поощрение» (section 8): awards, letters of thanks, nominations to other levels."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from monitoring.enums import AwardKind, AwardLevel, AwardState, CertificateDesign, SubmissionState
from monitoring.models.contest import ContestEntry, HonourNomination
from pairing.models import Pair
from participants.models import Event, Mentor, Person, StoredFile
from programs.models import Document, Program, SchoolModel


class Award(SchoolModel):
    """One honour for one person: proposed → in an order → signed → handed.

    person: who is honoured (of a letter to parents: the pupil whose parents are thanked). shown_name,
    shown_dative, shown_position: as printed, proposed by the program, changed by hand. parents: the salutation of a
    letter, typed («Уважаемые Ирина Петровна и Олег Ильич!»): no family tree is kept.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="awards", editable=False, verbose_name="программа"
    )
    kind = models.CharField("вид", max_length=13, choices=AwardKind)
    level = models.CharField("уровень", max_length=9, choices=AwardLevel, default=AwardLevel.SCHOOL)
    nomination = models.ForeignKey(
        HonourNomination,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name="номинация",
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="awards", verbose_name="кого")
    mentor = models.ForeignKey(
        Mentor, models.SET_NULL, null=True, blank=True, related_name="awards", verbose_name="наставник"
    )
    pair = models.ForeignKey(
        Pair, models.SET_NULL, null=True, blank=True, related_name="awards", verbose_name="пара"
    )
    entry = models.ForeignKey(
        ContestEntry, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="заявка"
    )
    shown_name = models.CharField("имя на бланке", max_length=250, blank=True)
    shown_dative = models.CharField("кому (дательный падеж)", max_length=250, blank=True)
    shown_position = models.CharField("класс или должность на бланке", max_length=200, blank=True)
    parents = models.CharField("обращение к родителям", max_length=250, blank=True)
    reason = models.CharField("за что", max_length=300)
    design = models.CharField(
        "оформление", max_length=8, choices=CertificateDesign, default=CertificateDesign.CLASSIC
    )
    blank_number = models.CharField("номер бланка", max_length=32, blank=True)
    state = models.CharField(
        "состояние", max_length=8, choices=AwardState, default=AwardState.PROPOSED, editable=False
    )
    order = models.ForeignKey(
        Document, models.SET_NULL, null=True, editable=False, related_name="awards", verbose_name="приказ"
    )
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="где вручают"
    )
    handed_on = models.DateField("вручено", null=True, blank=True, editable=False)
    is_on_board = models.BooleanField("на доске почёта", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="кто предложил",
    )
    created_at = models.DateTimeField("когда предложено", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "поощрение"
        verbose_name_plural = "поощрения"
        ordering = ("kind", "nomination__position", "person__search_key", "id")
        indexes = [models.Index(fields=["program", "state", "kind"])]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind", "nomination", "person"],
                name="award_once",
                violation_error_message="Это поощрение этому человеку уже предложено.",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed") | Q(handed_on__isnull=False), name="award_handed_with_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class LevelSubmission(SchoolModel):
    """«Выдвижение лучших наставников» to municipal, regional or federal level (section 8, measure 2)."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="submissions", editable=False, verbose_name="программа"
    )
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="submissions", verbose_name="наставник")
    pair = models.ForeignKey(
        Pair, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="пара"
    )
    level = models.CharField("уровень", max_length=9, choices=AwardLevel, default=AwardLevel.MUNICIPAL)
    competition = models.CharField("конкурс или мероприятие", max_length=250)
    due_on = models.DateField("документы до", null=True, blank=True)
    papers = models.TextField("какие документы", max_length=2000, blank=True)
    state = models.CharField(
        "состояние", max_length=11, choices=SubmissionState, default=SubmissionState.PLANNED
    )
    sent_on = models.DateField("отправлено", null=True, blank=True)
    result = models.CharField("результат", max_length=300, blank=True)
    result_on = models.DateField("дата результата", null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="файл"
    )
    result_file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="файл результата"
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "выдвижение"
        verbose_name_plural = "выдвижения"
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return f"{self.competition}: {self.mentor}"
