"""A roadmap pasted as text: tabs, an HTML table, a Markdown table, or plain points. Pure; raises TooLarge alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

from mentoring_site.texts import clean_text
from roadmap.importing.grid import Grid, filled, make_grid
from roadmap.importing.headers import named_fields

MAX_SPAN = 100
MAX_SPREAD = 400_000  # cells of one table with what merged ones cover


class TooLarge(ValueError):
    """A table that merging blows up."""


TAG = re.compile(r"</?(?:p|br|ol|ul|li|b|i|u|div|span|strong|em)\b[^<>]{0,300}>", re.IGNORECASE)
BREAKING_TAG = re.compile(r"</?(?:p|br|ol|ul|li|div)\b[^<>]{0,300}>", re.IGNORECASE)
NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[IVX]{1,5}\.?)")
POINT = re.compile(r"(\d{1,3}(?:\.\d{1,3})*[.)]?|[-•–—*])\s+(?=\S)")
HEADING = re.compile(r"(?:[IVX]{1,5}[.)]?\s|(?:этап|раздел|блок)\b)", re.IGNORECASE)
# «… в срок до 31 марта 2022 года. Ответственный – Орлова Е. А.» inside of a sentence.
RESPONSIBLE = re.compile(
    r"\b(?:Ответственн\w+|Отв\.|Исполнител\w+)(?:\s+за исполнение)?\s*[:–—-]?\s+(?=\S)", re.IGNORECASE
)
MONTHS = r"(?:январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
DAY = (
    rf"(?:\d{{1,2}}\.\d{{1,2}}(?:\.\d{{2,4}})?|\d{{1,2}}\s+{MONTHS}(?:\s+\d{{4}})?|{MONTHS}(?:\s+\d{{4}})?)"
    r"(?:\s+года|\s*г\.?)?"
)
TERM = re.compile(
    rf"(?:[Вв] срок\s+)?(?:\bдо|\bне позднее|\bс)\s+{DAY}(?:\s+(?:по|до)\s+{DAY})?"
    rf"|\b[Вв] течени[ие] (?:учебного )?(?:года|всего периода)"
    rf"|\b[Вв]\s+{MONTHS}\s+\d{{4}}(?:\s+года|\s*г\.)?",
)
LIST_HEAD = ("№", "Мероприятие", "Срок", "Ответственный")


def parse_pasted(text: str) -> list[Grid]:
    """Tables of the text, those with anything in them; an empty list for a blank text."""
    if re.search(r"<table\b", text, re.IGNORECASE):
        tables = parse_html(text)
        if tables:
            return tables
    lines = _lines(text)
    if sum("\t" in line for line in lines) >= 2:
        return filled(_tabbed(lines))
    if sum(line.lstrip().startswith("|") for line in lines) >= 2:
        return filled([make_grid("", [_piped(line) for line in lines])])
    return filled([_points([_cell(line) for line in lines])])


def parse_lines(lines: list[str]) -> list[Grid]:
    """Paragraphs of a document that holds no table."""
    return filled([_points([_cell(line) for line in lines])])


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return [line for line in text.split("\n") if line.strip()]


def _cell(text: str) -> str:
    """The seed's own form carries <p> and an <ol> that is never closed inside of cells."""
    if "<" in text:
        text = TAG.sub(" ", BREAKING_TAG.sub("\n", text))
    text = clean_text(unescape(text))
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


# --- tabs -------------------------------------------------------------------------------------------------


