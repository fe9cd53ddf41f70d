"""Destroyed people are in no kept table: not in the file, not in a waiting row, not among values from before."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from mentoring_site.permissions import Role
from participants.enums import DestructionCause, ImportState
from participants.importing.forgetting import forget_in_imports
from participants.importing.undo import undo
from participants.models import DestructionTask, ImportBatch, ImportOriginal, Person
from participants.services.destroying import destroy_people
from programs.services.audit import Refusal
from tests.factories import make_class, make_member, make_person
from tests.participants.importing.makers import mentee, rehearsed, written

ON = date(2026, 11, 23)
CANARY = "Канарейкин Иван Петрович"


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    return make_member(program.school, Role.CURATOR)


def destroy(person, program, by):
    task = DestructionTask.objects.create(
        school=person.school,
        person=person,
        person_name=person.full_name,
        cause=DestructionCause.WITHDRAWN,
        due_on=ON + timedelta(days=30),
    )
    destroy_people(tasks=[task], by=by, program=program, on=ON)


def words_of_batches():
    return json.dumps(
        list(ImportBatch.objects.values("sheets", "verdicts", "corrections", "choices", "summary")),
        ensure_ascii=False,
    )


def test_destroying_a_person_empties_every_table_that_names_him(program, curator):
    rows = (mentee(CANARY), mentee("Ким Ли Мин", partner_names="Орлова Вера"))
    done = written(rehearsed(program, curator, *rows))
    waiting = rehearsed(program, curator, mentee("КАНАРЕЙКИН  иван", birth_year="x"))
    other = rehearsed(program, curator, mentee("Зуев Пётр Ильич"))
    assert "Канарейкин" in words_of_batches()

    destroy(Person.objects.get(last_name="Канарейкин"), program, curator)

    assert "канарейкин" not in words_of_batches().casefold()
    assert list(ImportOriginal.objects.values_list("batch", flat=True)) == [other.pk]
    states = dict(ImportBatch.objects.values_list("pk", "state"))
    assert states == {
        done.pk: ImportState.APPLIED,
        waiting.pk: ImportState.CANCELLED,
        other.pk: ImportState.REHEARSED,
    }


def test_forgotten_table_keeps_its_numbers_and_is_not_undone(program, curator):
    batch = written(rehearsed(program, curator, mentee(CANARY), mentee("Ким Ли Мин")))
    destroy(Person.objects.get(last_name="Канарейкин"), program, curator)
    batch.refresh_from_db()

    with pytest.raises(Refusal, match="данные одного из её людей уничтожены"):
        undo(batch=batch, by=curator)

    assert batch.summary["totals"]["new"] == 2


def test_person_whom_the_file_only_mentions_takes_the_file_along(program, curator):
    person = make_person(program, last_name="Канарейкин", first_name="Иван", middle_name="Петрович")
    written(rehearsed(program, curator, mentee(partner_names=CANARY)))

    forgotten = forget_in_imports([person])

    assert (forgotten, ImportOriginal.objects.count()) == (1, 0)


def test_namesake_by_surname_alone_takes_nothing_along(program, curator):
    written(rehearsed(program, curator, mentee("Канарейкин Олег Ильич")))

    forgotten = forget_in_imports([make_person(program, last_name="Канарейкин", first_name="Иван")])

    assert (forgotten, ImportOriginal.objects.count()) == (0, 1)
