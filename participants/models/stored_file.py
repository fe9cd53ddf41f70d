from __future__ import annotations

from django.conf import settings
from django.db import models

from programs.models import Program, SchoolModel


class StoredFile(SchoolModel):
    """A scan or attachment, in the database beside what it proves: one transaction, no stray files, one backup.

    Served only by views that ask who may see its owner, always as an attachment.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, null=True, related_name="+", editable=False, verbose_name="программа"
    )
    file_name = models.CharField("имя файла", max_length=120)
    content_type = models.CharField("вид файла", max_length=100, editable=False)
    content = models.BinaryField("содержимое", editable=False)
    size_bytes = models.PositiveIntegerField("размер в байтах", editable=False)
    sha256 = models.CharField("контрольная сумма", max_length=64, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто добавил",
    )
    added_at = models.DateTimeField("когда добавлено", auto_now_add=True)

    class Meta:
        verbose_name = "файл"
        verbose_name_plural = "файлы"

    def __str__(self) -> str:
        return self.file_name
