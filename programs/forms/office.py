"""Forms of the register, the journal and the queue."""

from __future__ import annotations

from typing import Any

from django import forms

from programs.enums import DocumentState
from programs.folder import stage_titles
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Document
from programs.registries.papers import DOCUMENT_KINDS
from programs.services.documents import digest_of

# First part of an action code -> how people call it.
ACTION_GROUPS = {
    "staff": "Сотрудники",
    "role": "Роли",
    "substitution": "Исполнение обязанностей",
    "appointment": "Назначения кураторов",
    "resource": "Ресурсы",
    "partner": "Партнёры",
    "class": "Классы",
    "group": "Объединения",
    "program": "Программа",
    "section": "Разделы программы",
    "person": "Люди",
    "mentor": "База наставников",
    "mentee": "База наставляемых",
    "import": "Загрузка таблиц",
    "consent": "Согласия",
    "test": "Тесты совместимости",
    "plan": "Планы пар",
    "pair": "Пары и группы",
    "meeting": "Встречи",
    "event": "События",
    "document": "Документы",
    "paper": "Шаблоны документов",
    "folder": "Папка куратора",
    "report": "Отчёты наставников",
    "roadmap": "Дорожная карта",
    "step": "Шаги дорожной карты",
    "assessment": "Оценка эффективности",
    "school": "Школа",
    "admin": "Управление сайтом",
}


class DocumentFilter(forms.Form):
    q = SearchField("Название, номер")
    kind = forms.ChoiceField(label="Вид", required=False)
    stage = forms.ChoiceField(label="Этап", required=False)
    state = forms.ChoiceField(
        label="Состояние", required=False, choices=named_choices("Состояние", DocumentState.choices)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in DOCUMENT_KINDS.values()]
        self.fields["kind"].choices = named_choices("Вид", sorted(kinds, key=lambda kind: kind[1]))
        stages = [(number, f"{number}. {title}") for number, title in stage_titles().items()]
        self.fields["stage"].choices = named_choices("Этап", stages)


class SignForm(forms.Form):
    """Number and date from the paper; the date proposed by the draft."""

    number = forms.CharField(label="Номер", max_length=32, help_text="Как на бумаге: 47-р, 181/1")
    date = DayField(label="Дата")

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"number": document.number, "date": document.date})
        super().__init__(*args, **kwargs)


class SeenSignForm(SignForm):
    """With what the page showed, so that nobody signs a text that was changed meanwhile."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    is_repeat = forms.BooleanField(
        label="На бумаге стоит именно этот номер, хотя он уже занят", required=False
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, document=document, **kwargs)
        self.fields["seen"].initial = digest_of(document)
        if not self.data.get("is_repeat"):  # nobody is asked before the number proves to be taken
            self.fields["is_repeat"].widget = forms.HiddenInput()

    def ask_repeat(self) -> None:
        self.fields["is_repeat"].widget = forms.CheckboxInput()


class ReturnForm(forms.Form):
    comment = forms.CharField(
        label="Что исправить",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Замечание увидит тот, кто передал на утверждение",
    )


class AuditFilter(forms.Form):
    q = SearchField("Что или с кем")
    actor = forms.ChoiceField(label="Кто", required=False)
    group = forms.ChoiceField(label="Раздел", required=False)
    first = DayField(label="С", required=False)
    last = DayField(label="По", required=False)
    person = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput())

    def __init__(self, *args: Any, actors: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].choices = named_choices("Кто", actors)
        self.fields["group"].choices = named_choices("Раздел", ACTION_GROUPS.items())
