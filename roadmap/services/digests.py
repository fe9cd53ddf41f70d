"""The weekly digest by post: counts and links, no names; once a week for each employee who wants it.

A row of DigestChoice is claimed for the week before the letter goes, so two workers never send twice; a refusal of
the mail server gives the claim back, and the next run tries again.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_scopes import scope
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from mentoring_site import clock
from mentoring_site.permissions import STAFF_ROLES, Access, Permission
from participants.services.letters import GIVES_UP_AFTER, mail_is_set_up
from programs.enums import ProgramState
from programs.models import Membership, Program, School, User
from programs.services.audit import record_event
from programs.services.calendar import calendar_of
from programs.tenancy import access_for, program_url
from roadmap.digest import digest_of, in_words, sending_day, week_of, what_next
from roadmap.models import DigestChoice, Step
from roadmap.rules import held_roles

MORNING = time(7)
AGAIN_AFTER = timedelta(hours=1)  # when the mail server refused
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    sent: int = 0
    failed: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.sent + other.sent, self.failed + other.failed)


@transaction.atomic
def choose_digest(*, program: Program, user: User, is_on: bool) -> DigestChoice:
    """Turn the letter on or off for oneself."""
    choice, _ = DigestChoice.objects.get_or_create(school=program.school, program=program, user=user)
    if choice.is_on != is_on:
        choice.is_on = is_on
        choice.save(update_fields=["is_on"])
        record_event(
            "digest.choice",
            by=user,
            target=choice,
            program=program,
            sentence=f"сводка недели по почте {'включена' if is_on else 'выключена'}",
        )
    return choice


def wants_digest(program: Program, user: User) -> bool:
    """Without a row he does."""
    row = DigestChoice.objects.filter(program=program, user=user).first()
    return row is None or row.is_on


def send_digests(*, now: datetime) -> Outcome:
    """All schools whose first working day of the week has come; nobody gets two letters of one week."""
    if not mail_is_set_up():
        return Outcome()
    done = Outcome()
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            done += send_of_school(school, now.astimezone(ZoneInfo(school.time_zone)).date())
    return done


def send_of_school(school: School, on: date) -> Outcome:
    """Inside the school's scope. A server that was off on the first working day catches up later in the week."""
    week = week_of(on)
    first = sending_day(week, calendar_of(school))
    if first is None or on < first:
        return Outcome()
    programs = Program.objects.select_related("school").filter(
        school=school, state=ProgramState.RUNNING, starts__lte=on, ends__gte=on
    )
    done, in_a_row = Outcome(), 0
    connection = get_connection()
    for program in programs:
        for user in _readers(program, on):
            access = access_for(user, program, on)
            message = _message(access, on)
            if message is None:
                continue
            outcome = _send_once(access, message, connection, on, week.monday)
            in_a_row = in_a_row + 1 if outcome.failed else 0
            done += outcome
            if in_a_row == GIVES_UP_AFTER:
                break
    connection.close()
    return done


def _readers(program: Program, on: date) -> Iterable[User]:
    """Employees with an address who have not turned it off and got none this week."""
    members = Membership.objects.active(on).filter(school=program.school_id, role__in=STAFF_ROLES)
    off = DigestChoice.objects.filter(program=program).filter(
        Q(is_on=False) | Q(sent_on__gte=week_of(on).monday)
    )
    return (
        User.objects.filter(pk__in=members.values("user"), is_active=True)
        .exclude(email="")
        .exclude(pk__in=off.values("user"))
        .order_by("pk")
    )


def _message(access: Access, on: date) -> EmailMessage | None:
    """None for who has no step in the map and nothing to do: an empty letter every week teaches to overlook it."""
    program = access.program
    if not access.has(Permission.ROADMAP_VIEW):
        return None
    digest = digest_of(access, on)
    if digest.is_empty and not Step.objects.in_force(program).of_roles(held_roles(access)).open().exists():
        return None
    page = _link(program, "roadmap:digest")
    lines = in_words(digest) or ["На этой неделе дел нет.", what_next(digest, is_letter=True)]
    body = "\n".join(
        (
            "Здравствуйте!",
            "",
            f"Ваша неделя {digest.week.words}, Программа наставничества {program.year_label}.",
            "",
            *lines,
            "",
            f"Вся сводка: {page}",
            f"Ваши шаги: {_link(program, 'roadmap:roadmap_table')}?view=mine",
            f"Требует внимания: {_link(program, 'programs:attention_list')}",
            "",
            f"Письмо приходит раз в неделю. Выключить его можно на странице сводки: {page}",
        )
    )
    subject = f"Наставник: сводка недели {digest.week.words}".replace("\N{NO-BREAK SPACE}", " ")
    return EmailMessage(
        subject,
        body.replace("\N{NO-BREAK SPACE}", " "),
        settings.DEFAULT_FROM_EMAIL,
        [access.user.email],
    )


def _link(program: Program, name: str) -> str:
    return settings.SITE_URL.rstrip("/") + program_url(program, name)


def _send_once(access: Access, message: EmailMessage, connection: object, on: date, monday: date) -> Outcome:
    """Outside any transaction: what has gone can't be rolled back."""
    with transaction.atomic():
        choice, _ = DigestChoice.objects.get_or_create(
            school=access.school, program=access.program, user=access.user
        )
    free = DigestChoice.objects.filter(pk=choice.pk, is_on=True).filter(
        Q(sent_on=None) | Q(sent_on__lt=monday)
    )
    if not free.update(sent_on=on):
        return Outcome()  # another worker was first, or it has just been turned off
    message.connection = connection
    try:
        message.send()
    except (OSError, smtplib.SMTPException, ValueError, UnicodeError) as failure:
        DigestChoice.objects.filter(pk=choice.pk).update(sent_on=choice.sent_on)
        log.warning("digest of user %s was not sent: %s", access.user.pk, type(failure).__name__)
        return Outcome(failed=1)
    return Outcome(sent=1)


# --- every day, by the worker -----------------------------------------------------------------------------


@task()
def send_in_worker() -> None:
    """Send what is due and come back tomorrow morning; in an hour when the mail server refused somebody."""
    outcome = Outcome(failed=1)
    try:
        outcome = send_digests(now=clock.now())
    finally:
        plan_next(timezone.now(), is_again=outcome.failed > 0)


def plan_next(now: datetime, *, is_again: bool = False) -> bool:
    """Put the next run into the worker's queue unless one waits there; returns whether it was put."""
    if DBTaskResult.objects.filter(task_path=send_in_worker.module_path, status="READY").exists():
        return False
    at = now + AGAIN_AFTER if is_again else _next_morning(now)
    send_in_worker.using(run_after=at).enqueue()
    return True


def _next_morning(now: datetime) -> datetime:
    local = timezone.localtime(now)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, MORNING))
