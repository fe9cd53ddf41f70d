"""Papers of events: protocol before it is signed, programme of a ceremony, sheet of those present, invitations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count
from typing import Any

from mentoring_site.names import signature_name
from mentoring_site.pdf import render_pdf
from mentoring_site.words import ru_date
from participants.enums import EventState
from participants.event_kinds import PROPOSALS, lines_of
from participants.event_letters import letter_of, when_words
from participants.event_lists import ALL, events_of, of_tab
from participants.event_people import Attendant, grouped
from participants.event_steps import steps_of
from participants.models import Enrolment, Event, EventInvitation
from participants.protocols import protocol_snapshot
from participants.registries import CeremonyAward, ceremony_awards
from participants.tables_events import PAPER_HEADER, paper_row
from participants.tables_selection import PAPER_MARKS
from programs.models import Program
from programs.reports import list_paper
from programs.services.documents import school_snapshot, signatory

TIME = re.compile(r"(\d{1,2}[:.]\d{2})\s*[–—-]?\s*(.*)")
EMPTY_ROWS = 12  # lines of a sheet for who stands in no list


def protocol_draft(event: Event) -> dict[str, Any]:
    """The same template as of the document, before there is one."""
    return {
        "school": school_snapshot(event.program.school),
        **protocol_snapshot(event, with_list=False),
        "document": {
            "number": event.protocol_number,
            "date": event.held_on or event.planned_on,
            "title": "",
        },
    }


def programme_context(event: Event, awards: Sequence[CeremonyAward], on: date) -> dict[str, Any]:
    """The schedule, then who is called for what, numbered through; nobody yet: no second part."""
    signer = signatory(event.program, on)
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, award in enumerate(awards, start=1):
        groups.setdefault(award.label, []).append(
            {"number": number, "who": award.who, "reason": award.reason}
        )
    proposal = PROPOSALS.get(event.kind)
    return {
        "school": school_snapshot(event.program.school),
        "document_title": f"Программа: {event.title}",
        "of": proposal.of if proposal else "встречи",
        "event_title": event.title,
        "when": when_words(event),
        "place": event.place,
        "year_label": event.program.year_label,
        "rows": [_scheduled(line) for line in lines_of(event.schedule or event.agenda)],
        "groups": [{"label": label, "rows": rows} for label, rows in groups.items()],
        "approve": {
            "post": signer.title,
            "name": signature_name(signer.name) if signer.name else "",
            "date": None,
        },
        "expert": event.expert,
    }


def _scheduled(line: str) -> dict[str, str]:
    match = TIME.match(line)
    return {"time": match[1].replace(".", ":"), "text": match[2]} if match else {"time": "", "text": line}


def sheet_context(event: Event, people: Sequence[Attendant], *, curator: str = "") -> dict[str, Any]:
    """Before the day: a list to sign; after it: who was there."""
    is_held = event.state == EventState.HELD
    proposal = PROPOSALS.get(event.kind)
    number = count(1)
    parts = [
        {
            "label": label,
            "rows": [
                {
                    "number": next(number),
                    "name": one.name,
                    "place": one.place,
                    "mark": PAPER_MARKS.get(one.mark, "") if is_held else "",
                }
                for one in rows
            ],
        }
        for label, rows in grouped(people)
    ]
    return {
        "school": school_snapshot(event.program.school),
        "document_title": f"Лист присутствия: {event.title}",
        "of": proposal.of if proposal else "встречи",
        "event_title": event.title,
        "day": ru_date(event.held_on or event.planned_on),
        "starts_at": f"{event.starts_at:%H:%M}" if event.starts_at else "",
        "place": event.place,
        "parts": parts,
        "empty_rows": range(0 if parts else EMPTY_ROWS),
        "last_column": "Был (+, н, ув.)" if is_held else "Подпись",
        "signatures": [{"post": "Куратор программы", "name": signature_name(curator) if curator else ""}],
    }


def invitations_context(event: Event, invitations: Iterable[EventInvitation], on: date) -> dict[str, Any]:
    """A letter on a page of its own for each; the director signs by hand."""
    rows = list(invitations)
    years = Enrolment.objects.filter(
        program=event.program, person__in=[row.person_id for row in rows if row.person_id]
    ).select_related("school_class")
    places = {year.person_id: year.place for year in years}
    signer = signatory(event.program, on)
    return {
        "school": school_snapshot(event.program.school),
        "document_title": "Приглашения",
        "letters": [letter_of(row, event, places.get(row.person_id, "")) for row in rows],
        "signer_title": signer.title,
        "signer_name": signature_name(signer.name) if signer.name else "",
    }


def events_paper(program: Program, on: date) -> bytes:
    """All events of the year as a list."""
    steps = steps_of(program)
    context = list_paper(
        school=program.school,
        program=program,
        title="События программы наставничества",
        header=PAPER_HEADER,
        rows=[paper_row(event, steps) for event in of_tab(events_of(program), ALL, on)],
        on=on,
    )
    return render_pdf("reports/office_list.html", context)


def programme_paper(event: Event, on: date, *, with_names: bool = True) -> bytes:
    """with_names: of those honoured; they need the right to the bases."""
    awards = ceremony_awards(event, on) if with_names else []
    return render_pdf("reports/event_programme.html", programme_context(event, awards, on))
