"""Tables read for a roadmap are kept for a stated time and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from programs.services.audit import Refusal, claim_key
from roadmap.importing.reading import read_pasted
from roadmap.models import RoadmapImport, Step
from roadmap.services.importing import start_import, write_import
from roadmap.services.sweeping import sweep_imports
from tests.factories import make_member
from tests.roadmap.importing.test_writing import TEXT, read

NOW = timezone.now()


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator", last_name="Савельева")


def aged(work, days):
    RoadmapImport.objects.filter(pk=work.pk).update(created_at=NOW - timedelta(days=days))
    return work


@pytest.mark.parametrize(("later", "left"), [(29, 1), (31, 0)])
def test_written_table_is_swept_30_days_after_writing_and_the_map_stays(program, curator, later, left):
    work = aged(read(program, curator), 50)
    write_import(work=work, replaces=False, by=curator)

    with scope(school=program.school):
        sweep_imports(NOW + timedelta(days=later))

    assert (RoadmapImport.objects.count(), Step.objects.filter(program=program).count()) == (left, 3)


@pytest.mark.parametrize(("days", "left"), [(31, 1), (89, 1), (90, 0)])
def test_table_under_review_waits_90_days_from_its_upload(program, curator, days, left):
    aged(read(program, curator), days)

    with scope(school=program.school):
        assert sweep_imports(NOW) == 1 - left
    assert RoadmapImport.objects.count() == left


def test_table_written_before_its_day_was_kept_is_swept_by_its_upload(program, curator):
    work = aged(read(program, curator), 31)
    RoadmapImport.objects.filter(pk=work.pk).update(stage="written", mapping={"revision": 1})

    with scope(school=program.school):
        assert sweep_imports(NOW) == 1


def test_next_upload_sweeps_and_the_swept_form_sent_again_is_refused(program, curator):
    first = start_import(program=program, grids=[_grid()], file_name="", once="one", by=curator)
    aged(first, 91)

    start_import(program=program, grids=[_grid()], file_name="", once="two", by=curator)

    assert not RoadmapImport.objects.filter(pk=first.pk).exists()
    with pytest.raises(Refusal, match="уже загружали и убрали"):
        start_import(program=program, grids=[_grid()], file_name="", once="one", by=curator)


def test_key_of_another_form_makes_an_import_of_its_own(program, curator):
    claim_key("one", by=curator)

    work = start_import(program=program, grids=[_grid()], file_name="", once="one", by=curator)

    assert RoadmapImport.objects.get() == work


def _grid():
    return read_pasted(TEXT)[0]
