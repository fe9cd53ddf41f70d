from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import SheetData, Workbook
from monitoring.measure_import.judging import judge
from monitoring.measure_import.plan import Plan, read_plan
from monitoring.models import Measurement
from monitoring.services.measure_import import import_measurements
from monitoring.services.measurements import Typed
from monitoring.services.sealed import open_values
from participants.enums import ConsentPurpose
from programs.services.audit import Refusal
from programs.tenancy import access_for
from tests.factories import TODAY, make_class, make_consent, make_member, make_mentee, make_person
from tests.monitoring.measure_makers import DAY, make_parameter, make_sealed, save, values_of


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def access(program, curator):
    return access_for(curator, program, TODAY)


def pupil(program, by, last, first, middle="", grade=7, **papers):
    person = make_person(
        program,
        last_name=last,
        first_name=first,
        middle_name=middle,
        school_class=make_class(program, grade),
    )
    make_mentee(program, person)
    for purpose in papers.get("purposes", (ConsentPurpose.PARTICIPATION,)):
        make_consent(person, by, purpose=purpose)
    return person


def book(*rows):
    return Workbook([SheetData("Лист1", [list(row) for row in rows])])


def planned(parameters, *rows):
    return read_plan(book(*rows), parameters, moment="before", day=DAY)


def told(verdicts):
    return [(one.line.row, one.state, one.reason) for one in verdicts]


def test_read_plan_leaves_out_sums_and_says_which_columns_it_does_not_take(program):
    mark = make_parameter(program, "average_mark")

    plan = planned(
        [mark],
        ("ФИО", "Средний балл", "Посещаемость класса"),
        ("Панова Алиса", "4,2", "95"),
        ("Итого по классу", "4,2", "95"),
    )

    assert [(line.row, line.name) for line in plan.lines] == [(2, "Панова Алиса")]
    assert plan.notes == [
        (
            "Столбцы пропущены: «Посещаемость класса». Среди ваших параметров о людях таких нет; числа класса и "
            "школы вносят на их страницах."
        ),
        "Строки итогов пропущены: 3.",
    ]


def test_read_plan_of_a_messy_table_finds_people_and_cells(program):
    mark = make_parameter(program, "average_mark")
    share = make_parameter(
        program, "share", title="Посещаемость", unit="%", minimum=0, maximum=100, decimals=1
    )

    plan = planned(
        [mark, share],
        ["Сведения за 1 четверть"],
        [None, None],
        ["№", "Ф. И. О.", "Кл.", "Ср. балл", "Посещаемость, %", "Примечание"],
        [1, "1. Панова Алиса, 7 «А»", None, "4,2", 0.855, "молодец"],
        [2, "Беляев Иван", "7А", "н/а", 1, None],
        [None, None, None, None, None, None],
    )

    assert [(line.row, line.name, line.place) for line in plan.lines] == [
        (4, "Панова Алиса", "7 «А»"),
        (5, "Беляев Иван", "7А"),
    ]
    assert [(cell.address, cell.value) for cell in plan.lines[0].cells] == [("D4", "4,2"), ("E4", 85.5)]
    assert any("«№», «Примечание»" in note for note in plan.notes)


def test_read_plan_of_a_long_table_takes_parameter_and_moment_of_the_line(program):
    mark = make_parameter(program)

    plan = planned(
        [mark],
        ["ФИО", "Показатель", "Когда", "Значение", "Дата"],
        ["Панова Алиса", "средний балл", "после", "4,5", "20.05.2027"],
        ["Панова Алиса", "Рост", "до", "150", None],
    )

    (first,), (second,) = (line.cells for line in plan.lines)
    assert (first.parameter, first.moment, first.day) == (mark.pk, "after", "2027-05-20")
    assert second.problem == "B3: нет вашего параметра «Рост»"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["Просто", "текст"]], "Не нашли заголовков"),
        ([["ФИО", "Рост"], ["Панова Алиса", 150]], "Не нашли столбцов с вашими параметрами"),
        ([["Средний балл", "Класс"], [4, "7А"]], "Не нашли столбец с именами"),
        ([["ФИО", "Средний балл"]], "нет ни одной строки"),
    ],
)
def test_read_plan_of_another_table_says_what_is_lacking(program, rows, words):
    with pytest.raises(Refusal, match=words):
        planned([make_parameter(program)], *rows)


