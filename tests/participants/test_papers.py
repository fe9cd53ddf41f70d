"""Applications to take part and journals on personal data."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from mentoring_site.permissions import Role
from participants.reports_journals import access_paper, requests_paper
from participants.reports_participation import participation_html
from participants.services.consents import withdraw_consent
from programs.services.audit import record_event
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_member, make_mentee, make_mentor, make_person

TODAY = timezone.localdate()


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture(autouse=True)
def opened(program):
    with scope(school=program.school):
        yield


def test_application_speaks_of_its_person_and_asks_the_parent_of_a_pupil(program):
    person = make_person(program, declensions={"genitive": "Ивановой Анны"})

    html = participation_html([make_mentee(program, person)], program, TODAY).replace("\xa0", " ")

    assert "от Ивановой Анны" in html
    assert "в роли наставляемого" in html
    assert html.count("Родитель (законный представитель)") == 1


def test_empty_application_names_nobody(program):
    make_mentor(program)

    html = participation_html([], program, TODAY)

    assert "{{" not in html
    assert html.count('class="slip"') == 1


def test_class_teacher_prints_for_his_own_class_only(program, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    own, other = make_class(program, 7, "А", teacher), make_class(program, 7, "Б")
    for school_class in (own, other):
        make_mentee(program, make_person(program, school_class=school_class))
    client = sign_in(teacher)

    page = client.get(program_url(program, "participants:participation_print"), {"base": "mentees"})
    foreign = client.get(
        program_url(program, "participants:participation_pdf"), {"base": "mentees", "school_class": other.pk}
    )

    assert page.context["count"] == 1
    assert foreign.status_code == 302


def test_withdrawn_consent_is_a_request_in_the_journal(program, curator):
    person = make_person(program)
    consent = make_consent(person, curator, signed_on=program.starts)
    withdraw_consent(consent=consent, reason="передумал", on=TODAY, by=curator, program=program)

    rows = [row["cells"] for row in requests_paper(program, TODAY)["rows"]]

    assert [row[1:3] for row in rows] == [[person.full_name, "Отзыв согласия: участие в программе"]]


def test_journal_of_access_tells_who_looked_and_never_what_was_seen(program, curator):
    person = make_person(program)
    with transaction.atomic():
        record_event(
            "mentee.special_view",
            by=curator,
            program=program,
            sentence="просмотр сведений о здоровье",
            people=[person.pk],
        )
        record_event("class.edit", by=curator, program=program, sentence="класс изменён")

    rows = [row["cells"] for row in access_paper(program, TODAY)["rows"]]

    assert [row[1:] for row in rows] == [
        [curator.full_name, "Куратор программы", "Просмотр сведений о здоровье", person.full_name]
    ]
