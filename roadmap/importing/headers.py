"""Where the head of a table is and what its columns hold (domain §7.2-2). Pure; a person may change all of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz

from mentoring_site.spreadsheets import normalise_title
from roadmap.enums import TermKind
from roadmap.importing.grid import Grid
from roadmap.importing.responsibles import has_role_word
from roadmap.terms import parse_term

NUMBER, STAGE, TITLE, CONTENT = "number", "stage", "title", "content"
TERM, RESPONSIBLE, RESULT, DONE = "term", "responsible", "result", "done"
FIELDS: dict[str, str] = {
    NUMBER: "Номер",
    STAGE: "Этап, раздел",
    TITLE: "Мероприятие",
    CONTENT: "Содержание, подпункты",
    TERM: "Срок",
    RESPONSIBLE: "Ответственные",
    RESULT: "Результат, вид документа",
    DONE: "Отметка о выполнении",
}
NUMBER_TITLES = {
    "№",
    "№ пп",
    "№пп",
    "nпп",
    "n пп",
    "nn пп",
    "пп",
    "№№",
    "№№ пп",
    "номер",
    "no",
    "n",
    "№ шага",
    "шаг",
}
# The first that is found in a heading names the column: «срок реализации этапа» is a term, no stage.
WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (DONE, re.compile(r"отметка|выполнени[ея]$|статус|выполнено")),
    (RESULT, re.compile(r"результат|вид документа|документ|итог|продукт")),
    (RESPONSIBLE, re.compile(r"ответств|исполнител|^отв\b|^кто\b")),
    (TERM, re.compile(r"\bсрок|период|^дата|^даты|когда|^время|^начало|^окончание|^конец|^месяц")),
    (CONTENT, re.compile(r"содержание|подпункт|план мероприятий|описание")),
    (
        TITLE,
        re.compile(r"мероприят|наименование действ|^действи|^шаг[иа]?\b|вид деятельности|направление работы"),
    ),
    (STAGE, re.compile(r"этап|раздел|^блок|направлени")),
)
SHORT_HEADING = 80  # characters: longer ones are texts, not headings
SEARCH_ROWS = 60
MAX_HEAD_ROWS = 4
NEAR = 82
MAIN_TITLES = {
    "мероприятие": TITLE,
    "мероприятия": TITLE,
    "ответственный": RESPONSIBLE,
    "ответственные": RESPONSIBLE,
    "сроки": TERM,
    "результат": RESULT,
    "наименование мероприятия": TITLE,
}
STAGE_LIKE = re.compile(
    r"(?:этап|раздел|блок|модуль|направление)\b|[IVX]{1,5}[.)]?\s|\d{1,2}[.)]?\s", re.IGNORECASE
)
CONTINUED = re.compile(r"(?:продолжение|окончание)\b", re.IGNORECASE)
RULE = re.compile(r"[-–—=:_\s|]*")


@dataclass(frozen=True)
class Layout:
    """first, last: rows of the head, from 0; last is -1 without one. columns: column → field of FIELDS."""

    first: int = 0
    last: int = -1
    columns: Mapping[int, str] = field(default_factory=dict)

    @property
    def body(self) -> int:
        return self.last + 1

    @property
    def has_head(self) -> bool:
        return self.last >= 0


def field_of(heading: str) -> str | None:
    """The field that a heading of a column names; None for another text."""
    title = normalise_title(heading)
    if not title or len(title) > SHORT_HEADING:
        return None
    if title in NUMBER_TITLES:
        return NUMBER
    for code, words in WORDS:
        if words.search(title):
            return code
    near = max(MAIN_TITLES, key=lambda name: fuzz.ratio(title, name))
    return MAIN_TITLES[near] if len(title) > 4 and fuzz.ratio(title, near) >= NEAR else None


def guess_layout(grid: Grid, starts: date, ends: date) -> Layout:
    """The head by synonyms, else the columns by what stands in them."""
    first = _head_row(grid)
    if first is None:
        return Layout(columns=_by_content(grid, starts, ends))
    return layout_of(grid, first)


def layout_of(grid: Grid, first: int) -> Layout:
    """The head that begins in that row, however many lines it is broken over."""
    heads = list(grid.rows[first])
    last = first
    for row in range(first + 1, min(first + MAX_HEAD_ROWS, len(grid.rows))):
        if is_rule(grid.rows[row]):
            last = row
            continue
        wider = _continued(heads, grid, row)
        if wider is None:
            break
        heads, last = wider, row
    return Layout(first, last, columns_of(heads))


def columns_of(heads: Sequence[str]) -> dict[int, str]:
    """column → field. «Содержание деятельности» alone is the step itself; with «Мероприятие» it is its content."""
    found = {column: code for column, head in enumerate(heads) if (code := field_of(head)) is not None}
    codes = list(found.values())
    if TITLE not in codes and codes.count(CONTENT) and STAGE not in codes:
        found[next(column for column, code in found.items() if code == CONTENT)] = TITLE
    if TITLE not in codes and CONTENT not in codes and STAGE in codes:
        found[next(column for column, code in found.items() if code == STAGE)] = TITLE
    return found


def head_texts(grid: Grid, layout: Layout) -> list[str]:
    """What stands over each column, lines of the head joined; a cell merged from above the head counts."""
    texts = [""] * grid.width
    for row in range(layout.first, layout.last + 1):
        if is_rule(grid.rows[row]):
            continue
        for column, cell in enumerate(grid.rows[row]):
            if cell and (row == layout.first or (row, column) not in grid.down):
                texts[column] = f"{texts[column]} {' '.join(cell.split())}".strip()
    return texts


def is_rule(row: Sequence[str]) -> bool:
    """«--- | ---» of Markdown and lines of dashes: no text at all."""
    return any(row) and all(RULE.fullmatch(cell) for cell in row)


def is_number_row(row: Sequence[str]) -> bool:
    """«1 2 3 4 5» under the head."""
    numbers = [cell.strip(" .") for cell in row if cell]
    return len(numbers) >= 3 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def named_fields(row: Sequence[str]) -> set[str]:
    """Fields that a row names when it is a head: it must name what is done, and something about it."""
    named = [field_of(cell) for cell in row if cell]
    fields = {code for code in named if code}
    if not fields & {TITLE, CONTENT, STAGE} or len(named) - len(fields) > len(fields):
        return set()
    is_sure = len(fields) >= 3 or any(normalise_title(cell) in MAIN_TITLES for cell in row)
    return fields if is_sure and len(fields) > 1 else set()


def best_table(grids: Sequence[Grid]) -> int:
    """The one whose head names most of our columns; the longer of two alike."""

    def merit(at: int) -> tuple[int, int]:
        first = _head_row(grids[at])
        fields = named_fields(grids[at].rows[first]) if first is not None else set()
        return len(fields), len(grids[at].rows)

    return max(range(len(grids)), key=lambda at: (*merit(at), -at))


def join_broken(grids: Sequence[Grid]) -> list[Grid]:
    """A table that goes on as a table of its own, after a page or under the title of the next stage.

    Without a head or with the same one. A paragraph that parts two of them becomes a row over the steps below it.
    """
    joined: list[Grid] = []
    for grid in grids:
        last = joined[-1] if joined else None
        if last is None or last.width != grid.width or (first := _head_row(last)) is None:
            joined.append(grid)
            continue
        own = _head_row(grid)
        if own is not None and grid.rows[own] != last.rows[first]:
            joined.append(grid)
            continue
        section = "" if CONTINUED.match(grid.above) else grid.above
        if section:
            last, grid = _with_first_section(last, first), _with_row(grid, 0, section)
        moved = frozenset((row + len(last.rows), column) for row, column in grid.down)
        joined[-1] = Grid(last.title, last.rows + grid.rows, last.down | moved, last.above)
    return joined


def _with_first_section(grid: Grid, first: int) -> Grid:
    """The title of the first stage stands over the first table, where the name of the map may stand as well."""
    if not STAGE_LIKE.match(grid.above):
        return grid
    return _with_row(grid, layout_of(grid, first).body, grid.above)


def _with_row(grid: Grid, at: int, text: str) -> Grid:
    """A row more, of that text alone; what stood above the table is told by then."""
    row = (text, *[""] * (grid.width - 1))
    down = frozenset((one + (one >= at), column) for one, column in grid.down)
    return Grid(grid.title, (*grid.rows[:at], row, *grid.rows[at:]), down)


def _head_row(grid: Grid) -> int | None:
    """The row that names most fields."""
    best, most = None, 1
    for number, row in enumerate(grid.rows[:SEARCH_ROWS]):
        if (count := len(named_fields(row))) > most:
            best, most = number, count
    return best


def _continued(heads: Sequence[str], grid: Grid, row: int) -> list[str] | None:
    """The head with that row added when each of its cells still names the same; None when the row is no head."""
    if is_number_row(grid.rows[row]):
        return None
    wider, is_head = list(heads), False
    for column, cell in enumerate(grid.rows[row]):
        if not cell or (row, column) in grid.down:
            continue
        joined = f"{heads[column]} {cell}".strip()
        code, before = field_of(joined), field_of(heads[column])
        if len(cell) > SHORT_HEADING or code is None or (before is not None and code != before):
            return None
        if heads[column] and field_of(cell) is None and before == NUMBER and cell.strip(". ").isdecimal():
            return None
        if parse_term(cell, date(2000, 9, 1), date(2001, 8, 31)).kind != TermKind.UNREAD:
            return None
        wider[column], is_head = joined, True
    return wider if is_head and _looks_like_head(heads, grid, row) else None


def _looks_like_head(heads: Sequence[str], grid: Grid, row: int) -> bool:
    """«п/п» and «исполнитель» go on a head; «Встреча» under «Мероприятие» is the first step."""
    for column, cell in enumerate(grid.rows[row]):
        if not cell or (row, column) in grid.down:
            continue
        if normalise_title(cell) in NUMBER_TITLES or field_of(cell) is not None:
            continue
        if cell.lstrip('(«"')[:1].islower() or not heads[column]:
            continue
        return False
    return True


def _by_content(grid: Grid, starts: date, ends: date) -> dict[int, str]:
    """Numbers, terms and roles tell their columns; the longest texts of the others are the steps."""
    found: dict[int, str] = {}
    lengths: dict[int, float] = {}
    for column in range(grid.width):
        cells = [row[column] for row in grid.rows if row[column]]
        if not cells:
            continue
        code = _kind_of(cells, starts, ends)
        if code is not None and code not in found.values():
            found[column] = code
        else:
            lengths[column] = sum(map(len, cells)) / len(cells)
    if lengths:
        title = max(lengths, key=lambda column: (lengths[column], -column))
        found[title] = TITLE
        later = [column for column in lengths if column > title]
        if later:
            found[later[0]] = RESULT
    return found


def _kind_of(cells: Sequence[str], starts: date, ends: date) -> str | None:
    def share(is_such: object) -> float:
        return sum(bool(is_such(cell)) for cell in cells) / len(cells)  # type: ignore[operator]

    if share(lambda cell: re.fullmatch(r"\d{1,3}([.,]\d{1,3})*[.)]?|[IVX]+\.?", cell)) > 0.6:
        return NUMBER
    if share(lambda cell: parse_term(cell, starts, ends).kind != TermKind.UNREAD) > 0.5:
        return TERM
    if share(lambda cell: len(cell) < 120 and has_role_word(cell)) > 0.5:
        return RESPONSIBLE
    return None
