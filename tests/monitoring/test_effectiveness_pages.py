from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from mentoring_site.permissions import Role
from monitoring.models import Assessment
from monitoring.services.assessments import (
    finalise_assessment,
    indicators_from_template,
    save_assessment,
    start_assessment,
)
from programs.tenancy import program_url
from tests.factories import TODAY, make_member, make_program
from tests.monitoring.test_assessments import FOURTEEN


@pytest.fixture
def curator(program):
    indicators_from_template(program=program)
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def draft(program, curator):
    return start_assessment(program=program, assessed_on=TODAY, by=curator)


@pytest.fixture
def sheet_data(draft):
    data = {"version": 1, "assessed_on": "2026-11-23", "conclusion": "", "note_B2": "договор продлён"}
    return data | {f"points_{code}": points for code, points in FOURTEEN.items()}


def test_empty_page_offers_to_begin(program, curator, sign_in):
    page = sign_in(curator).get(program_url(program, "monitoring:effectiveness"))

    assert "Начать оценку" in page.content.decode()


def test_start_makes_one_draft_however_often_it_is_sent(program, curator, sign_in):
    client = sign_in(curator)

    for _ in range(2):
        client.post(program_url(program, "monitoring:assessment_start"))

    assert Assessment.objects.count() == 1


def test_save_and_finalise_fourteen_shows_the_level(program, curator, draft, sheet_data, sign_in):
    client = sign_in(curator)

    client.post(
        program_url(program, "monitoring:assessment_save", pk=draft.pk), {**sheet_data, "finalise": "1"}
    )
    page = client.get(program_url(program, "monitoring:effectiveness")).content.decode()

    draft.refresh_from_db()
    assert (draft.total, draft.level) == (14, "acceptable")
    assert "Допустимый уровень" in page


def test_stale_save_shows_both_and_writes_nothing(program, curator, draft, sheet_data, sign_in):
    save_assessment(assessment=draft, points={"A1": 0}, notes={}, by=curator, version=1)

    response = sign_in(curator).post(
        program_url(program, "monitoring:assessment_save", pk=draft.pk), sheet_data
    )

    assert response.status_code == 409
    assert "изменил другой сотрудник" in response.content.decode()
    assert draft.scores.get(indicator__code="A1").points == 0


def test_points_outside_the_cells_are_refused_at_the_field(program, curator, draft, sheet_data, sign_in):
    response = sign_in(curator).post(
        program_url(program, "monitoring:assessment_save", pk=draft.pk), {**sheet_data, "points_A1": "3"}
    )

    assert response.status_code == 422
    assert draft.scores.get(indicator__code="A1").points is None


def test_director_reads_but_does_not_assess(program, draft, sheet_data, sign_in):
    director = make_member(program.school, Role.DIRECTOR)
    client = sign_in(director)

    page = client.get(program_url(program, "monitoring:effectiveness"))
    refused = client.post(program_url(program, "monitoring:assessment_save", pk=draft.pk), sheet_data)

    assert page.status_code == 200
    assert 'name="points_A1"' not in page.content.decode()
    assert refused.status_code == 403


def test_pdf_holds_the_table_of_the_document(program, curator, draft, sign_in):
    save_assessment(assessment=draft, points=FOURTEEN, notes={"B2": "договор"}, by=curator, version=1)
    finalise_assessment(assessment=draft, by=curator, version=2)

    response = sign_in(curator).get(program_url(program, "monitoring:effectiveness_pdf"))

    reader = PdfReader(BytesIO(response.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert response["Content-Type"] == "application/pdf"
    assert text.count("●") == 9
    assert "допустимый уровень" in text
    assert len(reader.pages) <= 2


def test_pdf_without_any_sheet_is_not_found(program, curator, sign_in):
    assert sign_in(curator).get(program_url(program, "monitoring:effectiveness_pdf")).status_code == 404


def test_page_takes_the_same_queries_for_one_year_and_three(program, curator, sign_in, queries_of):
    client = sign_in(curator)
    counts = []

    for number in range(3):
        past = make_program(program.school, label=f"{2023 + number}-{2024 + number}")
        indicators_from_template(program=past)
        sheet = start_assessment(program=past, assessed_on=TODAY, by=curator)
        save_assessment(assessment=sheet, points=FOURTEEN, notes={"B2": "да"}, by=curator, version=1)
        finalise_assessment(assessment=sheet, by=curator, version=2)
        counts.append(queries_of(client, program_url(program, "monitoring:effectiveness")))

    assert counts[0] == counts[2]


def test_export_in_an_unknown_format_is_not_there(program, curator, sign_in):
    url = program_url(program, "monitoring:effectiveness_export")

    response = sign_in(curator).get(url, {"format": "exe"})

    assert response.status_code == 404
