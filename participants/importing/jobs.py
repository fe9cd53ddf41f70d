"""Rehearsal and writing of a table as one job: in the request when it is short, by the worker when it is long.

A job may be killed at any moment: the rehearsal writes nothing, the writing is one transaction, so both may
simply run again. `heartbeat_at` tells the progress page whether anybody is at work.
"""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from mentoring_site import clock
from participants.enums import ImportJob, ImportState
from participants.importing import tables
from participants.importing.apply import Papers, Run, write
from participants.importing.batches import refuse_unready
from participants.importing.rehearse import ERROR, POSSIBLE, SKIPPED, Plan, rehearse, totals
from participants.importing.rows import PART
from participants.importing.values import parse_class
from participants.importing.world import load_world
from participants.models import ImportBatch
from programs.services.audit import Refusal, record_event

CHANGED_MEANWHILE = (
    "Пока вы смотрели проверку, базу изменили. Таблица проверена заново: посмотрите, что стало другим, и "
    "запишите."
)
REHEARSABLE = (ImportState.MAPPED, ImportState.REHEARSED)
BROKEN = "Обработка прервалась из-за ошибки на сайте. В базе ничего не изменилось. Запустите её ещё раз."
log = logging.getLogger(__name__)


@task()
def run_in_worker(batch_pk: int, school_pk: int, job: str) -> None:
    from programs.models import School

    with scope(school=School.objects.get(pk=school_pk)):
        run(batch_pk, job)


def enqueue(batch: ImportBatch, job: str) -> ImportBatch:
    _mark(batch.pk, is_busy=True, job=job, done=0, problem="", heartbeat_at=timezone.now())
    run_in_worker.enqueue(batch.pk, batch.school_id, str(job))
    return _fresh(batch.pk)


def run(batch_pk: int, job: str) -> ImportBatch:
    """Do the job and leave its outcome in the batch: `problem` holds what people should read.

    Raises Refusal too, so that a page which waits can say it at once.
    """
    _mark(batch_pk, is_busy=True, job=job, done=0, problem="", heartbeat_at=timezone.now())
    try:
        _rehearse(batch_pk) if job == ImportJob.REHEARSE else _write(batch_pk)
    except Refusal as refusal:
        _mark(batch_pk, is_busy=False, problem=str(refusal))
        raise
    except Exception:
        log.exception("import batch %s: %s failed", batch_pk, job)
        _mark(batch_pk, is_busy=False, problem=BROKEN)
        raise
    _mark(batch_pk, is_busy=False)
    return _fresh(batch_pk)


def _rehearse(batch_pk: int) -> None:
    batch = _fresh(batch_pk)
    if batch.state not in REHEARSABLE:
        return
    plans = _plans(batch, is_shown=True)
    with transaction.atomic():
        batch = _fresh(batch_pk, is_locked=True)
        if batch.state in REHEARSABLE:  # else given up meanwhile: what was read of people must not come back
            _keep_verdicts(batch, plans)


def _keep_verdicts(batch: ImportBatch, plans: list[Plan]) -> None:
    batch.verdicts = [plan.as_json() for plan in plans]
    batch.state, batch.done = ImportState.REHEARSED, len(plans)
    batch.save(update_fields=["verdicts", "state", "done"])


def _plans(batch: ImportBatch, *, is_shown: bool) -> list[Plan]:
    world = load_world(
        batch.program,
        batch.base,
        batch.mapping.values(),
        ((grade, letter) for grade, letter in batch.new_classes),
        parse_class(batch.class_for_all),
    )
    beat = (lambda done: _mark(batch.pk, done=done, heartbeat_at=timezone.now())) if is_shown else None
    return rehearse(tables.mapped_rows(batch), world, batch.choices, beat)


def _write(batch_pk: int) -> None:
    is_stale = False
    with transaction.atomic():
        batch = _fresh(batch_pk, is_locked=True)
        if batch.state == ImportState.APPLIED:
            return  # the second of two workers, or a form sent twice
        orders = batch.orders
        refuse_unready(batch, without_errors=orders["without_errors"])
        plans = _plans(batch, is_shown=False)
        if [plan.as_json() for plan in plans] == batch.verdicts:
            _write_plans(batch, plans)
        else:
            is_stale = True
            _keep_verdicts(batch, plans)
    if is_stale:
        raise Refusal(CHANGED_MEANWHILE)


def _write_plans(batch: ImportBatch, plans: list[Plan]) -> None:
    orders = batch.orders
    papers = None
    if orders["papers"]:
        signed_on, kept_at, purposes = orders["papers"]
        papers = Papers(date.fromisoformat(signed_on), kept_at, tuple(purposes))
    used = {plan.parsed.year.get("school_class") for plan in plans if plan.is_written}
    run = Run(
        program=batch.program,
        batch=batch,
        by=batch.created_by,
        on=clock.today(),
        admits=orders["admits"],
    )
    new_classes = [(grade, letter) for grade, letter in batch.new_classes if (grade, letter) in used]
    written = write(run, plans, new_classes, papers)
    counts = totals(batch.verdicts)
    rejected = _rejected(batch)
    batch.summary = {
        **written.as_json(),
        "totals": counts,
        "rejected": rejected,
        "without_class": sum(1 for verdict in batch.verdicts if verdict.get("lacks_class")),
        "no_people": [[v["row"], v["why"], v["name"]] for v in batch.verdicts if v.get("why")],
        "header": tables.header_of(batch),
    }
    batch.state, batch.applied_at, batch.done = ImportState.APPLIED, timezone.now(), len(plans)
    batch.sheets, batch.verdicts = [], []  # personal data are kept once, in the base
    batch.save()
    record_event(
        "import.apply",
        by=batch.created_by,
        target=batch,
        program=batch.program,
        sentence=f"загружена таблица «{batch.file_name}» в базу «{batch.get_base_display()}»: новых {counts['new']}, "
        f"изменённых {counts['changed']}, без изменений {counts['same']}, "
        f"не записано {len(rejected)}",
    )


def _rejected(batch: ImportBatch) -> list[list[object]]:
    """[row number, cells, why] of the rows that were left out."""
    from participants.importing.columns import titles_of

    titles = titles_of(batch.base)
    cells = {row.number: row.cells for row in tables.file_rows(batch)}
    rows = []
    for verdict in batch.verdicts:
        if verdict.get("why"):
            continue  # a total or a heading: nothing to mend and load again
        if verdict["code"] == SKIPPED:
            why = "Пропущена по вашему решению"
        elif verdict["code"] in (ERROR, POSSIBLE):
            why = "; ".join(f"{titles.get(column, column)}: {text}" for column, text, _ in verdict["errors"])
        else:
            continue
        number = verdict["row"] % PART
        rows.append([number, cells[number], why])
    return rows


def _fresh(batch_pk: int, *, is_locked: bool = False) -> ImportBatch:
    rows = ImportBatch.objects.select_related("program__school", "created_by")
    return (rows.select_for_update(of=("self",)) if is_locked else rows).get(pk=batch_pk)


def _mark(batch_pk: int, **values: object) -> None:
    """Not a save: the long columns stay untouched."""
    ImportBatch.objects.filter(pk=batch_pk).update(**values)
