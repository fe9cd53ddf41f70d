"""Forms of the papers' room: a draft with its «грифы», the school's template, the acquaintance sheet."""

from __future__ import annotations

from typing import Any

from django import forms

from mentoring_site.permissions import ROLE_LABELS, STAFF_ROLES
from programs.forms.fields import DayField
from programs.services.acquaintance import NAME_LENGTH, POST_LENGTH
from programs.services.papers import BODY_LENGTH, GRIF_KINDS, MOST_GRIFS, TITLE_LENGTH


def _body(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Текст",
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=help_text,
    )


class PaperForm(forms.Form):
    title = forms.CharField(label="Заголовок", max_length=TITLE_LENGTH)
    number = forms.CharField(
        label="Номер",
        max_length=32,
        required=False,
        help_text="Предложен следующий за последним; на бумаге может быть любой",
    )
    date = DayField(label="Дата", required=False)
    body = _body("Слова в двойных скобках, которых сайт не знает, напечатаются пустой строкой для ручки")
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class GrifForm(forms.Form):
    kind = forms.ChoiceField(
        label="Гриф", required=False, choices=[("", "Нет"), *((kind, kind) for kind in GRIF_KINDS)]
    )
    body = forms.CharField(
        label="Кем или чем",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "приказом"}),
    )
    number = forms.CharField(label="Номер", required=False, max_length=32)
    date = DayField(label="Дата", required=False)
    person = forms.CharField(label="Кто подписывает", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("kind") and any(data.get(name) for name in ("body", "number", "date", "person")):
            self.add_error("kind", "Выберите гриф или очистите его поля.")
        return data


GrifFormSet = forms.formset_factory(GrifForm, extra=1, max_num=MOST_GRIFS, absolute_max=MOST_GRIFS + 2)


class TemplateForm(forms.Form):
    title = forms.CharField(label="Заголовок", max_length=TITLE_LENGTH)
    body = _body("Строка с «# » – заголовок, с «- » – пункт списка, с «> » – текст справа, с номера – пункт")
    is_checked = forms.BooleanField(
        label="Проверено юристом",
        required=False,
        help_text="На бумаге не будет пометки «проверьте с юристом»",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class EmployeesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label="Роли",
        required=False,
        choices=[(role, label) for role, label in ROLE_LABELS.items() if role in STAFF_ROLES],
        widget=forms.CheckboxSelectMultiple,
        help_text="Ни одной — добавятся все сотрудники",
    )


class ReaderForm(forms.Form):
    name = forms.CharField(label="Фамилия, имя, отчество", max_length=NAME_LENGTH)
    position = forms.CharField(label="Должность", max_length=POST_LENGTH, required=False)


class SeenForm(forms.Form):
    seen_on = DayField(label="Дата ознакомления", required=False)
