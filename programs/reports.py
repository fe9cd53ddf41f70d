"""The programme document in reading order, for the page and for paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils import timezone

from mentoring_site.words import initials_surname, short_date
from programs.enums import ProgramState, SectionKind
from programs.models import Program, ProgramSection
from programs.services.documents import school_snapshot

APPROVED_STATES = frozenset(
    {ProgramState.APPROVED, ProgramState.RUNNING, ProgramState.COMPLETED, ProgramState.ARCHIVED}
)


TEXT_WIDTH_MM = 170  # of an A4 page between its margins


@dataclass
class Cell:
    text: str
    span: int = 1  # rows that it covers


@dataclass(frozen=True)
class Part:
    """A section as it stands in the document.

    level: 1 at the top. is_gap: nothing is written where something should be, so «не заполнено» is shown; a
    heading over its children is no gap unless the source document lost its text.
    """

    section: ProgramSection
    level: int
    is_gap: bool

    @property
    def code(self) -> str:
        return self.section.code

    @property
    def heading(self) -> str:
        return f"{self.section.number}. {self.section.title}" if self.section.number else self.section.title

    @property
    def paragraphs(self) -> list[str]:
        return [text for text in self.section.intro.split("\n\n") if text.strip()]

    @property
    def items(self) -> list[str]:
        """Rows of a list."""
        return [row[0] for row in self.section.rows] if self.section.kind == SectionKind.LIST else []

    @property
    def is_terms(self) -> bool:
        return self.section.kind == SectionKind.TERMS

    @property
    def is_table(self) -> bool:
        return self.section.kind == SectionKind.TABLE

    @property
    def row_groups(self) -> list[list[list[Cell]]]:
        """Rows of a table; equal neighbours of the first column are joined, as the document prints criteria."""
        groups: list[list[list[Cell]]] = []
        for row in self.section.rows:
            cells = [Cell(text) for text in row]
            if groups and row[0] and row[0] == groups[-1][0][0].text:
                groups[-1][0][0].span += 1
                groups[-1].append(cells[1:])
            else:
                groups.append([cells])
        return groups

    @property
    def column_shares(self) -> list[int]:
        """Widths of columns on paper in per cent, by fives: the longest word of the head fits, then by texts."""
        heads = self.section.columns
        # Width of a bold letter and of the padding, mm; the heads of many columns are printed smaller.
        letter, padding = (1.85, 3) if len(heads) > 3 else (2.4, 4)
        longest = [
            max((len(row[place]) for row in self.section.rows), default=0) for place in range(len(heads))
        ]
        least = [
            5 * ceil((max(map(len, head.split())) * letter + padding) / TEXT_WIDTH_MM * 20) for head in heads
        ]
        free = max(100 - sum(least), 0)
        weights = [min(size, 600) ** 0.5 for size in longest]
        total = sum(weights) or 1
        shares = [
            share + 5 * int(free * weight / total / 5) for share, weight in zip(least, weights, strict=True)
        ]
        shares[weights.index(max(weights))] += max(100 - sum(shares), 0)
        return shares


def document_parts(sections: Iterable[ProgramSection]) -> list[Part]:
    """Sections in the order of the document with their depth; one query when given a queryset."""
    found = list(sections)
    parents = {section.parent_code for section in found}
    levels: dict[str, int] = {"": 0}
    parts = []
    for section in found:
        levels[section.code] = level = levels.get(section.parent_code, 0) + 1
        is_gap = section.is_empty and (section.is_lost or section.code not in parents)
        parts.append(Part(section=section, level=level, is_gap=is_gap))
    return parts


def programme_context(program: Program) -> dict[str, Any]:
    """What the printed programme shows: with the mark «УТВЕРЖДАЮ» once approved, «ПРОЕКТ» until then."""
    school = school_snapshot(program.school)
    approve = None
    if program.state in APPROVED_STATES and program.approved_at is not None:
        approve = {
            "post": f"{program.approver_title} {program.school.short_name}",
            "name": initials_surname(str(program.approved_by)),
            "date": timezone.localtime(program.approved_at).date(),
        }
    return {
        "school": school,
        "letterhead_lines": school["letterhead"].splitlines(),
        "program": program,
        "parts": document_parts(ProgramSection.objects.filter(program=program)),
        "approve": approve,
        "protocol": program.protocol_words,
    }


def programme_filename(program: Program) -> str:
    project = "" if program.state in APPROVED_STATES else ", проект"
    return f"Программа наставничества {program.year_label}{project}.pdf"


def life_steps(program: Program) -> list[dict[str, str]]:
    """The programme's life for the ladder: what has passed, where it stands, what lies ahead."""
    states = list(ProgramState)
    now = states.index(ProgramState(program.state))
    dates = {ProgramState.SUBMITTED: program.submitted_at, ProgramState.APPROVED: program.approved_at}
    steps = []
    for place, state in enumerate(states):
        at = dates.get(state) if place <= now else None
        steps.append(
            {
                "label": state.label.capitalize(),
                "state": "past" if place < now else "now" if place == now else "ahead",
                "sub": short_date(timezone.localtime(at).date()) if at else "",
            }
        )
    return steps


def gap_titles(parts: Iterable[Part]) -> list[str]:
    return [part.section.title for part in parts if part.is_gap]
