"""Forms of agreement, the council's protocol, labour papers and telling."""

from __future__ import annotations

from typing import Any

from django import forms

from mentoring_site.files import MAX_FILE_BYTES
from pairing.enums import LabourPaperKind, NoticeChannel
from pairing.services.labour import IN_DUTIES, PAY_LENGTH, PLACE_LENGTH
from programs.forms.fields import DayField, SearchField


class CouncilForm(forms.Form):
    protocol = forms.CharField(
        label="Номер протокола",
        max_length=120,
        help_text="Как на бумаге: 3",
        error_messages={"required": "Впишите номер протокола."},
    )
    on = DayField(label="Дата протокола")


class LabourForm(forms.Form):
    """A signed original; for the agreement also the pay."""

    kind = forms.CharField(widget=forms.HiddenInput())
    signed_on = DayField(label="Дата документа")
    kept_at = forms.CharField(
        label="Где лежит оригинал",
        max_length=PLACE_LENGTH,
        help_text="Например: личное дело, отдел кадров",
        error_messages={"required": "Напишите, где лежит оригинал."},
    )
    in_duties = forms.BooleanField(
        label="Наставничество входит в должностные обязанности, отдельной выплаты нет", required=False
    )
    pay = forms.CharField(
        label="Выплата",
        max_length=PAY_LENGTH,
        required=False,
        help_text="Как в соглашении: 3 000 руб. в месяц",
    )
    scan = forms.FileField(
        label="Скан, если нужен",
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"empty": "Файл пуст. Выберите другой."},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", kind)
        super().__init__(*args, **kwargs)
        self.initial["kind"] = kind
        if kind != LabourPaperKind.AGREEMENT:
            del self.fields["in_duties"], self.fields["pay"]
        del self.fields["kind"]

    def clean_scan(self) -> tuple[str, bytes] | None:
        scan = self.cleaned_data["scan"]
        if not scan:
            return None
        if scan.size > MAX_FILE_BYTES:
            raise forms.ValidationError("Скан больше 15 МБ. Уменьшите его.")
        return scan.name, scan.read()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "pay" in self.fields:
            if data.pop("in_duties", False):
                if data.get("pay"):
                    self.add_error("pay", "Выберите одно: выплату или «входит в должностные обязанности».")
                data["pay"] = IN_DUTIES
            elif not data.get("pay"):
                self.add_error("pay", "Впишите выплату из соглашения или отметьте, что её нет.")
        return data


class LabourPrintForm(forms.Form):
    """Which blanks, and whether the lawyer has seen them."""

    kinds = forms.MultipleChoiceField(
        label="Какие бланки",
        choices=[(value, label.capitalize()) for value, label in LabourPaperKind.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы один бланк."},
    )
    is_checked = forms.BooleanField(
        label="Юрист проверил тексты: печатать без пометки «проверьте с юристом»", required=False
    )


class LabourFilter(forms.Form):
    q = SearchField("Фамилия")


class TellForm(forms.Form):
    channel = forms.ChoiceField(
        label="Как сообщили",
        choices=[(value, label.capitalize()) for value, label in NoticeChannel.choices],
        initial=NoticeChannel.SHEET,  # letters mark themselves when they leave
    )
    told_on = DayField(label="Когда")
