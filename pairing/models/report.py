from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pairing.enums import MentorReportKind, MentorReportState
from pairing.models.pair import Pair
from programs.models import Program, SchoolModel


class MentorReport(SchoolModel):
    """«Отчёт наставника» (D27) on one pair and period; meetings are counted from the journal, never typed."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", editable=False, verbose_name="программа"
    )
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="reports", verbose_name="пара")
    kind = models.CharField("вид", max_length=7, choices=MentorReportKind)
    starts = models.DateField("период с")
    ends = models.DateField("период по")
    done = models.TextField("что сделано", max_length=4000, blank=True)
    results = models.TextField("результаты", max_length=4000, blank=True)
    difficulties = models.TextField("трудности", max_length=4000, blank=True)
    proposals = models.TextField("предложения", max_length=4000, blank=True)
    state = models.CharField(
        "состояние",
        max_length=9,
        choices=MentorReportState,
        default=MentorReportState.DRAFT,
        editable=False,
    )
    return_comment = models.CharField("замечание", max_length=500, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="кто записал"
    )
    submitted_at = models.DateTimeField("когда передано", null=True, editable=False)
    accepted_at = models.DateTimeField("когда принято", null=True, editable=False)
    version = models.PositiveIntegerField("версия записи", default=1, editable=False)

    class Meta:
        verbose_name = "отчёт наставника"
        verbose_name_plural = "отчёты наставников"
        ordering = ("-ends", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="mentor_report_dates_in_order",
                violation_error_message="Период заканчивается раньше, чем начинается.",
            ),
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(kind="final"),
                name="mentor_report_final_once",
                violation_error_message="Итоговый отчёт этой пары уже есть.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.pair}"
