from datetime import date
from decimal import Decimal

import pytest

from mentoring_site.permissions import Role
from monitoring.measuring import Targets
from monitoring.models import Measurement
from monitoring.services.measurements import Typed
from monitoring.services.sealed import open_value
from participants.enums import ConsentPurpose, MenteeStatus
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import TODAY, make_class, make_consent, make_member, make_mentee, make_person
from tests.monitoring.measure_makers import DAY, make_parameter, make_sealed, save, values_of


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def teacher(program):
    user = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, "А", teacher=user)
    return user


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST)


def pupil(program, by, *, grade=7, purposes=(ConsentPurpose.PARTICIPATION,), **fields):
    person = make_person(program, school_class=make_class(program, grade), **fields)
    make_mentee(program, person)
    for purpose in purposes:
        make_consent(person, by, purpose=purpose)
    return person


def test_save_measurements_of_own_class_writes_values_and_one_journal_row(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator)

    saved = save(teacher, program, Typed(mark.pk, person.pk, "4,2"))

    row = Measurement.objects.get()
    assert (saved.added, saved.refused) == (1, [])
    assert (row.person, row.value, row.measured_on, row.moment) == (person, Decimal("4.2"), DAY, "before")
    event = AuditEvent.objects.get(action="measurement.save")
    assert (event.sentence, event.person_ids) == ("внесены измерения «Средний балл», до: 1", [person.pk])


def test_save_measurements_with_a_wrong_cell_keeps_the_right_ones(program, teacher, curator):
    mark, good, bad = make_parameter(program), pupil(program, curator), pupil(program, curator)

    saved = save(teacher, program, Typed(mark.pk, good.pk, "4"), Typed(mark.pk, bad.pk, "7"))

    assert values_of(mark, "before") == {good.pk: Decimal(4)}
    assert [one.words for one in saved.refused] == [
        f"{bad.list_name}, средний балл: «7» вне шкалы: от 2 до 5"
    ]


def test_save_measurements_of_an_emptied_cell_makes_it_not_measured(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator)
    save(teacher, program, Typed(mark.pk, person.pk, "4"))

    saved = save(teacher, program, Typed(mark.pk, person.pk, "н/а", shown="4", version=1))

    assert (saved.removed, values_of(mark, "before")) == (1, {})


def test_save_measurements_over_anothers_newer_value_is_refused_with_it(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator)
    save(curator, program, Typed(mark.pk, person.pk, "3"))

    saved = save(teacher, program, Typed(mark.pk, person.pk, "4"))

    assert values_of(mark, "before") == {person.pk: Decimal(3)}
    assert "пока страница была открыта, здесь записали 3" in saved.refused[0].message


def test_save_measurements_of_an_untouched_cell_leaves_anothers_newer_value(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator)
    save(curator, program, Typed(mark.pk, person.pk, "3"))

    saved = save(teacher, program, Typed(mark.pk, person.pk, "", shown="", version=0))

    assert (saved.total, saved.refused, values_of(mark, "before")) == (0, [], {person.pk: Decimal(3)})


def test_save_measurements_without_the_paper_names_it(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator, purposes=())

    saved = save(teacher, program, Typed(mark.pk, person.pk, "4"))

    assert "согласия родителей" in saved.refused[0].message
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("whose", ["another class", "left", "another parameter"])
def test_save_measurements_of_somebody_elses_cell_writes_nothing_at_all(program, teacher, curator, whose):
    mark, own = make_parameter(program), pupil(program, curator)
    foreign = pupil(program, curator, grade=8)
    if whose == "left":
        foreign.mentee_entries.update(status=MenteeStatus.LEFT, left_on=TODAY, left_reason="переезд")
    other = make_sealed(program) if whose == "another parameter" else mark

    with pytest.raises(Refusal, match="не ваших людей или параметров"):
        save(teacher, program, Typed(mark.pk, own.pk, "4"), Typed(other.pk, foreign.pk, "4"))

    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 11, 24), "ещё не наступило"), (date(2024, 9, 15), "больше чем за год до начала")],
)
def test_save_measurements_on_a_day_that_cannot_be_is_refused(program, teacher, curator, day, words):
    mark, person = make_parameter(program), pupil(program, curator)

    with pytest.raises(Refusal, match=words):
        save(teacher, program, Typed(mark.pk, person.pk, "4"), measured_on=day)


