"""Forms of orders: the text line by line, which pairs end, who joins and leaves, who replaces whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from pairing.content import Act, acts
from pairing.forms import MentorChoice, mentors_of
from pairing.models import Pair, PairMember
from pairing.order_kinds import WORDS
from pairing.services.keeping import Seat
from pairing.services.outcomes import RESULTS_LENGTH
from pairing.services.results import reached_words
from participants.models import Mentee
from programs.forms.fields import DayField
from programs.models import Document, InteractionModel

MAX_ROWS, MAX_ROW = 40, 3000
REASON_LENGTH = 500
MAX_JOINS = 4
GROUNDS = (
    "заявление наставляемого",
    "заявление родителя (законного представителя)",
    "заявление наставника",
    "перевод в другой класс",
    "выбытие из школы",
    "увольнение",
    "представление куратора",
)


@dataclass(frozen=True)
class Row:
    index: int
    text: str
    is_first: bool
    is_last: bool
    focus: bool
    lines: int
    problem: str

    @property
    def number(self) -> int:
        return self.index + 1


class OrderForm(forms.Form):
    """Hand-edited text of an order that is not signed yet.

    Acts and points are rows named `act` and `point`. A button «do» adds, removes or moves a row without saving, so
    it works without script too: point-add, point-up-2, act-remove-0, act-take (the ticked acts).
    """

    word = forms.ChoiceField(
        label="Вид документа",
        choices=[(code, cases["nominative"].capitalize()) for code, cases in WORDS.items()],
        help_text="Следующие распоряжения начнутся с того же вида",
    )
    preamble = forms.CharField(
        label="Преамбула",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MAX_ROW,
        help_text="Печатается после оснований: «На основании …, в соответствии с Программой …»",
    )
    acquainted = forms.CharField(
        label="Ознакомлены сотрудники",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
        help_text="По одной фамилии в строке: для подписей на первой странице. Лист ознакомления участников "
        "складывается сам",
    )

    def __init__(self, data: Any = None, *, document: Document, kinds: set[str], **kwargs: Any) -> None:
        said = document.snapshot
        kwargs.setdefault(
            "initial",
            {
                "word": said.get("word"),
                "preamble": said.get("preamble"),
                "acquainted": "\n".join(said.get("acquainted", ())),
            },
        )
        super().__init__(data, **kwargs)
        sent = data is not None
        self.lists: dict[str, list[str]] = {
            "act": data.getlist("act")[: MAX_ROWS + 1] if sent else list(said.get("acts", ())),
            "point": data.getlist("point")[: MAX_ROWS + 1] if sent else list(said.get("points", ())),
        }
        self.ticked = data.getlist("take") if sent else []
        self.kinds = kinds
        self.focus: tuple[str, int] = ("", -1)
        self.problems: dict[tuple[str, int], str] = {}

    @property
    def acts(self) -> list[Row]:
        return self._rows("act")

    @property
    def points(self) -> list[Row]:
        return self._rows("point")

    @property
    def offered(self) -> list[Act]:
        """Preset acts that suit the pairs of the order and are not taken yet."""
        return [act for act in acts() if act.suits(self.kinds) and act.text not in self.lists["act"]]

    def change_rows(self, order: str) -> None:
        """Do what the button says. An order out of range changes nothing."""
        name, _, rest = order.partition("-")
        verb, _, place = rest.partition("-")
        rows = self.lists.get(name)
        if rows is None:
            return
        if verb == "take":
            self._take()
        elif verb == "add" and len(rows) < MAX_ROWS:
            rows.append("")
            self.focus = (name, len(rows) - 1)
        index = int(place) if place.isdecimal() else -1
        if not 0 <= index < len(rows):
            return
        if verb == "remove":
            del rows[index]
        other = index + {"up": -1, "down": 1}.get(verb, 0)
        if verb in ("up", "down") and 0 <= other < len(rows):
            rows[index], rows[other] = rows[other], rows[index]
            self.focus = (name, other)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._take()
        for name, label in (("act", "Основание"), ("point", "Пункт")):
            for index, text in enumerate(self.lists[name]):
                if len(text) > MAX_ROW:
                    self.problems[name, index] = f"Длиннее {MAX_ROW} знаков."
                    self.add_error(None, f"{label} {index + 1}: длиннее {MAX_ROW} знаков. Сократите.")
            if len(self.lists[name]) > MAX_ROWS:
                self.add_error(None, f"{label}: больше {MAX_ROWS} строк не помещается. Уберите лишние.")
        data["acts"], data["points"] = _filled(self.lists["act"]), _filled(self.lists["point"])
        if not data["points"]:
            self.add_error(None, "Напишите хотя бы один пункт: без пунктов распоряжение ничего не решает.")
        data["acquainted"] = _filled((data.get("acquainted") or "").splitlines())
        return data

    def snapshot(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in ("word", "acts", "preamble", "points", "acquainted")
        }

    def _take(self) -> None:
        chosen = [act.text for act in acts() if act.code in self.ticked]
        self.lists["act"] += [text for text in chosen if text not in self.lists["act"]]
        self.ticked = []

    def _rows(self, name: str) -> list[Row]:
        rows = self.lists[name]
        return [
            Row(
                index,
                text,
                index == 0,
                index == len(rows) - 1,
                (name, index) == self.focus,
                max(2, len(text) // 80 + 1),
                self.problems.get((name, index), ""),
            )
            for index, text in enumerate(rows)
        ]


class GroundField(forms.CharField):
    """A reason with a list of usual ones to choose from; the own text is welcome."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=REASON_LENGTH,
            widget=forms.TextInput(attrs={"list": "grounds", "autocomplete": "off"}),
        )


