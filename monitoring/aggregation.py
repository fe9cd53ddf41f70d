"""Answers of many → what may be said of them. Pure; the order of the answers changes nothing.

n is how many answered a question, N (`asked`) how many sheets there are; a missing or unreadable answer is counted
apart and never as «нет» or 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any, Protocol

from monitoring.shares import Share
from participants.enums import QuestionKind


class Asked(Protocol):
    """What is read of a question."""

    code: str
    kind: str
    options: list[str]
    scale_min: int
    scale_max: int


@dataclass(frozen=True)
class Tally:
    """Answers to one question. counts: (option or mark as text, how many), in the order of the question."""

    kind: str
    asked: int
    n: int
    counts: tuple[tuple[str, int], ...] = ()
    yes: int | None = None
    high: int | None = None  # marks at or above the high mark
    mean: float | None = None
    median: float | None = None
    texts: tuple[str, ...] = ()  # sorted, so that their order says nothing

    @property
    def missing(self) -> int:
        return self.asked - self.n

    @property
    def share(self) -> Share | None:
        """Share of «да» or of high marks among those who answered; None for other kinds."""
        positive = self.yes if self.kind == QuestionKind.YES_NO else self.high
        return None if positive is None else Share(positive, self.n)


def read_answer(question: Asked, answers: Mapping[str, Any]) -> Any:
    """The answer as its kind allows it; None for a missing one and for one that can't be right (scale answer 11)."""
    value = answers.get(question.code)
    if question.kind == QuestionKind.YES_NO:
        return value if isinstance(value, bool) else None
    if question.kind == QuestionKind.SCALE:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return value if is_whole and question.scale_min <= value <= question.scale_max else None
    if question.kind == QuestionKind.ONE:
        return value if value in question.options else None
    if question.kind == QuestionKind.MANY:
        chosen = value if isinstance(value, list) else []
        return [option for option in question.options if option in chosen] or None
    if question.kind == QuestionKind.OPEN:
        return value.strip() or None if isinstance(value, str) else None
    return None  # topics and times are asked in applications, not in surveys


def tally(question: Asked, sheets: Iterable[Mapping[str, Any]], *, high_mark: int) -> Tally:
    """Sum up the answers to one question over all sheets."""
    read = [read_answer(question, sheet) for sheet in sheets]
    given = [value for value in read if value is not None]
    build = _TALLIES.get(question.kind)
    return build(question, len(read), given, high_mark) if build else Tally(question.kind, len(read), 0)


def _yes_no(question: Asked, asked: int, given: list[bool], high_mark: int) -> Tally:
    yes = sum(given)
    counts = (("да", yes), ("нет", len(given) - yes))
    return Tally(question.kind, asked, len(given), counts, yes=yes)


def _scale(question: Asked, asked: int, given: list[int], high_mark: int) -> Tally:
    found = Counter(given)
    return Tally(
        question.kind,
        asked,
        len(given),
        tuple((str(mark), found[mark]) for mark in range(question.scale_min, question.scale_max + 1)),
        high=sum(1 for mark in given if mark >= high_mark),
        mean=fmean(sorted(given)) if given else None,
        median=float(median(given)) if given else None,
    )


def _options(question: Asked, asked: int, given: list[Any], high_mark: int) -> Tally:
    chosen = Counter(one for value in given for one in (value if isinstance(value, list) else [value]))
    return Tally(
        question.kind, asked, len(given), tuple((option, chosen[option]) for option in question.options)
    )


def _open(question: Asked, asked: int, given: list[str], high_mark: int) -> Tally:
    return Tally(
        question.kind, asked, len(given), texts=tuple(sorted(given, key=lambda t: (t.casefold(), t)))
    )


_TALLIES = {
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.SCALE: _scale,
    QuestionKind.ONE: _options,
    QuestionKind.MANY: _options,
    QuestionKind.OPEN: _open,
}


# --- satisfaction -----------------------------------------------------------------------------------------


def mean_mark(questions: Iterable[Asked], answers: Mapping[str, Any]) -> float | None:
    """Mean of all scale answers of one sheet; None when it has none."""
    marks = [
        value
        for question in questions
        if question.kind == QuestionKind.SCALE and (value := read_answer(question, answers)) is not None
    ]
    return fmean(marks) if marks else None


# --- small groups -----------------------------------------------------------------------------------------


def held_cells(sizes: Mapping[Any, int], *, smallest: int) -> set[Any]:
    """Which cells of a breakdown must not be shown, while their total is.

    A cell under the threshold is held. So are further cells, the smallest first, until what is held makes at least
    `smallest` together: else the total minus the shown cells would give the held one. An empty cell says nothing of
    anybody and stays. Ties go by the cell's name, so the same numbers always hold the same cells.
    """
    filled = sorted(
        ((size, str(key), key) for key, size in sizes.items() if size > 0), key=lambda row: row[:2]
    )
    held = [row for row in filled if row[0] < smallest]
    if not held:
        return set()
    for row in filled[len(held) :]:
        if len(held) > 1 and sum(size for size, *_ in held) >= smallest:
            break
        held.append(row)
    return {key for _, _, key in held}


# --- expectations and reality -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """Marks of a pair of questions. both: who gave both, known only by name.

    difference: after − before, of those who gave both when they are known, else of the two means.
    """

    n_before: int
    n_after: int
    both: int | None
    mean_before: float | None
    mean_after: float | None
    difference: float | None


def gap(before: Mapping[Any, int] | Sequence[int], after: Mapping[Any, int] | Sequence[int]) -> Gap:
    """before, after: {person: mark} of named surveys; plain lists of marks when either went without names."""
    marks_before = sorted(before.values() if isinstance(before, Mapping) else before)
    marks_after = sorted(after.values() if isinstance(after, Mapping) else after)
    mean_before = fmean(marks_before) if marks_before else None
    mean_after = fmean(marks_after) if marks_after else None
    both = difference = None
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        twice = before.keys() & after.keys()
        both = len(twice)
        difference = fmean(sorted(after[key] - before[key] for key in twice)) if twice else None
    elif mean_before is not None and mean_after is not None:
        difference = mean_after - mean_before
    return Gap(len(marks_before), len(marks_after), both, mean_before, mean_after, difference)
