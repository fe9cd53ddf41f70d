"""Pages of the map of expected results: who sees and who writes, walking through all of them, files."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django_scopes import scope
from pypdf import PdfReader

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import read_workbook
from monitoring.enums import ResultGroup
from monitoring.models import ExpectedResult, Parameter
from monitoring.reports_results import EXPORT_HEADER, NOT_KEPT
from programs.models import ProgramSection
from programs.services.programs import open_program
from programs.tenancy import program_url
from tests.factories import make_member, make_school, make_user
from tests.monitoring.changes_world import measure_twice

GROWN = [(3.0, 3.5), (3.1, 3.6), (3.2, 3.7)]


@pytest.fixture
def program(db):
    school = make_school()
    program = open_program(
        school=school, by=make_user(), label="2026-2027", starts=date(2026, 9, 1), ends=date(2027, 6, 30)
    )
    with scope(school=school):
        yield program


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def result_of(program, group=ResultGroup.GENERAL, number=1):
    return ExpectedResult.objects.get(program=program, group=group, number=number)


def posted(row, **fields):
    values = {
        "tie": f"{row.tie}:{row.tie_code}",
        "facts": row.facts,
        "conclusion": row.conclusion,
        "version": row.version,
    }
    return values | fields


def test_page_shows_all_results_and_the_school_numbers(program, curator, sign_in):
    response = sign_in(curator).get(program_url(program, "monitoring:expected"))
    page = response.content.decode()

    assert "Выводы написаны: 0 из 36" in page
    assert [len(rows) for _, rows in response.context["groups"]] == [17, 7, 7, 5]
    assert len(response.context["numbers"]) == 9
    assert NOT_KEPT in page


def test_page_of_who_only_reads_has_no_form(program, sign_in):
    director = make_member(program.school, Role.DIRECTOR)
    row = result_of(program)

    page = sign_in(director).get(program_url(program, "monitoring:result", pk=row.pk))
    refused = sign_in(director).post(program_url(program, "monitoring:result_save", pk=row.pk), posted(row))

    assert page.context["form"] is None
    assert refused.status_code == 403


def test_list_behind_a_count_of_a_category_is_linked_for_who_reads_categories(program, curator, sign_in):
    people = "/monitoring/indicators/people/mentees_gifted/"
    director = make_member(program.school, Role.DIRECTOR)
    url = program_url(program, "monitoring:result", pk=result_of(program, number=15).pk)

    seen = [people in sign_in(user).get(url).content.decode() for user in (curator, director)]

    assert seen == [True, False]


def test_save_and_further_opens_the_next_result(program, curator, sign_in):
    row = result_of(program, ResultGroup.GENERAL, 17)
    following = result_of(program, ResultGroup.PUPILS, 1)

    response = sign_in(curator).post(
        program_url(program, "monitoring:result_save", pk=row.pk),
        posted(row, conclusion="Трое детей", further="1"),
    )

    assert response.url == program_url(program, "monitoring:result", pk=following.pk)
    row.refresh_from_db()
    assert row.conclusion == "Трое детей"


def test_save_and_further_of_the_last_result_returns_to_the_map(program, curator, sign_in):
    row = result_of(program, ResultGroup.MENTORS, 5)

    response = sign_in(curator).post(
        program_url(program, "monitoring:result_save", pk=row.pk), posted(row, further="1")
    )

    assert response.url == program_url(program, "monitoring:expected")


def test_stale_form_keeps_what_was_typed(program, curator, sign_in):
    row = result_of(program)
    ExpectedResult.objects.filter(pk=row.pk).update(version=5)

    response = sign_in(curator).post(
        program_url(program, "monitoring:result_save", pk=row.pk), posted(row, conclusion="Мой вывод")
    )

    assert response.status_code == 409
    assert "Мой вывод" in response.content.decode()
    assert response.context["form"]["version"].value() == 5


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tie": "parameter:nothing"}, "Такого подтверждения в программе нет"),
        ({"conclusion": "я" * 1001}, "Текст длиннее 1000 знаков"),
        ({"version": ""}, "Результат не сохранён"),
    ],
)
def test_wrong_input_is_said_and_nothing_is_written(program, curator, sign_in, fields, words):
    row = result_of(program)

    response = sign_in(curator).post(
        program_url(program, "monitoring:result_save", pk=row.pk), posted(row, facts="Факт", **fields)
    )

    row.refresh_from_db()
    assert response.status_code == 422
    assert words in response.content.decode()
    assert (row.facts, row.version) == ("", 1)


def test_page_of_a_result_whose_tie_is_gone_says_so(program, curator, sign_in):
    Parameter.objects.filter(program=program, code="average_mark").delete()

    page = sign_in(curator).get(program_url(program, "monitoring:result", pk=result_of(program).pk))

    assert "в программе больше нет: подтвердите словами" in page.content.decode()


def test_changed_document_offers_to_follow_it(program, curator, sign_in):
    section = ProgramSection.objects.get(program=program, code="mentor_effectiveness")
    ProgramSection.objects.filter(pk=section.pk).update(rows=[*section.rows, ["шестой результат"]])
    client, url = sign_in(curator), program_url(program, "monitoring:expected")

    before = client.get(url).content.decode()
    client.post(program_url(program, "monitoring:expected_follow"))

    assert "В программе теперь другие результаты" in before
    assert result_of(program, ResultGroup.MENTORS, 6).text == "шестой результат"
    assert "В программе теперь другие результаты" not in client.get(url).content.decode()


@pytest.mark.parametrize("fmt", ["xlsx", "ods", "csv"])
def test_export_holds_every_result(program, curator, sign_in, fmt):
    response = sign_in(curator).get(program_url(program, "monitoring:expected_export"), {"format": fmt})

    rows = read_workbook(response.content, f"results.{fmt}").sheets[0].rows
    cells = [[cell.value for cell in row] for row in rows] if hasattr(rows[0][0], "value") else rows
    table = [row for row in cells if row and row[0]]
    assert tuple(table[-37][: len(EXPORT_HEADER)]) == EXPORT_HEADER
    assert table[-1][2].startswith("снижение числа жалоб от родителей и педагогов")


def test_pdf_is_landscape_and_names_all_sections(program, curator, sign_in):
    response = sign_in(curator).get(program_url(program, "monitoring:expected_pdf"))

    pages = PdfReader(BytesIO(response.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert all(group.label in text for group in ResultGroup)
    assert "Числа школы" not in text  # none is typed yet


def test_map_takes_the_same_queries_for_one_measured_and_for_three(program, curator, sign_in, queries_of):
    client, url = sign_in(curator), program_url(program, "monitoring:expected")
    parameter = Parameter.objects.select_related("program").get(program=program, code="average_mark")
    measure_twice(parameter, GROWN[:1], curator)
    one = queries_of(client, url)

    measure_twice(parameter, GROWN[1:], curator)

    assert queries_of(client, url) == one
