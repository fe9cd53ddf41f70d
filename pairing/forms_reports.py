"""Forms of mentors' reports."""

from __future__ import annotations

from typing import Any

from django import forms

from pairing.enums import MentorReportKind, MentorReportState
from pairing.services.mentor_reports import TEXT_LENGTH, TEXTS
from programs.forms.fields import DayField, SearchField, named_choices


def _text(label: str, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=TEXT_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PeriodForm(forms.Form):
    kind = forms.ChoiceField(
        label="Какой отчёт",
        choices=[(value, label.capitalize()) for value, label in MentorReportKind.choices],
        widget=forms.RadioSelect,
    )
    starts = DayField(label="Период с")
    ends = DayField(label="Период по")


class ReportForm(forms.Form):
    starts = DayField(label="Период с")
    ends = DayField(label="Период по")
    done = _text("Что сделано", 7, "Темы встреч уже здесь: допишите главное своими словами")
    results = _text("Результаты", 4, "Проекты, олимпиады, открытые уроки. Без сведений о здоровье")
    difficulties = _text("Трудности", 3)
    proposals = _text("Предложения", 3)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def texts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TEXTS}


class ReportFilter(forms.Form):
    q = SearchField("Фамилия")
    kind = forms.ChoiceField(
        label="Вид",
        required=False,
        choices=named_choices(
            "Вид", [(value, label.capitalize()) for value, label in MentorReportKind.choices]
        ),
    )
    state = forms.ChoiceField(
        label="Состояние",
        required=False,
        choices=named_choices(
            "Состояние", [(value, label.capitalize()) for value, label in MentorReportState.choices]
        ),
    )
