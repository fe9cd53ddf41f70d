"""Tables of people that nobody writes or gives up are kept for a stated time and no longer."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_scopes import scope
from django_tasks_db.models import DBTaskResult

from mentoring_site.permissions import Role
from participants.enums import ImportState
from participants.importing import batches, sweeping
from participants.importing.sweeping import sweep_in_worker, sweep_tables
from participants.models import ImportBatch, ImportOriginal, Person
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_class, make_member, make_program, make_school
from tests.participants.importing.makers import mentee, rehearsed, table, uploaded, written

NOW = timezone.now()
CANARY = "Канарейкин Иван Петрович"


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    return make_member(program.school, Role.CURATOR)


def aged(batch, days=30, **fields):
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=NOW - timedelta(days=days), **fields)
    return batch


def upload(program, by, key):
    return batches.upload(
        program=program,
        base="mentees",
        file_name="Список.xlsx",
        data=table("mentees", mentee()),
        key=key,
        by=by,
    )


def states():
    return dict(ImportBatch.objects.values_list("pk", "state"))


def everything():
    return json.dumps(ImportBatch.objects.values().get(), ensure_ascii=False, default=str)


def waiting_sweeps():
    return [row for row in DBTaskResult.objects.all() if row.task_path == sweep_in_worker.module_path]


def test_unwritten_table_leaves_its_name_and_counts_and_a_row_of_the_journal(program, curator):
    batch = rehearsed(program, curator, mentee(CANARY, birth_year="x"))
    batches.answer(
        batch=batch,
        choices={"4": "skip"},
        corrections={"4": {"full_name": CANARY}},
        class_for_all="7А",
        by=curator,
    )
    aged(batch, problem=CANARY)
    assert "Канарейкин" in everything()

    assert sweep_tables(NOW) == 1

    left = ImportBatch.objects.get()
    assert "Канарейкин" not in everything()
    assert (left.state, left.file_name, left.total, left.is_busy) == ("cancelled", "Список.xlsx", 1, False)
    assert (left.sheets, left.verdicts, left.corrections, left.choices) == ([], [], {}, {})
    assert ImportOriginal.objects.count() == 0
    event = AuditEvent.objects.get(action="import.sweep")
    assert (event.actor_name, event.actor_id, event.target_id, event.school_id, event.sentence) == (
        "Система",
        None,
        batch.pk,
        program.school_id,
        "удалена незаписанная таблица «Список.xlsx»: после загрузки прошло 30 дней",
    )


@pytest.mark.parametrize(
    ("age", "swept"),
    [(timedelta(days=30, seconds=-1), 0), (timedelta(days=30), 1), (timedelta(days=400), 1)],
)
@pytest.mark.parametrize("state", [ImportState.UPLOADED, ImportState.MAPPED, ImportState.REHEARSED])
def test_unwritten_table_waits_30_days_from_its_upload(program, curator, state, age, swept):
    batch = uploaded(program, curator, table("mentees", mentee()))
    ImportBatch.objects.update(state=state, created_at=NOW - age)

    assert sweep_tables(NOW) == swept
    assert states() == {batch.pk: ImportState.CANCELLED if swept else state}


def test_written_table_is_kept_with_its_file_however_old(program, curator):
    batch = aged(written(rehearsed(program, curator, mentee())), 400)
    before = ImportBatch.objects.values().get()

    assert sweep_tables(NOW) == 0

    assert ImportBatch.objects.values().get() == before
    assert (ImportOriginal.objects.get().batch_id, Person.objects.filter(last_name="Панова").count()) == (
        batch.pk,
        1,
    )


@pytest.mark.parametrize(
    ("silence", "swept"), [(timedelta(0), 0), (timedelta(hours=23), 0), (timedelta(days=1), 1)]
)
def test_busy_table_is_left_alone_until_its_worker_has_been_silent_for_a_day(
    program, curator, silence, swept
):
    aged(uploaded(program, curator, table("mentees", mentee())), is_busy=True, heartbeat_at=NOW - silence)

    assert sweep_tables(NOW) == swept


def test_tables_of_another_school_are_not_touched(program, curator):
    aged(uploaded(program, curator, table("mentees", mentee())))
    school = make_school(slug="other")
    with scope(school=school):
        other = make_program(school)
        aged(uploaded(other, make_member(school, Role.CURATOR), table("mentees", mentee())))

    sweep_in_worker.func(program.school_id)

    assert set(states().values()) == {ImportState.CANCELLED}
    with scope(school=school):
        assert (set(states().values()), ImportOriginal.objects.count()) == ({ImportState.UPLOADED}, 1)


def test_upload_orders_one_sweep_for_the_day_the_table_goes(program, curator):
    before = timezone.now()
    batch = upload(program, curator, "one")
    upload(program, curator, "one")
    batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator)

    [task] = waiting_sweeps()

    assert task.args_kwargs["args"] == [program.school_id]
    assert timedelta(days=30) < task.run_after - before < timedelta(days=30, minutes=2)


def test_sweep_that_meets_a_busy_table_comes_again_the_next_day(program, curator):
    aged(upload(program, curator, "one"), is_busy=True, heartbeat_at=timezone.now())
    DBTaskResult.objects.all().delete()

    sweep_in_worker.func(program.school_id)

    [task] = waiting_sweeps()
    assert timedelta(hours=23) < task.run_after - timezone.now() < timedelta(days=1, minutes=2)


def test_next_upload_sweeps_and_the_swept_form_sent_again_is_refused(program, curator):
    first = aged(upload(program, curator, "one"))

    second = upload(program, curator, "two")

    assert states() == {first.pk: ImportState.CANCELLED, second.pk: ImportState.UPLOADED}
    with pytest.raises(Refusal, match="уже загружали и убрали"):
        upload(program, curator, "one")


def test_swept_table_can_be_neither_answered_nor_written(program, curator):
    batch = aged(rehearsed(program, curator, mentee()))
    sweep_tables(NOW)

    with pytest.raises(Refusal, match="выберите файл снова"):
        batches.answer(batch=batch, choices={}, corrections={}, by=curator)
    with pytest.raises(Refusal, match="выберите файл снова"):
        written(batch)
    assert Person.objects.count() == 0


def test_table_whose_journal_cannot_be_written_stays_whole(program, curator, monkeypatch):
    batch = aged(uploaded(program, curator, table("mentees", mentee())))

    def broken(*args, **fields):
        raise RuntimeError("journal")

    monkeypatch.setattr(sweeping, "record_event", broken)
    with pytest.raises(RuntimeError, match="journal"):
        sweep_tables(NOW)

    assert (states(), ImportOriginal.objects.count()) == ({batch.pk: ImportState.UPLOADED}, 1)


def test_pages_of_an_unwritten_table_say_once_until_when_it_is_kept(program, curator, sign_in):
    client, batch = sign_in(curator), rehearsed(program, curator, mentee())
    ImportBatch.objects.update(created_at=datetime(2026, 11, 2, 9, tzinfo=UTC))

    names = ("sheet", "columns", "preview", "apply")
    pages = [
        client.get(program_url(program, f"participants:import_{name}", base="mentees", pk=batch.pk))
        for name in names
    ]

    said = "Загрузка хранится на сайте до 2\u00a0декабря 2026\u00a0г."
    assert {page.context["lead"] for page in pages} == {
        f"Список.xlsx, 1\u00a0строка. До записи в базе ничего не меняется. {said}"
    }
    assert {page.content.decode().count("хранится на сайте") for page in pages} == {1}


def test_page_of_a_written_table_names_no_day(program, curator, sign_in):
    batch = written(rehearsed(program, curator, mentee()))

    page = sign_in(curator).get(
        program_url(program, "participants:import_result", base="mentees", pk=batch.pk)
    )

    assert "хранится на сайте до" not in page.content.decode()
