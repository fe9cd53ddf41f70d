from __future__ import annotations

from typing import Any

from django import forms

from monitoring.services.texts import LONGEST


class ConclusionForm(forms.Form):
    """The curator's word on one section of the report."""

    text = forms.CharField(
        label="Вывод",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"max_length": f"Текст длиннее {LONGEST} знаков. Сократите его."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{code}_%s", **kwargs)
