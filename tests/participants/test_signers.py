"""Who signs follows from the age on the day of signing."""

from __future__ import annotations

from datetime import date

import pytest

from mentoring_site.permissions import Role
from participants.enums import ConsentGiver, ConsentPurpose, PersonKind
from participants.models import Consent
from participants.services.consents import register_consent
from participants.signers import signers_of, signs_in_words
from programs.services.audit import Refusal
from tests.factories import TODAY, make_member, make_person

SELF, GUARDIAN, BOTH = ConsentGiver.SELF, ConsentGiver.GUARDIAN, ConsentGiver.BOTH
SIGNED = date(2026, 9, 1)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.mark.parametrize(
    ("born", "signers"),
    [
        (date(2012, 9, 2), (GUARDIAN,)),
        (date(2012, 9, 1), (BOTH, GUARDIAN)),
        (date(2008, 9, 2), (BOTH, GUARDIAN)),
        (date(2008, 9, 1), (SELF,)),
    ],
)
def test_signers_change_on_the_birthday(program, born, signers):
    assert signers_of(make_person(program, birth_date=born, birth_year=born.year), SIGNED) == signers


@pytest.mark.parametrize(
    ("year", "signers"),
    [
        (2013, (GUARDIAN,)),
        (2012, (GUARDIAN, BOTH)),  # 14 comes some day of the year
        (2011, (BOTH, GUARDIAN)),
        (2008, (BOTH, GUARDIAN)),
        (2007, (SELF,)),
        (None, (GUARDIAN, BOTH)),
    ],
)
def test_signers_by_the_year_alone(program, year, signers):
    assert signers_of(make_person(program, birth_year=year), SIGNED) == signers


def test_words_for_a_child_a_teenager_and_an_adult(program):
    people = [
        make_person(program, birth_year=2014),
        make_person(program, birth_year=2010),
        make_person(program, kind=PersonKind.TEACHER),
    ]

    assert [signs_in_words(person, SIGNED) for person in people] == [
        "подписывает родитель",
        "подписывают родитель и подросток",
        "нужна личная подпись",
    ]


@pytest.mark.parametrize(
    ("born", "giver", "said"),
    [
        (date(2014, 1, 1), BOTH, "ещё нет 14 лет"),
        (date(2014, 1, 1), SELF, "несовершеннолетний"),
        (date(2011, 1, 1), SELF, "несовершеннолетний"),
        (date(2008, 1, 1), GUARDIAN, "уже есть 18 лет"),
        (date(2008, 1, 1), BOTH, "уже есть 18 лет"),
    ],
)
def test_wrong_signer_is_refused_and_nothing_is_written(program, curator, born, giver, said):
    person = make_person(program, birth_date=born, birth_year=born.year)

    with pytest.raises(Refusal, match=said):
        register_consent(
            person=person,
            purpose=ConsentPurpose.PARTICIPATION,
            signed_on=SIGNED,
            by=curator,
            given_by=giver,
            today=TODAY,
        )

    assert Consent.objects.count() == 0


def test_teenagers_paper_has_both_signatures_when_nothing_else_is_said(program, curator):
    person = make_person(program, birth_date=date(2011, 1, 1), birth_year=2011)

    consent = register_consent(
        person=person, purpose=ConsentPurpose.PARTICIPATION, signed_on=SIGNED, by=curator, today=TODAY
    )

    assert consent.given_by == BOTH
