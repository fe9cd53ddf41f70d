from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from mentoring_site.permissions import Role
from mentoring_site.vault import key_file
from monitoring.changes import change_of, changes_of
from monitoring.changes_chosen import chosen_of
from monitoring.changes_model import Verdict
from monitoring.changes_page import choose, lead_of, read_changes, worse_pairs
from monitoring.enums import Direction, ParameterSubject
from monitoring.reports_changes import changes_section, export_rows
from participants.enums import MenteeStatus
from participants.models import Person, Question, Questionnaire, Response
from tests.factories import TODAY, make_class, make_member, make_mentee, make_mentor, make_person
from tests.monitoring.changes_world import (
    make_parameter,
    make_sealed_parameter,
    measure,
    measure_people,
    measure_twice,
)

SEVEN = [(3.0, 3.4), (3.2, 3.2), (2.8, 3.3), (3.5, 3.3), (3.1, 3.9), (4.0, 4.2), (2.9, 3.5)]


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def pupils(program):
    return program.forms.get(code="pupil_pupil")


def test_change_counts_complete_pairs_alone(program, curator):
    parameter = make_parameter(program)
    measure_twice(parameter, SEVEN, curator)
    measure(parameter, "before", 3, curator, person=make_mentee(program).person)
    measure(parameter, "after", 4, curator, person=make_mentee(program).person)

    change = change_of(parameter)

    s = change.statistics
    assert (change.asked, change.before_count, change.after_count, s.n) == (9, 8, 8, 7)
    assert (s.better, s.same, s.worse) == (5, 1, 1)
    assert (s.before_mean, s.after_mean) == (
        pytest.approx(22.5 / 7, abs=1e-6),
        pytest.approx(24.8 / 7, abs=1e-6),
    )
    assert change.sentence.replace("\u00a0", " ") == (
        "У 5 из 7 показатель вырос, у 1 снизился, у 1 без заметных изменений. "
        "Такая разница может быть и случайной (p = 0,094)."
    )


def test_change_of_many_is_told_in_words(program, curator):
    parameter = make_parameter(program, direction=Direction.LESS)
    measure_twice(parameter, [(4, 3), (4, 3.5), (4, 3.2), (5, 3), (3.5, 3), (4.5, 3)], curator)

    change = change_of(parameter)

    assert change.statistics.verdict == Verdict.BETTER
    assert change.sentence.replace("\u00a0", " ") == (
        "У 6 из 6 показатель снизился (это лучше). Такое редко бывает случайно (p = 0,031), "
        "изменение к лучшему сильное. Это не доказывает, что причина — наставничество."
    )


def test_change_under_five_shows_no_numbers(program, curator):
    parameter = make_parameter(program)
    measure_twice(parameter, SEVEN[:4], curator)

    change = change_of(parameter)

    s = change.statistics
    assert change.is_held
    assert (s.n, s.better, s.same, s.worse, s.before_mean, s.p) == (4, 0, 0, 0, None, None)
    assert change.sentence == (
        "Меньше пяти человек: средние и доли не показываем, чтобы никого нельзя было узнать."
    )


def test_change_of_five_has_numbers_and_no_claim(program, curator):
    parameter = make_parameter(program)
    measure_twice(parameter, [(3, 4)] * 5, curator)

    change = change_of(parameter)

    assert (change.is_held, change.statistics.better, change.statistics.verdict) == (False, 5, Verdict.FEW)
    assert change.sentence.endswith("Измерены дважды меньше 6: вывода не делаем.")


def test_psychologists_values_leave_as_counts_alone(program, curator):
    parameter = make_sealed_parameter(program)
    measure_twice(parameter, [(41, 30), (40, 31), (44, 37), (39, 39), (37, 41), (45, 20), (48, 33)], curator)

    change = change_of(parameter)

    s = change.statistics
    assert change.hides_values
    assert (s.n, s.better, s.same, s.worse) == (7, 5, 1, 1)
    assert (s.before_mean, s.after_mean, s.before_median, s.after_median) == (None, None, None, None)
    assert (s.mean_change, s.median_change) == (None, None)


def test_psychologists_values_nowhere_on_page_file_or_paper(program, curator, pupils):
    parameter = make_sealed_parameter(program, decimals=2)
    measure_twice(parameter, [(47.31, 30.17)] * 7, curator)
    found = read_changes(program, pupils)
    row = choose(found, parameter.code)

    told = [
        str(row),
        str(chosen_of(found, row)),
        str(export_rows(found)),
        str(changes_section(program, TODAY)),
    ]

    secrets = ("47.3", "47,3", "30.1", "30,1", "17.1", "17,1")
    assert [secret for secret in secrets for words in told if secret in words] == []
    assert chosen_of(found, row).worse_words == ""


def test_four_sealed_measures_are_held(program, curator):
    parameter = make_sealed_parameter(program)
    measure_twice(parameter, [(41, 30)] * 4, curator)

    change = change_of(parameter)

    assert (change.is_held, change.statistics.better) == (True, 0)


