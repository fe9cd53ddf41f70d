"""The programme document in reading order, for the page and for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest
from typing import Any

from django.utils import timezone

from mentoring_site.names import signature_name
from mentoring_site.paper_blocks import Block
from mentoring_site.permissions import Access, Role
from mentoring_site.words import short_date
from programs.enums import ProgramState, SectionKind
from programs.models import Membership, Program, ProgramSection, School
from programs.paper_tables import MISSING, column_shares, paper_cell, widest_word
from programs.registries.papers import PROGRAMME_BLOCKS
from programs.services.documents import school_snapshot

APPROVED_STATES = frozenset(
    {ProgramState.APPROVED, ProgramState.RUNNING, ProgramState.COMPLETED, ProgramState.ARCHIVED}
)


TEXT_WIDTH_MM, WIDE_TEXT_MM = 170, 267  # between the margins of A4, upright and lying
LONG_CELL = 500  # letters; higher rows may break across pages
NUMBER_SHARE = 4  # per cent that the column «№» of a list takes


@dataclass
class Cell:
    text: str
    span: int = 1  # rows that it covers
    column: str = ""  # name of its column


@dataclass(frozen=True)
class Part:
    """A section as it stands in the document.

    level: 1 at the top. is_gap: nothing is written where something should be, so «не заполнено» is shown; a
    heading over its children is no gap unless the source document lost its text.
    """

    section: ProgramSection
    level: int
    is_gap: bool
    blocks: list[Block] = field(default_factory=list)  # what rooms above print here

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

    def _named(self, row: list[str]) -> Iterator[tuple[str, str]]:
        """Texts of a row with the names of their columns; a phone shows them above the text."""
        return zip_longest(row, self.section.columns[: len(row)], fillvalue="")

    @property
    def row_groups(self) -> list[list[list[Cell]]]:
        """Rows of a table; equal neighbours of the first column are joined, as the document prints criteria."""
        groups: list[list[list[Cell]]] = []
        for row in self.section.rows:
            cells = [Cell(text, column=column) for text, column in self._named(row)]
            if groups and row[0] and row[0] == groups[-1][0][0].text:
                groups[-1][0][0].span += 1
                groups[-1].append(cells[1:])
            else:
                groups.append([cells])
        return groups

    @property
    def column_shares(self) -> list[int]:
        """Widths of columns on paper in per cent."""
        rows = self.section.rows
        if len(self.row_groups) < len(
            rows
        ):  # a joined cell has the height of its rows: only its longest word asks for width
            rows = [[widest_word(row[0]), *row[1:]] for row in rows]
        return column_shares(self.section.columns, rows, width_mm=TEXT_WIDTH_MM)


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
            "name": signature_name(str(program.approved_by)),
            "date": timezone.localtime(program.approved_at).date(),
        }
    return {
        "school": school,
        "program": program,
        "parts": [
            replace(part, blocks=PROGRAMME_BLOCKS[part.code](program))
            if part.code in PROGRAMME_BLOCKS
            else part
            for part in document_parts(ProgramSection.objects.filter(program=program))
        ],
        "approve": approve,
        "protocol": program.protocol_words,
    }


def curator_name(program: Program, on: date) -> str:
    """Full name for the signature line; "" when there is no curator or several."""
    held = Membership.objects.active(on).filter(
        school=program.school_id, role=Role.CURATOR, user__is_active=True
    )
    names = {member.user.full_name for member in held.select_related("user")}
    return names.pop() if len(names) == 1 else ""


def paper_curator(access: Access, on: date) -> str:
    """Who signs a paper as the curator: he who prints it, else the school's only one; "" leaves a line."""
    if Role.CURATOR in access.roles:
        return access.user.full_name
    return curator_name(access.program, on)


def list_paper(
    *,
    school: School,
    program: Program,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    on: date,
    shown: str = "",
) -> dict[str, Any]:
    """Context of reports/office_list.html: a list on a lying sheet. shown: which part of the whole, "" for all."""
    cells = [[paper_cell(value) for value in row] for row in rows]
    width = WIDE_TEXT_MM * (100 - NUMBER_SHARE) / 100
    return {
        "school": {"name_full": school.full_name, "name_short": school.short_name},
        "program": program,
        "title": title,
        "shown": shown,
        "header": list(header),
        "rows": [{"cells": row, "is_long": max(map(len, row)) > LONG_CELL} for row in cells],
        "numeric": [place for place in range(len(header)) if _is_numeric(row[place] for row in cells)],
        "number_share": NUMBER_SHARE,
        "shares": column_shares(header, cells, width_mm=width, total=100 - NUMBER_SHARE),
        "on": on,
    }


def _is_numeric(cells: Iterable[str]) -> bool:
    """A column of whole numbers and dashes is set in the middle."""
    said = {cell for cell in cells if cell not in ("", MISSING)}
    return bool(said) and all(cell.isdecimal() for cell in said)


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
