"""People, their year and their representatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from mentoring_site import names
from participants.models import Enrolment, Mentee, Mentor, Person, Representative
from participants.services import changes as diff
from participants.services.guards import refuse_closed
from participants.validators import check_name, check_place
from programs.models import Program, SchoolClass
from programs.services.audit import lock_version, record_event

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
YEAR_FIELDS = ("school_class", "position", "workplace", "subjects", "subject_group", "teaching_since")
NAME_FIELDS = ("last_name", "first_name", "middle_name")
CASES = {
    "genitive": "родительный (кого?)",
    "dative": "дательный (кому?)",
    "accusative": "винительный (кого?)",
    "instrumental": "творительный (кем?)",
}


@dataclass(frozen=True)
class Namesake:
    """Somebody of the same name. is_same: year of birth and place agree too, so it is one person."""

    person: Person
    place: str
    is_same: bool
    bases: tuple[str, ...] = ()


@transaction.atomic
def add_person(*, program: Program, by: Any, **data: Any) -> Person:
    """Create a person with his year (class or position) in the programme.

    data: PERSON_FIELDS and YEAR_FIELDS. Raises ValidationError by field, Refusal for a finished programme.
    Namesakes are the caller's question (find_namesakes): two people may well share a name.
    """
    refuse_closed(program)
    own, year = split(data)
    person = Person(school=program.school)
    diff.apply(person, own)
    if not person.gender:
        person.gender = names.guess_gender(person.full_name) or ""
    check_person(person)
    person.save()
    enrol(person=person, program=program, year=year)
    record_event(
        "person.add",
        by=by,
        sentence="внесение карточки",
        target=person,
        program=program,
        people=[person.pk],
    )
    return person


@transaction.atomic
def update_person(
    *,
    instance: Person,
    changes: Mapping[str, Any],
    version: int | None,
    by: Any,
    program: Program,
) -> Person:
    """Change PERSON_FIELDS, and YEAR_FIELDS of the person's year in `program`.

    version: as the form showed it; None skips the check (imports lock by themselves). Raises StaleVersion,
    ValidationError, Refusal. Nothing changed: nothing written, no audit row.
    """
    refuse_closed(program)
    person = Person.objects.select_for_update().get(pk=instance.pk)
    if version is not None:
        lock_version(person, version)
    else:
        person.version += 1
    own, year = split(changes)
    enrolment = Enrolment.objects.filter(person=person, program=program).first()
    shadow = enrolment or Enrolment(school=person.school, person=person, program=program)
    if "birth_year" in own and "birth_date" not in own and person.birth_date:
        _refuse_year_against_date(person, own["birth_year"])
    found = diff.changes_of(person, own) + diff.changes_of(shadow, year)
    if not found:
        return person
    diff.apply(person, own)
    check_person(person)
    person.save()
    enrol(person=person, program=program, year=year)
    record_event(
        "person.update",
        by=by,
        sentence=diff.sentence(found),
        target=person,
        program=program,
        details=diff.details(found),
        people=[person.pk],
    )
    return person


def enrol(*, person: Person, program: Program, year: Mapping[str, Any]) -> Enrolment:
    """The person's year in the programme, made or changed; a step of other services, no audit of its own."""
    enrolment = Enrolment.objects.filter(person=person, program=program).first()
    enrolment = enrolment or Enrolment(school=person.school, person=person, program=program)
    diff.apply(enrolment, year)
    check_place(person.kind, enrolment.school_class)
    if enrolment.pk is None or year:
        enrolment.full_clean(exclude=["school", "person", "program"], validate_unique=False)
        enrolment.save()
    return enrolment


@transaction.atomic
def set_declensions(*, instance: Person, forms: Mapping[str, str], by: Any, program: Program) -> Person:
    """Keep the name's forms typed by hand; an empty form goes back to the proposal."""
    refuse_closed(program)
    person = Person.objects.select_for_update().get(pk=instance.pk)
    kept = {case: forms[case].strip() for case in CASES if forms.get(case, "").strip()}
    for value in kept.values():
        check_name(value)
    if kept == person.declensions:
        return person
    person.declensions = kept
    person.save(update_fields=["declensions"])
    record_event(
        "person.decline",
        by=by,
        sentence="падежи имени для документов: " + (", ".join(kept.values()) or "как предлагает сайт"),
        target=person,
        program=program,
        people=[person.pk],
    )
    return person


