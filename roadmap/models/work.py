from __future__ import annotations

from django.conf import settings
from django.db import models

from programs.models import Program, SchoolModel
from roadmap.enums import ImportStage


class RoadmapImport(SchoolModel):
    """A roadmap read from a file or pasted text, until it is written as steps: nothing of it is dropped unseen.

    tables: [{"title": str, "rows": [[cell, …], …]}, …] as read; mapping: chosen table, head row and columns;
    rows: the reviewed steps (raw text beside the parsed value), shape in roadmap/importing/.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    file_name = models.CharField("файл", max_length=200, blank=True, editable=False)
    tables = models.JSONField("таблицы", default=list, editable=False)
    mapping = models.JSONField("столбцы", default=dict, editable=False)
    rows = models.JSONField("шаги", default=list, editable=False)
    stage = models.CharField(
        "где остановились", max_length=7, choices=ImportStage, default=ImportStage.TABLE, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="кто загрузил",
    )
    created_at = models.DateTimeField("когда загружено", auto_now_add=True)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "загрузка дорожной карты"
        verbose_name_plural = "загрузки дорожных карт"
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"Загрузка карты: {self.file_name or 'вставленная таблица'}"


class DigestChoice(SchoolModel):
    """Whether an employee gets the weekly digest by post; without a row he does, if he has an address."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="+", editable=False, verbose_name="программа"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="сотрудник"
    )
    is_on = models.BooleanField("присылать раз в неделю", default=True)
    sent_on = models.DateField("последний раз отправлено", null=True, editable=False)

    class Meta:
        verbose_name = "сводка по почте"
        verbose_name_plural = "сводки по почте"
        constraints = [models.UniqueConstraint(fields=["program", "user"], name="digest_choice_once")]

    def __str__(self) -> str:
        return f"Сводка по почте: {self.user}"
