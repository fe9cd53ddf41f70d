from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.enums import DocumentState
from programs.models.base import SchoolModel
from programs.models.program import Program


class Document(SchoolModel):
    """A paper: «к подписи», then signed, which freezes its snapshot, template version, PDF and hash."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="documents", editable=False, verbose_name="программа"
    )
    kind = models.SlugField("вид", max_length=40, editable=False)  # code of a registered DocumentKind
    title = models.CharField("заголовок", max_length=300)
    state = models.CharField(
        "состояние", max_length=10, choices=DocumentState, default=DocumentState.TO_SIGN, editable=False
    )
    # Free text: schools write 40-од, 181/1, 45/2-р, 01-03\482.
    number = models.CharField("номер", max_length=32, blank=True)
    date = models.DateField("дата", null=True, blank=True)
    snapshot = models.JSONField(
        "данные документа", default=dict, editable=False
    )  # plain data that the template prints
    template_version = models.PositiveSmallIntegerField("версия шаблона", default=1, editable=False)
    signer_name = models.CharField("подписал", max_length=200, blank=True)
    signer_title = models.CharField("должность", max_length=160, blank=True)
    created_at = models.DateTimeField("когда создано", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто создал"
    )
    # Stage 1–7 of the target model: its place in the year's folder; empty: by the kind's own stage.
    stage = models.PositiveSmallIntegerField("этап", null=True, blank=True, editable=False)
    # «Гриф»: [{"kind": "УТВЕРЖДЕНО", "body": "приказом", "person": "", "number": "14-а", "date": "2026-09-01"}, …]
    grifs = models.JSONField("грифы", default=list, blank=True, editable=False)
    signed_at = models.DateTimeField("когда отмечена подпись", null=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто отметил подпись",
    )

    class Meta:
        verbose_name = "документ"
        verbose_name_plural = "документы"
        ordering = ("-date", "-id")
        indexes = [models.Index(fields=["school", "program", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DocumentState.SIGNED)
                | (Q(signed_at__isnull=False, signed_by__isnull=False, date__isnull=False) & ~Q(number="")),
                name="document_signed_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title


class DocumentFile(SchoolModel):
    """The frozen PDF of a signed document; in the database, so that signing is one transaction."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="frozen", verbose_name="документ")
    pdf = models.BinaryField("файл PDF")
    sha256 = models.CharField("контрольная сумма", max_length=64)

    class Meta:
        verbose_name = "файл документа"
        verbose_name_plural = "файлы документов"


class Acquaintance(SchoolModel):
    """A line of the acquaintance sheet of a paper: an employee, and the day he has signed that he read it."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="acquaintances", verbose_name="документ"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="сотрудник",
    )
    name = models.CharField("кто", max_length=200)
    position_title = models.CharField("должность", max_length=160, blank=True)
    seen_on = models.DateField("ознакомлен", null=True, blank=True)
    order = models.PositiveSmallIntegerField("порядок", default=0, editable=False)

    class Meta:
        verbose_name = "ознакомление"
        verbose_name_plural = "лист ознакомления"
        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "name"],
                name="acquaintance_once",
                violation_error_message="Этот человек уже есть в листе ознакомления.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PaperTemplate(SchoolModel):
    """The school's own text of a kind of paper. Gaps are {{ words }} of that kind; unknown ones print as a blank."""

    kind = models.SlugField("вид", max_length=40)
    title = models.CharField("заголовок", max_length=300)
    body = models.TextField("текст", max_length=20000)
    is_checked = models.BooleanField("проверено юристом", default=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "шаблон документа"
        verbose_name_plural = "шаблоны документов"
        ordering = ("kind",)
        constraints = [models.UniqueConstraint(fields=["school", "kind"], name="paper_template_once")]

    def __str__(self) -> str:
        return self.title
