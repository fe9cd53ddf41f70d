from __future__ import annotations

from typing import Any

from django import forms

from monitoring.models import ModelIndicator
from monitoring.municipal import TYPED
from monitoring.services.texts import LONGEST
from programs.forms.fields import DayField


class IndicatorForm(forms.Form):
    """Wording of one indicator and its targets by year."""

    title = forms.CharField(label="Название", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
    is_active = forms.BooleanField(label="Считать этот показатель", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicator: ModelIndicator, years: range, **kwargs: Any) -> None:
        targets = {target.year: target.percent for target in indicator.targets.all()}
        initial = {
            "title": indicator.title,
            "is_active": indicator.is_active,
            "version": indicator.version,
        } | {f"target_{year}": targets.get(year) for year in years}
        super().__init__(*args, initial=initial, **kwargs)
        self.years = years
        for year in years:
            self.fields[f"target_{year}"] = forms.IntegerField(
                label=f"Цель на {year} год, %", required=False, min_value=0, max_value=100
            )

    def targets(self) -> dict[int, int | None]:
        return {year: self.cleaned_data[f"target_{year}"] for year in self.years}


class DayForm(forms.Form):
    """The day of the municipal form."""

    on = DayField(label="Отчётная дата", required=False)


class MunicipalTextsForm(forms.Form):
    """What of the municipal form nobody can compute."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in TYPED.items():
            is_long = code.endswith(("difficulties", "proposals"))
            self.fields[code] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST if is_long else 300,
                widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput(),
            )
            self.fields[f"{code}-version"] = forms.IntegerField(widget=forms.HiddenInput)

    def texts(self) -> dict[str, tuple[str, int]]:
        """code -> (text, version that was shown)."""
        return {code: (self.cleaned_data[code], self.cleaned_data[f"{code}-version"]) for code in TYPED}
