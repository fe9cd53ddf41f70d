"""Forms of the curator's room of questionnaires."""

from __future__ import annotations

from typing import Any

from django import forms

from participants.applications.filling import TARGETS
from participants.enums import ParticipationRole, QuestionKind, QuestionnaireKind
from participants.models import Question, Questionnaire
from participants.questionnaires.editing import HEAD_FIELDS
from programs.models import Program

TARGET_LABELS = {
    "competencies": "компетенции наставника",
    "achievements": "достижения наставника",
    "interests": "интересы",
    "preferred_age": "желаемый возраст наставляемых",
    "time_resource": "ресурс времени",
    "takes_group": "согласен вести группу (да/нет)",
    "request": "основной запрос",
    "topics": "темы",
    "times": "удобное время",
}


class HeadForm(forms.Form):
    title = forms.CharField(label="Название", max_length=160)
    kind = forms.ChoiceField(label="Вид", choices=QuestionnaireKind.choices)
    role = forms.ChoiceField(
        label="Кто отвечает", required=False, choices=[("", "все"), *ParticipationRole.choices]
    )
    form = forms.ModelChoiceField(None, label="Форма наставничества", required=False, empty_label="любая")
    intro = forms.CharField(
        label="Вступление",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Зачем анкета и кто увидит ответы",
    )
    is_anonymous = forms.BooleanField(label="Без имени: чей ответ, не узнает никто", required=False)

    def __init__(
        self, *args: Any, program: Program, instance: Questionnaire | None = None, **kwargs: Any
    ) -> None:
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in HEAD_FIELDS}
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = program.forms.all()
        self.fields["form"].label_from_instance = lambda form: form.title


class QuestionForm(forms.Form):
    text = forms.CharField(
        label="Вопрос", max_length=500, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500})
    )
    kind = forms.ChoiceField(label="Вид ответа", choices=QuestionKind.choices)
    options = forms.CharField(
        label="Варианты",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Каждый на своей строке; для вида «один» или «несколько из списка»",
    )
    scale_min = forms.IntegerField(label="Шкала от", min_value=0, max_value=9, initial=1)
    scale_max = forms.IntegerField(label="до", min_value=1, max_value=10, initial=10)
    scale_low = forms.CharField(label="Слово у нижнего конца шкалы", required=False, max_length=40)
    scale_high = forms.CharField(label="Слово у верхнего конца", required=False, max_length=40)
    help_text = forms.CharField(label="Пояснение под вопросом", required=False, max_length=300)
    is_required = forms.BooleanField(label="Без ответа анкету не отправить", required=False)
    target = forms.ChoiceField(
        label="Куда попадёт ответ",
        required=False,
        help_text="Пустое поле базы заполнится, когда заявку примут; заполненное не изменится",
    )

    def __init__(
        self, *args: Any, questionnaire: Questionnaire, instance: Question | None = None, **kwargs: Any
    ) -> None:
        if instance is not None:
            kwargs["initial"] = _initial(instance)
        super().__init__(*args, **kwargs)
        if questionnaire.kind == QuestionnaireKind.APPLICATION:
            targets = TARGETS[ParticipationRole(questionnaire.role)]
            self.fields["target"].choices = [
                ("", "только в анкету"),
                *((code, f"в базу: {TARGET_LABELS[code]}") for code in targets),
            ]
        else:
            del self.fields["target"]

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        low, high = data.pop("scale_low"), data.pop("scale_high")
        if data["kind"] != QuestionKind.SCALE:
            data |= {"scale_min": 1, "scale_max": 10}
        return data | {
            "options": data["options"].splitlines(),
            "scale_labels": [low, high] if low or high else [],
        }


def _initial(question: Question) -> dict[str, Any]:
    names = ("text", "kind", "scale_min", "scale_max", "help_text", "is_required", "target")
    low, high = question.scale_labels if len(question.scale_labels) == 2 else ("", "")
    return {name: getattr(question, name) for name in names} | {
        "options": "\n".join(question.options),
        "scale_low": low,
        "scale_high": high,
    }


class PaperForm(forms.Form):
    """A scan or free text: what a person wrote in his own way."""

    file = forms.FileField(
        label="Скан или фотография анкеты",
        required=False,
        help_text="PDF, JPG, PNG или DOCX, до 15 МБ",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
    )
    free_text = forms.CharField(
        label="Или текст анкеты",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 5000}),
    )


class ScanForm(PaperForm):
    """The same, brought by an employee for a person of the base."""

    who = forms.CharField(
        label="Чья анкета",
        max_length=300,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
        help_text="Начните набирать фамилию и выберите из списка",
        error_messages={"required": "Укажите, чья это анкета."},
    )
    field_order = ("who", "file", "free_text")
