"""Steps of the first-start wizard."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from programs.forms.fields import NamePartField, password_hint
from programs.forms.programme import PeriodForm, SchoolForm
from programs.models import User
from programs.services.audit import Refusal
from programs.services.programs import check_period
from programs.services.setup import FirstClasses

PASSWORD_ATTRS = {"autocomplete": "new-password"}


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Код первого запуска",
        max_length=40,
        help_text="Он напечатан в окне, где запущен сайт. Новый код: manage.py setup_code",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class AdministratorForm(forms.Form):
    """A password that was given on an earlier visit of the step stays unless a new one is typed."""

    last_name = NamePartField(label="Фамилия", max_length=80)
    first_name = NamePartField(label="Имя", max_length=80)
    middle_name = NamePartField(label="Отчество", max_length=80, required=False)
    email = forms.EmailField(label="Электронная почта", required=False)
    username = forms.CharField(
        label="Логин", max_length=150, validators=[UnicodeUsernameValidator()], initial="admin"
    )
    password = forms.CharField(
        label="Пароль", widget=forms.PasswordInput(attrs=PASSWORD_ATTRS), strip=False, required=False
    )
    again = forms.CharField(
        label="Пароль ещё раз", widget=forms.PasswordInput(attrs=PASSWORD_ATTRS), strip=False, required=False
    )
    is_curator = forms.BooleanField(
        label="Я и куратор программы",
        required=False,
        help_text="Куратор ведёт базы и пары. Администратор без этой роли видит только учётные записи.",
    )

    def __init__(self, *args: Any, kept_password: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_password = kept_password
        self.fields["password"].help_text = password_hint()
        for name in ("password", "again"):
            self.fields[name].required = not kept_password
        self.fields["password"].error_messages["required"] = "Придумайте пароль."
        self.fields["again"].error_messages["required"] = "Впишите пароль ещё раз."
        if kept_password:
            self.fields["password"].help_text = "Пароль уже задан. Оставьте пустым, чтобы не менять."

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError("Такой логин уже есть. Выберите другой.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password = cleaned.pop("password", "")
        again = cleaned.pop("again", "")
        if not password:
            cleaned["password_hash"] = self.kept_password
            return cleaned
        if password != again:
            self.add_error("again", "Пароли не совпадают.")
        names = {key: cleaned.get(key, "") for key in ("username", "first_name", "last_name", "email")}
        try:
            validate_password(password, User(**names))
        except ValidationError as error:
            self.add_error("password", error)
        cleaned["password_hash"] = make_password(password)
        return cleaned


class FirstSchoolForm(SchoolForm):
    GROUPS = (("Адрес на сайте", ("slug",)), *SchoolForm.GROUPS[:-1])  # terms are set later

    class Meta(SchoolForm.Meta):
        fields = ("slug", *SchoolForm.Meta.fields[:-1])
        help_texts = {
            **SchoolForm.Meta.help_texts,
            "slug": "Латинские буквы и цифры, например sosh59. Потом не меняется",
        }


class FirstProgramForm(PeriodForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"label", "starts", "ends"} <= cleaned.keys():
            try:
                check_period(cleaned["label"], cleaned["starts"], cleaned["ends"])
            except Refusal as refusal:
                raise ValidationError(str(refusal)) from refusal
        return cleaned


class ClassesForm(forms.Form):
    first_grade = forms.IntegerField(label="С класса", min_value=1, max_value=12, required=False, initial=5)
    last_grade = forms.IntegerField(label="По класс", min_value=1, max_value=12, required=False, initial=11)
    letters = forms.CharField(
        label="Буквы",
        max_length=60,
        required=False,
        initial="А Б В",
        help_text="Через пробел. Лишние классы потом можно убрать. Оставьте всё пустым, чтобы добавить классы позже",
    )

    def clean_letters(self) -> list[str]:
        letters = re.split(r"[\s,;]+", self.cleaned_data["letters"].upper().strip())
        return list(dict.fromkeys(letter for letter in letters if letter))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first_grade"), cleaned.get("last_grade")
        if any(len(letter) > 4 or not letter.isalpha() for letter in cleaned.get("letters", [])):
            self.add_error("letters", "Впишите буквы классов через пробел, например: А Б В")
        if (first is None) != (last is None):
            self.add_error("last_grade" if last is None else "first_grade", "Укажите обе параллели.")
        elif first is not None and first > last:
            self.add_error("last_grade", "Последняя параллель меньше первой.")
        return cleaned


def first_classes(answers: dict[str, Any]) -> FirstClasses | None:
    if answers.get("first_grade") is None:
        return None
    return FirstClasses(answers["first_grade"], answers["last_grade"], answers["letters"] or [""])
