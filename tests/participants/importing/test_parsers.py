"""Parsers by properties: whatever the writing, the same value; whatever the text, a value or a Russian refusal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_site.names import normalise_name
from participants.enums import BaseKind
from participants.importing import values
from participants.importing.columns import COLUMNS, guess_header, match_columns
from participants.importing.contacts import LOST_DIGITS, parse_contacts, same_phones
from participants.importing.full_names import name_and_more, parse_name
from participants.importing.rows import sort_rows, split_people

LETTERS = "АБВГДЕЖЗИКЛМНОПР"
CLASS_WRITINGS = (
    "{g}{l}", "{g} {l}", "{g}-{l}", "{g} «{l}»", '{g} "{l}"', "{g} “{l}”", "{g}.{l}", "{g} ({l})", "{g}/{l}",
    "{g} «{l}» класс", "{g}{l} кл.", "{g} класс {l}", "кл. {g}{l}", "класс {g} «{l}»", "ученик {g}{l} класса",
    "{g}-й «{l}»", "0{g}{l}", "  {g}  {l} ",
)  # fmt: skip
DAY_WRITINGS = (
    "{d:%d.%m.%Y}", "{d:%d.%m.%Y} г.", "{d:%Y-%m-%d}", "{d:%d/%m/%Y}", "{d:%d-%m-%Y}", "{d:%d,%m,%Y}",
    "{d:%d.%m.%Y} 00:00", "{d:%d.%m.%Y} 0:00:00", "{d:%Y-%m-%d}T00:00:00", "{d.day}.{d.month}.{d.year}",
    " {d:%d. %m. %Y} ", "с {d:%d.%m.%Y}",
)  # fmt: skip
PHONE_WRITINGS = (
    "8{a}{b}{c}{d}", "+7{a}{b}{c}{d}", "8 {a} {b} {c} {d}", "+7 ({a}) {b}-{c}-{d}", "8({a}){b}{c}{d}", "{a}{b}{c}{d}",
    "8-{a}-{b}-{c}-{d}", "8.{a}.{b}.{c}.{d}", "7 {a} {b} {c} {d}", "+7\u00a0{a}\u00a0{b}–{c}–{d}",
)  # fmt: skip
NAMES = (
    "Панова Алиса Дмитриевна",
    "Фёдоров Илья",
    "Беляев-Орлов Иван Петрович",
    "Мамедов Али Вагиф оглы",
    "Ким Ли Мин",
)
EPOCH = date(1899, 12, 30)


@given(st.integers(1, 11), st.sampled_from(LETTERS), st.sampled_from(CLASS_WRITINGS), st.booleans())
def test_class_is_the_same_in_any_writing(grade, letter, writing, is_small):
    text = writing.format(g=grade, l=letter.lower() if is_small else letter)
    if text.strip().startswith("0") and grade > 9:
        text = text.strip().lstrip("0")

    assert (values.parse_class(text), values.parse_place(text).school_class) == ((grade, letter),) * 2


@given(st.dates(date(1950, 1, 1), date(2030, 12, 31)), st.sampled_from(DAY_WRITINGS))
def test_day_is_the_same_in_any_writing(day, writing):
    assert values.parse_day(writing.format(d=day)) == day


@given(st.integers(20_000, 50_000), st.sampled_from(["{}", "{},0", "{}.0", "{},5"]))
def test_day_of_a_spreadsheet_is_read(serial, writing):
    assert values.parse_day(writing.format(serial)) == EPOCH + timedelta(days=serial)


@given(
    st.integers(1930, 2025),
    st.sampled_from(["{}", "{} г.", "{} г. р.", "{}г.р.", "{},0", "г.р. {}", "31.03.{}"]),
)
def test_year_of_birth_is_the_same_in_any_writing(year, writing):
    assert values.parse_birth_year(writing.format(year)) == year


@given(
    st.from_regex(r"9[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.sampled_from(PHONE_WRITINGS),
    st.sampled_from(PHONE_WRITINGS),
)
def test_phone_is_the_same_in_any_writing(a, b, c, d, first, second):
    one, other = (writing.format(a=a, b=b, c=c, d=d) for writing in (first, second))

    assert same_phones(parse_contacts(one)[0].phone, parse_contacts(other)[0].phone)


def test_other_phone_is_another_and_words_are_no_phone():
    assert not same_phones("89000000001", "89000000002")
    assert not same_phones("89000000001 после шести", "89000000001 после шести")
    assert not same_phones("", "")


@given(
    st.sampled_from(NAMES),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.sampled_from([" ", "  ", "\n", "\u00a0"]),
)
def test_name_is_the_same_in_any_case_and_spacing(name, case, space):
    parts = parse_name(case(name).replace(" ", space))

    assert normalise_name(f"{parts.surname} {parts.first} {parts.patronymic}") == normalise_name(name)
    assert parts.surname[0].isupper()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. Панова Алиса", ("Панова Алиса", "", "")),
        ("Панова Алиса (9А)", ("Панова Алиса", "9А", "")),
        ("Панова Алиса, 9 «А» класс", ("Панова Алиса", "9 «А» класс", "")),
        ("Ким Ли Мин, 2011 г.р.", ("Ким Ли Мин", "", "2011")),
        ("Панова (Белова) Анна", ("Панова (Белова) Анна", "", "")),
        ("Панова Алиса", ("Панова Алиса", "", "")),
    ],
)
def test_what_stands_beside_a_name_is_told_apart(text, found):
    assert name_and_more(text) == found


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("А.Д. Панова", ("Панова", "А.", "Д.")),
        ("Панова А.Д.", ("Панова", "А.", "Д.")),
        ("Панова, Алиса Дмитриевна", ("Панова", "Алиса", "Дмитриевна")),
        ("панова-белова анна", ("Панова-Белова", "Анна", "")),
    ],
)
def test_name_is_set_in_order(text, whole):
    name = parse_name(text)

    assert (name.surname, name.first, name.patronymic) == whole


PARSERS = (
    values.parse_place,
    values.parse_day,
    values.parse_birth_year,
    parse_name,
    parse_contacts,
    values.parse_gender,
)


@pytest.mark.parametrize("parse", PARSERS, ids=[parse.__name__ for parse in PARSERS])
@settings(max_examples=200, deadline=None)
@given(
    text=st.one_of(st.text(max_size=80), st.text(alphabet="0123456789 .,-/«»()АБабгркласиIVX\n", max_size=30))
)
def test_any_text_is_a_value_or_a_refusal_in_russian(parse, text):
    try:
        parse(text)
    except ValueError as refusal:
        assert any("а" <= letter <= "я" for letter in str(refusal).casefold())


def test_lost_digits_are_seen_in_both_writings():
    assert [bool(LOST_DIGITS.search(text)) for text in ("8,9E+10", "8.90E+10", "8 900")] == [
        True,
        True,
        False,
    ]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), base=st.sampled_from(list(BaseKind.values)))
def test_header_is_found_below_any_title_in_any_order(data, base):
    columns = [column for column in COLUMNS[base] if column.is_official]
    shuffled = data.draw(st.permutations(columns))
    above = data.draw(
        st.lists(st.sampled_from([[], ["МБОУ СОШ № 59"], ["УТВЕРЖДАЮ", "", "Директор"]]), max_size=8)
    )
    change = data.draw(
        st.sampled_from([str.upper, str.lower, lambda text: f"  {text.replace(' ', '  ')}: ", str])
    )
    header = [change(column.title) for column in shuffled]

    rows = [*above, header, ["1", "Панова Алиса"]]

    assert guess_header(rows, base) == len(above)
    found = {match.index: code for code, match in match_columns(header, base).found.items()}
    assert found == {index: column.code for index, column in enumerate(shuffled)}


CELL = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.sampled_from(
        ["Итого", "9 «А» класс", "Обучающиеся", "Панова Алиса", "1", "2", "____", "Дата", "ФИО", "7А"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELL, max_size=4), max_size=12),
    st.dictionaries(
        st.sampled_from("0123"),
        st.sampled_from(["full_name", "place", "number", "partner_names", "birth_year"]),
    ),
)
def test_every_filled_row_is_there_once_and_in_order(rows, mapping):
    found = sort_rows([["ФИО", "Класс"], *rows], 0, mapping, {})

    assert [row.number for row in found] == [
        number for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)
    ]
    assert all(row.reason for row in found if row.why)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["full_name", "place", "contacts"]), st.text(alphabet="Паноа Бе;\n,.7А", max_size=30)
    )
)
def test_people_of_one_cell_are_never_lost(cells):
    people = split_people(5, cells)

    assert len({number for number, _ in people}) == len(people) >= 1
    assert people[0][0] == 5


def test_three_people_of_one_row_get_their_own_classes_and_the_common_request():
    cells = {
        "full_name": "Зуев Пётр; Зуев Павел\nЗуев Глеб",
        "place": "7А; 9А; 9Б",
        "request": "Друзья; спорт",
    }

    assert split_people(5, cells) == [
        (5, {"full_name": "Зуев Пётр", "place": "7А", "request": "Друзья; спорт"}),
        (1_000_005, {"full_name": "Зуев Павел", "place": "9А", "request": "Друзья; спорт"}),
        (2_000_005, {"full_name": "Зуев Глеб", "place": "9Б", "request": "Друзья; спорт"}),
    ]
