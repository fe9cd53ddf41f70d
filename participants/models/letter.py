from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from participants.models.person import Person
from programs.enums import LetterState
from programs.models import Program, SchoolModel


class Letter(SchoolModel):
    """A letter in the outbox: it waits, can be read and changed, is sent one by one or all together, and is kept."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="letters", editable=False, verbose_name="программа"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="letters", verbose_name="о ком"
    )
    to_name = models.CharField("кому", max_length=250)  # may be a guardian of the person
    email = models.EmailField("адрес", blank=True)  # empty: print it or copy it into a chat
    kind = models.SlugField("о чём", max_length=40, editable=False)  # «pair_order»: who made it
    subject = models.CharField("тема", max_length=200)
    body = models.TextField("текст", max_length=5000)
    state = models.CharField(
        "состояние", max_length=7, choices=LetterState, default=LetterState.WAITING, editable=False
    )
    error = models.CharField("почему не отправлено", max_length=300, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="кто подготовил",
    )
    created_at = models.DateTimeField("когда подготовлено", auto_now_add=True)
    sent_at = models.DateTimeField("когда отправлено", null=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=LetterState.SENT) | (Q(sent_at__isnull=False) & ~Q(email="")),
                name="letter_sent_with_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.to_name}"
