"""Take a whole written table back, while nothing written later depends on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from participants.enums import ImportState
from participants.importing.world import MODELS
from participants.models import Consent, Enrolment, ImportBatch, Person, Representative
from participants.services.guards import refuse_closed
from programs.models import SchoolClass, User
from programs.services.audit import Refusal, record_event

ROWS_AT_ONCE = 500
LATER = (
    "Загрузку нельзя отменить целиком: с записанными людьми уже работали ({what}). "
    "Исправьте лишнее в карточках этих людей."
)


@transaction.atomic
def undo(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Remove what the table added and put back what it changed. Raises Refusal when anything came later."""
    batch = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("program__school").get(pk=batch.pk)
    )
    if batch.state != ImportState.APPLIED:
        raise Refusal("Отменить можно только записанную таблицу.")
    refuse_closed(batch.program)
    made = _made(batch)
    _refuse_changed(batch)
    _refuse_dependent(batch, made)
    for model, pks in made.items():
        for group in _groups(pks):
            model.objects.filter(pk__in=group).delete()
    _put_back(batch)
    batch.state = ImportState.UNDONE
    batch.save(update_fields=["state"])
    record_event(
        "import.undo",
        by=by,
        target=batch,
        program=batch.program,
        sentence=f"отменена загрузка таблицы «{batch.file_name}» в базу «{batch.get_base_display()}»",
    )
    return batch


def _made(batch: ImportBatch) -> dict[type[models.Model], list[int]]:
    """Rows that the table made, in the order they may be deleted."""
    summary = batch.summary
    return {
        Consent: summary["consents"],
        MODELS[batch.base]: summary["entries"],
        Representative: summary["representatives"],
        Enrolment: summary["years"],
        Person: summary["people"],
        SchoolClass: summary["classes"],
    }


def _refuse_changed(batch: ImportBatch) -> None:
    """Versions must be those that the writing left."""
    for model, versions in _versions(batch).items():
        found: dict[str, int] = {}
        for group in _groups([int(pk) for pk in versions]):
            found |= {
                str(pk): version
                for pk, version in model.objects.filter(pk__in=group).values_list("pk", "version")
            }
        changed = [pk for pk, version in versions.items() if found.get(pk) != version]
        if changed:
            raise Refusal(LATER.format(what=f"изменено записей: {len(changed)}"))


def _versions(batch: ImportBatch) -> dict[type[models.Model], dict[str, int]]:
    """Model -> id -> version after the writing."""
    summary, entry = batch.summary, MODELS[batch.base]
    old = summary["old"]
    return {
        Person: dict.fromkeys(map(str, summary["people"]), 1)
        | {pk: before["version"] + 1 for pk, before in old.get("person", {}).items()},
        entry: dict.fromkeys(map(str, summary["entries"]), 1)
        | {pk: before["version"] + 1 for pk, before in old.get(entry._meta.model_name, {}).items()},
    }


def _refuse_dependent(batch: ImportBatch, made: Mapping[type[models.Model], list[int]]) -> None:
    """Nothing else may hang on the rows that go: neither protected nor deleted with them."""
    own = {model: set(pks) for model, pks in made.items()}
    for model, pks in made.items():
        for group in _groups(pks):
            collector = Collector(using="default")
            try:
                collector.collect(list(model.objects.filter(pk__in=group)))
            except (ProtectedError, RestrictedError) as error:
                blocking = getattr(error, "protected_objects", None) or error.restricted_objects
                if all(_is_own(one, own, batch) for one in blocking):
                    continue
                one = next(one for one in blocking if not _is_own(one, own, batch))
                raise Refusal(LATER.format(what=str(one._meta.verbose_name_plural))) from error
            gone = [one for rows in collector.data.values() for one in rows]
            gone += [one for rows in collector.fast_deletes for one in rows]
            later = next((one for one in gone if not _is_own(one, own, batch)), None)
            if later is not None:
                raise Refusal(LATER.format(what=str(later._meta.verbose_name_plural)))


def _is_own(one: models.Model, own: Mapping[type[models.Model], set[int]], batch: ImportBatch) -> bool:
    return one.pk in own.get(type(one), ()) or getattr(one, "batch_id", None) == batch.pk


def _put_back(batch: ImportBatch) -> None:
    old = batch.summary["old"]
    entry = MODELS[batch.base]
    for model in (Person, Enrolment, Representative, entry):
        befores = old.get(model._meta.model_name, {})
        for group in _groups([int(pk) for pk in befores]):
            for one in model.objects.select_for_update(of=("self",)).filter(pk__in=group):
                before = dict(befores[str(one.pk)])
                before.pop("version", None)
                for name, value in before.items():
                    setattr(one, name, _typed(one, name, value))
                if hasattr(one, "version"):
                    one.version += 1
                one.save()


def _typed(one: models.Model, name: str, value: Any) -> Any:
    field = one._meta.get_field(name.removesuffix("_id"))
    return date.fromisoformat(value) if isinstance(field, models.DateField) and value else value


def _groups(pks: Iterable[int]) -> Iterable[list[int]]:
    pks = sorted(pks)
    return (pks[start : start + ROWS_AT_ONCE] for start in range(0, len(pks), ROWS_AT_ONCE))
