"""Forms of appointments, resources, partners and their papers: they read, services check and write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import fields_for_model

from mentoring_site.permissions import Access
from programs.enums import PartnerKind, ResourceKind, ResourceState
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Document, MentoringForm, Partner, Program, Resource, User
from programs.querysets import accounts_of, present_staff

LINE_LENGTH, LINES = 3000, 40


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def shown_version(self) -> int:
        return self.cleaned_data.get("version") or 0


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return f"{user.full_name}, {user.position}" if user.position else user.full_name


class FormChoice(forms.ModelChoiceField):
    def label_from_instance(self, form: MentoringForm) -> str:
        return form.title


class AppointmentForm(VersionForm):
    user = StaffChoice(None, label="Кого назначить", empty_label="Выберите сотрудника")
    form = FormChoice(None, label="Форма наставничества", required=False, empty_label="Все формы")
    starts = DayField(label="С какого дня")
    ends = DayField(label="По какой день", required=False, help_text="Пусто — до отмены приказа")
    duties = forms.CharField(
        label="Обязанности",
        required=False,
        max_length=2000,
        widget=_area(12),
        help_text="Каждая с новой строки. Сначала здесь обязанности из раздела 2 программы",
    )

    def __init__(self, *args: Any, access: Access, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = present_staff(accounts_of(access.program).prefetch_related(None), access.program, on)
        self.fields["user"].queryset = staff
        self.fields["form"].queryset = MentoringForm.objects.filter(program=access.program)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", "Последний день раньше первого. Исправьте один из них.")
        return data


class AppointmentEndForm(VersionForm):
    ends = DayField(label="Последний день", help_text="В этот день роль куратора ещё действует")


class LinesField(forms.CharField):
    """Points of a paper, one on a line."""

    def __init__(self, label: str, rows: int, **kwargs: Any) -> None:
        super().__init__(label=label, max_length=20000, widget=_area(rows), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > LINES:
            raise forms.ValidationError(f"Больше {LINES} строк на бумагу не помещается. Сократите.")
        for number, line in enumerate(lines, start=1):
            if len(line) > LINE_LENGTH:
                raise forms.ValidationError(f"Строка {number} длиннее {LINE_LENGTH} знаков. Сократите её.")
        return lines


class PaperTextForm(forms.Form):
    """Text of a paper that is not signed yet; `snapshot()` gives the changed part."""

    def __init__(self, data: Any = None, *, document: Document, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: document.snapshot.get(name) for name in self.base_fields})
        super().__init__(data, **kwargs)

    def snapshot(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class CuratorOrderForm(PaperTextForm):
    preamble = forms.CharField(label="Преамбула", widget=_area(4), max_length=LINE_LENGTH)
    points = LinesField("Пункты приказа", 14, help_text="Каждый пункт с новой строки, номера поставит сайт")
    acquainted = LinesField(
        "С приказом ознакомлены",
        4,
        required=False,
        help_text="По одной фамилии в строке: для подписей под приказом",
    )


class AgreementTextForm(PaperTextForm):
    partner_in_person = forms.CharField(
        label="В лице кого подписывает партнёр",
        required=False,
        max_length=300,
        help_text="В родительном падеже: «директора Орловой Анны Ильиничны». Пусто — строка для записи от руки",
    )
    points = LinesField("Условия", 16, help_text="Каждый пункт с новой строки, номера поставит сайт")
    is_checked = forms.BooleanField(
        label="Текст проверен юристом",
        required=False,
        help_text="Пометка «проверьте с юристом» больше не печатается",
    )


class ResourceForm(VersionForm):
    names = ("title", "kind", "purpose", "responsible", "due_on", "state", "note")

    def __init__(self, *args: Any, program: Program, resource: Resource | None = None, **kwargs: Any) -> None:
        if resource is not None:
            kwargs["initial"] = {name: getattr(resource, name) for name in (*self.names, "version")}
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(Resource, fields=list(self.names))
        self.fields["due_on"] = DayField(label="К какому дню", required=False)
        self.fields["purpose"].widget = _area(2)
        self.fields["note"].widget = _area(2)
        self.fields["responsible"].help_text = "Должность или фамилия с инициалами"
        for name, choices in (("kind", ResourceKind.choices), ("state", ResourceState.choices)):
            self.fields[name].choices = choices
        if resource is None:
            self.fields["state"].initial = ResourceState.NEEDED
        self.order_fields(self.names)


class PartnerForm(VersionForm):
    names = ("name", "kind", "gives", "address", "phone", "email", "site", "is_active")

    def __init__(self, *args: Any, partner: Partner | None = None, **kwargs: Any) -> None:
        if partner is not None:
            kwargs["initial"] = {name: getattr(partner, name) for name in (*self.names, "version")}
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(Partner, fields=list(self.names))
        self.fields["kind"].choices = [("", "Выберите вид"), *PartnerKind.choices]
        self.fields["site"].assume_scheme = "https"
        self.fields["gives"].widget = _area(4)
        self.fields["gives"].help_text = "Каждое с новой строки: наставники, экскурсии, мастер-классы, призы"
        self.fields["phone"].help_text = "Телефон организации. Телефоны и имена сотрудников здесь не хранят"
        self.fields["is_active"].help_text = "Снимите галочку с прежнего партнёра: история останется"
        if partner is None:
            del self.fields["is_active"]
        self.order_fields(self.names)


class PartnerFilter(forms.Form):
    q = SearchField("Название, помощь")
    kind = forms.ChoiceField(
        label="Вид", required=False, choices=named_choices("Вид организации", PartnerKind.choices)
    )
    active = forms.ChoiceField(
        label="Сотрудничество",
        required=False,
        choices=named_choices("Сотрудничество", [("yes", "работаем вместе"), ("no", "прежние")]),
    )


class AgreementForm(VersionForm):
    subject = forms.CharField(
        label="Предмет соглашения",
        max_length=2000,
        widget=_area(4),
        help_text="О чём договорились: «участие сотрудников предприятия в программе наставничества»",
    )
    starts = DayField(label="Действует с")
    ends = DayField(label="Действует по", required=False, help_text="Пусто — без срока")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", "Соглашение заканчивается раньше, чем начинается. Исправьте одну из дат.")
        return data
