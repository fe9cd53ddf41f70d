"""The file, the paper and the section of the report on expected results: no names in any of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.paper_blocks import Block, paragraph, subheading, table
from mentoring_site.words import counted
from monitoring.enums import ResultGroup
from monitoring.expected import ResultsMap, Row, read_map
from monitoring.result_evidence import SchoolNumber
from programs.models import Program
from programs.services.documents import school_snapshot

EXPORT_HEADER = (
    "Раздел",
    "№",
    "Ожидаемый результат",
    "Ожидалось",
    "До",
    "После",
    "Сколько",
    "Чем подтверждено",
    "Пояснение",
    "Подтверждение словами",
    "Вывод",
    "Состояние",
)
NOT_KEPT = (
    "Учёт ВШУ, КДН и ПДН — одно сводное число школы, без имён. Сведения об учёте в психоневрологическом диспансере "
    "составляют врачебную тайну: школа их не собирает, и поля для них нет."
)
HELD = ": средние и доли не показываем"  # the column is narrow, and the note says the same
PAPER_COLUMNS = ("Ожидалось", "До", "После", "Чем подтверждено", "Вывод")
PAPER_WIDTHS = (29, 14, 13, 24, 20)


def export_rows(found: ResultsMap) -> list[list[Any]]:
    return [
        [
            ResultGroup(row.group).label,
            row.number,
            row.text,
            row.expected,
            _with_note(row.before, row.evidence.before_note),
            _with_note(row.after, row.evidence.after_note),
            row.evidence.n,
            row.confirmed_by,
            row.evidence.said,
            row.result.facts,
            row.conclusion,
            row.state_words,
        ]
        for row in found.rows
    ]


def results_paper(program: Program, found: ResultsMap, on: date) -> dict[str, Any]:
    return {
        "school": school_snapshot(program.school),
        "year": program.year_label,
        "on": on,
        "document_title": "Ожидаемые результаты",
        "progress": progress_words(found),
        "blocks": results_blocks(found),
    }


def results_section(program: Program, on: date) -> list[Block]:
    """Section 65; [] until at least one result has data or a conclusion. The school's numbers stand in «до – после»."""
    found = read_map(program, on)
    if not any(row.conclusion or row.result.facts or row.evidence.has_data for row in found.rows):
        return []
    return [paragraph(f"{progress_words(found)}."), *_group_tables(found)]


def results_blocks(found: ResultsMap) -> list[Block]:
    """A table for each section of the document, then the numbers of the school."""
    blocks = _group_tables(found)
    numbers = [number for number in found.school_numbers if number.before_note or number.after_note]
    if numbers:
        blocks += [subheading("Числа школы"), _numbers_table(numbers)]
    return blocks


def _group_tables(found: ResultsMap) -> list[Block]:
    return [
        table(
            group.label,
            PAPER_COLUMNS,
            [_paper_cells(row) for row in rows],
            widths=PAPER_WIDTHS,
            numeric=(1, 2),
            note=NOT_KEPT if group == ResultGroup.MENTORS else "",
        )
        for group, rows in found.groups()
    ]


def _numbers_table(numbers: list[SchoolNumber]) -> Block:
    return table(
        "Числа школы до и после: без имён, с датой и источником",
        ("Показатель", "До", "Когда, откуда", "После", "Когда, откуда"),
        [
            (
                f"{one.parameter.title}, {one.parameter.unit}" if one.parameter.unit else one.parameter.title,
                one.before,
                one.before_note or None,
                one.after,
                one.after_note or None,
            )
            for one in numbers
        ],
        widths=(32, 12, 22, 12, 22),
        numeric=(1, 3),
    )


def progress_words(found: ResultsMap) -> str:
    """«Выводы написаны: 20 из 36 результатов, подтверждены числами 11»."""
    confirmed = sum(1 for row in found.rows if row.state == "confirmed")
    total = counted(len(found.rows), "результата", "результатов", "результатов")
    words = f"Выводы написаны: {found.written} из {total}"
    return f"{words}, числа подтверждают {confirmed}" if confirmed else words


def _paper_cells(row: Row) -> tuple[str | None, ...]:
    evidence = row.evidence
    proof = ". ".join(
        part.rstrip(".")
        for part in (evidence.confirmed_by, evidence.n, evidence.said.partition(HELD)[0], row.result.facts)
        if part
    )
    expected = f"{row.number}. {row.title}" + (f" ({row.expected})" if row.expected else "")
    return (
        expected,
        _with_note(row.before, "" if evidence.is_school else evidence.before_note) or None,
        _with_note(row.after, "" if evidence.is_school else evidence.after_note) or None,
        proof[:1].upper() + proof[1:],
        row.conclusion or ("Вывод не написан" if evidence.has_data else "Данных нет"),
    )


def _with_note(value: str, note: str) -> str:
    return f"{value} ({note})" if value and note else value
