"""What a protocol (D06) says, as plain data: the text of a meeting in parts, who was there, what the paper prints."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from mentoring_site.words import counted
from participants.enums import AttendanceMark
from participants.event_kinds import PROPOSALS, lines_of
from participants.models import Event

LABEL = re.compile(
    r"(?:\d{1,2}[.)]\s*)?(слушали|выступили|решили|постановили|голосовали)(?!\w)\s*[:—–-]?\s*", re.IGNORECASE
)
NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]\s+")
PEOPLE = ("человек", "человека", "человек")


@dataclass
class Point:
    """One point of the agenda as it went: «слушали – выступили – решили – голосовали»."""

    heard: list[str] = field(default_factory=list)
    spoke: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    voted: list[str] = field(default_factory=list)
    is_open: bool = False  # «Решили:» stands there, but nothing was written: a line for the pen


PARTS = {
    "слушали": "heard",
    "выступили": "spoke",
    "решили": "decided",
    "постановили": "decided",
    "голосовали": "voted",
}


def points_of(text: str) -> list[Point]:
    """«Слушали: …» begins a point, the other labels belong to it; lines without a label go on with the last one.

    A text without «Слушали» is one point; lines before any label are decisions. Own numbers of lines are left out,
    since the paper numbers by itself.
    """
    points: list[Point] = []
    part = "decided"
    for line in lines_of(text):
        match = LABEL.match(line)
        if match is not None:
            part = PARTS[match[1].lower()]
            line = line[match.end() :].strip()
        if not points or (match is not None and part == "heard" and points[-1] != Point()):
            points.append(Point())
        line = NUMBER.sub("", line, count=1)
        if line:
            getattr(points[-1], part).append(line)
        elif part == "decided" and match is not None:
            points[-1].is_open = True
    for point in points:
        point.is_open = point.is_open and not point.decided
    return [point for point in points if point != Point()]


def skeleton(agenda: str) -> str:
    """What the form proposes: every point of the agenda with room for a decision."""
    return "\n\n".join(f"Слушали: {line}\nРешили: " for line in lines_of(agenda))


def present_number(event: Event) -> int | None:
    """How many were there: the number typed, else those marked; None when nobody has said."""
    if event.present_count is not None:
        return event.present_count
    marked = getattr(event, "marked", None)
    if marked is None:
        marked = event.attendance.count()
    if not marked:
        return None
    came = getattr(event, "came", None)
    return event.attendance.filter(mark=AttendanceMark.PRESENT).count() if came is None else came


def present_words(event: Event) -> str:
    number = present_number(event)
    return counted(number, *PEOPLE) if number is not None else ""


def present_names(event: Event) -> list[str]:
    rows = event.attendance.filter(mark=AttendanceMark.PRESENT).select_related("person")
    return [row.person.full_name for row in rows.order_by("person__search_key", "person")]


def protocol_snapshot(event: Event, *, with_list: bool) -> dict[str, Any]:
    """What templates/reports/event_protocol.html prints and a signed protocol keeps."""
    proposal = PROPOSALS.get(event.kind)
    return {
        "meeting_of": proposal.of if proposal else "встречи",
        "event_title": event.title,
        "held_on": (event.held_on or event.planned_on).isoformat(),
        "meeting_place": event.place,
        "chair": event.chair,
        "secretary": event.secretary,
        "expert": event.expert,
        "audience": event.audience,
        "present": present_words(event),
        "present_list": present_names(event) if with_list else [],
        "agenda": lines_of(event.agenda),
        "points": [asdict(point) for point in points_of(event.decisions)],
        "result": event.result if not event.decisions else "",
    }
