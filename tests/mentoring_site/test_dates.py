from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.dates import DateError, age_on, parse_date, parse_year, school_year_of, shift_years

DAYS = st.dates(date(1940, 1, 1), date(2039, 12, 31))
GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("31.03.2022", date(2022, 3, 31)),
        ("31. 03. 22 г.", date(2022, 3, 31)),
        ("31.3.22", date(2022, 3, 31)),
        ("31/03/2022", date(2022, 3, 31)),
        ("31-03-2022", date(2022, 3, 31)),
        ("12 января 2022 г.", date(2022, 1, 12)),
        ("12\u00a0января 2022\u00a0г.", date(2022, 1, 12)),
        ("«31» августа 2020", date(2020, 8, 31)),
        ("«_24» марта 2022г.", date(2022, 3, 24)),
        ("от 13.09.2021г.", date(2021, 9, 13)),
        ("03.09.2021 года", date(2021, 9, 3)),
        ("1 мая 2021", date(2021, 5, 1)),
        ("9 МАЯ 45 г.", date(1945, 5, 9)),
        ("5 сент. 2024", date(2024, 9, 5)),
        ("5 мар 2024", date(2024, 3, 5)),
        ("2-го ноября 2024 года", date(2024, 11, 2)),
        ("2026-11-12", date(2026, 11, 12)),
        ("2026-11-12T00:00:00", date(2026, 11, 12)),
        ("2026-11-12 08:30", date(2026, 11, 12)),
        (date(2010, 2, 3), date(2010, 2, 3)),
        (datetime(2010, 2, 3, 23, 59), date(2010, 2, 3)),
        (40212, date(2010, 2, 3)),
        (40212.75, date(2010, 2, 3)),
        ("40212", date(2010, 2, 3)),
        ("29.02.2024", date(2024, 2, 29)),
    ],
)
def test_parse_date_common_writing_is_read(written, expected):
    assert parse_date(written) == expected


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31.02.2010", "в феврале 2010 года нет 31-го числа"),
        ("29 февраля 2023", "в феврале 2023 года нет 29-го числа"),
        ("00.05.2020", "в мае 2020 года нет 0-го числа"),
        ("03/31/2022", "месяца с номером 31 нет: сначала пишется день, потом месяц, например 31.03.2022"),
        ("12 мартобря 2022", "месяца «мартобря» нет"),
        ("12 марсианина 2022", "месяца «марсианина» нет"),
        ("01.01.0202", "год 202 вне пределов 1900–2100"),
        (date(1700, 1, 1), "год 1700 вне пределов 1900–2100"),
        ("2010", "указан только год 2010, нужны ещё день и месяц, например 31.03.2022"),
        (2010, "число 2010 не похоже на дату, нужно как 31.03.2022"),
        (float("nan"), "число nan не похоже на дату, нужно как 31.03.2022"),
        (1e30, "число 1e+30 не похоже на дату, нужно как 31.03.2022"),
        ("", "дата не указана"),
        ("  «__» ", "дата не указана"),
        (None, "дата не указана"),
        (True, "«True» не похоже на дату, нужно как 31.03.2022"),
        ("завтра", "«завтра» не похоже на дату, нужно как 31.03.2022"),
        ("١٢.٠٣.٢٠٢٢", "«١٢.٠٣.٢٠٢٢» не похоже на дату, нужно как 31.03.2022"),
        ("12 13 2022", "«12 13 2022» не похоже на дату, нужно как 31.03.2022"),
    ],
)
def test_parse_date_wrong_value_is_refused_with_reason(written, reason):
    with pytest.raises(DateError) as refusal:
        parse_date(written)

    assert str(refusal.value) == reason


@given(DAYS)
def test_parse_date_every_day_in_every_writing_is_the_same_day(day):
    writings = (
        f"{day:%d.%m.%Y}",
        f"{day:%d. %m. %y} г.",
        f"«{day.day}» {GENITIVE[day.month - 1]} {day.year} года",
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
    )

    assert {parse_date(writing) for writing in writings} == {day}


@given(st.one_of(st.text(max_size=200), st.integers(), st.floats(), st.binary(max_size=20), st.booleans()))
def test_parse_date_anything_is_date_or_date_error(value):
    with suppress(DateError):
        assert 1900 <= parse_date(value).year <= 2100


@given(st.one_of(st.text(max_size=200), st.integers(), st.floats()))
def test_parse_year_anything_is_year_or_date_error(value):
    with suppress(DateError):
        assert 1900 <= parse_year(value) <= 2100


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (2010, 2010),
        (2010.0, 2010),
        ("2010", 2010),
        (" 2010 г. р. ", 2010),
        ("2010 г.р.", 2010),
        ("2010 год", 2010),
        ("05.06.2010", 2010),
        (date(2010, 6, 5), 2010),
    ],
)
def test_parse_year_common_writing_is_read(written, expected):
    assert parse_year(written) == expected


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (None, "год не указан"),
        ("", "год не указан"),
        ("10", "год 10 вне пределов 1900–2100"),
        (3010, "год 3010 вне пределов 1900–2100"),
        ("седьмой", "«седьмой» не похоже на год, нужны четыре цифры, например 2010"),
        (2010.5, "«2010.5» не похоже на год, нужны четыре цифры, например 2010"),
    ],
)
def test_parse_year_wrong_value_is_refused_with_reason(written, reason):
    with pytest.raises(DateError) as refusal:
        parse_year(written)

    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    ("birth", "day", "expected"),
    [
        (date(2010, 9, 1), date(2026, 8, 31), 15),
        (date(2010, 9, 1), date(2026, 9, 1), 16),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
        (date(2012, 2, 29), date(2012, 2, 29), 0),
    ],
)
def test_age_on_day_counts_full_years(birth, day, expected):
    assert age_on(birth, day) == expected


def test_age_on_day_before_birth_is_refused():
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2010, 1, 2), date(2010, 1, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 1), "2026-2027"),
        (date(2026, 12, 31), "2026-2027"),
        (date(2027, 8, 31), "2026-2027"),
        (date(2027, 9, 1), "2027-2028"),
    ],
)
def test_school_year_turns_on_first_september(day, expected):
    assert school_year_of(day) == expected


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), -1, date(2023, 2, 28)),
        (date(2026, 11, 12), 5, date(2031, 11, 12)),
    ],
)
def test_shift_years_keeps_day_or_takes_last_of_february(day, years, expected):
    assert shift_years(day, years) == expected
