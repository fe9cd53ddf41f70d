"""Pages of the outbox: with and without a mail server, one and many letters."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core import mail
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.models import Letter
from participants.services.letters import prepare_letter
from programs.enums import LetterState
from programs.tenancy import program_url
from tests.factories import make_member, make_person

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
DUMMY = "django.core.mail.backends.dummy.EmailBackend"


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def client(sign_in, curator, settings):
    settings.EMAIL_BACKEND = LOCMEM
    return sign_in(curator)


def make_letters(program, by, *addresses):
    return [
        prepare_letter(
            program=program,
            kind=f"test-{number}",
            to_name=f"Родитель {number}",
            email=address,
            subject="Встреча",
            body="Приходите в среду.",
            person=make_person(program),
            by=by,
        )
        for number, address in enumerate(addresses)
    ]


def test_without_mail_page_offers_chat_and_paper(client, program, curator, settings):
    settings.EMAIL_BACKEND = DUMMY
    [letter] = make_letters(program, curator, "panova@example.org")

    listed = client.get(url(program, "letter_list")).content.decode()
    opened = client.get(url(program, "letter_detail", pk=letter.pk)).content.decode()
    printed = client.get(url(program, "letter_pdf", pk=letter.pk)).content
    refused = client.post(url(program, "letters_send"), {"everything": "1"}, follow=True).content.decode()

    assert "Почта на сайте не настроена" in listed
    assert "Отправить все" not in listed
    assert "Скопировать текст для чата" in opened
    assert "Приходите в среду." in PdfReader(BytesIO(printed)).pages[0].extract_text()
    assert "На сайте не настроена почта" in refused


def test_everything_with_an_address_goes_and_the_rest_is_marked(client, program, curator):
    make_letters(program, curator, "a@example.org", "", "b@example.org")

    page = client.post(url(program, "letters_send"), {"everything": "1"}, follow=True).content.decode()

    assert "Отправлено: 2\u00a0письма. Ждут: 1" in page
    assert "нет адреса" in page
    assert sorted(to for message in mail.outbox for to in message.to) == ["a@example.org", "b@example.org"]


def test_ticked_letters_are_printed_and_nothing_ticked_is_said(client, program, curator):
    letters = make_letters(program, curator, "", "")

    printed = client.post(url(program, "letters_print"), {"ids": [letter.pk for letter in letters]})
    nothing = client.post(url(program, "letters_print"), {"ids": ["²", "x"]}, follow=True)

    assert printed.content.startswith(b"%PDF")
    assert "Отметьте письма" in nothing.content.decode()


def test_letter_is_changed_sent_and_cannot_be_sent_from_an_old_page(client, program, curator):
    [letter] = make_letters(program, curator, "")
    form = {"to_name": "Панова", "email": "panova@example.org", "subject": "Встреча", "body": "В пятницу."}

    client.post(url(program, "letter_detail", pk=letter.pk), form | {"version": letter.version})
    old = client.post(url(program, "letter_send", pk=letter.pk), {"version": letter.version}, follow=True)
    sent = client.post(
        url(program, "letter_send", pk=letter.pk), {"version": letter.version + 1}, follow=True
    )

    assert "уже отправляют или изменили" in old.content.decode()
    assert "Письмо отправлено" in sent.content.decode()
    assert [message.body for message in mail.outbox] == ["В пятницу."]


def test_stale_form_keeps_what_was_typed(client, program, curator):
    [letter] = make_letters(program, curator, "")
    form = {
        "to_name": "Панова",
        "email": "",
        "subject": "Встреча",
        "body": "Моё.",
        "version": letter.version + 5,
    }

    page = client.post(url(program, "letter_detail", pk=letter.pk), form)

    assert page.status_code == 422
    assert "изменил другой сотрудник" in page.content.decode()
    assert "Моё." in page.content.decode()


def test_letter_is_taken_off_and_put_back(client, program, curator):
    [letter] = make_letters(program, curator, "")

    client.post(url(program, "letter_drop", pk=letter.pk))
    dropped = client.get(url(program, "letter_list") + "?tab=dropped").content.decode()
    client.post(url(program, "letter_restore", pk=letter.pk))

    assert "Родитель 0" in dropped
    assert Letter.objects.get().state == LetterState.WAITING


def test_list_costs_the_same_for_one_and_three_letters(client, program, curator, queries_of):
    make_letters(program, curator, "")
    one = queries_of(client, url(program, "letter_list"))
    make_letters(program, curator, "", "", "")

    assert queries_of(client, url(program, "letter_list")) == one
