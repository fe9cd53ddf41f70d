"""Forms of interviews and training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.models import fields_for_model

from participants.enums import InterviewConclusion, InterviewState
from participants.models import Event, Interview, InterviewCriterion, TrainingCourse
from participants.services.interviews import NOTE_LENGTH, REASON_LENGTH, Sheet
from participants.services.training import NUMBER_LENGTH
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Program

MARK_CHOICES = [("2", "2"), ("1", "1"), ("0", "0"), ("", "не оценивалось")]
MARK_WORDS = {2: "выражено", 1: "отчасти", 0: "нет", None: "не оценивалось"}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _hours_like(field: Any) -> forms.DecimalField:
    """Written and read with a comma, as hours are: «1,5»."""
    return forms.DecimalField(
        label=field.label,
        help_text=field.help_text,
        max_digits=field.max_digits,
        decimal_places=field.decimal_places,
        min_value=0,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


@dataclass(frozen=True)
class Criterion:
    """One criterion as the sheet shows it."""

    number: int
    text: str
    mark: Any  # bound fields
    note: Any


class PlanForm(forms.Form):
    planned_on = DayField(label="Дата", required=False, help_text="Можно назначить позже")
    place = forms.CharField(label="Место", max_length=120, required=False, help_text="Например: кабинет 214")


class SheetForm(forms.Form):
    """One sheet: a pair of fields for each criterion that was copied into it, then the conclusion."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    planned_on = DayField(label="Назначено на", required=False)
    held_on = DayField(label="Проведено", required=False)
    place = forms.CharField(label="Место", max_length=120, required=False)
    present = forms.CharField(
        label="Кто присутствовал",
        max_length=500,
        required=False,
        help_text="Фамилии и должности через запятую",
        widget=_area(2),
    )
    with_psychologist = forms.BooleanField(label="С участием педагога-психолога", required=False)
    conclusion = forms.ChoiceField(
        label="Заключение",
        required=False,
        choices=[(value, label.capitalize()) for value, label in InterviewConclusion.choices],
        widget=forms.RadioSelect,
    )
    condition = forms.CharField(
        label="Условие или причина",
        max_length=500,
        required=False,
        help_text="Нужны, если рекомендован с условием или не рекомендован",
        widget=_area(2),
    )

    def __init__(self, *args: Any, interview: Interview, is_correction: bool = False, **kwargs: Any) -> None:
        self.interview = interview
        names = ("planned_on", "held_on", "place", "present", "with_psychologist", "conclusion", "condition")
        initial = {name: getattr(interview, name) for name in names} | {"version": interview.version}
        for number, row in enumerate(interview.marks):
            initial[f"mark_{number}"] = "" if row["mark"] is None else str(row["mark"])
            initial[f"note_{number}"] = row["note"]
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        for number, row in enumerate(interview.marks):
            self.fields[f"mark_{number}"] = forms.ChoiceField(
                label=row["text"], choices=MARK_CHOICES, required=False, widget=forms.RadioSelect
            )
            self.fields[f"note_{number}"] = forms.CharField(
                label=f"Примечание к критерию {number + 1}", max_length=NOTE_LENGTH, required=False
            )
        if is_correction:
            del self.fields["planned_on"]
            self.fields["reason"] = forms.CharField(
                label="Почему исправляете",
                max_length=REASON_LENGTH,
                help_text="Останется в журнале действий",
                widget=_area(2),
                error_messages={"required": "Напишите, почему исправляете лист."},
            )

    def for_eyes(self) -> SheetForm:
        """A draft may lack them, a held sheet may not: on the page they are not called optional."""
        self.is_bound and self.is_valid()  # judged before
        for name in ("held_on", "conclusion"):
            self.fields[name].required = True
        return self

    def criteria(self) -> Iterator[Criterion]:
        for number, row in enumerate(self.interview.marks):
            yield Criterion(number + 1, row["text"], self[f"mark_{number}"], self[f"note_{number}"])

    def sheet(self) -> Sheet:
        data = self.cleaned_data
        marks = [
            (int(data[f"mark_{n}"]) if data[f"mark_{n}"] else None, data[f"note_{n}"])
            for n in range(len(self.interview.marks))
        ]
        return Sheet(
            marks=marks,
            planned_on=data.get("planned_on"),
            held_on=data["held_on"],
            place=data["place"],
            present=data["present"],
            with_psychologist=data["with_psychologist"],
            conclusion=data["conclusion"],
            condition=data["condition"],
        )


class InterviewFilter(forms.Form):
    q = SearchField("Фамилия")
    conclusion = forms.ChoiceField(
        label="Заключение",
        required=False,
        choices=named_choices(
            "Заключение", [(value, label.capitalize()) for value, label in InterviewConclusion.choices]
        ),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if state != InterviewState.HELD:
            del self.fields["conclusion"]


class RowForm(forms.Form):
    """Fields of a model made inside the school's scope; the service writes and checks, the form only reads."""

    model: type
    names: tuple[str, ...]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, program: Program, instance: Any = None, **kwargs: Any) -> None:
        self.is_new = instance is None
        if instance is not None:
            initial = {name: getattr(instance, name) for name in self.names}
            kwargs["initial"] = initial | {"version": getattr(instance, "version", None)}
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(self.model, fields=list(self.names), labels=self.labels)
        for name, text in self.hints.items():
            self.fields[name].help_text = text
        for name, rows in self.rows.items():
            self.fields[name].widget = _area(rows)
        for name in {"hours", "hours_required"} & set(self.names):
            self.fields[name] = _hours_like(self.fields[name])
        if "form" in self.fields:
            self.fields["form"].queryset = program.forms.all()
            self.fields["form"].empty_label = self.for_all

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}
    rows: dict[str, int] = {}
    for_all = "для всех форм"

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names if name in self.fields}


class CriterionForm(RowForm):
    model, names, rows = InterviewCriterion, ("text", "form", "is_active"), {"text": 2}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            del self.fields["is_active"]


class CourseForm(RowForm):
    model = TrainingCourse
    names = ("title", "form", "hours_required", "experts", "content", "materials")
    rows = {"experts": 2, "content": 5, "materials": 4}
    hints = {
        "form": "",
        "experts": "Кто ведёт занятия и кого пригласили",
        "materials": "Ссылки и названия, каждое с новой строки",
        "hours_required": "Сколько часов занятий нужно, чтобы обучение зачли",
    }
    for_all = "для всех наставников"


class SessionForm(RowForm):
    model = Event
    names = ("title", "planned_on", "starts_at", "hours", "place", "expert", "materials")
    rows = {"materials": 3}
    hints = {"hours": "Например: 2 или 1,5", "materials": "Ссылки и названия, каждое с новой строки"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_on"] = DayField(label="Дата")
        self.fields["starts_at"].widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        self.order_fields(self.names)


class CompleteForm(forms.Form):
    completed_on = DayField(label="День зачёта")
    first_number = forms.CharField(
        label="Номер первого сертификата",
        max_length=NUMBER_LENGTH,
        required=False,
        help_text="Остальные пойдут подряд. Пусто — номера впишут от руки",
    )
