from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from participants.enums import ConsentPurpose
from participants.models.stored_file import StoredFile
from programs.models import Program, SchoolModel

QUIET = timedelta(seconds=30)  # one part of a long PDF is drawn within it even on a slow machine
KEPT = timedelta(hours=24)


class ConsentPrint(SchoolModel):
    """Blanks of many people drawn into one PDF by the worker; it is gone a day later."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    purpose = models.CharField("цель", max_length=13, choices=ConsentPurpose, editable=False)
    label = models.CharField("кому", max_length=120, editable=False)
    people = models.JSONField("люди", default=list, editable=False)  # ids in the order of printing
    done = models.PositiveIntegerField("готово бланков", default=0, editable=False)
    total = models.PositiveIntegerField("всего бланков", default=0, editable=False)
    is_busy = models.BooleanField("идёт работа", default=True, editable=False)
    heartbeat_at = models.DateTimeField("последний отклик", null=True, editable=False)
    problem = models.CharField("что помешало", max_length=500, blank=True, editable=False)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="файл"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто создал"
    )
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    class Meta:
        verbose_name = "печать бланков"
        verbose_name_plural = "печать бланков"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "created_by", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.label}"

    def is_quiet(self, now: datetime) -> bool:
        """Marked busy, but nobody has been at work for QUIET: no worker runs, or it was killed."""
        return self.is_busy and (self.heartbeat_at is None or now - self.heartbeat_at > QUIET)
