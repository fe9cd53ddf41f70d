from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participants.enums import BaseKind, PersonKind
from participants.importing import values
from participants.importing.columns import COLUMNS
from participants.importing.contacts import Contacts, parse_contacts
from participants.importing.parsing import Lookups, parse_row
from participants.importing.values import FormNames, Place


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("7А", (7, "А")),
        ('7 "А"', (7, "А")),
        ("7-а", (7, "А")),
        ("7 «А» класс", (7, "А")),
        ("7 класс «А»", (7, "А")),
        ("7A", (7, "А")),
        ("11", (11, "")),
        ("ученик 9б класса", (9, "Б")),
        ("13А", None),
        ("учитель", None),
        ("", None),
    ],
)
def test_class_is_read_however_it_is_written(text, key):
    assert values.parse_class(text) == key


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("МБОУ СОШ № 59, 7 «А»", Place((7, "А"), "", "МБОУ СОШ № 59", PersonKind.PUPIL)),
        ("учитель физики", Place(position="учитель физики", kind=PersonKind.TEACHER)),
        (
            "Ветеран педагогического труда",
            Place(position="Ветеран педагогического труда", kind=PersonKind.VETERAN),
        ),
        ("мама ученика 7А", Place(position="мама ученика 7А", kind=PersonKind.PARENT)),
        ("инженер", Place(position="инженер")),
    ],
)
def test_place_tells_who_it_is(text, place):
    assert values.parse_place(text) == place


def test_broken_class_is_refused_with_an_example():
    with pytest.raises(ValueError, match="Класс «7 «АБВГД»» не понят"):
        values.parse_place("7 «АБВГД»")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8 900 000-00-01", [Contacts(phone="8 900 000-00-01")]),
        (
            "Панова Мария Сергеевна (мать), +7 (900) 000-00-01, m@example.org",
            [Contacts("+7 (900) 000-00-01", "m@example.org", "Панова Мария Сергеевна", "мать")],
        ),
        (
            "Панова Мария, 8 900 000-00-01; Панов Олег, 8 900 000-00-02",
            [Contacts("8 900 000-00-01", "", "Панова Мария"), Contacts("8 900 000-00-02", "", "Панов Олег")],
        ),
        ("звонить после шести", [Contacts(phone="звонить после шести")]),
    ],
)
def test_contacts_are_told_apart(text, found):
    assert parse_contacts(text) == found


NAMES = FormNames(
    forms={"ученик-ученик": 1, "учитель-учитель": 2},
    models={"равный-равному": (1, 7)},
    titles=["Ученик – ученик", "Учитель – учитель"],
)


@pytest.mark.parametrize(
    "text",
    ["Ученик – ученик", "ученик-ученик", "«Ученик — ученик»", "Учащийся - учащийся", "УЧЕНИК ‒ УЧЕНИК"],
)
def test_form_is_read_with_any_dash_and_quotes(text):
    assert values.parse_form(text, NAMES).form == 1


def test_form_is_found_by_its_model():
    assert values.parse_form("Равный – равному", NAMES) == values.Form(1, 7)


@pytest.mark.parametrize("text", ["", "—", "не определена", "Не определено"])
def test_form_not_said_is_none(text):
    assert values.parse_form(text, NAMES) == values.Form()


def test_unknown_form_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="Есть «Ученик – ученик» и\xa0«Учитель – учитель»; пустая ячейка"):
        values.parse_form("Работодатель – ученик", NAMES)


@pytest.mark.parametrize("base", list(BaseKind.values))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_text_breaks_a_row(base, data):
    codes = [column.code for column in COLUMNS[base]]
    cells = data.draw(st.dictionaries(st.sampled_from(codes), st.text(max_size=60)))
    lookups = Lookups(
        base=base, first_year=2026, last_year=2026, classes=frozenset({(7, "А")}), form_names=NAMES
    )
    lookups.forms = {1: _Form("pupil"), 2: _Form("teacher")}

    parsed = parse_row(3, cells, lookups)

    assert parsed.name_key or parsed.errors


class _Form:
    def __init__(self, kind: str) -> None:
        self.mentor_kind = self.mentee_kind = kind
