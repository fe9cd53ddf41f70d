"""A pasted or uploaded list of staff: pure reading, with a verdict for every row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mentoring_site.names import mixed_script_words, normalise_name
from mentoring_site.permissions import ROLE_LABELS, STAFF_ROLES, Role

MAX_ROWS = 300
SEPARATORS = re.compile(r"\s*[;\t|]\s*")
SEVERAL = re.compile(r"\s*[,/+]\s*")
CLASS = re.compile(r"(\d{1,2})\s*[-–]?\s*[«\"“„]?\s*([А-ЯЁа-яё])?\s*[»\"”]?")
NAME = re.compile(r"[А-ЯЁа-яё]+(?:[-’'][А-ЯЁа-яё]+)*")
HEADER_WORDS = ("фио", "ф.и.о", "фамилия")
ROLE_SYNONYMS: dict[str, str] = {
    **{normalise_name(label): role for role, label in ROLE_LABELS.items() if role in STAFF_ROLES},
    "классный": Role.CLASS_TEACHER,
    "кл. рук.": Role.CLASS_TEACHER,
    "кл. руководитель": Role.CLASS_TEACHER,
    "куратор": Role.CURATOR,
    "психолог": Role.PSYCHOLOGIST,
    "соцпедагог": Role.SOCIAL,
    "соц. педагог": Role.SOCIAL,
    "руководитель мо": Role.SUBJECT_HEAD,
    "зам. по увр": Role.DEPUTY_UVR,
    "зам. директора по увр": Role.DEPUTY_UVR,
    "завуч": Role.DEPUTY_UVR,
    "зам. по вр": Role.DEPUTY_VR,
    "зам. директора по вр": Role.DEPUTY_VR,
    "админ": Role.ADMINISTRATOR,
}


@dataclass
class ListRow:
    """One line of the list. verdict: "new", "same" (such a person is here already) or "error"."""

    number: int
    text: str
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    position: str = ""
    roles: list[str] = field(default_factory=list)
    classes: list[Any] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    is_known: bool = False

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def verdict(self) -> str:
        return "error" if self.errors else ("same" if self.is_known else "new")

    @property
    def role_labels(self) -> list[str]:
        return [ROLE_LABELS[role] for role in self.roles]


def lines_of_table(rows: Sequence[Sequence[Any]]) -> str:
    """A workbook's rows as the lines that a person would paste."""
    kept = [["" if cell is None else " ".join(str(cell).split()) for cell in row] for row in rows]
    return "\n".join("; ".join(row).rstrip("; ") for row in kept if any(row))


def read_list(
    text: str,
    *,
    classes: Mapping[tuple[int, str], Any],
    groups: Mapping[str, Any],
    known: frozenset[str],
    allowed: frozenset[str],
) -> list[ListRow]:
    """Rows «ФИО; должность; роль; класс или ШМО» with what is wrong in each.

    classes: (grade, letter) -> class; groups: normalised title -> group; known: normalised names of present
    staff; allowed: roles that the reader may give. Blank lines and a heading row are passed over.
    """
    rows: list[ListRow] = []
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or (not rows and _is_heading(line)):
            continue
        row = ListRow(number, line.strip())
        cells = [*SEPARATORS.split(line.strip()), "", "", "", ""][:4]
        _read_name(row, cells[0])
        row.position = cells[1][:160]
        _read_roles(row, cells[2], allowed)
        _read_place(row, cells[3], classes, groups)
        if not row.roles and not row.errors:
            row.errors.append("не указана роль")
        key = normalise_name(row.full_name)
        if key and key in seen:
            row.errors.append("этот человек уже есть выше в списке")
        seen.add(key)
        row.is_known = key in known
        rows.append(row)
    return rows


def _is_heading(line: str) -> bool:
    return line.strip().casefold().replace(" ", "").startswith(HEADER_WORDS)


def _read_name(row: ListRow, text: str) -> None:
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        row.errors.append(f"ФИО «{text}»: нужны фамилия, имя и, если есть, отчество")
        return
    for part in parts:
        if mixed := mixed_script_words(part):
            hint = f", правильно: {mixed[0][1]}" if mixed[0][1] else ""
            row.errors.append(f"в слове «{part}» смешаны русские и латинские буквы{hint}")
        elif not NAME.fullmatch(part):
            row.errors.append(f"в слове «{part}» есть латинские буквы, цифры или лишние знаки")
    row.last_name, row.first_name, row.middle_name = parts[0], parts[1], " ".join(parts[2:])


def _read_roles(row: ListRow, text: str, allowed: frozenset[str]) -> None:
    for word in filter(None, SEVERAL.split(text)):
        role = ROLE_SYNONYMS.get(normalise_name(word))
        if role is None:
            row.errors.append(f"роль «{word}» неизвестна")
        elif role not in allowed:
            row.errors.append(f"роль «{ROLE_LABELS[role]}» даёт директор или администратор школы")
        elif role not in row.roles:
            row.roles.append(role)


def _read_place(row: ListRow, text: str, classes: Mapping[Any, Any], groups: Mapping[str, Any]) -> None:
    for word in filter(None, re.split(r"\s*,\s*", text)):
        match = CLASS.fullmatch(word)
        if match:
            key = (int(match[1]), (match[2] or "").upper())
            if key in classes:
                row.classes.append(classes[key])
            else:
                row.errors.append(f"класса «{word}» нет в списке классов")
        elif normalise_name(word) in groups:
            row.groups.append(groups[normalise_name(word)])
        else:
            row.errors.append(f"«{word}» — не класс и не объединение из списка")
    if row.classes and not row.roles and not row.errors:
        row.roles.append(Role.CLASS_TEACHER)
