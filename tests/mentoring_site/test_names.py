from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.names import (
    CASES,
    NameParts,
    clean_name,
    decline,
    guess_gender,
    mixed_script_words,
    normalise_name,
    short_name,
    signature_name,
    split_name,
)

TABLE = (Path(__file__).parent / "data" / "declensions.txt").read_text(encoding="utf-8").splitlines()[1:]
DECLENSIONS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("row", DECLENSIONS, ids=lambda row: row[1])
def test_decline_name_follows_the_norm(row, case):
    gender, name, *forms = row

    assert decline(name, case, gender) == forms[CASES.index(case)]


@pytest.mark.parametrize(
    ("name", "case", "gender", "expected"),
    [
        ("ИВАНОВ ИВАН ИВАНОВИЧ", "dative", "m", "Иванову Ивану Ивановичу"),
        ("Иван Иванович Иванов", "dative", "m", "Ивану Ивановичу Иванову"),
        ("Иванов И. И.", "genitive", "m", "Иванова И. И."),
        ("Мамедова Лейла Гасан кызы", "dative", "f", "Мамедовой Лейле Гасан кызы"),
        ("Мишель", "genitive", "f", "Мишель"),
        ("Илья", "instrumental", "m", "Ильёй"),
        ("Иванова-Шмидт Анна", "genitive", "f", "Ивановой-Шмидт Анны"),
        ("Гарсиа Лопес Мария Ивановна", "dative", "f", "Гарсиа Лопес Марии Ивановне"),
        ("", "dative", "m", ""),
        ("Smith John", "dative", "m", "Smith John"),
    ],
)
def test_decline_unusual_writing_is_kept_sensible(name, case, gender, expected):
    assert decline(name, case, gender) == expected


@pytest.mark.parametrize(("case", "gender"), [("nominative", "m"), ("dative", "x")])
def test_decline_unknown_case_or_gender_is_refused(case, gender):
    with pytest.raises(ValueError, match="no such case or gender"):
        decline("Иванов Иван", case, gender)


@given(st.text(max_size=60), st.sampled_from(CASES), st.sampled_from(["m", "f"]))
def test_names_any_text_never_breaks(text, case, gender):
    decline(text, case, gender)
    split_name(text)
    short_name(text)
    signature_name(text)
    guess_gender(text)
    mixed_script_words(text)

    assert normalise_name(normalise_name(text)) == normalise_name(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Савельева Ольга Сергеевна", NameParts("Савельева", "Ольга", "Сергеевна")),
        ("Ольга Сергеевна Савельева", NameParts("Савельева", "Ольга", "Сергеевна")),
        ("Савельева Ольга", NameParts("Савельева", "Ольга", "")),
        ("Ольга Сергеевна", NameParts("", "Ольга", "Сергеевна")),
        ("Мишель", NameParts("", "Мишель", "")),
        ("Мамедов Али Гасан оглы", NameParts("Мамедов", "Али", "Гасан оглы")),
        ("Мамедов Али Гасан-оглы", NameParts("Мамедов", "Али", "Гасан-оглы")),
        ("Римская - Корсакова Анна–Мария Петровна", NameParts("Римская-Корсакова", "Анна-Мария", "Петровна")),
        ("Савельева О. С.", NameParts("Савельева", "О.", "С.")),
        ("О. С. Савельева", NameParts("Савельева", "О.", "С.")),
        ("Нгуен Тхи Май Ань", NameParts("Нгуен", "Тхи Май Ань", "")),
        ("", NameParts()),
    ],
)
def test_split_name_finds_the_parts(name, expected):
    assert split_name(name) == expected


