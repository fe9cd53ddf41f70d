"""The outbox: letters that anybody's service has prepared, read and sent by a person, never lost.

Sending has three steps, so that a broken mail server, a second click or a killed process loses nothing and sends
nothing twice: the letter is claimed (its version counts up), after the commit it goes to Django's mail, then the
outcome is written. A letter whose process died between stays «ждёт отправки».
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from mentoring_site.texts import clean_text
from participants.models import Letter, Person
from participants.registries import LETTER_SENT
from programs.enums import LetterState
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

SUBJECT_LENGTH, BODY_LENGTH, ERROR_LENGTH = 200, 5000, 300
AT_ONCE = 50  # one press of a button: a slow mail server must not hold the page for minutes
GIVES_UP_AFTER = 3  # failures in a row: the server is away, the rest keeps waiting
OPEN = (LetterState.WAITING, LetterState.FAILED)


def mail_is_set_up() -> bool:
    """Without EMAIL_HOST the site has no mail server: letters are printed and copied into chats."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def prepare_letter(
    *,
    program: Program,
    kind: str,
    to_name: str,
    email: str,
    subject: str,
    body: str,
    person: Person | None = None,
    by: User,
) -> Letter:
    """Put a letter into the outbox; nothing is sent yet. Call inside the caller's transaction.

    kind: «pair_order» or «pair_order-12-mentor»: what stands before the first hyphen names its maker. A letter of
    the same kind about the same person that still waits is replaced: nobody gets two of one matter.
    email: may be empty: then it is printed or copied. person: whose card keeps the letter.
    """
    text, title = _body(body), _subject(subject)
    email = _address(email)
    letter = Letter.objects.filter(program=program, kind=kind, person=person, state__in=OPEN).first()
    if letter is None:
        letter = Letter(school=program.school, program=program, kind=kind, person=person, created_by=by)
    else:
        letter.version += 1
    letter.to_name, letter.email = clean_text(to_name)[:250], email
    letter.subject, letter.body, letter.state, letter.error = title, text, LetterState.WAITING, ""
    letter.save()
    record_event(
        "letter.prepare",
        by=by,
        target=letter,
        sentence=f"подготовлено письмо «{title}»",
        people=[person.pk] if person else [],
    )
    return letter


@transaction.atomic
def edit_letter(
    *, letter: Letter, to_name: str, email: str, subject: str, body: str, shown_version: int, by: User
) -> Letter:
    """Change a letter that has not gone."""
    letter = _locked(letter)
    _refuse_unless_open(letter)
    lock_version(letter, shown_version)
    to_name = clean_text(to_name)
    if not to_name:
        raise Refusal("Напишите, кому письмо.")
    letter.to_name, letter.email = to_name[:250], _address(email)
    letter.subject, letter.body = _subject(subject), _body(body)
    letter.state, letter.error = LetterState.WAITING, ""
    letter.save()
    _note(letter, "letter.edit", "исправлено", by)
    return letter


@transaction.atomic
def drop_letter(*, letter: Letter, by: User) -> Letter:
    """Not to be sent; it stays on the list of what was taken off and may come back."""
    letter = _locked(letter)
    _refuse_unless_open(letter)
    _set(letter, LetterState.DROPPED)
    _note(letter, "letter.drop", "снято с отправки", by)
    return letter


@transaction.atomic
def restore_letter(*, letter: Letter, by: User) -> Letter:
    letter = _locked(letter)
    if letter.state != LetterState.DROPPED:
        raise Refusal(f"Письмо сейчас в состоянии «{letter.get_state_display()}», возвращать его не нужно.")
    _set(letter, LetterState.WAITING)
    _note(letter, "letter.restore", "возвращено в очередь", by)
    return letter


@dataclass(frozen=True)
class Outcome:
    sent: int
    failed: int
    left: int  # of those asked for, still waiting: no address, or more than one press may send


def send_letter(*, letter: Letter, shown_version: int, by: User) -> Letter:
    """Send one letter; what the mail server answered stands in its state. Raises Refusal when it may not go."""
    if not letter.email:
        raise Refusal("У письма нет адреса. Напечатайте листок или скопируйте текст для чата.")
    _refuse_without_mail()
    with transaction.atomic():
        claimed = _claim(letter, shown_version)
    if claimed is None:
        raise Refusal("Это письмо уже отправляют или изменили. Обновите страницу.")
    _deliver(claimed, by)
    claimed.refresh_from_db()
    return claimed


