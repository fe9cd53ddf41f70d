"""Conclusions typed by the curator, each at its place."""

from __future__ import annotations

from django.db import transaction

from mentoring_site.texts import clean_text
from monitoring.models import MonitoringText
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

LONGEST = 6000


def texts_of(program: Program) -> dict[str, MonitoringText]:
    """By place: «swot», «task-1» … «task-6», «report-<section>»."""
    return {row.code: row for row in MonitoringText.objects.filter(program=program)}


@transaction.atomic
def save_text(*, program: Program, code: str, text: str, shown_version: int, by: User) -> MonitoringText:
    """Write or correct a conclusion. shown_version: 0 when the page showed none.

    Raises Refusal for a closed year or a text over 6,000 characters, StaleVersion.
    """
    refuse_closed(program)
    text = clean_text(text)
    if len(text) > LONGEST:
        raise Refusal(f"Текст длиннее {LONGEST} знаков. Сократите его.")
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    row = MonitoringText.objects.filter(program=program, code=code).first()
    if row is None:
        row = MonitoringText(school=program.school, program=program, code=code)
    else:
        lock_version(row, shown_version)
    row.text, row.updated_by = text, by
    row.save()
    record_event(
        "monitoring.text", by=by, target=row, program=program, sentence="записан вывод по мониторингу"
    )
    return row
