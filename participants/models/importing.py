from __future__ import annotations

from django.conf import settings
from django.db import models

from participants.enums import BaseKind, ImportState
from programs.models import Program, SchoolModel


class ImportBatch(SchoolModel):
    """One uploaded file on its way into a base: raw rows, columns chosen, verdicts, and what was written."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="+", editable=False)
    base = models.CharField(max_length=7, choices=BaseKind)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    sheets = models.JSONField(default=list)  # [{"name": …, "rows": [[cell, …], …]}]
    sheet_index = models.PositiveSmallIntegerField(default=0)
    header_row = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)  # column number (text) -> field code or ""
    corrections = models.JSONField(default=dict)  # row number (text) -> {field: new text}
    choices = models.JSONField(default=dict)  # row number (text) -> "new" | person id | "skip"
    verdicts = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)  # rows rehearsed or written so far, for the progress bar
    total = models.PositiveIntegerField(default=0)
    is_busy = models.BooleanField(default=False)
    heartbeat_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    summary = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "загрузка таблицы"
        verbose_name_plural = "загрузки таблиц"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name
