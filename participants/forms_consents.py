from __future__ import annotations

from typing import Any

from django import forms

from mentoring_site.permissions import Access
from participants.consent_register import classes_for
from participants.enums import BaseKind, ConsentGiver, ConsentPurpose
from participants.models import Person, Representative
from programs.forms.fields import DayField, SearchField, named_choices


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [choice for choice in ConsentPurpose.choices if choice[0] != ConsentPurpose.PARTICIPATION]
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

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        signed_on, until = data.get("signed_on"), data.get("valid_until")
        if signed_on and until and until < signed_on:
            self.add_error("valid_until", "Срок заканчивается раньше даты подписи.")
        return data


class SinglePaperForm(PaperForm):
    """One paper of one person."""

    purpose = forms.ChoiceField(label="На что согласие", choices=_capital(ConsentPurpose.choices))
    given_by = forms.ChoiceField(label="Кто подписал")
    representative = forms.ModelChoiceField(
        None, label="Законный представитель", required=False, empty_label="Не указан"
    )
    field_order = ("purpose", "given_by", "representative", "signed_on", "valid_until", "kept_at")

    def __init__(self, *args: Any, person: Person, is_minor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["representative"].queryset = Representative.objects.filter(person=person)
        givers = [ConsentGiver.GUARDIAN, ConsentGiver.BOTH] if is_minor else [ConsentGiver.SELF]
        self.fields["given_by"].choices = _capital([(giver.value, giver.label) for giver in givers])
        if not is_minor or not self.fields["representative"].queryset.exists():
            del self.fields["representative"]
