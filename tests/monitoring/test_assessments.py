from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from mentoring_site.permissions import Role
from monitoring.enums import AssessmentState, Level
from monitoring.models import Assessment
from monitoring.services.assessments import (
    current_score,
    discard_assessment,
    finalise_assessment,
    indicators_from_template,
    save_assessment,
    start_assessment,
)
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from tests.factories import TODAY, make_member

FOURTEEN = dict(
    zip(("A1", "A2", "A3", "A4", "A5", "B1", "B2", "C1", "C2"), (2, 2, 1, 1, 1, 2, 2, 2, 1), strict=True)
)


@pytest.fixture
def curator(program):
    indicators_from_template(program=program)
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def draft(program, curator):
    return start_assessment(program=program, assessed_on=TODAY, by=curator)


def test_start_gives_nine_unassessed_indicators(draft):
    assert [(row.indicator.code, row.points) for row in draft.scores.select_related("indicator")] == [
        (code, None) for code in FOURTEEN
    ]


def test_start_twice_goes_on_with_the_same_draft(program, curator, draft):
    assert start_assessment(program=program, assessed_on=TODAY, by=curator) == draft
    assert Assessment.objects.count() == 1


def test_save_keeps_what_is_not_sent(draft, curator):
    save_assessment(assessment=draft, points={"A1": 2}, notes={"A1": "44 из 46"}, by=curator, version=1)
    save_assessment(assessment=draft, points={"A2": 0}, notes={}, by=curator, version=2)

    rows = list(draft.scores.select_related("indicator").values_list("indicator__code", "points", "note"))[:3]
    assert rows == [("A1", 2, "44 из 46"), ("A2", 0, ""), ("A3", None, "")]


def test_save_of_a_stale_form_is_refused(draft, curator):
    save_assessment(assessment=draft, points={"A1": 2}, notes={}, by=curator, version=1)

    with pytest.raises(StaleVersion):
        save_assessment(assessment=draft, points={"A1": 0}, notes={}, by=curator, version=1)

    assert current_score(draft).criteria[0].points == 2


def test_finalise_fourteen_points_is_acceptable_and_frozen(draft, curator):
    save_assessment(assessment=draft, points=FOURTEEN, notes={"B2": "договор продлён"}, by=curator, version=1)

    final = finalise_assessment(assessment=draft, by=curator, version=2)

    assert (final.total, final.level, final.state) == (14, Level.ACCEPTABLE, AssessmentState.FINAL)
    assert AuditEvent.objects.first().sentence == (
        "завершён сводный лист оценки эффективности: 14 из 18, допустимый уровень"
    )
    with pytest.raises(Refusal, match="завершена, изменить её нельзя"):
        save_assessment(assessment=draft, points={"A1": 0}, notes={}, by=curator, version=3)
    with pytest.raises(Refusal, match="завершена, изменить её нельзя"):
        discard_assessment(assessment=draft, by=curator)


def test_finalise_incomplete_sheet_names_what_is_missing(draft, curator):
    points = {code: value for code, value in FOURTEEN.items() if code not in ("A3", "C2")}
    save_assessment(assessment=draft, points=points, notes={"B2": "да"}, by=curator, version=1)

    with pytest.raises(Refusal, match="не оценены показатели №\u00a03, №\u00a09"):
        finalise_assessment(assessment=draft, by=curator, version=2)

    draft.refresh_from_db()
    assert (draft.state, draft.total) == (AssessmentState.DRAFT, None)


def test_finalise_without_a_word_on_partners_is_refused(draft, curator):
    save_assessment(assessment=draft, points=FOURTEEN, notes={}, by=curator, version=1)

    with pytest.raises(Refusal, match="удовлетворённость партнёров"):
        finalise_assessment(assessment=draft, by=curator, version=2)


def test_correction_is_a_new_sheet(program, draft, curator):
    save_assessment(assessment=draft, points=FOURTEEN, notes={"B2": "да"}, by=curator, version=1)
    finalise_assessment(assessment=draft, by=curator, version=2)

    second = start_assessment(program=program, assessed_on=TODAY, by=curator)

    assert second != draft
    assert Assessment.objects.count() == 2


def test_start_in_a_completed_programme_is_refused(program, curator):
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="завершена"):
        start_assessment(program=program, assessed_on=TODAY, by=curator)


def test_two_drafts_are_refused_by_the_database(program, draft, curator):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(school=program.school, program=program, assessed_on=TODAY, author=curator)


def test_discard_leaves_only_the_journal(draft, curator):
    discard_assessment(assessment=draft, by=curator)

    assert Assessment.objects.count() == 0
    assert AuditEvent.objects.first().action == "assessment.discard"
