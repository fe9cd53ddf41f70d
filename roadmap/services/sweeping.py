"""Tables that were read for a roadmap do not lie about: what became of them is in the map."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from programs.models import School
from programs.services.sweeping import sweep_later
from roadmap.enums import ImportStage
from roadmap.models import RoadmapImport

# A written one is looked at again while its draft goes to the director; an unwritten one waits for whoever began it.
WRITTEN_DAYS, UNWRITTEN_DAYS = 30, 90
WRITTEN_AT = "written_at"  # in the import's mapping


def order_sweep(school_pk: int, days: int) -> None:
    """Call inside the transaction of what is to be swept."""
    sweep_later(sweep_in_worker, school_pk, timedelta(days=days))


@task()
def sweep_in_worker(school_pk: int) -> None:
    with scope(school=School.objects.get(pk=school_pk)):
        sweep_imports(timezone.now())


def sweep_imports(now: datetime) -> int:
    """Delete imports of the school with everything that was read: 30 days after writing, 90 days after the upload."""
    rows = RoadmapImport.objects.filter(
        created_at__lt=now - timedelta(days=min(WRITTEN_DAYS, UNWRITTEN_DAYS))
    )
    old = [
        pk
        for pk, stage, created_at, written in rows.values_list(
            "pk", "stage", "created_at", f"mapping__{WRITTEN_AT}"
        )
        if now >= _until(stage, created_at, written)
    ]
    return RoadmapImport.objects.filter(pk__in=old).delete()[0]


def kept_until(work: RoadmapImport) -> datetime:
    return _until(work.stage, work.created_at, work.mapping.get(WRITTEN_AT))


def _until(stage: str, created_at: datetime, written: str | None) -> datetime:
    if stage != ImportStage.WRITTEN:
        return created_at + timedelta(days=UNWRITTEN_DAYS)
    return (datetime.fromisoformat(written) if written else created_at) + timedelta(days=WRITTEN_DAYS)
