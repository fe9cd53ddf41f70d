"""A month as weeks: entries on their days, holidays, breaks, what a phone lists."""

from __future__ import annotations

from datetime import date, time

import pytest

from programs.registries.calendar import CalendarItem
from programs.workdays import WorkCalendar
from roadmap.month import bounds, listed, weeks_of

TODAY = date(2026, 11, 23)
BREAKS = [("Осенние каникулы", date(2026, 10, 26), date(2026, 11, 3))]
CALENDAR = WorkCalendar(days={date(2026, 11, 4): False}, breaks=((date(2026, 10, 26), date(2026, 11, 3)),))


def month(*items):
    notes = {date(2026, 11, 4): "День народного единства"}
    return weeks_of(date(2026, 11, 9), items, CALENDAR, notes, BREAKS, TODAY)


def day_of(weeks, day):
    return next(one for week in weeks for one in week if one.day == day)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 9), date(2026, 10, 26), date(2026, 12, 6)),
        (date(2027, 2, 28), date(2027, 2, 1), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 3)),
    ],
)
def test_month_is_whole_weeks_from_monday(day, first, last):
    assert bounds(day) == (first, last)


def test_days_say_whether_the_school_works_and_why_not():
    weeks = month()

    shown = [day_of(weeks, date(2026, 11, number)) for number in (3, 4, 5, 7)]
    assert [(day.is_workday, day.note) for day in shown] == [
        (False, "Осенние каникулы"),
        (False, "День народного единства"),
        (True, ""),
        (False, ""),
    ]


def test_entries_stand_on_every_day_they_last_by_time_then_number():
    long = CalendarItem("event-1", "Форум", date(2026, 11, 24), ends=date(2026, 11, 25))
    timed = CalendarItem("meeting-9", "Встреча пары № 3", date(2026, 11, 24), starts_at=time(15))
    steps = [CalendarItem(f"step-1-{number}", f"Шаг {number}", date(2026, 11, 24)) for number in (13, 7)]

    weeks = month(long, timed, *steps)

    day = day_of(weeks, date(2026, 11, 24))
    assert [entry.item.title for entry in day.entries] == ["Форум", "Шаг 7", "Шаг 13", "Встреча пары № 3"]
    assert [entry.item.uid for entry in day_of(weeks, date(2026, 11, 25)).entries] == ["event-1"]


def test_step_entries_tell_late_and_near_terms_by_shape():
    items = [CalendarItem(f"step-1-{n}", "Шаг", date(2026, 11, n)) for n in (20, 26, 30)]
    off = CalendarItem("event-2", "Собрание", date(2026, 11, 20), is_cancelled=True)

    weeks = month(*items, off)

    badges = [[e.badge for e in day_of(weeks, date(2026, 11, n)).entries] for n in (20, 26, 30)]
    assert badges == [["none", "late"], ["warn"], ["draft"]]


def test_full_day_folds_what_does_not_fit():
    weeks = month(*(CalendarItem(f"event-{n}", "Событие", TODAY) for n in range(6)))

    day = day_of(weeks, TODAY)
    assert (len(day.shown), len(day.folded), day.is_today) == (3, 3, True)


def test_phone_lists_days_with_entries_today_holidays_and_the_first_day_of_a_break():
    weeks = month(CalendarItem("event-1", "Форум", date(2026, 11, 24)))

    assert [day.day.day for day in listed(weeks)] == [1, 4, 23, 24]