def test_sealed_values_without_their_key_are_said_not_counted(program, curator, tmp_path, settings):
    settings.VAULT_KEY_FILE = tmp_path / "own.key"
    settings.VAULT_KEY_FILE.write_text("x" * 43 + "=\n", encoding="ascii")
    parameter = make_sealed_parameter(program)
    measure_twice(parameter, [(41, 30)] * 6, curator)
    key_file().unlink()

    change = change_of(parameter)

    assert (change.statistics.n, "ключ недоступен" in change.sentence) == (0, True)


def test_value_of_nobody_is_missing_not_zero(program, curator):
    parameter = make_parameter(program)
    make_mentee(program)

    change = change_of(parameter)

    assert (change.asked, change.statistics.n, change.statistics.before_mean) == (1, 0, None)
    assert change.sentence == "Пока не измерено: ни «до», ни «после»."


def test_who_left_counts_when_measured_twice_and_is_not_asked_else(program, curator):
    parameter = make_parameter(program)
    people = measure_twice(parameter, SEVEN, curator)
    lost = make_mentee(program).person
    measure(parameter, "before", 3, curator, person=lost)
    for person in (people[0], lost):
        person.mentee_entries.update(
            status=MenteeStatus.LEFT, left_reason="переезд", left_on=date(2027, 3, 1)
        )

    change = change_of(parameter)

    assert (change.asked, change.statistics.n) == (7, 7)


def test_form_narrows_people_of_a_parameter_of_both_forms(program, curator, pupils):
    parameter = make_parameter(program, form=None)
    measure_twice(parameter, SEVEN, curator)
    teachers = program.forms.get(code="teacher_teacher")
    teacher = make_mentee(program, make_person(program, kind="teacher"), form=teachers).person
    measure_people(parameter, [teacher], [(3, 4)], curator)

    found = {form.code: changes_of(program, form=form)[0].statistics.n for form in (pupils, teachers)}

    assert found == {"pupil_pupil": 7, "teacher_teacher": 1}
    assert change_of(parameter).statistics.n == 8


@pytest.mark.parametrize(("teachers", "is_held"), [(0, False), (3, True), (5, False)])
def test_total_of_two_forms_is_held_while_one_of_them_is_too_small(program, curator, teachers, is_held):
    """Sealed counts of all less those of the pupils would be those of three teachers."""
    parameter = make_sealed_parameter(program, form=None)
    measure_twice(parameter, [(30, 20)] * 7, curator)
    form = program.forms.get(code="teacher_teacher")
    few = [
        make_mentee(program, make_person(program, kind="teacher"), form=form).person for _ in range(teachers)
    ]
    measure_people(parameter, few, [(20, 30)] * teachers, curator)

    change = change_of(parameter)

    assert (change.is_held, change.statistics.n) == (is_held, 7 + teachers)
    assert (change.statistics.better, change.statistics.worse) == ((0, 0) if is_held else (7, teachers))
    assert ("Смотрите по формам" in change.sentence) is is_held


def test_values_of_another_role_are_not_taken(program, curator):
    parameter = make_parameter(program, subject=ParameterSubject.MENTOR)
    mentor = make_mentor(program).person
    measure_people(parameter, [mentor], [(3, 4)], curator)
    measure_people(parameter, [make_mentee(program).person], [(3, 4)], curator)

    change = change_of(parameter)

    assert (change.asked, change.statistics.n) == (1, 1)


def test_class_and_school_are_told_without_a_threshold(program, curator):
    of_class = make_parameter(program, "climate", subject=ParameterSubject.CLASS, title="Климат класса")
    of_school = make_parameter(
        program,
        "clubs",
        subject=ParameterSubject.PROGRAM,
        title="Кружки и секции",
        form=None,
        decimals=0,
        smallest_change=Decimal("1"),
    )
    school_class = make_class(program, 7)
    make_mentee(program, make_person(program, school_class=school_class))
    for moment_, climate, clubs in (("before", 3, 4), ("after", 4, 7)):
        measure(of_class, moment_, climate, curator, school_class=school_class)
        measure(of_school, moment_, clubs, curator)

    first, second = changes_of(program)

    assert (first.statistics.n, first.is_held, first.statistics.better) == (1, False, 1)
    assert second.sentence.replace("\u00a0", " ") == "Было 4, стало 7: на 3 больше, это лучше."


def answer(program, questionnaire, person, answers, on):
    return Response.objects.create(
        school=program.school,
        program=program,
        questionnaire=questionnaire,
        person=person,
        state="submitted",
        source="phone",
        answers=answers,
        submitted_at=datetime.combine(on, time(9), UTC),
    )


def make_questionnaire(program, when, **fields):
    sheet = Questionnaire.objects.create(
        school=program.school,
        program=program,
        kind="survey",
        code=f"wish-{when}-{fields.get('role', 'mentee')}",
        title="Анкета",
        moment=when,
        **{"role": "mentee", **fields},
    )
    Question.objects.create(
        school=program.school,
        questionnaire=sheet,
        code="q1",
        kind="scale",
        text="Хочу ходить в школу",
        pair_code="wish",
    )
    return sheet


