"""Forms of applications to a contest: the curator's, the mentor's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from monitoring.enums import NomineeKind
from monitoring.forms_files import WithFiles, file_field
from monitoring.forms_recognition import PlacedChoice, area, mentors_of, pairs_of
from monitoring.models import Contest, ContestEntry
from monitoring.services.own_entries import NO_WORDS, OwnChoice

FILE_HELP = "Разработка, отзыв или фотография работы: PDF, JPG, PNG, DOCX или XLSX, до 15 МБ"


class EntryForm(WithFiles):
    """An application: the nomination decides whether a mentor or a pair is chosen."""

    FILES: ClassVar = {"file": "Убрать приложенный файл"}

    nomination = forms.ModelChoiceField(None, label="Номинация", empty_label="выберите номинацию")
    mentor = PlacedChoice(
        None, label="Наставник", person="person", required=False, empty_label="для номинации наставников"
    )
    pair = forms.ModelChoiceField(
        None, label="Пара или группа", required=False, empty_label="для номинации пар"
    )
    text = forms.CharField(
        label="О работе",
        max_length=4000,
        required=False,
        widget=area(8),
        help_text="Это прочтёт жюри. О здоровье и семье не пишите",
    )
    file = file_field("Файл", FILE_HELP)

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nominations = contest.nominations.all()
        kinds = {one.of_whom for one in nominations}
        self.fields["nomination"].queryset = nominations
        if NomineeKind.MENTOR in kinds:
            self.fields["mentor"].of_program(contest.program, mentors_of(contest.program))
        else:
            del self.fields["mentor"]
        if NomineeKind.PAIR in kinds:
            self.fields["pair"].queryset = pairs_of(contest.program)
        else:
            del self.fields["pair"]


class EntryTextForm(WithFiles):
    """The words and the file of an application that is there. is_own: its author can't leave the words out."""

    FILES: ClassVar = {"file": "Убрать приложенный файл"}

    text = forms.CharField(label="О работе", max_length=4000, required=False, widget=area(10))
    file = file_field("Файл", FILE_HELP)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: ContestEntry, is_own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            self.fields["text"].required = True
            self.fields["text"].error_messages["required"] = NO_WORDS
        self.initial |= {"text": entry.text, "version": entry.version}
        self.offer_dropping(entry)


class OwnEntryForm(WithFiles):
    """A mentor applies himself. choices: what he may still apply for."""

    FILES: ClassVar = {"file": ""}

    choice = forms.ChoiceField(
        label="Номинация",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Выберите номинацию.",
            "invalid_choice": "Этой номинации больше нет. Выберите другую.",
        },
    )
    text = forms.CharField(
        label="О вашей работе",
        max_length=4000,
        widget=area(8),
        help_text="Что вы делали и что получилось: это прочтёт жюри. О здоровье и семье не пишите",
        error_messages={"required": NO_WORDS},
    )
    file = file_field("Файл", FILE_HELP)

    def __init__(self, *args: Any, choices: Sequence[OwnChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {f"{one.nomination.pk}-{one.pair.pk if one.pair else ''}": one for one in choices}
        self.fields["choice"].choices = [(key, _own_words(one)) for key, one in self.choices.items()]
        if len(self.choices) == 1:
            self.initial["choice"] = next(iter(self.choices))

    def chosen(self) -> OwnChoice:
        return self.choices[self.cleaned_data["choice"]]


def _own_words(choice: OwnChoice) -> str:
    if choice.pair is None:
        return f"«{choice.nomination}»"
    return f"«{choice.nomination}»: {choice.pair}"
