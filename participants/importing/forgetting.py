"""Tables forget a person whose data are destroyed: no kept file, no waiting row, no value from before names him.

A row cannot be cut out of a file, so the whole file goes. Counts of the load stay; it can no longer be undone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence

from mentoring_site.names import normalise_name
from mentoring_site.spreadsheets import SpreadsheetError, read_workbook
from mentoring_site.spreadsheets.cells import shown
from participants.enums import ImportState
from participants.models import ImportBatch, ImportOriginal, Person

OPEN = (ImportState.UPLOADED, ImportState.MAPPED, ImportState.REHEARSED)
# Lists of people and values; what stays of a summary are its numbers.
PERSONAL = ("rejected", "no_people", "kept", "header")
FORGOTTEN = "forgotten"


def forget_in_imports(people: Collection[Person]) -> int:
    """Empty every load of the school that names one of these people; how many. Call before they are emptied."""
    if not people:
        return 0
    keys = [frozenset(_words(f"{one.last_name} {one.first_name}")) for one in people]
    pks = {one.pk for one in people}
    forgotten = 0
    batches = ImportBatch.objects.filter(school=next(iter(people)).school_id).exclude(
        state=ImportState.CANCELLED
    )
    for pk in list(batches.values_list("pk", flat=True)):
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=pk)
        if _names_somebody(batch, pks, keys):
            _forget(batch)
            forgotten += 1
    return forgotten


def _names_somebody(batch: ImportBatch, pks: set[int], keys: Sequence[frozenset[str]]) -> bool:
    if pks & set(batch.summary.get("person_of_row", {}).values()):
        return True
    kept = [batch.corrections, batch.summary.get("rejected"), batch.summary.get("old"), batch.verdicts]
    texts = [json.dumps(one, ensure_ascii=False) for one in kept if one]
    texts += [" ".join(row) for sheet in batch.sheets for row in sheet["rows"]]
    texts += _texts_of_original(batch)
    return any(key <= words for words in map(_words, texts) for key in keys)


def _texts_of_original(batch: ImportBatch) -> Iterable[str]:
    """Rows of the kept file, read anew."""
    original = ImportOriginal.objects.filter(batch=batch).first()
    if original is None:
        return []
    try:
        workbook = read_workbook(bytes(original.content), batch.file_name)
    except SpreadsheetError:  # it was read once; whatever has changed, nobody can prove that it names nobody
        original.delete()
        return []
    return [" ".join(map(shown, row)) for sheet in workbook.sheets for row in sheet.rows]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", normalise_name(text)))


def give_up(batch: ImportBatch) -> None:
    """Leave of an unwritten table its name and counts: no rows, answers, verdicts nor file."""
    _empty(batch)
    batch.state, batch.class_for_all = ImportState.CANCELLED, ""
    batch.is_busy, batch.problem = False, ""
    batch.save()


def _forget(batch: ImportBatch) -> None:
    if batch.state in OPEN:
        give_up(batch)
        return
    _empty(batch)
    batch.summary |= {name: [] for name in PERSONAL} | {"old": {}, FORGOTTEN: True}
    batch.save()


def _empty(batch: ImportBatch) -> None:
    ImportOriginal.objects.filter(batch=batch).delete()
    batch.sheets, batch.verdicts, batch.corrections, batch.choices = [], [], {}, {}
