"""On the 18th birthday the guardian's paper stops speaking: known 30 days before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentoring_site.permissions import Role
from participants.consent_register import in_tab, people_of
from participants.enums import ConsentGiver, ConsentPurpose
from participants.registrations_consents import attention
from participants.services.consents import may_process, withdraw_consent
from programs.tenancy import access_for, program_url
from tests.factories import TODAY, make_class, make_consent, make_member, make_mentee, make_person

PARTICIPATION = ConsentPurpose.PARTICIPATION
BORN = date(2008, 11, 23)  # 18 on TODAY


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def access(program, curator):
    return access_for(curator, program, TODAY)


def pupil(program, by, born=BORN, giver=ConsentGiver.GUARDIAN, **fields):
    person = make_person(program, birth_date=born, birth_year=born.year, **fields)
    make_mentee(program, person)
    if giver:
        make_consent(person, by, given_by=giver)
    return person


def tab(access, code, on=TODAY):
    return {person.pk for person in in_tab(people_of(access), code, PARTICIPATION, on)}


@pytest.mark.parametrize("giver", [ConsentGiver.GUARDIAN, ConsentGiver.BOTH])
def test_papers_of_childhood_end_on_the_birthday(program, curator, access, giver):
    person = pupil(program, curator, giver=giver)

    decision = may_process(person, PARTICIPATION, TODAY)

    assert decision.missing == "нужно собственное согласие: исполнилось 18 лет (участие в программе)"
    assert tab(access, "turned18") == {person.pk}
    assert tab(access, "turned18", TODAY - timedelta(days=1)) == set()


def test_own_paper_ends_the_matter(program, curator, access):
    person = pupil(program, curator)
    make_consent(person, curator, given_by=ConsentGiver.SELF, signed_on=TODAY)

    assert may_process(person, PARTICIPATION, TODAY).is_allowed
    assert tab(access, "turned18") == set()


def test_withdrawn_paper_is_not_a_matter_of_age(program, curator, access):
    person = pupil(program, curator)
    withdraw_consent(
        consent=person.consents.get(), reason="заявление", on=TODAY - timedelta(days=9), by=curator
    )

    assert may_process(person, PARTICIPATION, TODAY).missing == "нет согласия: участие в программе"
    assert tab(access, "turned18") == set()


@pytest.mark.parametrize(("days", "is_soon"), [(0, True), (29, True), (30, False), (-1, False)])
def test_soon_means_thirty_days(program, curator, access, days, is_soon):
    """days: how long after tomorrow the birthday is."""
    day = TODAY + timedelta(days=days + 1)
    person = pupil(program, curator, born=date(day.year - 18, day.month, day.day))

    assert tab(access, "soon18") == ({person.pk} if is_soon else set())


def test_dashboard_names_both_and_leads_to_the_tabs(program, curator, access, sign_in):
    pupil(program, curator)
    pupil(program, curator, born=date(2008, 12, 1))

    items = [item for item in attention(access, TODAY) if "18" in item.rest + item.since]

    register = program_url(program, "participants:consent_list")
    assert [(i.severity, i.subject, i.rest, i.action_url) for i in items] == [
        ("late", "1\xa0человеку", "нужно собственное согласие", f"{register}?tab=turned18"),
        ("warn", "1\xa0человеку", "скоро 18: нужно будет собственное согласие", f"{register}?tab=soon18"),
    ]


def test_class_teacher_is_told_of_the_own_class_only(program, curator):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    pupil(program, curator, school_class=make_class(program, 11, "Б", teacher))
    pupil(program, curator, school_class=make_class(program, 11, "В"))

    items = [i for i in attention(access_for(teacher, program, TODAY), TODAY) if i.order == 11]

    assert [item.subject for item in items] == ["1\xa0человеку"]


def test_tabs_of_age_are_shown_only_while_somebody_is_there(program, curator, sign_in):
    client = sign_in(curator)
    url = program_url(program, "participants:consent_list")

    labels = [t["label"] for t in client.get(url).context["tabs"]]
    asked = [t["label"] for t in client.get(url, {"tab": "soon18"}).context["tabs"]]

    assert labels == ["Нет согласия", "Скоро истекает", "Все", "Отозваны"]
    assert "Скоро 18" in asked
