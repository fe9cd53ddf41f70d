"""Fields that several forms share."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from mentoring_site.names import mixed_script_words
from programs.lists import row_ids

NAME = re.compile(r"[А-ЯЁа-яёA-Za-z]+(?:[-’' .][А-ЯЁа-яёA-Za-z]+)*\.?")


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # a day before and after can still be reckoned


def one_of(field: forms.Field) -> forms.Field:
    """One of several ways to say the same: the form asks for any of them, so «необязательно» would mislead."""
    field.is_one_of = True
    return field


def password_hint() -> str:
    """AUTH_PASSWORD_VALIDATORS in one sentence."""
    return "Не короче 12 знаков и не одни цифры; не похож на имя и логин и не из частых, вроде qwerty123456"


class DayField(forms.DateField):
    """A calendar in the browser; without one, 12.11.2026 is understood as well."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y"])
        kwargs.setdefault(
            "error_messages",
            {
                "invalid": "Такой даты нет. Впишите день, месяц и год, например 12.11.2026.",
                "required": "Укажите дату.",
            },
        )
        super().__init__(**kwargs)
        self.validators += [
            MinValueValidator(FIRST_DAY, "Слишком давняя дата. Впишите год не раньше 1900."),
            MaxValueValidator(LAST_DAY, "Слишком далёкая дата. Впишите год не позже 2199."),
        ]


class NamePartField(forms.CharField):
    """A part of a Russian name: letters, hyphens; a Latin letter inside a Russian word is named."""

    def clean(self, value: Any) -> str:
        text = " ".join(super().clean(value).split())
        if text and not NAME.fullmatch(text):
            raise forms.ValidationError("Здесь могут быть только буквы, пробел и дефис.")
        for word, proposal in mixed_script_words(text):
            hint = f" Правильно: {proposal}." if proposal else ""
            raise forms.ValidationError(f"В слове «{word}» смешаны русские и латинские буквы.{hint}")
        return text


class RowsField(forms.ModelMultipleChoiceField):
    """Ticked rows. A number that no row can have is a wrong choice: the database would fail on it."""

    def clean(self, value: Any) -> Any:
        for one in value if isinstance(value, list | tuple) else ():
            if not row_ids([str(one)]):
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(one)[:20]},
                )
        return super().clean(value)


class SearchField(forms.CharField):
    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=100,
            widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
            **kwargs,
        )


def named_choices(name: str, choices: Any) -> list[tuple[Any, str]]:
    """Choices of a filter: the empty one says what the filter is about."""
    return [("", name), *choices]
