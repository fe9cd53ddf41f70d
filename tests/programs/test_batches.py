"""Long work: one file by the worker, with progress, for its owner alone, gone after a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from mentoring_site.permissions import Permission, Role
from programs.enums import BatchState
from programs.models import Batch
from programs.registries.batches import BATCH_KINDS, BatchFile, BatchKind
from programs.services.audit import Refusal
from programs.services.batches import make_in_worker, spoil_batches, start_batch, sweep_batches
from programs.tenancy import program_url
from tests.factories import make_member


def build(batch, on, beat):
    if batch.payload.get("refuse"):
        raise Refusal("Печатать уже нечего.")
    for number in range(1, batch.total + 1):
        beat(number)
    return BatchFile("Грамоты.txt", "text/plain", f"всего {batch.total}".encode())


@pytest.fixture
def kind(monkeypatch):
    kind = BatchKind("test", "Грамоты", ("грамота", "грамоты", "грамот"), build, Permission.PAIR_EDIT)
    monkeypatch.setitem(BATCH_KINDS, "test", kind)
    return kind


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def order(program, by, **payload):
    with scope(school=program.school):
        return start_batch(
            program=program, kind="test", label="Грамоты года", payload=payload, total=3, by=by
        )


def url(program, name, **kwargs):
    return program_url(program, f"programs:batch_{name}", **kwargs)


def test_order_is_made_by_the_worker_and_taken_by_its_owner(program, curator, kind, sign_in):
    batch = order(program, curator)
    client = sign_in(curator)
    assert (
        "Готово <b>0</b> из 3\u00a0грамот."
        in client.get(url(program, "detail", pk=batch.pk)).content.decode()
    )

    make_in_worker.func(batch.pk, batch.school_id)  # what the worker calls

    answer = client.get(url(program, "file", pk=batch.pk))
    assert (answer.content, answer["Content-Type"]) == ("всего 3".encode(), "text/plain")
    page = client.get(url(program, "detail", pk=batch.pk)).content.decode()
    assert "В файле 3\u00a0грамоты." in page
    assert "Грамоты года" in client.get(url(program, "list")).content.decode()


def test_order_of_another_user_is_not_there(program, curator, kind, sign_in):
    batch = order(program, curator)
    client = sign_in(make_member(program.school, Role.DIRECTOR))
    answers = [client.get(url(program, name, pk=batch.pk)).status_code for name in ("detail", "file")]
    assert [*answers, client.post(url(program, "run", pk=batch.pk)).status_code] == [404, 404, 404]


def test_second_press_while_it_is_made_gives_the_same_order(program, curator, kind):
    assert order(program, curator).pk == order(program, curator).pk


def test_order_of_nothing_is_refused(program, curator, kind):
    with scope(school=program.school), pytest.raises(Refusal) as refused:
        start_batch(program=program, kind="test", label="Пусто", payload={}, total=0, by=curator)
    assert str(refused.value) == "Готовить нечего: не выбрано ни одной бумаги."


def test_refusal_of_the_builder_is_read_on_the_page_and_may_be_tried_again(program, curator, kind, sign_in):
    batch = order(program, curator, refuse=True)
    Batch.objects.filter(pk=batch.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=1))
    client = sign_in(curator)

    client.post(url(program, "run", pk=batch.pk))

    batch.refresh_from_db()
    assert (batch.state, batch.problem, batch.content) == (BatchState.FAILED, "Печатать уже нечего.", None)
    assert "Печатать уже нечего." in client.get(url(program, "detail", pk=batch.pk)).content.decode()


def test_files_older_than_a_day_are_swept_out(program, curator, kind):
    batch = order(program, curator)
    Batch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(hours=25))
    with scope(school=program.school):
        assert sweep_batches(timezone.now()) == 1
    assert not Batch.objects.filter(pk=batch.pk).exists()


def test_long_part_of_the_work_is_not_taken_for_a_dead_worker(program, curator, kind):
    batch = order(program, curator)
    now = batch.heartbeat_at
    waiting = batch.is_quiet(now + timedelta(seconds=31))
    batch.state = BatchState.RUNNING

    running = [batch.is_quiet(now + timedelta(seconds=seconds)) for seconds in (31, 179, 181)]

    assert (waiting, running) == (True, [False, False, True])


def test_builder_that_makes_less_than_was_ordered_tells_how_much(program, curator, monkeypatch):
    def build_less(batch, on, beat):
        batch.total = 2
        beat(1)
        return BatchFile("Грамоты.txt", "text/plain", b"", "Одна не вошла.")

    less = BatchKind("test", "Грамоты", ("грамота", "грамоты", "грамот"), build_less, Permission.PAIR_EDIT)
    monkeypatch.setitem(BATCH_KINDS, "test", less)
    batch = order(program, curator)

    make_in_worker.func(batch.pk, batch.school_id)

    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.total, batch.problem) == (BatchState.DONE, 2, 2, "Одна не вошла.")


def test_run_that_was_overtaken_gives_out_nothing(program, curator, monkeypatch):
    """Spoiled while a worker draws, ordered again on the page: the worker's sheets say what no longer holds."""
    runs = []

    def build_slowly(batch, on, beat):
        runs.append(len(runs))
        if runs == [0]:
            spoil_batches("test", lambda payload: True, "Согласие отозвано.")
            Batch.objects.filter(pk=batch.pk).update(
                state=BatchState.RUNNING, heartbeat_at=timezone.now(), problem=""
            )  # what the second run begins with
        return BatchFile("Грамоты.txt", "text/plain", f"работа {runs[-1]}".encode())

    slow = BatchKind("test", "Грамоты", ("грамота", "грамоты", "грамот"), build_slowly, Permission.PAIR_EDIT)
    monkeypatch.setitem(BATCH_KINDS, "test", slow)
    batch = order(program, curator)

    make_in_worker.func(batch.pk, batch.school_id)

    batch.refresh_from_db()
    assert (batch.state, batch.content, batch.problem) == (BatchState.RUNNING, None, "")
    make_in_worker.func(batch.pk, batch.school_id)
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.content)) == (BatchState.DONE, "работа 1".encode())


def test_overtaken_run_stops_at_its_next_beat(program, curator, monkeypatch):
    beats = []

    def build_parts(batch, on, beat):
        beat(1)
        spoil_batches("test", lambda payload: True, "Согласие отозвано.")
        for number in (2, 3):
            beats.append(number)
            beat(number)
        return BatchFile("Грамоты.txt", "text/plain", b"")

    parts = BatchKind("test", "Грамоты", ("грамота", "грамоты", "грамот"), build_parts, Permission.PAIR_EDIT)
    monkeypatch.setitem(BATCH_KINDS, "test", parts)
    batch = order(program, curator)

    make_in_worker.func(batch.pk, batch.school_id)

    batch.refresh_from_db()
    assert (beats, batch.state, batch.problem) == ([2], BatchState.FAILED, "Согласие отозвано.")