def test_judge_a_messy_table_gives_each_line_its_verdict(program, curator, access):
    mark = make_parameter(program)
    old = pupil(program, curator, "Панова", "Алиса", "Дмитриевна")
    same = pupil(program, curator, "Беляев", "Иван")
    pupil(program, curator, "Зуев", "Кирилл", grade=7)
    pupil(program, curator, "Зуев", "Кирилл", grade=8)
    pupil(program, curator, "Котов", "Егор", purposes=())
    pupil(program, curator, "Орлова", "Вера", "Петровна")
    save(curator, program, Typed(mark.pk, old.pk, "3,5"), Typed(mark.pk, same.pk, "4"))

    plan = planned(
        [mark],
        ["ФИО", "Класс", "Средний балл"],
        ["ПАНОВА  АЛИСА ДМИТРИЕВНА", "7 «А»", "4.25"],
        ["Беляев Иван", "", 4],
        ["Зуев Кирилл", "", "3"],
        ["Зуев Кирилл", "8 А", "3"],
        ["Сидоров Пётр", "7А", "3"],
        ["Котов Егор", "7А", "3"],
        ["Орлова В. П.", "7А", "85%"],
        ["Орлова Вера", "7А", "н/а"],
        ["", "", "3"],
    )
    verdicts = judge(access, plan, {}, TODAY)

    assert [one.state for one in verdicts] == [
        *("changed", "same", "ambiguous", "new", "missing", "error", "error", "empty", "missing"),
    ]
    assert [(step.old, step.new) for step in verdicts[0].steps] == [("3,5", "4,25")]
    assert [one.place for one in verdicts[2].candidates] == ["7\u00a0«А»", "8\u00a0«А»"]
    assert "согласия родителей" in verdicts[5].reason
    assert verdicts[6].reason.startswith("C8: «85%»: проценты")


def test_import_writes_good_lines_and_gives_the_others_back(program, curator, access):
    mark = make_parameter(program)
    first, second = pupil(program, curator, "Панова", "Алиса"), pupil(program, curator, "Зуев", "Кирилл")
    pupil(program, curator, "Зуев", "Кирилл", grade=8)
    plan = planned(
        [mark],
        ["ФИО", "Средний балл (до)", "Средний балл (после)"],
        ["Панова Алиса", "3,9", None],
        ["Зуев Кирилл", "4", None],
        ["Никто Никакой", "4", None],
    )

    done = import_measurements(access=access, plan=plan, choices={3: str(second.pk)}, today=TODAY)

    assert values_of(mark, "before") == {first.pk: Decimal("3.9"), second.pk: Decimal(4)}
    assert told(done.refused) == [(4, "missing", "«Никто Никакой» нет среди ваших участников программы")]
    assert set(Measurement.objects.values_list("source", flat=True)) == {"import"}


def test_import_of_a_value_changed_since_the_preview_is_refused(program, curator, access):
    mark, person = make_parameter(program), pupil(program, curator, "Панова", "Алиса")
    plan = planned([mark], ["ФИО", "Средний балл"], ["Панова Алиса", "3,9"])
    plan.seen = {step.seen: step.version for one in judge(access, plan, {}, TODAY) for step in one.steps}
    save(curator, program, Typed(mark.pk, person.pk, "5"))

    done = import_measurements(access=access, plan=plan, choices={}, today=TODAY)

    assert values_of(mark, "before") == {person.pk: Decimal(5)}
    assert "здесь записали 5" in done.refused[0].reason


def test_import_of_two_different_values_of_one_person_refuses_the_second(program, curator, access):
    mark, person = make_parameter(program), pupil(program, curator, "Панова", "Алиса")
    plan = planned([mark], ["ФИО", "Средний балл"], ["Панова Алиса", "3,9"], ["Панова Алиса", "4"])

    done = import_measurements(access=access, plan=plan, choices={}, today=TODAY)

    assert values_of(mark, "before") == {person.pk: Decimal("3.9")}
    assert told(done.refused) == [(3, "error", "B3: в строке 2 у этого человека другое значение: 3,9")]


def test_import_of_the_psychologist_is_sealed_and_the_preview_tells_no_old_value(program, curator):
    anxiety, psychologist = make_sealed(program), make_member(program.school, Role.PSYCHOLOGIST)
    person = pupil(program, curator, "Панова", "Алиса", purposes=(ConsentPurpose.TESTING,))
    save(psychologist, program, Typed(anxiety.pk, person.pk, "40"))
    plan = planned([anxiety], ["ФИО", "Тревожность"], ["Панова Алиса", 31])
    access = access_for(psychologist, program, TODAY)

    verdicts = judge(access, plan, {}, TODAY)
    done = import_measurements(access=access, plan=plan, choices={}, today=TODAY)

    assert [(step.old, step.new) for step in verdicts[0].steps] == [("внесено", "31")]
    assert (done.saved.changed, values_of(anxiety, "before")) == (1, {person.pk: None})
    opened = open_values(parameter=anxiety, moment="before", by=psychologist)
    assert list(opened.values()) == [Decimal(31)]


def test_plan_comes_back_from_the_form_as_it_was(program):
    mark = make_parameter(program)
    plan = planned([mark], ["ФИО", "Средний балл", "Дата"], ["Панова Алиса", date(2026, 2, 4), "01.10.2026"])

    back = Plan.loaded(plan.dumped())

    assert (back.lines, back.moment, back.day) == (plan.lines, plan.moment, plan.day)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["lines", "row", "cells", "day", "moment", "seen", "value"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_plan_of_a_spoilt_form_is_refused_in_words(data):
    import json

    with pytest.raises(Refusal, match="Загрузите файл ещё раз"):
        Plan.loaded(json.dumps(data))
