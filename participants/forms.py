"""Forms of people and bases: they read input and show errors; rules live in services and validators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.models import fields_for_model

from mentoring_site import clock
from mentoring_site.names import CASES as CASE_CODES
from mentoring_site.names import decline
from mentoring_site.permissions import Access, Permission
from participants.enums import CategoryKind, PersonKind
from participants.models import Category, Enrolment, Mentee, Mentor, Person, Representative
from participants.questionnaires.answers import SHORT_DAYS, TIME_CHOICES, TIME_CODES, times_in_words
from participants.questionnaires.page import time_rows
from participants.services.entries import MENTEE_FIELDS, MENTOR_FIELDS
from participants.services.people import CASES, PERSON_FIELDS, YEAR_FIELDS
from participants.services.special import PAPER_LOCK, SCHOOL_LOCK, SPECIAL_LABEL, special_lock
from participants.services.times import time_codes
from participants.services.topics import topics_for
from participants.validators import MENTEE_KINDS, category_kind, check_name
from programs.forms.fields import RowsField
from programs.models import InteractionModel

NO_FORM_LABEL = "не определена"
ON_OWN_PAGE = "на отдельной странице: карточка, «Сведения о здоровье»"
LONG_FIELDS = frozenset({"competencies", "achievements", "interests", "request", "results"})
PERSON_ORDER = (
    "kind",
    "last_name",
    "first_name",
    "middle_name",
    "birth_year",
    "school_class",
    "position",
    "workplace",
    "phone",
    "email",
)
REST_OF_PERSON = ("gender", "birth_date", "subjects", "subject_group", "teaching_since")
ADDED_TO_MENTOR = ("form", "places", "takes_group", "competencies", "time_resource")
ADDED_TO_MENTEE = ("form", "wished_model", "request")


def absorb(form: forms.Form, error: ValidationError) -> None:
    """Show a service's refusal at the fields it names; what the form does not show stands above them."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, found in by_field.items():
        form.add_error(name if name in form.fields else None, found)


class SchoolForm(forms.Form):
    """Fields made of models inside the school's scope, in the order asked for."""

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access, self.program = access, access.program

    def take(self, model: type, names: Iterable[str]) -> None:
        made = fields_for_model(model, fields=list(names))
        for name in names:
            self.fields[name] = self.dressed(name, made[name])

    def dressed(self, name: str, field: Any) -> Any:
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if name in LONG_FIELDS:
            field.widget.attrs["rows"] = 3
        if name == "form":
            field.queryset = self.program.forms.all()
            field.empty_label, field.help_text = NO_FORM_LABEL, ""
        if name == "wished_model":
            field.queryset = InteractionModel.objects.filter(program=self.program, is_active=True)
            field.queryset = field.queryset.select_related("form")
            field.empty_label = NO_FORM_LABEL
            field.label_from_instance = lambda model: f"{model.form.title}: {model.title}"
        if name == "school_class":
            field.queryset, field.empty_label = self.classes(), "не указан"
        if name == "subject_group":
            field.queryset, field.empty_label = self.program.subject_groups.all(), "не указано"
        if name == "kind":
            field.choices = [("", "выберите"), *[choice for choice in field.choices if choice[0]]]
        if name == "gender":
            field.choices = [("", "по отчеству"), *[choice for choice in field.choices if choice[0]]]
        return field

    def classes(self) -> Any:
        rows = self.program.classes.all()
        return rows if self.access.sees_whole_school else rows.filter(pk__in=self.access.class_ids)

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def person_values(self) -> dict[str, Any]:
        return self.values((*PERSON_FIELDS, *YEAR_FIELDS))

    def add_categories(self, kinds: Iterable[str], *, special: str = "") -> None:
        """Only for who may see categories; health data have a page of their own (SpecialForm).

        special: where they are or why they are closed, shown as a box that cannot be ticked; empty for mentors.
        """
        if not self.access.has(Permission.CATEGORY_VIEW):
            return
        self.fields["categories"] = RowsField(
            Category.objects.filter(kind__in=kinds, is_special=False),
            label="Категории",
            required=False,
            widget=LockedCheckboxes(f"{SPECIAL_LABEL} — {special}" if special else ""),
            help_text="Видят куратор, психолог и социальный педагог. В выгрузки и документы не попадают.",
        )


class LockedCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, and under them one that stands for what is closed."""

    def __init__(self, locked: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.locked = locked

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        if self.locked:
            option = self.create_option(
                name, "", self.locked, False, len(groups), attrs={"disabled": True, "id": f"id_{name}_locked"}
            )
            groups.append((None, [option], len(groups)))
        return groups


class PersonForm(SchoolForm):
    """One person and his year."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, access: Access, person: Person, **kwargs: Any) -> None:
        year = Enrolment.objects.filter(person=person, program=access.program).first()
        initial = {name: getattr(person, name) for name in PERSON_FIELDS} | {"version": person.version}
        initial |= {name: getattr(year, name) for name in YEAR_FIELDS} if year else {}
        super().__init__(*args, access=access, initial=initial, **kwargs)
        own = [name for name in (*PERSON_ORDER, *REST_OF_PERSON) if name in PERSON_FIELDS]
        yearly = [name for name in (*PERSON_ORDER, *REST_OF_PERSON) if name in YEAR_FIELDS]
        self.take(Person, own)
        self.take(Enrolment, yearly)
        self.order_fields((*PERSON_ORDER, *REST_OF_PERSON))


class EntryForm(SchoolForm):
    """What a row of a base says, without the person."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, access: Access, entry: Mentor | Mentee, **kwargs: Any) -> None:
        self.entry = entry
        names = MENTOR_FIELDS if isinstance(entry, Mentor) else MENTEE_FIELDS
        initial = {name: getattr(entry, name) for name in names} | {"version": entry.version}
        initial["categories"] = [link.category_id for link in entry.category_links.all()]
        super().__init__(*args, access=access, initial=initial, **kwargs)
        self.names = names
        self.take(type(entry), names)
        self.order_fields(_entry_order(names))
        is_pupil = entry.person.kind == PersonKind.PUPIL
        own = CategoryKind.MENTEE_PUPIL if is_pupil else CategoryKind.MENTEE_TEACHER
        is_mentor = isinstance(entry, Mentor)
        special = ""
        if is_pupil and not is_mentor:  # the same for one who is closed and for one who has none
            special = special_lock(entry.person, access.school, clock.today()) or ON_OWN_PAGE
        self.add_categories([CategoryKind.MENTOR if is_mentor else own], special=special)
        self._add_topics()
        self.fields["times"] = forms.MultipleChoiceField(
            label="Удобное время для встреч",
            required=False,
            choices=TIME_CHOICES,
            initial=time_codes(entry),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Такого часа нет: отметьте часы в таблице."},
        )

    def plain_fields(self) -> list[Any]:
        """All but the hours, which the page prints as a table."""
        return [field for field in self if field.name != "times"]

    def times_table(self) -> dict[str, Any]:
        """What templates/participants/_times_field.html prints."""
        field = self["times"]
        return {
            "field": field,
            "days": list(SHORT_DAYS.values()),
            "rows": time_rows(field),
            "words": times_in_words(sorted(code for code in field.value() or () if code in TIME_CODES)),
        }

    def _add_topics(self) -> None:
        topics = topics_for(self.entry)
        if not topics.exists():
            return
        self.fields["topics"] = RowsField(
            topics,
            label="Чем готов помочь: темы" if isinstance(self.entry, Mentor) else "В чём нужна помощь: темы",
            required=False,
            initial=[choice.topic_id for choice in self.entry.topic_choices.all()],
            widget=forms.CheckboxSelectMultiple,
        )

    def chosen_topics(self) -> Any:
        """None while the school has no list of topics."""
        return self.cleaned_data.get("topics")

    def chosen_categories(self) -> list[Category] | None:
        """None when the user may not see them; special ones stay as they are."""
        if "categories" not in self.fields:
            return None
        special = self.entry.category_links.filter(category__is_special=True).select_related("category")
        return [*self.cleaned_data["categories"], *[link.category for link in special]]


def _entry_order(names: Iterable[str]) -> list[str]:
    last = ("entered_on", "completed_on", "results", "case_url", "completion_mark")
    return [*[name for name in names if name not in last], *[name for name in last if name in names]]


class EntryAddForm(SchoolForm):
    """The short form «кто это и с чем пришёл»: a person and his row at once."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, access: Access, model: type, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.is_mentor = model is Mentor
        self.take(Person, [name for name in PERSON_ORDER if name in PERSON_FIELDS])
        self.take(Enrolment, [name for name in PERSON_ORDER if name in YEAR_FIELDS])
        self.order_fields(PERSON_ORDER)
        self.entry_names = ADDED_TO_MENTOR if self.is_mentor else ADDED_TO_MENTEE
        self.take(model, self.entry_names)
        if not self.is_mentor:
            kind = self.fields["kind"]
            kind.choices = [choice for choice in kind.choices if not choice[0] or choice[0] in MENTEE_KINDS]
            kind.initial = PersonKind.PUPIL
            keeps = access.school.keeps_special_data
            self.add_categories(
                [CategoryKind.MENTEE_PUPIL, CategoryKind.MENTEE_TEACHER],
                special=PAPER_LOCK if keeps else SCHOOL_LOCK,
            )
        else:
            self.add_categories([CategoryKind.MENTOR])

    def entry_values(self) -> dict[str, Any]:
        return self.values(self.entry_names)

    def chosen_categories(self) -> list[Category]:
        return list(self.cleaned_data.get("categories", ()))


