from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from roadmap.enums import StepState

OPEN_STEP_STATES = (StepState.PLANNED, StepState.IN_PROGRESS)


class StepQuerySet(models.QuerySet):
    def open(self) -> StepQuerySet:
        return self.filter(state__in=OPEN_STEP_STATES)

    def overdue(self, on: date) -> StepQuerySet:
        return self.open().filter(ends__lt=on)

    def current(self, on: date) -> StepQuerySet:
        """Open steps whose term holds that day, and overdue ones."""
        return self.open().filter(starts__lte=on)

    def upcoming(self, on: date, days: int) -> StepQuerySet:
        return self.open().filter(starts__gt=on, starts__lte=on + timedelta(days=days))
