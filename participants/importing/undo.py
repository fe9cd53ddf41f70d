"""Take a written table back: all of it, but for the people with whom somebody has worked since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction

from participants.enums import ImportState
from participants.importing.forgetting import FORGOTTEN
from participants.importing.rows import row_label
from participants.importing.world import MODELS
from participants.models import Consent, Enrolment, ImportBatch, Person, Representative
from participants.services.guards import refuse_closed
from programs.models import SchoolClass, User
from programs.services.audit import Refusal, record_event

ROWS_AT_ONCE = 500
CHANGED_SINCE = "карточку или запись изменили после загрузки"
GONE_SINCE = "карточку объединили с другой, удалили или обезличили"
TIED_SINCE = "уже есть {what}"


@dataclass(frozen=True)
class Kept:
    """A row that stays: somebody has worked with the person since. row: its words in the file."""

    row: str
    person: int
    name: str
    why: str


def touched(batch: ImportBatch) -> list[Kept]:
    """Rows that an undo would leave, in the order of the file; changes nothing."""
    people = _people_of_rows(batch)
    names = dict(_names(people))
    gone = dict.fromkeys(set(people) - set(names), GONE_SINCE)
    reasons = _changed(batch) | _tied(batch, set(people)) | gone
    return [
        Kept(row_label(row), pk, names.get(pk, "карточки уже нет"), reasons[pk])
        for pk, row in sorted(people.items(), key=lambda item: item[1])
        if pk in reasons
    ]


@transaction.atomic
def undo(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Remove what the table added and put back what it changed; rows touched since stay and are listed.

    The list is left in `summary["kept"]`. Raises Refusal when nothing can be taken back.
    """
    batch = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("program__school").get(pk=batch.pk)
    )
    if batch.state != ImportState.APPLIED:
        raise Refusal("Отменить можно только записанную таблицу.")
    if batch.summary.get(FORGOTTEN):
        raise Refusal(
            "Эту загрузку отменить нельзя: данные одного из её людей уничтожены, а с ними и прежние значения."
        )
    refuse_closed(batch.program)
    kept = touched(batch)
    stay = {one.person for one in kept}
    goes = set(_people_of_rows(batch)) - stay
    if stay and not goes:
        raise Refusal(
            "Отменять нечего: со всеми людьми этой таблицы уже работали. Исправьте лишнее в их карточках."
        )
    for model, pks in _made(batch, goes).items():
        for group in _groups(pks):
            model.objects.filter(pk__in=group).delete()
    _put_back(batch, goes)
    _delete_empty_classes(batch)
    batch.state = ImportState.UNDONE
    batch.summary["kept"] = [[one.row, one.person, one.name, one.why] for one in kept]
    batch.save(update_fields=["state", "summary"])
    left = f"; осталось строк, с которыми уже работали: {len(kept)}" if kept else ""
    record_event(
        "import.undo",
        by=by,
        target=batch,
        program=batch.program,
        sentence=f"отменена загрузка таблицы «{batch.file_name}» в базу «{batch.get_base_display()}»{left}",
    )
    return batch


def _people_of_rows(batch: ImportBatch) -> dict[int, int]:
    """Person -> his row, of the rows that wrote something."""
    summary = batch.summary
    rows = {pk: int(row) for row, pk in summary["person_of_row"].items()}
    written = set(summary["people"]) | {pk for pks in _written_to(batch).values() for pk in pks}
    return {pk: row for pk, row in rows.items() if pk in written}


def _written_to(batch: ImportBatch) -> dict[type[models.Model], set[int]]:
    """People whose rows of these models the table made or changed."""
    summary, found = batch.summary, {}
    entry = MODELS[batch.base]
    for model, made in ((entry, "entries"), (Representative, "representatives"), (Enrolment, "years")):
        pks = {*summary[made], *map(int, summary["old"].get(model._meta.model_name, {}))}
        found[model] = {person for _, person in _owners(model, pks)}
    found[Consent] = {person for _, person in _owners(Consent, summary["consents"])}
    found[Person] = set(map(int, summary["old"].get("person", {})))
    return found


