"""Sums of a jury, pure: what each member gave, the mean of whole sheets, how far the members are apart, places.

A mark that is missing is missing: an entry that a member has not marked to the end has no sum of his.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

PLACES = (1, 2, 3)


@dataclass(frozen=True)
class EntryTotal:
    """sums: member -> sum of a whole sheet, None while a mark is missing; members of a conflict are not there."""

    entry: int
    nomination: int
    sums: Mapping[int, int | None]
    means: Mapping[int, Fraction | None]  # criterion -> mean mark of those who gave one

    @property
    def whole(self) -> list[int]:
        return [total for total in self.sums.values() if total is not None]

    @property
    def total(self) -> int | None:
        return sum(self.whole) if self.whole else None

    @property
    def mean(self) -> Fraction | None:
        return Fraction(sum(self.whole), len(self.whole)) if self.whole else None

    @property
    def spread(self) -> int | None:
        """Between the most generous member and the strictest."""
        return max(self.whole) - min(self.whole) if len(self.whole) > 1 else None

    @property
    def missing(self) -> int:
        return sum(total is None for total in self.sums.values())


def totals_of(
    entries: Iterable[tuple[int, int]],
    criteria: Sequence[int],
    members: Iterable[int],
    marks: Mapping[tuple[int, int, int], int],
    conflicts: Iterable[tuple[int, int]] = (),
) -> list[EntryTotal]:
    """entries: (entry, nomination). marks: (member, entry, criterion) -> mark. conflicts: (member, entry)."""
    barred, members = set(conflicts), list(members)
    found = []
    for entry, nomination in entries:
        sums: dict[int, int | None] = {}
        for member in members:
            if (member, entry) in barred:
                continue
            given = [marks.get((member, entry, criterion)) for criterion in criteria]
            sums[member] = (
                None if not given or None in given else sum(mark for mark in given if mark is not None)
            )
        means = {}
        for criterion in criteria:
            said = [
                marks[(member, entry, criterion)] for member in sums if (member, entry, criterion) in marks
            ]
            means[criterion] = Fraction(sum(said), len(said)) if said else None
        found.append(EntryTotal(entry, nomination, sums, means))
    return found


def ranked(totals: Iterable[EntryTotal]) -> dict[int, list[list[EntryTotal]]]:
    """By nomination: groups of equal means, the highest first; who has no whole sheet is in none."""
    found: dict[int, list[list[EntryTotal]]] = {}
    with_mean = [one for one in totals if one.mean is not None]
    for one in sorted(with_mean, key=lambda one: (-one.mean, one.entry)):
        groups = found.setdefault(one.nomination, [])
        if groups and groups[-1][0].mean == one.mean:
            groups[-1].append(one)
        else:
            groups.append([one])
    return found


def proposed_places(totals: Iterable[EntryTotal]) -> dict[int, int]:
    """1, 2, 3 down to the first tie of a nomination: from there on a person decides."""
    places: dict[int, int] = {}
    for groups in ranked(totals).values():
        for place, group in zip(PLACES, groups, strict=False):
            if len(group) > 1:
                break
            places[group[0].entry] = place
    return places


def ties_of(totals: Iterable[EntryTotal]) -> list[list[EntryTotal]]:
    """Equal means that a place of 1–3 depends on."""
    found = []
    for groups in ranked(totals).values():
        before = 0
        for group in groups:
            if before < len(PLACES) and len(group) > 1:
                found.append(group)
            before += len(group)
    return found


def wrong_order(totals: Iterable[EntryTotal], places: Mapping[int, int | None]) -> tuple[int, int] | None:
    """(entry with the higher mean, entry placed above it), or None when places follow the marks."""
    nobody = len(PLACES) + 1
    for groups in ranked(totals).values():
        best_after: list[tuple[int, int]] = []  # (place, entry), from the lowest mean up
        for group in reversed(groups):
            for one in group:
                place = places.get(one.entry) or nobody
                above = [entry for other, entry in best_after if other < place]
                if above:
                    return one.entry, above[0]
            best_after += [(places.get(one.entry) or nobody, one.entry) for one in group]
    return None


def mean_words(mean: Fraction | None) -> str:
    """«17,5»; «нет оценок»."""
    if mean is None:
        return "нет оценок"
    return f"{float(mean):.2f}".rstrip("0").rstrip(".").replace(".", ",")