def send_letters(*, letters: Iterable[Letter], by: User) -> Outcome:
    """Send what has an address and has not gone, up to AT_ONCE at one press."""
    _refuse_without_mail()
    asked = [letter for letter in letters if letter.state in OPEN]
    ready = [letter for letter in asked if letter.email][:AT_ONCE]
    if not asked:
        raise Refusal("Отправлять нечего: все письма уже отправлены или сняты.")
    if not ready:
        raise Refusal("Ни у одного письма нет адреса. Напечатайте листки или скопируйте тексты для чата.")
    sent = failed = 0
    in_a_row = 0
    connection = get_connection()
    for letter in ready:
        with transaction.atomic():
            claimed = _claim(letter, letter.version)
        if claimed is None:
            continue
        if _deliver(claimed, by, connection):
            sent, in_a_row = sent + 1, 0
        else:
            failed, in_a_row = failed + 1, in_a_row + 1
        if in_a_row == GIVES_UP_AFTER:
            break
    connection.close()
    return Outcome(sent, failed, len(asked) - sent - failed)


def _claim(letter: Letter, shown_version: int) -> Letter | None:
    """Count the version up for whoever comes first; None for the second."""
    is_first = Letter.objects.filter(pk=letter.pk, version=shown_version, state__in=OPEN).update(
        version=shown_version + 1
    )
    return _locked(letter) if is_first else None


def _deliver(letter: Letter, by: User, connection: object = None) -> bool:
    """Outside any transaction: a message that has gone can't be rolled back."""
    message = EmailMessage(
        letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.email], connection=connection
    )
    try:
        message.send()
        error = ""
    except (OSError, smtplib.SMTPException, ValueError, UnicodeError) as failure:
        error = _in_words(failure)
    with transaction.atomic():
        letter = _locked(letter)
        letter.state = LetterState.FAILED if error else LetterState.SENT
        letter.error, letter.sent_at = error, None if error else timezone.now()
        letter.save(update_fields=["state", "error", "sent_at"])
        if error:
            _note(letter, "letter.fail", f"не отправлено ({error})", by)
        else:
            _note(letter, "letter.send", "отправлено", by)
            for listen in LETTER_SENT:
                listen(letter, by)
    return not error


def _in_words(failure: Exception) -> str:
    """For the curator: what to do, not what the server's library calls it."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return "почтовый сервер не принял адрес получателя: проверьте его"
    if isinstance(failure, smtplib.SMTPAuthenticationError):
        return "почтовый сервер не принял логин или пароль сайта: скажите администратору"
    if isinstance(failure, TimeoutError | ConnectionError):
        return "почтовый сервер не отвечает: попробуйте позже"
    return f"почтовый сервер отказал ({type(failure).__name__}): попробуйте позже или скажите администратору"[
        :ERROR_LENGTH
    ]


def _locked(letter: Letter) -> Letter:
    return Letter.objects.select_for_update(of=("self",)).select_related("program__school").get(pk=letter.pk)


def _refuse_unless_open(letter: Letter) -> None:
    if letter.state == LetterState.SENT:
        raise Refusal("Письмо уже отправлено, изменить его нельзя.")
    if letter.state == LetterState.DROPPED:
        raise Refusal("Письмо снято с отправки. Сначала верните его в очередь.")


def _refuse_without_mail() -> None:
    if not mail_is_set_up():
        raise Refusal(
            "На сайте не настроена почта, поэтому письма не уходят. Скопируйте текст для чата или напечатайте "
            "листок; почту настраивает администратор."
        )


def _set(letter: Letter, state: str) -> None:
    letter.state, letter.error = state, ""
    letter.version += 1
    letter.save(update_fields=["state", "error", "version"])


def _note(letter: Letter, action: str, what: str, by: User) -> None:
    record_event(
        action,
        by=by,
        target=letter,
        sentence=f"{what} письмо «{letter.subject}»",
        people=[letter.person_id] if letter.person_id else [],
    )


def _address(email: str) -> str:
    email = clean_text(email)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refusal("Проверьте адрес почты: в нём опечатка.") from error
    return email


def _subject(text: str) -> str:
    subject = " ".join(clean_text(text).split())
    if not subject:
        raise Refusal("Напишите тему письма.")
    if len(subject) > SUBJECT_LENGTH:
        raise Refusal(f"Тема длиннее {SUBJECT_LENGTH} знаков. Сократите её.")
    return subject


def _body(text: str) -> str:
    body = clean_text(text)
    if not body:
        raise Refusal("Письмо пустое. Напишите текст.")
    if len(body) > BODY_LENGTH:
        raise Refusal(f"Письмо длиннее {BODY_LENGTH} знаков. Сократите его.")
    return body
