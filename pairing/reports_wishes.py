"""Papers of the group meeting: sheet of the meeting, invitations, slips with QR, numbered slips to fill by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from mentoring_site.names import signature_name
from mentoring_site.words import ru_date
from pairing.preference_lists import ONE_OF, SIDE_LABELS, Answer, Invited
from pairing.services.preference_links import SIDES, numbered
from pairing.services.preferences import as_candidates, came_to_meetings, eligible
from pairing.wishes import OTHER, Candidate
from participants.applications.posters import loopback_note, qr_svg
from participants.enums import EventState
from participants.models import Event
from participants.tables_selection import PAPER_MARKS
from programs.models import Program, School
from programs.services.documents import school_snapshot


def meeting_sheet_html(
    event: Event,
    people: Sequence[Invited],
    marks: Mapping[int, str],
    *,
    is_invitation: bool = False,
    curator: str = "",
) -> str:
    """D20: who is invited and signs, or who was there once the meeting was held."""
    is_held = event.state == EventState.HELD and not is_invitation
    parts = [
        {
            "label": SIDE_LABELS[side],
            "rows": [
                {
                    "name": row.name,
                    "place": row.place,
                    "mark": PAPER_MARKS.get(marks.get(row.person_id, ""), "") if is_held else "",
                }
                for row in people
                if row.side == side
            ],
        }
        for side in SIDE_LABELS
    ]
    title = "Список приглашённых на групповую встречу" if is_invitation else "Лист групповой встречи"
    context = {
        "school": school_snapshot(event.program.school),
        "document_title": title,
        "title": f"{title} наставников\u00a0и\u00a0наставляемых",
        "year_label": event.program.year_label,
        "day": ru_date(event.held_on or event.planned_on),
        "starts_at": f"{event.starts_at:%H:%M}" if event.starts_at else "",
        "place": event.place,
        "expert": event.expert,
        "last_column": "Отметка о приглашении"
        if is_invitation
        else "Был (+, н, ув.)"
        if is_held
        else "Подпись",
        "is_held": is_held,
        "result": event.result if is_held else "",
        "parts": [part for part in parts if part["rows"]],
        "signatures": [{"post": "Куратор программы", "name": signature_name(curator) if curator else ""}],
    }
    return render_to_string("reports/group_meeting.html", context)


def slips_of_meeting_html(event: Event, people: Sequence[Invited]) -> str:
    when = ru_date(event.planned_on) + (f", {event.starts_at:%H:%M}" if event.starts_at else "")
    invitation = {
        "what": "на групповую встречу наставников и наставляемых",
        "when": when,
        "place": event.place,
    }
    entries = [{"person": {"full_name": row.name}, "place": row.place} for row in people]
    return render_to_string(
        "reports/invitation_slips.html",
        {"school": event.program.school, "invitation": invitation, "entries": entries},
    )


def qr_slips_html(school: School, answers: Sequence[Answer]) -> str:
    """Four to a page, cut along the dashed lines: name, number, QR code, the address to type by hand."""
    slips = [
        {
            "name": answer.entry.person.full_name,
            "place": answer.entry.place,
            "number": answer.number,
            "url": answer.url,
            "qr": qr_svg(answer.url),
        }
        for answer in answers
        if answer.link
    ]
    return render_to_string(
        "reports/preference_slips.html", {"school": school, "slips": slips, "warning": loopback_note()}
    )


@dataclass(frozen=True)
class Listed:
    """Somebody of a numbered paper list."""

    number: int
    person_id: int
    candidate: Candidate


def numbered_lists(program: Program, on: date) -> dict[tuple[str, int], list[Listed]]:
    """By side and form: whom the other side may name, under their numbers, by name."""
    numbers = {(one.side, one.entry_id): one.number for one in numbered(program)}
    came = came_to_meetings(program)
    lists: dict[tuple[str, int], list[Listed]] = {}
    for side in SIDES:
        entries = list(eligible(side, program, on).for_list(program))
        people = {entry.pk: entry.person_id for entry in entries}
        for form in program.forms.all():
            own = as_candidates([entry for entry in entries if entry.form_id == form.pk], came)
            lists[side, form.pk] = sorted(
                (
                    Listed(numbers[side, one.entry_id], people[one.entry_id], one)
                    for one in own
                    if (side, one.entry_id) in numbers
                ),
                key=lambda listed: listed.candidate.label.casefold(),
            )
    return lists


def blanks_html(
    program: Program,
    answers: Sequence[Answer],
    lists: Mapping[tuple[str, int], Sequence[Listed]],
    on: date,
) -> str:
    """A page for each: lines to fill with numbers and the numbered list. lists: (side, form) -> whom he may name."""
    pages = [
        {
            "name": answer.entry.person.full_name,
            "place": answer.entry.place,
            "number": answer.number,
            "whom": ONE_OF[OTHER[answer.side]],
            "people": [
                one
                for one in lists[OTHER[answer.side], answer.entry.form_id]
                if one.person_id != answer.entry.person_id
            ],
        }
        for answer in answers
    ]
    return render_to_string(
        "reports/preference_blank.html",
        {
            "school": school_snapshot(program.school),
            "year_label": program.year_label,
            "document_title": "Анкета предпочтений",
            "pages": pages,
            "on": on,
        },
    )
