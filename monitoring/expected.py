"""The map of the 36 expected results: «ожидалось – до – после – чем подтверждено – вывод»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitoring.enums import ResultGroup, TieKind
from monitoring.models import ExpectedResult
from monitoring.result_evidence import Evidence, Reader, SchoolNumber
from monitoring.result_texts import aligned
from monitoring.services.results import document_texts
from programs.models import Program

GROUPS = list(ResultGroup)  # the order of the document, not of the alphabet


class ResultState(StrEnum):
    """How far a result has come."""

    CONFIRMED = "confirmed"  # numbers speak for it, the conclusion is written
    DESCRIBED = "described"  # by facts in words
    CONCLUDED = "concluded"  # the conclusion is written, the numbers alone do not confirm it
    WAITING = "waiting"
    EMPTY = "empty"


# (shape, words)
STATE_WORDS = {
    ResultState.CONFIRMED: ("ok", "Подтверждён числами"),
    ResultState.DESCRIBED: ("done", "Подтверждён фактами"),
    ResultState.CONCLUDED: ("draft", "Вывод написан"),
    ResultState.WAITING: ("wait", "Есть данные, вывода нет"),
    ResultState.EMPTY: ("none", "Данных нет"),
}


@dataclass(frozen=True)
class Row:
    """One expected result with what is known of it. text: as the programme's document has it now."""

    result: ExpectedResult
    text: str
    evidence: Evidence
    state: ResultState

    @property
    def group(self) -> str:
        return self.result.group

    @property
    def number(self) -> int:
        return self.result.number

    @property
    def title(self) -> str:
        """The words with a capital: the document's lists begin with small letters."""
        return self.text[:1].upper() + self.text[1:].rstrip(".;")

    @property
    def expected(self) -> str:
        return self.evidence.expected

    @property
    def before(self) -> str:
        return self.evidence.before

    @property
    def after(self) -> str:
        return self.evidence.after

    @property
    def confirmed_by(self) -> str:
        return self.evidence.confirmed_by

    @property
    def conclusion(self) -> str:
        return self.result.conclusion

    @property
    def shape(self) -> str:
        return STATE_WORDS[self.state][0]

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.state][1]


@dataclass(frozen=True)
class ResultsMap:
    """rows: in the order of the document; is_behind: the document has other results by now."""

    rows: list[Row]
    school_numbers: list[SchoolNumber]
    is_behind: bool

    @property
    def written(self) -> int:
        return sum(1 for row in self.rows if row.conclusion)

    def groups(self) -> list[tuple[ResultGroup, list[Row]]]:
        return [
            (group, found) for group in GROUPS if (found := [row for row in self.rows if row.group == group])
        ]


def results_map(program: Program, on: date) -> list[Row]:
    """All expected results of a programme; a constant number of queries."""
    return read_map(program, on).rows


def read_map(program: Program, on: date) -> ResultsMap:
    results = sorted(
        ExpectedResult.objects.filter(program=program),
        key=lambda row: (GROUPS.index(ResultGroup(row.group)), row.number),
    )
    texts, is_behind = _words(program, results)
    reader = Reader(program, on, results)
    rows = [_row(result, texts[result.pk], reader.evidence(result)) for result in results]
    return ResultsMap(rows, reader.school_numbers(), is_behind)


def read_result(result: ExpectedResult, program: Program, on: date) -> Row:
    """One result for its own page."""
    neighbours = list(ExpectedResult.objects.filter(program=program, group=result.group).order_by("number"))
    texts, _ = _words(program, neighbours, groups={result.group})
    return _row(result, texts[result.pk], Reader(program, on, [result]).evidence(result))


def _words(
    program: Program, results: list[ExpectedResult], groups: set[str] | None = None
) -> tuple[dict[int, str], bool]:
    """Result id -> its words now, and whether the document has other results than the map."""
    texts, is_behind = {}, False
    for group, document in document_texts(program).items():
        if groups is not None and group not in groups:
            continue
        own = [row for row in results if row.group == group]
        places = aligned([row.text for row in own], document)
        is_behind |= places != list(range(len(document)))
        for row, place in zip(own, places, strict=True):
            texts[row.pk] = row.text if place is None else document[place]
    return texts, is_behind


def _row(result: ExpectedResult, text: str, evidence: Evidence) -> Row:
    return Row(result, text, evidence, _state(result, evidence))


def _state(result: ExpectedResult, evidence: Evidence) -> ResultState:
    if result.conclusion:
        if evidence.supports:
            return ResultState.CONFIRMED
        is_of_words = result.tie == TieKind.WORDS or evidence.is_lost
        return ResultState.DESCRIBED if result.facts and is_of_words else ResultState.CONCLUDED
    return ResultState.WAITING if evidence.has_data or result.facts else ResultState.EMPTY
