from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from hypothesis import given
from hypothesis import strategies as st

from programs.logins import one_time_password, suggest_login, to_latin


@pytest.mark.parametrize(
    ("russian", "latin"),
    [("Щукина", "shchukina"), ("Мыльников", "mylnikov"), ("Юлия", "iuliia"), ("О’Коннор-Ёж", "okonnorezh")],
)
def test_to_latin_gives_letters_of_a_login(russian, latin):
    assert to_latin(russian) == latin


def test_suggest_login_takes_surname_and_initials():
    assert suggest_login("Савельева", "Ольга", "Сергеевна") == "saveleva.os"


def test_suggest_login_counts_up_when_taken():
    taken = {"saveleva.os", "saveleva.os2"}

    assert suggest_login("Савельева", "Ольга", "Сергеевна", taken) == "saveleva.os3"


def test_suggest_login_without_russian_letters_still_gives_one():
    assert suggest_login("王", "", "") == "user"


@given(st.text(max_size=200), st.text(max_size=50))
def test_suggest_login_is_always_a_lawful_username(last, first):
    assert re.fullmatch(r"[a-z0-9.]{1,60}", suggest_login(last, first, ""))


def test_one_time_password_passes_the_rules_and_never_repeats():
    passwords = {one_time_password() for _ in range(50)}

    assert len(passwords) == 50
    for password in passwords:
        assert re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", password)
        validate_password(password)
