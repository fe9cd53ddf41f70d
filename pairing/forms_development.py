"""Forms of the individual plan and of results."""

from __future__ import annotations

from typing import Any

from django import forms

from pairing.enums import MentoringKind, PlanStage, ResultKind, TaskMark
from pairing.models import Pair, PairMember
from pairing.services.development import (
    GOAL_LENGTH,
    MOST_TASKS,
    RESULT_LENGTH,
    TITLE_LENGTH,
    TaskLine,
    sections_for,
)
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Program


class PlanForm(forms.Form):
    goal = forms.CharField(
        label="Цель",
        required=False,
        max_length=GOAL_LENGTH,
        help_text="Что изменится к концу срока. Без сведений о здоровье",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label="Вид наставничества",
        choices=[(value, label.capitalize()) for value, label in MentoringKind.choices],
    )
    starts_on = DayField(label="Срок с", required=False)
    ends_on = DayField(label="Срок по", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class TaskForm(forms.Form):
    """One line; an emptied line of a known task takes it out of the plan."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    section = forms.ChoiceField(label="Раздел")
    title = forms.CharField(
        label="Проект, задание",
        required=False,
        max_length=TITLE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due_on = DayField(label="Срок", required=False)
    planned = forms.CharField(
        label="Планируемый результат",
        required=False,
        max_length=RESULT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, member: PairMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(one.value, one.label) for one in sections_for(member)]

    def has_changed(self) -> bool:
        """The section alone is no line: it is chosen before anything is typed."""
        return any(name != "section" for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("title") and (data.get("planned") or data.get("due_on")) and not data.get("pk"):
            self.add_error("title", "Напишите задачу или очистите строку.")
        return data

    def line(self) -> TaskLine | None:
        data = getattr(self, "cleaned_data", {})
        if not data.get("title"):
            return None
        return TaskLine(
            data["section"], data["title"], data.get("due_on"), data.get("planned", ""), data.get("pk")
        )


TaskFormSet = forms.formset_factory(TaskForm, extra=3, max_num=MOST_TASKS, absolute_max=MOST_TASKS + 5)


class ProgressForm(forms.Form):
    actual = forms.CharField(
        label="Фактический результат",
        required=False,
        max_length=RESULT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    mark = forms.ChoiceField(
        label="Оценка наставника",
        required=False,
        choices=[("", "Нет оценки"), *((value, label.capitalize()) for value, label in TaskMark.choices)],
    )


class DevelopmentFilter(forms.Form):
    q = SearchField("Фамилия")
    form = forms.ModelChoiceField(None, label="Форма", required=False, empty_label="Форма")

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = program.forms.all()


class ResultFilter(DevelopmentFilter):
    kind = forms.ChoiceField(
        label="Вид результата",
        required=False,
        choices=named_choices(
            "Вид результата", [(value, label.capitalize()) for value, label in ResultKind.choices]
        ),
    )


class ResultForm(forms.Form):
    kind = forms.ChoiceField(
        label="Что это",
        choices=[(value, label.capitalize()) for value, label in ResultKind.choices],
    )
    title = forms.CharField(
        label="Что сделано", max_length=300, help_text="Например: проект «Школьный сад», 2 место"
    )
    on = DayField(label="Дата")
    member = forms.ModelChoiceField(
        None, label="Чей результат", required=False, empty_label="Всей пары или группы"
    )
    url = forms.URLField(
        label="Ссылка",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Например, на публикацию",
    )
    file = forms.FileField(
        label="Файл",
        required=False,
        max_length=255,
        help_text="PDF, JPG, PNG, DOCX или XLSX, до 15 МБ",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = pair.members.select_related("mentee__person")

    def values(self) -> dict[str, Any]:
        """Arguments of save_result, without the version."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "file")}
        if file := self.cleaned_data.get("file"):
            data |= {"file_name": file.name, "data": file.read()}
        return data


PLAN_TABS = (
    ("", "Все планы"),
    (PlanStage.DRAFT, "Черновики"),
    (PlanStage.SUBMITTED, "На согласовании"),
    (PlanStage.AGREED, "Согласованы"),
    (PlanStage.APPROVED, "Утверждены"),
)
