"""A month as weeks of days: what falls on each, and whether the school works. Pure: items and days come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from mentoring_site.words import MONTHS_GENITIVE, ru_weekday
from programs.registries.calendar import CalendarItem
from programs.workdays import WorkCalendar

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SHOWN = 3  # entries in a cell; the rest unfold
SOON_DAYS = 5
LONGEST = 92  # days of one entry that are spread over cells
# First part of an item's uid -> (what it is, icon).
KINDS = {
    "step": ("срок шага", "route"),
    "event": ("событие", "calendar-days"),
    "meeting": ("встреча пары", "users-round"),
    "campaign": ("опрос", "clipboard-list"),
    "digest": ("сводка", "mail"),
}
OTHER = ("запись", "calendar-days")


@dataclass(frozen=True)
class Entry:
    item: CalendarItem
    kind: str  # «срок шага»
    icon: str
    badge: str  # shape of the state: late, warn, draft, none
    time: str  # «14:30», "" for the whole day

    @property
    def under(self) -> str:
        return self.item.place or ("" if self.item.uid.startswith("step-") else self.item.note)

    @property
    def order(self) -> tuple[str, str, list[int]]:
        """By time, then by kind, then by number: step 7 before step 13."""
        kind, *numbers = self.item.uid.split("-")
        return self.time, kind, [int(number) for number in numbers if number.isdecimal()]


@dataclass(frozen=True)
class MonthDay:
    day: date
    is_in_month: bool
    is_today: bool
    is_workday: bool
    note: str  # «День народного единства», «Осенние каникулы»
    entries: list[Entry] = field(default_factory=list)

    @property
    def shown(self) -> list[Entry]:
        return self.entries if len(self.entries) <= SHOWN + 1 else self.entries[:SHOWN]

    @property
    def folded(self) -> list[Entry]:
        return [] if len(self.entries) <= SHOWN + 1 else self.entries[SHOWN:]

    @property
    def title(self) -> str:
        """«12 ноября, четверг»"""
        return f"{self.day.day} {MONTHS_GENITIVE[self.day.month - 1]}, {ru_weekday(self.day)}"


def weeks_of(
    month: date,
    items: Iterable[CalendarItem],
    calendar: WorkCalendar,
    notes: Mapping[date, str],
    breaks: Sequence[tuple[str, date, date]],
    on: date,
) -> list[list[MonthDay]]:
    """Whole weeks from Monday to Sunday that hold the month of the day."""
    by_day: dict[date, list[Entry]] = {}
    for item in items:
        last = min(item.ends or item.day, item.day + DAY * LONGEST)
        for number in range((last - item.day).days + 1):
            by_day.setdefault(item.day + DAY * number, []).append(_entry(item, on))
    first, last = bounds(month)
    return [
        [_day(monday + DAY * number, month, calendar, notes, breaks, by_day, on) for number in range(7)]
        for monday in (first + WEEK * week for week in range(((last - first).days + 1) // 7))
    ]


def bounds(month: date) -> tuple[date, date]:
    """First Monday and last Sunday of the weeks that hold the month."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - DAY
    return first - DAY * first.weekday(), last + DAY * (6 - last.weekday())


def listed(weeks: Iterable[Iterable[MonthDay]]) -> list[MonthDay]:
    """For a phone: days of the month on which something is, today, holidays, and the first day of a break."""
    found: list[MonthDay] = []
    note = ""
    for day in (day for week in weeks for day in week if day.is_in_month):
        if day.entries or day.is_today or (day.note and day.note != note and not day.is_workday):
            found.append(day)
        note = day.note
    return found


def _day(
    day: date,
    month: date,
    calendar: WorkCalendar,
    notes: Mapping[date, str],
    breaks: Sequence[tuple[str, date, date]],
    by_day: Mapping[date, list[Entry]],
    on: date,
) -> MonthDay:
    rest = next((title for title, starts, ends in breaks if starts <= day <= ends), "")
    entries = sorted(by_day.get(day, ()), key=lambda entry: entry.order)
    return MonthDay(
        day=day,
        is_in_month=(day.year, day.month) == (month.year, month.month),
        is_today=day == on,
        is_workday=calendar.is_workday(day),
        note=notes.get(day, "") or rest,
        entries=entries,
    )


def _entry(item: CalendarItem, on: date) -> Entry:
    prefix = item.uid.split("-")[0]
    kind, icon = KINDS.get(prefix, OTHER)
    if item.is_cancelled:
        badge = "none"
    elif prefix == "step" and item.day < on:  # the feed holds open steps alone
        badge = "late"
    elif prefix == "step" and (item.day - on).days <= SOON_DAYS:
        badge = "warn"
    else:
        badge = "draft"
    return Entry(item, kind, icon, badge, f"{item.starts_at:%H:%M}" if item.starts_at else "")