def _owners(model: type[models.Model], pks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(row, person) of rows that hang on people."""
    for group in _groups(pks):
        yield from model.objects.filter(pk__in=group).values_list("pk", "person_id")


def _names(pks: Iterable[int]) -> Iterator[tuple[int, str]]:
    for group in _groups(pks):
        for person in Person.objects.filter(pk__in=group):
            yield person.pk, person.full_name


def _made(batch: ImportBatch, goes: set[int]) -> dict[type[models.Model], list[int]]:
    """Rows that the table made for these people, in the order they may be deleted.

    Whose they are is asked now: what a merge of cards has given to somebody else is his.
    """
    summary = batch.summary
    made: dict[type[models.Model], list[int]] = {
        Consent: summary["consents"],
        MODELS[batch.base]: summary["entries"],
        Representative: summary["representatives"],
        Enrolment: summary["years"],
    }
    found = {
        model: [pk for pk, person in _owners(model, pks) if person in goes] for model, pks in made.items()
    }
    return {**found, Person: [pk for pk in summary["people"] if pk in goes]}


def _changed(batch: ImportBatch) -> dict[int, str]:
    """People whose card or entry has another version than the writing left."""
    summary, entry = batch.summary, MODELS[batch.base]
    old = summary["old"]
    found: dict[int, str] = {}
    persons = dict.fromkeys(summary["people"], 1) | _versions(old.get("person", {}))
    now = _now(Person, persons, "pk")
    for pk, version in persons.items():
        if now.get(pk, (pk, version))[1] != version:
            found[pk] = CHANGED_SINCE
    entries = dict.fromkeys(summary["entries"], 1) | _versions(old.get(entry._meta.model_name, {}))
    now = _now(entry, entries, "person_id")
    for pk, version in entries.items():
        if pk in now and now[pk][1] != version:
            found[now[pk][0]] = CHANGED_SINCE
    return found


def _versions(befores: dict[str, dict[str, Any]]) -> dict[int, int]:
    return {int(pk): before["version"] + 1 for pk, before in befores.items()}


def _now(model: type[models.Model], pks: Iterable[int], owner: str) -> dict[int, tuple[int, int]]:
    """Row -> (its person, its version now)."""
    return {
        pk: (person, version)
        for group in _groups(pks)
        for pk, person, version in model.objects.filter(pk__in=group).values_list("pk", owner, "version")
    }


def _tied(batch: ImportBatch, people: set[int]) -> dict[int, str]:
    """People on whom something made later hangs: it would go with them or forbids them to go.

    Asked relation by relation: Django's collector stops at the first protected rows, and those are our own.
    """
    made = _made(batch, people)
    own = {model: set(pks) for model, pks in made.items()}
    found: dict[int, str] = {}
    for model, pks in made.items():
        for group in _groups(pks):
            owners = {pk: pk for pk in group} if model is Person else dict(_owners(model, group))
            for later, pk in _later(model, group, own, batch.pk):
                found.setdefault(owners[pk], TIED_SINCE.format(what=later._meta.verbose_name_plural))
    return {pk: why for pk, why in found.items() if pk in people}


def _later(
    model: type[models.Model], pks: Iterable[int], own: Mapping[type[models.Model], set[int]], batch_pk: int
) -> Iterator[tuple[type[models.Model], int]]:
    """(model, the row of ours) of rows that hang on these, though the table did not make them."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete and not relation.many_to_many
        if not is_reverse or relation.on_delete in (models.SET_NULL, models.DO_NOTHING):
            continue
        later, name = relation.related_model, relation.field.attname
        has_batch = any(field.name == "batch" for field in later._meta.concrete_fields)
        rows = later._base_manager.filter(**{f"{relation.field.name}__in": pks})
        if has_batch:
            rows = rows.exclude(batch=batch_pk)
        for pk, ours in rows.values_list("pk", name):
            if pk not in own.get(later, ()):
                yield later, ours


def _put_back(batch: ImportBatch, goes: set[int]) -> None:
    old = batch.summary["old"]
    entry = MODELS[batch.base]
    for model in (Person, Enrolment, Representative, entry):
        befores = old.get(model._meta.model_name, {})
        for group in _groups([int(pk) for pk in befores]):
            for one in model.objects.select_for_update(of=("self",)).filter(pk__in=group):
                if (one.pk if model is Person else one.person_id) not in goes:
                    continue
                before = dict(befores[str(one.pk)])
                before.pop("version", None)
                for name, value in before.items():
                    setattr(one, name, _typed(one, name, value))
                if hasattr(one, "version"):
                    one.version += 1
                one.save()


def _delete_empty_classes(batch: ImportBatch) -> None:
    """Classes that the table made go when nothing hangs on them: no pupils, no teachers."""
    for pk in batch.summary["classes"]:
        if not any(_later(SchoolClass, [pk], {}, batch.pk)):
            SchoolClass.objects.filter(pk=pk).delete()


def _typed(one: models.Model, name: str, value: Any) -> Any:
    field = one._meta.get_field(name.removesuffix("_id"))
    return date.fromisoformat(value) if isinstance(field, models.DateField) and value else value


def _groups(pks: Iterable[int]) -> Iterable[list[int]]:
    pks = sorted(pks)
    return (pks[start : start + ROWS_AT_ONCE] for start in range(0, len(pks), ROWS_AT_ONCE))
