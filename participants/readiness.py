"""Is a mentor ready to lead: pure calculation over plain facts, no database and no clock.

Ready = admitted, recommended by the interview and trained (or admitted by a waiver that has an author), and with a
valid consent to take part. Source: programme document, steps 14–16.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mentoring_site.words import joined, short_date

NOT_ADMITTED = "не допущен"
NO_INTERVIEW = "нет собеседования"


@dataclass(frozen=True)
class Facts:
    """What is known of one mentor on one day."""

    is_admitted: bool
    interviewed_on: date | None = None  # only a recommendation leaves a date here
    trained_on: date | None = None
    waiver: str = ""
    waived_by: str = ""
    consent_missing: str = ""  # «нет согласия родителей …»; empty when the consent is valid
    declined_on: date | None = None  # the latest interview said «не рекомендован»


@dataclass(frozen=True)
class Readiness:
    """missing: what stands in the way, in words, first things first; note: by what the rest was replaced."""

    missing: tuple[str, ...]
    note: str = ""

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def lacks_interview(self) -> bool:
        """Nobody has talked with him yet; «не рекомендован» is not that."""
        return NO_INTERVIEW in self.missing

    def __str__(self) -> str:
        return "готов" if self.is_ready else joined(self.missing)


def selection_lacks(
    interviewed_on: date | None, trained_on: date | None, declined_on: date | None = None
) -> tuple[str, ...]:
    """Which of the two steps a mentor has not passed; empty when he has passed both."""
    interview = f"не рекомендован {short_date(declined_on)}" if declined_on else NO_INTERVIEW
    lacks = () if interviewed_on else (interview,)
    return lacks if trained_on else (*lacks, "нет обучения")


def readiness(facts: Facts) -> Readiness:
    lacks = selection_lacks(facts.interviewed_on, facts.trained_on, facts.declined_on)
    note = ""
    if lacks and facts.waiver:
        author = f" ({facts.waived_by})" if facts.waived_by else ""
        note, lacks = f"{joined(lacks)}, допущен с обоснованием: {facts.waiver}{author}", ()
    admission = () if facts.is_admitted else (NOT_ADMITTED,)
    consent = (facts.consent_missing,) if facts.consent_missing else ()
    return Readiness((*lacks, *consent, *admission), note)
