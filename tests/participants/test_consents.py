from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from participants.enums import ConsentGiver, ConsentPurpose, PersonKind
from participants.models import Consent, Person
from participants.querysets import minors
from participants.services.consents import (
    Decision,
    decide,
    decisions_for,
    has_valid_consent,
    may_process,
    register_consent,
    register_stack,
    withdraw_consent,
)
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import TODAY, make_consent, make_member, make_person

PURPOSE = ConsentPurpose.PARTICIPATION


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def test_pupil_without_paper_is_refused_and_the_paper_is_named(program):
    pupil = make_person(program)

    decision = may_process(pupil, PURPOSE, TODAY)

    assert decision == Decision(False, "нет согласия родителей: участие в программе")


def test_pupil_with_guardians_paper_is_allowed_until_its_term(program, curator):
    pupil = make_person(program)
    make_consent(pupil, curator, valid_until=date(2027, 6, 30))

    assert may_process(pupil, PURPOSE, TODAY) == Decision(True, valid_until=date(2027, 6, 30))
    assert may_process(pupil, PURPOSE, date(2027, 7, 1)) == Decision(
        False, "срок согласия родителей истёк 30.06.2027: участие в программе"
    )


def test_adult_pupil_with_guardians_paper_needs_his_own(program, curator):
    pupil = make_person(program, birth_date=date(2008, 11, 23))
    make_consent(pupil, curator, given_by=ConsentGiver.GUARDIAN)

    assert may_process(pupil, PURPOSE, date(2026, 11, 22)).is_allowed
    assert may_process(pupil, PURPOSE, date(2026, 11, 23)) == Decision(
        False, "нужно собственное согласие: исполнилось 18 лет (участие в программе)"
    )


def test_withdrawn_consent_blocks_from_that_day(program, curator):
    pupil = make_person(program)
    consent = make_consent(pupil, curator)

    withdraw_consent(consent=consent, reason="заявление", on=TODAY, by=curator)

    assert may_process(pupil, PURPOSE, TODAY - timedelta(days=1)).is_allowed
    assert may_process(pupil, PURPOSE, TODAY) == Decision(
        False, "согласие отозвано 23.11.2026: участие в программе"
    )
    assert [event.sentence for event in AuditEvent.objects.order_by("pk")] == [
        "отозвано согласие: участие в программе",
        "данные нужно уничтожить до 23.12.2026: отозвано согласие",
    ]


def test_minors_own_signature_is_refused_and_nothing_is_written(program, curator):
    adult = make_person(program, kind=PersonKind.TEACHER)
    pupil = make_person(program)

    with pytest.raises(Refusal, match="несовершеннолетний"):
        register_stack(
            papers=[(adult, PURPOSE), (pupil, PURPOSE)],
            signed_on=date(2026, 9, 1),
            by=curator,
            given_by=ConsentGiver.SELF,
        )

    assert Consent.objects.count() == 0


def test_register_consent_takes_the_term_from_the_programme(program, curator):
    pupil = make_person(program)

    consent = register_consent(
        person=pupil,
        purpose=PURPOSE,
        signed_on=date(2026, 9, 1),
        by=curator,
        kept_at="папка 2",
        program=program,
    )

    assert (consent.given_by, consent.valid_until, consent.kept_at) == (
        ConsentGiver.GUARDIAN,
        program.ends,
        "папка 2",
    )


def test_decisions_for_many_people_take_one_query(program, curator, django_assert_num_queries):
    people = [make_person(program) for _ in range(3)]
    make_consent(people[0], curator)

    with django_assert_num_queries(1):
        decisions = decisions_for(people, PURPOSE, TODAY)

    assert [decisions[person.pk].is_allowed for person in people] == [True, False, False]


BIRTHS = st.one_of(st.none(), st.dates(date(2006, 1, 1), date(2012, 12, 31)))
YEARS = st.one_of(st.none(), st.integers(2005, 2012))
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    birth=BIRTHS,
    year=YEARS,
    day=DAYS,
    kind=st.sampled_from(PersonKind.values),
    giver=st.sampled_from(ConsentGiver.values),
)
def test_database_and_python_agree_on_minors_and_consents(program, curator, birth, year, day, kind, giver):
    Consent.objects.all().delete()
    person = make_person(program, kind=kind, birth_date=birth, birth_year=birth.year if birth else year)
    consent = make_consent(
        person, curator, given_by=giver, signed_on=date(2026, 6, 1), valid_until=date(2028, 1, 31)
    )
    rows = Person.objects.filter(pk=person.pk)

    assert rows.filter(minors(day)).exists() == person.is_minor(day)
    assert (
        rows.filter(has_valid_consent(PURPOSE, day, "pk")).exists()
        == decide(person, [consent], PURPOSE, day).is_allowed
    )
