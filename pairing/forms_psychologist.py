"""Forms of the psychologist's room: protocols, methods, the journal, referrals, rounds of questions, the handover."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q

from mentoring_site.names import normalise_name
from pairing.enums import Conclusion, ConsultationKind, MethodAudience, PairState, ReferralState
from pairing.forms_rooms import EntryField, SuggestInput
from pairing.models import Consultation, Pair, TestMethod
from pairing.services.conclusions import Seat, Word
from pairing.services.consultations import PAIR_WORD, Talk
from pairing.services.notes import BASIS_LENGTH, NOTES_LENGTH
from pairing.services.referrals import TEXT_LENGTH
from participants.models import Mentee, Mentor, Person
from participants.questionnaires.grid import people_by_label
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import Program, User
from programs.querysets import loosely

SCALE_LINE = re.compile(
    r"^(?P<title>.+?)\s*[:;]\s*(?P<low>-?\d{1,4})\s*(?:-|–|—|\.\.|до)\s*(?P<high>-?\d{1,4})\s*$"
)


def participants_of(program: Program) -> Any:
    """People of either base of the year."""
    rows = [model.objects.filter(program=program).values("person") for model in (Mentor, Mentee)]
    return Person.objects.filter(Q(pk__in=rows[0]) | Q(pk__in=rows[1]))


class PersonField(EntryField):
    """A person of the programme chosen by name: «Лебедев Артём Ильич, 10 «А»»."""

    def offer_people(self, people: dict[str, Person]) -> None:
        self.entries = people
        self.titles = {person.pk: label for label, person in people.items()}
        self.widget.suggestions = tuple(people)

    def clean(self, value: Any) -> Person | None:
        if not self.required and not str(value or "").strip():
            return None
        return super().clean(value)


class NotesField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Личные записи",
            max_length=NOTES_LENGTH,
            required=False,
            help_text="Хранятся зашифрованными. Открыть их сможете только вы, каждый просмотр остаётся в журнале",
            widget=forms.Textarea(attrs={"rows": 5}),
            **kwargs,
        )


# --- conclusions of many pairs ----------------------------------------------------------------------------


class ManyTestsForm(forms.Form):
    """What the rows have in common; the rows are read by `words`."""

    method = forms.CharField(label="Методика", max_length=200, widget=SuggestInput)
    conducted_on = DayField(label="Дата")

    def __init__(self, *args: Any, methods: tuple[str, ...], seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].widget.suggestions = methods
        self.seats = seats

    def rows(self, errors: dict[int, str] | None = None) -> list[dict[str, Any]]:
        """What the page prints of every seat, with what was typed before."""
        errors = errors or {}
        return [
            {
                "seat": seat,
                "member": seat.member,
                "conclusion": self.data.get(f"conclusion-{seat.member.pk}", ""),
                "reservation": self.data.get(f"reservation-{seat.member.pk}", ""),
                "error": errors.get(seat.member.pk, ""),
            }
            for seat in self.seats
        ]

    def words(self) -> list[Word]:
        """Seats with a chosen conclusion; a reservation without one is a word begun and comes along."""
        found = []
        for seat in self.seats:
            pk = seat.member.pk
            conclusion = self.data.get(f"conclusion-{pk}", "")
            reservation = self.data.get(f"reservation-{pk}", "").strip()
            if conclusion or reservation:
                found.append(Word(pk, conclusion, reservation[:500]))
        return found


CONCLUSIONS = [(value, label.capitalize()) for value, label in Conclusion.choices]


# --- methods and protocols --------------------------------------------------------------------------------


class MethodForm(forms.ModelForm):
    """A method with its scales, one a line: «Экстраверсия: 0–24»."""

    scales = forms.CharField(
        label="Шкалы",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="По одной на строке, с границами: «Экстраверсия: 0–24». Без шкал останутся только записи",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TestMethod
        fields = ("title", "author", "audience", "age_from", "age_to", "items", "note", "is_active")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            self.initial["scales"] = "\n".join(
                f"{one.title}: {one.minimum}–{one.maximum}" for one in self.instance.scales.all()
            )

    def clean_scales(self) -> list[tuple[str, int, int]]:
        found = []
        for number, line in enumerate(self.cleaned_data["scales"].splitlines(), start=1):
            if not line.strip():
                continue
            match = SCALE_LINE.match(line.strip())
            if match is None:
                raise forms.ValidationError(
                    f"Строка {number}: напишите шкалу с границами, «Экстраверсия: 0–24»."
                )
            if len(match["title"]) > 120:
                raise forms.ValidationError(f"Строка {number}: название шкалы длиннее 120 знаков.")
            found.append((match["title"].strip(), int(match["low"]), int(match["high"])))
        return found

    def _post_clean(self) -> None:
        """The service checks the row: a form must not change what it was given."""

    def fields_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MethodFilter(forms.Form):
    q = SearchField("Методика")
    audience = forms.ChoiceField(
        label="Для кого",
        required=False,
        choices=named_choices(
            "Для кого", [(code, label.capitalize()) for code, label in MethodAudience.choices]
        ),
    )


class ProtocolForm(forms.Form):
    """Results of one person by one method: a field for each scale, empty means «не измерялось»."""

    person = PersonField(label="Кто проходил", help_text="Начните вводить фамилию")
    conducted_on = DayField(label="Дата")
    notes = NotesField()

    def __init__(self, *args: Any, program: Program, method: TestMethod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer_people(people_by_label(program, participants_of(program)))
        self.scales = list(method.scales.all())
        for scale in self.scales:
            self.fields[f"scale-{scale.pk}"] = forms.IntegerField(
                label=scale.title,
                required=False,
                min_value=scale.minimum,
                max_value=scale.maximum,
                help_text=f"от {scale.minimum} до {scale.maximum}",
                error_messages={
                    "invalid": "Впишите целое число.",
                    "min_value": f"От {scale.minimum} до {scale.maximum}.",
                    "max_value": f"От {scale.minimum} до {scale.maximum}.",
                },
            )

    @property
    def scale_fields(self) -> list[Any]:
        return [self[f"scale-{scale.pk}"] for scale in self.scales]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {scale.pk: data[f"scale-{scale.pk}"] for scale in self.scales}
        return {
            "person": data["person"],
            "conducted_on": data["conducted_on"],
            "notes": data["notes"],
            "scales": {pk: value for pk, value in found.items() if value is not None},
        }


class ProtocolFilter(forms.Form):
    q = SearchField("Фамилия")
    method = forms.ChoiceField(label="Методика", required=False)

    def __init__(self, data: Any, *, methods: list[TestMethod]) -> None:
        super().__init__(data)
        self.fields["method"].choices = named_choices(
            "Методика", [(str(one.pk), str(one)) for one in methods]
        )


# --- the journal ------------------------------------------------------------------------------------------


class ConsultationForm(forms.Form):
    held_on = DayField(label="Дата")
    kind = forms.ChoiceField(
        label="Вид",
        choices=[(code, label.capitalize()) for code, label in ConsultationKind.choices],
        widget=forms.RadioSelect,
    )
    person = PersonField(label="С кем", required=False, help_text="Начните вводить фамилию участника")
    pair = forms.ChoiceField(label="Пара", required=False)
    with_whom = forms.CharField(
        label="Если не участник",
        required=False,
        max_length=200,
        help_text="Словами: «родители 7 «В»», «группа тревожных пятиклассников»",
    )
    result = forms.CharField(
        label="Результат одной строкой",
        max_length=300,
        help_text="Печатается в журнале учёта, без подробностей: «рекомендована встреча с парой»",
    )
    notes = NotesField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, program: Program, talk: Consultation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_by_label(program, participants_of(program))
        kept = talk.person if talk is not None else None
        if kept is not None and kept not in people.values():  # he has left the bases since
            people[kept.full_name] = kept
        self.fields["person"].offer_people(people)
        pairs = Pair.objects.with_people().filter(program=program).exclude(state=PairState.DISSOLVED)
        self.pairs = {str(pair.pk): pair for pair in pairs}
        if talk is not None and talk.pair is not None:
            self.pairs.setdefault(str(talk.pair_id), talk.pair)
        self.fields["pair"].choices = [
            ("", "не о паре"),
            *((pk, pair_title(p)) for pk, p in self.pairs.items()),
        ]
        if talk is not None:
            self.fields["notes"].help_text += ". Пустое поле оставит прежние записи, новый текст заменит их"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not any(data.get(name) for name in ("person", "pair", "with_whom")) and not self.errors:
            self.add_error("person", "Укажите, с кем была консультация: участника, пару или словами.")
        return data

    def talk(self, referral: Any = None) -> Talk:
        data = self.cleaned_data
        return Talk(
            held_on=data["held_on"],
            kind=data["kind"],
            result=data["result"],
            person=data["person"],
            pair=self.pairs.get(data["pair"]),
            with_whom=data["with_whom"],
            referral=referral,
            notes=data["notes"],
        )

    def fill(self, talk: Consultation) -> None:
        self.initial = {
            "held_on": talk.held_on,
            "kind": talk.kind,
            "person": self.fields["person"].titles.get(talk.person_id, ""),
            "pair": str(talk.pair_id or ""),
            "with_whom": "" if talk.with_whom == PAIR_WORD else talk.with_whom,
            "result": talk.result,
            "version": talk.version,
        }


def pair_title(pair: Pair) -> str:
    return f"№ {pair.number}. {pair}" if pair.number else str(pair)


class JournalFilter(forms.Form):
    q = SearchField("Фамилия или слово")
    kind = forms.ChoiceField(
        label="Вид",
        required=False,
        choices=named_choices(
            "Вид", [(code, label.capitalize()) for code, label in ConsultationKind.choices]
        ),
    )
    since = DayField(label="С", required=False)
    until = DayField(label="По", required=False)

    def apply(self, rows: Any) -> Any:
        data = self.cleaned_data if self.is_valid() else {}
        for word in normalise_name(data.get("q") or "").split():
            rows = rows.filter(
                Q(person__search_key__contains=word)
                | Q(pair__mentor__person__search_key__contains=word)
                | loosely(word, "result", "with_whom")
            )
        if data.get("kind"):
            rows = rows.filter(kind=data["kind"])
        if data.get("since"):
            rows = rows.filter(held_on__gte=data["since"])
        if data.get("until"):
            rows = rows.filter(held_on__lte=data["until"])
        return rows


# --- referrals, rounds, the handover ----------------------------------------------------------------------


class ReferForm(forms.Form):
    """people: among whom to choose; None when it is known whom it is about."""

    person = PersonField(label="О ком", help_text="Начните вводить фамилию")
    reason = forms.CharField(
        label="Что случилось",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Что заметили и что уже пробовали. Прочитает только педагог-психолог",
    )

    def __init__(self, *args: Any, program: Program, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].offer_people(people_by_label(program, people))


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="Ответ",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Его прочитает тот, кто обратился. Подробности беседы сюда не пишите",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReferralFilter(forms.Form):
    q = SearchField("Фамилия")
    state = forms.ChoiceField(
        label="Состояние",
        required=False,
        choices=named_choices(
            "Состояние", [(code, label.capitalize()) for code, label in ReferralState.choices]
        ),
    )


class RoundForm(forms.Form):
    title = forms.CharField(label="Название опроса", max_length=160)


class GrantForm(forms.Form):
    giver = forms.ChoiceField(label="Чьи записи")
    taker = forms.ChoiceField(label="Кому")
    basis = forms.CharField(
        label="Основание",
        max_length=BASIS_LENGTH,
        help_text="Например: приказ об увольнении от 12.11.2026 № 45-к",
    )

    def __init__(self, *args: Any, givers: list[User], takers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in [*givers, *takers]}
        self.fields["giver"].choices = [(str(user.pk), str(user)) for user in givers]
        alone = givers[0].pk if len(givers) == 1 else None  # nobody hands his notes to himself
        self.fields["taker"].choices = [(str(user.pk), str(user)) for user in takers if user.pk != alone]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "giver": self.people[data["giver"]],
            "taker": self.people[data["taker"]],
            "basis": data["basis"],
        }
