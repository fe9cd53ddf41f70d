from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from mentoring_site.permissions import Role
from pairing.enums import Conclusion
from pairing.models import CompatibilityTest
from pairing.services.tests import record_test
from participants.enums import ConsentPurpose
from programs.models import AuditEvent
from programs.tenancy import program_url
from tests.factories import make_consent, make_member, make_mentee, make_mentor, make_person

SECRET = "Занавеска-канарейка"
TODAY = timezone.localdate()


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST)


@pytest.fixture
def test(program, psychologist):
    return make_test(program, psychologist)


def make_test(program, psychologist):
    mentor, mentee = make_mentor(program), make_mentee(program)
    for entry in (mentor, mentee):
        make_consent(entry.person, psychologist, purpose=ConsentPurpose.TESTING)
    return record_test(
        mentor=mentor,
        mentee=mentee,
        method="ОМО",
        conducted_on=TODAY,
        conclusion=Conclusion.RESERVATION,
        reservation="не чаще раза в неделю",
        notes=SECRET,
        by=psychologist,
    )


def url(program, name, **kwargs):
    return program_url(program, f"pairing:test_{name}", **kwargs)


def form_data(one, other, **fields):
    return {
        "mentor": f"{one.person.full_name}, {one.person.enrolments.get().place}",
        "mentee": other.person.full_name,
        "method": "ОМО",
        "conducted_on": f"{TODAY:%Y-%m-%d}",
        "conclusion": "recommended",
        "notes": SECRET,
        "once": "t" * 32,
        **fields,
    }


@pytest.mark.parametrize("role", [Role.CURATOR, Role.DIRECTOR, Role.PSYCHOLOGIST])
def test_conclusion_is_seen_and_notes_nowhere(program, test, sign_in, role):
    client = sign_in(make_member(program.school, role))
    pages = [
        client.get(url(program, "list")),
        client.get(url(program, "detail", pk=test.pk)),
        client.get(url(program, "export"), {"format": "csv"}),
        client.get(program_url(program, "programs:search"), {"q": "Занавеска"}),
    ]

    texts = [page.content.decode() for page in pages]
    assert ["рекомендована с оговоркой" in text for text in texts] == [True, True, True, False]
    assert "не чаще раза в неделю" in texts[1]
    assert [text for text in texts[:3] if SECRET in text] == []
    assert "Открыть записи" not in texts[1]


def test_author_opens_the_notes_by_post_only(program, test, psychologist, sign_in):
    client = sign_in(psychologist)
    closed = client.get(url(program, "detail", pk=test.pk)).content.decode()

    opened = client.post(url(program, "notes", pk=test.pk))

    assert SECRET not in closed
    assert SECRET in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert AuditEvent.objects.filter(action="test.notes_view").count() == 1


def test_colleague_is_refused_and_it_is_logged(program, test, sign_in):
    response = sign_in(make_member(program.school, Role.PSYCHOLOGIST)).post(url(program, "notes", pk=test.pk))

    assert response.status_code == 403
    assert SECRET not in response.content.decode()
    assert AuditEvent.objects.filter(action="test.notes_refused").count() == 1


def test_curator_may_not_even_ask_for_notes(program, test, sign_in):
    response = sign_in(make_member(program.school, Role.CURATOR)).post(url(program, "notes", pk=test.pk))

    assert response.status_code == 403


def test_lost_key_is_told_in_words(program, psychologist, sign_in, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    test = make_test(program, psychologist)
    (tmp_path / "vault.key").unlink()

    response = sign_in(psychologist).post(url(program, "notes", pk=test.pk))

    assert response.status_code == 503
    assert "Ключ недоступен" in response.content.decode()


def test_form_records_one_test_however_often_it_is_sent(program, psychologist, sign_in):
    mentor, mentee = make_mentor(program), make_mentee(program)
    for entry in (mentor, mentee):
        make_consent(entry.person, psychologist, purpose=ConsentPurpose.TESTING)
    client = sign_in(psychologist)

    for _ in range(2):
        client.post(url(program, "create"), form_data(mentor, mentee))

    test = CompatibilityTest.objects.get()
    assert (test.mentor, test.mentee, test.conclusion) == (mentor, mentee, "recommended")


def test_form_without_consent_names_the_paper_and_offers_the_blank(program, psychologist, sign_in):
    mentor, mentee = make_mentor(program), make_mentee(program)
    make_consent(mentor.person, psychologist, purpose=ConsentPurpose.TESTING)

    response = sign_in(psychologist).post(url(program, "create"), form_data(mentor, mentee))

    page = response.content.decode()
    assert response.status_code == 422
    assert f"{mentee.person.list_name} — нет согласия родителей" in page
    assert f"purpose=testing&amp;person={mentee.person_id}" in page
    assert SECRET in page  # what was typed is not lost


def test_namesakes_are_asked_never_guessed(program, psychologist, sign_in):
    mentor = make_mentor(program)
    same = [
        make_mentee(program, make_person(program, last_name="Щёткина", first_name="Анна")) for _ in range(2)
    ]

    response = sign_in(psychologist).post(
        url(program, "create"), form_data(mentor, same[0], mentee="Щёткина Анна")
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "несколько человек" in page
    assert f"(№ {same[1].pk})" in page


def test_reservation_without_words_is_refused_at_the_field(program, psychologist, sign_in):
    response = sign_in(psychologist).post(
        url(program, "create"),
        form_data(make_mentor(program), make_mentee(program), conclusion="reservation"),
    )

    assert response.status_code == 422
    assert "Напишите, с какой оговоркой" in response.content.decode()


# One figure for 1 and 3 rows; no literal, since every room adds its counts to the menu of the page.
def test_list_takes_the_same_queries_for_any_length(program, psychologist, sign_in):
    client, counts = sign_in(psychologist), []
    for rows in (1, 3):
        while CompatibilityTest.objects.count() < rows:
            make_test(program, psychologist)
        client.get(url(program, "list"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url(program, "list"))
        counts.append(len(queries))
        assert page.content.decode().count("не чаще раза") == rows

    assert counts[0] == counts[1]


def test_export_is_a_workbook_of_conclusions(program, test, psychologist, sign_in):
    response = sign_in(psychologist).get(url(program, "export"))

    sheet = load_workbook(BytesIO(response.content)).active
    assert [cell.value for cell in sheet[2]][2:5] == [
        "рекомендована с оговоркой",
        "не чаще раза в неделю",
        "ОМО",
    ]
