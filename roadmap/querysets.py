from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models

from mentoring_site.permissions import STAFF_ROLES, Access
from roadmap.enums import RoadmapState, TermKind
from roadmap.transitions import OPEN_STEP_STATES


class RoadmapQuerySet(models.QuerySet):
    def living(self) -> RoadmapQuerySet:
        return self.exclude(state=RoadmapState.SUPERSEDED)

    def in_force(self, program: object) -> RoadmapQuerySet:
        """The approved revision, or the first one while none is approved; at most one row.

        A draft of the next revision always has the greater number.
        """
        return self.living().filter(program=program).order_by("revision")[:1]

    def being_changed(self, program: object) -> RoadmapQuerySet:
        """The revision that is a draft or waits for the director; at most one (constraint)."""
        return self.living().filter(program=program).exclude(state=RoadmapState.APPROVED)


class StepQuerySet(models.QuerySet):
    def in_force(self, program: object) -> StepQuerySet:
        """Steps that the school works by now."""
        roadmaps = self.model._meta.get_field("roadmap").related_model.objects
        return self.filter(program=program, roadmap=models.Subquery(roadmaps.in_force(program).values("pk")))

    def of_roles(self, roles: Iterable[str]) -> StepQuerySet:
        return self.filter(
            models.Exists(
                self.model.responsibles.rel.related_model.objects.filter(
                    step=models.OuterRef("pk"), role__in=list(roles)
                )
            )
        )

    def of_access(self, access: Access) -> StepQuerySet:
        """Steps that the user answers for, by his roles."""
        return self.of_roles(access.roles)

    def open(self) -> StepQuerySet:
        return self.filter(state__in=OPEN_STEP_STATES)

    def closed(self) -> StepQuerySet:
        return self.exclude(state__in=OPEN_STEP_STATES)

    def overdue(self, on: date) -> StepQuerySet:
        return self.open().filter(ends__lt=on).exclude(term_kind=TermKind.EVENT)

    def current(self, on: date) -> StepQuerySet:
        """Open steps whose term holds that day, and overdue ones."""
        return self.open().filter(starts__lte=on)

    def upcoming(self, on: date) -> StepQuerySet:
        return self.open().filter(starts__gt=on)

    def due_soon(self, on: date, days: int) -> StepQuerySet:
        """Open steps whose term ends within so many days, today included."""
        soon = self.open().filter(ends__gte=on, ends__lte=on + timedelta(days=days))
        return soon.exclude(term_kind=TermKind.EVENT)

    def in_month(self, month: date) -> StepQuerySet:
        """Steps whose term touches the calendar month of that day."""
        first = month.replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return self.filter(starts__lte=last, ends__gte=first)


class EvidenceQuerySet(models.QuerySet):
    def readable_by(self, access: Access) -> EvidenceQuerySet:
        """Files hold lists and protocols with names: employees read all of them, participants their own."""
        if access.roles & STAFF_ROLES:
            return self
        return self.filter(added_by=access.user)
