from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from participants.enums import ConsentGiver, ConsentPurpose
from participants.models.person import Person, Representative
from participants.models.stored_file import StoredFile
from programs.models import SchoolModel, scoped


class ConsentQuerySet(models.QuerySet):
    def valid(self, on: date) -> ConsentQuerySet:
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
            signed_on__lte=on,
        )


class ConsentText(SchoolModel):
    """A version of the text of one purpose's paper; what was signed stays what it was.

    «Проверьте с юристом» is printed until the school removes the mark.
    """

    purpose = models.CharField("цель", max_length=13, choices=ConsentPurpose, editable=False)
    edition = models.PositiveSmallIntegerField("версия", default=1, editable=False)
    body = models.TextField("текст", max_length=10000)
    term = models.CharField("срок действия", max_length=300, blank=True)
    is_checked = models.BooleanField("проверено юристом", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто создал"
    )
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    class Meta:
        verbose_name = "текст согласия"
        verbose_name_plural = "тексты согласий"
        ordering = ("purpose", "-edition")
        constraints = [
            models.UniqueConstraint(fields=["school", "purpose", "edition"], name="consent_text_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, версия {self.edition}"


class Consent(SchoolModel):
    """A signed paper: one person, one purpose, dated, revocable. The original lies where `kept_at` says."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name="человек")
    purpose = models.CharField("цель", max_length=13, choices=ConsentPurpose)
    given_by = models.CharField("кто подписал", max_length=8, choices=ConsentGiver)
    representative = models.ForeignKey(
        Representative, models.SET_NULL, null=True, blank=True, verbose_name="представитель", related_name="+"
    )
    signed_on = models.DateField("дата подписи")
    valid_until = models.DateField("действует по", null=True, blank=True)
    # Empty: the text that ships with the product.
    text = models.ForeignKey(
        ConsentText, models.PROTECT, null=True, blank=True, verbose_name="текст", related_name="+"
    )
    scan = models.ForeignKey(
        StoredFile,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="скан",
    )
    kept_at = models.CharField("где лежит оригинал", max_length=200, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="кто зарегистрировал",
    )
    registered_at = models.DateTimeField("когда зарегистрировано", auto_now_add=True)
    withdrawn_on = models.DateField("отозвано", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("причина отзыва", max_length=300, blank=True, editable=False)

    objects = scoped(ConsentQuerySet)

    class Meta:
        verbose_name = "согласие"
        verbose_name_plural = "согласия"
        ordering = ("-signed_on", "-id")
        indexes = [models.Index(fields=["school", "person", "purpose"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("signed_on")),
                name="consent_dates_in_order",
                violation_error_message="Срок согласия заканчивается раньше даты подписи.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.signed_on:%d.%m.%Y}"

    def is_valid(self, on: date) -> bool:
        return (
            self.signed_on <= on
            and (self.valid_until is None or self.valid_until >= on)
            and (self.withdrawn_on is None or self.withdrawn_on > on)
        )
