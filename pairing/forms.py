"""Forms of pairs, orders and proposals."""

from __future__ import annotations

from typing import Any

from django import forms

from pairing.models import Pair, PairProposal
from pairing.services.proposals import find_entry
from participants.enums import MenteeStatus, MentorStatus
from participants.models import Mentee, Mentor
from programs.forms.fields import DayField, SearchField, named_choices
from programs.models import InteractionModel, MentoringForm, Program, SchoolClass

REASON_LENGTH = 500


class PairFilter(forms.Form):
    """Filters of the list; the state is a tab, not a filter."""

    q = SearchField("Фамилия")
    form = forms.ModelChoiceField(None, label="Форма", required=False, empty_label="Форма")
    model = forms.ModelChoiceField(
        None, label="Форма взаимодействия", required=False, empty_label="Взаимодействие"
    )
    school_class = forms.ModelChoiceField(None, label="Класс", required=False, empty_label="Класс")
    size = forms.ChoiceField(
        label="Пары или группы",
        required=False,
        choices=named_choices("Пары и группы", [("pair", "Только пары"), ("group", "Только группы")]),
    )

    consent = forms.ChoiceField(
        label="Согласия", required=False, choices=named_choices("Согласия", [("no", "нет согласия")])
    )

    def __init__(self, *args: Any, program: Program, sees_consents: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_consents:
            del self.fields["consent"]
        self.fields["form"].queryset = MentoringForm.objects.filter(program=program)
        self.fields["model"].queryset = InteractionModel.objects.filter(program=program)
        self.fields["school_class"].queryset = SchoolClass.objects.filter(program=program)


def mentors_of(program: Program) -> Any:
    """Mentors who may be chosen: admitted, by name."""
    return Mentor.objects.filter(program=program, status=MentorStatus.ADMITTED).select_related(
        "person", "form"
    )


class MentorChoice(forms.ModelChoiceField):
    """A mentor with what one chooses him by."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, label="Наставник", empty_label="Выберите наставника", **kwargs)
        self.free: dict[int, int] = {}

    def label_from_instance(self, mentor: Mentor) -> str:
        free = self.free.get(mentor.person_id)
        seats = "" if free is None else (f" · свободно мест: {free}" if free else " · мест нет")
        return f"{mentor.person.full_name}{seats}"


class StartForm(forms.Form):
    """First step: for whom mentees are looked for. GET only."""

    mentor = MentorChoice()
    model = forms.ModelChoiceField(
        None,
        label="Форма взаимодействия",
        required=False,
        empty_label="Какую просит наставляемый",
    )
    q = SearchField("Фамилия наставляемого")

    def __init__(self, *args: Any, program: Program, free: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors_of(program)
        self.fields["mentor"].free = free
        self.fields["model"].queryset = InteractionModel.objects.filter(
            program=program, is_active=True
        ).select_related("form")

    def clean(self) -> dict[str, Any]:
        """Another mentor may have another form: a model of the former one is forgotten."""
        data = super().clean()
        mentor, model = data.get("mentor"), data.get("model")
        if mentor and model and model.form_id != mentor.form_id:
            data["model"] = None
        return data


class SeatsForm(forms.Form):
    """Second step: dates and the reason; ticks of mentees are read beside it."""

    starts_on = DayField(label="Начало", required=False, help_text="Пусто — с даты распоряжения")
    ends_on = DayField(label="Окончание", required=False, help_text="Пусто — до конца программы")
    reason = forms.CharField(
        label="Почему пара нужна вопреки правилу",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Нужно, только если правило нарушено. Причину увидит директор",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Окончание раньше начала.")
        return data


class DraftForm(SeatsForm):
    """A draft: model of each member, who leaves, who joins, dates."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    joins = forms.ModelChoiceField(
        None, label="Добавить наставляемого", required=False, empty_label="Никого не добавлять"
    )

    field_order = ("joins", "starts_on", "ends_on", "reason", "version")

    def __init__(self, *args: Any, pair: Pair, lawful: list[int], **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "starts_on": pair.starts_on,
                "ends_on": pair.ends_on,
                "reason": pair.broken_rules_reason,
                "version": pair.version,
            },
        )
        super().__init__(*args, **kwargs)
        self.members = list(pair.members.all())
        models = InteractionModel.objects.filter(form=pair.form_id)
        self.fields["joins"].queryset = Mentee.objects.filter(pk__in=lawful).select_related("person")
        first: dict[str, forms.Field] = {}
        for member in self.members:
            name = member.mentee.person.list_name
            first[f"model_{member.pk}"] = forms.ModelChoiceField(
                models,
                label=f"{name}: форма взаимодействия",
                required=False,
                empty_label="Не выбрана",
                initial=member.model_id,
            )
            if len(self.members) > 1:
                first[f"leaves_{member.pk}"] = forms.BooleanField(
                    label=f"Убрать из группы: {name}", required=False
                )
        if not lawful:
            del self.fields["joins"]
        self.fields = {**first, **self.fields}

    def seats(self) -> list[tuple[Mentee, InteractionModel | None]]:
        data = self.cleaned_data
        kept = [
            (member.mentee, data[f"model_{member.pk}"])
            for member in self.members
            if not data.get(f"leaves_{member.pk}")
        ]
        joins = data.get("joins")
        return [*kept, (joins, joins.wished_model)] if joins else kept


class ProposalForm(forms.Form):
    """Who the names of the file are, and on which paper the pair stands."""

    mentor = MentorChoice()
    mentee = forms.ModelChoiceField(None, label="Наставляемый", empty_label="Выберите наставляемого")
    model = forms.ModelChoiceField(
        None, label="Форма взаимодействия", required=False, empty_label="Не выбрана"
    )
    order_number = forms.CharField(
        label="Номер прежнего распоряжения",
        required=False,
        max_length=32,
        help_text="Если пара уже закреплена приказом. Пусто — пара станет черновиком",
    )
    order_date = DayField(label="Дата прежнего распоряжения", required=False)

    def __init__(self, *args: Any, proposal: PairProposal, **kwargs: Any) -> None:
        program = proposal.program
        mentor = proposal.mentor or find_entry(Mentor, program, proposal.mentor_name)
        mentee = proposal.mentee or find_entry(Mentee, program, proposal.mentee_name)
        kwargs.setdefault(
            "initial",
            {"mentor": mentor, "mentee": mentee, "model": mentee.wished_model_id if mentee else None},
        )
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors_of(program)
        self.fields["mentee"].queryset = Mentee.objects.filter(
            program=program, status=MenteeStatus.ADMITTED
        ).select_related("person")
        self.fields["model"].queryset = InteractionModel.objects.filter(program=program, is_active=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("order_number", "").strip()) != bool(data.get("order_date")):
            field = "order_date" if data.get("order_number") else "order_number"
            self.add_error(field, "Впишите и номер, и дату — или оставьте оба поля пустыми.")
        return data
