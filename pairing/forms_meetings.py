"""Forms of the journal of meetings: by account and on the phone page behind a personal link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from mentoring_site.words import ru_date
from pairing.enums import MeetingFormat, MeetingKind, MeetingState
from pairing.models import Meeting, Pair, PairMember
from pairing.services.meeting_guards import (
    CONTENT_LENGTH,
    MAX_MINUTES,
    PLACE_LENGTH,
    REASON_LENGTH,
    STEP_LENGTH,
    TOPIC_LENGTH,
)
from programs.forms.fields import DayField, RowsField

NO_HEALTH = "Одной-двумя фразами. Без сведений о здоровье и семье"
HELP_LENGTH = 2000
TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"


class HourField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={"invalid": "Такого времени нет. Впишите часы и минуты, например 14:30."},
            **kwargs,
        )


class KindField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Какая встреча",
            choices=[(value, label.capitalize()) for value, label in MeetingKind.choices],
            widget=forms.RadioSelect,
            **kwargs,
        )


class DetailsForm(forms.Form):
    """What may be added to the day and the kind."""

    content = forms.CharField(
        label="Чем занимались",
        required=False,
        max_length=CONTENT_LENGTH,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    duration_minutes = forms.IntegerField(
        label="Сколько минут длилась", required=False, min_value=1, max_value=MAX_MINUTES
    )
    topic = forms.CharField(label="Тема", required=False, max_length=TOPIC_LENGTH)
    next_step = forms.CharField(
        label="Задание к следующей встрече",
        required=False,
        max_length=STEP_LENGTH,
        help_text="Задание увидит и наставляемый",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starts_at = HourField(label="Во сколько началась")
    format = forms.ChoiceField(
        label="Как прошла",
        required=False,
        choices=[(value, label.capitalize()) for value, label in MeetingFormat.choices],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(label="Место", required=False, max_length=PLACE_LENGTH)

    def add_absent(self, pair: Pair) -> None:
        """Attendance is asked in a group only."""
        members = [member.pk for member in pair.members.all() if member.is_open and not member.is_waiting]
        if len(members) > 1:
            self.fields["absent"] = RowsField(
                pair.members.select_related("mentee__person").filter(pk__in=members),
                label="Кого не было",
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )


class MeetingForm(DetailsForm):
    """Kind and day are enough, the rest is optional."""

    state = forms.ChoiceField(
        label="Что записываем",
        choices=[
            (MeetingState.HELD, "Встреча была"),
            (MeetingState.PLANNED, "Запланировать"),
            (MeetingState.CANCELLED, "Не состоялась"),
        ],
        initial=MeetingState.HELD,
        widget=forms.RadioSelect,
    )
    cancelled_reason = forms.CharField(label="Почему не состоялась", required=False, max_length=REASON_LENGTH)
    date = DayField(label="Когда")
    kind = KindField()
    field_order = ("state", "cancelled_reason", "date", "kind")

    def __init__(self, *args: Any, pair: Pair, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].widget.attrs |= {"min": f"{pair.starts_on or pair.program.starts:%Y-%m-%d}"}
        if meeting is not None and meeting.state == MeetingState.HELD:
            del self.fields["state"], self.fields["cancelled_reason"]
        self.add_absent(pair)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("state") == MeetingState.CANCELLED and not data.get("cancelled_reason"):
            self.add_error("cancelled_reason", "Напишите, почему встреча не состоялась.")
        return data

    def values(self) -> dict[str, Any]:
        """Arguments of record_meeting."""
        data = {"state": MeetingState.HELD, "absent": (), **self.cleaned_data}
        return data | {"absent": list(data["absent"])}


class LinkMeetingForm(DetailsForm):
    """Two taps: the day, then «Записать»; the kind is proposed."""

    day = forms.ChoiceField(
        label="Когда была встреча",
        choices=[(TODAY, "Сегодня"), (YESTERDAY, "Вчера"), (OTHER, "Другой день")],
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, когда была встреча."},
    )
    date = DayField(label="Какого числа", required=False)
    kind = KindField(required=False)
    field_order = ("day", "date", "kind")

    def __init__(self, *args: Any, pair: Pair, proposed: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed, self.today = proposed, today
        self.fields["date"].widget.attrs |= {
            "min": f"{pair.starts_on or pair.program.starts:%Y-%m-%d}",
            "max": f"{today:%Y-%m-%d}",
        }
        self.initial.setdefault("kind", proposed)
        self.add_absent(pair)
        if "absent" in self.fields:
            # The page is open to whoever holds the link: no surnames on it.
            self.fields["absent"].label_from_instance = _first_name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("day") == OTHER and not data.get("date") and "date" not in self.errors:
            self.add_error("date", "Укажите, какого числа была встреча.")
        return data

    def values(self) -> dict[str, Any]:
        """Arguments of record_meeting, without the writer."""
        data = {"absent": (), **self.cleaned_data}
        day = data.pop("day")
        if day != OTHER:
            data["date"] = self.today - timedelta(days=1 if day == YESTERDAY else 0)
        return data | {"kind": data["kind"] or self.proposed, "absent": list(data["absent"])}


class NextMeetingForm(forms.Form):
    date = DayField(label="Какого числа")
    starts_at = HourField(label="Во сколько")
    place = forms.CharField(label="Где", required=False, max_length=PLACE_LENGTH)


class MoveForm(forms.Form):
    date = DayField(label="На какое число")
    starts_at = HourField(label="Во сколько")
    reason = forms.CharField(label="Почему переносите", required=False, max_length=250)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Почему встречи не будет",
        max_length=REASON_LENGTH,
        error_messages={"required": "Напишите, почему встречи не будет."},
    )


class HelpForm(forms.Form):
    """Goes to the psychologist, stays nowhere in the journal."""

    reason = forms.CharField(
        label="Что случилось",
        max_length=HELP_LENGTH,
        error_messages={"required": "Напишите, что случилось."},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Прочитает педагог-психолог. Ваша пара этого не увидит",
    )
    tells_curator = forms.BooleanField(label="Куратор тоже может это прочитать", required=False)


def _first_name(member: PairMember) -> str:
    """«Егор Ж.»: two of one name are told apart."""
    person = member.mentee.person
    return f"{person.first_name} {person.last_name[:1]}."


def day_words(meeting: Meeting) -> str:
    """«17 ноября, 14:00»."""
    words = ru_date(meeting.date, year=False)
    return f"{words}, {meeting.starts_at:%H:%M}" if meeting.starts_at else words
