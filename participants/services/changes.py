"""Old → new of a record, for the audit sentence and for the import's verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from mentoring_site.texts import clean_text
from mentoring_site.words import short_date

EMPTY = "не указано"
SHOWN_LETTERS = 80


@dataclass(frozen=True)
class Change:
    field: str
    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label}: {_short(self.old)} → {_short(self.new)}"


def in_words(value: Any) -> str:
    """A value as history shows it; empty for what is missing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    return short_date(value) if isinstance(value, date) else str(value)


def changes_of(instance: models.Model, new: Mapping[str, Any]) -> list[Change]:
    """What `new` would change in the instance. Texts are compared as clean_text leaves them."""
    found = []
    for name, value in new.items():
        field = instance._meta.get_field(name)
        old = getattr(instance, name)
        value = clean_value(value)
        if value == clean_value(old):
            continue
        found.append(
            Change(name, str(field.verbose_name), _display(field, old), _display(field, value)),
        )
    return found


def clean_value(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def apply(instance: models.Model, new: Mapping[str, Any]) -> None:
    for name, value in new.items():
        setattr(instance, name, clean_value(value))


def sentence(changes: Iterable[Change]) -> str:
    """«класс: 8 «А» → 8 «Б»; телефон: не указано → 8 900 …»"""
    return "; ".join(str(change) for change in changes)


def details(changes: Iterable[Change]) -> dict[str, Any]:
    return {"changes": {change.field: [change.old, change.new] for change in changes}}


def _display(field: Any, value: Any) -> str:
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value or ""))
    return in_words(value)


def _short(text: str) -> str:
    line = re.sub(r"[ \r\n\t]+", " ", text)
    if len(line) > SHOWN_LETTERS:
        line = line[: SHOWN_LETTERS - 1].rstrip() + "…"
    return line or EMPTY
