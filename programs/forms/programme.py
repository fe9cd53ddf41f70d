"""Forms of the programme room: a new programme, its decisions, a section, forms of mentoring, the school."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from mentoring_site.words import HYPHEN, keep_years
from programs.enums import ParticipantKind
from programs.forms.fields import DayField
from programs.models import InteractionModel, MentoringForm, Program, ProgramSection, School
from programs.services.sections import MAX_CELL, MAX_INTRO, MAX_ROWS, column_count


class PeriodForm(forms.Form):
    """Year and dates of a programme; `check_period` of the service says whether they fit together."""

    label = forms.CharField(
        label="Учебный год",
        max_length=9,
        help_text=keep_years("Два года через дефис, например 2026-2027. Год станет частью адреса."),
    )
    starts = DayField(label="Начало")
    ends = DayField(label="Окончание")

    def clean_label(self) -> str:
        """«2026–2027», «2026/2027» and «2026-2027» are one year."""
        text = self.cleaned_data["label"]
        for sign in f"–—−/{HYPHEN}":
            text = text.replace(sign, "-")
        return "".join(text.split())


def next_period(last: Program | None, today: date) -> dict[str, Any]:
    """Proposed year: the one after last, else the one that the day belongs to (a school year turns in July)."""
    first = int(last.label[5:]) if last is not None else today.year - (today.month < 7)
    return {
        "label": f"{first}-{first + 1}",
        "starts": date(first, 9, 1),
        "ends": date(first + 1, 8, 31),
    }


class NewProgramForm(PeriodForm):
    source = forms.ChoiceField(label="За основу взять", widget=forms.RadioSelect)

    field_order = ("label", "starts", "ends", "source")

    def __init__(self, *args: Any, programs: list[Program], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programs = {str(program.pk): program for program in programs}
        self.fields["source"].choices = [
            *[
                (key, f"Программу {program.year_label} учебного года")
                for key, program in self.programs.items()
            ],
            ("template", "Типовую программу целевой модели"),
        ]

    @property
    def previous(self) -> Program | None:
        return self.programs.get(self.cleaned_data["source"])


class ReturnForm(forms.Form):
    comment = forms.CharField(
        label="Что исправить",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Напишите, что исправить."},
    )


class ApproveForm(forms.Form):
    protocol = forms.CharField(
        label="Протокол педагогического совета",
        max_length=160,
        required=False,
        help_text="Если программу рассматривал педсовет: «от 28.08.2026 № 1»",
    )


class ReviseForm(forms.Form):
    comment = forms.CharField(
        label="Что и почему меняется",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SectionForm(forms.Form):
    """Text and rows of one section. Cells are named `cell-<row>-<column>`; `rows_shown` says how many there are.

    A button «do» adds, removes or moves a row without saving, so it works without script too.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    intro = forms.CharField(
        label="Текст",
        required=False,
        max_length=MAX_INTRO,
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
    )

    def __init__(self, data: MultiValueDict | None = None, *, section: ProgramSection) -> None:
        self.section = section
        self.columns = column_count(section)
        initial = {"version": section.version, "intro": section.intro}
        super().__init__(data, initial=initial)
        if self.columns:
            self.fields["intro"].label = (
                "Текст перед таблицей" if self.columns > 1 else "Текст перед перечнем"
            )
            self.fields["intro"].widget.attrs["rows"] = 3
        else:
            self.fields["intro"].widget.attrs["rows"] = 14
            self.fields["intro"].help_text = "Абзацы разделяет пустая строка."
        self.rows = [list(row) for row in section.rows] if data is None else self._sent_rows(data)
        self.focus_row = -1
        if self.columns and not self.rows:
            self.rows = [[""] * self.columns]

    def _sent_rows(self, data: Any) -> list[list[str]]:
        try:
            shown = min(max(int(data.get("rows_shown", 0)), 0), MAX_ROWS + 1)
        except ValueError:
            shown = 0
        return [
            [data.get(f"cell-{row}-{column}", "") for column in range(self.columns)] for row in range(shown)
        ]

    def change_rows(self, order: str) -> None:
        """Do what the button says: add, remove-3, up-3, down-3. An order out of range changes nothing."""
        verb, _, place = order.partition("-")
        if verb == "add" and len(self.rows) < MAX_ROWS:
            self.rows.append([""] * self.columns)
            self.focus_row = len(self.rows) - 1
            return
        index = int(place) if place.isdecimal() else -1
        if not 0 <= index < len(self.rows):
            return
        if verb == "remove":
            del self.rows[index]
        other = index + {"up": -1, "down": 1}.get(verb, 0)
        if verb in ("up", "down") and 0 <= other < len(self.rows):
            self.rows[index], self.rows[other] = self.rows[other], self.rows[index]
            self.focus_row = other

    def grid(self) -> list[dict[str, Any]]:
        """Rows with names and labels of their fields, for the template."""
        titles = self.section.columns or ["Пункт"]
        return [
            {
                "index": index,
                "number": index + 1,
                "is_first": index == 0,
                "is_last": index == len(self.rows) - 1,
                "focus": index == self.focus_row,
                "cells": [
                    {
                        "name": f"cell-{index}-{column}",
                        "value": value,
                        "label": f"{titles[column]}, строка {index + 1}",
                        "lines": min(12, max(2, len(value) // (90 // self.columns) + value.count("\n") + 1)),
                    }
                    for column, value in enumerate(row)
                ],
            }
            for index, row in enumerate(self.rows)
        ]

    max_cell = MAX_CELL


class SchoolForm(forms.ModelForm):
    """Requisites for papers; the address of the section (slug) never changes, since links would break."""

    GROUPS = (
        ("Название", ("full_name", "short_name", "list_name", "time_zone")),
        ("Название в падежах", ("name_genitive", "name_dative")),
        (
            "Реквизиты для документов",
            ("founder", "place", "address", "inn", "ogrn", "phone", "email", "site", "letterhead"),
        ),
        ("Персональные данные", ("destruction_days",)),
    )

    class Meta:
        model = School
        fields = (
            *("full_name", "short_name", "list_name", "time_zone"),
            *("name_genitive", "name_dative"),
            *("founder", "place", "address", "inn", "ogrn", "phone", "email", "site", "letterhead"),
            "destruction_days",
        )
        widgets = {"letterhead": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "full_name": "Как в уставе",
            "name_genitive": "Кого? Чего? Например: муниципального бюджетного общеобразовательного учреждения…",
            "name_dative": "Кому? Чему? Печатается в заявлениях и согласиях",
            "place": "Печатается в распоряжениях, например: г. Барнаул",
            "inn": "10 цифр",
            "ogrn": "13 цифр",
            "site": "Вместе с https://",
        }

    def clean_destruction_days(self) -> int:
        return self.cleaned_data["destruction_days"] or self.instance.destruction_days

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = dict(TIME_ZONES)
        zones.setdefault(self.instance.time_zone, self.instance.time_zone)
        self.fields["time_zone"] = forms.ChoiceField(
            label="Часовой пояс", choices=list(zones.items()), initial=self.instance.time_zone
        )
        if "destruction_days" in self.fields:
            self.fields["destruction_days"].required = False  # left empty: the term that stands
        for name in ("inn", "ogrn"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"


# Zones of the country, west to east, as a school names them.
TIME_ZONES = [
    ("Europe/Kaliningrad", "Калининград (МСК−1)"),
    ("Europe/Moscow", "Москва (МСК)"),
    ("Europe/Samara", "Самара (МСК+1)"),
    ("Asia/Yekaterinburg", "Екатеринбург (МСК+2)"),
    ("Asia/Omsk", "Омск (МСК+3)"),
    ("Asia/Krasnoyarsk", "Красноярск, Барнаул, Новосибирск (МСК+4)"),
    ("Asia/Irkutsk", "Иркутск (МСК+5)"),
    ("Asia/Yakutsk", "Якутск (МСК+6)"),
    ("Asia/Vladivostok", "Владивосток (МСК+7)"),
    ("Asia/Magadan", "Магадан (МСК+8)"),
    ("Asia/Kamchatka", "Камчатка (МСК+9)"),
]


class MentoringFormForm(forms.ModelForm):
    class Meta:
        model = MentoringForm
        fields = ("title", "mentor_kind", "mentee_kind", "goal")
        widgets = {"goal": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": "Без кавычек, тире с пробелами: Выпускник – ученик",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (
            ("mentor_kind", "Выберите, кто наставник"),
            ("mentee_kind", "Выберите, кого ведёт"),
        ):
            self.fields[name].choices = [("", words), *ParticipantKind.choices]


class InteractionModelForm(forms.ModelForm):
    class Meta:
        model = InteractionModel
        fields = (
            "title",
            "goal",
            "min_grade_gap",
            "max_grade_gap",
            "same_subject",
            "mentee_experience_max_years",
            "mentor_more_experienced",
        )
        widgets = {"goal": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "min_grade_gap": "На сколько классов наставник старше, не меньше",
            "max_grade_gap": "На сколько классов наставник старше, не больше",
            "same_subject": "Наставник и наставляемый преподают один предмет",
            "mentee_experience_max_years": "Педагогический стаж наставляемого, не больше, лет",
            "mentor_more_experienced": "Стаж наставника больше, чем у наставляемого",
        }
        help_texts = {
            "title": "Без кавычек, например: Успевающий – неуспевающий",
            "min_grade_gap": "Номер класса наставника минус номер класса наставляемого. "
            "1 — наставник из старшего класса, 0 — можно ровесника, пусто — правила нет",
            "max_grade_gap": "Не даёт свести ученика с намного старшим. Пусто — правила нет",
            "mentee_experience_max_years": "Например, 3 — для молодых специалистов. Пусто — правила нет",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        least, most = cleaned.get("min_grade_gap"), cleaned.get("max_grade_gap")
        if least is not None and most is not None and least > most:
            self.add_error("max_grade_gap", "Наибольшая разница меньше наименьшей.")
        return cleaned


class FormDecisionForm(forms.Form):
    """Whether a form or a model is in force, and why."""

    is_on = forms.TypedChoiceField(
        label="Решение",
        choices=[("1", "Действует в программе"), ("0", "Не действует")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, действует или нет."},
    )
    reason = forms.CharField(
        label="Почему",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Например: на опыт молодых педагогов поступило девять запросов",
        error_messages={"required": "Напишите, почему так решено."},
    )
    protocol = forms.CharField(
        label="Протокол",
        max_length=160,
        required=False,
        help_text="Если решал совет: «протокол методического совета от 12.10.2026 № 2»",
    )
    decided_on = DayField(label="Дата решения")
