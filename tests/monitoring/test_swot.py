"""SWOT: the draft by thresholds, what is taken, moved, compared; expectations beside reality."""

from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.spreadsheets import CONTENT_TYPES
from monitoring.enums import Quadrant
from monitoring.expectations import expectations_of
from monitoring.models import MonitoringSettings, SwotFactor
from monitoring.reports_surveys import feedback_section, swot_docx, swot_section
from monitoring.services.swot import (
    add_factor,
    add_hints,
    edit_factor,
    move_factor,
    remove_factor,
    take_lines,
)
from monitoring.shares import Share
from monitoring.swot import draft_of, factor_words, hints, verdict
from programs.enums import ProgramState
from programs.models import MentoringForm
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url
from tests.factories import make_member, make_person, make_program
from tests.monitoring.makers_surveys import make_survey

YES, NO = {"again": True}, {"again": False}


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def texts(program, quadrant):
    rows = SwotFactor.objects.filter(program=program, quadrant=quadrant)
    return [factor.text for factor in rows]


@pytest.mark.parametrize(
    ("share", "quadrant"),
    [
        (Share(6, 10), Quadrant.STRENGTH),
        (Share(599, 1000), None),
        (Share(41, 100), None),
        (Share(4, 10), Quadrant.WEAKNESS),
        (Share(0, 7), Quadrant.WEAKNESS),
        (Share(0, 0), None),
    ],
)
def test_verdict_at_the_edges_of_the_thresholds(share, quadrant):
    assert verdict(share, MonitoringSettings()) == quadrant


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_verdict_never_contradicts_the_exact_share(pair):
    part, total = pair
    found = verdict(Share(part, total), MonitoringSettings())

    assert (found == Quadrant.STRENGTH) == (part / total >= 0.6)
    assert (found == Quadrant.WEAKNESS) == (part / total <= 0.4)


def test_draft_of_a_survey_places_its_factor_with_n(program):
    make_survey(program, [YES] * 5 + [NO] + [{}])

    [line] = draft_of(program)

    assert (line.text, line.share, line.quadrant) == (
        "Готовы продолжить участие (наставляемые)",
        Share(5, 6),
        Quadrant.STRENGTH,
    )


def test_draft_leaves_out_small_groups_and_what_was_asked_before(program):
    make_survey(program, [YES] * 4)
    make_survey(program, [YES] * 9, moment="before")
    make_survey(program, [YES] * 3 + [{}] * 4, role="mentor", is_anonymous=True)

    assert draft_of(program) == []


def test_take_all_takes_the_placed_ones_once(program, curator):
    make_survey(program, [YES] * 6)
    make_survey(program, [YES] * 3 + [NO] * 3, role="mentor")

    assert take_lines(program=program, keys=None, by=curator) == 1
    assert take_lines(program=program, keys=None, by=curator) == 0
    [factor] = SwotFactor.objects.filter(program=program)
    assert (factor.positive, factor.total, factor.question_code) == (6, 6, "again")
    assert factor_words(factor) == "Готовы продолжить участие (наставляемые): 6 из 6 (100\u00a0%)"


def test_take_of_a_line_between_needs_the_curators_word(program, curator):
    make_survey(program, [YES] * 3 + [NO] * 3)
    [line] = draft_of(program)

    with pytest.raises(Refusal, match="между порогами"):
        take_lines(program=program, keys=[line.key], by=curator)
    assert take_lines(program=program, keys=[line.key], by=curator, quadrant="weakness") == 1
    with pytest.raises(Refusal, match="больше нет"):
        take_lines(program=program, keys=["9-9"], by=curator)


def test_compare_with_last_year_by_the_same_question(program, curator):
    before = make_program(program.school, label="2025-2026")
    program.previous = before
    program.save()
    make_survey(before, [YES] * 2 + [NO] * 3)
    make_survey(program, [YES] * 5)

    [line] = draft_of(program)

    assert line.then_and_now == "год назад 2 из 5 (40\u00a0%), сейчас больше на 60\u00a0п.\u00a0п."


def test_own_lines_are_added_moved_edited_and_removed(program, curator):
    first = add_factor(program=program, quadrant="threat", text="  Вторая \n смена ", by=curator)
    second = add_factor(program=program, quadrant="threat", text="Подвоз", by=curator)
    move_factor(factor=second, is_up=True, by=curator)
    assert texts(program, "threat") == ["Подвоз", "Вторая смена"]
    move_factor(factor=second, is_up=True, by=curator)
    assert texts(program, "threat") == ["Подвоз", "Вторая смена"]

    first.refresh_from_db()
    edit_factor(
        factor=first,
        quadrant="opportunity",
        text="Вузы рядом",
        form=None,
        shown_version=first.version,
        by=curator,
    )
    with pytest.raises(StaleVersion):
        edit_factor(factor=first, quadrant="threat", text="Ещё", form=None, shown_version=1, by=curator)
    remove_factor(factor=second, by=curator)

    assert (texts(program, "threat"), texts(program, "opportunity")) == ([], ["Вузы рядом"])


def test_factor_that_is_empty_long_or_of_a_closed_year_is_refused(program, curator):
    for text, words in ((" ", "пустую строку"), ("я" * 301, "длиннее 300")):
        with pytest.raises(Refusal, match=words):
            add_factor(program=program, quadrant="threat", text=text, by=curator)
    program.state = ProgramState.COMPLETED
    program.save()
    with pytest.raises(Refusal):
        add_factor(program=program, quadrant="threat", text="Поздно", by=curator)


