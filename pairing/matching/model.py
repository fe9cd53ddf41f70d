"""What the matching is given and what it answers: plain data, no database and no clock.

`Problem` + `Settings` -> `Plan`. One problem is one form of one programme: who is in a locked, submitted or approved
pair is not in it, and the places of mentors are already without theirs. Source: programme document, steps 18–19.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pairing.edges import Finding, Model, Side

Slot = tuple[int, int]  # weekday 1–6, hour of the start 8–20


class Mode(StrEnum):
    ALL = "all"  # «охватить всех»
    GOOD = "good"  # «только хорошие пары»: edges under the floor are removed, the rest waits


class Part(StrEnum):
    """Components of a score; the words that people read are in PARTS of scoring.py."""

    PREFERENCE = "preference"
    TEST = "test"
    TOPICS = "topics"
    INTERESTS = "interests"
    TIME = "time"
    GRADE = "grade"
    GENDER = "gender"
    CONTINUITY = "continuity"


DEFAULT_WEIGHTS: dict[str, int] = {
    Part.PREFERENCE: 30,
    Part.TOPICS: 25,
    Part.TEST: 15,
    Part.TIME: 10,
    Part.INTERESTS: 10,
    Part.GRADE: 10,
    Part.GENDER: 5,
    Part.CONTINUITY: 5,
}


@dataclass(frozen=True)
class Settings:
    """weights: 0–100 by Part, 0 leaves a component out. levels: rule code -> Level, for rules that the school may
    soften or harden in a run; a rule that is not named keeps the level of RULES, a soft one forbids in a run.
    """

    weights: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    levels: Mapping[str, str] = field(default_factory=dict)
    mode: str = Mode.ALL
    floor: int = 50  # 0–100, used in the mode GOOD
    group_min: int = 2
    group_max: int = 4
    ideal_gap: int = 2  # grades between mentor and mentee that suit best
    seed: int = 1
    draft_bonus: int = 3  # points for a pair of the present draft: keeps the board calm


@dataclass(frozen=True)
class Party:
    """One person of one base with all that rules and scores ask."""

    side: Side
    gender: str = ""  # "m", "f" or unknown
    wishes_gender: str = ""  # of the partner
    topics: tuple[tuple[int, str], ...] = ()  # (id, title) asked for or offered
    interests: tuple[str, ...] = ()  # words and phrases as typed
    slots: frozenset[Slot] = frozenset()
    ranks: Mapping[int, int] = field(default_factory=dict)  # entry id of the other side -> 1–3
    refuses: frozenset[int] = frozenset()  # entry ids of the other side: «не хочу»
    answered: bool = False  # gave a sheet of preferences, even an empty one
    heads: frozenset[int] = frozenset()  # person ids whose direct superior he is
    # A mentee's own.
    days_waiting: int = 0
    was_left_out: bool = False  # of the run before, or of a pair that he asked to change


@dataclass(frozen=True)
class Problem:
    mentors: tuple[Party, ...]
    mentees: tuple[Party, ...]
    models: tuple[Model, ...]  # of the form, in the school's order
    parted: Mapping[tuple[int, int], str] = field(
        default_factory=dict
    )  # (mentor's, mentee's person) -> reason
    bans: Mapping[tuple[int, int], str] = field(
        default_factory=dict
    )  # (mentor's, mentee's person) -> sentence
    conclusions: Mapping[tuple[int, int], tuple[str, str]] = field(
        default_factory=dict
    )  # (mentor, mentee entry) -> code of Conclusion, reservation
    continued: frozenset[tuple[int, int]] = (
        frozenset()
    )  # (mentor's, mentee's person): a good pair of last year
    drafts: frozenset[tuple[int, int]] = (
        frozenset()
    )  # (mentor, mentee entry): unlocked pairs of the present draft


@dataclass(frozen=True)
class Component:
    """points of out_of, whole numbers; None: «данных нет», its weight is shared by the others."""

    code: str
    label: str
    points: int | None
    out_of: int
    fact: str = ""  # «оба назвали друг друга первыми», never a category


@dataclass(frozen=True)
class EdgeView:
    """A possible pair as people see it. score: 0–100, the sum of the points of its components."""

    mentor_id: int
    mentee_id: int
    model_id: int | None
    score: int
    components: tuple[Component, ...]
    reasons: tuple[str, ...]  # at most two, for the card
    findings: tuple[Finding, ...] = ()  # what forbids or warns; empty when lawful and nothing is unknown
    is_lawful: bool = True


@dataclass(frozen=True)
class Alternative:
    """Another mentor for a placed mentee. cost: points that the whole plan loses; left_out: who stays alone then."""

    mentor_id: int
    score: int
    cost: int
    is_exact: bool  # a lower bound until it is solved on click
    effect: str  # «Гусев Егор перейдёт к Власовой Екатерине»
    left_out: tuple[int, ...] = ()  # mentee ids


@dataclass(frozen=True)
class Seat:
    view: EdgeView
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Match:
    """One pair, or a group when there are several seats. score: mean of the seats, rounded."""

    mentor_id: int
    seats: tuple[Seat, ...]
    score: int


@dataclass(frozen=True)
class WhyAlone:
    """One line of «почему без пары»: how many mentors fall by this rule, with their entry ids."""

    code: str
    words: str  # «нет свободных мест»
    mentor_ids: tuple[int, ...]


@dataclass(frozen=True)
class Unplaced:
    """is_possible: lawful mentors exist, others took them. bottleneck: who competes for whom; help: what would do."""

    mentee_id: int
    is_possible: bool
    whys: tuple[WhyAlone, ...]
    lawful_mentor_ids: tuple[int, ...] = ()
    bottleneck: str = ""
    help: str = ""


@dataclass(frozen=True)
class Blocking:
    """Two who would both rather have each other than what the plan gives them."""

    mentor_id: int
    mentee_id: int
    words: str


@dataclass(frozen=True)
class Plan:
    matches: tuple[Match, ...]
    unplaced: tuple[Unplaced, ...]
    blocking: tuple[Blocking, ...]
    free_places: int
    placed_weight: int
    total: int  # sum of the scores of all seats
