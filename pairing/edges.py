"""What rules, lists and the matching know of a possible pair: plain facts, no database and no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    HARD = "hard"  # nobody may break it
    SOFT = "soft"  # by hand, with a reason and its author
    WARNING = "warning"  # unknown or worth a look; hinders nothing


@dataclass(frozen=True)
class Model:
    """«Форма взаимодействия»: rules hang on these fields, never on the title."""

    id: int
    title: str
    form_id: int
    min_grade_gap: int | None = None  # grades, mentor's minus mentee's
    max_grade_gap: int | None = None
    same_subject: bool = False
    mentee_experience_max_years: int | None = None
    mentor_more_experienced: bool = False


@dataclass(frozen=True)
class Side:
    """What is known of one person in one base on the day of the pair's start."""

    entry_id: int
    person_id: int
    name: str  # «Лебедев Артём»
    program_id: int
    form_id: int | None
    form_title: str = ""
    is_admitted: bool = True
    is_left: bool = False
    status_label: str = ""
    place: str = ""  # class or position, for lists
    grade: int | None = None
    subjects: frozenset[str] = frozenset()
    experience_years: int | None = None
    is_consent_valid: bool = True
    consent_missing: str = ""  # «нет согласия законного представителя …»
    # A mentor's own.
    is_ready: bool = True  # interviewed and trained, or a waiver
    not_ready_because: str = ""
    places: int = 1
    places_taken: int = 0  # open pairs in all programmes of the school
    takes_group: bool = False
    # A mentee's own.
    has_open_pair: bool = False
    wished_model_title: str = ""
    wished_model_id: int | None = None


@dataclass(frozen=True)
class Edge:
    """A mentor and a mentee who may become a pair, or one seat of a group of `size` mentees."""

    mentor: Side
    mentee: Side
    model: Model | None = None
    size: int = 1
    parted_because: str | None = None  # these two had a pair that was dissolved
    conclusion: str = ""  # the psychologist's word: code of pairing.enums.Conclusion
    reservation: str = ""
    ban: str | None = None  # these two stand in the list of bans; what it says («Родственники»), may be empty
    mentor_refuses: bool = False  # the mentor marked this mentee «не хочу»
    mentee_refuses: bool = False  # the mentee marked this mentor «не хочу»
    is_superior: bool = False  # the mentor is the mentee's direct superior
    has_common_time: bool | None = None  # None: one of them gave no hours


@dataclass(frozen=True)
class Finding:
    """A rule that an edge fails: `sentence` says what, why and the way out; `short` goes to counts by reason."""

    code: str
    level: Level
    short: str
    sentence: str
    person_id: int | None = None  # whose paper or mark is missing

    def as_record(self) -> dict[str, str]:
        return {"code": self.code, "sentence": self.sentence}
