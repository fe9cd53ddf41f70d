"""The text of an order on honours: basis, points, who signs that he has read it. The table follows the awards."""

from __future__ import annotations

from typing import Any

from django import forms

from programs.models import Document

LONGEST_LINE, MOST_LINES = 1000, 30


class LinesField(forms.CharField):
    """One thing on each line."""

    widget = forms.Textarea

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(max_length=20000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_LINES:
            raise forms.ValidationError(f"Строк больше {MOST_LINES}. Объедините близкие.")
        for number, line in enumerate(found, 1):
            if len(line) > LONGEST_LINE:
                raise forms.ValidationError(f"Строка {number} длиннее {LONGEST_LINE} знаков.")
        return found


class AwardOrderForm(forms.Form):
    acts = LinesField(
        label="На основании",
        rows=2,
        required=False,
        help_text="По одному документу на строке, в родительном падеже: «решения педагогического совета»",
    )
    preamble = forms.CharField(label="Начало", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    points = LinesField(label="Пункты приказа", rows=8, help_text="Каждый пункт на своей строке, без номера")
    acquainted = LinesField(label="Кто знакомится с приказом", rows=3, required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = document.snapshot
        for name in ("acts", "points", "acquainted"):
            self.initial.setdefault(name, "\n".join(said.get(name) or []))
        self.initial.setdefault("preamble", said.get("preamble", ""))

    def snapshot(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("acts", "preamble", "points", "acquainted")}
