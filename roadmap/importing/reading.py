"""A file somebody uploaded → its tables, or a Russian sentence why not. Files are read in a child process."""

from __future__ import annotations

import json

from mentoring_site.sandbox import SandboxCrashed, SandboxMemory, SandboxTimeout, run_in_child
from mentoring_site.spreadsheets import SpreadsheetError, read_workbook
from mentoring_site.spreadsheets.cells import MAX_BYTES, shown
from mentoring_site.spreadsheets.parsing import MARKUP_STARTS, OLE_MAGIC, ZIP_MAGIC
from roadmap.importing.grid import MAX_GRID_ROWS, MAX_TEXT, Grid, filled, grid_from, make_grid
from roadmap.importing.headers import join_broken

MAX_PASTED = 1_000_000  # characters
COPY_TABLE = "Или скопируйте таблицу и вставьте её в поле «Вставить таблицу»."
AS_DOCX = "Откройте его в Word или LibreOffice Writer и сохраните как .docx."
MESSAGES = {
    "pdf": "Это PDF: линии таблицы в нём не хранятся, и строки прочитались бы неверно. "
    f"{AS_DOCX} {COPY_TABLE}",
    "doc": f"Это документ Word старого вида (.doc). {AS_DOCX} {COPY_TABLE}",
    "odt": f"Это документ LibreOffice Writer (.odt). Откройте его там и сохраните как .docx. {COPY_TABLE}",
    "rtf": f"Это документ .rtf. {AS_DOCX} {COPY_TABLE}",
    "encrypted": "Файл защищён паролем. Снимите пароль и загрузите файл снова.",
    "macros": f"В файле есть макросы, такие файлы не принимаются. {AS_DOCX}",
    "damaged": f"Файл повреждён, прочитать его не удалось. {AS_DOCX} {COPY_TABLE}",
    "too_heavy": "Файл слишком тяжёлый: в нём большие рисунки или очень длинный текст. "
    "Скопируйте таблицу дорожной карты в новый документ и загрузите его.",
    "too_many_rows": f"В таблице больше {MAX_GRID_ROWS} строк: на дорожную карту не похоже. "
    "Оставьте в файле только её.",
    "cell_too_long": "В одной из ячеек больше 5000 знаков. Разделите её на строки или сократите.",
    "too_large": "Файл занимает {size} МБ, а принять можно не больше {limit} МБ. "
    "Скопируйте таблицу дорожной карты в новый документ.",
    "empty_file": "Файл пустой: в нём нет ни одного байта. Проверьте, тот ли файл выбран.",
    "nothing": "В файле нет ни таблицы, ни пунктов. Проверьте, тот ли файл выбран.",
    "wrong_type": "Подойдёт документ Word (.docx) или таблица (.xlsx, .xls, .ods, .csv). " + COPY_TABLE,
    "pasted_nothing": "Вставлять нечего: поле пустое. Скопируйте таблицу в Word или Excel и вставьте её сюда.",
    "pasted_too_heavy": "Слишком много: десятки таблиц, сотни столбцов или огромные объединённые ячейки. "
    "Оставьте только таблицу дорожной карты.",
    "pasted_too_long": "Вставлено слишком много: больше миллиона знаков. Скопируйте только таблицу.",
}


class UnreadableFile(ValueError):
    """``str(error)`` says in Russian what is wrong and what to do."""

    def __init__(self, kind: str, **details: object) -> None:
        self.kind = kind
        super().__init__(MESSAGES[kind].format(**details))


def read_file(data: bytes, filename: str) -> list[Grid]:
    """Tables of a file, told by content; at least one. Raises UnreadableFile or SpreadsheetError."""
    if not data:
        raise UnreadableFile("empty_file")
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024**2:.1f}".replace(".", ",")
        raise UnreadableFile("too_large", size=size, limit=MAX_BYTES // 1024**2)
    grids = _by_content(data, filename.lower())
    if not grids:
        raise UnreadableFile("nothing")
    if sum(len(cell) for grid in grids for row in grid.rows for cell in row) > MAX_TEXT:
        raise UnreadableFile("too_heavy")  # what follows looks into every cell, in the site's own process
    return grids


def read_pasted(text: str, html: str = "") -> list[Grid]:
    """html: the same table as the clipboard had it, where the browser gave it; it keeps merged cells."""
    if len(text) > MAX_PASTED or len(html) > 2 * MAX_PASTED:
        raise UnreadableFile("pasted_too_long")
    grids = join_broken(_parsed(text=text, html=html))
    if not grids:
        raise UnreadableFile("pasted_nothing")
    return grids


def _parsed(**given: object) -> list[Grid]:
    """What roadmap.importing.paste_child makes of it."""
    payload = json.dumps(given).encode()
    heavy = "too_heavy" if "lines" in given else "pasted_too_heavy"
    try:
        answer = run_in_child("roadmap.importing.paste_child:parse", payload, cpu_seconds=10)
    except (SandboxMemory, SandboxTimeout) as error:
        raise UnreadableFile(heavy) from error
    except SandboxCrashed as error:
        raise UnreadableFile("damaged") from error
    if kind := answer.get("refusal"):
        raise UnreadableFile(heavy if kind == "too_heavy" else kind)
    return [grid_from(table) for table in answer["tables"]]


def _by_content(data: bytes, filename: str) -> list[Grid]:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        raise UnreadableFile("pdf")
    if start.startswith(b"{\\rtf"):
        raise UnreadableFile("rtf")
    if data.startswith(OLE_MAGIC) and "WordDocument".encode("utf-16-le") in data:
        raise UnreadableFile("doc")
    if data.startswith(ZIP_MAGIC):
        if b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]:
            raise UnreadableFile("odt")
        if b"word/" in data and not filename.endswith((".xlsx", ".ods")):
            return _read_docx(data)
    if start.lower().startswith(MARKUP_STARTS) or filename.endswith((".txt", ".md", ".htm", ".html")):
        return read_pasted(_decode(data))
    try:
        return _read_tables(data, filename)
    except SpreadsheetError as error:
        if error.kind == "word":
            return _read_docx(data)
        if error.kind == "wrong_type":
            raise UnreadableFile("wrong_type") from error
        raise


def _read_docx(data: bytes) -> list[Grid]:
    try:
        answer = run_in_child("roadmap.importing.docx_child:parse", data)
    except (SandboxMemory, SandboxTimeout) as error:
        raise UnreadableFile("too_heavy") from error
    except SandboxCrashed as error:
        raise UnreadableFile("damaged") from error
    if kind := answer.get("refusal"):
        raise UnreadableFile(kind)
    tables = [
        make_grid(table["title"], table["rows"], table["down"], table["above"]) for table in answer["tables"]
    ]
    return join_broken(filled(tables)) or _parsed(lines=answer["text"])


def _read_tables(data: bytes, filename: str) -> list[Grid]:
    grids = []
    for sheet in read_workbook(data, filename).sheets:
        rows = [[shown(cell) for cell in row] for row in sheet.rows]
        if len(rows) > MAX_GRID_ROWS:
            raise UnreadableFile("too_many_rows")
        down = [(int(row), column) for row, columns in sheet.merged.items() for column in columns]
        grids.append(make_grid(sheet.name, rows, down))
    return filled(grids)


def _decode(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("damaged")
