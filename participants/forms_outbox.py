from __future__ import annotations

from typing import Any

from django import forms

from participants.models import Letter
from participants.services.letters import BODY_LENGTH, SUBJECT_LENGTH
from programs.forms.fields import SearchField


class LetterFilter(forms.Form):
    q = SearchField("Кому или о чём")


class LetterForm(forms.Form):
    """Read and change before sending."""

    to_name = forms.CharField(
        label="Кому", max_length=250, error_messages={"required": "Напишите, кому письмо."}
    )
    email = forms.EmailField(
        label="Адрес почты",
        required=False,
        help_text="Без адреса письмо можно напечатать листком или скопировать в чат",
        error_messages={"invalid": "Проверьте адрес почты: в нём опечатка."},
    )
    subject = forms.CharField(
        label="Тема", max_length=SUBJECT_LENGTH, error_messages={"required": "Напишите тему письма."}
    )
    body = forms.CharField(
        label="Текст",
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Письмо пустое. Напишите текст."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {name: getattr(letter, name) for name in ("to_name", "email", "subject", "body", "version")},
        )
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"shown_version": data.pop("version"), **data}
