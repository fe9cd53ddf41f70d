"""The empty table of a roadmap, to be filled in Word or Excel and loaded back."""

from __future__ import annotations

from django.http import HttpResponse

from mentoring_site.docx import Paper, docx_response
from mentoring_site.spreadsheets import table_response
from programs.models import Program

NAME = "Дорожная карта, пустая форма"
BLANK_FORMATS = ("docx", "xlsx")
HEADS = ("№ п/п", "Мероприятие", "Срок", "Ответственные", "Результат, вид документа")
WIDTHS = (14, 0, 38, 52, 50)
SECTION = "1. Подготовка условий для запуска Программы"
EMPTY_ROWS = 6


def blank_response(fmt: str, program: Program) -> HttpResponse:
    """fmt: docx or xlsx. One example in each kind of row: a section, a step."""
    first = program.starts
    example = [
        "1.1",
        "Информирование педагогов о Программе",
        f"сентябрь {first.year}",
        "Директор, куратор",
        "Протокол",
    ]
    if fmt == "xlsx":
        rows: list[list[object]] = [[SECTION], list(example)]
        return table_response(
            "xlsx", NAME, title=NAME, header=list(HEADS), rows=rows, sheet_name="Дорожная карта"
        )
    paper = Paper(NAME, wide=True)
    paper.title(f"ДОРОЖНАЯ КАРТА\nна {program.year_label} учебный год")
    paper.table(HEADS, [SECTION, example, *([""] * len(HEADS) for _ in range(EMPTY_ROWS))], WIDTHS, size=11)
    return docx_response(paper.as_bytes(), f"{NAME}.docx")
