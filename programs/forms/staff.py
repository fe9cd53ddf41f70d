from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from mentoring_site.permissions import DEPUTY_ROLES, DUTY_ROLES, ROLE_LABELS, Access, Role
from programs.enums import Theme
from programs.forms.fields import DayField, NamePartField, RowsField, SearchField, named_choices, one_of
from programs.models import Membership, MentoringForm, SchoolClass, SubjectGroup, User
from programs.querysets import PARTICIPANT_ROLES, accounts_of, present_staff, with_role
from programs.services.staff import NewStaff, Profile, RoleGrant


def role_choices(roles: frozenset[str]) -> list[tuple[str, str]]:
    """In the order of the school's ladder; duties last, participants are not staff."""
    ordered = [role for role in Role if role in roles and role not in PARTICIPANT_ROLES]
    ordered.sort(key=lambda role: role in DUTY_ROLES)
    return [(role.value, ROLE_LABELS[role]) for role in ordered]


class ProfileForm(forms.Form):
    last_name = NamePartField(label="Фамилия", max_length=80)
    first_name = NamePartField(label="Имя", max_length=80)
    middle_name = NamePartField(label="Отчество", max_length=80, required=False)
    position = forms.CharField(
        label="Должность", max_length=160, required=False, help_text="Например: учитель математики"
    )
    email = forms.EmailField(label="Электронная почта", required=False)
    phone = forms.CharField(label="Телефон", max_length=40, required=False)

    def profile(self) -> Profile:
        data = self.cleaned_data
        return Profile(**{name: data[name] for name in Profile.__dataclass_fields__})


class OwnAccountForm(ProfileForm):
    """One's own name, contacts and the look of the site."""

    theme = forms.ChoiceField(label="Оформление", choices=Theme, widget=forms.RadioSelect)

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        return {name: getattr(user, name) for name in (*Profile.__dataclass_fields__, "theme")}


class SchoolForm(forms.Form):
    """A form whose choices come from one programme."""

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        self.access = access
        super().__init__(*args, **kwargs)


