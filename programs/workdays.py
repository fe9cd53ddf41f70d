"""Days on which a school works: its week, holidays and moved days, breaks. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)
MONTHS_AND_DAYS_OFF = (
    # Holidays of art. 112 of the Labour Code that have one date each year; moved days are the school's to type.
    *((1, day, "Новогодние каникулы") for day in (1, 2, 3, 4, 5, 6, 8)),
    (1, 7, "Рождество Христово"),
    (2, 23, "День защитника Отечества"),
    (3, 8, "Международный женский день"),
    (5, 1, "Праздник Весны и Труда"),
    (5, 9, "День Победы"),
    (6, 12, "День России"),
    (11, 4, "День народного единства"),
)


@dataclass(frozen=True)
class WorkCalendar:
    """days: a day that differs -> whether it is worked, stronger than week and breaks; breaks: (first, last) day."""

    works_saturdays: bool = False
    days: Mapping[date, bool] = field(default_factory=dict)
    breaks: tuple[tuple[date, date], ...] = ()

    def is_workday(self, day: date) -> bool:
        if day in self.days:
            return self.days[day]
        if day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not self.works_saturdays):
            return False
        return not any(first <= day <= last for first, last in self.breaks)

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after `day`; `day` itself when count is 0, the last day of time past its end."""
        left = count
        while left > 0:
            if day == date.max:
                return day
            day += DAY
            left -= self.is_workday(day)
        return day

    def workdays_before(self, day: date, count: int) -> date:
        """The count-th working day before `day`; `day` itself when count is 0, the first day of time past its start."""
        left = count
        while left > 0:
            if day == date.min:
                return day
            day -= DAY
            left -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; 0 when `end` is not later."""
        return sum(self.is_workday(start + DAY * number) for number in range(1, (end - start).days + 1))


def holidays_between(starts: date, ends: date) -> Iterable[tuple[date, str]]:
    """Federal holidays of fixed date within both days, in order."""
    found = [
        (date(year, month, day), title)
        for year in range(starts.year, ends.year + 1)
        for month, day, title in MONTHS_AND_DAYS_OFF
    ]
    return sorted(entry for entry in found if starts <= entry[0] <= ends)
