"""Forms of the curator's room of questionnaires."""

from __future__ import annotations

from typing import Any

from django import forms

from participants.applications.filling import TARGETS
from participants.enums import (
    ParticipationRole,
    QuestionKind,
    QuestionnaireKind,
    QuestionnaireRole,
    SurveyMoment,
)
from participants.models import Question, Questionnaire
from participants.questionnaires.editing import HEAD_FIELDS
from programs.forms.fields import one_of
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
        label="Кто отвечает",
        required=False,
        choices=[("", "все"), *QuestionnaireRole.choices],
        help_text="Заявку подают только наставник или наставляемый",
    )
    form = forms.ModelChoiceField(None, label="Форма наставничества", required=False, empty_label="любая")
    moment = forms.ChoiceField(
        label="Когда проводится",
        required=False,
        choices=[("", "не сравнивается"), *SurveyMoment.choices],
        help_text="Только для опроса: ответы «до» и «после» одного человека сравнят по парным вопросам",
    )
    intro = forms.CharField(
        label="Вступление",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Зачем анкета и как отвечать. Кто увидит ответы, сайт скажет сам, над первым вопросом",
    )
    is_anonymous = forms.BooleanField(
        label="Без имени: чей ответ, не узнает никто",
        required=False,
        help_text="Только для опроса. Ответы отделятся от ссылки, результаты покажут от пяти ответов; сравнить «до» и "
        "«после» у одного человека будет нельзя",
    )

    def __init__(
        self, *args: Any, program: Program, instance: Questionnaire | None = None, **kwargs: Any
    ) -> None:
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in HEAD_FIELDS}
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = program.forms.all()
        self.fields["form"].label_from_instance = lambda form: form.title


class QuestionForm(forms.Form):
    """pair_code and factor are asked in surveys, target in applications."""

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
    scale_max = forms.IntegerField(label="Шкала до", min_value=1, max_value=10, initial=10)
    scale_low = forms.CharField(label="Слово у нижнего конца шкалы", required=False, max_length=40)
    scale_high = forms.CharField(label="Слово у верхнего конца шкалы", required=False, max_length=40)
    help_text = forms.CharField(label="Пояснение под вопросом", required=False, max_length=300)
    is_required = forms.BooleanField(label="Без ответа анкету не отправить", required=False)
    pair_code = forms.SlugField(
        label="Код парного вопроса",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "pair-codes", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Парный вопрос: тот же код в анкете «до» и «после» — и сайт сравнит ответы. Выберите из списка или "
        "придумайте, например comfort",
        error_messages={
            "invalid": "Код пишут латинскими буквами, цифрами и дефисом, без пробелов: comfort, help-2."
        },
    )
    factor = forms.CharField(
        label="Фактор для SWOT",
        required=False,
        max_length=200,
        help_text="О чём говорит большая доля «да» или высоких оценок: «Участники готовы продолжить». Малая доля "
        "попадёт в слабые стороны. Пусто — вопрос в SWOT не идёт",
    )
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
        if questionnaire.kind != QuestionnaireKind.SURVEY:
            del self.fields["pair_code"], self.fields["factor"]

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
    names = (
        "text",
        "kind",
        "scale_min",
        "scale_max",
        "help_text",
        "is_required",
        "target",
        "pair_code",
        "factor",
    )
    low, high = question.scale_labels if len(question.scale_labels) == 2 else ("", "")
    return {name: getattr(question, name) for name in names} | {
        "options": "\n".join(question.options),
        "scale_low": low,
        "scale_high": high,
    }


class PaperForm(forms.Form):
    """A scan or free text: what a person wrote in his own way."""

    file = one_of(
        forms.FileField(
            label="Скан или фотография анкеты",
            required=False,
            help_text="PDF, JPG, PNG или DOCX, до 15 МБ",
            widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
        )
    )
    free_text = one_of(
        forms.CharField(
            label="Или текст анкеты",
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 6, "maxlength": 5000}),
        )
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
