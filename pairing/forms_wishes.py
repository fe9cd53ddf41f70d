"""Forms of the group meeting and of the list of preferences."""

from __future__ import annotations

from typing import Any

from django import forms

from pairing.preference_lists import SIDE_LABELS
from participants.forms_selection import RowForm
from participants.models import Event
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Program, SchoolClass

TITLE = "Групповая встреча наставников и наставляемых"


class GroupMeetingForm(RowForm):
    model = Event
    names = ("title", "planned_on", "starts_at", "hours", "place", "expert", "materials", "result")
    labels = {
        "title": "Название",
        "hours": "Сколько часов",
        "materials": "Ход встречи",
        "result": "Чем закончилась",
    }
    rows = {"materials": 3, "result": 3}
    hints = {
        "hours": "Например: 1 или 1,5",
        "expert": "Кто ведёт: куратор, психолог",
        "materials": "Знакомство, игры, рассказ о программе; ссылки и названия, каждое с новой строки",
        "result": "Заполняют после встречи",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_on"] = DayField(label="Дата")
        self.fields["hours"].required = False
        self.fields["starts_at"].widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        if self.is_new:
            self.fields["title"].initial = TITLE
            del self.fields["result"]
        self.order_fields(self.names)


class InvitedFilter(forms.Form):
    """Whom of the invited the page shows."""

    side = forms.ChoiceField(label="Кто", required=False, choices=named_choices("Кто", SIDE_LABELS.items()))
    form = forms.ChoiceField(label="Форма", required=False)
    school_class = forms.ChoiceField(label="Класс", required=False)

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = named_choices(
            "Форма", [(str(one.pk), one.title) for one in program.forms.all()]
        )
        classes = SchoolClass.objects.filter(program=program).order_by("grade", "letter")
        self.fields["school_class"].choices = named_choices(
            "Класс", [(str(one.pk), str(one)) for one in classes]
        )

    def narrowing(self) -> dict[str, Any]:
        """Arguments of preference_lists.invited; a wrong value narrows nothing."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "side": data.get("side", ""),
            "form": int(data["form"]) if data.get("form") else None,
            "school_class": int(data["school_class"]) if data.get("school_class") else None,
        }


class ProgressFilter(InvitedFilter):
    q = SearchField("Фамилия")
    field_order = ("q", "side", "form", "school_class")
