"""Read a workbook that somebody uploaded: .xlsx, .xls, .ods or .csv, told by content, in a child process."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime

from mentoring_site.sandbox import SandboxCrashed, SandboxMemory, SandboxTimeout, run_in_child

from .cells import MAX_BYTES, MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS

Cell = str | int | float | date | datetime | None

RESAVE = "Откройте его в Excel или LibreOffice Calc и сохраните как .xlsx."
MESSAGES = {
    "wrong_type": "Это не таблица. Подойдёт файл .xlsx, .xls, .ods или .csv.",
    "word": "Это документ Word, а нужна таблица: файл .xlsx, .xls, .ods или .csv.",
    "empty_file": "Файл пустой: в нём нет ни одного байта. Проверьте, тот ли файл выбран.",
    "no_data": "В файле нет ни одной заполненной ячейки. Проверьте, тот ли файл выбран.",
    "too_large": "Файл занимает {size} МБ, а принять можно не больше {limit} МБ. Разделите его на части.",
    "too_many_rows": "На листе «{sheet}» больше {max_rows} строк. Разделите таблицу на части.",
    "too_many_columns": "На листе «{sheet}» в строке {row} занято столбцов: {count},"
    " а принять можно не больше {max_columns}. Удалите лишние столбцы справа.",
    "too_many_sheets": "В файле листов: {count}, а принять можно не больше {max_sheets}. Оставьте нужные.",
    "cell_too_long": "На листе «{sheet}» в ячейке {column}{row} слишком длинный текст: знаков {count},"
    " а принять можно не больше {max_characters}. Сократите его.",
    "encrypted": "Файл защищён паролем. Снимите пароль и загрузите файл снова.",
    "macros": "В файле есть макросы, такие файлы не принимаются. " + RESAVE,
    "binary_workbook": "Это двоичный файл .xlsb. " + RESAVE,
    "ancient": "Файл записан очень старой программой. " + RESAVE,
    "web_page": "Внутри файла не таблица, а веб-страница или XML: так выгружают некоторые сайты. " + RESAVE,
    "unknown_encoding": "Не удалось определить кодировку текста. Сохраните файл как .xlsx или как CSV UTF-8.",
    "damaged": "Файл повреждён, прочитать его не удалось. " + RESAVE,
    "too_heavy": "Файл слишком тяжёлый: в нём огромная пустая область или очень длинный текст. "
    "Скопируйте таблицу в новый файл и загрузите его.",
}


class SpreadsheetError(ValueError):
    """The file cannot be taken; ``str(error)`` says in Russian what is wrong and what to do."""

    def __init__(self, kind: str, **details: object):
        self.kind = kind
        limits = {
            "max_rows": f"{MAX_ROWS:,}".replace(",", "\u00a0"),
            "max_columns": MAX_COLUMNS,
            "max_sheets": MAX_SHEETS,
            "max_characters": MAX_CELL_CHARACTERS,
        }
        super().__init__(MESSAGES[kind].format(**limits, **details))


@dataclass(frozen=True)
class SheetData:
    """rows: raw, item 0 is row 1 of the file; rows differ in length, blank cells at ends are cut off.

    merged: row → its columns that repeat a cell above, because the file merges them (.xlsx only tells it).
    """

    name: str
    rows: list[list[Cell]]
    merged: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """Visible sheets that hold anything, in the order of the file; at least one."""

    sheets: list[SheetData]


def read_workbook(data: bytes, filename: str) -> Workbook:
    """Read all visible sheets; the filename only tells CSV from other text and is never used as a path.

    Cells: text (cleaned, see clean_text), int, float, date, datetime (with a time of day), None for blank;
    yes/no cells are «да» and «нет», hours are «8:30». CSV cells are text or None: types are not guessed.
    Limits: MAX_BYTES, MAX_ROWS and MAX_COLUMNS a sheet, MAX_CELL_CHARACTERS. Raises SpreadsheetError.
    """
    if not data:
        raise SpreadsheetError("empty_file")
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024**2:.1f}".replace(".", ",")
        raise SpreadsheetError("too_large", size=size, limit=MAX_BYTES // 1024**2)
    head = json.dumps({"filename": filename[-100:]}).encode()
    try:
        answer = run_in_child("mentoring_site.spreadsheets.parsing:parse", head + b"\n" + data)
    except (SandboxMemory, SandboxTimeout) as error:
        raise SpreadsheetError("too_heavy") from error
    except SandboxCrashed as error:
        raise SpreadsheetError("damaged") from error
    if kind := answer.pop("refusal", None):
        raise SpreadsheetError(kind, **answer)
    sheets = [
        SheetData(name, [[_cell(cell) for cell in row] for row in rows], dict(merged))
        for name, rows, merged in answer["sheets"]
        if rows
    ]
    if not sheets:
        raise SpreadsheetError("no_data")
    return Workbook(sheets)


def _cell(value: object) -> Cell:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return date.fromisoformat(text) if kind == "date" else datetime.fromisoformat(text)
    return value