class RoleFields(SchoolForm):
    """Roles with their dates, and what «only their own» means for them."""

    roles = forms.MultipleChoiceField(
        label="Роли", widget=forms.CheckboxSelectMultiple, help_text="Можно отметить несколько"
    )
    starts = DayField(label="Роли действуют с", required=False, help_text="Пусто — с сегодняшнего дня")
    ends = DayField(label="Последний день", required=False, help_text="Пусто — без срока")
    form = forms.ModelChoiceField(
        MentoringForm.objects.none(),
        label="Форма наставничества куратора",
        required=False,
        empty_label="Все формы",
        help_text="Для роли «Куратор программы»",
    )

    def __init__(self, *args: Any, allowed: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(allowed)
        self.fields["form"].queryset = MentoringForm.objects.filter(program=self.access.program)
        if Role.CURATOR not in allowed:
            del self.fields["form"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", "Последний день раньше первого.")
        return data

    def grants(self) -> list[RoleGrant]:
        data = self.cleaned_data
        return [
            RoleGrant(role, data["starts"], data["ends"], data.get("form") if role == Role.CURATOR else None)
            for role in data["roles"]
        ]


class PlacesForm(SchoolForm):
    """Classes of a class teacher and groups that a head leads, in this programme."""

    classes = RowsField(
        SchoolClass.objects.none(),
        label="Классы",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Для классного руководителя: он видит только их",
    )
    groups = RowsField(
        SubjectGroup.objects.none(),
        label="Руководит объединениями",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Для руководителя ШМО",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classes"].queryset = SchoolClass.objects.filter(program=self.access.program)
        self.fields["groups"].queryset = SubjectGroup.objects.filter(program=self.access.program)


class StaffCreateForm(ProfileForm, PlacesForm, RoleFields):
    username = forms.CharField(
        label="Логин",
        max_length=150,
        required=False,
        validators=[User.username_validator],
        help_text="Пусто — составим из фамилии, например saveleva.os",
    )
    is_namesake = forms.BooleanField(label="Это другой человек, однофамилец", required=False)
    field_order = (
        "last_name",
        "first_name",
        "middle_name",
        "position",
        "email",
        "phone",
        "username",
        "roles",
        "starts",
        "ends",
        "form",
        "classes",
        "groups",
        "is_namesake",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_namesake" not in self.data:
            self.fields["is_namesake"].widget = forms.HiddenInput()

    def clean_username(self) -> str:
        username = self.cleaned_data["username"].strip()
        if username and User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(
                f"Логин «{username}» уже занят. Придумайте другой или оставьте поле пустым."
            )
        return username

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        names = [data.get(name, "") for name in ("last_name", "first_name", "middle_name")]
        if all(names[:2]) and not data.get("is_namesake"):
            fields = dict(zip(("last_name", "first_name", "middle_name"), names, strict=True))
            if accounts_of(self.access.program).filter(**fields).exists():
                self.fields["is_namesake"].widget = forms.CheckboxInput()
                self.add_error(
                    "is_namesake",
                    f"{' '.join(filter(None, names))} уже есть среди сотрудников. Если это однофамилец, отметьте это.",
                )
        return data

    def new_staff(self) -> NewStaff:
        data = self.cleaned_data
        return NewStaff(
            self.profile(), self.grants(), data["username"], tuple(data["classes"]), tuple(data["groups"])
        )


class RoleGrantForm(RoleFields):
    """More roles for somebody who has an account already."""

    roles = forms.MultipleChoiceField(label="Какие роли добавить", widget=forms.CheckboxSelectMultiple)


class LastDayForm(forms.Form):
    last_day = DayField(label="Последний день", help_text="В этот день роль ещё действует")


class HandOverForm(forms.Form):
    """To whom and from which day."""

    successor = forms.ModelChoiceField(None, label="Кому", empty_label="Выберите сотрудника")
    starts = DayField(label="С какого дня", help_text="Накануне роль у прежнего сотрудника закончится")

    def __init__(self, *args: Any, membership: Membership, access: Access, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = on
        self.fields["successor"].queryset = (
            accounts_of(access.program)
            .filter(is_active=True)
            .exclude(pk__in=[membership.user_id, access.user.pk])
        )
        self.fields["successor"].label_from_instance = lambda user: (
            f"{user.full_name or user.username}{f', {user.position}' if user.position else ''}"
        )


class StaffListForm(forms.Form):
    """A pasted list, or a table that fills the same field."""

    text = one_of(
        forms.CharField(
            label="Список",
            required=False,
            max_length=100_000,
            widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
            help_text="Каждый человек с новой строки: ФИО; должность; роль; класс или ШМО",
        )
    )
    file = one_of(
        forms.FileField(
            label="Или таблица",
            required=False,
            help_text="Файл .xlsx, .xls, .ods или .csv с теми же столбцами, до 10 МБ",
        )
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.MAX_SPREADSHEET_BYTES:
            raise forms.ValidationError("Файл больше 10 МБ. Оставьте в нём только список сотрудников.")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("text", "").strip() and not data.get("file"):
            self.add_error("text", "Вставьте список или выберите файл с таблицей.")
        return data


class StaffFilter(forms.Form):
    q = SearchField("Фамилия")
    role = forms.ChoiceField(label="Роль", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = named_choices(
            "Роль", role_choices(frozenset(Role) - {Role.COORDINATOR})
        )


class SubstitutionForm(SchoolForm):
    deputy = forms.ModelChoiceField(User.objects.none(), label="Заместитель", empty_label="Выберите")
    starts = DayField(label="С")
    ends = DayField(label="По", help_text="Этот день ещё входит в срок")
    basis = forms.CharField(
        label="Основание",
        max_length=200,
        required=False,
        help_text="Например: приказ от 01.11.2026 № 90-к",
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = accounts_of(self.access.program)
        self.fields["deputy"].queryset = with_role(accounts, self.access.program, on, DEPUTY_ROLES)


class ClassesForm(forms.Form):
    """«5–11 × А, Б, В» at once."""

    first_grade = forms.IntegerField(label="Параллели с", min_value=1, max_value=12)
    last_grade = forms.IntegerField(label="по", min_value=1, max_value=12)
    letters = forms.CharField(
        label="Буквы", max_length=60, required=False, help_text="Через запятую: А, Б, В. Пусто — без буквы"
    )

    def clean_letters(self) -> list[str]:
        letters = [part.strip().upper() for part in self.cleaned_data["letters"].split(",") if part.strip()]
        wrong = [letter for letter in letters if len(letter) > 4 or not letter.isalnum()]
        if wrong:
            raise forms.ValidationError(
                f"«{wrong[0]}» не похоже на букву класса. Разделяйте буквы запятыми: А, Б, В."
            )
        return list(dict.fromkeys(letters)) or [""]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first_grade"), data.get("last_grade")
        if first and last and last < first:
            self.add_error("last_grade", "Последняя параллель меньше первой.")
        return data


class ClassForm(forms.Form):
    grade = forms.IntegerField(label="Параллель", min_value=1, max_value=12)
    letter = forms.CharField(label="Буква", max_length=4, required=False)

    def clean_letter(self) -> str:
        return self.cleaned_data["letter"].strip().upper()


class GroupForm(SchoolForm):
    title = forms.CharField(label="Название", max_length=120, help_text="Например: ШМО учителей математики")
    head = forms.ModelChoiceField(
        User.objects.none(), label="Руководитель", required=False, empty_label="Не назначен"
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        program = self.access.program
        self.fields["head"].queryset = present_staff(accounts_of(program), program, on)
