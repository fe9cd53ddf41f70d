"""Forms of events: plan, filter, the number of those present, protocol, photos, invitations."""

from __future__ import annotations

from typing import Any

from django import forms

from participants.enums import EventKind, EventState, GuestGroup
from participants.event_kinds import OPEN_KINDS, PROPOSALS
from participants.event_steps import NO_STEP, EventSteps
from participants.forms_selection import RowForm
from participants.models import Event, EventPhoto, Person
from participants.protocols import skeleton
from participants.registries import EVENT_AUDIENCES
from participants.services.event_invitations import MAX_GUESTS, ORGANISATIONS
from programs.forms.fields import DayField, RowsField, SearchField, named_choices
from programs.models import Program

MOST_PRESENT = 5000


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


class EventFilter(forms.Form):
    q = SearchField("Тема или место")
    kind = forms.ChoiceField(
        label="Вид",
        required=False,
        choices=named_choices("Вид", [(v, _capital(w)) for v, w in EventKind.choices]),
    )
    state = forms.ChoiceField(
        label="Состояние",
        required=False,
        choices=named_choices("Состояние", [(v, _capital(w)) for v, w in EventState.choices]),
    )
    step = forms.TypedChoiceField(label="Шаг", required=False, coerce=int)

    def __init__(self, *args: Any, steps: EventSteps, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = named_choices("Шаг", steps.choices())


class EventForm(RowForm):
    """One event of a kind; a new one begins with what such events are usually about."""

    model = Event
    names = (
        *("title", "planned_on", "starts_at", "place", "expert", "audience", "step_number"),
        *("agenda", "schedule", "materials"),
    )
    rows = {"agenda": 5, "schedule": 6, "materials": 3}
    hints = {
        "agenda": "Каждый вопрос с новой строки. Отсюда повестка попадёт в протокол",
        "schedule": "По строке на пункт: «14:15 Открытие». Печатается вместе с порядком награждения",
        "materials": "Ссылки и названия, каждое с новой строки",
        "audience": "Например: родители 5–9 классов",
        "step_number": "Событие подтвердит этот шаг карты",
    }
    labels = {"expert": "Кто проводит", "agenda": "Повестка", "schedule": "Программа по времени"}

    def __init__(
        self, *args: Any, steps: EventSteps, kind: str = "", instance: Event | None = None, **kwargs: Any
    ) -> None:
        kind = instance.kind if instance else kind
        if instance is None:
            kwargs["initial"] = proposed(kind, steps)
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["planned_on"] = DayField(label="Дата")
        self.fields["starts_at"].widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        self.fields["step_number"] = forms.TypedChoiceField(
            label="Шаг дорожной карты",
            coerce=int,
            choices=[
                (NO_STEP, "без шага"),
                *steps.choices(also=instance.step_number if instance else NO_STEP),
            ],
            required=False,
            empty_value=NO_STEP,
            help_text=self.hints["step_number"],
        )
        proposal = PROPOSALS[kind]
        if not proposal.schedule and not (instance and instance.schedule):
            del self.fields["schedule"]
        if proposal.schedule and not proposal.agenda and not (instance and instance.agenda):
            del self.fields["agenda"]
        elif not proposal.has_protocol:
            self.fields["agenda"].help_text = "Каждый вопрос с новой строки"
        self.order_fields([*self.names, "version"])

    def halves(self) -> list[Any]:
        """Short fields, two in a row."""
        skipped = {"title", *self.rows}
        return [self[name] for name in self.names if name in self.fields and name not in skipped]

    def wide(self) -> list[Any]:
        return [self[name] for name in self.names if name in self.fields and name in self.rows]


def proposed(kind: str, steps: EventSteps) -> dict[str, Any]:
    found = PROPOSALS[kind]
    return {
        "title": found.title,
        "audience": found.audience,
        "step_number": steps.proposed(kind),
        "agenda": "\n".join(found.agenda),
        "schedule": "\n".join(found.schedule),
    }


def is_kind(kind: str) -> bool:
    return kind in OPEN_KINDS


class HoldForm(forms.Form):
    held_on = DayField(label="День, когда прошло")
    present_count = forms.IntegerField(
        label="Сколько человек было",
        required=False,
        min_value=0,
        max_value=MOST_PRESENT,
        help_text="Можно отметить и по списку позже",
    )


class CountForm(forms.Form):
    present_count = forms.IntegerField(
        label="Сколько человек было", required=False, min_value=0, max_value=MOST_PRESENT
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, initial={"present_count": event.present_count}, **kwargs)


class AttendanceFilter(forms.Form):
    q = SearchField("Фамилия")
    audience = forms.ChoiceField(label="Список", required=False)
    school_class = forms.TypedChoiceField(label="Класс", required=False, coerce=int)

    def __init__(self, *args: Any, program: Program, proposed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = [(one.code, one.label) for one in EVENT_AUDIENCES]
        first = next((label for code, label in lists if code == proposed), "Список")
        self.fields["audience"].choices = named_choices(first, [one for one in lists if one[0] != proposed])
        classes = [(one.pk, str(one)) for one in program.classes.all()]
        self.fields["school_class"].choices = named_choices("Класс", classes)


class PasteForm(forms.Form):
    names = forms.CharField(
        label="Список присутствовавших",
        max_length=20000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="По человеку на строке: из Word, Excel или чата. Номера и классы не мешают",
        error_messages={"required": "Вставьте хотя бы одну строку с фамилией."},
    )


class ProtocolForm(RowForm):
    """What the protocol says; kept with the event."""

    model = Event
    names = ("chair", "secretary", "present_count", "protocol_number", "agenda", "decisions")
    rows = {"agenda": 5, "decisions": 14}
    hints = {
        "chair": "Фамилия, имя, отчество",
        "secretary": "Фамилия, имя, отчество",
        "protocol_number": "Если номер уже есть на бумаге: 3, 12/1",
        "agenda": "Каждый вопрос с новой строки",
        "decisions": "Начинайте строки словами «Слушали:», «Выступили:», «Решили:», «Голосовали:»",
    }
    labels = {"present_count": "Присутствовали, человек"}

    def __init__(self, *args: Any, instance: Event, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if not instance.decisions:
            self.initial["decisions"] = skeleton(instance.agenda)
        self.fields["with_list"] = forms.BooleanField(
            label="Приложить список присутствовавших по фамилиям",
            required=False,
            initial=bool(instance.protocol and instance.protocol.snapshot.get("present_list")),
            help_text="Тех, кто отмечен на вкладке «Кто был»",
        )

    def halves(self) -> list[Any]:
        return [self[name] for name in ("chair", "secretary", "present_count", "protocol_number")]

    def wide(self) -> list[Any]:
        return [self[name] for name in ("agenda", "decisions", "with_list")]


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="Снимок",
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text="JPG или PNG до 15 МБ. Место съёмки и другие пометки телефона удаляются",
        error_messages={"required": "Выберите снимок.", "empty": "Файл пуст. Выберите другой снимок."},
    )
    caption = forms.CharField(label="Подпись", max_length=200, required=False, help_text="Без фамилий")


class PhotoPeopleForm(forms.Form):
    """Who can be recognised: ticked among those marked as present, or found by name."""

    caption = forms.CharField(label="Подпись", max_length=200, required=False, help_text="Без фамилий")
    has_nobody = forms.BooleanField(
        label="Никого нельзя узнать", required=False, help_text="Общий план, спины, руки, рисунки"
    )
    people = RowsField(
        Person.objects.none(),
        label="Кого можно узнать на снимке",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, photo: EventPhoto, candidates: list[Person], **kwargs: Any) -> None:
        initial = {
            "caption": photo.caption,
            "has_nobody": photo.has_nobody,
            "people": [one.person_id for one in photo.people.all()],
        }
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["people"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in candidates])
        field.label_from_instance = lambda person: person.list_name


class InviteForm(forms.Form):
    """Whole groups, one more organisation, or both at once: one form, so sending it loses nothing that was said."""

    groups = forms.MultipleChoiceField(
        label="Кого пригласить",
        choices=[(value, _capital(label)) for value, label in GuestGroup.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    audience = forms.ChoiceField(label="Семьи: чьи", required=False)
    guest_name = forms.CharField(
        label="Ещё одна организация",
        max_length=250,
        required=False,
        help_text="Если её нет среди партнёров. Только название, без фамилий",
    )
    guest_group = forms.ChoiceField(
        label="Какая это организация",
        choices=[(one.value, _capital(one.label)) for one in ORGANISATIONS],
        required=False,
    )

    def __init__(self, *args: Any, proposed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [
            (one.code, one.label) for one in EVENT_AUDIENCES if one.code != "adults"
        ]
        self.fields["audience"].initial = proposed

    def for_eyes(self) -> InviteForm:
        """Lists that are one half of the form are not called optional on the page."""
        self.is_bound and self.is_valid()  # judged before
        for name in ("groups", "audience", "guest_group"):
            self.fields[name].required = True
        return self

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("groups") and not data.get("guest_name"):
            self.add_error("groups", "Отметьте, кого пригласить, или впишите организацию.")
        return data


class GuestsForm(forms.Form):
    guests = forms.IntegerField(label="Сколько гостей", required=False, min_value=1, max_value=MAX_GUESTS)
