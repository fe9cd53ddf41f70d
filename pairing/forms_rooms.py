"""Forms of the psychologist's room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pairing.enums import Conclusion
from pairing.services.methods import method_names
from pairing.services.tests import NOTES_LENGTH
from participants.enums import MenteeStatus, MentorStatus
from participants.models import Enrolment, Mentee, Mentor
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Program


class SuggestInput(forms.TextInput):
    """A line with suggestions from the browser itself: searchable without scripts."""

    suggestions: tuple[str, ...] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}-list"
        field = super().render(
            name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer
        )
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class EntryField(forms.CharField):
    """A row of a base chosen by name: «Лебедев Артём Ильич, 10 «А»»; namesakes get their number."""

    widget = SuggestInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.entries: dict[str, Any] = {}
        self.titles: dict[int, str] = {}

    def offer(self, entries: list[Any], places: dict[int, str]) -> None:
        names: dict[str, list[Any]] = {}
        for entry in entries:
            place = places.get(entry.person_id, "")
            title = f"{entry.person.full_name}, {place}" if place else entry.person.full_name
            names.setdefault(title, []).append(entry)
        self.entries = {}
        for title, found in names.items():
            for entry in found:
                self.entries[title if len(found) == 1 else f"{title} (№ {entry.pk})"] = entry
        self.titles = {entry.pk: title for title, entry in self.entries.items()}
        self.widget.suggestions = tuple(self.entries)

    def clean(self, value: Any) -> Any:
        text = " ".join(super().clean(value).replace("\u00a0", " ").split())
        if not text:  # nobody, where nobody need be named
            return None
        by_text = {" ".join(title.replace("\u00a0", " ").split()): e for title, e in self.entries.items()}
        if text in by_text:
            return by_text[text]
        alike = [entry for title, entry in by_text.items() if title.casefold().startswith(text.casefold())]
        if len(alike) == 1:
            return alike[0]
        raise forms.ValidationError(
            "Под этим именем несколько человек. Выберите строку из подсказки."
            if alike
            else "Такого человека нет среди участников программы. Выберите строку из подсказки."
        )


class CompatibilityForm(forms.Form):
    """One test. Entries are those of the programme who have not left."""

    mentor = EntryField(label="Наставник", help_text="Начните вводить фамилию")
    mentee = EntryField(label="Наставляемый", help_text="Начните вводить фамилию")
    method = forms.CharField(label="Методика", max_length=200, widget=SuggestInput)
    conducted_on = DayField(label="Дата теста")
    conclusion = forms.ChoiceField(
        label="Заключение для куратора",
        choices=[(value, label.capitalize()) for value, label in Conclusion.choices],
        widget=forms.RadioSelect,
    )
    reservation = forms.CharField(
        label="Оговорка",
        max_length=500,
        required=False,
        help_text="Нужна, если рекомендована с оговоркой. Её увидят куратор и директор",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    notes = forms.CharField(
        label="Личные записи",
        max_length=NOTES_LENGTH,
        required=False,
        help_text="Хранятся зашифрованными. Открыть их сможете только вы, каждый просмотр остаётся в журнале",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {
            year.person_id: year.place
            for year in Enrolment.objects.filter(program=program).select_related("school_class")
        }
        for name, model, gone in (
            ("mentor", Mentor, [MentorStatus.LEFT, MentorStatus.RESERVE]),
            ("mentee", Mentee, [MenteeStatus.LEFT]),
        ):
            entries = model.objects.filter(program=program).exclude(status__in=gone)
            self.fields[name].offer(list(entries.select_related("person", "program__school")), places)
        self.fields["method"].widget.suggestions = method_names(program.school)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("conclusion") == Conclusion.RESERVATION and not data.get("reservation", "").strip():
            self.add_error("reservation", "Напишите, с какой оговоркой рекомендована пара.")
        return data


class CompatibilityFilter(forms.Form):
    q = SearchField("Фамилия")
    conclusion = forms.ChoiceField(
        label="Заключение",
        required=False,
        choices=named_choices(
            "Заключение", [(value, label.capitalize()) for value, label in Conclusion.choices]
        ),
    )
