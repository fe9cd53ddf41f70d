"""Long work that makes one file, by the worker, with progress; closing the page stops nothing.

A job may be killed at any moment: nothing but the file itself is made, so it may simply run again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from mentoring_site import clock
from mentoring_site.permissions import Access
from programs.enums import BatchState
from programs.models import Batch, Program, School, User
from programs.models.batch import KEPT
from programs.registries.batches import BATCH_KINDS
from programs.services.audit import Refusal, record_event
from programs.services.sweeping import sweep_later

BROKEN = "Файл не получился из-за ошибки на сайте. Запустите работу ещё раз."
log = logging.getLogger(__name__)


@transaction.atomic
def start_batch(
    *, program: Program, kind: str, label: str, payload: dict[str, Any], total: int, by: User
) -> Batch:
    """Order a file. total: parts to make, for the bar. The same order of the same user that is still being made is
    given back, so a second press makes nothing twice; files older than a day are swept out.

    Raises Refusal when there is nothing to make.
    """
    if total < 1:
        raise Refusal("Готовить нечего: не выбрано ни одной бумаги.")
    sweep_batches(timezone.now())
    own = Batch.objects.filter(program=program, created_by=by, kind=kind)
    busy = own.filter(state__in=[BatchState.WAITING, BatchState.RUNNING])
    if same := next((batch for batch in busy if batch.payload == payload), None):
        return same
    batch = Batch.objects.create(
        school=program.school,
        program=program,
        kind=BATCH_KINDS[kind].code,
        label=label[:200],
        payload=payload,
        total=total,
        heartbeat_at=timezone.now(),
        created_by=by,
    )
    record_event("batch.start", by=by, target=batch, sentence=f"заказан файл «{batch.label}»")
    make_in_worker.enqueue(batch.pk, batch.school_id)
    sweep_later(sweep_in_worker, batch.school_id, KEPT)
    return batch


def own_batches(access: Access, now: datetime, *kinds: str) -> Any:
    """The user's own of the last day, of kinds that he still may take; the file itself stays in the database.

    kinds: codes; none: every kind.
    """
    allowed = [kind.code for kind in BATCH_KINDS.values() if access.has(kind.permission)]
    return Batch.objects.filter(
        program=access.program,
        created_by=access.user,
        kind__in=[code for code in allowed if not kinds or code in kinds],
        created_at__gte=now - KEPT,
    ).defer("content")


def may_take(batch: Batch, access: Access) -> bool:
    """Whether the ready file still names only those whom its owner may see; ask of own_batches."""
    return batch.state == BatchState.DONE and BATCH_KINDS[batch.kind].may_take(batch, access)


@task()
def make_in_worker(pk: int, school_pk: int) -> None:
    with scope(school=School.objects.get(pk=school_pk)):
        make(pk)


@task()
def sweep_in_worker(school_pk: int) -> None:
    with scope(school=School.objects.get(pk=school_pk)):
        sweep_batches(timezone.now())


def sweep_batches(now: datetime) -> int:
    """Delete files of the school older than a day: personal data don't lie about."""
    return Batch.objects.filter(created_at__lt=now - KEPT).delete()[0]


def forget_batches(people: Any) -> None:
    """For FORGETTERS: nobody knows whom a ready file names, so all of the school go; they are made anew in minutes."""
    Batch.objects.all().delete()


@transaction.atomic
def spoil_batches(kind: str, is_touched: Callable[[dict[str, Any]], bool], problem: str) -> int:
    """Files of the school that say what no longer holds are given out no more; who ordered them reads why.

    is_touched: asked with the payload. What only waits is left: it is made of what holds then. Returns how many.
    """
    # Those that wait are locked as well: a worker starts on them after the caller's change, or has been seen.
    rows = Batch.objects.select_for_update().filter(kind=kind).only("pk", "payload", "state").order_by("pk")
    touched = [
        batch.pk
        for batch in rows
        if batch.state in (BatchState.RUNNING, BatchState.DONE) and is_touched(batch.payload)
    ]
    return Batch.objects.filter(pk__in=touched).update(
        state=BatchState.FAILED, problem=problem[:500], content=None, file_name="", content_type=""
    )


class _Overtaken(Exception):
    """Another run makes the file now, or it was spoiled or swept out: what this one has drawn is of no use."""


class _Run:
    """One making of a file. The last heartbeat is its own mark: who finds another one there has been overtaken."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.beat_at = batch, timezone.now()
        Batch.objects.filter(pk=batch.pk).update(
            state=BatchState.RUNNING, done=0, problem="", heartbeat_at=self.beat_at
        )

    def beat(self, done: int) -> None:
        now = timezone.now()
        self.write(done=min(done, self.batch.total), total=self.batch.total, heartbeat_at=now)
        self.beat_at = now

    def write(self, **values: object) -> None:
        own = Batch.objects.filter(pk=self.batch.pk, state=BatchState.RUNNING, heartbeat_at=self.beat_at)
        if not own.update(**values):
            raise _Overtaken


def make(pk: int) -> None:
    """Make the file of an order; `problem` holds what people should read when it did not work."""
    batch = Batch.objects.select_related("program__school", "created_by").filter(pk=pk).first()
    if batch is None or batch.state == BatchState.DONE:
        return  # swept out meanwhile, or the second of two workers
    run = _Run(batch)
    try:
        _fill(run)
    except _Overtaken:
        log.info("batch %s was overtaken", pk)


def _fill(run: _Run) -> None:
    batch = run.batch
    try:
        made = BATCH_KINDS[batch.kind].build(batch, clock.today(), run.beat)
    except _Overtaken:
        raise
    except Refusal as refusal:
        run.write(state=BatchState.FAILED, problem=str(refusal)[:500])
    except Exception:
        log.exception("batch %s failed", batch.pk)
        run.write(state=BatchState.FAILED, problem=BROKEN)
        raise
    else:
        run.write(
            state=BatchState.DONE,
            done=batch.total,
            total=batch.total,
            file_name=made.name[:200],
            content_type=made.content_type,
            content=made.data,
            problem=made.note[:500],
        )
