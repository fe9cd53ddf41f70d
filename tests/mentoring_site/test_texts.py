import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.texts import clean_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Иванов\u00a0Иван\t", "Иванов Иван"),
        ("а\r\nб\rв\u2028г", "а\nб\nв\nг"),
        ("Ни\u00adки\u200bта\ufeff", "Никита"),
        ("и\u0306 е\u0308", "й ё"),
        ("а\x00б\x1fв\ud800г\uffff", "абвг"),
        ("Иван\u202eвонавИ", "ИванвонавИ"),
        ("Ҡәҙер 😀", "Ҡәҙер 😀"),
    ],
)
def test_clean_text_keeps_words_and_drops_the_invisible(text, expected):
    assert clean_text(text) == expected


@given(st.text())
def test_clean_text_twice_is_once_and_encodes(text):
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
