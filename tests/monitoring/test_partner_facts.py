"""Partners in monitoring: counted from their list, asked without typing."""

from __future__ import annotations

from datetime import date

import pytest

from mentoring_site.permissions import Role
from monitoring.counts import count_value
from monitoring.partner_facts import asked, satisfaction
from participants.enums import PopulationKind
from participants.services.population import set_population
from programs.enums import PartnerKind, ProgramState
from programs.services.partners import add_partner, edit_partner
from programs.tenancy import access_for
from tests.factories import TODAY, make_member


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def test_partners_are_counted_from_their_list_and_typed_ones_only_without_it(program, curator):
    assert count_value(program, "partners", TODAY) is None
    set_population(
        program=program,
        kind=PopulationKind.PARTNERS,
        value=9,
        counted_on=date(2026, 10, 1),
        by=curator,
        today=TODAY,
    )
    assert count_value(program, "partners", TODAY) == 9

    for name in ("Завод", "Колледж"):
        partner = add_partner(program=program, by=curator, name=name, kind=PartnerKind.OTHER)
    assert count_value(program, "partners", TODAY) == 2
    edit_partner(partner=partner, program=program, version=1, by=curator, is_active=False)
    assert count_value(program, "partners", TODAY) == 1


def test_finished_year_keeps_its_typed_number(program, curator):
    add_partner(program=program, by=curator, name="Завод", kind=PartnerKind.OTHER)
    set_population(
        program=program, kind="partners", value=9, counted_on=date(2026, 10, 1), by=curator, today=TODAY
    )
    program.state = ProgramState.COMPLETED

    assert count_value(program, "partners", TODAY) == 9


def test_nobody_asked_is_said_in_words(program, curator):
    partner = add_partner(program=program, by=curator, name="Завод", kind=PartnerKind.OTHER)
    access = access_for(curator, program, TODAY)

    [known] = asked(partner, access, TODAY)
    [glad] = satisfaction(access, TODAY)

    assert (known.value, glad.value) == ("не спрашивали", "")
