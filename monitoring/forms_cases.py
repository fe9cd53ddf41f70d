"""The text of a case by sections, a participant's word, files."""

from __future__ import annotations

from typing import Any

from django import forms

from monitoring.cases import TEXTS
from monitoring.models import PracticeCase
from programs.forms.fields import DayField

# (heading, fields): the edit page goes through them in this order.
SECTIONS = (
    ("О чём кейс", ("title", "authors", "target_group", "period")),
    ("С чего начали", ("problem", "goal")),
    ("Что делали", ("course", "methods", "resources")),
    ("Что получилось", ("figures", "results")),
    ("Отзывы", ("mentee_word", "mentor_word", "curator_word")),
    ("Другим школам", ("difficulties", "replication", "links")),
)
ROWS = {"course": 8, "results": 5, "figures": 4, "problem": 4, "methods": 4, "replication": 4}
HELP = {
    "title": "Коротко: чему научились или что решили.",
    "problem": "С чем пришёл наставляемый. Без диагнозов и семейных подробностей.",
    "course": "Шаги по порядку: что делали на встречах.",
    "figures": "Числа до и после: отметки, баллы анкет, посещаемость.",
    "mentee_word": "Своими словами, с согласия автора.",
    "replication": "Что понадобится тому, кто захочет повторить.",
    "links": "По одной в строке.",
}


class CaseForm(forms.ModelForm):
    """FIELDS of services.cases and the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PracticeCase
        fields = (*TEXTS, "names_shown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, field in self.fields.items():
            field.help_text = HELP.get(name, field.help_text)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = ROWS.get(name, 3)
        self.fields["title"].error_messages["required"] = "Впишите название кейса."
        self.fields["names_shown"].help_text = (
            "Имена появятся, только если все участники разрешили и у каждого есть действующее согласие на публикацию. "
            "Иначе в кейсе – «наставник» и «наставляемый»."
        )

    def sections(self) -> list[dict[str, Any]]:
        """With how much of each is filled: the line of progress counts sections, not letters."""
        shown = []
        for number, (title, names) in enumerate(SECTIONS, 1):
            fields = [self[name] for name in names]
            filled = sum(bool(str(field.value() or "").strip()) for field in fields)
            shown.append(
                {"number": number, "title": title, "fields": fields, "filled": filled, "total": len(names)}
            )
        return shown

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*TEXTS, "names_shown")}


class WordForm(forms.Form):
    """What one participant said of the text."""

    ANSWERS = (
        ("named", "Согласен, имя можно назвать"),
        ("nameless", "Согласен, без имени"),
        ("no", "Не согласен"),
    )
    answer = forms.ChoiceField(
        label="Ответ",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите ответ."},
    )
    said_on = DayField(label="Когда ответил")
    comment = forms.CharField(label="Замечание", required=False, max_length=500)

    def word(self) -> dict[str, Any]:
        answer = self.cleaned_data["answer"]
        return {
            "is_agreed": answer != "no",
            "with_name": answer == "named",
            "said_on": self.cleaned_data["said_on"],
            "comment": self.cleaned_data["comment"],
        }


class CaseFileForm(forms.Form):
    file = forms.FileField(
        label="Файл",
        help_text="PDF, JPG, PNG, DOCX или XLSX до 15 МБ",
        error_messages={"required": "Выберите файл."},
    )
    caption = forms.CharField(label="Подпись", required=False, max_length=200)
