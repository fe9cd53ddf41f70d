"""Long tables: the worker's job, its progress page, and what happens when no worker runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from mentoring_site.permissions import Role
from participants.enums import ImportJob, ImportState
from participants.importing import batches, jobs
from participants.importing.forgetting import give_up
from participants.models import ImportBatch, Mentee
from programs.tenancy import program_url
from tests.factories import _letters, make_class, make_member
from tests.participants.importing.makers import codes, mentee, table, uploaded

ROWS = 600


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def long_batch(program, curator):
    rows = [mentee(f"Сидоров{_letters(number)} Иван Петрович") for number in range(ROWS)]
    batch = uploaded(program, curator, table("mentees", *rows))
    return batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator)


def work():
    call_command("db_worker", "--batch", "--no-startup-delay", "--interval", "0", verbosity=0)


def page(program, name, batch):
    return program_url(program, f"participants:{name}", base="mentees", pk=batch.pk)


@pytest.mark.django_db(transaction=True)
def test_long_table_is_rehearsed_and_written_by_the_worker(program, curator, long_batch):
    waiting = (long_batch.is_busy, long_batch.job, long_batch.state)

    work()
    batch = ImportBatch.objects.get()
    found = set(codes(batch))
    batches.order_writing(batch=batch, without_errors=False, admits=True, papers=None, by=curator)
    work()

    assert waiting == (True, ImportJob.REHEARSE, ImportState.MAPPED)
    assert found == {"new"}
    assert (ImportBatch.objects.get().state, Mentee.objects.count()) == (ImportState.APPLIED, ROWS)


def test_a_table_given_up_while_it_is_rehearsed_gets_no_verdicts_back(long_batch, curator, monkeypatch):
    read = jobs._plans

    def read_and_lose(batch, **how):
        plans = read(batch, **how)
        give_up(ImportBatch.objects.get(pk=batch.pk))
        return plans

    monkeypatch.setattr(jobs, "_plans", read_and_lose)

    jobs.run(long_batch.pk, ImportJob.REHEARSE)

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.sheets, batch.verdicts) == (ImportState.CANCELLED, [], [])


def test_progress_page_without_a_worker_offers_to_run_now(program, curator, long_batch, sign_in):
    browser = sign_in(curator)
    calm = browser.get(page(program, "import_progress", long_batch)).content.decode()
    ImportBatch.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=11))

    quiet = browser.get(page(program, "import_progress", long_batch)).content.decode()
    answer = browser.post(page(program, "import_run", long_batch))

    assert ("Выполнить сейчас" in calm, "Выполнить сейчас" in quiet) == (False, True)
    assert answer.url == page(program, "import_preview", long_batch)


def test_busy_table_sends_every_step_to_the_progress(program, curator, long_batch, sign_in):
    browser = sign_in(curator)

    answers = {
        browser.get(page(program, name, long_batch)).url for name in ("import_columns", "import_preview")
    }

    assert answers == {page(program, "import_progress", long_batch)}
