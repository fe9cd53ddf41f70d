from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from monitoring.enums import AssessmentKind, AssessmentState
from monitoring.models import Assessment
from monitoring.reports import history_of_programmes
from monitoring.reports_quality import effectiveness_section
from monitoring.services.assessments import (
    agreement,
    finalise_assessment,
    indicators_from_template,
    save_assessment,
    start_assessment,
    take_agreed_points,
)
from monitoring.services.settings import save_settings
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import TODAY, make_member
from tests.monitoring.test_assessments import FOURTEEN


@pytest.fixture
def curator(program):
    indicators_from_template(program=program)
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST)


def final_sheet(program, by, kind=AssessmentKind.OWN, form=None, **points):
    sheet = start_assessment(program=program, assessed_on=TODAY, by=by, kind=kind, form=form)
    sheet = save_assessment(
        assessment=sheet,
        points=FOURTEEN | points,
        notes={"B2": "договор продлён"},
        by=by,
        version=sheet.version,
    )
    return finalise_assessment(assessment=sheet, by=by, version=sheet.version)


def test_own_sheets_never_become_the_official_result(program, curator, director):
    final_sheet(program, director)

    assert history_of_programmes(Assessment.objects.official(), None) == []


def test_sheet_of_one_form_never_becomes_the_result_of_the_programme(program, curator):
    form = program.forms.first() or pytest.fail("the programme has no form")
    of_form = final_sheet(program, curator, kind=AssessmentKind.CONSOLIDATED, form=form)

    assert list(Assessment.objects.official()) == []
    assert list(Assessment.objects.official(form.code)) == [of_form]


def test_two_assessors_fill_two_drafts(program, director, curator):
    first = start_assessment(program=program, assessed_on=TODAY, by=director, kind=AssessmentKind.OWN)
    second = start_assessment(program=program, assessed_on=TODAY, by=curator, kind=AssessmentKind.OWN)

    assert first != second
    assert first == start_assessment(program=program, assessed_on=TODAY, by=director, kind=AssessmentKind.OWN)


def test_anothers_sheet_can_not_be_filled(program, director, curator):
    sheet = start_assessment(program=program, assessed_on=TODAY, by=director, kind=AssessmentKind.OWN)

    with pytest.raises(Refusal, match="только он сам"):
        save_assessment(assessment=sheet, points={"A1": 2}, notes={}, by=curator, version=1)


def test_agreed_points_fill_only_the_gaps(program, curator, director, psychologist):
    final_sheet(program, director)
    final_sheet(program, psychologist, A1=0, A2=1)
    draft = start_assessment(program=program, assessed_on=TODAY, by=curator)
    draft = save_assessment(assessment=draft, points={"C2": 0}, notes={}, by=curator, version=1)

    taken = take_agreed_points(assessment=draft, by=curator, version=draft.version)

    assert taken == 6
    assert dict(draft.scores.values_list("indicator__code", "points")) == FOURTEEN | {
        "A1": None,
        "A2": None,
        "C2": 0,
    }
    assert agreement(draft).far_apart == ["A1"]


def test_nothing_agreed_is_said(program, curator):
    draft = start_assessment(program=program, assessed_on=TODAY, by=curator)

    with pytest.raises(Refusal, match="Переносить нечего"):
        take_agreed_points(assessment=draft, by=curator, version=1)


def test_sheet_of_sixteen_is_not_final_once_the_setting_was_switched_off(program, curator):
    draft = start_assessment(program=program, assessed_on=TODAY, by=curator)
    codes = list(draft.scores.values_list("indicator__code", flat=True))
    settings = save_settings(
        program=program, values={"allows_not_applicable": True}, shown_version=0, by=curator
    )
    draft = save_assessment(
        assessment=draft,
        points={code: 2 for code in codes if code != "B2"},
        notes={"B2": "партнёров нет"},
        by=curator,
        version=draft.version,
        not_applicable=["B2"],
    )
    save_settings(
        program=program, values={"allows_not_applicable": False}, shown_version=settings.version, by=curator
    )

    with pytest.raises(Refusal, match="тем временем выключено"):
        finalise_assessment(assessment=draft, by=curator, version=draft.version)

    draft.refresh_from_db()
    assert draft.state == AssessmentState.DRAFT


