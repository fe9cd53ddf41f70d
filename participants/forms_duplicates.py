"""Which value the merged card keeps, field by field."""

from __future__ import annotations

from typing import Any

from django import forms

from participants.models import Person
from participants.services.changes import in_words
from participants.services.merging import CHOSEN_FIELDS


class MergeForm(forms.Form):
    """A choice for each field that differs; what only one card knows is taken without asking."""

    def __init__(self, *args: Any, keep: Person, drop: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHOSEN_FIELDS:
            own, other = getattr(keep, name), getattr(drop, name)
            if own and other and own != other:
                label = str(Person._meta.get_field(name).verbose_name)
                self.fields[name] = forms.ChoiceField(
                    label=label[:1].upper() + label[1:],
                    choices=[("keep", _shown(keep, name)), ("drop", _shown(drop, name))],
                    initial="keep",
                    widget=forms.RadioSelect,
                )

    def chosen(self) -> dict[str, str]:
        return dict(self.cleaned_data)


def _shown(person: Person, name: str) -> str:
    if name == "gender":
        return person.get_gender_display()
    return in_words(getattr(person, name))