@transaction.atomic
def add_representative(*, person: Person, by: Any, program: Program, **data: Any) -> Representative:
    refuse_closed(program)
    representative = Representative(school=person.school, person=person)
    diff.apply(representative, data)
    check_representative(representative)
    representative.save()
    record_event(
        "representative.add",
        by=by,
        sentence=f"законный представитель: {_representative_in_words(representative)}",
        target=person,
        program=program,
        people=[person.pk],
    )
    return representative


@transaction.atomic
def update_representative(
    *, instance: Representative, changes: Mapping[str, Any], by: Any, program: Program
) -> Representative:
    refuse_closed(program)
    representative = Representative.objects.select_for_update().select_related("person").get(pk=instance.pk)
    found = diff.changes_of(representative, changes)
    if not found:
        return representative
    diff.apply(representative, changes)
    check_representative(representative)
    representative.save()
    record_event(
        "representative.update",
        by=by,
        sentence=f"законный представитель: {diff.sentence(found)}",
        target=representative.person,
        program=program,
        details=diff.details(found),
        people=[representative.person_id],
    )
    return representative


def find_namesakes(
    *,
    program: Program,
    last_name: str,
    first_name: str,
    middle_name: str = "",
    birth_year: int | None = None,
    school_class: SchoolClass | None = None,
    position: str = "",
    exclude: int | None = None,
) -> list[Namesake]:
    """People of the school with this name (ё = е, any case), the likeliest first; merged never.

    A missing patronymic on either side still counts as the same name.
    """
    full = names.normalise_name(f"{last_name} {first_name} {middle_name}")
    bare = names.normalise_name(f"{last_name} {first_name}")
    same_name = Q(search_key__in={full, bare})
    if full == bare:
        same_name |= Q(search_key__startswith=f"{bare} ")
    people = Person.objects.filter(same_name).exclude(pk=exclude)
    years = {
        year.person_id: year
        for year in Enrolment.objects.filter(program=program, person__in=people).select_related(
            "school_class"
        )
    }
    bases = _bases_of(program, people)
    found = []
    for person in people:
        year = years.get(person.pk)
        same_year = birth_year is not None and person.birth_year == birth_year
        same_place = year is not None and _same_place(year, school_class, position)
        found.append(
            Namesake(
                person=person,
                place=year.place if year else "",
                is_same=person.search_key == full and same_year and same_place,
                bases=tuple(bases.get(person.pk, ())),
            )
        )
    return sorted(found, key=lambda namesake: not namesake.is_same)


def split(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(own fields, fields of the year). Raises TypeError for a name that is neither."""
    unknown = set(data) - set(PERSON_FIELDS) - set(YEAR_FIELDS)
    if unknown:
        raise TypeError(f"not a field of a person or his year: {sorted(unknown)}")
    own = {name: data[name] for name in PERSON_FIELDS if name in data}
    own |= {name: names.clean_name(own[name]) for name in NAME_FIELDS if name in own}
    return own, {name: data[name] for name in YEAR_FIELDS if name in data}


def check_person(person: Person) -> None:
    errors: dict[str, list[str]] = {}
    for name in NAME_FIELDS:
        try:
            check_name(getattr(person, name))
        except ValidationError as error:
            errors[name] = error.messages
    person.prepare()
    try:
        person.full_clean(
            exclude=["school", "user", "declensions", "search_key", *errors], validate_unique=False
        )
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)


def check_representative(representative: Representative) -> None:
    try:
        check_name(representative.full_name)
    except ValidationError as error:
        raise ValidationError({"full_name": error.messages}) from error
    representative.full_clean(exclude=["school", "person", "user"], validate_unique=False)


def _refuse_year_against_date(person: Person, year: int | None) -> None:
    if year is not None and year != person.birth_date.year:
        raise ValidationError({"birth_year": "Год рождения не совпадает с датой рождения."})


def _same_place(year: Enrolment, school_class: SchoolClass | None, position: str) -> bool:
    if school_class is not None or year.school_class_id is not None:
        return school_class is not None and year.school_class_id == school_class.pk
    return names.normalise_name(year.position) == names.normalise_name(position)


def _bases_of(program: Program, people: Any) -> dict[int, list[str]]:
    bases: dict[int, list[str]] = {}
    for model, label in ((Mentor, "наставник"), (Mentee, "наставляемый")):
        for person_id in model.objects.filter(program=program, person__in=people).values_list(
            "person_id", flat=True
        ):
            bases.setdefault(person_id, []).append(label)
    return bases


def _representative_in_words(representative: Representative) -> str:
    kinship = f" ({representative.kinship})" if representative.kinship else ""
    return f"{representative.full_name}{kinship}"