def test_not_applicable_needs_the_setting_and_a_reason(program, curator):
    points = {code: value for code, value in FOURTEEN.items() if code != "B2"}
    draft = start_assessment(program=program, assessed_on=TODAY, by=curator)
    with pytest.raises(Refusal, match="выключено в настройках"):
        save_assessment(
            assessment=draft, points=points, notes={}, by=curator, version=1, not_applicable=["B2"]
        )
    save_settings(program=program, values={"allows_not_applicable": True}, shown_version=0, by=curator)
    draft = save_assessment(
        assessment=draft, points=points, notes={}, by=curator, version=1, not_applicable=["B2"]
    )
    with pytest.raises(Refusal, match="почему он неприменим"):
        finalise_assessment(assessment=draft, by=curator, version=draft.version)
    draft.refresh_from_db()
    draft = save_assessment(
        assessment=draft, points={}, notes={"B2": "партнёров нет"}, by=curator, version=draft.version
    )

    final = finalise_assessment(assessment=draft, by=curator, version=draft.version)

    assert (final.total, final.maximum, final.get_level_display()) == (12, 16, "допустимый уровень")


def test_draft_of_another_assessor_is_not_found(program, curator, director, sign_in):
    sheet = start_assessment(program=program, assessed_on=TODAY, by=director, kind=AssessmentKind.OWN)

    page = sign_in(curator).get(program_url(program, "monitoring:assessment_detail", pk=sheet.pk))

    assert page.status_code == 404


def test_director_fills_his_own_sheet_by_the_page(program, curator, director, sign_in):
    client = sign_in(director)

    client.post(program_url(program, "monitoring:assessment_start"), {"kind": "own"})

    sheet = Assessment.objects.get()
    assert (sheet.kind, sheet.author) == (AssessmentKind.OWN, director)
    page = client.get(program_url(program, "monitoring:assessment_detail", pk=sheet.pk)).content.decode()
    assert "Лист эксперта" in page
    assert 'name="points_A1"' in page


def test_page_tells_experts_points_and_agreement(program, curator, director, psychologist, sign_in):
    final_sheet(program, director)
    final_sheet(program, psychologist, A1=0)
    final_sheet(program, curator, kind=AssessmentKind.CONSOLIDATED)

    page = sign_in(curator).get(program_url(program, "monitoring:effectiveness")).content.decode()

    assert "Эксперты: 2, 0" in page
    assert "Баллы совпали по 8 из 9" in page


def test_another_form_is_refused_when_foreign(program, curator, sign_in):
    page = sign_in(curator).get(program_url(program, "monitoring:effectiveness") + "?form=999999")

    assert page.status_code == 404


def test_report_prints_the_official_table(program, curator):
    final_sheet(program, curator, kind=AssessmentKind.CONSOLIDATED)

    blocks = effectiveness_section(program, TODAY)

    rows = next(block["rows"] for block in blocks if block["kind"] == "table")
    assert rows[0] == ["Программа в организации: 7 из 10", "", "", ""]
    assert rows[1][1:] == ["●", "", ""]
    assert blocks[0]["text"] == (
        "Показатели оценены 23.11.2026. Сумма составила 14\u00a0баллов из 18: допустимый уровень."
    )


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number_of_assessors(
    program, curator, director, sign_in, queries_of, count
):
    final_sheet(program, curator, kind=AssessmentKind.CONSOLIDATED)
    final_sheet(program, director)
    client, url = sign_in(curator), program_url(program, "monitoring:effectiveness")
    before = queries_of(client, url)
    for _ in range(count):
        final_sheet(program, make_member(program.school, Role.PSYCHOLOGIST))

    assert queries_of(client, url) == before
