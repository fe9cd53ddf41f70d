"""The closing wizard's questions, a form for each step, and the grid of many pairs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from pairing.models import Pair
from pairing.services.closing import RESULT_LENGTH
from pairing.services.results import reached_words
from programs.forms.fields import DayField

OTHER = "Другое"
REASONS = (
    "Переезд или перевод в другую школу",
    "Не совпадает расписание",
    "По просьбе наставляемого",
    "По просьбе наставника",
    "Не сложилось общение",
    "Задача решена раньше срока",
    OTHER,
)
REASON_LENGTH = 500
YES_NO = (("yes", "Да"), ("no", "Нет"))
RESULT_HINT = "Проект, открытый урок, публикация, олимпиада, улучшение показателей"


class FinalMeetingForm(forms.Form):
    held = forms.ChoiceField(
        label="Итоговая встреча была?",
        choices=(("yes", "Да, запишу сейчас"), ("no", "Нет, закрываем без неё")),
        widget=forms.RadioSelect,
        error_messages={"required": "Ответьте, была ли итоговая встреча."},
    )
    date = DayField(label="Когда встретились", required=False)
    topic = forms.CharField(label="Тема", required=False, max_length=300)
    content = forms.CharField(
        label="О чём договорились", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("held") == "yes" and not data.get("date") and "date" not in self.errors:
            self.add_error("date", "Укажите день итоговой встречи.")
        return data


class ResultsForm(forms.Form):
    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = reached_words(pair)
        for member in open_members(pair):
            self.fields[result_name(member.pk)] = forms.CharField(
                label=member.mentee.person.list_name,
                required=False,
                max_length=RESULT_LENGTH,
                # What the pair has recorded is typed nowhere twice; the base prints these words in place of the list.
                initial=reached[member.pk],
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=RESULT_HINT,
            )


class EndingForm(forms.Form):
    how = forms.ChoiceField(
        label="Как закончилась работа пары",
        choices=(("done", "Работа завершена"), ("early", "Прекращена раньше срока")),
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, как закончилась работа пары."},
    )
    on = DayField(label="Последний день пары")
    reason = forms.ChoiceField(
        label="Причина",
        required=False,
        choices=[("", "Не выбрана"), *((text, text) for text in REASONS)],
        help_text="Нужна, если пара прекращена раньше срока",
    )
    words = forms.CharField(
        label="Подробнее",
        required=False,
        max_length=REASON_LENGTH - max(map(len, REASONS)) - 2,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Не пишите о здоровье и семейных обстоятельствах: запись увидят сотрудники школы",
    )

    def __init__(self, *args: Any, only_early: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only_early:  # a pair that has not begun has no work to complete
            del self.fields["how"]
            self.fields["reason"].required = True
        self.only_early = only_early

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (self.only_early or data.get("how") == "early") and "reason" not in self.errors:
            if not data.get("reason"):
                self.add_error("reason", "Выберите причину.")
            elif data["reason"] == OTHER and not data.get("words"):
                self.add_error("words", "Напишите причину своими словами.")
        return data


def reason_of(data: dict[str, Any]) -> str:
    """One sentence of the chosen reason and the words: «Не совпадает расписание: по вторникам — секция»."""
    chosen, words = data.get("reason") or "", (data.get("words") or "").strip()
    if chosen == OTHER:
        return words
    return f"{chosen}: {words}" if words else chosen


class NextForm(forms.Form):
    wants_case = forms.ChoiceField(
        label="Описать опыт пары как лучшую практику?", choices=YES_NO, widget=forms.RadioSelect
    )
    wants_new_match = forms.ChoiceField(
        label="Искать наставляемому нового наставника?", choices=YES_NO, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, only_early: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only_early:
            del self.fields["wants_case"]


class ManyForm(forms.Form):
    """The grid: a day for all, a tick and results for each pair."""

    on = DayField(label="Последний день пар")

    def __init__(self, *args: Any, pairs: list[Pair], today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today})
        super().__init__(*args, **kwargs)
        for pair in pairs:
            self.fields[f"close_{pair.pk}"] = forms.BooleanField(required=False)
            for member in open_members(pair):
                self.fields[result_name(member.pk)] = forms.CharField(
                    required=False,
                    max_length=RESULT_LENGTH,
                    initial=member.result,
                    widget=forms.Textarea(attrs={"rows": 1}),
                )


def open_members(pair: Pair) -> list[Any]:
    return [member for member in pair.members.all() if member.is_open]


def result_name(member: int) -> str:
    return f"result_{member}"
