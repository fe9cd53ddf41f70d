"""Forms of the order of work of pairs and of the contact log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from pairing.enums import ContactKind, PairState
from pairing.models import FormRules, Pair
from pairing.services.form_rules import RULE_FIELDS
from participants.models import Person
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Program

HINTS = {
    "asks_sides": "Участники скажут «согласен» или «нет» по ссылке или на бумаге",
    "needs_council": "Без протокола план пар этой формы директору не передаётся",
    "needs_labour_papers": "Согласие работника и дополнительное соглашение: закон с 01.03.2025",
    "first_meeting_days": "После начала пары",
    "meeting_every_days": "10 рабочих дней — две недели",
    "silent_days": "Столько дней без встреч — и пара попадает в список внимания",
    "plan_days": "После начала пары",
    "first_contact_hours": "48 часов — два рабочих дня. 0 — в тот же день",
    "contact_every_days": "После двух контактов первого месяца",
    "unhappy_below": "По опросу пар, от 1 до 10. 0 — не сигналить",
}


class FormRulesForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput())

    class Meta:
        model = FormRules
        fields = RULE_FIELDS
        help_texts = HINTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def gates(self) -> list[forms.BoundField]:
        return [self[name] for name in RULE_FIELDS[:3]]

    def terms(self) -> list[forms.BoundField]:
        return [self[name] for name in RULE_FIELDS[3:]]

    def _post_clean(self) -> None:
        """The service writes and checks: the shown record must stay as it was until then."""


class ContactForm(forms.Form):
    """With whom, about what; for a question also the term and the answer."""

    pair = forms.ModelChoiceField(None, label="Пара", required=False, empty_label="Без пары")
    person = forms.ModelChoiceField(None, label="Человек", required=False, empty_label="Не выбран")
    kind = forms.ChoiceField(
        label="Что это",
        choices=[(value, label.capitalize()) for value, label in ContactKind.choices],
        widget=forms.RadioSelect,
    )
    on = DayField(label="Когда")
    text = forms.CharField(label="О чём", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(label="Ответить до", required=False, help_text="Для вопроса или просьбы")
    answer = forms.CharField(
        label="Что ответили",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Пусто — вопрос остаётся в списке дел",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = Pair.objects.of_program(program).exclude(state=PairState.DRAFT)
        self.fields["pair"].queryset = pairs.with_people()
        self.fields["person"].queryset = participants_of(program)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def participants_of(program: Program) -> Any:
    """People of either base, by name."""
    stands = Q(mentor_entries__program=program) | Q(mentee_entries__program=program)
    return Person.objects.filter(stands).distinct().order_by("search_key", "pk")


class ContactFilter(forms.Form):
    q = SearchField("Фамилия или слова")
    kind = forms.ChoiceField(label="Вид", required=False, choices=named_choices("Вид", ContactKind.choices))
    since = DayField(label="С какого дня", required=False)

    def since_day(self) -> date | None:
        return self.cleaned_data.get("since")
