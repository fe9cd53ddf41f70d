"""The outbox: letters wait, are changed, go once, and are never lost when the mail server refuses them."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from mentoring_site.permissions import Role
from participants.models import Letter
from participants.services.letters import (
    GIVES_UP_AFTER,
    drop_letter,
    edit_letter,
    prepare_letter,
    restore_letter,
    send_letter,
    send_letters,
)
from programs.enums import LetterState
from programs.services.audit import Refusal, StaleVersion
from tests.factories import make_member, make_person

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class Broken(EmailBackend):
    """A mail server that refuses everybody."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({})


class Away(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def letter(program, curator):
    return make_letter(program, curator)


@pytest.fixture
def has_mail(settings):
    settings.EMAIL_BACKEND = LOCMEM


def make_letter(program, by, *, email="panova@example.org", kind="test", **fields):
    values = {"to_name": "Панова Мария", "subject": "Встреча", "body": "Приходите в среду.", **fields}
    return prepare_letter(program=program, kind=kind, email=email, by=by, **values)


def test_prepared_letter_of_one_matter_replaces_the_waiting_one(program, curator):
    person = make_person(program)
    first = make_letter(program, curator, person=person)

    second = make_letter(program, curator, person=person, body="Приходите в четверг.")

    assert (first.pk, second.body, Letter.objects.count()) == (second.pk, "Приходите в четверг.", 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "не адрес"}, "опечатка"),
        ({"subject": " \n "}, "тему"),
        ({"subject": "т" * 201}, "Тема длиннее"),
        ({"body": "\u200b"}, "Письмо пустое"),
        ({"body": "т" * 5001}, "Письмо длиннее"),
    ],
)
def test_letter_that_cannot_go_is_refused(program, curator, changes, words):
    with pytest.raises(Refusal, match=words):
        make_letter(program, curator, **changes)


def test_subject_of_two_lines_becomes_one(program, curator):
    assert make_letter(program, curator, subject="Встреча\nBcc: all@example.org").subject == (
        "Встреча Bcc: all@example.org"
    )


def test_sent_letter_goes_once_and_stays(has_mail, letter, curator):
    sent = send_letter(letter=letter, shown_version=letter.version, by=curator)

    with pytest.raises(Refusal, match="уже отправляют или изменили"):
        send_letter(letter=letter, shown_version=letter.version, by=curator)
    assert (sent.state, len(mail.outbox), mail.outbox[0].subject) == (LetterState.SENT, 1, "Встреча")
    with pytest.raises(Refusal, match="уже отправлено"):
        drop_letter(letter=letter, by=curator)


def test_without_mail_nothing_goes_and_the_way_out_is_told(settings, letter, curator):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    with pytest.raises(Refusal, match="не настроена почта"):
        send_letters(letters=[letter], by=curator)

    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING


def test_letter_without_address_is_not_sent(has_mail, program, curator):
    letter = make_letter(program, curator, email="")

    with pytest.raises(Refusal, match="нет адреса"):
        send_letter(letter=letter, shown_version=letter.version, by=curator)
    with pytest.raises(Refusal, match="Ни у одного"):
        send_letters(letters=[letter], by=curator)


def test_refused_letter_keeps_its_reason_and_goes_later(settings, letter, curator):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    failed = send_letter(letter=letter, shown_version=letter.version, by=curator)
    settings.EMAIL_BACKEND = LOCMEM
    sent = send_letter(letter=failed, shown_version=failed.version, by=curator)

    assert (failed.state, failed.error, failed.sent_at) == (
        LetterState.FAILED,
        "почтовый сервер не принял адрес получателя: проверьте его",
        None,
    )
    assert (sent.state, sent.error) == (LetterState.SENT, "")


def test_server_that_is_away_leaves_the_rest_waiting(settings, program, curator):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    letters = [make_letter(program, curator, kind=f"test-{n}") for n in range(GIVES_UP_AFTER + 2)]

    outcome = send_letters(letters=letters, by=curator)

    assert (outcome.sent, outcome.failed, outcome.left) == (0, 3, 2)
    assert Letter.objects.filter(state=LetterState.WAITING).count() == 2


def test_edited_letter_waits_again_and_a_stale_form_is_refused(settings, letter, curator):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    failed = send_letter(letter=letter, shown_version=letter.version, by=curator)
    values = {"to_name": "Панова", "email": "new@example.org", "subject": "Встреча", "body": "В пятницу."}

    edited = edit_letter(letter=failed, shown_version=failed.version, by=curator, **values)

    assert (edited.state, edited.error, edited.email) == (LetterState.WAITING, "", "new@example.org")
    with pytest.raises(StaleVersion):
        edit_letter(letter=failed, shown_version=failed.version, by=curator, **values)


def test_dropped_letter_comes_back(has_mail, letter, curator):
    drop_letter(letter=letter, by=curator)
    with pytest.raises(Refusal, match="Отправлять нечего"):
        send_letters(letters=Letter.objects.all(), by=curator)

    restore_letter(letter=letter, by=curator)

    assert send_letters(letters=Letter.objects.all(), by=curator).sent == 1