def _tabbed(lines: list[str]) -> list[Grid]:
    """One table, or several where a whole document was pasted: each begins with a head of its own."""
    rows = [[_cell(cell) for cell in line.split("\t")] for line in lines]
    heads = _own_heads(rows)
    starts = [0, *heads] if len(heads) > 1 else [0]
    parts = [rows[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]
    titles = ["", *(" ".join(" ".join(part[-1]).split()) for part in parts if part)]
    return [make_grid(title, _whole_rows(part)) for title, part in zip(titles, parts, strict=False) if part]


def _own_heads(rows: list[list[str]]) -> list[int]:
    """Rows that begin a table; a head that is repeated on the next page begins none."""
    found: list[int] = []
    for at, row in enumerate(rows):
        if named_fields(row) and (not found or rows[found[-1]] != row):
            found.append(at)
    return found


def _whole_rows(rows: list[list[str]]) -> list[list[str]]:
    width = _usual_width(rows)
    joined: list[list[str]] = []
    for row in rows:
        last = joined[-1] if joined else []
        if _goes_on(last, row, width):
            last[-1] = f"{last[-1]}\n{row[0]}".strip()
            last += row[1:]
        else:
            joined.append(list(row))
    return joined


def _usual_width(rows: list[list[str]]) -> int:
    """The most frequent number of cells among lines that have tabs; the greater of two as frequent."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    return max(counts, key=lambda width: (counts[width], width), default=1)


def _goes_on(last: list[str], row: list[str], width: int) -> bool:
    """A cell of several paragraphs comes from Word broken over lines: the row is not whole yet."""
    if not 2 <= len(last) < width or len(last) + len(row) - 1 > width:
        return False
    return not NUMBER.fullmatch(row[0]) and not _is_rule(row)


def _is_rule(row: list[str]) -> bool:
    return all(re.fullmatch(r"[-–—=:_ ]*", cell) for cell in row)


def _piped(line: str) -> list[str]:
    plain = line.strip()
    if not plain.startswith("|"):
        return [_cell(plain)]
    plain = plain[1:-1] if plain.endswith("|") and not plain.endswith("\\|") and len(plain) > 1 else plain[1:]
    return [_cell(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", plain)]


# --- plain points -----------------------------------------------------------------------------------------


def _points(lines: list[str]) -> Grid:
    """Points of an order as rows: number, what, by when, who. Lines before the first point stay above."""
    lines = [line for text in lines for line in text.split("\n") if line]
    if not lines:
        return make_grid("", [])
    has_numbers = any(POINT.match(line) for line in lines)
    points: list[list[str]] = []  # [number, text] or [heading]
    for line in lines:
        found = POINT.match(line)
        if found:
            mark = found[1] if found[1][0].isdecimal() else ""
            points.append([mark, line[found.end() :]])
        elif not has_numbers:
            points.append(["", line])
        elif HEADING.match(line) or not points or len(points[-1]) == 1:
            points.append([line])
        else:
            points[-1][1] += f"\n{line}"
    return make_grid("", [LIST_HEAD, *(_point(point) for point in points)])


def _point(point: list[str]) -> list[str]:
    if len(point) == 1:
        return ["", point[0], "", ""]
    number, text = point
    who = ""
    found = list(RESPONSIBLE.finditer(text))
    before = text[: found[-1].start()].rstrip("( \n") if found else ""
    if before:
        who, text = text[found[-1].start() :].strip(" ()"), before.strip()
    term = TERM.search(text)
    when = term[0] if term else ""
    if term and term.end() >= len(text.rstrip(" .;,")):  # at the end only: a sentence is not torn
        text = text[: term.start()].rstrip(" ,;–—-")
    return [number, text or when, when, who]


# --- HTML -------------------------------------------------------------------------------------------------


def parse_html(text: str) -> list[Grid]:
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.finish()
    return filled(parser.grids)


class _Tables(HTMLParser):
    """Outer tables of a page; an inner table is text of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.depth = 0
        self.lists: list[int | None] = []  # the number of the last item; None in a list of bullets
        self.skipped = 0  # inside of <style>, <script>, comments of Word
        self.said: list[str] = []
        self.rows: list[list[tuple[str, int, int]]] = []
        self.cell: list[str] | None = None
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "head"):
            self.skipped += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.rows = []
        elif self.depth == 1 and tag == "tr":
            self._close_cell()
            self.rows.append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._close_cell()
            given = dict(attrs)
            self.spans = _span(given.get("rowspan")), _span(given.get("colspan"))
            self.cell = []
        elif tag in ("br", "p", "div", "li", "tr"):
            self._add("\n")
        if tag in ("ol", "ul"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._add(self._item_mark())

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "head"):
            self.skipped = max(0, self.skipped - 1)
        elif tag == "table" and self.depth:
            self.depth -= 1
            if not self.depth:
                self._close_table()
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag in ("p", "div", "li"):
            self._add("\n")
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self._add(re.sub(r"[\r\n\t]+", " ", data))

    def finish(self) -> None:
        """A page that ends inside of a table."""
        if self.depth:
            self._close_table()

    def _add(self, text: str) -> None:
        if self.cell is not None:
            self.cell.append(text)
        elif not self.depth and text.strip():
            self.said = [*self.said[-20:], text]
        elif self.depth and text.strip():  # text between the cells: broken markup, but a word all the same
            if not self.rows:
                self.rows.append([])
            self.cell, self.spans = [text], (1, 1)

    def _item_mark(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "• "
        self.lists[-1] += 1
        return f"{self.lists[-1]}. "

    def _close_cell(self) -> None:
        if self.cell is not None:
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append((_cell("".join(self.cell)), *self.spans))
        self.cell, self.lists = None, []

    def _close_table(self) -> None:
        self._close_cell()
        title = " ".join(" ".join(self.said).split())[-120:]
        self.grids.append(replace(_spread(title, self.rows), above=title))
        self.depth, self.said, self.rows = 0, [], []


def _span(text: str | None) -> int:
    return max(1, min(int(text), MAX_SPAN)) if text and text.isdecimal() and len(text) < 6 else 1


def _spread(title: str, rows: list[list[tuple[str, int, int]]]) -> Grid:
    """Cells with rowspan and colspan at their places; what a rowspan covers repeats the text and says so."""
    if sum(min(tall, len(rows)) * wide for row in rows for _, tall, wide in row) > MAX_SPREAD:
        raise TooLarge
    taken: dict[tuple[int, int], str] = {}
    down: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        column = 0
        for text, tall, wide in row:
            while (number, column) in taken:
                column += 1
            for below in range(min(tall, len(rows) - number)):
                for beside in range(wide):
                    taken[number + below, column + beside] = "" if beside else text
                if below:
                    down.append((number + below, column))
            column += wide
    width = 1 + max((column for _, column in taken), default=-1)
    plain = [[taken.get((number, column), "") for column in range(width)] for number in range(len(rows))]
    return make_grid(title, plain, down)
