"""Two cards of one person become one: every relation moves, nothing is lost, both histories stay.

Each app says through MERGE_RULES what happens where both cards have the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ForeignKey, ForeignObjectRel, Q

from participants.duplicates import Card, Likeness, find_likenesses
from participants.models import DuplicateDecision, Enrolment, Mentee, Mentor, Person, StoredFile
from participants.registries import MERGE_GUARDS, MERGE_MOVERS, MERGE_RULES
from participants.services import changes as diff
from participants.services.guards import refuse_closed
from participants.services.people import NAME_FIELDS, check_person
from programs.models import Program, School
from programs.services.audit import Refusal, record_event

# Asked field by field; contacts and the rest are among them, so that nothing is overwritten unseen.
CHOSEN_FIELDS = (*NAME_FIELDS, "gender", "birth_date", "birth_year", "phone", "email")
SAME_CARD = "Это одна и та же карточка: выберите вторую."
# Further along stands higher: a merge never throws an admitted mentor back.
RANK = {"left": 0, "nominated": 1, "candidate": 1, "reserve": 2, "admitted": 3}


def duplicates_of(program: Program) -> list[Likeness]:
    """Likely doubles among the people of the school; places are those of the programme's year."""
    places = {
        year.person_id: year.place
        for year in Enrolment.objects.filter(program=program).select_related("school_class")
    }
    cards = [
        Card(
            pk=person.pk,
            last=person.last_name,
            first=person.first_name,
            middle=person.middle_name,
            kind=person.kind,
            gender=person.gender,
            birth_date=person.birth_date,
            birth_year=person.birth_year,
            place=places.get(person.pk, ""),
        )
        for person in Person.objects.filter(school=program.school)
    ]
    apart = frozenset(DuplicateDecision.objects.values_list("first_id", "second_id"))
    return find_likenesses(cards, apart)


@transaction.atomic
def mark_as_two(*, one: Person, other: Person, by: Any, program: Program) -> DuplicateDecision:
    """«Не дубликат»: the two are not asked about again."""
    if one.pk == other.pk:
        raise Refusal(SAME_CARD)
    first, second = sorted((one, other), key=lambda person: person.pk)
    decision, is_new = DuplicateDecision.objects.get_or_create(
        school=program.school, first=first, second=second, defaults={"decided_by": by}
    )
    if is_new:
        record_event(
            "person.not_duplicate",
            by=by,
            target=first,
            program=program,
            sentence=f"отмечено, что это два разных человека: {first.full_name} и {second.full_name}",
            people=[first.pk, second.pk],
        )
    return decision


@transaction.atomic
def merge_people(
    *, keep: Person, drop: Person, chosen: Mapping[str, str], by: Any, program: Program
) -> Person:
    """Make one card of two and return it.

    chosen: field of CHOSEN_FIELDS -> "keep" or "drop"; of a field not named the kept value stays, unless it is
    empty. Raises Refusal when both have an open pair, an account each, or are a pair of each other.
    """
    refuse_closed(program)
    School.objects.select_for_update().get(pk=program.school_id)  # merges of one school go one by one
    keep, drop = _locked(keep, drop)
    for guard in MERGE_GUARDS:
        guard(keep, drop)
    before = f"{drop.full_name} (карточка № {drop.pk})"
    former = [*keep.former_rows, *drop.former_rows, [Person._meta.label, drop.pk]]
    found = _take_fields(keep, drop, chosen)
    for model in (Mentor, Mentee):
        former += _merge_entries(model, keep, drop)
    _merge_years(keep, drop)
    DuplicateDecision.objects.filter(Q(first=drop) | Q(second=drop)).delete()
    _move_special(keep, drop)
    for model, field in relations_to(Person):
        if model not in (Mentor, Mentee, Enrolment, DuplicateDecision):
            _move(model, field, keep, drop)
    _take_user(keep, drop)
    drop.delete()
    keep.former_rows = former
    keep.version += 1
    keep.save()
    record_event(
        "person.merge",
        by=by,
        target=keep,
        program=program,
        sentence=f"объединены две карточки: {before} вошла в эту"
        + (f"; {diff.sentence(found)}" if found else ""),
        details=diff.details(found),
        people=[keep.pk],
    )
    return keep


# What a row is called where the model's own name is a word of the code.
MOVING_WORDS: dict[type[models.Model], str] = {
    Enrolment: "класс или должность по годам",
    Mentee: "строки базы наставляемых",
    Mentor: "строки базы наставников",
}


def moving(drop: Person) -> list[tuple[str, int]]:
    """What will move from the dropped card: («Согласия», 2), …; empty kinds are left out."""
    counts = {
        model: model.objects.filter(**{field: drop}).count()
        for model, field in relations_to(Person)
        if model is not DuplicateDecision
    }
    return [
        (MOVING_WORDS.get(model, str(model._meta.verbose_name_plural)), count)
        for model, count in counts.items()
        if count
    ]