def test_save_measurements_after_before_the_first_is_refused(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator)
    save(teacher, program, Typed(mark.pk, person.pk, "3"))

    saved = save(
        teacher, program, Typed(mark.pk, person.pk, "4"), moment="after", measured_on=date(2026, 9, 1)
    )

    assert saved.refused[0].message == "«после» раньше, чем «до» (15.09.2026). Исправьте дату"


def test_save_measurements_of_a_closed_year_is_refused(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator)
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="больше не меняется"):
        save(teacher, program, Typed(mark.pk, person.pk, "4"))


def test_save_measurements_between_keeps_one_a_day(program, teacher, curator):
    mark, person = make_parameter(program), pupil(program, curator)

    for day, text in ((date(2026, 10, 1), "3"), (date(2026, 11, 1), "4")):
        save(teacher, program, Typed(mark.pk, person.pk, text), moment="interim", measured_on=day)

    assert Measurement.objects.count() == 2
    assert values_of(mark, "interim") == {person.pk: Decimal(4)}


# --- the psychologist -------------------------------------------------------------------------------------


def test_save_measurements_of_the_psychologist_are_sealed_and_told_of_nobody(program, psychologist, curator):
    anxiety = make_sealed(program)
    person = pupil(program, curator, purposes=(ConsentPurpose.TESTING,))

    save(psychologist, program, Typed(anxiety.pk, person.pk, "42"))

    row = Measurement.objects.get()
    assert (row.value, b"42" in bytes(row.sealed)) == (None, False)
    assert open_value(row) == Decimal(42)
    event = AuditEvent.objects.get(action="measurement.save")
    assert (event.sentence, event.person_ids, event.target_id) == (
        "внесены измерения психолога, до: 1",
        [],
        None,
    )


def test_save_measurements_of_the_psychologist_need_the_consent_to_testing(program, psychologist, curator):
    anxiety, person = make_sealed(program), pupil(program, curator)

    saved = save(psychologist, program, Typed(anxiety.pk, person.pk, "42"))

    assert "психологическ" in saved.refused[0].message


def test_save_measurements_over_another_psychologists_value_is_refused(program, psychologist, curator):
    anxiety = make_sealed(program)
    person = pupil(program, curator, purposes=(ConsentPurpose.TESTING,))
    save(psychologist, program, Typed(anxiety.pk, person.pk, "42"))
    other = make_member(program.school, Role.PSYCHOLOGIST)

    saved = save(other, program, Typed(anxiety.pk, person.pk, "10", version=1))

    assert saved.refused[0].message == "значение внёс другой психолог, оно закрыто"


def test_save_measurements_of_the_psychologist_by_the_curator_is_refused(program, curator):
    anxiety = make_sealed(program)
    person = pupil(program, curator, purposes=(ConsentPurpose.TESTING,))

    with pytest.raises(Refusal):
        save(curator, program, Typed(anxiety.pk, person.pk, "42"))


def test_should_be_measured_names_admitted_people_of_the_form(program, curator):
    form = program.forms.get(code="pupil_pupil")
    mark, person = make_parameter(program, form=form), pupil(program, curator)
    make_mentee(program, status=MenteeStatus.NOMINATED)
    make_mentee(program, form=program.forms.get(code="teacher_teacher"))

    assert [(one.key, one.label) for one in Targets(program).of(mark)] == [(person.pk, person.list_name)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_save_measurements_of_two_into_one_cell_keeps_the_first():
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection
    from django_scopes import scope

    from tests.factories import make_program

    program = make_program()
    with scope(school=program.school):
        curator = make_member(program.school, Role.CURATOR)
        mark, person = make_parameter(program), pupil(program, curator)
    gate = Barrier(2)

    def type_in(text):
        try:
            with scope(school=program.school):
                gate.wait()
                return len(save(curator, program, Typed(mark.pk, person.pk, text)).refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        refused = list(pool.map(type_in, ["3", "4"]))

    with scope(school=program.school):
        assert (sorted(refused), Measurement.objects.count()) == ([0, 1], 1)
