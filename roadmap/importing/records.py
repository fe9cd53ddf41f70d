"""One row of the source as it will be written: the raw text beside what was understood. Kept as JSON in the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

STEP, SECTION, SKIP = "step", "section", "skip"
# What a person is asked to look at, by the part of the step.
TERM, ROLES, STANDARD, NUMBER, TWIN = "term", "roles", "standard", "number", "twin"
DOUBT_WORDS = {
    TERM: "срок",
    ROLES: "ответственный",
    STANDARD: "какой это шаг",
    NUMBER: "номер",
    TWIN: "повтор шага",
}


@dataclass
class Record:
    """at: row of the table, from 0. raw: (head of the column, text) of every filled cell, joined rows included.

    why: the reason of a row that becomes nothing. left: (head, text) of cells that are not carried over.
    starts, ends: ISO days or "". doubts: part → what to check; answered ones are taken out.
    is_stage: the row is a whole stage with its list. has_own_section: named in the row, not in a row above.
    is_checked: a person has said that all is right.
    """

    at: int
    kind: str = STEP
    raw: list[list[str]] = field(default_factory=list)
    why: str = ""
    left: list[list[str]] = field(default_factory=list)
    number: str = ""
    section: str = ""
    title: str = ""
    short_title: str = ""
    content: str = ""
    term_text: str = ""
    responsible_text: str = ""
    result_text: str = ""
    stage: int = 1
    standard: int | None = None
    likely: list[int] = field(default_factory=list)
    term_kind: str = "unread"
    starts: str = ""
    ends: str = ""
    is_year_restored: bool = False
    roles: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_stage: bool = False
    has_own_section: bool = False
    is_checked: bool = False

    @property
    def is_step(self) -> bool:
        return self.kind == STEP

    @property
    def has_days(self) -> bool:
        return bool(self.starts and self.ends)

    @property
    def raw_text(self) -> str:
        return "\n".join(text for _, text in self.raw)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def record_from(stored: Mapping[str, Any]) -> Record:
    known = {one.name for one in fields(Record)}
    return Record(**{name: value for name, value in stored.items() if name in known})
