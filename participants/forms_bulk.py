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
