"""Forms of awards, candidates, nominations of the school and to other levels."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet

from monitoring.candidates_data import places_of
from monitoring.enums import AwardKind, AwardLevel, CertificateDesign, NomineeKind, SubmissionState
from monitoring.forms_files import WithFiles, file_field
from monitoring.models import Award, HonourNomination, LevelSubmission
from monitoring.services.submissions import FIELDS
from monitoring.services.texts import LONGEST
from pairing.models import Pair
from participants.enums import EventKind, EventState, MentorStatus
from participants.models import Event, Mentee, Mentor, Person
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import MentoringForm, Program

AT_EVENTS = (
    *(EventKind.CEREMONY, EventKind.FINAL_MEETING, EventKind.CONFERENCE, EventKind.COUNCIL),
    *(EventKind.FESTIVAL, EventKind.FORUM, EventKind.OTHER),
)


def capital(choices: Any) -> list[tuple[Any, str]]:
    return [(value, label[:1].upper() + label[1:]) for value, label in choices]


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def events_of(program: Program) -> QuerySet[Event]:
    """Where honours are handed."""
    rows = Event.objects.of_program(program).filter(kind__in=AT_EVENTS)
    return rows.exclude(state=EventState.CANCELLED).order_by("-planned_on", "pk")


class PlacedChoice(forms.ModelChoiceField):
    """People with their class or position: «Беляев Иван, 10 «А»»."""

    def __init__(self, *args: Any, person: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.places = person, {}

    def of_program(self, program: Program, rows: QuerySet) -> None:
        self.queryset = rows
        people = rows.values_list(f"{self.person}_id" if self.person else "pk", flat=True)
        self.places = places_of(program, people)

    def label_from_instance(self, row: Any) -> str:
        who = getattr(row, self.person) if self.person else row
        place = self.places.get(who.pk)
        return f"{who.list_name}, {place}" if place else who.list_name


def mentors_of(program: Program) -> QuerySet[Mentor]:
    rows = Mentor.objects.filter(program=program).exclude(status=MentorStatus.LEFT)
    return rows.select_related("person").order_by("person__search_key", "pk")


def people_of(program: Program) -> QuerySet[Person]:
    """Who stands in one of the bases of the year."""
    mentors = Mentor.objects.filter(program=program).order_by().values("person")
    mentees = Mentee.objects.filter(program=program).order_by().values("person")
    return Person.objects.filter(Q(pk__in=mentors) | Q(pk__in=mentees)).order_by("search_key", "pk")


class AwardForm(forms.Form):
    """A new award, or one that is there: then the person stands and fields by its state."""

    person = PlacedChoice(None, label="Кого поощряем", empty_label="выберите человека")
    kind = forms.ChoiceField(label="Вид поощрения", choices=capital(AwardKind.choices))
    nomination = forms.ModelChoiceField(None, label="Номинация", required=False, empty_label="без номинации")
    level = forms.ChoiceField(label="Уровень", choices=capital(AwardLevel.choices))
    reason = forms.CharField(
        label="За что",
        max_length=300,
        widget=area(2),
        help_text="Войдёт в приказ и на бланк: «за регулярные встречи и подготовку к олимпиаде»",
    )
    parents = forms.CharField(
        label="Обращение к родителям",
        max_length=250,
        required=False,
        help_text="Только для письма родителям: «Уважаемые Ирина Петровна и Олег Ильич!»",
    )
    shown_name = forms.CharField(label="Имя на бланке", max_length=250, required=False)
    shown_dative = forms.CharField(
        label="Кому, для приказа",
        max_length=250,
        required=False,
        help_text="Дательный падеж предложил сайт: проверьте",
    )
    shown_position = forms.CharField(label="Класс или должность", max_length=200, required=False)
    event = forms.ModelChoiceField(None, label="Где вручают", required=False, empty_label="не решено")
    design = forms.ChoiceField(label="Оформление", choices=CertificateDesign.choices)
    blank_number = forms.CharField(label="Номер бланка", max_length=32, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    PRINTED = ("shown_name", "shown_dative", "shown_position", "design", "blank_number")

    def __init__(
        self,
        *args: Any,
        program: Program,
        award: Award | None = None,
        is_ordered: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.award = award
        fields = self.fields
        nominations = HonourNomination.objects.filter(program=program)
        fields["nomination"].queryset = nominations if award else nominations.filter(is_active=True)
        fields["event"].queryset = events_of(program)
        if award is None:
            fields["person"].of_program(program, people_of(program))
            for name in self.PRINTED:
                del fields[name]
            return
        del fields["person"]
        for name in list(fields):
            if name != "version":
                self.initial.setdefault(
                    name, getattr(award, f"{name}_id" if name in ("nomination", "event") else name)
                )
        self.initial.setdefault("version", award.version)
        if award.kind != AwardKind.PARENT_LETTER and not award.parents and is_ordered:
            del fields["parents"]
        if is_ordered:
            for name in ("kind", "nomination", "level", "reason"):
                del fields[name]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "person")}


class AwardFilter(forms.Form):
    q = SearchField("Фамилия")
    kind = forms.ChoiceField(
        label="Вид", required=False, choices=named_choices("Вид", capital(AwardKind.choices))
    )
    nomination = forms.ModelChoiceField(None, label="Номинация", required=False, empty_label="Номинация")

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nomination"].queryset = HonourNomination.objects.filter(program=program)


class HandForm(forms.Form):
    on = DayField(label="Когда вручено")
    event = forms.ModelChoiceField(None, label="На каком событии", required=False, empty_label="без события")

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events_of(program)


class ProposeForm(forms.Form):
    """How the ticked candidates are honoured."""

    kind = forms.ChoiceField(
        label="Вид поощрения",
        choices=capital(
            (kind.value, kind.label)
            for kind in AwardKind
            if kind not in (AwardKind.PARENT_LETTER, AwardKind.BOARD)
        ),
    )


class HonourForm(forms.Form):
    title = forms.CharField(label="Название", max_length=120)
    of_whom = forms.ChoiceField(
        label="Кого отмечают", choices=capital(NomineeKind.choices), widget=forms.RadioSelect
    )
    form = forms.ModelChoiceField(None, label="Форма наставничества", required=False, empty_label="Любая")
    wants = forms.CharField(
        label="За что",
        max_length=300,
        required=False,
        widget=area(2),
        help_text="Подсказка тому, кто выдвигает",
    )
    is_active = forms.BooleanField(label="Используется в этом году", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, program: Program, honour: HonourNomination | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = MentoringForm.objects.filter(program=program)
        if honour is None:
            self.initial |= {"of_whom": NomineeKind.MENTOR, "is_active": True}
        else:
            names = ("title", "of_whom", "wants", "is_active", "version")
            self.initial |= {name: getattr(honour, name) for name in names} | {"form": honour.form_id}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SubmissionForm(WithFiles):
    FILES: ClassVar = {"file": "Убрать приложенные документы", "result_file": "Убрать файл результата"}

    mentor = PlacedChoice(None, label="Кого выдвигаем", person="person", empty_label="выберите наставника")
    level = forms.ChoiceField(
        label="Уровень",
        choices=capital(choice for choice in AwardLevel.choices if choice[0] != AwardLevel.SCHOOL),
    )
    competition = forms.CharField(label="Конкурс или мероприятие", max_length=250)
    due_on = DayField(label="Документы до", required=False)
    papers = forms.CharField(
        label="Какие документы",
        max_length=2000,
        required=False,
        widget=area(4),
        help_text="По одному на строке: представление, портфолио, согласие",
    )
    file = file_field(
        "Файл документов", "Всё, что отправлено, одним файлом: PDF, JPG, PNG, DOCX или XLSX, до 15 МБ"
    )
    state = forms.ChoiceField(label="Состояние", choices=capital(SubmissionState.choices))
    sent_on = DayField(label="Отправлено", required=False)
    result = forms.CharField(
        label="Результат", max_length=300, required=False, help_text="«Лауреат II степени»"
    )
    result_on = DayField(label="Дата результата", required=False)
    result_file = file_field("Диплом или протокол")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, program: Program, submission: LevelSubmission | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        mentors = mentors_of(program)
        if submission is not None:
            mentors = (
                mentors | Mentor.objects.filter(pk=submission.mentor_id).select_related("person")
            ).distinct()
            names = [name for name in self.fields if name not in ("mentor", *self.FILES)]
            self.initial |= {name: getattr(submission, name) for name in names}
            self.initial["mentor"] = submission.mentor_id
        self.fields["mentor"].of_program(program, mentors)
        if submission is not None:
            self.offer_dropping(submission)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


class MeasureForm(forms.Form):
    text = forms.CharField(
        label="Что сделано",
        required=False,
        max_length=LONGEST,
        widget=area(5),
        help_text="Чего нет в числах. Людей по именам не называйте: заметка печатается",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def pairs_of(program: Program) -> QuerySet[Pair]:
    """Pairs and groups that may be honoured, with the names of all."""
    rows = Pair.objects.of_program(program).in_state("active", "completed")
    return rows.select_related("mentor__person").prefetch_related("members__mentee__person")
