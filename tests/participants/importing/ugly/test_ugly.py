"""Every ugly file through the wizard up to the preview: nothing is guessed in silence, nothing is dropped."""

from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from participants.importing import batches, tables
from participants.models import ImportBatch, Person
from programs.services.audit import Refusal
from tests.factories import make_class, make_member
from tests.participants.importing.ugly.cases import CASES

LEAST_FILES = 25


@pytest.fixture
def curator(program):
    for grade, letter in ((7, "А"), (9, "А"), (9, "Б"), (10, "")):
        make_class(program, grade, letter)
    return make_member(program.school, Role.CURATOR)


def load(program, curator, case):
    return batches.upload(
        program=program, base=case.base, file_name=case.name, data=case.make(), key=case.name, by=curator
    )


def said(verdict):
    """(row, verdict, name, note, reason of a skip or first problem or partners)."""
    why = (
        verdict.get("why")
        or next((text for _, text, _ in verdict["errors"]), "")
        or verdict.get("partners", "")
    )
    if verdict.get("lacks_class"):
        why = "без класса"
    return verdict["row"], verdict["code"], verdict["name"], verdict["note"], why


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_ugly_file_gets_its_verdicts(program, curator, case):
    if case.refusal:
        with pytest.raises(Refusal, match=case.refusal):
            load(program, curator, case)
        assert ImportBatch.objects.count() == 0
        return
    batch = load(program, curator, case)

    assert tables.is_other_base(batch) == case.other_base
    if case.rows:
        batch = batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator)
        assert [said(verdict) for verdict in batch.verdicts] == case.rows
    elif case.no_header:
        assert batch.mapping == {}
    assert Person.objects.count() == 0


def test_there_are_enough_ugly_files_with_names_of_their_own():
    names = [case.name for case in CASES]

    assert (len(names) >= LEAST_FILES, len(set(names))) == (True, len(names))
