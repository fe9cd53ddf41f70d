"""«Предпочтения» after the group meeting: what a sheet says, what stands against it, how choices meet. Pure.

Source: programme document, step 18 (D20): one to three whom one would like, whom one would not, a comment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mentoring_site.names import normalise_name
from mentoring_site.texts import clean_text
from participants.enums import Gender

MENTOR, MENTEE = "mentor", "mentee"
OTHER = {MENTOR: MENTEE, MENTEE: MENTOR}
RANKS = (1, 2, 3)
REFUSES = "no"  # the value of «не хочу» on pages
FIELD = "w-"  # name of a page's field: w-<entry of the other side>
COMMENT_LENGTH = 500
RANK_WORDS = {1: "первым", 2: "вторым", 3: "третьим"}
GENDER_WORDS = {"": "всё равно", Gender.FEMALE: "с девушкой (женщиной)", Gender.MALE: "с юношей (мужчиной)"}


@dataclass(frozen=True)
class Wishes:
    """One sheet. choices: (entry of the other side, 1–3 or None for «не хочу»), as they were named."""

    choices: tuple[tuple[int, int | None], ...] = ()
    wishes_gender: str = ""
    comment: str = ""

    @property
    def ranks(self) -> dict[int, int]:
        return {entry: rank for entry, rank in self.choices if rank is not None}

    @property
    def refuses(self) -> frozenset[int]:
        return frozenset(entry for entry, rank in self.choices if rank is None)

    @property
    def is_empty(self) -> bool:
        return not (self.choices or self.wishes_gender or self.comment)


def problems(wishes: Wishes) -> list[str]:
    """Why the sheet can't be kept, in sentences; empty when nothing stands against it."""
    found = []
    named = [entry for entry, _ in wishes.choices]
    if len(named) != len(set(named)):
        found.append("Один человек назван дважды. Оставьте его в одном месте.")
    ranks = [rank for _, rank in wishes.choices if rank is not None]
    if set(ranks) - set(RANKS):
        found.append("Место бывает первым, вторым или третьим.")
    found += [
        f"{word.capitalize()} названы двое. Оставьте одного, другому дайте другое место."
        for rank, word in RANK_WORDS.items()
        if ranks.count(rank) > 1
    ]
    if wishes.wishes_gender and wishes.wishes_gender not in Gender.values:
        found.append("Выберите, с кем было бы легче, из трёх вариантов.")
    if len(wishes.comment) > COMMENT_LENGTH:
        found.append(f"Комментарий длиннее {COMMENT_LENGTH} знаков. Сократите его.")
    return found


def read_wishes(data: Mapping[str, str]) -> Wishes:
    """The page's fields; what is no choice is no choice, who may not be chosen is for the service to say."""
    choices = []
    for name in data:
        number, value = name.removeprefix(FIELD), data[name]
        if not name.startswith(FIELD) or not (number.isascii() and number.isdigit() and len(number) < 19):
            continue
        if value == REFUSES:
            choices.append((int(number), None))
        elif value in {str(rank) for rank in RANKS}:
            choices.append((int(number), int(value)))
    return Wishes(tuple(choices), data.get("wishes_gender", ""), clean_text(data.get("comment", "")))


# --- names on pages of participants -----------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """Somebody whom one may choose, as participants see him: «Иван П., 7 «А»»."""

    entry_id: int
    name: str
    place: str
    was_there: bool  # at a group meeting

    @property
    def label(self) -> str:
        return f"{self.name}, {self.place}" if self.place else self.name


def public_name(last: str, first: str, middle: str = "", *, is_pupil: bool = True) -> str:
    """«Иван П.», of an adult «Анна Сергеевна К.»: participants need no more to know each other."""
    called = first if is_pupil or not middle else f"{first} {middle}"
    return f"{called}\u00a0{last[:1]}." if last else called


def matches(candidate: Candidate, asked: str) -> bool:
    """Every word of the search somewhere in what the page shows; any case, ё = е."""
    shown = normalise_name(candidate.label)
    return all(word in shown for word in normalise_name(asked).split())


# --- how choices meet -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """A sheet of one participant of a form."""

    side: str
    entry_id: int
    wishes: Wishes


@dataclass(frozen=True)
class Mutual:
    """Two who named each other. ranks: 1–3."""

    mentor_id: int
    mentee_id: int
    by_mentor: int
    by_mentee: int


@dataclass(frozen=True)
class Meetings:
    """Sociometry of one form. wanted: (entry, how many chose, of them first), most wanted first."""

    mutual: tuple[Mutual, ...]
    wanted: Mapping[str, tuple[tuple[int, int, int], ...]]
    unchosen: Mapping[str, tuple[int, ...]]
    apart: tuple[tuple[str, int, int], ...] = field(default=())  # (side, who, whom he would not like)


def sociometry(sheets: Iterable[Sheet], present: Mapping[str, Collection[int]]) -> Meetings:
    """present: by side the entries that may be chosen, in the order of lists; others are not counted."""
    given: dict[str, dict[int, Wishes]] = {MENTOR: {}, MENTEE: {}}
    for sheet in sheets:
        if sheet.entry_id in present[sheet.side]:
            given[sheet.side][sheet.entry_id] = sheet.wishes
    mutual = [
        Mutual(mentor, mentee, rank, given[MENTEE][mentee].ranks[mentor])
        for mentor, wishes in given[MENTOR].items()
        for mentee, rank in wishes.ranks.items()
        if mentee in given[MENTEE] and mentor in given[MENTEE][mentee].ranks
    ]
    mutual.sort(key=lambda two: (two.by_mentor + two.by_mentee, two.mentor_id, two.mentee_id))
    wanted, unchosen = {}, {}
    for side, entries in present.items():
        ranks = _ranks_given(given[OTHER[side]].values())
        counts = [(entry, len(ranks[entry]), ranks[entry].count(1)) for entry in entries if entry in ranks]
        wanted[side] = tuple(sorted(counts, key=lambda row: (-row[1], -row[2])))
        unchosen[side] = tuple(entry for entry in entries if entry not in ranks)
    apart = tuple(
        (side, entry, other)
        for side in (MENTOR, MENTEE)
        for entry, wishes in given[side].items()
        for other in sorted(wishes.refuses)
        if other in present[OTHER[side]]
    )
    return Meetings(tuple(mutual), wanted, unchosen, apart)


def _ranks_given(sheets: Iterable[Wishes]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for wishes in sheets:
        for entry, rank in wishes.ranks.items():
            found.setdefault(entry, []).append(rank)
    return found


# --- a stack of paper sheets ------------------------------------------------------------------------------


def read_numbers(text: str) -> list[int]:
    """Numbers of a cell, by spaces or commas. Raises ValueError with words for people."""
    numbers = []
    for part in text.replace(",", " ").replace(";", " ").split():
        if not (part.isascii() and part.isdigit() and len(part) < 10):
            raise ValueError(f"«{part[:20]}» — не номер. Впишите номера из списка через пробел.")
        numbers.append(int(part))
    return numbers


def moved_up(wishes: Wishes) -> Wishes:
    """Places without gaps, in the order that was given: «второй» without «первый» is the first."""
    ranked = sorted((rank, entry) for entry, rank in wishes.choices if rank is not None)
    places = {entry: place for place, (_, entry) in enumerate(ranked, start=1)}
    return replace(wishes, choices=tuple((entry, places.get(entry)) for entry, _ in wishes.choices))


def in_order(choices: Sequence[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """First, second, third, then those whom he would not like."""
    return sorted(choices, key=lambda choice: (choice[1] is None, choice[1] or 0, choice[0]))