def relations_to(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field) that points to the target, whether or not it may be followed back (related_name="+").

    A new model is found by itself.
    """
    for relation in target._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or not isinstance(relation.field, ForeignKey):
            continue
        if relation.field.model._meta.managed:
            yield relation.related_model, relation.field.name


def _locked(keep: Person, drop: Person) -> tuple[Person, Person]:
    if keep.pk == drop.pk:
        raise Refusal(SAME_CARD)
    rows = {
        row.pk: row
        for row in Person.objects.select_for_update().filter(pk__in=[keep.pk, drop.pk]).order_by("pk")
    }
    if len(rows) < 2:
        raise Refusal("Одной из карточек уже нет: возможно, их объединил другой сотрудник. Обновите список.")
    keep, drop = rows[keep.pk], rows[drop.pk]
    if keep.kind != drop.kind:
        raise Refusal(
            f"{keep.full_name} — {keep.get_kind_display()}, а {drop.full_name} — {drop.get_kind_display()}. "
            "Сначала исправьте в одной из карточек, кто это."
        )
    return keep, drop


def _take_fields(keep: Person, drop: Person, chosen: Mapping[str, str]) -> list[diff.Change]:
    unknown = set(chosen) - set(CHOSEN_FIELDS)
    if unknown:
        raise TypeError(f"not a field to choose: {sorted(unknown)}")
    new = {
        name: getattr(drop, name)
        for name in CHOSEN_FIELDS
        if chosen.get(name) == "drop" or (chosen.get(name) is None and not getattr(keep, name))
    }
    if new.get("birth_date"):
        new["birth_year"] = new["birth_date"].year
    found = diff.changes_of(keep, new)
    diff.apply(keep, new)
    keep.declensions = drop.declensions | keep.declensions
    check_person(keep)
    keep.save()
    return found


def _merge_years(keep: Person, drop: Person) -> None:
    """Of a year that both have, the kept one stays and takes what it lacks."""
    kept = {year.program_id: year for year in Enrolment.objects.filter(person=keep)}
    for year in Enrolment.objects.filter(person=drop):
        same = kept.get(year.program_id)
        if same is None:
            year.person = keep
            year.save(update_fields=["person"])
        else:
            _fill(same, year)
            year.delete()


def _merge_entries(model: type[Mentor] | type[Mentee], keep: Person, drop: Person) -> list[list[Any]]:
    """Rows of one base, year by year; returns which rows are gone, for the history."""
    gone: list[list[Any]] = []
    kept = {entry.program_id: entry for entry in model.objects.select_for_update().filter(person=keep)}
    for entry in model.objects.select_for_update().filter(person=drop):
        same = kept.get(entry.program_id)
        if same is None:
            entry.person = keep
            entry.save(update_fields=["person"])
            continue
        for related, field in relations_to(model):
            _move(related, field, same, entry)
        _move_special(same, entry)
        if RANK[entry.status] > RANK[same.status]:
            same.status, same.left_on, same.left_reason = entry.status, entry.left_on, entry.left_reason
        _fill(same, entry)
        gone.append([model._meta.label, entry.pk])
        entry.delete()
        same.version += 1
        same.save()
    return gone


def _fill(kept: models.Model, other: models.Model) -> None:
    """Give the kept row what it lacks; what it has stays."""
    for field in kept._meta.concrete_fields:
        if field.primary_key or field.name in (
            "school",
            "program",
            "person",
            "version",
            "left_on",
            "left_reason",
        ):
            continue
        if getattr(kept, field.attname) in (None, "") and getattr(other, field.attname) not in (None, ""):
            setattr(kept, field.attname, getattr(other, field.attname))
    kept.save()


def _move(model: type[models.Model], field: str, keep: models.Model, drop: models.Model) -> None:
    for row in _rows(model, field, drop):
        setattr(row, field, keep)
        try:
            with transaction.atomic():
                row.save(update_fields=[field])
        except IntegrityError as collision:
            rule = MERGE_RULES.get(model._meta.label)
            if rule is None:
                raise
            if rule.on_conflict == "refuse":
                raise Refusal(rule.sentence) from collision
            _forget(row)


def _forget(row: models.Model) -> None:
    """With its attachments: nobody would find them again, the destruction of the person neither."""
    files = [
        getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.related_model is StoredFile
    ]
    row.delete()
    StoredFile.objects.filter(pk__in=[key for key in files if key]).delete()


def _move_special(keep: models.Model, drop: models.Model) -> None:
    for mover in MERGE_MOVERS:
        mover(keep, drop)


def _rows(model: type[models.Model], field: str, drop: models.Model) -> Iterable[models.Model]:
    return list(model.objects.select_for_update().filter(**{field: drop}).order_by("pk"))


def _take_user(keep: Person, drop: Person) -> None:
    if drop.user_id is None:
        return
    if keep.user_id is not None and keep.user_id != drop.user_id:
        raise Refusal(
            "У обеих карточек есть учётные записи. Сначала закройте одну из них на странице сотрудников."
        )
    user, drop.user = drop.user_id, None
    drop.save(update_fields=["user"])
    keep.user_id = user
    keep.save(update_fields=["user"])