class GroupForm(forms.Form):
    """Who joins an active group and who leaves it; rows of members are fields of their own."""

    ground = GroundField("Почему входят", required=False)
    rule_reason = forms.CharField(
        label="Почему это нужно вопреки правилу",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Нужно, только если правило нарушено",
    )

    def __init__(
        self, *args: Any, pair: Pair, lawful: Sequence[int], free: int, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = [
            m for m in pair.members.all() if m.is_open and not m.is_waiting and not m.leave_order_id
        ]
        self.named_elsewhere = [
            m.mentee.person.list_name
            for m in pair.members.all()
            if m.is_open and (m.is_waiting or m.leave_order_id)
        ]
        models = InteractionModel.objects.filter(form=pair.form_id, is_active=True)
        people = Mentee.objects.filter(pk__in=lawful).select_related("person", "wished_model")
        self.free = free
        self.gone = [m.mentee.person.list_name for m in pair.members.all() if m.left_on]
        self.numbers = range(1, min(MAX_JOINS, free) + 1 if lawful else 1)
        for number in self.numbers:
            self.fields[f"joins_{number}"] = MenteeChoice(people, "Наставляемый")
            self.fields[f"model_{number}"] = forms.ModelChoiceField(
                models,
                label="Форма взаимодействия",
                required=False,
                empty_label="Какую просит наставляемый",
            )
        for member in self.members:
            name = member.mentee.person.list_name
            self.fields[f"leaves_{member.pk}"] = forms.BooleanField(label=name, required=False)
            self.fields[f"why_{member.pk}"] = GroundField(f"Основание: {name}", required=False)
        self.fields["on"] = DayField(label="Дата распоряжения", initial=today)
        if not self.numbers:
            del self.fields["ground"], self.fields["rule_reason"]

    @property
    def join_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"joins_{number}"], self[f"model_{number}"]) for number in self.numbers]

    @property
    def leave_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"leaves_{member.pk}"], self[f"why_{member.pk}"]) for member in self.members]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for member in self.members:
            if data.get(f"leaves_{member.pk}") and not (data.get(f"why_{member.pk}") or "").strip():
                self.add_error(
                    f"why_{member.pk}", "Напишите основание: оно войдёт в приложение к распоряжению."
                )
        return data

    def joins(self) -> list[Seat]:
        data = self.cleaned_data
        return [
            (mentee, data.get(f"model_{number}") or mentee.wished_model)
            for number in self.numbers
            if (mentee := data.get(f"joins_{number}"))
        ]

    def leaves(self) -> dict[int, str]:
        data = self.cleaned_data
        return {m.pk: data[f"why_{m.pk}"] for m in self.members if data.get(f"leaves_{m.pk}")}