@pytest.mark.parametrize(
    ("name", "short", "signature"),
    [
        ("Савельева Ольга Сергеевна", "Савельева\u00a0О.\u202fС.", "О.\u202fС.\u00a0Савельева"),
        ("Савельева Ольга", "Савельева\u00a0О.", "О.\u00a0Савельева"),
        ("Савельева О. С.", "Савельева\u00a0О.\u202fС.", "О.\u202fС.\u00a0Савельева"),
        ("Римская-Корсакова Анна-Мария", "Римская-Корсакова\u00a0А.-М.", "А.-М.\u00a0Римская-Корсакова"),
        ("Мамедов Али Гасан оглы", "Мамедов\u00a0А.\u202fГ.\u00a0оглы", "А.\u202fГ.\u00a0оглы\u00a0Мамедов"),
        ("Мамедов Али Гасан-оглы", "Мамедов\u00a0А.\u202fГ.-оглы", "А.\u202fГ.-оглы\u00a0Мамедов"),
        ("Мамедова Лейла Гасан-Кызы", "Мамедова\u00a0Л.\u202fГ.-кызы", "Л.\u202fГ.-кызы\u00a0Мамедова"),
        ("Алиев Рустам Гасан Оглы", "Алиев\u00a0Р.\u202fГ.\u00a0оглы", "Р.\u202fГ.\u00a0оглы\u00a0Алиев"),
        ("Алиев Рустам оглы", "Алиев\u00a0Р.\u00a0оглы", "Р.\u00a0оглы\u00a0Алиев"),
        ("Тер-Петросян Анна Кареновна", "Тер-Петросян\u00a0А.\u202fК.", "А.\u202fК.\u00a0Тер-Петросян"),
        ("Мишель", "Мишель", "Мишель"),
        ("Ольга Сергеевна", "Ольга Сергеевна", "Ольга Сергеевна"),
        ("", "", ""),
    ],
)
def test_short_and_signature_names_have_unbreakable_spaces(name, short, signature):
    assert (short_name(name), signature_name(name)) == (short, signature)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Савельева Ольга Сергеевна", "f"),
        ("Иванов Иван Ильич", "m"),
        ("Черных Саша Никитична", "f"),
        ("Мамедов Али Гасан оглы", "m"),
        ("Мамедова Лейла Гасан кызы", "f"),
        ("Ким Сергей", "m"),
        ("Ким Николь", "f"),
        ("Петрова Саша", "f"),
        ("Петров Женя", "m"),
        ("Ким Саша", None),
        ("Дубинин Никита", "m"),
        ("Ли Брюс", None),
        ("Ялалова Сайаана", "f"),
        ("Анна-Мария", "f"),
        ("Мицкевич Анна", "f"),
        ("Бабич Олег", "m"),
        ("", None),
    ],
)
def test_guess_gender_uses_patronymic_then_lists_then_surname(name, expected):
    assert guess_gender(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ёлкина\u00a0 Алёна ", "елкина алена"),
        ("РИМСКИЙ – Корсаков", "римский-корсаков"),
        ("Римский‑Корсаков", "римский-корсаков"),
        ("Д’Артаньян", "д'артаньян"),
        ("Ива\u0301нов", "иванов"),
        ("Йонас", "йонас"),
    ],
)
def test_normalise_name_makes_writings_equal(text, expected):
    assert normalise_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ИВАНОВ ИВАН ИВАНОВИЧ", "Иванов Иван Иванович"),
        ("МАМИН-СИБИРЯК Дмитрий", "Мамин-Сибиряк Дмитрий"),
        ("МАМЕДОВ АЛИ ГАСАН ОГЛЫ", "Мамедов Али Гасан оглы"),
        ("Д'АРТАНЬЯН", "Д'Артаньян"),
        ("ИВАНОВ И.И.", "Иванов И.И."),
        ("ЁЛКИНА Я", "Ёлкина Я"),
        ("  Иванов \n Иван ", "Иванов Иван"),
        ("иванов иван", "иванов иван"),
    ],
)
def test_clean_name_trims_and_lowers_capitals_only(text, expected):
    assert clean_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ивaнов Иван", [("Ивaнов", "Иванов")]),
        ("Иванов A. П.", [("A", "А")]),
        ("ученик 5A класса", [("5A", "5А")]),
        ("IT-специалист, Word и Excel", []),
        ("Иzвестный", [("Иzвестный", None)]),
        ("Еxcel", [("Еxcel", "Excel")]),
        ("Mоzilla", [("Mоzilla", "Mozilla")]),
        ("plain A text", []),
        ("Обычный текст", []),
    ],
)
def test_mixed_script_words_are_found_with_proposal(text, expected):
    assert mixed_script_words(text) == expected
