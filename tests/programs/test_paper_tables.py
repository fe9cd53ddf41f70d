from datetime import UTC, date, datetime

import pytest

from programs.paper_tables import column_shares, paper_cell, widest_word

NBSP, HYPHEN = "\u00a0", "\u2011"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 9, 1), "01.09.2026"),
        (datetime(2026, 9, 1, 12, tzinfo=UTC), "01.09.2026"),
        (None, "—"),
        ("", ""),
        (0, "0"),
        ("приказ № 47, 8 (900) 000-00-59", f"приказ №{NBSP}47, 8{NBSP}(900){NBSP}000{HYPHEN}00{HYPHEN}59"),
    ],
)
def test_paper_cell_prints_days_dashes_and_bound_signs(value, text):
    assert paper_cell(value) == text


@pytest.mark.parametrize("rows", [[], [["Ли Э.", "5 «А»", "да"]], [["Ли Э.", "я" * 5000, "да"]] * 200])
def test_column_shares_always_make_up_the_whole(rows):
    shares = column_shares(["Фамилия", "Класс", "Состояние"], rows, width_mm=256, total=96)

    assert sum(shares) == 96
    assert min(shares) > 0


def test_column_shares_give_room_to_long_texts():
    rows = [["1", "Подготовиться к олимпиаде по математике и информатике", "21.10.2026"]]

    number, request, day = column_shares(["№", "Запрос", "Дата"], rows, width_mm=170)

    assert request > 2 * day > 2 * number


def test_column_shares_hold_the_longest_word_that_is_not_hyphenated():
    """«наставников» stood as «наставнико-в» in a narrow column."""
    rows = [["Отбор наставников", "Выявление " * 40, "Анкеты " * 20]]

    first, *_ = column_shares(["Этапы", "Мероприятия", "Результат"], rows, width_mm=170)

    assert first * 170 / 100 >= 11 * 2.1 + 4


def test_column_shares_hold_an_address_of_post_whole():
    """«college@example.org» stood as «college@examp-le.org» in the list of partners."""
    rows = [["Заречинский педагогический колледж", "college@example.org", "Мастер-классы " * 9]]

    _, post, _ = column_shares(["Организация", "Почта", "Чем помогает"], rows, width_mm=170)

    assert post * 170 / 100 >= 19 * 2.25


def test_column_shares_of_too_many_columns_shrink_evenly():
    shares = column_shares(["Состояние"] * 20, [["согласовано"] * 20], width_mm=170)

    assert shares == [5] * 20


@pytest.mark.parametrize(
    ("text", "word"), [("эффективности в организации", "организации"), ("", ""), ("Цели", "Цели")]
)
def test_widest_word_is_the_longest_that_stays_whole(text, word):
    assert widest_word(text) == word
