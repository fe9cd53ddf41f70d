from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from programs.enums import PartnerKind
from programs.models.base import SchoolModel
from programs.models.document import Document
from programs.models.program import Program


class Partner(SchoolModel):
    """«Организация-партнёр»: an organisation that works with the school across years; no persons."""

    name = models.CharField("название", max_length=250)
    kind = models.CharField("вид организации", max_length=12, choices=PartnerKind)
    gives = models.TextField("чем помогает", max_length=2000, blank=True)
    address = models.CharField("адрес", max_length=300, blank=True)
    phone = models.CharField("телефон организации", max_length=60, blank=True)
    email = models.EmailField("почта организации", blank=True)
    site = models.URLField("сайт", blank=True)
    is_active = models.BooleanField("работаем вместе", default=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "организация-партнёр"
        verbose_name_plural = "организации-партнёры"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"],
                name="partner_name_once",
                violation_error_message="Такая организация уже есть в списке.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PartnerAgreement(SchoolModel):
    """«Соглашение с организацией-партнёром» (D07): subject, term and the paper in the register."""

    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="agreements", verbose_name="организация"
    )
    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    subject = models.TextField("предмет соглашения", max_length=2000)
    starts = models.DateField("действует с")
    ends = models.DateField("действует по", null=True, blank=True)
    document = models.OneToOneField(
        Document,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="partner_agreement",
        verbose_name="документ",
    )
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "соглашение с партнёром"
        verbose_name_plural = "соглашения с партнёрами"
        ordering = ("-starts", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="partner_agreement_dates_in_order",
                violation_error_message="Соглашение заканчивается раньше, чем начинается.",
            )
        ]

    def __str__(self) -> str:
        return f"Соглашение: {self.partner}"
