from __future__ import annotations

from django.db import models

from monitoring.enums import AssessmentKind, AssessmentState


class AssessmentQuerySet(models.QuerySet):
    def final(self) -> AssessmentQuerySet:
        return self.filter(state=AssessmentState.FINAL)

    def drafts(self) -> AssessmentQuerySet:
        return self.filter(state=AssessmentState.DRAFT)

    def of_program(self) -> AssessmentQuerySet:
        """Consolidated sheets of the whole programme, of which the newest final one is the official result."""
        return self.filter(kind=AssessmentKind.CONSOLIDATED, form=None)

    def official(self) -> AssessmentQuerySet:
        """The latest final sheet of each programme of the school, oldest year first."""
        newest = (
            self.of_program()
            .final()
            .filter(program=models.OuterRef("program"))
            .order_by("-assessed_on", "-id")
        )
        return (
            self.of_program()
            .final()
            .filter(pk=models.Subquery(newest.values("pk")[:1]))
            .select_related("program")
            .order_by("program__label")
        )
