"""The child's side of reading a .docx: runs in the sandbox, knows no Django, answers with JSON.

Answer: {"tables": [{"title", "rows", "down"}], "text": lines outside of tables} or {"refusal": kind}.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from mentoring_site.texts import clean_text

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_TABLES = 60
MAX_TABLE_ROWS = 1_000
MAX_LINES = 3_000
MAX_CELL = 5_000
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


class Refusal(Exception):
    pass


def parse(payload: bytes) -> dict[str, Any]:
    try:
        _check_zip(payload)
        return _Reader(payload).answer()
    except Refusal as refusal:
        return {"refusal": str(refusal)}


def _check_zip(data: bytes) -> None:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise Refusal("damaged") from error
    if any(member.flag_bits & 1 for member in members):
        raise Refusal("encrypted")
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise Refusal("too_heavy")
    if any(member.filename.endswith("vbaProject.bin") for member in members):
        raise Refusal("macros")


class _Reader:
    def __init__(self, data: bytes) -> None:
        from docx import Document
        from docx.oxml.ns import qn

        self.qn = qn
        try:
            self.document = Document(io.BytesIO(data))
        except (
            Exception
        ) as error:  # python-docx has no common exception: KeyError, ValueError, XMLSyntaxError…
            raise Refusal("damaged") from error
        self.numbers = _Numbers(self.document, qn)

    def answer(self) -> dict[str, Any]:
        tables: list[dict[str, Any]] = []
        lines: list[str] = []
        above = ""
        body = self.document.element.body
        for element in body.iter(self.qn("w:p"), self.qn("w:tbl")):
            if self._is_inside_table(element):
                continue
            if element.tag == self.qn("w:p"):
                text = self.paragraph(element)
                above = text or above
                if text and len(lines) < MAX_LINES:
                    lines.append(text)
            elif len(tables) < MAX_TABLES:
                tables.append({"title": lines[-1] if lines else "", "above": above, **self.table(element)})
                above = ""
        return {"tables": [table for table in tables if table["rows"]], "text": lines}

    def _is_inside_table(self, element: Any) -> bool:
        return next(element.iterancestors(self.qn("w:tbl")), None) is not None

    def table(self, element: Any) -> dict[str, Any]:
        rows: list[list[str]] = []
        down: list[list[int]] = []
        for number, row in enumerate(self._rows(element)):
            if number >= MAX_TABLE_ROWS:
                raise Refusal("too_many_rows")
            cells = [""] * self._skipped(row, "w:gridBefore")
            for cell in self._cells(row):
                span, merge = self._shape(cell)
                column = len(cells)
                text = self.cell(cell)
                if merge == "continue":
                    above = rows[-1] if rows else []
                    text = text or (above[column] if column < len(above) else "")
                    down.append([number, column])
                cells += [text] + [""] * (span - 1)
            rows.append(cells)
        return {"rows": rows, "down": down}

    def _rows(self, table: Any) -> Iterator[Any]:
        """Rows of this table, also those inside content controls, without those of inner tables."""
        for row in table.iter(self.qn("w:tr")):
            if next(row.iterancestors(self.qn("w:tbl"))) is table:
                yield row

    def _cells(self, row: Any) -> Iterator[Any]:
        for cell in row.iter(self.qn("w:tc")):
            if next(cell.iterancestors(self.qn("w:tr"))) is row:
                yield cell

    def _skipped(self, row: Any, name: str) -> int:
        found = row.find(f"{self.qn('w:trPr')}/{self.qn(name)}")
        return min(63, int(found.get(self.qn("w:val"), 0))) if found is not None else 0

    def _shape(self, cell: Any) -> tuple[int, str]:
        """(columns it covers, "" | "restart" | "continue")"""
        span = cell.find(f"{self.qn('w:tcPr')}/{self.qn('w:gridSpan')}")
        merge = cell.find(f"{self.qn('w:tcPr')}/{self.qn('w:vMerge')}")
        width = int(span.get(self.qn("w:val"), 1)) if span is not None else 1
        kind = "" if merge is None else merge.get(self.qn("w:val"), "continue")
        return max(1, min(width, 63)), kind

    def cell(self, element: Any) -> str:
        lines = [self.paragraph(paragraph) for paragraph in element.iter(self.qn("w:p"))]
        text = "\n".join(line for line in lines if line)
        if len(text) > MAX_CELL:
            raise Refusal("cell_too_long")
        return text

    def paragraph(self, element: Any) -> str:
        """Its text as it is now (deletions of tracked changes left out), with the number Word draws before it."""
        parts = []
        for node in element.iter(
            self.qn("w:t"), self.qn("w:tab"), self.qn("w:br"), self.qn("w:noBreakHyphen")
        ):
            if node.tag == self.qn("w:t"):
                parts.append(node.text or "")
            elif node.tag == self.qn("w:noBreakHyphen"):
                parts.append("-")
            elif node.getparent().tag == self.qn("w:r"):  # a tab stop of the style is no tab
                parts.append("\n" if node.tag == self.qn("w:br") else " ")
        text = clean_text("".join(parts))
        number = self.numbers.of(element)
        return f"{number} {text}".strip() if number else text


class _Numbers:
    """Automatic numbers: Word keeps them apart from the text, and the column «№» often has nothing else."""

    def __init__(self, document: Any, qn: Any) -> None:
        self.qn = qn
        self.counts: dict[tuple[str, int], int] = {}
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {
            item.get(qn("w:abstractNumId")): self._levels(item)
            for item in numbering.iter(qn("w:abstractNum"))
        }
        for item in numbering.iter(qn("w:num")):
            link = item.find(qn("w:abstractNumId"))
            if link is not None:
                self.levels[item.get(qn("w:numId"))] = abstract.get(link.get(qn("w:val")), {})

    def _levels(self, abstract: Any) -> dict[int, tuple[str, str, int]]:
        found = {}
        for level in abstract.iter(self.qn("w:lvl")):
            values = {
                name: node.get(self.qn("w:val"), "")
                if (node := level.find(self.qn(f"w:{name}"))) is not None
                else ""
                for name in ("numFmt", "lvlText", "start")
            }
            start = int(values["start"]) if values["start"].isdecimal() else 1
            found[int(level.get(self.qn("w:ilvl"), 0))] = (values["numFmt"], values["lvlText"], start)
        return found

    def of(self, paragraph: Any) -> str:
        link = paragraph.find(f"{self.qn('w:pPr')}/{self.qn('w:numPr')}")
        if link is None:
            return ""
        number, level = (link.find(self.qn(f"w:{name}")) for name in ("numId", "ilvl"))
        key = number.get(self.qn("w:val"), "0") if number is not None else "0"
        depth = int(level.get(self.qn("w:val"), 0)) if level is not None else 0
        levels = self.levels.get(key, {})
        if depth not in levels:
            return ""
        kind, pattern, start = levels[depth]
        if kind in ("bullet", "none", ""):
            return "•" if kind == "bullet" else ""
        self.counts[key, depth] = self.counts.get((key, depth), start - 1) + 1
        for deeper in [at for at in self.counts if at[0] == key and at[1] > depth]:
            del self.counts[deeper]
        for at in range(depth + 1):
            shape, _, first = levels.get(at, ("decimal", "", 1))
            pattern = pattern.replace(f"%{at + 1}", _numeral(self.counts.get((key, at), first), shape))
        return pattern


def _numeral(value: int, shape: str) -> str:
    if shape in ("upperRoman", "lowerRoman"):
        text, rest = "", value
        for amount, letters in ROMAN:
            text, rest = text + letters * (rest // amount), rest % amount
        return text if shape == "upperRoman" else text.lower()
    if shape in ("russianLower", "russianUpper"):
        letters = "абвгдежзиклмнопрстуфхцчшщэюя"
        letter = letters[(value - 1) % len(letters)]
        return letter if shape == "russianLower" else letter.upper()
    return str(value)
