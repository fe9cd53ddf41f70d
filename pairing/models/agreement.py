"""What stands between an approved pair and its first meeting: words of both sides, labour papers, telling everybody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from pairing.enums import AgreementState, AnswerSource, LabourPaperKind, NoticeChannel, Respondent
from pairing.models.pair import Pair
from participants.models import Person, StoredFile
from programs.models import PersonalLink, SchoolModel


class PairAgreement(SchoolModel):
    """One side asked whether it agrees to the pair before the plan is submitted; a pupil's guardian too."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="agreements", verbose_name="пара")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="участник")
    role = models.CharField(
        "кто отвечает", max_length=14, choices=Respondent
    )  # representative: of the person
    state = models.CharField(
        "ответ", max_length=8, choices=AgreementState, default=AgreementState.ASKED, editable=False
    )
    source = models.CharField("как получен", max_length=5, choices=AnswerSource, blank=True)
    comment = models.CharField("пояснение", max_length=500, blank=True)
    link = models.OneToOneField(
        PersonalLink, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="ссылка"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто спросил"
    )
    asked_at = models.DateTimeField("когда спросили")
    answered_at = models.DateTimeField("когда ответил", null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто внёс ответ",
    )

    class Meta:
        verbose_name = "согласие на пару"
        verbose_name_plural = "согласия на пару"
        ordering = ("role", "id")
        constraints = [
            models.UniqueConstraint(fields=["pair", "person", "role"], name="pair_agreement_once"),
            models.CheckConstraint(
                condition=Q(state=AgreementState.ASKED, answered_at__isnull=True)
                | (~Q(state=AgreementState.ASKED) & Q(answered_at__isnull=False)),
                name="pair_agreement_answered_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.get_state_display()}"


class LabourPaper(SchoolModel):
    """A paper of art. 351.8 of the Labour Code for a mentor who is an employee (D23): date, place of the original."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="labour_papers", verbose_name="пара")
    kind = models.CharField("документ", max_length=9, choices=LabourPaperKind)
    signed_on = models.DateField("дата")
    kept_at = models.CharField("где лежит оригинал", max_length=200)
    pay = models.CharField("выплата", max_length=300, blank=True)  # «… руб. в месяц», «входит в обязанности»
    scan = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="скан"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто записал"
    )
    registered_at = models.DateTimeField("когда записано", auto_now_add=True)

    class Meta:
        verbose_name = "документ по ст. 351.8 ТК РФ"
        verbose_name_plural = "документы по ст. 351.8 ТК РФ"
        ordering = ("signed_on", "id")
        constraints = [models.UniqueConstraint(fields=["pair", "kind"], name="labour_paper_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} от {self.signed_on:%d.%m.%Y}"


class PairNotice(SchoolModel):
    """A participant or a guardian has been told of the signed order."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="notices", verbose_name="пара")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="участник")
    role = models.CharField("кому", max_length=14, choices=Respondent)
    channel = models.CharField("как", max_length=6, choices=NoticeChannel)
    told_on = models.DateField("когда")
    informed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто сообщил"
    )

    class Meta:
        verbose_name = "уведомление о паре"
        verbose_name_plural = "уведомления о парах"
        ordering = ("role", "id")
        constraints = [models.UniqueConstraint(fields=["pair", "person", "role"], name="pair_notice_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_channel_display()}"
