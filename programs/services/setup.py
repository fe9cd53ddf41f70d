"""The first start: one-time code from the console, then administrator, school and programme at once."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django_scopes import scope

from mentoring_site.permissions import Role
from programs.models import Membership, Program, School, User
from programs.services.audit import Refusal, record_event
from programs.services.programs import create_school, open_program
from programs.services.structure import add_classes

MAX_TRIES = 5  # wrong codes; then a new one is asked for in the console
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without signs that look alike
CODE_LENGTH = 12


@dataclass(frozen=True)
class FirstClasses:
    first_grade: int
    last_grade: int
    letters: Sequence[str]


@dataclass(frozen=True)
class FirstStart:
    """What the wizard has asked. password: already hashed, since the answers wait in the session.

    administrator: fields of User; school: fields of School, slug included.
    """

    administrator: dict[str, Any]
    password: str
    is_curator: bool
    school: dict[str, Any]
    label: str
    starts: date
    ends: date
    classes: FirstClasses | None


def is_open() -> bool:
    """Whether nobody has set this installation up; never again true once a school or an administrator is."""
    return not (School.objects.exists() or Membership.objects.filter(role=Role.ADMINISTRATOR).exists())


def issue_code() -> str:
    """Make a new one-time code and keep its hash; a former code stops working. Raises Refusal when set up."""
    if not is_open():
        raise Refusal("Сайт уже настроен: код первого запуска больше не нужен.")
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    with _locked():
        _write({"hash": make_password(code), "id": secrets.token_hex(16), "tries": 0})
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def check_code(code: str) -> str:
    """Return the id of the code when it is right, for the session. Raises Refusal, and counts the try."""
    with _locked():
        kept = _read()
        if kept is None:
            raise Refusal("Код ещё не выдан. Выполните на сервере: manage.py setup_code")
        if kept["tries"] >= MAX_TRIES:
            raise Refusal(
                "Неверный код введён слишком много раз, он больше не действует. "
                "Выполните на сервере manage.py setup_code и введите новый код."
            )
        if check_password(_normal(code), kept["hash"]):
            _write({**kept, "tries": 0})
            return kept["id"]
        _write({**kept, "tries": kept["tries"] + 1})
    left = MAX_TRIES - kept["tries"] - 1
    raise Refusal(f"Код не подошёл. Проверьте его в окне, где запущен сайт. Осталось попыток: {left}.")


def is_current(code_id: str) -> bool:
    """Whether the session was let in by the code that still holds."""
    kept = _read()
    return kept is not None and secrets.compare_digest(kept["id"], code_id)


def set_up(start: FirstStart) -> tuple[User, Program]:
    """Write everything in one transaction and use the code up.

    Raises Refusal when the site was set up meanwhile or the period is wrong, ValidationError by field.
    """
    with _locked():  # two windows of the wizard finishing at once: the second finds the site set up
        with transaction.atomic():
            if not is_open():
                raise Refusal("Сайт уже настроен в другом окне. Войдите с логином администратора.")
            made = _write_all(start)
        _code_file().unlink(missing_ok=True)
    return made


def _write_all(start: FirstStart) -> tuple[User, Program]:
    user = User(**start.administrator, password=start.password)
    user.full_clean()
    user.save()
    school = create_school(by=user, **start.school)
    roles = [Role.ADMINISTRATOR, *([Role.CURATOR] if start.is_curator else [])]
    for role in roles:
        granted = Membership.objects.create(user=user, school=school, role=role)
        record_event(
            "role.grant",
            by=user,
            target=user,
            school=school,
            sentence=f"первый запуск: {user} — {granted.get_role_display().lower()}",
        )
    program = open_program(school=school, label=start.label, starts=start.starts, ends=start.ends, by=user)
    if start.classes is not None:
        with scope(school=school):
            add_classes(program=program, by=user, **vars(start.classes))
    return user, program


# --- the code's file --------------------------------------------------------------------------------------


def _code_file() -> Path:
    return Path(settings.VAR_DIR) / "setup_code.json"


def _normal(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _read() -> dict[str, Any] | None:
    try:
        return json.loads(_code_file().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _write(kept: dict[str, Any]) -> None:
    draft = _code_file().with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(kept, file)
    draft.replace(_code_file())


@contextmanager
def _locked() -> Iterator[None]:
    """One process at a time: tries are counted and the site is set up on one machine."""
    descriptor = os.open(_code_file().with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
