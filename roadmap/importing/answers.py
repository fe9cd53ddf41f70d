"""What a person changed in the review, put into the records. Pure: errors come back as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from roadmap.content import role_titles
from roadmap.importing.records import ROLES, SECTION, SKIP, STANDARD, STEP, TERM, Record
from roadmap.importing.understanding import (
    Setting,
    read_roles,
    read_term,
    set_standard,
    short_title_of,
    warn_of_twins,
)

SKIPPED_BY_HAND = "пропущено вами"


@dataclass(frozen=True)
class Answer:
    """One row of the page as sent. roles: the ticked ones, in any order; is_checked: «Проверено»."""

    kind: str
    standard: int | None = None
    stage: int | None = None
    starts: str = ""
    ends: str = ""
    roles: Sequence[str] = field(default_factory=tuple)
    is_checked: bool = False


def apply_answers(records: Sequence[Record], answers: Mapping[int, Answer], setting: Setting) -> list[str]:
    """Change the records in place; answers: row of the table → answer. Returns what could not be taken."""
    errors = []
    for record in records:
        answer = answers.get(record.at)
        if answer is None:
            continue
        was_step = record.is_step
        if answer.kind != record.kind and answer.kind in (STEP, SECTION, SKIP):
            _turn(record, answer.kind, setting)
        if record.is_step and was_step:
            error = _take(record, answer)
            if error:
                errors.append(f"Строка {record.at + 1}: {error}")
    _name_sections(records)
    warn_of_twins(records)
    return errors


def missing_days(records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record.is_step and not record.has_days]


def give_whole_term(records: Sequence[Record], setting: Setting) -> None:
    """The programme's own days for steps without any; their texts stay as they are."""
    for record in missing_days(records):
        record.starts, record.ends = setting.starts.isoformat(), setting.ends.isoformat()
        record.doubts.pop(TERM, None)
        record.notes.append("Даты всей Программы поставлены вами")


def _turn(record: Record, kind: str, setting: Setting) -> None:
    if kind == SKIP:
        record.why = SKIPPED_BY_HAND
    elif kind == SECTION:
        record.title = " ".join(part for part in (record.number, record.title) if part) or record.raw_text
        record.title = " ".join(record.title.split())[:250]
        record.number = ""
    elif kind == STEP:
        record.title = (record.title or " ".join(record.raw_text.split()))[:1000]
        record.why = ""
        record.short_title = record.short_title or short_title_of(record.title)
        if not record.has_days:
            read_term(record, setting)
        if not record.roles:
            read_roles(record, setting)
    record.kind = kind


def _take(record: Record, answer: Answer) -> str:
    """Values of a step; an error leaves the days as they were."""
    if answer.standard != record.standard:
        set_standard(record, answer.standard)
        record.doubts.pop(STANDARD, None)
    elif answer.stage and answer.stage != record.stage:
        record.stage = answer.stage
    roles = _in_order(record.roles, answer.roles)
    if roles != record.roles:
        record.roles = roles
        record.doubts.pop(ROLES, None)
    if not record.roles:
        record.doubts[ROLES] = "Ответственный не отмечен: без него карту нельзя передать директору."
    error = _take_days(record, answer)
    if answer.is_checked and not error:
        record.is_checked = True
        kept = {TERM} if not record.has_days else set()
        record.doubts = {part: text for part, text in record.doubts.items() if part in kept}
    return error


def _take_days(record: Record, answer: Answer) -> str:
    if (answer.starts, answer.ends) == (record.starts, record.ends):
        return ""
    try:
        starts, ends = date.fromisoformat(answer.starts), date.fromisoformat(answer.ends)
    except ValueError:
        return "впишите обе даты целиком, начало и окончание."
    if ends < starts:
        return "окончание раньше начала."
    if not 2000 <= starts.year <= ends.year <= 2100:
        return "проверьте год в датах."
    record.starts, record.ends = answer.starts, answer.ends
    record.is_year_restored = False
    record.doubts.pop(TERM, None)
    return ""


def _in_order(before: Sequence[str], ticked: Sequence[str]) -> list[str]:
    """Roles stay in the order of the text, the first closes the step; new ones come behind."""
    kept = [role for role in before if role in ticked]
    return kept + [role for role in role_titles() if role in ticked and role not in kept]


def _name_sections(records: Sequence[Record]) -> None:
    section = ""
    for record in records:
        if record.kind == SECTION:
            section = record.section = record.title
        elif record.is_step and not record.has_own_section:
            record.section = section
