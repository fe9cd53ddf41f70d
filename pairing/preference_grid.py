"""Typing a stack of paper slips: one row a sheet, numbers of the printed list, names said back before writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site.texts import clean_text
from pairing.services.preference_links import SIDES, Numbered
from pairing.services.preferences import MODELS, save_preferences, sheets_of, told_of
from pairing.wishes import RANK_WORDS, RANKS, Wishes, problems, read_numbers
from participants.enums import Gender, ResponseSource
from participants.models import Mentee, Mentor
from participants.questionnaires.grid import ROWS, plain
from programs.models import Program
from programs.services.audit import Refusal

NOTHING = "-"  # in the first column: an empty sheet was handed in
COLUMNS = (*(str(rank) for rank in RANKS), "no")
HEADS = {"1": "Первый", "2": "Второй", "3": "Третий", "no": "Не хочу"}
GENDERS = {"": "", "ж": Gender.FEMALE, "м": Gender.MALE}


@dataclass
class Row:
    """One slip as it was typed. errors: by column, "who" for the name."""

    key: str
    who: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    gender: str = ""
    comment: str = ""
    chooser: Mentor | Mentee | None = None
    wishes: Wishes = field(default_factory=Wishes)
    errors: dict[str, str] = field(default_factory=dict)
    note: str = ""  # an earlier answer that this one would replace

    @property
    def is_empty(self) -> bool:
        return not (self.who or self.gender or self.comment or any(self.cells.values()))


@dataclass(frozen=True)
class People:
    """Whom numbers and names of the grid mean. by_number: number -> (side, entry)."""

    by_number: dict[int, tuple[str, Mentor | Mentee]]
    by_label: dict[str, tuple[str, Mentor | Mentee]]


def people_of(program: Program, links: list[Numbered]) -> People:
    """Everybody who has a number, by it and by «Панова Алиса Дмитриевна, 7 «А»»."""
    entries: dict[tuple[str, int], Any] = {}
    for side in SIDES:
        ids = [one.entry_id for one in links if one.side == side]
        for entry in MODELS[side].objects.of_program(program).filter(pk__in=ids).for_list(program):
            entries[side, entry.pk] = entry
    by_number, by_label = {}, {}
    for one in links:
        entry = entries.get((one.side, one.entry_id))
        if entry is None:
            continue
        by_number[one.number] = (one.side, entry)
        label = plain(", ".join(filter(None, (entry.person.full_name, entry.place))))
        by_label[f"{label} (№ {one.number})" if label in by_label else label] = (one.side, entry)
    return People(by_number, by_label)


def read_rows(data: Mapping[str, str], people: People) -> list[Row]:
    """Rows that hold anything, with their errors."""
    rows = []
    for number in range(1, ROWS + 1):
        key = str(number)
        row = Row(
            key,
            who=plain(data.get(f"who-{key}", "")),
            cells={code: plain(data.get(f"c-{key}-{code}", "")) for code in COLUMNS},
            gender=plain(data.get(f"c-{key}-gender", "")).lower(),
            comment=clean_text(data.get(f"c-{key}-comment", "")),
        )
        if not row.is_empty:
            _read(row, people)
            rows.append(row)
    _refuse_twice(rows)
    return rows


def _read(row: Row, people: People) -> None:
    found = (
        people.by_number.get(int(row.who))
        if row.who.isascii() and row.who.isdigit() and len(row.who) < 10
        else people.by_label.get(row.who)
    )
    if found is None:
        row.errors["who"] = (
            "Такого номера или имени в списке нет." if row.who else "Укажите, чей это листок: номер или имя."
        )
        return
    side, row.chooser = found
    choices: list[tuple[int, int | None]] = []
    if row.cells["1"] != NOTHING:
        for code in COLUMNS:
            choices += _cell(row, code, side, people)
    elif any(row.cells[code] for code in COLUMNS[1:]):
        row.errors["1"] = "Черта значит пустой листок: тогда остальные клетки пусты."
    if row.gender not in GENDERS:
        row.errors["gender"] = "Впишите «ж», «м» или оставьте пустым."
        return
    row.wishes = Wishes(tuple(choices), GENDERS[row.gender], row.comment)
    if row.errors:
        return
    if row.wishes.is_empty and row.cells["1"] != NOTHING:
        row.errors["who"] = (
            f"В этой строке нет ни одного выбора. Листок пустой? Впишите «{NOTHING}» в первую клетку."
        )
    elif found := problems(row.wishes):
        row.errors["who"] = found[0]


def _cell(row: Row, code: str, side: str, people: People) -> list[tuple[int, int | None]]:
    try:
        numbers = read_numbers(row.cells[code])
    except ValueError as error:
        row.errors[code] = str(error)
        return []
    if code != "no" and len(numbers) > 1:
        row.errors[code] = "Здесь один номер."
        return []
    found: list[tuple[int, int | None]] = []
    for number in numbers:
        known = people.by_number.get(number)
        if known is None:
            row.errors[code] = f"Номера {number} в списке нет."
        elif known[0] == side:
            row.errors[code] = f"№ {number} — {known[1].person.list_name}: это та же сторона."
        else:
            found.append((known[1].pk, None if code == "no" else int(code)))
    return found


def _refuse_twice(rows: list[Row]) -> None:
    seen: dict[tuple[type, int], Row] = {}
    for row in rows:
        if row.chooser is None or row.errors:
            continue
        key = (type(row.chooser), row.chooser.pk)
        if key in seen:
            row.errors["who"] = f"Этот человек уже набран в строке {seen[key].key}."
        seen.setdefault(key, row)


def note_former(rows: list[Row]) -> None:
    """Say in rows that somebody has answered already; writing replaces that answer."""
    for model in MODELS.values():
        own = [row for row in rows if isinstance(row.chooser, model)]
        known = sheets_of([row.chooser for row in own if row.chooser])
        for row in own:
            if row.chooser and (sheet := known.get(row.chooser.pk)):
                row.note = f"заменит ответ: {told_of(sheet)}"


def said_back(row: Row, people: People) -> list[str]:
    """«первым – Панов Пётр»: what the numbers mean, for a look before writing."""
    names = {(side, entry.pk): entry.person.list_name for side, entry in people.by_number.values()}
    own = next(side for side, model in MODELS.items() if isinstance(row.chooser, model))
    other = next(side for side in SIDES if side != own)
    words = [f"{RANK_WORDS[rank]} – {names[other, entry]}" for entry, rank in row.wishes.choices if rank]
    refused = [names[other, entry] for entry, rank in row.wishes.choices if rank is None]
    if refused:
        words.append(f"не хочет: {', '.join(refused)}")
    return words or ["пустой листок: всё равно, с кем"]


def write_rows(*, rows: list[Row], by: Any, on: date) -> int:
    """Keep the sheets, all or none; what stands against one is said in its row. How many were kept."""
    try:
        with transaction.atomic():
            for row in rows:
                _write(row, by, on)
            if any(row.errors for row in rows):
                raise _RowsRefused
    except _RowsRefused:
        return 0
    return len(rows)


class _RowsRefused(Exception):
    pass


def _write(row: Row, by: Any, on: date) -> None:
    if row.errors or row.chooser is None:
        return
    try:
        save_preferences(chooser=row.chooser, wishes=row.wishes, source=ResponseSource.GRID, on=on, by=by)
    except Refusal as refusal:
        row.errors["who"] = str(refusal)
