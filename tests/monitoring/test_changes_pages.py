from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import read_workbook
from monitoring.enums import ParameterSubject
from programs.tenancy import program_url
from tests.factories import make_member, make_mentee
from tests.monitoring.changes_world import make_parameter, make_sealed_parameter, measure_twice
from tests.monitoring.test_changes import answer, make_questionnaire

TEN = [(3.0, 3.4), (3.2, 3.2), (2.8, 3.3), (3.5, 3.3), (3.1, 3.9), (4.0, 4.2), (2.9, 3.5), *[(3, 3.5)] * 3]


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def parameter(program, curator):
    parameter = make_parameter(program)
    measure_twice(parameter, TEN, curator)
    return parameter


def test_page_without_parameters_says_how_to_begin(program, curator, sign_in):
    page = sign_in(curator).get(program_url(program, "monitoring:changes")).content.decode()

    assert "Измерять пока нечего" in page


def test_page_shows_chart_words_and_table(program, curator, parameter, sign_in):
    page = sign_in(curator).get(program_url(program, "monitoring:changes")).content.decode()

    assert "каждая линия — один человек, n = 10" in page
    assert "Показать одного" in page
    assert "Улучшение неслучайно" in page
    assert page.count('<svg class="chart"') == 3  # two sizes of the slope chart and a bar in the table


def test_page_of_the_other_form_keeps_to_its_parameters(program, curator, parameter, sign_in):
    teachers = program.forms.get(code="teacher_teacher")
    make_parameter(program, "burnout", title="Выгорание", form=teachers, subject=ParameterSubject.MENTEE)

    page = sign_in(curator).get(program_url(program, "monitoring:changes"), {"form": "teacher_teacher"})

    assert [row.parameter.code for _, items in page.context["groups"] for row, _, _ in items] == ["burnout"]


def test_page_takes_any_words_for_a_parameter(program, curator, parameter, sign_in):
    page = sign_in(curator).get(
        program_url(program, "monitoring:changes"), {"parameter": "<b>", "form": "нет такой"}
    )

    assert page.context["chosen"].row.parameter == parameter


@pytest.mark.parametrize("name", ["changes", "changes_export"])
def test_page_and_file_take_equal_queries_for_one_and_three(
    program, curator, parameter, sign_in, queries_of, name
):
    client, url = sign_in(curator), program_url(program, f"monitoring:{name}")
    one = queries_of(client, url)
    for number in range(2):
        measure_twice(make_parameter(program, f"more{number}"), TEN, curator)

    assert queries_of(client, url) == one


@pytest.mark.parametrize("fmt", ["xlsx", "ods", "csv"])
def test_export_reads_back_with_numbers_and_reasons(program, curator, parameter, sign_in, fmt):
    make_parameter(program, "none", title="Кружки")
    client = sign_in(curator)

    answer = client.get(program_url(program, "monitoring:changes_export"), {"format": fmt})
    rows = read_workbook(answer.content, f"a.{fmt}").sheets[0].rows

    assert [str(cell) for cell in rows[1][:6]] == [
        "Средний балл по предмету запроса",
        "Наставляемые",
        "баллы",
        "больше — лучше",
        "10",
        "10",
    ]
    assert rows[2][-1] == "Пока не измерено: ни «до», ни «после»."


def test_export_of_an_unknown_format_is_404(program, curator, parameter, sign_in):
    assert (
        sign_in(curator).get(program_url(program, "monitoring:changes_export"), {"format": "exe"}).status_code
        == 404
    )


def test_pdf_has_table_chart_and_rule(program, curator, parameter, sign_in):
    answer = sign_in(curator).get(program_url(program, "monitoring:changes_pdf"))
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split()
    )

    assert answer.content.startswith(b"%PDF")
    assert "10 из 10" in text
    assert "нулевые разницы отброшены" in text


def test_list_of_the_worse_names_them_with_both_values(program, curator, parameter, sign_in):
    page = sign_in(curator).get(program_url(program, "monitoring:change_worse", pk=parameter.pk))

    assert [row[2:] for row in page.context["rows"]] == [("3,50", "3,30", "−0,20")]


def test_list_of_sealed_values_is_404(program, curator, sign_in):
    sealed = make_sealed_parameter(program)
    measure_twice(sealed, [(30, 40)] * 6, curator)

    assert (
        sign_in(curator).get(program_url(program, "monitoring:change_worse", pk=sealed.pk)).status_code == 404
    )


def test_list_of_a_group_too_small_is_404(program, curator, sign_in):
    few = make_parameter(program, "few")
    measure_twice(few, [(4, 3)] * 4, curator)

    assert sign_in(curator).get(program_url(program, "monitoring:change_worse", pk=few.pk)).status_code == 404


def test_page_without_the_right_is_403(program, parameter, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)

    assert sign_in(teacher).get(program_url(program, "monitoring:changes")).status_code == 403


def test_mentee_without_a_measure_is_counted_as_missing(program, curator, parameter, sign_in):
    make_mentee(program)

    page = sign_in(curator).get(program_url(program, "monitoring:changes"))

    assert page.context["chosen"].missing == 1


def test_who_got_worse_by_own_answers_is_named_to_the_curator_alone(program, curator, sign_in):
    """The questionnaire promises that answers with a name are read by the curator only."""
    wish = make_parameter(program, "wish", pair_code="wish", decimals=0, smallest_change=Decimal(1))
    sheets = [make_questionnaire(program, when) for when in ("before", "after")]
    for _ in range(6):
        person = make_mentee(program).person
        for sheet, mark in zip(sheets, (9, 3), strict=True):
            answer(program, sheet, person, {"q1": mark}, date(2026, 10, 1))
    address = program_url(program, "monitoring:change_worse", pk=wish.pk)

    of_curator = sign_in(curator).get(address).status_code
    director = sign_in(make_member(program.school, Role.DIRECTOR))
    of_director = director.get(address).status_code
    page = director.get(program_url(program, "monitoring:changes")).content.decode()

    assert (of_curator, of_director) == (200, 404)
    assert ("показатель снизился" in page, address in page) == (True, False)
