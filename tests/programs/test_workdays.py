"""Days of a school: pure arithmetic."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from programs.workdays import WorkCalendar, holidays_between

FRIDAY = date(2026, 10, 23)
AUTUMN = (date(2026, 10, 26), date(2026, 11, 3))
DAYS = st.dates(date(2026, 8, 1), date(2027, 8, 31))


@st.composite
def calendars(draw):
    starts = draw(st.lists(DAYS, max_size=3))
    return WorkCalendar(
        draw(st.booleans()),
        draw(st.dictionaries(DAYS, st.booleans(), max_size=10)),
        tuple((day, day + timedelta(days=draw(st.integers(0, 20)))) for day in starts),
    )


def test_week_of_five_days_rests_on_saturday_and_six_days_do_not():
    saturday, sunday = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)

    assert [WorkCalendar(works).is_workday(saturday) for works in (False, True)] == [False, True]
    assert [WorkCalendar(works).is_workday(sunday) for works in (False, True)] == [False, False]


def test_single_day_is_stronger_than_week_and_break():
    holiday, moved = date(2026, 11, 5), date(2026, 10, 31)
    calendar = WorkCalendar(False, {holiday: False, moved: True}, (AUTUMN,))

    worked = [calendar.is_workday(day) for day in (holiday, moved, date(2026, 10, 27))]

    assert worked == [False, True, False]


def test_term_steps_over_break_and_holiday():
    calendar = WorkCalendar(False, {date(2026, 11, 4): False}, (AUTUMN,))

    assert calendar.add_workdays(FRIDAY, 1) == date(2026, 11, 5)
    assert calendar.add_workdays(FRIDAY, 3) == date(2026, 11, 9)
    assert calendar.workdays_between(FRIDAY, date(2026, 11, 9)) == 3


def test_term_at_the_end_of_time_stops_there():
    assert WorkCalendar().add_workdays(date.max - timedelta(days=1), 10) == date.max


def test_holidays_of_a_school_year_are_those_with_a_fixed_date():
    found = holidays_between(date(2026, 9, 1), date(2027, 5, 31))

    assert [f"{day:%d.%m.%Y}" for day, _ in found] == [
        "04.11.2026",
        *(f"{day:02}.01.2027" for day in range(1, 9)),
        *("23.02.2027", "08.03.2027", "01.05.2027", "09.05.2027"),
    ]


@given(calendars(), DAYS, st.integers(0, 40))
def test_adding_days_and_counting_them_agree(calendar, day, count):
    later = calendar.add_workdays(day, count)

    assert calendar.workdays_between(day, later) == count
    assert count == 0 or calendar.is_workday(later)


@given(calendars(), DAYS, st.integers(0, 20), st.integers(0, 20))
def test_terms_add_up(calendar, day, first, second):
    in_two_steps = calendar.add_workdays(calendar.add_workdays(day, first), second)

    assert in_two_steps == calendar.add_workdays(day, first + second)


@given(calendars(), DAYS, DAYS)
def test_count_is_never_negative_and_never_more_than_the_days_passed(calendar, start, end):
    assert 0 <= calendar.workdays_between(start, end) <= max(0, (end - start).days)
