"""Names that go out, and surnames found in texts without a database."""

from __future__ import annotations

import pytest

from monitoring.public_people import found_surnames, public_name, without_surnames
from participants.enums import PersonKind
from participants.models import Person


def someone(last: str, *, kind: str = PersonKind.PUPIL) -> Person:
    return Person(last_name=last, first_name="Артём", middle_name="Ильич", kind=kind)


def test_pupil_is_named_by_first_name_and_a_letter():
    assert public_name(someone("Лебедев")) == "Артём Л."


def test_adult_is_named_in_full():
    assert public_name(someone("Лебедев", kind=PersonKind.TEACHER)) == "Лебедев Артём Ильич"


@pytest.mark.parametrize(
    ("surname", "text"),
    [
        ("Лебедев", "Помогал Лебедеву с дробями"),
        ("Лебедева", "вместе с Лебедевой"),
        ("Озёрский", "у Озерского получилось"),
        ("Чайка", "Рассказ Чайки"),
        ("Толстая", "к Толстой подошли"),
        ("Римская-Корсакова", "Ученица Корсаковой"),
        ("Ли", "Пришёл Ли и сказал"),
    ],
)
def test_surname_in_any_case_is_found(surname, text):
    assert found_surnames([text], [someone(surname)]) == [surname]


@pytest.mark.parametrize(
    ("surname", "text"),
    [
        ("Гончар", "работал гончаром"),
        ("Лебедев", "Лебединое озеро"),
        ("Лебедев", "<script>алеbедев</script>"),
        ("Ли", "Лист бумаги, если можно"),
        ("Х", "Хорошо"),
    ],
)
def test_other_words_are_no_surname(surname, text):
    assert found_surnames([text], [someone(surname)]) == []


def test_forgotten_surname_leaves_a_word_instead():
    text = "Лебедев помог. Спасибо Лебедеву!"

    assert without_surnames(text, [someone("Лебедев")]) == "участник помог. Спасибо участник!"
