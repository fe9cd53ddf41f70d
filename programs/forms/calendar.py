"""Forms of the school's calendar of work."""

from __future__ import annotations

from django import forms

from programs.enums import CalendarDayKind
from programs.forms.fields import DayField


class WeekForm(forms.Form):
    works_saturdays = forms.TypedChoiceField(
        label="Учебная неделя",
        choices=[("no", "Пять дней: суббота выходной"), ("yes", "Шесть дней: суббота рабочая")],
        coerce=lambda value: value == "yes",
    )


class DayForm(forms.Form):
    day = DayField(label="День")
    kind = forms.ChoiceField(
        label="Какой это день",
        choices=[(kind.value, kind.label.capitalize()) for kind in CalendarDayKind],
    )
    note = forms.CharField(
        label="Пояснение", required=False, max_length=120, help_text="Например: перенос с 1 марта"
    )


class BreakForm(forms.Form):
    title = forms.CharField(label="Название", max_length=80, help_text="Например: осенние каникулы")
    starts = DayField(label="Первый день")
    ends = DayField(label="Последний день")
