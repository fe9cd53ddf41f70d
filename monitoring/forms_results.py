from __future__ import annotations

from typing import Any

from django import forms

from monitoring.enums import TieKind
from monitoring.models import ExpectedResult
from monitoring.result_ties import Known
from monitoring.services.results import LONGEST


def _text(label: str, help_text: str, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"Текст длиннее {LONGEST} знаков. Сократите его."},
    )


class ResultForm(forms.Form):
    """What confirms one expected result, the facts in words and the conclusion."""

    tie = forms.ChoiceField(
        label="Чем подтверждается",
        help_text="Выберите то, что точнее всего говорит об этом результате. Числа сайт подставит сам.",
        error_messages={"invalid_choice": "Такого подтверждения в программе нет. Выберите из списка."},
    )
    facts = _text(
        "Подтверждение словами", "Что произошло, без фамилий: «провели три встречи с колледжем».", rows=3
    )
    conclusion = _text("Вывод", "Один-два абзаца: достигнут ли результат и почему вы так считаете.", rows=5)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, result: ExpectedResult, known: Known, **kwargs: Any) -> None:
        current = f"{result.tie}:{result.tie_code}"
        kwargs.setdefault(
            "initial",
            {
                "tie": current,
                "facts": result.facts,
                "conclusion": result.conclusion,
                "version": result.version,
            },
        )
        super().__init__(*args, **kwargs)
        choices = known.choices()
        if not any(value == current for _, options in choices for value, _ in options):
            gone = f"{TieKind(result.tie).label}, которого больше нет ({result.tie_code})"
            choices.insert(0, ("Сейчас", [(current, gone)]))
        self.fields["tie"].choices = choices

    def chosen(self) -> tuple[str, str]:
        """(kind, code)."""
        tie, _, code = self.cleaned_data["tie"].partition(":")
        return tie, code
