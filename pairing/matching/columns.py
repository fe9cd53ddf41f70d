"""NumPy columns out of parties: what the matrices of rules and scores are built from, person by person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pairing.matching.model import Party

UNKNOWN = -1_000  # a grade or years of experience that nobody gave


def flags(parties: Sequence[Party], test: Callable[[Party], object]) -> NDArray[np.bool_]:
    return np.fromiter((bool(test(party)) for party in parties), np.bool_, len(parties))


def numbers(parties: Sequence[Party], value: Callable[[Party], int | None]) -> NDArray[np.int64]:
    """Unknown is UNKNOWN."""
    said = (value(party) for party in parties)
    return np.fromiter((UNKNOWN if number is None else number for number in said), np.int64, len(parties))


def entries(parties: Sequence[Party]) -> NDArray[np.int64]:
    return numbers(parties, lambda party: party.side.entry_id)


def free_places(mentors: Sequence[Party]) -> NDArray[np.int64]:
    return np.maximum(numbers(mentors, lambda p: p.side.places - p.side.places_taken), 0)


@dataclass(frozen=True)
class Kinds:
    """People who are alike for some rules or scores: `of` names the kind of each, `samples` one of every kind."""

    of: NDArray[np.intp]
    samples: tuple[Party, ...]


def kinds(parties: Sequence[Party], key: Callable[[Party], Hashable]) -> Kinds:
    """A small matrix over kinds is worked out once and spread, since a school has few grades and many pupils."""
    numbers_of: dict[Hashable, int] = {}
    samples: list[Party] = []
    of = np.empty(len(parties), np.intp)
    for index, party in enumerate(parties):
        value = key(party)
        number = numbers_of.setdefault(value, len(samples))
        if number == len(samples):
            samples.append(party)
        of[index] = number
    return Kinds(of, tuple(samples))


def spread(small: NDArray, mentees: Kinds, mentors: Kinds) -> NDArray:
    """From kinds × kinds to mentees × mentors."""
    return small[mentees.of].take(mentors.of, axis=1)


@dataclass(frozen=True)
class Marks:
    """Who holds which of many items (topics, stems, hours, subjects), as the lists of a sparse matrix."""

    rows: NDArray[np.intp]
    items: NDArray[np.intp]
    sizes: NDArray[np.int64]  # how many items each holds

    def dense(self, width: int) -> NDArray[np.float32]:
        full = np.zeros((len(self.sizes), width), np.float32)
        full[self.rows, self.items] = 1
        return full


def marks(*sides: Sequence[Collection[Hashable]]) -> tuple[list[Marks], int]:
    """Marks of several groups of people over one vocabulary, and its size."""
    vocabulary: dict[Hashable, int] = {}
    made = []
    for people in sides:
        rows = [index for index, held in enumerate(people) for _ in held]
        items = [vocabulary.setdefault(item, len(vocabulary)) for held in people for item in held]
        sizes = [len(held) for held in people]
        made.append(Marks(np.array(rows, np.intp), np.array(items, np.intp), np.array(sizes, np.int64)))
    return made, len(vocabulary)


def where_is(ids: Iterable[int]) -> dict[int, list[int]]:
    """Positions by id; one person may stand twice in a base of another kind of list."""
    places: dict[int, list[int]] = {}
    for index, number in enumerate(ids):
        places.setdefault(number, []).append(index)
    return places
