"""Forms of parameters and measurements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from mentoring_site.permissions import ROLE_LABELS
from mentoring_site.spreadsheets.cells import MAX_BYTES
from monitoring.cells import show_number
from monitoring.enums import Confidentiality, Direction, ParameterBlock, ParameterSubject
from monitoring.measuring import MEASURING_ROLES
from monitoring.models import Parameter
from monitoring.services.parameters import FIELDS
from participants.enums import SurveyMoment
from programs.models import Program

DAY = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
DAY_ERRORS = {"required": "Укажите день, когда измеряли.", "invalid": "Дата не понята. Пример: 15.09.2026."}


class DecimalWithComma(forms.DecimalField):
    """«0,2» and «0.2»."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".").strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else show_number(Decimal(value))


class ParameterForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Название", max_length=160)
    block = forms.ChoiceField(label="Что оценивает", choices=ParameterBlock.choices)
    subject = forms.ChoiceField(label="У кого измеряют", choices=ParameterSubject.choices)
    form = forms.ModelChoiceField(None, label="Форма наставничества", required=False, empty_label="обе формы")
    unit = forms.CharField(
        label="Единица", max_length=60, required=False, help_text="Например: балл, уроки за четверть, %"
    )
    minimum = DecimalWithComma(label="Наименьшее значение", required=False, max_digits=8, decimal_places=2)
    maximum = DecimalWithComma(label="Наибольшее значение", required=False, max_digits=8, decimal_places=2)
    decimals = forms.TypedChoiceField(
        label="Знаков после запятой",
        coerce=int,
        choices=[(0, "0 – целые"), (1, "1 – например 85,5"), (2, "2 – например 4,25")],
    )
    direction = forms.ChoiceField(label="Что лучше", choices=Direction.choices)
    smallest_change = DecimalWithComma(
        label="Наименьшее заметное изменение",
        max_digits=8,
        decimal_places=2,
        initial=1,
        help_text="Меньше этого – «без изменений»",
    )
    source_role = forms.ChoiceField(
        label="Кто вносит", choices=[(role.value, ROLE_LABELS[role]) for role in MEASURING_ROLES]
    )
    confidentiality = forms.ChoiceField(
        label="Доступ",
        choices=Confidentiality.choices,
        help_text="«Только психолог»: значения видит он один, остальным – стало лучше или хуже",
    )
    method = forms.CharField(
        label="Чем измеряют", max_length=200, required=False, help_text="Методика, журнал, наблюдение"
    )
    pair_code = forms.SlugField(
        label="Код парного вопроса",
        max_length=60,
        required=False,
        help_text="Если значения берутся из анкет «до» и «после»: тогда их никто не вносит",
    )
    is_active = forms.BooleanField(label="Измеряется в этом году", required=False, initial=True)

    def __init__(
        self, *args: Any, program: Program, instance: Parameter | None = None, **kwargs: Any
    ) -> None:
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in (*FIELDS, "version")}
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = program.forms.all()
        self.fields["form"].label_from_instance = lambda form: form.title

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class DayForm(forms.Form):
    """The day of what is typed below."""

    measured_on = forms.DateField(label="Дата измерения", widget=DAY, error_messages=DAY_ERRORS)


class MeasuresFileForm(forms.Form):
    moment = forms.ChoiceField(
        label="Когда измеряли",
        choices=SurveyMoment.choices,
        help_text="Если в заголовке столбца написано «до» или «после», верно то, что в заголовке",
    )
    measured_on = forms.DateField(
        label="Дата измерения",
        widget=DAY,
        error_messages=DAY_ERRORS,
        help_text="Если в таблице есть столбец «Дата», для заполненных строк верна она",
    )
    file = forms.FileField(
        label="Файл таблицы",
        max_length=255,
        allow_empty_file=True,
        help_text="Excel (.xlsx, .xls), LibreOffice (.ods) или .csv",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": "Файл не выбран. Выберите таблицу на своём компьютере."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Файл больше 10 МБ. Оставьте в нём только людей и измерения.")
        return file


def day_or(text: str, default: date) -> date:
    """A day of the address; whatever is none means the default."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default
