"""The roadmap in four, five or six columns, as schools print it: heads and cells of paper, .docx and export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.enums import STAGE_TITLES
from roadmap.models import Step
from roadmap.tables import StageGroup, StepRow, by_stage, role_word

NUMBER, STAGE, TITLE, CONTENT = "number", "stage", "title", "content"
TERM, RESPONSIBLE, RESULT = "term", "responsible", "result"
HEADS = {
    NUMBER: "№ п/п",
    STAGE: "Этап",
    TITLE: "Мероприятие",
    CONTENT: "Содержание",
    TERM: "Срок",
    RESPONSIBLE: "Ответственные",
    RESULT: "Результат, вид документа",
}
COUNTS = (4, 5, 6)


@dataclass(frozen=True)
class Section:
    """title: "" where the stage stands in a column of its own. rows: cells in the order of the columns."""

    title: str
    rows: list[list[str]]


def column_codes(count: int, rows: Iterable[StepRow]) -> list[str]:
    """count: 4, 5 or 6. The sixth is the content where any step has one, else the stage."""
    codes = [NUMBER, TITLE, TERM, RESPONSIBLE]
    if count > 4:
        codes.append(RESULT)
    if count > 5 and any(row.step.content for row in rows):
        codes.insert(2, CONTENT)
    elif count > 5:
        codes.insert(1, STAGE)
    return codes


def sections(rows: list[StepRow], codes: list[str]) -> list[Section]:
    groups = [StageGroup("", "", rows)] if STAGE in codes else by_stage(rows)
    return [
        Section(group.paper_title, [[_cell(row, code, codes) for code in codes] for row in group.rows])
        for group in groups
    ]


def printed_title(step: Step) -> str:
    """The step with its points, where they have no column of their own."""
    return f"{step.title}\n{step.content}" if step.content else step.title


def printed_term(step: Step) -> str:
    """A term of the school's own map unchanged; ours begins with a capital, as the document's do."""
    if step.responsible_text or step.section or step.number_text:
        return step.term_text
    return step.term_text[:1].upper() + step.term_text[1:]


def responsible_lines(row: StepRow) -> list[str]:
    """As the school wrote them, else the roles."""
    if row.step.responsible_text:
        return row.step.responsible_text.splitlines()
    return [role_word(role) for role in row.roles]


def _cell(row: StepRow, code: str, codes: list[str]) -> str:
    step = row.step
    values = {
        NUMBER: step.printed_number,
        STAGE: step.section or STAGE_TITLES[step.stage],
        TITLE: step.title if CONTENT in codes else printed_title(step),
        CONTENT: step.content,
        TERM: printed_term(step),
        RESPONSIBLE: "\n".join(responsible_lines(row)),
        RESULT: step.result_text,
    }
    return values[code]
