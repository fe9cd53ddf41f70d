"""A table with a known layout → records: steps, sections and what becomes nothing, each with its raw text. Pure.

Order: rows are told apart (`_sort`), cells of a step are gathered, then `understanding.py` reads terms, roles, stages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from roadmap.importing.grid import Grid
from roadmap.importing.headers import (
    CONTENT,
    DONE,
    NUMBER,
    RESPONSIBLE,
    RESULT,
    STAGE,
    TERM,
    TITLE,
    Layout,
    head_texts,
    is_number_row,
    is_rule,
)
from roadmap.importing.records import NUMBER as NUMBER_DOUBT
from roadmap.importing.records import SECTION, SKIP, STEP, Record

NUMBER_TEXT = re.compile(r"(\d{1,3}(?:\.\d{1,3})*[.)]?|[IVXLХ]{1,6}[.)]?)")
LEADING_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)])\s+(?=\S)")
ITEM = re.compile(r"\s*(?:\d{1,2}[.)]|[-•–—*·]|[а-я]\))\s*\S")
DAY_NUMBER = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
FIELD_JOINT = {TERM: " – ", RESPONSIBLE: "; ", RESULT: "\n", TITLE: "\n", CONTENT: "\n", STAGE: " "}


def compose(grid: Grid, layout: Layout) -> list[Record]:
    """Every filled row of the table in a record, in order; terms and roles are not read yet."""
    return _Composer(grid, layout).records()


class _Composer:
    def __init__(self, grid: Grid, layout: Layout) -> None:
        self.grid, self.layout = grid, layout
        self.heads = head_texts(grid, layout) if layout.has_head else [""] * grid.width
        self.fields = set(layout.columns.values())
        self.steps: list[Record] = []
        self.found: list[Record] = []
        self.section = ""

    def records(self) -> list[Record]:
        for at, row in enumerate(self.grid.rows):
            if any(row):
                self._take(at, row)
        self._mark_tail()
        return self.found

    def _take(self, at: int, row: Sequence[str]) -> None:
        if why := self._why_skipped(at, row):
            self.found.append(Record(at, SKIP, self._raw(at, row), why))
            return
        values = self._values(at, row)
        if self._is_section(at, row, values):
            self.section = _section_text(row)
            self.found.append(
                Record(at, SECTION, self._raw(at, row), section=self.section, title=self.section)
            )
        elif self.steps and self._goes_on(at, row, values):
            self._join(self.steps[-1], at, row, values)
        else:
            self._add_step(at, row, values)

    # --- what a row is ------------------------------------------------------------------------------------

    def _why_skipped(self, at: int, row: Sequence[str]) -> str:
        if self.layout.has_head and at < self.layout.first:
            return "стоит над таблицей"
        if is_rule(row):
            return "черта"
        if self.layout.has_head and at <= self.layout.last:
            return "шапка таблицы"
        if is_number_row(row):
            return "номера столбцов"
        if self.layout.has_head and self._repeats_head(row):
            return "шапка повторена на новой странице"
        own = [cell for column, cell in enumerate(row) if cell and (at, column) not in self.grid.down]
        if len(own) == 1 and NUMBER_TEXT.fullmatch(own[0]) and own[0].strip(".)").isdecimal():
            return "в строке только номер"
        return ""

    def _repeats_head(self, row: Sequence[str]) -> bool:
        plain = [" ".join(cell.split()) for cell in row]
        return plain == self.heads or any(
            plain == [" ".join(cell.split()) for cell in self.grid.rows[head]]
            for head in range(self.layout.first, self.layout.last + 1)
        )

    def _is_section(self, at: int, row: Sequence[str], values: dict[str, str]) -> bool:
        """One text over the whole row, or a number and a text where steps have terms and persons."""
        own = [column for column, cell in enumerate(row) if cell and (at, column) not in self.grid.down]
        if any((at, column) in self.grid.down for column, cell in enumerate(row) if cell):
            return False
        if len(own) == 1:
            column = own[0]
            if self.grid.width < 2 or self.layout.columns.get(column) in (TERM, RESPONSIBLE, RESULT, DONE):
                return False
            return not (self.steps and _is_lower(row[column]))
        if len(own) != 2 or not {TERM, RESPONSIBLE} & self.fields:
            return False
        number = row[own[0]]
        if not NUMBER_TEXT.fullmatch(number) or self.layout.columns.get(own[1]) not in (
            TITLE,
            STAGE,
            CONTENT,
        ):
            return False
        return not number.strip(".)").replace(".", "").isdecimal() or self._has_sub_steps(at, number)

    def _has_sub_steps(self, at: int, number: str) -> bool:
        """«1» over «1.1»."""
        below = next((row for row in self.grid.rows[at + 1 :] if any(row) and not is_rule(row)), None)
        if below is None:
            return False
        start = number.strip(".)") + "."
        return any(cell.startswith(start) and cell[len(start) : len(start) + 1].isdecimal() for cell in below)

    def _goes_on(self, at: int, row: Sequence[str], values: dict[str, str]) -> bool:
        """The rest of the step above: broken by a page, or its cell is merged over this row."""
        merged = {
            self.layout.columns.get(column) for column in range(len(row)) if (at, column) in self.grid.down
        }
        if TITLE in merged or (NUMBER in merged and NUMBER in self.fields and TITLE not in values):
            return True
        if values.get(NUMBER):
            return False
        if TITLE not in values:
            return not (values.get(STAGE) or values.get(CONTENT)) or _is_lower(values.get(CONTENT, ""))
        return NUMBER in self.fields and _is_lower(values[TITLE])

    # --- what a step gathers ------------------------------------------------------------------------------

    def _add_step(self, at: int, row: Sequence[str], values: dict[str, str]) -> None:
        if STAGE in values and TITLE in self.fields:
            self.section = " ".join(values[STAGE].split())
        number, doubt = _number_of(values.get(NUMBER, ""))
        title, content = values.get(TITLE, ""), values.get(CONTENT, "")
        is_stage = not title and STAGE in values and TITLE not in self.fields
        if is_stage:
            title = values[STAGE]
        if not title and content:
            title, _, content = content.partition("\n")
        if NUMBER not in self.fields and (found := LEADING_NUMBER.match(title)):
            number, title = found[1], title[found.end() :]
        title, inner = split_list(title)
        step = Record(
            at,
            STEP,
            self._raw(at, row),
            left=self._left(at, row),
            number=number,
            section=self.section,
            title=title,
            content="\n".join(part for part in (inner, content) if part),
            term_text=values.get(TERM, ""),
            responsible_text=values.get(RESPONSIBLE, ""),
            result_text=values.get(RESULT, ""),
            is_stage=is_stage,
            has_own_section=bool(self.section) and {STAGE, TITLE} <= self.fields,
        )
        if doubt:
            step.doubts[NUMBER_DOUBT] = doubt
        if not title:
            step.kind, step.why = SKIP, "нет текста мероприятия"
        else:
            self.steps.append(step)
        self.found.append(step)

    def _join(self, step: Record, at: int, row: Sequence[str], values: dict[str, str]) -> None:
        step.raw += self._raw(at, row)
        step.left += self._left(at, row)
        own = {
            code: _joined(row, [column for column in columns if (at, column) not in self.grid.down], code)
            for code, columns in self._columns_of().items()
        }
        joint = "\n" if any((at, column) in self.grid.down for column in range(len(row))) else " "
        for code, name in (
            (TITLE, "title"),
            (TERM, "term_text"),
            (RESPONSIBLE, "responsible_text"),
            (RESULT, "result_text"),
            (CONTENT, "content"),
        ):
            if own.get(code):
                setattr(step, name, f"{getattr(step, name)}{joint}{own[code]}".strip())
        if own.get(STAGE):
            step.content = f"{step.content}\n{own[STAGE]}".strip()
        if "Собран из нескольких строк таблицы" not in step.notes:
            step.notes.append("Собран из нескольких строк таблицы")

    def _values(self, at: int, row: Sequence[str]) -> dict[str, str]:
        found = {code: _joined(row, columns, code) for code, columns in self._columns_of().items()}
        return {code: text for code, text in found.items() if text}

    def _columns_of(self) -> dict[str, list[int]]:
        columns: dict[str, list[int]] = {}
        for column, code in sorted(self.layout.columns.items()):
            columns.setdefault(code, []).append(column)
        return columns

    def _raw(self, at: int, row: Sequence[str]) -> list[list[str]]:
        return [
            [self.heads[column], cell]
            for column, cell in enumerate(row)
            if cell and (at, column) not in self.grid.down
        ]

    def _left(self, at: int, row: Sequence[str]) -> list[list[str]]:
        """Cells of columns that go nowhere, and marks of completion: progress begins anew."""
        return [
            [self.heads[column] or f"столбец {column + 1}", cell]
            for column, cell in enumerate(row)
            if cell and (at, column) not in self.grid.down and self.layout.columns.get(column) in (None, DONE)
        ]

    def _mark_tail(self) -> None:
        """«Директор ________» under the last step is no section: nothing stands in it."""
        for record in reversed(self.found):
            if record.kind == STEP:
                break
            if record.kind == SECTION:
                record.kind, record.why = SKIP, "стоит под таблицей"


def split_list(text: str) -> tuple[str, str]:
    """(what stands before the list, the list) of a cell; ("…", "") when there is no list or nothing before it."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if ITEM.match(line)), None)
    if first is None or first == 0:
        return text, ""
    return "\n".join(lines[:first]), "\n".join(lines[first:])


def _number_of(text: str) -> tuple[str, str]:
    """The written number and what is doubtful in it."""
    plain = " ".join(text.split())
    if found := DAY_NUMBER.fullmatch(plain):  # Excel makes a date of «1.2»
        return (
            f"{int(found[1])}.{int(found[2])}",
            f"В таблице стоит дата {plain}: похоже, Excel изменил номер.",
        )
    if re.fullmatch(r"\d+,\d+", plain):  # and a fraction of «1.1»
        return plain.replace(",", "."), ""
    return plain, ""


def _section_text(row: Sequence[str]) -> str:
    return " ".join(" ".join(cell.split()) for cell in row if cell)


def _joined(row: Sequence[str], columns: Sequence[int], code: str) -> str:
    texts = dict.fromkeys(row[column] for column in columns if row[column])
    return FIELD_JOINT.get(code, " ").join(texts)


def _is_lower(text: str) -> bool:
    return text[:1].isalpha() and text[:1].islower()