class SpecialForm(forms.Form):
    """Health data of a mentee, apart from the other categories."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, mentee: Mentee, **kwargs: Any) -> None:
        self.links = list(mentee.category_links.select_related("category"))
        chosen = [link.category_id for link in self.links if link.category.is_special]
        kwargs["initial"] = {"version": mentee.version, "categories": chosen}
        super().__init__(*args, **kwargs)
        kind = category_kind(mentee.person.kind, is_mentor=False)
        self.fields["categories"] = RowsField(
            Category.objects.filter(kind=kind, is_special=True),
            label="Сведения",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def chosen_categories(self) -> list[Category]:
        other = [link.category for link in self.links if not link.category.is_special]
        return [*self.cleaned_data["categories"], *other]


class TakeOutForm(forms.Form):
    reason = forms.CharField(
        label="Причина",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Например: переехал, перевёлся в другую школу, отказался по заявлению родителей",
        error_messages={"required": "Укажите причину: она останется в истории."},
    )
    on = forms.DateField(
        label="Дата выбытия", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RepresentativeForm(forms.Form):
    """Name, kinship and contact; passport and address are written on the paper only."""

    def __init__(self, *args: Any, instance: Representative | None = None, **kwargs: Any) -> None:
        names = ("full_name", "kinship", "phone", "email")
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Representative, fields=list(names)))
        self.fields["kinship"].help_text = "Мать, отец, опекун"
        self.fields["full_name"].validators.append(check_name)


class DeclensionForm(forms.Form):
    """Forms of the name for papers: the proposal stands in the field, an own form overrides it."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.proposals = proposed_declensions(person)
        kwargs["initial"] = self.proposals | person.declensions
        super().__init__(*args, **kwargs)
        for case, label in CASES.items():
            self.fields[case] = forms.CharField(
                label=f"{label.capitalize()}", max_length=260, required=False, validators=[check_name]
            )
            if case in person.declensions and self.proposals.get(case):
                self.fields[case].help_text = f"Сайт предлагает: {self.proposals[case]}"

    def overrides(self) -> dict[str, str]:
        """Only what differs from the proposal, so that a later change of the name proposes anew."""
        return {
            case: value
            for case, value in self.cleaned_data.items()
            if value and value != self.proposals.get(case)
        }


def proposed_declensions(person: Person) -> Mapping[str, str]:
    """Empty while the gender is unknown: a guess would be wrong every other time."""
    if not person.gender:
        return {}
    return {case: decline(person.full_name, case, person.gender) for case in CASE_CODES}
