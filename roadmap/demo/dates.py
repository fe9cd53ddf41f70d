"""Papers, letters and links of the story bear the days of their journal, not the day of the building."""

from __future__ import annotations

from django.db import models
from django.db.models import Min

from monitoring.models import Award, Campaign
from participants.models import Letter
from programs.models import AuditEvent, Document, PersonalLink

DATED = (Award, Campaign, Document, Letter, PersonalLink)


def date_papers() -> None:
    """created_at of every row becomes the moment of its first line in the journal; without one it stays."""
    for model in DATED:
        _date_rows(model)


def _date_rows(model: type[models.Model]) -> None:
    told = AuditEvent.objects.filter(target_type=model._meta.label)
    first = dict(told.order_by().values_list("target_id").annotate(Min("at")))
    rows = [row for row in model.objects.all() if row.pk in first]
    for row in rows:
        row.created_at = first[row.pk]
    model.objects.bulk_update(rows, ["created_at"], batch_size=500)
