"""Journals on personal data (D36): requests of subjects, looks at closed data. Rows for paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mentoring_site.words import short_date
from participants.models import Consent, Person
from programs.models import AuditEvent, Program
from programs.reports import list_paper

REQUESTS_HEADER = ("Дата", "Кто обратился", "О чём", "Что сделано", "Ответ, подпись")
REQUESTS_SHARES = (10, 22, 26, 22, 16)  # by content the last, filled by hand, would get no room
ACCESS_HEADER = ("Дата и время", "Кто", "Роль", "Что сделано", "О ком")
# Looks at closed data, and those that were refused; what was seen is never told, only that it was.
LOOKS = Q(action__endswith="_view") | Q(action__endswith=".view") | Q(action__endswith="refused")
EMPTY_ROWS = 8  # what a lying sheet holds under the letterhead
MOST_ROWS = 2000


def requests_paper(program: Program, on: date) -> dict[str, Any]:
    """Withdrawn consents of the year, which are such requests, then lines for those that came on paper."""
    rows = [
        [
            short_date(consent.withdrawn_on),
            consent.person.full_name,
            f"Отзыв согласия: {consent.get_purpose_display()}",
            "Обработка по этой цели прекращена",
            "",
        ]
        for consent in _withdrawn(program)
    ]
    return _paper(program, "Журнал обращений субъектов персональных данных", REQUESTS_HEADER, rows, on) | {
        "shares": REQUESTS_SHARES
    }


def access_paper(program: Program, on: date) -> dict[str, Any]:
    """Who looked at closed data in the year of the programme, as the journal of actions has it."""
    events = list(
        AuditEvent.objects.filter(LOOKS, school=program.school_id, program_label=program.label).order_by(
            "at", "pk"
        )[:MOST_ROWS]
    )
    names = _names(events)
    rows = [
        [
            f"{timezone.localtime(event.at):%d.%m.%Y %H:%M}",
            event.actor_name,
            event.actor_role,
            event.sentence[:1].upper() + event.sentence[1:],
            ", ".join(names[pk] for pk in event.person_ids if pk in names),
        ]
        for event in events
    ]
    return _paper(program, "Журнал доступа к персональным данным", ACCESS_HEADER, rows, on)


def _withdrawn(program: Program) -> Iterable[Consent]:
    return (
        Consent.objects.filter(
            withdrawn_on__isnull=False,
            withdrawn_on__gte=program.starts,
            withdrawn_on__lte=program.ends,
            person__enrolments__program=program,
        )
        .select_related("person")
        .order_by("withdrawn_on", "pk")
    )


def _names(events: Iterable[AuditEvent]) -> dict[int, str]:
    ids = {pk for event in events for pk in event.person_ids}
    return {person.pk: person.full_name for person in Person.objects.filter(pk__in=ids)}


def _paper(
    program: Program, title: str, header: tuple[str, ...], rows: list[list[str]], on: date
) -> dict[str, Any]:
    """With empty lines to go on by hand."""
    paper = list_paper(school=program.school, program=program, title=title, header=header, rows=rows, on=on)
    return paper | {"by_hand": range(max(EMPTY_ROWS - len(rows), 3))}
