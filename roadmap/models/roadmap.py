from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.models import Program, SchoolModel, scoped
from roadmap.enums import RoadmapState
from roadmap.querysets import RoadmapQuerySet


class Roadmap(SchoolModel):
    """«Дорожная карта» (section 9) of a programme; a change of an approved one is the next revision."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="roadmaps", editable=False, verbose_name="программа"
    )
    revision = models.PositiveSmallIntegerField("редакция", default=1, editable=False)
    reason = models.CharField("что и почему меняется", max_length=500, blank=True)
    state = models.CharField(
        "состояние", max_length=10, choices=RoadmapState, default=RoadmapState.DRAFT, editable=False
    )
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
    return_comment = models.TextField("замечание при возврате", blank=True, editable=False)

    objects = scoped(RoadmapQuerySet)

    class Meta:
        verbose_name = "дорожная карта"
        verbose_name_plural = "дорожные карты"
        ordering = ("-revision",)
        constraints = [
            models.UniqueConstraint(fields=["program", "revision"], name="roadmap_revision_once"),
            models.UniqueConstraint(
                fields=["program"],
                condition=~Q(state=RoadmapState.SUPERSEDED) & ~Q(state=RoadmapState.APPROVED),
                name="one_open_roadmap",
            ),
            models.UniqueConstraint(
                fields=["program"], condition=Q(state=RoadmapState.APPROVED), name="one_approved_roadmap"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="roadmap_approval_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Дорожная карта, редакция {self.revision}"

    @property
    def is_draft(self) -> bool:
        return self.state == RoadmapState.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.state == RoadmapState.APPROVED
