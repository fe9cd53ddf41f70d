from __future__ import annotations

from django.conf import settings
from django.db import models

from programs.models.base import scoped


class AuditEvent(models.Model):
    """What happened, in words that outlive the rows they speak of: no foreign keys that could break.

    Append-only by triggers (programs/triggers.py). Values of special fields are never written here.
    """

    school = models.ForeignKey(
        "programs.School",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="школа",
    )
    program_label = models.CharField("учебный год", max_length=9, blank=True)
    at = models.DateTimeField("когда")
    actor_id = models.BigIntegerField("номер учётной записи", null=True)
    actor_name = models.CharField("кто", max_length=250)
    actor_role = models.CharField("в какой роли", max_length=120, blank=True)
    action = models.CharField("действие", max_length=60)
    target_type = models.CharField("вид объекта", max_length=60, blank=True)
    target_id = models.BigIntegerField("номер объекта", null=True)
    target_label = models.CharField("о чём", max_length=300, blank=True)
    sentence = models.TextField("что произошло")  # «изменила класс: 8 «А» → 8 «Б»»
    details = models.JSONField("подробности", default=dict, blank=True)
    person_ids = models.JSONField("номера людей", default=list, blank=True)

    objects = scoped()

    class Meta:
        verbose_name = "запись журнала"
        verbose_name_plural = "журнал действий"
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["school", "-at"]),
            models.Index(fields=["school", "target_type", "target_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.sentence}"


class UsedKey(models.Model):
    """One-time key of a create form: the second arrival of the same form makes nothing."""

    key = models.CharField("ключ формы", max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="учётная запись"
    )
    result_url = models.CharField("адрес итога", max_length=300, blank=True)
    used_at = models.DateTimeField("когда использован", auto_now_add=True)

    class Meta:
        verbose_name = "использованный ключ формы"
        verbose_name_plural = "использованные ключи форм"

    def __str__(self) -> str:
        return self.key
