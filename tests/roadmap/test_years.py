"""Plan and fact over years: the same step side by side, days early and late, the sheet and the paper."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from programs.tenancy import program_url
from roadmap.enums import StepState, TermKind
from roadmap.models import Step
from roadmap.views.years import bar_of
from roadmap.years import compare, compare_years
from tests.factories import make_member, make_program
from tests.roadmap.makers import make_short_roadmap

TODAY = date(2026, 11, 23)


def step(number=1, ends=date(2026, 10, 31), **fields):
    defaults = {
        "title": f"Мероприятие {number}",
        "short_title": f"Шаг {number}",
        "stage": 1,
        "term_text": "октябрь",
        "starts": date(ends.year, 9, 1),
    }
    return Step(number=number, ends=ends, **defaults | fields)


def done(number=1, closed=date(2026, 10, 29), **fields):
    return step(number, state=StepState.DONE, closed_on=closed, **fields)


def cells(found):
    return [[(cell.badge, cell.signed, cell.words) for cell in row.cells] for row in found.rows]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (done(closed=date(2026, 10, 29)), ("ok", "−2", "на 2 дня раньше")),
        (done(closed=date(2026, 10, 31)), ("ok", "0", "в последний день")),
        (done(closed=date(2026, 11, 5)), ("late", "+5", "на 5 дней позже")),
        (step(), ("late", "", "просрочен на 23\u00a0дня")),
        (step(ends=date(2026, 12, 31)), ("draft", "", "ещё не закрыт")),
        (step(state=StepState.NOT_NEEDED, note="нет"), ("none", "", "не потребовался")),
        (done(term_kind=TermKind.EVENT), ("ok", "", "закрыт 29.10.2026")),
    ],
)
def test_step_of_a_year_tells_days_from_its_term(one, expected):
    assert cells(compare(["2026–2027"], [[one]], TODAY)) == [[expected]]


def test_years_join_the_standard_step_or_the_same_words_and_keep_gone_steps_last():
    this = [done(1, standard=5), done(2, title="Педсовет")]
    last = [
        done(9, standard=5, closed=date(2025, 11, 3), ends=date(2025, 10, 31)),
        done(3, title="ПЕДСОВЕТ", ends=date(2025, 10, 31), closed=date(2025, 10, 31)),
        done(4, title="Ушедший шаг", ends=date(2025, 10, 31), closed=date(2025, 10, 31)),
    ]

    found = compare(["2026–2027", "2025–2026"], [this, last], TODAY)

    assert [(row.number, [cell.signed for cell in row.cells]) for row in found.rows] == [
        ("1", ["−2", "+3"]),
        ("2", ["−2", "0"]),
        ("4", ["", "0"]),
    ]
    assert [(t.in_time, t.late, t.left, t.spared, t.average_words) for t in found.totals] == [
        (2, 0, 0, 0, "на 2 дн. раньше"),
        (2, 1, 0, 0, "на 1 дн. позже"),
    ]


def test_two_steps_of_the_same_words_in_a_year_stay_two_rows():
    found = compare(["2026–2027"], [[done(1, title="Встреча"), done(2, title="Встреча")]], TODAY)

    assert [row.number for row in found.rows] == ["1", "2"]


def test_totals_without_a_closed_step_say_that_nothing_is_known():
    (total,) = compare(["2026–2027"], [[step(ends=date(2026, 12, 31))]], TODAY).totals

    assert (total.left, total.average_words) == (1, "нет данных")


def test_bar_goes_to_the_left_when_early_and_to_the_right_when_late():
    found = compare(["2026–2027"], [[done(1), done(2, closed=date(2026, 11, 4)), step(3)]], TODAY)

    bars = [bar_of(row, found.widest) for row in found.rows]

    assert [(bar["x"], bar["width"], bar["label"]) for bar in bars[:2]] == [
        ("31.0%", "19.0%", "−2"),
        ("50.0%", "38.0%", "+4"),
    ]
    assert bars[2] is None


@pytest.fixture
def two_years(program):
    last = make_program(program.school, label="2025-2026")
    for one in (last, program):
        make_short_roadmap(one, ("curator",))
    Step.objects.filter(program=last).update(
        starts=date(2025, 11, 1), ends=date(2025, 11, 30), state=StepState.DONE, closed_on=date(2025, 12, 2)
    )
    return program


def test_comparison_reads_this_year_and_those_before_it_never_a_later_one(two_years):
    make_short_roadmap(make_program(two_years.school, label="2027-2028"), ("curator",))

    assert compare_years(two_years, TODAY).labels == ["2026–2027", "2025–2026"]


def test_page_sheet_and_paper_hold_both_years(two_years, sign_in):
    client = sign_in(make_member(two_years.school, "deputy_vr"))

    def get(name, query=""):
        return client.get(program_url(two_years, f"roadmap:{name}") + query)

    page = get("years").content.decode()
    sheet = list(load_workbook(BytesIO(get("years_export", "?format=xlsx").content)).active.values)
    paper = PdfReader(BytesIO(get("years_pdf").content)).pages[0].extract_text()

    assert "на 2 дня позже" in page
    assert sheet[0][:6] == (
        *("№", "Шаг", "2026–2027: срок", "2026–2027: последний день"),
        *("2026–2027: закрыт", "2026–2027: дней от срока"),
    )
    assert sheet[1][6:] == ("ноябрь 2026", sheet[1][7], sheet[1][8], 2)
    assert "2025–2026" in paper
    assert get("years_export", "?format=exe").status_code == 404


def test_page_without_a_map_says_what_will_stand_there(program, sign_in):
    page = sign_in(make_member(program.school, "curator")).get(program_url(program, "roadmap:years"))

    assert "Сравнивать пока нечего" in page.content.decode()
