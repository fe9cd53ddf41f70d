"""Forms of «Запросы и охват»: filters, topics, totals, the audience of an invitation."""

from __future__ import annotations

from typing import Any

from django import forms

from mentoring_site.permissions import Access
from participants.consent_register import classes_for
from participants.enums import PopulationKind
from participants.invitations import AUDIENCES, Audience
from participants.models import Topic
from participants.needs import Narrowing
from programs.enums import ParticipantKind
from programs.forms.fields import DayField, named_choices


class NeedsFilter(forms.Form):
    form = forms.ModelChoiceField(None, label="Форма", required=False, empty_label="Форма")
    school_class = forms.ModelChoiceField(
        None, label="Класс того, кто просит", required=False, empty_label="Класс, где просят"
    )
    subject = forms.ModelChoiceField(None, label="Предмет", required=False, empty_label="Предмет")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = access.program.forms.all()
        self.fields["form"].label_from_instance = lambda form: form.title
        self.fields["school_class"].queryset = classes_for(access)
        self.fields["subject"].queryset = Topic.objects.filter(is_subject=True)

    def narrowing(self) -> Narrowing:
        """An odd value filters nothing; its message stands at the field."""
        self.is_valid()
        return Narrowing(**{name: self.cleaned_data.get(name) for name in self.fields})


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ("title", "kind", "is_subject", "is_active")
        help_texts = {
            "kind": "Пусто — тема и для учеников, и для педагогов",
            "is_active": "Скрытую тему больше не предлагают; кто её выбрал, у того она остаётся",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            ("", "для всех"),
            (ParticipantKind.PUPIL.value, "для учеников"),
            (ParticipantKind.TEACHER.value, "для педагогов"),
        ]


class PopulationForm(forms.Form):
    kind = forms.ChoiceField(
        label="Что посчитано", choices=[(code, label.capitalize()) for code, label in PopulationKind.choices]
    )
    value = forms.IntegerField(
        label="Сколько",
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Впишите число.",
            "invalid": "Впишите целое число.",
            "max_value": "Столько людей в школе не бывает. Проверьте число.",
            "min_value": "Число не бывает меньше нуля.",
        },
    )
    counted_on = DayField(label="На дату", help_text="Например, 1 сентября или день отчёта ОО-1")


class AudienceForm(forms.Form):
    audience = forms.ChoiceField(
        label="Кого пригласить", choices=named_choices("Выберите", AUDIENCES.items())
    )
    grade = forms.TypedChoiceField(label="Параллель", required=False, coerce=int, empty_value=None)
    topic = forms.ModelChoiceField(None, label="Тема", required=False, empty_label="Любая тема")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = access.program.classes.order_by("grade").values_list("grade", flat=True).distinct()
        self.fields["grade"].choices = named_choices(
            "Все классы", [(str(grade), f"{grade}-е классы") for grade in grades]
        )
        self.fields["topic"].queryset = Topic.objects.filter(is_active=True)

    def audience_chosen(self) -> Audience | None:
        if not self.is_valid():
            return None
        data = self.cleaned_data
        return Audience(data["audience"], data["grade"], data["topic"])
