"""What the school already has, loaded once as plain values: the number of queries does not grow with the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mentoring_site.names import normalise_name
from participants.enums import BaseKind
from participants.importing.parsing import Lookups
from participants.importing.values import ClassKey, FormNames, class_label, normalise_form
from participants.models import Enrolment, Mentee, Mentor, Person, Representative
from programs.models import InteractionModel, MentoringForm, Program, SchoolClass

PERSON_FIELDS = (
    "kind",
    "last_name",
    "first_name",
    "middle_name",
    "gender",
    "birth_date",
    "birth_year",
    "phone",
    "email",
)
YEAR_FIELDS = ("position", "workplace", "subjects")
COMMON_FIELDS = ("form", "entered_on", "completed_on", "results", "case_url")
ENTRY_FIELDS = {
    BaseKind.MENTORS: (
        *COMMON_FIELDS,
        "places",
        "competencies",
        "achievements",
        "interests",
        "preferred_age",
        "time_resource",
    ),
    BaseKind.MENTEES: (*COMMON_FIELDS, "request", "wished_model", "completion_mark"),
}
MODELS: dict[str, type[Mentor] | type[Mentee]] = {BaseKind.MENTORS: Mentor, BaseKind.MENTEES: Mentee}


@dataclass
class Known:
    """A person of the school. year: this programme's, or None; last: the newest earlier one and how long ago."""

    pk: int
    name: str
    name_key: str
    person: dict[str, Any]
    year: dict[str, Any] | None = None
    last: dict[str, Any] | None = None
    years_ago: int = 0
    entry: dict[str, Any] | None = None
    representatives: list[dict[str, Any]] = field(default_factory=list)

    @property
    def birth_year(self) -> int | None:
        return self.person["birth_year"]

    @property
    def place_keys(self) -> frozenset[str]:
        """Class or position now; of earlier years the class that follows. An empty set: unknown."""
        if self.year is not None:
            return _place_keys(self.year, 0)
        return _place_keys(self.last, self.years_ago) if self.last is not None else frozenset()

    @property
    def place(self) -> str:
        year = self.year or self.last or {}
        key = year.get("school_class")
        return class_label(key) if key else (year.get("position") or year.get("workplace") or "")

    @property
    def next_class(self) -> ClassKey | None:
        """The class of this year that follows from the last known one."""
        key = (self.last or {}).get("school_class")
        return (key[0] + self.years_ago, key[1]) if key else None


def _place_keys(year: dict[str, Any], years_ago: int) -> frozenset[str]:
    key = year.get("school_class")
    if key:
        return frozenset({f"{key[0] + years_ago}{key[1]}"})
    position, workplace = year.get("position") or "", year.get("workplace") or ""
    if not position:
        return frozenset()
    both = ", ".join(part for part in (position, workplace) if part)  # as our own export prints them
    return frozenset({normalise_name(position), normalise_name(both)})


@dataclass
class World:
    lookups: Lookups
    known: dict[int, Known]
    by_name: dict[str, list[Known]]
    by_surname: dict[str, list[Known]]
    labels: dict[str, str]  # field -> word of history
    form_titles: dict[int, str]
    model_titles: dict[int, str]


def load_world(
    program: Program,
    base: str,
    columns: Iterable[str],
    new_classes: Iterable[ClassKey] = (),
    class_for_all: ClassKey | None = None,
) -> World:
    """Call inside the school's scope."""
    forms = {form.pk: form for form in MentoringForm.objects.filter(program=program, is_active=True)}
    models = list(InteractionModel.objects.filter(program=program, is_active=True, form__in=list(forms)))
    names = FormNames(
        forms={
            key: pk
            for pk, form in forms.items()
            for key in (normalise_form(form.title), normalise_form(form.code.replace("_", "-")))
        },
        models=_unambiguous(models),
        titles=[form.title for form in forms.values()],
    )
    lookups = Lookups(
        base=base,
        first_year=program.first_year,
        last_year=program.first_year,
        classes=frozenset(SchoolClass.objects.filter(program=program).values_list("grade", "letter")),
        new_classes=frozenset(new_classes),
        forms=forms,
        form_names=names,
        columns=frozenset(columns),
        class_for_all=class_for_all,
    )
    known = _load_people(program, base)
    by_name: dict[str, list[Known]] = defaultdict(list)
    by_surname: dict[str, list[Known]] = defaultdict(list)
    for one in known.values():
        by_name[normalise_name(f"{one.person['last_name']} {one.person['first_name']}")].append(one)
        by_surname[normalise_name(one.person["last_name"])].append(one)
    return World(
        lookups=lookups,
        known=known,
        by_name=by_name,
        by_surname=by_surname,
        labels=_labels(base),
        form_titles={pk: str(form) for pk, form in forms.items()}
        | {form.pk: str(form) for form in MentoringForm.objects.filter(program=program, is_active=False)},
        model_titles={model.pk: str(model) for model in models},
    )


def _unambiguous(models: list[InteractionModel]) -> dict[str, tuple[int, int]]:
    """Models of both forms may share a title: such a word chooses no form."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for model in models:
        found[normalise_form(model.title)].append((model.form_id, model.pk))
    return {key: pairs[0] for key, pairs in found.items() if len(pairs) == 1}


def _load_people(program: Program, base: str) -> dict[int, Known]:
    known: dict[int, Known] = {}
    for row in Person.objects.order_by("id").values("pk", "search_key", *PERSON_FIELDS):
        pk, key = row.pop("pk"), row.pop("search_key")
        name = " ".join(part for part in (row["last_name"], row["first_name"], row["middle_name"]) if part)
        known[pk] = Known(pk, name, key, row)
    _load_years(program, known)
    for row in (
        MODELS[base].objects.filter(program=program).values("pk", "person_id", "status", *ENTRY_FIELDS[base])
    ):
        known[row.pop("person_id")].entry = row
    for row in Representative.objects.order_by("id").values(
        "pk", "person_id", "full_name", "kinship", "phone", "email"
    ):
        known[row.pop("person_id")].representatives.append(row)
    return known


def _load_years(program: Program, known: dict[int, Known]) -> None:
    rows = (
        Enrolment.objects.filter(program__label__lte=program.label)
        .order_by("program__label")
        .values_list(
            "person_id",
            "program_id",
            "program__label",
            "school_class__grade",
            "school_class__letter",
            *YEAR_FIELDS,
            "pk",
        )
    )
    for person_id, program_id, label, grade, letter, position, workplace, subjects, pk in rows:
        one = known[person_id]
        year = {
            "pk": pk,
            "school_class": (grade, letter) if grade else None,
            "position": position,
            "workplace": workplace,
            "subjects": subjects,
        }
        if program_id == program.pk:
            one.year = year
        else:
            one.last, one.years_ago = year, program.first_year - int(label[:4])


def _labels(base: str) -> dict[str, str]:
    labels = {}
    for model, names in (
        (Person, PERSON_FIELDS),
        (Enrolment, ("school_class", *YEAR_FIELDS)),
        (MODELS[base], ENTRY_FIELDS[base]),
    ):
        for name in names:
            labels[name] = str(model._meta.get_field(name).verbose_name)
    return labels
