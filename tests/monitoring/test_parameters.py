from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from mentoring_site.permissions import Role
from monitoring.enums import ParameterBlock, ParameterSubject
from monitoring.models import Parameter
from monitoring.services.measurements import Typed
from monitoring.services.parameters import (
    create_parameter,
    edit_parameter,
    move_parameter,
    parameters_from_previous,
    parameters_from_template,
)
from participants.enums import ConsentPurpose
from programs.services.audit import Refusal, StaleVersion
from tests.factories import make_consent, make_member, make_mentee, make_program
from tests.monitoring.measure_makers import make_parameter, make_sealed, save


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def test_parameters_from_template_fill_every_block_and_are_valid(program):
    parameters_from_template(program=program)

    found = list(Parameter.objects.filter(program=program))
    for one in found:
        one.full_clean()
    assert {
        block: sum(one.block == block for one in found) >= 2 for block in ParameterBlock
    } == dict.fromkeys(ParameterBlock, True)
    assert {one.subject for one in found} == set(ParameterSubject)
    assert [one.code for one in found if "ВШУ" in one.title] == ["registers"]
    assert all(one.subject == "program" for one in found if one.code == "registers")


def test_parameters_from_previous_take_the_schools_changes_and_leave_what_is_off(program):
    make_parameter(program, "mark", title="Средний балл за четверть", smallest_change=Decimal("0.3"))
    make_parameter(program, "old", is_active=False)
    following = make_program(program.school, label="2027-2028")

    parameters_from_previous(program=following, previous=program)

    rows = Parameter.objects.filter(program=following).values_list("code", "title", "smallest_change")
    assert list(rows) == [("mark", "Средний балл за четверть", Decimal("0.30"))]


def test_edit_parameter_with_measures_keeps_its_scale_and_says_the_way_out(program, curator):
    mark, mentee = make_parameter(program), make_mentee(program)
    make_consent(mentee.person, curator)
    save(curator, program, Typed(mark.pk, mentee.person_id, "4"))

    with pytest.raises(Refusal, match=r"нельзя менять: наибольшее.*Выключите этот параметр и заведите новый"):
        edit_parameter(parameter=mark, values={"maximum": Decimal(10)}, shown_version=1, by=curator)

    edited = edit_parameter(
        parameter=mark, values={"title": "Балл", "is_active": False}, shown_version=1, by=curator
    )
    assert (edited.title, edited.is_active, edited.maximum) == ("Балл", False, Decimal(5))


def test_edit_parameter_of_an_older_page_is_refused(program, curator):
    mark = make_parameter(program)
    edit_parameter(parameter=mark, values={"title": "Балл"}, shown_version=1, by=curator)

    with pytest.raises(StaleVersion):
        edit_parameter(parameter=mark, values={"title": "Отметка"}, shown_version=1, by=curator)


def test_create_parameter_of_the_psychologist_for_another_is_refused_in_words(program, curator):
    values = {
        "title": "Тревожность",
        "block": "growth",
        "subject": "mentee",
        "source_role": "class_teacher",
        "confidentiality": "psychologist",
    }

    with pytest.raises(ValidationError, match="вносит психолог"):
        create_parameter(program=program, values=values, by=curator)


def test_move_parameter_changes_places_inside_its_block(program, curator):
    first = make_parameter(program, "one", position=1)
    make_parameter(program, "other", block="growth", position=2)
    last = make_parameter(program, "two", position=3)

    move_parameter(parameter=last, up=True, by=curator)
    move_parameter(parameter=first, up=False, by=curator)

    assert list(Parameter.objects.values_list("code", flat=True)) == ["two", "other", "one"]


def test_smallest_change_of_sealed_measures_stays_since_moving_it_would_tell_their_size(program, curator):
    psychologist = make_member(program.school, Role.PSYCHOLOGIST)
    sealed, open_one = make_sealed(program), make_parameter(program, "mark")
    person = make_mentee(program, status="admitted").person
    for purpose in (ConsentPurpose.PARTICIPATION, ConsentPurpose.TESTING):
        make_consent(person, curator, purpose=purpose)
    save(psychologist, program, Typed(sealed.pk, person.pk, "12"))
    save(curator, program, Typed(open_one.pk, person.pk, "4"))

    with pytest.raises(Refusal, match="наименьшее заметное изменение"):
        edit_parameter(
            parameter=sealed,
            values={"smallest_change": Decimal(9)},
            shown_version=sealed.version,
            by=curator,
        )
    edited = edit_parameter(
        parameter=open_one,
        values={"smallest_change": Decimal(2)},
        shown_version=open_one.version,
        by=curator,
    )
    assert edited.smallest_change == 2