def test_answers_to_linked_questions_are_values_of_the_same_person(program, curator):
    parameter = make_parameter(program, "wish", pair_code="wish", decimals=0, smallest_change=Decimal("1"))
    before, after = (make_questionnaire(program, when) for when in ("before", "after"))
    of_mentors = make_questionnaire(program, "after", role="mentor")
    people = [make_mentee(program).person for _ in range(6)]
    for number, person in enumerate(people):
        answer(program, before, person, {"q1": 4}, date(2026, 10, 1))
        if number:
            answer(program, after, person, {"q1": 8}, date(2027, 5, 10))
    answer(program, of_mentors, people[0], {"q1": 9}, date(2027, 5, 10))

    s = change_of(parameter).statistics

    assert (s.n, s.before_mean, s.after_mean, s.better) == (5, 4.0, 8.0, 5)


def test_nameless_answers_are_no_values(program, curator):
    parameter = make_parameter(program, "wish", pair_code="wish")
    sheet = make_questionnaire(program, "before", is_anonymous=True)
    answer(program, sheet, None, {"q1": 4}, date(2026, 10, 1))

    assert change_of(parameter).before_count == 0


def test_lead_names_how_many_lack_a_measure(program, curator, pupils):
    parameter = make_parameter(program)
    measure_twice(parameter, SEVEN, curator)
    make_mentee(program)
    found = read_changes(program, pupils)

    lead = lead_of(found, choose(found, ""), "Ученики")

    assert lead.replace("\u00a0", " ") == (
        "Ученики, 8 наставляемых. Дважды измерены 7 человек, у 1 нет одного из измерений."
    )


def test_worse_pairs_begin_with_the_largest_loss(program, curator):
    parameter = make_parameter(program)
    people = measure_twice(parameter, [(3, 2.8), (3, 2), (3, 2.95), (3, 4), (3, 4), (3, 4)], curator)
    found = read_changes(program, None)

    worse = worse_pairs(found.changes[0], found.measured[parameter.pk])

    assert [pair.key for pair in worse] == [people[1].pk, people[0].pk]


def test_measures_between_are_shown_by_day(program, curator, pupils):
    parameter = make_parameter(program)
    people = measure_twice(parameter, SEVEN, curator)
    for person in people[:5]:
        measure(parameter, "interim", 3.5, curator, on=date(2027, 2, 1), person=person)
    found = read_changes(program, pupils)

    moments = chosen_of(found, choose(found, "")).moments

    assert moments == [("До", 7, "3,21"), ("01.02.2027", 5, "3,50"), ("После", 7, "3,54")]


def test_queries_do_not_grow_with_parameters(program, curator, django_assert_num_queries):
    people = measure_twice(make_parameter(program, "p0"), SEVEN, curator)
    for number in range(1, 15):
        measure_people(make_parameter(program, f"p{number}"), people, SEVEN, curator)
    make_questionnaire(program, "before")
    make_parameter(program, "wish", pair_code="wish")

    with django_assert_num_queries(8):
        assert len(changes_of(program)) == 16


def test_report_section_by_form_without_names(program, curator):
    parameter = make_parameter(program)
    people = measure_twice(parameter, SEVEN, curator)

    blocks = changes_section(program, TODAY)

    assert [block["kind"] for block in blocks] == [
        "subheading",
        "table",
        "figure",
        "figure",
        "paragraph",
    ]
    assert blocks[1]["rows"][0][:7] == [
        "Средний балл по предмету запроса",
        "7",
        "3,21",
        "3,54",
        "5",
        "1",
        "1",
    ]
    surnames = Person.objects.filter(pk__in=[person.pk for person in people]).values_list(
        "last_name", flat=True
    )
    assert [name for name in surnames if name in str(blocks)] == []


def test_report_section_tells_numbers_of_the_school_once(program, curator):
    of_school = make_parameter(program, "clubs", subject=ParameterSubject.PROGRAM, form=None, decimals=0)
    for when, value in (("before", 4), ("after", 7)):
        measure(of_school, when, value, curator)

    blocks = changes_section(program, TODAY)

    assert [block["kind"] for block in blocks] == ["subheading", "table"]
    assert blocks[1]["rows"] == [
        ["Средний балл по предмету запроса", "баллы", "4", "7", "стало лучше"],
    ]


@pytest.mark.parametrize(
    ("moments", "sentence"),
    [
        (("before",), "«До» измерены 1, «после» пока никто."),
        (("after",), "«После» измерены 1, «до» не измерен никто."),
    ],
)
def test_half_of_the_measures_is_named(program, curator, moments, sentence):
    parameter = make_parameter(program)
    for when in moments:
        measure(parameter, when, 3, curator, person=make_mentee(program).person)

    assert change_of(parameter).sentence == sentence


def test_report_section_without_measures_is_left_out(program, curator):
    make_parameter(program)

    assert changes_section(program, TODAY) == []
