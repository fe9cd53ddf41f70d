"""What each row of a sheet is: a person, or what schools write between and under people. Pure.

Nothing is dropped in silence: a row that is no person keeps its place with the reason, and may be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentoring_site.spreadsheets import normalise_title
from participants.importing.values import QUOTES, parse_class

PART = 1_000_000  # the second person of one row 7 is row 1000007, the third 2000007
WHY = {
    "numbers": "номера столбцов",
    "header": "повторены названия столбцов",
    "total": "итог",
    "section": "заголовок раздела",
    "signature": "подпись под таблицей",
    "note": "пояснение",
    "empty": "пустая строка",
    "joined": "продолжение строки {row}",
}
JOINABLE = frozenset({"partner_names", "partner_places", "contacts", "competencies", "results"})
NAME_CODES = ("full_name", "last_name", "first_name", "middle_name")
PLACES = frozenset({"place", "position", "subjects"})

NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*[.'’-]?(?:[^\W\d_.'’-]+[.'’-]?)*(?:\s+\(?[^\W\d_][\w.'’-]*\)?){1,5}")
TOTAL = re.compile(r"(?:итого|итог|всего|общее (?:количество|число)|количество|в том числе|из них)\b", re.I)
SIGNATURE = re.compile(
    r"(?:(?:куратор|директор|заместитель|завуч|составил[аи]?|исполнитель|подпис[ьи]|дата|руководитель|согласовано|"
    r"председатель|секретарь|заполнил[аи]?)(?!\w)|зам\.|ответственн|утвержда|м\.\s?п\.|кл\. ?рук|классн\w+ руковод)",
    re.I,
)
SECTION = re.compile(
    r"(?:обучающиеся|учащиеся|ученики|школьники|дети|педагог\w*|учителя|преподаватели|молодые (?:специалисты|"
    r"педагоги|учителя)|наставники|наставляемые|родители|ветераны|выпускники|студенты|работники|сотрудники|"
    r"(?:начальн|средн|старш)\w+ (?:школа|классы|звено)|параллель|форма|раздел|группа|список)(?!\w)",
    re.I,
)
FORM = re.compile(
    r"(?:ученик|учащийся|учитель|педагог|студент|работодатель)\s*[-‐-―]\s*(?:ученик|учащийся|учитель|педагог|"
    r"студент|работодатель)",
    re.I,
)
CLASSES = re.compile(r"\d{1,2}(?:\s*[-‐-―]\s*\d{1,2})?(?:-?[хые]+)?\s*класс(?:ы|ов|а)?", re.I)
NOTE = re.compile(r"\*|(?:примечани|прим\.|комментари|пояснени|данные (?:на|приведены|указаны))", re.I)
NOTE_LETTERS = 120
UNDERSCORES = re.compile(r"_{3,}|…{3,}|\.{6,}")


@dataclass
class FileRow:
    """number: as the spreadsheet program counts. why: a key of WHY, empty for a person."""

    number: int
    cells: list[str]
    why: str = ""
    joined_to: int = 0
    section_class: str = ""

    @property
    def reason(self) -> str:
        return WHY[self.why].format(row=self.joined_to) if self.why else ""

    @property
    def text(self) -> str:
        """The row in one line, for rows that have no name to show."""
        return " · ".join(" ".join(cell.split()) for cell in self.cells if cell)


def row_label(number: int) -> str:
    """«7», or «7 (2-й человек)» when one row of the file names several people."""
    part, row = divmod(number, PART)
    return f"{row} ({part + 1}-й человек)" if part else str(row)


def sort_rows(
    rows: Sequence[Sequence[str]],
    header_row: int,
    mapping: Mapping[str, str],
    merged: Mapping[str, Sequence[int]],
) -> list[FileRow]:
    """Every row under the header that holds anything. A section names the class of those below it."""
    codes = {int(index): code for index, code in mapping.items() if code}
    header = [normalise_title(cell) for cell in rows[header_row]] if header_row < len(rows) else []
    found: list[FileRow] = []
    person: FileRow | None = None
    section_class = ""
    for index in range(header_row + 1, len(rows)):
        row = FileRow(index + 1, list(rows[index]))
        if not any(cell.strip() for cell in row.cells):
            continue
        repeated = frozenset(merged.get(str(index), ()))
        row.why = _kind(row.cells, codes, header, repeated)
        if not row.why and person is not None and _continues(person, row, codes, repeated):
            _join(person, row, codes, repeated)
        elif not row.why:
            person, row.section_class = row, section_class
        elif row.why == "section":
            key = parse_class(_first(row.cells)[1])
            section_class = f"{key[0]}{key[1]}" if key else ""
        if row.why not in ("", "joined"):
            person = None
        found.append(row)
    return found


def _kind(
    cells: Sequence[str], codes: Mapping[int, str], header: Sequence[str], repeated: frozenset[int]
) -> str:
    filled = {index: cell.strip() for index, cell in enumerate(cells) if cell.strip()}
    own = [index for index in filled if codes.get(index, "number") != "number" and index not in repeated]
    names = [index for index in filled if codes.get(index) in NAME_CODES]
    at, first = _first(cells)
    if _is_numbering(list(filled.values())):
        return "numbers"
    if len(filled) > 1 and all(
        index < len(header) and normalise_title(cell) == header[index] for index, cell in filled.items()
    ):
        return "header"
    # A word like «директор» in the column of positions says nothing of the row.
    is_outside = codes.get(at) not in PLACES and at not in repeated
    if is_outside and TOTAL.match(first):
        return "total"
    if any(UNDERSCORES.search(cell) for cell in filled.values()) or (is_outside and SIGNATURE.match(first)):
        return "signature"
    if is_outside and _is_section(first, len(filled), has_name=any(index != at for index in names)):
        return "section"
    alone = [cell for index, cell in filled.items() if codes.get(index) != "number"]
    if len(alone) == 1 and not alone[0].isdecimal():
        is_aside = not names and (len(alone[0]) > NOTE_LETTERS or at not in codes)
        if is_aside or NOTE.match(alone[0]):
            return "note"
    return "" if own else "empty"


def _is_section(text: str, filled: int, *, has_name: bool) -> bool:
    plain = " ".join(QUOTES.sub("", text).split()).strip(" .:")
    if FORM.fullmatch(plain) or CLASSES.fullmatch(plain):
        return True
    if parse_class(text) is not None:
        return not plain.isdecimal() and not has_name
    return filled == 1 and SECTION.match(plain) is not None


def _first(cells: Sequence[str]) -> tuple[int, str]:
    return next(((index, cell.strip()) for index, cell in enumerate(cells) if cell.strip()), (0, ""))


def _is_numbering(cells: Sequence[str]) -> bool:
    """The row «1 2 3 …» that official forms keep under the header."""
    plain = [cell.strip("()[]. ") for cell in cells]
    start = plain[0] if plain else ""
    if len(plain) < 3 or start not in ("1", "2"):
        return False
    return plain == [str(number) for number in range(int(start), len(plain) + int(start))]


def _continues(person: FileRow, row: FileRow, codes: Mapping[int, str], repeated: frozenset[int]) -> bool:
    """One person over several rows: his name is merged over them, or the next row names only partners."""
    if any(index in repeated for index, code in codes.items() if code in NAME_CODES):
        return True
    own = {
        codes.get(index, "") for index, cell in enumerate(row.cells) if cell.strip() and index not in repeated
    }
    return bool(own) and own <= JOINABLE


def _join(person: FileRow, row: FileRow, codes: Mapping[int, str], repeated: frozenset[int]) -> None:
    """What the further row adds goes to the person; a value that differs where only one may be is kept apart."""
    added = {
        index: cell.strip()
        for index, cell in enumerate(row.cells)
        if cell.strip() and index not in repeated and codes.get(index, "number") != "number"
    }
    own = dict(enumerate(person.cells))
    clash = [
        index
        for index, cell in added.items()
        if codes[index] not in JOINABLE and own.get(index, "").strip() not in ("", cell)
    ]
    if clash:
        return  # it stays a row of its own, to be judged like any other
    for index, cell in added.items():
        person.cells += [""] * (index + 1 - len(person.cells))
        before = person.cells[index].strip()
        if cell not in before.split("; "):
            person.cells[index] = "; ".join(part for part in (before, cell) if part)
    row.why, row.joined_to = "joined", person.number


def compose(cells: Mapping[str, str]) -> dict[str, str]:
    """A name in three columns and contacts in several become the cells of the official form."""
    whole = dict(cells)
    parts = [whole.pop(code, "") for code in ("last_name", "first_name", "middle_name")]
    if any(parts) and not whole.get("full_name"):
        whole["full_name"] = " ".join(part for part in parts if part)
    said, email = whole.pop("representative", ""), whole.pop("email", "")
    if said or email:
        whole["contacts"] = ", ".join(part for part in (said, whole.get("contacts", ""), email) if part)
    return whole


def split_people(number: int, cells: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
    """Several full names in one cell are several people; what is listed as many times is dealt out to them."""
    names = _pieces(cells.get("full_name", ""))
    if len(names) < 2 or not all(NAME.fullmatch(name) for name in names):
        return [(number, dict(cells))]
    people: list[dict[str, str]] = [dict(cells) for _ in names]
    for code, text in cells.items():
        pieces = _pieces(text)
        if len(pieces) == len(names):
            for person, piece in zip(people, pieces, strict=True):
                person[code] = piece
    return [(number + PART * part, person) for part, person in enumerate(people)]


def _pieces(text: str) -> list[str]:
    pieces = [piece for part in re.split(r"[;\n]", text) if (piece := " ".join(part.split()).strip(" ,"))]
    if len(pieces) == 1 and "," in text:
        listed = [piece.strip() for piece in text.split(",")]
        if all(NAME.fullmatch(piece) for piece in listed):
            return listed  # «Иванов Иван, Петров Пётр»; «Панова, Алиса» is one
    return pieces
