from __future__ import annotations

from django.db import models

from mentoring_site.permissions import Access
from monitoring.enums import AssessmentKind, AssessmentState


class AssessmentQuerySet(models.QuerySet):
    def final(self) -> AssessmentQuerySet:
        return self.filter(state=AssessmentState.FINAL)

    def drafts(self) -> AssessmentQuerySet:
        return self.filter(state=AssessmentState.DRAFT)

    def consolidated(self, form: object | None = None) -> AssessmentQuerySet:
        """The school's own sheets: of one form of mentoring, or (None) of the whole programme."""
        return self.filter(kind=AssessmentKind.CONSOLIDATED, form=form)

    def official(self, form_code: str = "") -> AssessmentQuerySet:
        """The latest final consolidated sheet of each programme of the school, oldest year first.

        form_code: of that form of mentoring in every year; empty: of the whole programme.
        """
        rows = self.final().filter(kind=AssessmentKind.CONSOLIDATED)
        rows = rows.filter(form__code=form_code) if form_code else rows.filter(form=None)
        newest = rows.filter(program=models.OuterRef("program")).order_by("-assessed_on", "-id")
        return (
            rows.filter(pk=models.Subquery(newest.values("pk")[:1]))
            .select_related("program")
            .order_by("program__label")
        )

    def visible_to(self, access: Access) -> AssessmentQuerySet:
        """Another assessor's draft is his own business until he has finished it."""
        return self.exclude(
            ~models.Q(author=access.user), kind=AssessmentKind.OWN, state=AssessmentState.DRAFT
        )
