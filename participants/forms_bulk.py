"""What a bulk action asks once for all ticked rows."""

from __future__ import annotations

from typing import Any

from django import forms

from programs.forms.fields import DayField
from programs.models import Program, SchoolClass


class ClassForm(forms.Form):
    school_class = forms.ModelChoiceField(None, label="Класс", empty_label="Выберите класс")

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = SchoolClass.objects.filter(program=program)


class PastForm(forms.Form):
    on = DayField(label="На какую дату")


class InviteForm(forms.Form):
    """What the ticked people are invited to; printed on a slip for each and said in the text for a chat."""

    what = forms.CharField(
        label="Куда", max_length=120, help_text="Например: на групповую встречу наставников"
    )
    when = forms.CharField(label="Когда", max_length=80, help_text="Например: 25 ноября в 15:00")
    place = forms.CharField(label="Где", max_length=120, required=False)
