"""Tables of people that nobody writes or gives up don't lie about: after a time they go as if given up.

A written one stays: it can be undone, its file shown, and it is forgotten with its people (forgetting.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from participants.importing.forgetting import OPEN, give_up
from participants.models import ImportBatch
from programs.models import School
from programs.services.audit import record_event
from programs.services.sweeping import sweep_later

UNWRITTEN_DAYS = 30
# Silent for longer, a table marked busy belongs to a killed worker; one at work may say nothing for minutes.
STUCK = timedelta(days=1)


def kept_until(batch: ImportBatch) -> datetime:
    """Of an unwritten table, however lately somebody was at it."""
    return batch.created_at + timedelta(days=UNWRITTEN_DAYS)


def order_sweep(school_pk: int) -> None:
    """Call inside the transaction of the upload."""
    sweep_later(sweep_in_worker, school_pk, timedelta(days=UNWRITTEN_DAYS))


@task()
def sweep_in_worker(school_pk: int) -> None:
    with scope(school=School.objects.get(pk=school_pk)):
        now = timezone.now()
        sweep_tables(now)
        if _overdue(now).exists():  # busy on their last day
            sweep_later(sweep_in_worker, school_pk, STUCK)


@transaction.atomic
def sweep_tables(now: datetime) -> int:
    """Give up the school's tables that are unwritten 30 days after their upload; busy ones are left alone."""
    idle = _overdue(now).filter(Q(is_busy=False) | Q(heartbeat_at=None) | Q(heartbeat_at__lte=now - STUCK))
    rows = idle.select_for_update(of=("self",), skip_locked=True).select_related("program__school")
    batches = list(rows.defer("sheets", "verdicts").order_by("pk"))
    for batch in batches:
        give_up(batch)
        record_event(
            "import.sweep",
            by=None,
            target=batch,
            program=batch.program,
            sentence=f"удалена незаписанная таблица «{batch.file_name}»: после загрузки прошло "
            f"{UNWRITTEN_DAYS} дней",
        )
    return len(batches)


def _overdue(now: datetime) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(state__in=OPEN, created_at__lte=now - timedelta(days=UNWRITTEN_DAYS))
