"""The map of expected results: what each kind of tie says, and how far a result has come."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from mentoring_site.permissions import Role
from monitoring.enums import ResultGroup, TieKind
from monitoring.expected import ResultState, read_map, results_map
from monitoring.models import ExpectedResult, Parameter
from monitoring.reports_results import results_section
from monitoring.services.assessments import finalise_assessment, save_assessment, start_assessment
from monitoring.services.results import save_result
from participants.enums import PopulationKind
from participants.models import Category, MenteeCategory, PopulationCount
from programs.models import MentoringForm, ProgramSection
from programs.services.programs import open_program
from tests.factories import make_member, make_mentee, make_school, make_user
from tests.monitoring.changes_world import measure, measure_twice
from tests.monitoring.makers_surveys import make_survey

TODAY = date(2027, 6, 1)
GROWN = [(3.0, 3.5), (3.1, 3.6), (3.2, 3.7), (2.9, 3.4), (3.3, 3.9), (3.4, 3.8), (3.0, 3.6), (3.1, 3.5)]
N = "n\u00a0=\u00a0"


@pytest.fixture
def program(db):
    school = make_school()
    last = open_program(
        school=school, by=make_user(), label="2025-2026", starts=date(2025, 9, 1), ends=date(2026, 6, 30)
    )
    program = open_program(
        school=school,
        by=make_user(),
        label="2026-2027",
        starts=date(2026, 9, 1),
        ends=date(2027, 6, 30),
        previous=last,
    )
    with scope(school=school):
        yield program


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def row_of(program, group, number):
    return next(row for row in results_map(program, TODAY) if (row.group, row.number) == (group, number))


def told(row):
    return (
        row.confirmed_by,
        row.expected,
        row.before,
        row.after,
        row.evidence.n,
        row.evidence.said,
        row.state,
    )


def parameter_of(program, code):
    return Parameter.objects.select_related("program").get(program=program, code=code)


def conclude(program, by, group, number, conclusion="Достигнут", **fields):
    row = ExpectedResult.objects.get(program=program, group=group, number=number)
    values = {"tie": row.tie, "code": row.tie_code, "facts": row.facts, "shown_version": row.version}
    return save_result(result=row, by=by, conclusion=conclusion, **(values | fields))


def test_map_of_a_new_year_has_36_rows_in_the_order_of_the_document(program):
    rows = results_map(program, TODAY)

    assert [(row.group, row.number) for row in rows] == [
        *((ResultGroup.GENERAL, number) for number in range(1, 18)),
        *((ResultGroup.PUPILS, number) for number in range(1, 8)),
        *((ResultGroup.TEACHERS, number) for number in range(1, 8)),
        *((ResultGroup.MENTORS, number) for number in range(1, 6)),
    ]
    assert {row.state for row in rows} == {ResultState.EMPTY}


def test_every_shipped_tie_resolves_or_is_said_in_words(program):
    lost = [(row.group, row.number) for row in results_map(program, TODAY) if row.evidence.is_lost]
    in_words = [
        (row.group, row.number) for row in results_map(program, TODAY) if row.result.tie == TieKind.WORDS
    ]

    assert lost == []
    assert in_words == [(ResultGroup.GENERAL, 13)]


def test_parameter_of_people_tells_means_with_n(program, curator):
    measure_twice(parameter_of(program, "average_mark"), GROWN, curator)

    row = row_of(program, ResultGroup.PUPILS, 2)

    assert told(row) == (
        "Средний балл по всем предметам", "рост", "3,12", "3,62", f"{N}8 из 8", "", ResultState.WAITING,
    )  # fmt: skip
    assert (row.evidence.place.url_name, row.evidence.place.query) == (
        "monitoring:changes",
        "?form=pupil_pupil&parameter=average_mark",
    )


def test_conclusion_beside_numbers_that_grew_confirms_the_result(program, curator):
    measure_twice(parameter_of(program, "average_mark"), GROWN, curator)

    conclude(program, curator, ResultGroup.PUPILS, 2)

    assert row_of(program, ResultGroup.PUPILS, 2).state == ResultState.CONFIRMED


def test_conclusion_beside_numbers_that_fell_confirms_nothing(program, curator):
    fell = [(after, before) for before, after in GROWN]
    measure_twice(parameter_of(program, "average_mark"), fell, curator)

    conclude(program, curator, ResultGroup.PUPILS, 2)

    assert row_of(program, ResultGroup.PUPILS, 2).state == ResultState.CONCLUDED


def test_parameter_of_a_few_people_is_told_in_words(program, curator):
    measure_twice(parameter_of(program, "average_mark"), GROWN[:3], curator)

    row = row_of(program, ResultGroup.PUPILS, 2)

    assert (row.before, row.after, row.evidence.n) == ("", "", f"{N}3 из 3")
    assert row.evidence.said.startswith("Меньше пяти человек: средние и доли не показываем")


def test_parameter_measured_once_is_not_zero(program, curator):
    measure(parameter_of(program, "average_mark"), "before", 3.5, curator, person=make_mentee(program).person)

    assert told(row_of(program, ResultGroup.PUPILS, 2))[2:] == (
        "", "", "", "Дважды, «до» и «после», пока не измерено. Измерено «до»: 1.", ResultState.EMPTY,
    )  # fmt: skip


def test_sealed_parameter_gives_its_dynamics_alone(program, curator):
    parameter = parameter_of(program, "job_satisfaction")
    people = [make_mentee(program, form=parameter.form).person for _ in range(6)]
    for person in people:
        measure(parameter, "before", 11, curator, person=person)
        measure(parameter, "after", 19, curator, person=person)

    assert told(row_of(program, ResultGroup.TEACHERS, 4)) == (
        "Удовлетворённость профессией", "рост", "", "", f"{N}6 из 6",
        "Значения видит только психолог: лучше у 6, без изменений у 0, хуже у 0.", ResultState.WAITING,
    )  # fmt: skip


def test_number_of_the_school_has_its_days_and_source(program, curator):
    parameter = parameter_of(program, "registers")
    measure(parameter, "before", 9, curator, note="Сводка", on=date(2026, 9, 15))
    measure(parameter, "after", 6, curator, on=date(2027, 5, 20))

    row = row_of(program, ResultGroup.MENTORS, 4)
    number = next(one for one in read_map(program, TODAY).school_numbers if one.parameter.code == "registers")

    assert told(row)[:4] == ("Состоят на учёте ВШУ, КДН и ПДН, всего", "снижение", "9", "6")
    assert (row.evidence.before_note, row.evidence.after_note) == ("15.09.2026, Сводка", "20.05.2027")
    assert row.evidence.supports
    assert (number.before, number.before_note, number.after, number.after_note) == (
        "9", "15.09.2026, Сводка", "6", "20.05.2027",
    )  # fmt: skip


def test_quality_takes_points_of_both_official_sheets(program, curator):
    for year, points, day in ((program.previous, 1, date(2026, 6, 15)), (program, 2, date(2027, 5, 30))):
        sheet = start_assessment(program=year, assessed_on=day, by=curator)
        codes = "A1 A2 A3 A4 A5 B1 B2 C1 C2".split()
        sheet = save_assessment(
            assessment=sheet,
            points=dict.fromkeys(codes, points),
            notes={"B2": "Отзыв"},
            by=curator,
            version=1,
        )
        finalise_assessment(assessment=sheet, by=curator, version=sheet.version)

    assert told(row_of(program, ResultGroup.GENERAL, 2)) == (
        "Оценка 0–18, показатель 4", "2 балла из 2", "1", "2", "балл сводного листа", "", ResultState.WAITING,
    )  # fmt: skip


def test_model_indicator_is_told_with_its_target(program):
    PopulationCount.objects.create(
        school=program.school,
        program=program,
        kind=PopulationKind.YOUNG_TEACHERS,
        value=10,
        counted_on=date(2026, 9, 1),
        entered_by=make_user(),
    )

    assert told(row_of(program, ResultGroup.GENERAL, 3))[1:] == (
        "рост", "", "0\u00a0%", "0 из 10", "", ResultState.WAITING,
    )  # fmt: skip


def test_question_of_a_form_keeps_to_that_form(program):
    teachers = MentoringForm.objects.get(program=program, code="teacher_teacher")
    question = {"code": "conflicts", "kind": "yes_no", "text": "Меньше конфликтов?"}
    people = [make_mentee(program, form=teachers).person for _ in range(6)]
    campaign = make_survey(
        program,
        [{"conflicts": True}] * 4 + [{"conflicts": False}] * 2,
        people=people,
        form=teachers,
        questions=[question],
    )

    row = row_of(program, ResultGroup.TEACHERS, 6)

    assert told(row)[1:] == ("не меньше 60\u00a0%", "", "67\u00a0%", "4 из 6", "", ResultState.WAITING)
    assert row.evidence.place.kwargs == {"pk": campaign.pk}
    assert row.evidence.supports


def test_question_with_four_answers_is_held(program):
    make_survey(
        program,
        [{"future": True}] * 4,
        questions=[{"code": "future", "kind": "yes_no", "text": "Понимаете?"}],
    )

    assert told(row_of(program, ResultGroup.GENERAL, 10))[2:] == (
        "", "", "", "Ответов нет или их меньше 5: долю не показываем.", ResultState.EMPTY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("people", "after", "place"),
    [(0, "", None), (3, "меньше 5", None), (6, "6", None)],
)
def test_count_of_children_with_special_data_is_held_when_few(program, people, after, place):
    category = Category.objects.get(code="disability")
    for _ in range(people):
        mentee = make_mentee(program, entered_on=date(2026, 10, 1))
        MenteeCategory.objects.create(school=program.school, mentee=mentee, category=category)

    row = row_of(program, ResultGroup.GENERAL, 17)

    assert (row.after, row.evidence.place) == (after, place)


def test_result_in_words_waits_for_facts_and_conclusion(program, curator):
    states = [row_of(program, ResultGroup.GENERAL, 13).state]
    conclude(program, curator, ResultGroup.GENERAL, 13, conclusion="", facts="Классный час")
    states.append(row_of(program, ResultGroup.GENERAL, 13).state)
    conclude(program, curator, ResultGroup.GENERAL, 13)
    states.append(row_of(program, ResultGroup.GENERAL, 13).state)

    assert states == [ResultState.EMPTY, ResultState.WAITING, ResultState.DESCRIBED]


def test_result_tied_to_what_is_gone_is_in_words_and_says_so(program):
    Parameter.objects.filter(program=program, code="average_mark").delete()

    assert told(row_of(program, ResultGroup.PUPILS, 2)) == (
        "качественно", "", "", "", "",
        "Параметра, к которому привязан результат, в программе больше нет: подтвердите словами.",
        ResultState.EMPTY,
    )  # fmt: skip


def test_words_follow_the_document_and_other_rows_are_noticed(program):
    section = ProgramSection.objects.get(program=program, code="pupil_pupil_results")
    section.rows[1] = ["Успеваемость выросла."]
    section.save()

    edited = read_map(program, TODAY)
    ProgramSection.objects.filter(pk=section.pk).update(rows=[*section.rows, ["Ещё результат"]])

    row = next(row for row in edited.rows if (row.group, row.number) == (ResultGroup.PUPILS, 2))
    assert (row.text, edited.is_behind) == ("Успеваемость выросла.", False)
    assert read_map(program, TODAY).is_behind


def test_map_takes_the_same_queries_for_few_and_for_many(program, curator):
    kept = [(ResultGroup.GENERAL, number) for number in (1, 2, 3, 10, 13, 15)] + [(ResultGroup.TEACHERS, 2)]

    def queries():
        with CaptureQueriesContext(connection) as found:
            results_map(program, TODAY)
        return len(found)

    measure_twice(parameter_of(program, "average_mark"), GROWN[:1], curator)
    one_each = queries()
    measure_twice(parameter_of(program, "average_mark"), GROWN[1:4], curator)
    all_of_them = queries()
    for row in ExpectedResult.objects.filter(program=program):
        if (row.group, row.number) not in kept:
            row.delete()

    assert (one_each, queries()) == (all_of_them, all_of_them)


def test_section_of_the_report_is_left_out_until_something_is_known(program, curator):
    before = results_section(program, TODAY)
    conclude(program, curator, ResultGroup.GENERAL, 13, facts="Классный час")

    blocks = results_section(program, TODAY)

    assert before == []
    assert [block["kind"] for block in blocks] == ["paragraph", *["table"] * 4]
    assert blocks[0]["text"] == "Выводы написаны: 1 из 36\u00a0результатов."
    assert blocks[1]["rows"][12] == [
        "13. Повышение уровня сформированности ценностных и жизненных позиций и ориентиров (описание)",
        "—",
        "—",
        "Качественно. Классный час",
        "Достигнут",
    ]
