"""Forms of applications: what a stranger fills by a poster's link, what the curator decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from participants.applications.posters import HEADINGS, kinds_for
from participants.enums import ParticipationRole, PersonKind
from participants.validators import check_name
from programs.forms.fields import DayField
from programs.models import MentoringForm, Program

KIND_WORDS = {
    PersonKind.PUPIL: "ученик",
    PersonKind.TEACHER: "педагог",
    PersonKind.PARENT: "родитель ученика",
    PersonKind.GRADUATE: "выпускник школы",
    PersonKind.VETERAN: "ветеран педагогического труда",
}
REQUESTS = {
    ParticipationRole.MENTOR: ("Чем вы готовы помочь", "Одной-двумя фразами. Подробнее спросит анкета"),
    ParticipationRole.MENTEE: ("С чем нужна помощь", "Одной-двумя фразами. Подробнее спросит анкета"),
}


def _name(label: str, completion: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        required=required,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": completion}),
    )


class ApplicationForm(forms.Form):
    """Who it is and what he asks: no more than the base may hold before a consent is signed."""

    last_name = _name("Фамилия", "family-name")
    first_name = _name("Имя", "given-name")
    middle_name = _name("Отчество", "additional-name", required=False)

    def __init__(
        self, *args: Any, program: Program, role: str, form: MentoringForm | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.kinds = kinds_for(role, form)
        if len(self.kinds) > 1:
            self.fields["kind"] = forms.ChoiceField(
                label="Кто вы",
                choices=[(kind, KIND_WORDS[kind]) for kind in self.kinds],
                widget=forms.RadioSelect,
                error_messages={"required": "Выберите, кто вы."},
            )
        if PersonKind.PUPIL in self.kinds:
            self._ask_pupil(program)
        else:
            self._ask_adult()
        label, hint = REQUESTS[ParticipationRole(role)]
        self.fields["request"] = forms.CharField(
            label=label,
            help_text=hint,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
            error_messages={"required": "Напишите хотя бы одну фразу."},
        )

    def _ask_pupil(self, program: Program) -> None:
        self.fields["school_class"] = forms.ModelChoiceField(
            program.classes.all(),
            label="Класс",
            empty_label="выберите",
            error_messages={"required": "Выберите свой класс."},
        )
        self.fields["is_adult"] = forms.TypedChoiceField(
            label="Сколько вам лет",
            choices=[("no", "меньше 18"), ("yes", "18 или больше")],
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": "Выберите возраст: от него зависит, кто подписывает согласие."},
        )

    def _ask_adult(self) -> None:
        self.fields["position"] = forms.CharField(
            label="Должность или занятие", max_length=160, required=False
        )
        self.fields["phone"] = forms.CharField(
            label="Телефон",
            max_length=60,
            required=False,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        )
        self.fields["email"] = forms.EmailField(
            label="Электронная почта",
            required=False,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )

    def values(self) -> dict[str, Any]:
        return {"kind": self.kinds[0], **self.cleaned_data}

    @property
    def cells(self) -> set[str]:
        """Fields that are shown as cells for the thumb."""
        return {"kind", "is_adult"} & set(self.fields)


class PosterForm(forms.Form):
    role = forms.ChoiceField(label="Кого зовём", choices=[(code, title) for code, title in HEADINGS.items()])
    form = forms.ModelChoiceField(
        None, label="Форма наставничества", required=False, empty_label="родители, выпускники, ветераны"
    )
    expires_on = DayField(
        label="Принимать до", required=False, help_text="Пусто – пока программа не завершена"
    )

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = program.forms.filter(is_active=True)
        self.fields["form"].label_from_instance = lambda form: form.title


class AcceptForm(forms.Form):
    """«Это он» or a new card. answer: the id of a person or "new"."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(
        max_length=20, error_messages={"required": "Выберите, кто это: человек из базы или новый."}
    )
    birth_year = forms.IntegerField(
        label="Год рождения",
        required=False,
        validators=[MinValueValidator(1920), MaxValueValidator(2100)],
        help_text="Если знаете. Нужен для официальной формы базы",
    )
