"""Forms of the room «Подбор пар»."""

from __future__ import annotations

from typing import Any

from django import forms

from pairing.edges import Level
from pairing.enums import BanKind, MatchingMode
from pairing.forms_psychologist import PersonField, participants_of
from pairing.matching import ADJUSTABLE, DEFAULT_WEIGHTS, PARTS
from pairing.matching_texts import MODE_TEXTS
from pairing.models import MatchingSettings
from pairing.services.bans import NOTE_LENGTH
from participants.models import Person
from participants.questionnaires.grid import people_by_label
from programs.models import MentoringForm, Program

REASON_LENGTH = 500


class RunForm(forms.Form):
    """How to match: the mode, and whether to draw lots anew."""

    mode = forms.ChoiceField(
        label="Как подбирать",
        choices=[(code, label.capitalize()) for code, label in MatchingMode.choices],
        initial=MatchingMode.ALL,
        widget=forms.RadioSelect,
    )
    lot = forms.BooleanField(
        label="Бросить жребий заново",
        required=False,
        help_text="Если несколько планов одинаково хороши, сайт возьмёт другой из них",
    )

    @property
    def modes(self) -> list[tuple[str, str, str, bool]]:
        chosen = self["mode"].value()
        return [
            (code, label.capitalize(), MODE_TEXTS[code], code == chosen)
            for code, label in MatchingMode.choices
        ]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Причина",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Её увидит директор рядом с парой",
        error_messages={"required": "Напишите причину: её увидит директор."},
    )


class BanForm(forms.Form):
    """Two participants of the programme who may not be put together."""

    one = PersonField(label="Кого", help_text="Начните вводить фамилию")
    other = PersonField(label="С кем нельзя ставить в пару", help_text="Начните вводить фамилию")
    kind = forms.ChoiceField(
        label="Почему",
        choices=[(code, label.capitalize()) for code, label in BanKind.choices],
        initial=BanKind.RELATIVES,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Пояснение",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.TextInput,
        help_text="Нужно для другой причины. Его увидят куратор и директор рядом с отказом",
    )

    def __init__(self, *args: Any, program: Program, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_by_label(program, participants_of(program))
        for name in ("one", "other"):
            self.fields[name].offer_people(people)
        if person is not None:
            self.fields["one"].initial = self.fields["one"].titles.get(person.pk, "")


class SettingsForm(forms.Form):
    """Weights, rules and bounds; a field for each part and each rule that a school may soften."""

    floor = forms.IntegerField(
        label="Порог хорошей пары, баллов",
        min_value=0,
        max_value=100,
        help_text="В способе «только хорошие пары» всё, что ниже, не предлагается.",
    )
    group_min = forms.IntegerField(label="В группе не меньше", min_value=2, max_value=30)
    group_max = forms.IntegerField(label="В группе не больше", min_value=2, max_value=30)
    ideal_gap = forms.IntegerField(
        label="Лучшая разница классов",
        min_value=0,
        max_value=11,
        help_text="Чем ближе к ней наставник и наставляемый, тем больше баллов.",
    )
    draft_bonus = forms.IntegerField(
        label="Баллов за пару, которая уже на доске",
        min_value=0,
        max_value=20,
        help_text="Чтобы повторный подбор не перетасовывал всё из-за одного балла.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, saved: MatchingSettings, **kwargs: Any) -> None:
        weights = {**DEFAULT_WEIGHTS, **saved.weights}
        kwargs.setdefault(
            "initial",
            {
                **{
                    name: getattr(saved, name)
                    for name in ("floor", "group_min", "group_max", "ideal_gap", "draft_bonus", "version")
                },
                **{f"weight_{code}": weights[code] for code in PARTS},
                **{f"level_{code}": saved.levels.get(code, Level.SOFT) for code in ADJUSTABLE},
            },
        )
        super().__init__(*args, **kwargs)
        for code, part in PARTS.items():
            self.fields[f"weight_{code}"] = forms.IntegerField(
                label=part.label, min_value=0, max_value=100, help_text=part.explanation
            )
        for code, rule in ADJUSTABLE.items():
            self.fields[f"level_{code}"] = forms.ChoiceField(
                label=rule.label,
                choices=[(Level.SOFT, "запрещает"), (Level.WARNING, "только пометка")],
                help_text=rule.explanation,
            )

        for name, field in self.fields.items():
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = css
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    @property
    def weight_fields(self) -> list[Any]:
        return [self[f"weight_{code}"] for code in PARTS]

    @property
    def level_fields(self) -> list[Any]:
        return [self[f"level_{code}"] for code in ADJUSTABLE]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        low, high = data.get("group_min"), data.get("group_max")
        if low and high and high < low:
            self.add_error("group_max", "Верхняя граница меньше нижней.")
        weights = [data.get(f"weight_{code}") for code in PARTS]
        if all(weight is not None for weight in weights) and not sum(weights):
            self.add_error(None, "Хотя бы один вес должен быть больше нуля: иначе сравнивать пары нечем.")
        return data

    def values(self) -> dict[str, Any]:
        """Fields of MatchingSettings."""
        data = self.cleaned_data
        return {
            "weights": {code: data[f"weight_{code}"] for code in PARTS},
            "levels": {
                code: data[f"level_{code}"] for code in ADJUSTABLE if data[f"level_{code}"] != Level.SOFT
            },
            **{name: data[name] for name in ("floor", "group_min", "group_max", "ideal_gap", "draft_bonus")},
        }


def choose_form(data: Any, active: list[MentoringForm]) -> MentoringForm | None:
    """The form asked for, else the first; None when the programme has none."""
    asked = data.get("form", "")
    return next((form for form in active if str(form.pk) == asked), active[0] if active else None)
