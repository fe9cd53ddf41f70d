"""Forms of the import wizard."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from mentoring_site.spreadsheets.cells import MAX_BYTES
from participants.enums import ConsentPurpose
from participants.importing.apply import Papers

PURPOSES = (ConsentPurpose.PARTICIPATION, ConsentPurpose.TESTING, ConsentPurpose.PUBLICATION)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Файл таблицы",
        max_length=255,
        allow_empty_file=True,  # the reader says more than «пустой»
        help_text="Excel (.xlsx, .xls), LibreOffice (.ods) или .csv; до 10 МБ и 20 000 строк",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": "Файл не выбран. Выберите таблицу на своём компьютере."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            size = f"{file.size / 1024**2:.1f}".replace(".", ",")
            raise forms.ValidationError(
                f"Файл занимает {size} МБ, а принять можно не больше 10 МБ. Разделите его на части."
            )
        return file


class ApplyForm(forms.Form):
    without_errors = forms.BooleanField(
        label="Записать без строк с ошибкой",
        required=False,
        help_text="Остальные строки попадут в файл остатка с причинами, его можно исправить и загрузить снова",
    )
    admits = forms.BooleanField(
        label="Считать принятыми тех, у кого в таблице есть дата вхождения в программу",
        required=False,
        initial=True,
        help_text="Наставник станет допущенным без отметок о собеседовании и обучении; это останется в истории",
    )
    has_papers = forms.BooleanField(label="Да, бумаги подписаны и лежат в школе", required=False)
    signed_on = forms.DateField(
        label="Дата подписи",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        help_text="Общая для всех; у кого другая, отметьте потом отдельно",
    )
    kept_at = forms.CharField(
        label="Где лежат оригиналы",
        max_length=200,
        required=False,
        help_text="Например: кабинет 12, папка № 3",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    purposes = forms.MultipleChoiceField(
        label="На что согласие",
        required=False,
        choices=[(purpose.value, purpose.label) for purpose in PURPOSES],
        initial=[ConsentPurpose.PARTICIPATION.value],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, today: date, has_errors: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not has_errors:
            self.fields["without_errors"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("has_papers"):
            return data
        signed_on = data.get("signed_on")
        if signed_on is None and "signed_on" not in self.errors:
            self.add_error("signed_on", "Укажите дату, которой подписаны согласия.")
        elif signed_on and signed_on > self.today:
            self.add_error("signed_on", f"Дата {signed_on:%d.%m.%Y} ещё не наступила. Укажите день подписи.")
        if not data.get("kept_at", "").strip():
            self.add_error("kept_at", "Укажите, где лежат оригиналы: их спросит проверка.")
        if not data.get("purposes"):
            self.add_error("purposes", "Отметьте, на что даны согласия.")
        return data

    def papers(self) -> Papers | None:
        data = self.cleaned_data
        if not data["has_papers"]:
            return None
        return Papers(data["signed_on"], data["kept_at"].strip(), tuple(data["purposes"]))