class MenteeChoice(forms.ModelChoiceField):
    def __init__(self, people: Any, label: str) -> None:
        super().__init__(people, label=label, required=False, empty_label="Никого не добавлять")

    def label_from_instance(self, mentee: Mentee) -> str:
        return mentee.person.full_name


class ReplaceForm(forms.Form):
    """Who goes on with another mentor, with whom and from which paper."""

    mentor = MentorChoice()
    into = forms.ModelChoiceField(
        None,
        label="В действующую группу",
        required=False,
        empty_label="Новая пара или группа",
        help_text="Только группа выбранного наставника",
    )
    model = forms.ModelChoiceField(None, label="Форма взаимодействия", required=False, empty_label="Прежняя")
    reason = GroundField("Основание замены")
    ends_on = DayField(label="Окончание", required=False, help_text="Пусто – как у прежней пары")
    on = DayField(label="Дата распоряжения")
    rule_reason = forms.CharField(
        label="Почему это нужно вопреки правилу",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Нужно, только если правило нарушено",
    )

    def __init__(self, *args: Any, pair: Pair, free: dict[int, int], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members: list[PairMember] = [
            m for m in pair.members.all() if m.is_open and not m.is_waiting and not m.leave_order_id
        ]
        self.fields["on"].initial = today
        mentors = mentors_of(pair.program).filter(form=pair.form_id).exclude(person=pair.mentor.person_id)
        self.fields["mentor"].queryset = mentors
        self.fields["mentor"].label = "Новый наставник"
        self.fields["mentor"].free = free
        groups = Pair.objects.with_people().filter(program=pair.program_id, state="active", form=pair.form_id)
        self.fields["into"].queryset = groups.exclude(pk=pair.pk)
        self.fields["model"].queryset = InteractionModel.objects.filter(form=pair.form_id, is_active=True)
        reached = reached_words(pair)
        for member in self.members:
            self.fields[f"result_{member.pk}"] = forms.CharField(
                label=f"Что сделано с прежним наставником: {member.mentee.person.list_name}",
                required=False,
                max_length=RESULTS_LENGTH,
                initial=reached[member.pk],
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Попадёт в столбец «Результаты программы» обеих баз",
            )
        if len(self.members) > 1:
            ticks = {
                f"moves_{m.pk}": forms.BooleanField(
                    label=f"Переходит: {m.mentee.person.list_name}", required=False, initial=True
                )
                for m in self.members
            }
            self.fields = {**ticks, **self.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        mentor, into = data.get("mentor"), data.get("into")
        if mentor and into and into.mentor_id != mentor.pk:
            self.add_error("into", "Эту группу ведёт другой наставник. Выберите его группу или новую пару.")
        return data

    def moving(self) -> list[PairMember]:
        if len(self.members) == 1:
            return self.members
        return [m for m in self.members if self.cleaned_data.get(f"moves_{m.pk}")]

    def results(self) -> dict[int, str]:
        return {m.pk: self.cleaned_data[f"result_{m.pk}"] for m in self.moving()}


class EndForm(forms.Form):
    on = DayField(label="Дата распоряжения")


def _filled(lines: Sequence[str]) -> list[str]:
    return [said for line in lines if (said := re.sub(r"\s+", " ", line).strip())]
