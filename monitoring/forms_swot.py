"""Forms of the results, the SWOT, the conclusions and the settings of the monitoring."""

from __future__ import annotations

from typing import Any

from django import forms

from monitoring.enums import Quadrant
from monitoring.models import MonitoringSettings
from monitoring.services.settings import FIELDS
from monitoring.services.swot import LONGEST
from monitoring.services.texts import LONGEST as LONGEST_TEXT
from monitoring.swot import EXTERNAL, hints
from programs.forms.fields import DayField
from programs.models import MentoringForm, Program

HINTS = {
    "strong_from": "Столько положительных ответов или больше — сильная сторона",
    "weak_to": "Столько или меньше — слабая. Между порогами решает куратор",
    "high_mark": "Такие и более высокие оценки считаются положительным ответом",
    "satisfaction_rule": "Методика правила не называет. Отчёт печатает то, которое выбрано здесь",
    "satisfied_mean": "По всем шкалам анкеты одного человека, от 1 до 10",
    "smallest_group": "Не меньше 5. Чем больше, тем труднее узнать человека по ответам",
    "allows_not_applicable": "Тогда уровни считаются из 16: 14–16, 8–13, 0–7, и лист об этом говорит",
    "ages_on": "Пусто — на день расчёта. Нужен для доли детей от 10 до 19 лет",
}
SWOT_FIELDS = ("strong_from", "weak_to", "high_mark")
HAPPY_FIELDS = ("satisfaction_rule", "satisfied_mean")
SAFE_FIELDS = ("smallest_group",)
COUNT_FIELDS = ("allows_not_applicable", "ages_on")


class MonitoringSettingsForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput())

    class Meta:
        model = MonitoringSettings
        fields = FIELDS
        help_texts = HINTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ages_on"] = DayField(
            label="Возраст для показателей считать на", required=False, help_text=HINTS["ages_on"]
        )
        self.initial["version"] = self.instance.version if self.instance.pk else 0

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        titles = (
            ("SWOT: что считать сильной и слабой стороной", SWOT_FIELDS),
            ("Удовлетворённость: кто доволен", HAPPY_FIELDS),
            ("Опросы без имени", SAFE_FIELDS),
            ("Оценка 0–18 и показатели", COUNT_FIELDS),
        )
        return [(title, [self[name] for name in names]) for title, names in titles]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def _post_clean(self) -> None:
        """The service writes and checks: the shown record must stay as it was until then."""


class ConclusionForm(forms.Form):
    """A typed conclusion at its place."""

    text = forms.CharField(
        label="Текст вывода",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Войдёт в отчёт. Людей по именам не называйте",
    )
    version = forms.IntegerField(widget=forms.HiddenInput())


class FactorForm(forms.Form):
    """A line of the SWOT by hand, or its correction."""

    quadrant = forms.ChoiceField(
        label="Раздел",
        choices=[(value, label.capitalize()) for value, label in Quadrant.choices],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="Фактор", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    form = forms.ModelChoiceField(
        None, label="Форма наставничества", required=False, empty_label="Вся программа"
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, program: Program, is_from_answers: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = MentoringForm.objects.filter(program=program)
        if is_from_answers:
            del self.fields["form"]


class HintsForm(forms.Form):
    """Outer factors to tick, by quadrant."""

    chosen = forms.MultipleChoiceField(
        label="Что подходит вашей школе",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы одну строку."},
    )

    def __init__(self, *args: Any, present: set[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [
            (
                quadrant.label.capitalize(),
                [
                    (f"{quadrant.value}-{number}", text)
                    for number, text in enumerate(hints()[quadrant])
                    if (quadrant.value, text) not in present
                ],
            )
            for quadrant in EXTERNAL
        ]

    def pairs(self) -> list[tuple[str, int]]:
        return [
            (quadrant, int(number))
            for quadrant, number in (one.split("-") for one in self.cleaned_data["chosen"])
        ]
