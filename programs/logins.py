"""Logins and one-time passwords. Pure: what is taken comes in as an argument."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia".split(" "),
        strict=True,
    )
)
# Without signs that are easily mistaken on paper: 0 and o, 1 and l and i.
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_GROUPS, CODE_GROUP_LENGTH = 3, 4  # 31^12 ways, about 59 bits
LOGIN_MAX = 60


def to_latin(text: str) -> str:
    """«Щукина» -> «shchukina»: lower-case letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", "".join(LATIN.get(letter, letter) for letter in text.casefold()))


def suggest_login(last_name: str, first_name: str, middle_name: str, taken: Container[str] = ()) -> str:
    """«Савельева Ольга Сергеевна» -> «saveleva.os», then «saveleva.os2» … when it is taken."""
    surname = to_latin(last_name) or "user"
    tail = "".join(to_latin(name)[:1] for name in (first_name, middle_name))
    base = (f"{surname}.{tail}" if tail else surname)[:LOGIN_MAX]
    login, number = base, 1
    while login in taken:
        number += 1
        login = f"{base}{number}"
    return login


def one_time_password() -> str:
    """«k7mp-x3wd-9fht»: long enough for the validators, short enough to be copied from paper."""
    groups = (
        "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP_LENGTH)) for _ in range(CODE_GROUPS)
    )
    return "-".join(groups)
