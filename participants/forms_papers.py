"""Whom to print applications for."""

from __future__ import annotations

from typing import Any

from django import forms

from mentoring_site.permissions import Access
from participants.enums import BaseKind
from programs.models import SchoolClass


class ParticipationForm(forms.Form):
    base = forms.ChoiceField(
        label="Для кого",
        choices=[(BaseKind.MENTEES, "Наставляемые"), (BaseKind.MENTORS, "Наставники")],
        widget=forms.RadioSelect,
        initial=BaseKind.MENTEES,
    )
    school_class = forms.ModelChoiceField(
        None, label="Класс", required=False, empty_label="Все классы и взрослые"
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = SchoolClass.objects.filter(program=access.program)
        if not access.sees_whole_school:
            classes = classes.filter(pk__in=access.class_ids)
        self.fields["school_class"].queryset = classes
