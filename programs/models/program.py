from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from programs.enums import ProgramState, SectionKind
from programs.models.base import SchoolModel


class Program(models.Model):
    """«Программа наставничества» of one school and one period. Not scoped: it is what opens the scope."""

    school = models.ForeignKey(
        "programs.School", models.PROTECT, related_name="programs", editable=False, verbose_name="школа"
    )
    label = models.CharField(
        "учебный год",
        max_length=9,
        validators=[RegexValidator(r"^\d{4}-\d{4}$", "Годы через дефис, например 2026-2027.")],
    )
    starts = models.DateField("начало")
    ends = models.DateField("окончание")
    state = models.CharField(
        "состояние", max_length=10, choices=ProgramState, default=ProgramState.DRAFT, editable=False
    )
    edition = models.PositiveSmallIntegerField("редакция", default=1, editable=False)
    submitted_at = models.DateTimeField("когда передано", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто передал",
    )
    approved_at = models.DateTimeField("когда утверждено", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто утвердил",
    )
    approver_title = models.CharField("должность утвердившего", max_length=60, blank=True, editable=False)
    approval_protocol = models.CharField("протокол", max_length=160, blank=True)
    return_comment = models.TextField("замечание при возврате", blank=True, editable=False)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="прошлая программа",
    )

    class Meta:
        verbose_name = "программа наставничества"
        verbose_name_plural = "программы наставничества"
        ordering = ("-label",)
        constraints = [
            models.UniqueConstraint(
                fields=["school", "label"],
                name="program_label_once",
                violation_error_message="Программа на этот год уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="program_dates_in_order",
                violation_error_message="Окончание раньше начала.",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="program_approval_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Программа {self.year_label}"

    @property
    def protocol_words(self) -> str:
        """«протокол педагогического совета от … № 1», whether or not the user wrote the first words."""
        text = self.approval_protocol.strip()
        if not text or text.lower().startswith("протокол"):
            return text
        return f"протокол педагогического совета {text}"

    @property
    def year_label(self) -> str:
        """«2026–2027», for people; `label` is for addresses."""
        return self.label.replace("-", "–")

    @property
    def first_year(self) -> int:
        return int(self.label[:4])

    @property
    def is_open(self) -> bool:
        """May its people, pairs and papers still be changed."""
        return self.state not in (ProgramState.COMPLETED, ProgramState.ARCHIVED)

    @property
    def is_content_editable(self) -> bool:
        return self.state == ProgramState.DRAFT


class ProgramSection(SchoolModel):
    """A section of the programme document: an introduction, and rows with a cell for each column."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="sections", editable=False, verbose_name="программа"
    )
    code = models.SlugField("код", max_length=60, editable=False)
    number = models.CharField("номер", max_length=12, blank=True)
    title = models.CharField("название", max_length=200)
    kind = models.CharField("вид раздела", max_length=5, choices=SectionKind, editable=False)
    parent_code = models.SlugField("код главы", max_length=60, blank=True, editable=False)
    columns = models.JSONField("столбцы", default=list, blank=True, editable=False)
    intro = models.TextField("текст", blank=True)
    rows = models.JSONField("строки", default=list, blank=True, editable=False)
    is_lost = models.BooleanField(
        "текст утрачен", default=False, editable=False
    )  # the source document lost this section
    position = models.PositiveSmallIntegerField("порядок", editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "раздел программы"
        verbose_name_plural = "разделы программы"
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["program", "code"], name="section_code_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def is_empty(self) -> bool:
        return not self.intro.strip() and not self.rows
