"""Days of the demo's story: what happened in the first twelve weeks, pressed together when less has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from mentoring_site.dates import school_year_of

FIRST_LABEL = "2026-2027"  # the addresses in the README are of this year
STORY_DAYS = 83  # from 1 September to 23 November


def label_for(today: date) -> str:
    """School year of the running programme: the first one, or the present one when that is later."""
    return max(FIRST_LABEL, school_year_of(today))


def story_day(today: date) -> date:
    """Before its first year has begun the demo shows that year's 23 November."""
    first = int(FIRST_LABEL[:4])
    return today if today > date(first, 9, 1) else date(first, 11, 23)


class StoryClock:
    """Moments of the story for the journal: working hours of the day that is told, each later than the one before.

    Its chances are its own, so that names and pairs stay those of the seed. Nothing happens after `latest`.
    """

    def __init__(self, seed: int, latest: datetime) -> None:
        self._rng, self._latest = Random(f"clock {seed}"), latest
        self._last: dict[date, datetime] = {}
        self._day = latest.date()

    def at(self, day: date) -> None:
        """What was done at a weekend is written down on Monday."""
        monday = day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
        self._day = min(monday, self._latest.date())

    def __call__(self) -> datetime:
        opens = datetime.combine(self._day, time(8, 10), tzinfo=self._latest.tzinfo)
        last = self._last.get(self._day, opens + timedelta(seconds=self._rng.randrange(3600)))
        pause = self._rng.randrange(20, 180) if last.time() < time(17) else 1
        moment = min(last + timedelta(seconds=pause), self._latest)
        self._last[self._day] = moment
        return moment


def story_clock(seed: int, today: date, now: datetime) -> StoryClock:
    """now: the real moment with the time zone of the schools; a story that ends today does not run ahead of it."""
    evening = datetime.combine(today, time(18), tzinfo=now.tzinfo)
    return StoryClock(seed, min(evening, now) if now.date() == today else evening)


@dataclass(frozen=True)
class Calendar:
    """starts: first day of the programme, today: the day on which the story is told.

    is_pressed: all that happens until 23 November has happened by today; else what lies ahead happens today.
    """

    starts: date
    today: date
    is_pressed: bool = True

    def day(self, number: int) -> date:
        """The school day `number` days after the start (0–83) in a story told on 23 November."""
        if not self.is_pressed:
            return self._school_day(min(self.starts + timedelta(days=number), self.today))
        passed = min((self.today - self.starts).days, STORY_DAYS)
        return self._school_day(self.starts + timedelta(days=number * passed // STORY_DAYS))

    def ago(self, days: int) -> date:
        return self._school_day(max(self.starts, self.today - timedelta(days=days)))

    def _school_day(self, day: date) -> date:
        """Saturday and Sunday are moved to Friday, but not before the start."""
        return max(self.starts, day - timedelta(days=max(0, day.weekday() - 4)))
