"""Things of a school that are kept for a stated time: who keeps one orders a sweep for the day it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

SLACK = timedelta(minutes=1)  # the sweep comes after the moment, never before it


def sweep_later(sweep: Any, school_pk: int, after: timedelta) -> None:
    """Call inside the transaction of what is to be swept. sweep: a task that takes the school's id."""
    sweep.using(run_after=timezone.now() + after + SLACK).enqueue(school_pk)
