"""Forms of the room of surveys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from monitoring.enums import SurveyPurpose
from monitoring.services.campaigns import TITLE_LENGTH
from participants.models import Questionnaire
from programs.forms.fields import DayField

NO_CLASS = "none"


class CampaignForm(forms.Form):
    """Title, purpose and the last day; of a new one also the questionnaire."""

    questionnaire = forms.TypedChoiceField(
        label="Анкета",
        coerce=int,
        help_text="Черновик откроется вместе с опросом, и менять его будет нельзя",
    )
    title = forms.CharField(
        label="Название",
        max_length=TITLE_LENGTH,
        required=False,
        help_text="Его увидят те, кого спрашивают. Пустое – как называется анкета",
    )
    purpose = forms.ChoiceField(label="Зачем опрос", choices=SurveyPurpose.choices)
    closes_on = DayField(
        label="Последний день",
        required=False,
        help_text="После него ссылки скажут, что опрос закончен. Можно оставить пустым и завершить опрос самим",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, questionnaires: Sequence[Questionnaire] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if questionnaires is None:
            del self.fields["questionnaire"]
        else:
            self.fields["questionnaire"].choices = [
                ("", "выберите анкету"),
                *((one.pk, questionnaire_words(one)) for one in questionnaires),
            ]


def questionnaire_words(questionnaire: Questionnaire) -> str:
    """«Анкета наставника «до» (наставник, Ученик – ученик, с именем)»"""
    parts = [
        questionnaire.get_role_display() or "все",
        questionnaire.form.title if questionnaire.form else "",
        "без имени" if questionnaire.is_anonymous else "с именем",
    ]
    return f"{questionnaire.title} ({', '.join(filter(None, parts))})"


class WhoForm(forms.Form):
    """Narrows the list of those who may be asked."""

    scope = forms.ChoiceField(
        label="Кого показать",
        required=False,
        choices=[("pairs", "Кто в паре"), ("base", "Вся база")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    school_class = forms.ChoiceField(
        label="Класс", required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, *args: Any, classes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].choices = [("", "Все классы и взрослые"), *classes]


class AddresseesForm(forms.Form):
    """Who has no card in the base: an organisation, the curator."""

    lines = forms.CharField(
        label="Кого спросить",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20000,
        help_text="Каждый на своей строке: название или имя; после точки с запятой – почта, если письмо нужно",
    )
