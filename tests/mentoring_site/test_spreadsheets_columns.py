import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.spreadsheets import ColumnMap, ColumnMatch, guess_header_row, map_columns, normalise_title

SYNONYMS = {
    "full_name": ("ФИО", "ФИО наставляемого", "Фамилия, имя, отчество"),
    "school_class": ("Класс", "Класс/группа"),
    "birth": ("Дата рождения", "Год рождения наставляемого"),
    "request": ("Основной запрос наставляемого", "Запрос"),
}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ф.И.О.", "фио"),
        ("Ф. И. О. наставляемого", "фио наставляемого"),
        ("Фамилия, имя,\nотчество", "фамилия имя отчество"),
        ("Учёба:", "учеба"),
        ("№ п/п", "№ пп"),
        ("E-mail", "email"),
        (None, ""),
        (2026, "2026"),
    ],
)
def test_normalise_title_makes_writings_equal(title, expected):
    assert normalise_title(title) == expected


def test_guess_header_row_passes_letterhead_and_blank_rows():
    rows = [["МБОУ СОШ № 59"], [], ["База: Класс"], ["№", "Ф. И. О.", "класс"], [1, "Иванов Иван", "5А"]]

    assert guess_header_row(rows, SYNONYMS) == 3


def test_guess_header_row_without_exact_titles_takes_near_ones():
    assert guess_header_row([["список"], ["Фамилия имя отчествоо", "Дата рожденья"]], SYNONYMS) == 1


def test_guess_header_row_without_known_titles_is_none():
    assert guess_header_row([["привет"], [], [None, 5]], SYNONYMS) is None


def test_map_columns_exact_near_and_unknown_are_told_apart():
    header = [
        "№ п/п",
        "Ф.И.О. наставляемого",
        "Клас/группа",
        None,
        "Дата  рождения",
        "Телефон",
        "Запрос",
        "ЗАПРОС",
    ]

    assert map_columns(header, SYNONYMS) == ColumnMap(
        found={
            "full_name": ColumnMatch(1, "Ф.И.О. наставляемого", is_guess=False),
            "birth": ColumnMatch(4, "Дата рождения", is_guess=False),
            "request": ColumnMatch(6, "Запрос", is_guess=False),
            "school_class": ColumnMatch(2, "Клас/группа", is_guess=True),
        },
        unknown=[(0, "№ п/п"), (5, "Телефон"), (7, "ЗАПРОС")],
    )


@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.integers()), max_size=12))
def test_map_columns_gives_each_column_to_one_field_at_most(header):
    mapping = map_columns(header, SYNONYMS)

    columns = [match.index for match in mapping.found.values()] + [index for index, _ in mapping.unknown]
    assert len(columns) == len(set(columns))
