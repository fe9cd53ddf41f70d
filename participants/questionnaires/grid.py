"""Typing a stack of paper questionnaires: one row a sheet, digits where possible, a second typing to compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from participants.enums import QuestionKind, ResponseSource, ResponseState
from participants.models import Enrolment, Person, Question, Questionnaire, Response
from participants.questionnaires.answers import Topics, cell_of, parse_cell
from participants.questionnaires.responses import save_draft, start_response, submit_response
from programs.models import Program
from programs.services.audit import Refusal

ROWS = 15  # sheets on one screen
NOTHING = "-"  # third word on a cell that is empty on the paper
HINTS = {
    QuestionKind.ONE: "номер",
    QuestionKind.MANY: "номера",
    QuestionKind.YES_NO: "1 да, 0 нет",
    QuestionKind.TOPICS: "номера тем",
    QuestionKind.TIMES: "115 216",
    QuestionKind.OPEN: "текст",
}


@dataclass
class Row:
    """One sheet as it was typed. key: number of the row or of its draft."""

    key: str
    who: str = ""
    person: Any = None  # a Person, or whatever else the labels stand for
    cells: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by question code; "who" for the name

    @property
    def is_empty(self) -> bool:
        return not self.who and not any(self.cells.values())


@dataclass(frozen=True)
class Difference:
    """A cell that was typed differently the second time."""

    question: Question
    first: str
    second: str


def hint_of(question: Question) -> str:
    if question.kind == QuestionKind.SCALE:
        return f"{question.scale_min}–{question.scale_max}"
    return HINTS[question.kind]


def people_by_label(program: Program, people: QuerySet[Person]) -> dict[str, Person]:
    """«Панова Алиса Дмитриевна, 7 «А»» -> person; namesakes of one place are told apart by a number."""
    places = {
        year.person_id: year.place
        for year in Enrolment.objects.filter(program=program, person__in=people).select_related(
            "school_class"
        )
    }
    found: dict[str, Person] = {}
    for person in people:
        place = places.get(person.pk, "")
        label = plain(f"{person.full_name}, {place}" if place else person.full_name)
        found[f"{label} ({person.pk})" if label in found else label] = person
    return found


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def read_rows(
    data: Mapping[str, str],
    keys: Sequence[str],
    questions: Sequence[Question],
    topics: Topics,
    people: Mapping[str, Any] | None,
) -> list[Row]:
    """Rows that hold anything. people: None when the questionnaire is without names or the names are known."""
    rows = []
    for key in keys:
        row = Row(
            key,
            who=plain(data.get(f"who-{key}", "")) if people is not None else "",
            cells={one.code: data.get(f"c-{key}-{one.code}", "").strip() for one in questions},
        )
        if row.is_empty:
            continue
        _read_cells(row, questions, topics)
        if people is not None:
            row.person = people.get(row.who)
            if row.person is None:
                row.errors["who"] = "Выберите человека из списка." if row.who else "Укажите, чья это анкета."
        rows.append(row)
    return rows


def _read_cells(row: Row, questions: Sequence[Question], topics: Topics) -> None:
    for question in questions:
        try:
            answer = parse_cell(question, row.cells[question.code], topics)
        except ValidationError as error:
            row.errors[question.code] = error.messages[0]
            continue
        if answer is not None:
            row.answers[question.code] = answer
    if not row.answers and not row.errors:
        row.errors["who"] = "В этой строке нет ни одного ответа."


def type_rows(
    *,
    questionnaire: Questionnaire,
    rows: Sequence[Row],
    by: Any,
    on: date,
    begin: Callable[[Row], Response] | None = None,
) -> list[Response]:
    """Keep the sheets of the first typing as drafts, all or none; what stands against one is said in its row.

    begin: starts the draft of a row that belongs to something (a survey); raises Refusal as start_response does.
    """

    def start(row: Row) -> Response:
        return start_response(
            questionnaire=questionnaire, on=on, source=ResponseSource.GRID, person=row.person, by=by
        )

    try:
        with transaction.atomic():
            made = [_type(row, begin or start, on) for row in rows]
            if any(row.errors for row in rows):
                raise _RowsRefused
            return [response for response in made if response is not None]
    except _RowsRefused:
        return []


class _RowsRefused(Exception):
    pass


def _type(row: Row, start: Callable[[Row], Response], on: date) -> Response | None:
    if row.errors:
        return None
    try:
        response = start(row)
        if response.answers:
            raise Refusal("Эта анкета уже набрана или начата с телефона.")
        if response.source != ResponseSource.GRID:  # opened on a phone, nothing was ticked there
            response.source = ResponseSource.GRID
            response.save(update_fields=["source"])
        return save_draft(response=response, answers=row.answers, on=on)
    except Refusal as refusal:
        row.errors["who"] = str(refusal)
        return None


def waiting_for_second(questionnaire: Questionnaire) -> QuerySet[Response]:
    rows = questionnaire.responses.filter(state=ResponseState.DRAFT, source=ResponseSource.GRID)
    return rows.exclude(answers={}).select_related("person").order_by("pk")


def differences(response: Response, row: Row, questions: Sequence[Question]) -> list[Difference]:
    return [
        Difference(
            question,
            cell_of(question, response.answers.get(question.code)),
            cell_of(question, row.answers.get(question.code)),
        )
        for question in questions
        if response.answers.get(question.code) != row.answers.get(question.code)
    ]


def settle(row: Row, found: Sequence[Difference], data: Mapping[str, str], topics: Topics) -> bool:
    """Take the third word on cells that differ (`f-<row>-<code>`) into row.answers; False while any lacks."""
    is_settled = True
    for difference in found:
        question = difference.question
        name = f"f-{row.key}-{question.code}"
        if name not in data or not data[name].strip():
            is_settled = False
            continue
        if data[name].strip() == NOTHING:
            row.answers[question.code] = None
            continue
        try:
            answer = parse_cell(question, data[name], topics)
        except ValidationError as error:
            row.errors[question.code], is_settled = error.messages[0], False
            continue
        row.answers[question.code] = answer
    return is_settled


def finish_sheet(*, response: Response, answers: Mapping[str, Any], by: Any, on: date) -> Response:
    """A sheet that was typed twice the same, or taken as it is."""
    return submit_response(response=response, answers=answers, by=by, on=on, source=ResponseSource.GRID)
