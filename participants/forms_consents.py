from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms

from mentoring_site.files import MAX_FILE_BYTES
from mentoring_site.permissions import Access
from participants.consent_light import year_purposes
from participants.consent_register import classes_for
from participants.consent_texts import SHIPPED, BlankText
from participants.enums import BaseKind, ConsentGiver, ConsentPurpose
from participants.models import Person, Representative
from participants.services.consent_scans import read_scan
from participants.signers import signers_of
from programs.forms.fields import DayField, SearchField, named_choices

YEAR = timedelta(days=366)


def _capital(choices: Any) -> list[tuple[str, str]]:
    return [(value, label[:1].upper() + label[1:]) for value, label in choices]


class PeopleFilter(forms.Form):
    """Whose papers: shared by the register, the stack and the blanks."""

    q = SearchField("Фамилия или имя")
    school_class = forms.ModelChoiceField(None, label="Класс", required=False, empty_label="Класс")
    base = forms.ChoiceField(
        label="База", required=False, choices=named_choices("База", _capital(BaseKind.choices))
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = classes_for(access)

    def chosen(self) -> dict[str, Any]:
        """Arguments of consent_register.people_of; an odd value filters nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or empty for name, empty in self.EMPTY.items()}

    EMPTY = {"q": "", "school_class": None, "base": ""}


class RegisterFilter(PeopleFilter):
    purpose = forms.ChoiceField(
        label="На что согласие", required=False, choices=named_choices("Участие в программе", ())
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        purposes = year_purposes(keeps_special=access.school.keeps_special_data)
        others = [
            (purpose.value, purpose.label)
            for purpose in (*purposes, ConsentPurpose.CONTACT)
            if purpose != ConsentPurpose.PARTICIPATION
        ]
        self.fields["purpose"].choices = named_choices("Участие в программе", _capital(others))

    def purpose_asked(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("purpose") or ""


class PaperForm(forms.Form):
    """What all papers of a stack have in common."""

    signed_on = DayField(label="Дата подписи")
    valid_until = DayField(label="Действует по", required=False, help_text="Пусто — до конца программы")
    kept_at = forms.CharField(
        label="Где лежит оригинал",
        max_length=200,
        required=False,
        help_text="Например: папка № 3, кабинет 214",
    )
    edition = forms.TypedChoiceField(
        label="Какой текст подписан", required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, editions: Iterable[int] = (), **kwargs: Any) -> None:
        """editions: numbers of the school's own texts; without them there is nothing to choose."""
        super().__init__(*args, **kwargs)
        numbers = sorted(set(editions), reverse=True)
        if not numbers:
            del self.fields["edition"]
            return
        self.fields["edition"].choices = [
            ("", "действующая редакция"),
            *((str(number), f"редакция {number}") for number in numbers),
            (str(SHIPPED), "образец сайта"),
        ]
        self.fields["edition"].help_text = "Номер напечатан внизу бланка"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        signed_on, until = data.get("signed_on"), data.get("valid_until")
        if signed_on and until and until < signed_on:
            self.add_error("valid_until", "Срок заканчивается раньше даты подписи.")
        return data


class ScanForm(forms.Form):
    """A scan of a signed paper: read whole here, since it is small."""

    scan = forms.FileField(
        label="Скан",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": "Выберите файл скана: PDF, JPG или PNG."},
    )

    def clean_scan(self) -> tuple[str, bytes] | None:
        return scan_of(self.cleaned_data["scan"])


class SinglePaperForm(PaperForm):
    """One paper of one person."""

    purpose = forms.ChoiceField(label="На что согласие")
    given_by = forms.ChoiceField(label="Кто подписал")
    representative = forms.ModelChoiceField(
        None, label="Законный представитель", required=False, empty_label="Не указан"
    )
    scan = forms.FileField(
        label="Скан, если нужен",
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text="PDF, JPG или PNG до 15 МБ. Достаточно и записи, где лежит оригинал",
    )
    field_order = (
        *("purpose", "given_by", "representative", "signed_on", "valid_until"),
        *("kept_at", "edition", "scan"),
    )

    def __init__(
        self, *args: Any, person: Person, today: date, purposes: Iterable[ConsentPurpose], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _capital((purpose.value, purpose.label) for purpose in purposes)
        self.fields["representative"].queryset = Representative.objects.filter(person=person)
        # A paper may be brought a year after it was signed: the age on that day decides, the service asks again.
        givers = dict.fromkeys((*signers_of(person, today), *signers_of(person, today - YEAR)))
        self.fields["given_by"].choices = _capital((giver.value, giver.label) for giver in givers)
        if (ConsentGiver.SELF in givers and len(givers) == 1) or not self._guardians():
            del self.fields["representative"]
        elif len(self._guardians()) == 1:
            self.fields["representative"].initial = self._guardians()[0]

    def _guardians(self) -> list[Representative]:
        return list(self.fields["representative"].queryset)

    def clean_scan(self) -> tuple[str, bytes] | None:
        return scan_of(self.cleaned_data["scan"])


def scan_of(file: Any) -> tuple[str, bytes] | None:
    """(name, content) of an uploaded scan. Raises ValidationError before too large a file is read."""
    if not file:
        return None
    if file.size > MAX_FILE_BYTES:
        raise forms.ValidationError(f"Файл «{file.name}» больше 15 МБ. Отсканируйте с меньшим разрешением.")
    data = file.read()
    read_scan(file.name, data)
    return file.name, data


class TextForm(forms.Form):
    """The next edition of a consent's text, part by part as the law lists them."""

    purpose = forms.CharField(label="Цель", max_length=1500, widget=forms.Textarea(attrs={"rows": 3}))
    data = forms.CharField(label="Перечень данных", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    actions = forms.CharField(
        label="Действия с данными", max_length=1500, widget=forms.Textarea(attrs={"rows": 3})
    )
    extra = forms.CharField(
        label="Дополнительно",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Условия и пояснения под таблицей; каждый абзац с новой строки",
    )
    term = forms.CharField(
        label="Срок действия",
        max_length=300,
        required=False,
        help_text="Продолжает слова «действует …». Пусто — до окончания программы этого года",
    )
    is_checked = forms.BooleanField(
        label="Проверено юристом",
        required=False,
        help_text="С бланка уйдёт отметка «проверьте с юристом». У новой редакции поставьте её заново",
    )
    shown_edition = forms.IntegerField(widget=forms.HiddenInput)

    PARTS = ("purpose", "data", "actions", "extra")

    def text(self, shipped: BlankText) -> BlankText:
        return replace(shipped, **{name: self.cleaned_data[name] for name in self.PARTS})


class SpecialSwitchForm(forms.Form):
    """The school's decision on health data."""

    reason = forms.CharField(
        label="Основание",
        max_length=300,
        help_text="Например: приказ от 12.11.2026 № 84 «Об обработке сведений о здоровье»",
        error_messages={"required": "Напишите основание: номер и дату приказа или решение школы."},
    )
