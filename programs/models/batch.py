from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from programs.enums import BatchState
from programs.models.base import SchoolModel
from programs.models.program import Program

QUIET = timedelta(seconds=30)  # a worker that is there has taken the order within it
STALLED = timedelta(minutes=3)  # the longest part of long work is done within it even on a slow machine
KEPT = timedelta(hours=24)


class Batch(SchoolModel):
    """Long work that makes one file: certificates of a whole school, the year's folder. It is gone a day later.

    kind: code of BATCH_KINDS (programs/registries/batches.py); payload: what its builder was asked for, ids only.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    kind = models.SlugField("вид работы", max_length=40, editable=False)
    label = models.CharField("что готовится", max_length=200, editable=False)
    payload = models.JSONField("задание", default=dict, editable=False)
    state = models.CharField(
        "состояние", max_length=7, choices=BatchState, default=BatchState.WAITING, editable=False
    )
    done = models.PositiveIntegerField("готово", default=0, editable=False)
    total = models.PositiveIntegerField("всего", default=0, editable=False)
    heartbeat_at = models.DateTimeField("последний отклик", null=True, editable=False)
    problem = models.CharField("что помешало", max_length=500, blank=True, editable=False)
    file_name = models.CharField("имя файла", max_length=200, blank=True, editable=False)
    content_type = models.CharField("вид файла", max_length=100, blank=True, editable=False)
    content = models.BinaryField("содержимое", null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто создал"
    )
    created_at = models.DateTimeField("когда создано", auto_now_add=True)

    class Meta:
        verbose_name = "долгая работа"
        verbose_name_plural = "долгие работы"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["program", "created_by", "-created_at"])]

    def __str__(self) -> str:
        return self.label

    @property
    def is_busy(self) -> bool:
        return self.state in (BatchState.WAITING, BatchState.RUNNING)

    def is_quiet(self, now: datetime) -> bool:
        """Nobody has taken the order for QUIET, or who has taken it has been silent for STALLED: it was killed."""
        limit = STALLED if self.state == BatchState.RUNNING else QUIET
        return self.is_busy and (self.heartbeat_at is None or now - self.heartbeat_at > limit)
