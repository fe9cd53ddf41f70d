from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.cells import Scale, read_cell, show_value

MARK = Scale(Decimal(2), Decimal(5), 2, "отметка")
WHOLE = Scale(Decimal(0), Decimal(58), 0, "баллы")
SHARE = Scale(Decimal(0), Decimal(100), 1, "%")
STAYS = Scale(Decimal(0), Decimal(1), 0, "да или нет")
COUNT = Scale(Decimal(0), None, 0, "человек")


@pytest.mark.parametrize(
    ("raw", "scale", "value"),
    [
        ("4,2", MARK, "4.2"),
        ("4.20", MARK, "4.2"),
        (" 4 ", MARK, "4"),
        (4, MARK, "4"),
        (4.166666666666667, MARK, "4.17"),
        ("85%", SHARE, "85"),
        ("85,5 %", SHARE, "85.5"),
        ("85", SHARE, "85"),
        ("1 200", COUNT, "1200"),
        ("1\u00a0200", COUNT, "1200"),
        ("0", WHOLE, "0"),
        ("да", STAYS, "1"),
        ("Нет", STAYS, "0"),
    ],
)
def test_read_cell_of_a_number_as_people_type_it(raw, scale, value):
    assert read_cell(raw, scale) == Decimal(value)


@pytest.mark.parametrize(
    "raw", ["", "  ", None, "-", "–", "—", "н/а", "Н/А", "не измерено", "нет данных", "#Н/Д"]
)
def test_read_cell_of_nothing_measured_is_none_and_never_zero(raw):
    assert read_cell(raw, WHOLE) is None


@pytest.mark.parametrize(
    ("raw", "scale", "message"),
    [
        ("5,5", MARK, "«5,5» вне шкалы: от 2 до 5"),
        ("-1", COUNT, "«-1» вне шкалы: не меньше 0"),
        ("4,2", WHOLE, "«4,2»: нужно целое число"),
        ("4,256", MARK, "«4,256»: нужно не больше 2 знаков после запятой"),
        ("85%", MARK, "«85%»: проценты, а этот параметр измеряют не в процентах (от 2 до 5)"),
        ("отл.", MARK, "«отл.»: нужно число (от 2 до 5); если не измеряли, оставьте пусто"),
        ("4/5", MARK, "«4/5»: нужно число (от 2 до 5); если не измеряли, оставьте пусто"),
        ("1e3", COUNT, "«1e3»: нужно число (не меньше 0); если не измеряли, оставьте пусто"),
        ("9999999", COUNT, "«9999999» вне шкалы: не меньше 0"),
        (float("nan"), MARK, "«nan»"),
        (
            date(2026, 2, 4),
            MARK,
            "здесь дата 04.02.2026: вероятно, Excel переделал в неё число. Задайте ячейке",
        ),
    ],
)
def test_read_cell_of_a_wrong_text_says_what_and_the_way_out(raw, scale, message):
    with pytest.raises(ValueError, match=r"^.+$") as refused:
        read_cell(raw, scale)

    assert str(refused.value).startswith(message)


@given(st.text(max_size=30))
def test_read_cell_of_any_text_is_refused_or_stays_inside_the_scale(text):
    try:
        value = read_cell(text, MARK)
    except ValueError as error:
        assert str(error)
    else:
        assert value is None or (2 <= value <= 5 and value == round(value, 2))


@given(st.decimals(min_value=2, max_value=5, places=2))
def test_read_cell_of_what_is_shown_is_the_same_value(value):
    assert read_cell(show_value(value, MARK), MARK) == value


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_read_cell_of_any_number_of_a_spreadsheet_never_breaks(number):
    try:
        value = read_cell(number, SHARE)
    except ValueError:
        return
    assert value is not None
    assert 0 <= value <= 100