def test_hints_are_added_once(program, curator):
    chosen = [("threat", 0), ("opportunity", 1)]

    assert add_hints(program=program, chosen=chosen, by=curator) == 2
    assert add_hints(program=program, chosen=chosen, by=curator) == 0
    assert texts(program, "threat") == [hints()["threat"][0]]


# --- expectations -----------------------------------------------------------------------------------------


def pair_of_surveys(program, before, after, **head):
    people = [make_person(program) for _ in range(max(len(before), len(after)))]
    make_survey(program, [{"comfort": mark} for mark in before], people=people, moment="before", **head)
    make_survey(program, [{"comfort": mark} for mark in after], people=people, **head)


def test_expectations_above_reality_are_marked_and_told(program):
    pair_of_surveys(program, [9, 9, 9, 9, 9, 8], [7, 8, 7, 7, 8])

    [row] = expectations_of(program)

    assert row.is_disappointed
    assert (row.gap.n_before, row.gap.n_after, row.gap.both) == (6, 5, 5)
    assert row.sentence == (
        "ожидали 8,8, получили 7,4: реальность ниже ожиданий на 1,6 балла "
        "(по ответам 5\u00a0человек, ответивших дважды)"
    )


def test_expectations_without_names_compare_means_only(program):
    make_survey(program, [{"comfort": 5}] * 5, moment="before", is_anonymous=True)
    make_survey(program, [{"comfort": 8}] * 6, is_anonymous=True)

    [row] = expectations_of(program)

    assert (row.gap.both, row.is_disappointed) == (None, False)
    assert (
        row.sentence
        == "ожидали 5,0, получили 8,0: реальность выше ожиданий на 3,0 балла (по средним, без имён)"
    )


def test_expectations_of_one_role_are_never_compared_with_another(program):
    make_survey(program, [{"comfort": 5}] * 5, moment="before", role="mentor")
    make_survey(program, [{"comfort": 8}] * 6)

    assert expectations_of(program) == []


# --- pages and papers -------------------------------------------------------------------------------------


def test_swot_page_takes_a_line_and_shows_the_grid(program, curator, sign_in):
    make_survey(program, [YES] * 6)
    client = sign_in(curator)
    url = program_url(program, "monitoring:swot")
    assert "Взять в анализ все 1" in client.get(url).content.decode().replace("\u00a0", " ")

    client.post(program_url(program, "monitoring:swot_take"), {"key": "all"})

    page = client.get(url).content.decode().replace("\u00a0", " ")
    assert "6 из 6 (100 %)" in page
    assert "в анализе" in page


def test_swot_page_takes_as_many_queries_for_one_factor_as_for_three(program, curator, sign_in, queries_of):
    form = MentoringForm.objects.filter(program=program).first()
    make_survey(program, [YES] * 6)
    take_lines(program=program, keys=None, by=curator)
    client, url = sign_in(curator), program_url(program, "monitoring:swot")
    one = queries_of(client, url)
    for text in ("Первый", "Второй"):
        add_factor(program=program, quadrant="threat", text=text, by=curator, form=form)

    assert queries_of(client, url) == one


def test_director_reads_the_swot_and_may_not_change_it(program, sign_in):
    client = sign_in(make_member(program.school, "director"))

    assert client.get(program_url(program, "monitoring:swot")).status_code == 200
    assert client.post(program_url(program, "monitoring:swot_take"), {"key": "all"}).status_code == 403
    assert client.get(program_url(program, "monitoring:swot_analysis")).status_code == 403


def test_swot_papers_hold_the_grid(program, curator, sign_in):
    add_factor(program=program, quadrant="threat", text="Вторая смена", by=curator)
    client = sign_in(curator)

    paper = Document(BytesIO(swot_docx(program, None, program.starts)))
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert cells[:3] == ["Факторы SWOT", "Позитивные", "Негативные"]
    assert cells[-1] == "Угрозы:\n– Вторая смена"
    assert client.get(program_url(program, "monitoring:swot_pdf"))["Content-Type"] == "application/pdf"
    assert client.get(program_url(program, "monitoring:swot_docx_download")).status_code == 200


def test_sections_of_the_report_hold_no_names_and_print_the_rule(program, curator):
    people = [make_person(program, last_name="Вымышленов") for _ in range(6)]
    make_survey(program, [{"comfort": 9}] * 6, people=people, moment="before")
    make_survey(program, [{"comfort": 7, "glad": True} | YES] * 6, people=people)
    take_lines(program=program, keys=None, by=curator)

    sections = [feedback_section(program, program.starts), swot_section(program, program.starts)]

    assert [[block["kind"] for block in section] for section in sections] == [
        ["table", "table", "table", "figure", "bullets"],
        ["table"],
    ]
    assert "Довольным считается" in sections[0][1]["note"]
    assert "Вымышленов" not in str(sections)


def test_expectations_export_is_a_table(program, curator, sign_in):
    pair_of_surveys(program, [9] * 5, [7] * 5)

    response = sign_in(curator).get(program_url(program, "monitoring:expectations_export") + "?format=ods")

    assert response["Content-Type"] == CONTENT_TYPES["ods"]


def test_statement_taken_as_weakness_says_that_it_was_not_confirmed(program, curator):
    make_survey(program, [YES] * 2 + [NO] * 4)

    take_lines(program=program, keys=None, by=curator)

    [factor] = SwotFactor.objects.filter(program=program)
    assert (factor.quadrant, factor.text) == (
        "weakness",
        "Не подтвердилось: готовы продолжить участие (наставляемые)",
    )
