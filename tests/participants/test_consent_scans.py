"""Scans of papers: an option; every look is logged, others are refused."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring_site.permissions import Role
from participants.models import Consent, StoredFile
from programs.models import AuditEvent
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_member, make_mentee, make_person

PDF = b"%PDF-1.4 scan"
PNG = b"\x89PNG\r\n\x1a\n scan"


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def url(program, name, **kwargs):
    return program_url(program, f"participants:consent_{name}", **kwargs)


def scan(data=PDF, name="согласие.pdf"):
    return SimpleUploadedFile(name, data)


def test_scan_comes_with_the_paper_and_a_look_is_logged(program, curator, sign_in):
    person = make_mentee(program).person
    client = sign_in(curator)

    client.post(
        url(program, "create", pk=person.pk),
        {
            "purpose": "testing",
            "given_by": "guardian",
            "signed_on": "01.09.2026",
            "once": "a" * 32,
            "scan": scan(),
        },
    )
    consent = Consent.objects.get()
    taken = client.post(url(program, "scan", pk=consent.pk))

    assert (taken.content, taken["Content-Type"]) == (PDF, "application/pdf")
    assert taken["Content-Disposition"].startswith("attachment")
    assert client.get(url(program, "scan", pk=consent.pk)).status_code == 405
    look = AuditEvent.objects.get(action="consent.scan_view")
    assert (look.actor_id, look.target_id, look.person_ids, look.sentence) == (
        curator.pk,
        person.pk,
        [person.pk],
        "просмотр скана согласия: психологическая диагностика, от 01.09.2026",
    )


def test_later_scan_takes_the_place_of_the_former(program, curator, sign_in):
    consent = make_consent(make_mentee(program).person, curator)
    client = sign_in(curator)

    client.post(url(program, "scan_add", pk=consent.pk), {"scan": scan()})
    client.post(url(program, "scan_add", pk=consent.pk), {"scan": scan(PNG, "лист.png")})

    assert StoredFile.objects.get().file_name == "лист.png"
    assert client.post(url(program, "scan", pk=consent.pk)).content == PNG


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (scan(b""), "пуст"),
        (scan(b"MZ program", "согласие.pdf"), "не подходит"),
        (None, "Выберите файл скана"),
    ],
)
def test_unfit_scan_is_refused_in_words(program, curator, sign_in, file, said):
    consent = make_consent(make_mentee(program).person, curator)
    data = {"scan": file} if file else {}
    if file:
        file.seek(0)

    page = sign_in(curator).post(url(program, "scan_add", pk=consent.pk), data, follow=True)

    assert said in page.content.decode()
    assert StoredFile.objects.count() == 0


def test_unfit_scan_with_a_paper_registers_nothing(program, curator, sign_in):
    person = make_mentee(program).person

    response = sign_in(curator).post(
        url(program, "create", pk=person.pk),
        {
            "purpose": "testing",
            "given_by": "guardian",
            "signed_on": "01.09.2026",
            "once": "a" * 32,
            "scan": scan(b"MZ"),
        },
    )

    assert response.status_code == 422
    assert Consent.objects.count() == 0


def test_paper_without_a_scan_says_so(program, curator, sign_in):
    consent = make_consent(make_mentee(program).person, curator)

    page = sign_in(curator).post(url(program, "scan", pk=consent.pk), follow=True)

    assert "нет скана" in page.content.decode()
    assert not AuditEvent.objects.filter(action="consent.scan_view").exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.DATA_OFFICER, 200),
        (Role.DIRECTOR, 403),
        (Role.DEPUTY_VR, 403),
        (Role.PSYCHOLOGIST, 403),
        (Role.CLASS_TEACHER, 404),  # of another class
    ],
)
def test_who_only_reads_the_register_does_not_open_scans(program, curator, sign_in, role, status):
    consent = make_consent(make_mentee(program).person, curator)
    sign_in(curator).post(url(program, "scan_add", pk=consent.pk), {"scan": scan()})

    answer = sign_in(make_member(program.school, role)).post(url(program, "scan", pk=consent.pk))

    assert answer.status_code == status


def test_class_teacher_opens_scans_of_the_own_class(program, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    own = make_mentee(program, make_person(program, school_class=make_class(program, 7, "Б", teacher)))
    consent = make_consent(own.person, teacher)
    client = sign_in(teacher)

    client.post(url(program, "scan_add", pk=consent.pk), {"scan": scan()})

    assert client.post(url(program, "scan", pk=consent.pk)).content == PDF
