from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from participants.enums import BaseKind, ImportJob, ImportState
from programs.models import Program, SchoolModel

QUIET = timedelta(seconds=10)


class ImportBatch(SchoolModel):
    """One uploaded file on its way into a base: raw rows, columns chosen, verdicts, and what was written."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    base = models.CharField("база", max_length=7, choices=BaseKind)
    state = models.CharField("состояние", max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField("имя файла", max_length=255)
    sha256 = models.CharField("контрольная сумма", max_length=64)
    sheets = models.JSONField("листы", default=list)  # [{"name": …, "rows": [[cell, …], …]}]
    sheet_index = models.PositiveSmallIntegerField("номер листа", default=0)
    header_row = models.PositiveIntegerField("строка названий", default=0)
    header_hash = models.CharField(
        "отпечаток названий", max_length=64, blank=True
    )  # the same headings: columns are remembered
    mapping = models.JSONField(
        "соответствие столбцов", default=dict
    )  # column number (text) -> field code or ""
    corrections = models.JSONField("исправления", default=dict)  # row number (text) -> {field: new text}
    choices = models.JSONField("ответы", default=dict)  # row number (text) -> "new" | person id | "skip"
    class_for_all = models.CharField(
        "класс для всех", max_length=10, blank=True
    )  # «7А»: of pupils whose class the file lacks
    new_classes = models.JSONField(
        "новые классы", default=list
    )  # [[grade, letter], …] to be made by the writing
    verdicts = models.JSONField("выводы", default=list)
    done = models.PositiveIntegerField(
        "обработано строк", default=0
    )  # rows rehearsed or written so far, for the progress bar
    total = models.PositiveIntegerField("всего строк", default=0)
    job = models.CharField("задание", max_length=8, choices=ImportJob, blank=True)
    is_busy = models.BooleanField("идёт работа", default=False)
    heartbeat_at = models.DateTimeField("последний отклик", null=True)
    problem = models.TextField("что помешало", blank=True)
    orders = models.JSONField(
        "порядок строк", default=dict
    )  # what the curator said beside «Записать»: papers, admission
    summary = models.JSONField("итог", default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто создал"
    )
    created_at = models.DateTimeField("когда создано", auto_now_add=True)
    applied_at = models.DateTimeField("когда записано", null=True)

    class Meta:
        verbose_name = "загрузка таблицы"
        verbose_name_plural = "загрузки таблиц"
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["program", "base", "-created_at"])]

    def __str__(self) -> str:
        return self.file_name

    def is_quiet(self, now: datetime) -> bool:
        """Marked busy, but nobody has been at work for QUIET: no worker runs, or it was killed."""
        return self.is_busy and (self.heartbeat_at is None or now - self.heartbeat_at > QUIET)


class ImportOriginal(SchoolModel):
    """The file as it came, byte for byte, beside its batch: what the school gave can be shown years later.

    Lies in the database, so it is in every copy of it, and apart from the batch, so no page loads it by the
    way. Kept as long as the batch is, however old; goes when the table is given up unwritten or lies so for 30 days
    (participants/importing/sweeping.py), and when data of one of its people are destroyed (forgetting.py there):
    a row cannot be cut out of a file.
    """

    batch = models.OneToOneField(
        ImportBatch, models.CASCADE, related_name="original", verbose_name="загрузка"
    )
    content = models.BinaryField("содержимое", editable=False)

    class Meta:
        verbose_name = "исходный файл загрузки"
        verbose_name_plural = "исходные файлы загрузок"

    def __str__(self) -> str:
        return self.batch.file_name
