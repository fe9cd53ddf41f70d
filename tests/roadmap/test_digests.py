"""The weekly digest: one's own week, a letter without names once a week, tried again when the server refuses."""

from __future__ import annotations

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone
from django_scopes import scope
from django_tasks_db.models import DBTaskResult

from programs.enums import CalendarDayKind, ProgramState
from programs.models import AuditEvent, CalendarDay, Program
from programs.registries.calendar import CalendarOwner
from programs.tenancy import access_for, program_url
from programs.workdays import WorkCalendar
from roadmap.digest import digest_of, in_words, sending_day, week_of, weekly_item, what_next
from roadmap.models import DigestChoice, Step
from roadmap.services.digests import (
    choose_digest,
    plan_next,
    send_digests,
    send_in_worker,
    send_of_school,
    wants_digest,
)
from roadmap.services.progress import complete_step
from tests.factories import make_member, make_program, make_school
from tests.roadmap.makers import make_roadmap, make_short_roadmap

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)  # noon in Moscow
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class Refusing(EmailBackend):
    """A mail server that takes no letter at all."""

    asked = 0

    def send_messages(self, messages):
        type(self).asked += 1
        raise smtplib.SMTPServerDisconnected


@pytest.fixture
def has_mail(settings):
    settings.EMAIL_BACKEND = LOCMEM
    settings.SITE_URL = "http://school.test"


@pytest.fixture
def curator(program):
    return employee(program.school, "curator", "curator@example.org")


def employee(school, role, email):
    user = make_member(school, role)
    user.email = email
    user.save(update_fields=["email"])
    return user


def set_terms(*terms):
    """Terms of the steps 1, 2, … as (starts, ends)."""
    for number, (starts, ends) in enumerate(terms, start=1):
        Step.objects.filter(number=number).update(starts=starts, ends=ends)


def numbers(steps):
    return [step.number for step in steps]


def digest_for(user, program, on=MONDAY):
    return digest_of(access_for(user, program, on), on)


# --- the week ---------------------------------------------------------------------------------------------


def test_digest_holds_own_open_steps_by_week_and_nothing_of_others(program, curator):
    make_short_roadmap(program, *[("curator",)] * 6, ("director",))
    set_terms(
        (date(2026, 9, 1), date(2026, 11, 20)),  # late
        (date(2026, 11, 1), date(2026, 11, 29)),  # Sunday of this week
        (date(2026, 11, 1), date(2026, 11, 30)),  # Monday of the next
        (date(2026, 12, 1), date(2027, 1, 31)),  # begins next week
        (date(2027, 2, 1), date(2027, 2, 28)),
        (date(2026, 9, 1), date(2026, 11, 20)),
        (date(2026, 9, 1), date(2026, 11, 20)),  # the director's
    )
    complete_step(step=Step.objects.get(number=6), by=curator, note="сделано")

    digest = digest_for(curator, program)

    assert [numbers(s) for s in (digest.late, digest.this_week, digest.next_week, digest.starting)] == [
        [1],
        [2],
        [3],
        [4],
    ]
    assert digest.after.number == 4
    assert in_words(digest)[:4] == [
        "Просрочено: 1\u00a0шаг",
        "Срок на этой неделе: 1\u00a0шаг",
        "Срок на следующей неделе: 1\u00a0шаг",
        "Скоро начнётся: 1\u00a0шаг",
    ]
    assert not any("шаг" in item.subject.casefold() for item in digest.attention)  # they stand above


def test_empty_digest_says_what_comes_next(program):
    user = make_member(program.school, "psychologist")
    make_short_roadmap(program, ("psychologist",))
    set_terms((date(2027, 3, 1), date(2027, 3, 31)))

    digest = digest_for(user, program)

    assert digest.is_empty
    assert what_next(digest) == "Ближайший ваш срок — 31\u00a0марта 2027\u00a0г., шаг № 1 «Мероприятие 1»."
    letter = what_next(digest, is_letter=True)  # titles of imported maps may name people
    assert letter == "Ближайший ваш срок — 31\u00a0марта 2027\u00a0г., шаг № 1."
    Step.objects.update(term_kind="event")
    assert what_next(digest_for(user, program)) == "Сроков впереди у вас нет. Посмотрите, как идёт вся карта."


@pytest.mark.parametrize(
    ("day", "free", "expected"),
    [
        (date(2026, 11, 26), (), date(2026, 11, 23)),
        (date(2026, 11, 6), (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)), date(2026, 11, 5)),
        (date(2027, 1, 5), tuple(date(2027, 1, n) for n in range(4, 11)), None),
    ],
)
def test_letters_go_on_the_first_working_day_of_the_week(day, free, expected):
    calendar = WorkCalendar(days=dict.fromkeys(free, False))

    assert sending_day(week_of(day), calendar) == expected


def test_feed_gets_the_weeks_counts_without_a_name(program, curator):
    make_short_roadmap(program, ("curator",), ("curator",))
    set_terms((date(2026, 9, 1), date(2026, 11, 20)), (date(2026, 11, 1), date(2026, 11, 27)))
    owner = CalendarOwner(program, access=access_for(curator, program, MONDAY))

    (item,) = weekly_item(owner, date(2026, 11, 25))

    assert (item.day, item.title) == (MONDAY, "Сводка недели, шаги карты: просрочено 1, на этой неделе 1")
    Step.objects.update(state="done")
    assert weekly_item(owner, MONDAY) == []


# --- the letter -------------------------------------------------------------------------------------------


def test_letter_has_counts_and_links_and_no_names_and_goes_once_a_week(program, curator, has_mail):
    make_short_roadmap(program, ("curator",))
    set_terms((date(2026, 9, 1), date(2026, 11, 20)))

    first = send_digests(now=NOON)
    again = send_digests(now=NOON + timedelta(days=2))
    next_week = send_digests(now=NOON + timedelta(days=7))

    assert [(o.sent, o.failed) for o in (first, again, next_week)] == [(1, 0), (0, 0), (1, 0)]
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == ([curator.email], "Наставник: сводка недели 23–29 ноября")
    page = "http://school.test" + program_url(program, "roadmap:digest")
    assert "Просрочено: 1 шаг\n" in letter.body
    assert f"Вся сводка: {page}\n" in letter.body
    assert curator.last_name not in letter.body
    assert "Мероприятие 1" not in letter.body


def test_letter_reaches_only_employees_with_an_address_who_want_it(program, has_mail):
    school = program.school
    make_short_roadmap(program, ("curator",), ("mentor",), ("deputy_vr",), ("social",))
    off = employee(school, "curator", "off@example.org")
    choose_digest(program=program, user=off, is_on=False)
    make_member(school, "social")  # no address
    employee(school, "mentor", "mentor@example.org")  # no employee
    employee(school, "psychologist", "psychologist@example.org")  # no step, nothing to do
    employee(school, "deputy_vr", "deputy@example.org")

    send_digests(now=NOON)

    assert [letter.to for letter in mail.outbox] == [["deputy@example.org"]]
    assert (wants_digest(program, off), AuditEvent.objects.filter(action="digest.choice").count()) == (
        False,
        1,
    )


def test_letter_never_tells_of_another_school(program, curator, has_mail):
    make_short_roadmap(program, ("curator",))
    other = make_program(make_school(time_zone="Asia/Yekaterinburg"))
    with scope(school=other.school):
        make_short_roadmap(other, *[("curator",)] * 3)
        employee(other.school, "curator", "other@example.org")

    send_digests(now=NOON)

    bodies = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(bodies) == {"curator@example.org", "other@example.org"}
    assert "на следующей неделе: 1 шаг\n" in bodies["curator@example.org"]
    assert "на следующей неделе: 3 шага\n" in bodies["other@example.org"]
    assert other.school.slug not in bodies["curator@example.org"]
    assert program.school.slug not in bodies["other@example.org"]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 11, 24), ProgramState.COMPLETED),
        (date(2026, 11, 24), ProgramState.DRAFT),
        (date(2026, 11, 23), ProgramState.RUNNING),  # a free day: the week begins on Tuesday
        (date(2027, 7, 20), ProgramState.RUNNING),  # the programme is over
    ],
)
def test_nothing_goes_before_the_first_working_day_or_outside_of_the_programme(
    program, curator, has_mail, on, state
):
    make_short_roadmap(program, ("curator",))
    CalendarDay.objects.create(school=program.school, day=MONDAY, kind=CalendarDayKind.OFF)
    Program.objects.filter(pk=program.pk).update(state=state)

    assert send_of_school(program.school, on).sent == 0
    assert mail.outbox == []


def test_refused_letters_are_logged_given_back_and_sent_by_the_next_run(program, settings, has_mail, caplog):
    make_short_roadmap(program, ("curator",))
    for number in range(5):
        employee(program.school, "curator", f"c{number}@example.org")
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.asked = 0

    refused = send_digests(now=NOON)
    settings.EMAIL_BACKEND = LOCMEM
    sent = send_digests(now=NOON + timedelta(hours=1))

    assert (refused.sent, refused.failed, Refusing.asked) == (0, 3, 3)  # the server is away: no more tries
    assert caplog.text.count("was not sent: SMTPServerDisconnected") == 3
    assert "@example.org" not in caplog.text
    assert (sent.sent, len(mail.outbox)) == (5, 5)
    assert set(DigestChoice.objects.values_list("sent_on", flat=True)) == {MONDAY}


def test_without_a_mail_server_nothing_is_claimed(program, curator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    make_short_roadmap(program, ("curator",))

    assert send_digests(now=NOON).sent == 0
    assert not DigestChoice.objects.exists()


def test_sending_costs_few_queries_for_each_reader(program, has_mail, django_assert_max_num_queries):
    make_short_roadmap(program, ("deputy_vr",))
    for number in range(3):
        employee(program.school, "deputy_vr", f"d{number}@example.org")

    with django_assert_max_num_queries(3 * 60):
        send_digests(now=NOON)


# --- the worker and the command ----------------------------------------------------------------------------


def test_command_sends_and_says_how_many(program, curator, has_mail, capsys):
    make_roadmap(program)
    Program.objects.filter(pk=program.pk).update(
        starts=timezone.localdate() - timedelta(days=60), ends=timezone.localdate() + timedelta(days=200)
    )
    first = sending_day(week_of(timezone.localdate()), WorkCalendar())

    call_command("send_digests")

    expected = "Отправлено: 1\u00a0письмо." if timezone.localdate() >= first else "Отправлено: 0\u00a0писем."
    assert capsys.readouterr().out.strip() == expected


@pytest.mark.parametrize(
    ("now", "is_again", "expected"),
    [
        (datetime(2026, 11, 23, 2, tzinfo=UTC), False, datetime(2026, 11, 23, 4, tzinfo=UTC)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), False, datetime(2026, 11, 24, 4, tzinfo=UTC)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), True, datetime(2026, 11, 23, 10, tzinfo=UTC)),
    ],
)
def test_worker_has_one_run_ahead_in_the_morning_or_in_an_hour(db, now, is_again, expected):
    assert plan_next(now, is_again=is_again)
    assert not plan_next(now)  # one is enough

    assert DBTaskResult.objects.get().run_after == expected


def test_worker_sends_and_plans_its_next_run(program, curator, has_mail):
    make_short_roadmap(program, ("curator",))

    send_in_worker.func()

    waiting = DBTaskResult.objects.get()
    assert (waiting.status, waiting.run_after > timezone.now()) == ("READY", True)


# --- the page ---------------------------------------------------------------------------------------------


def test_page_shows_own_week_and_turns_the_letter_off_and_on(program, curator, sign_in):
    make_short_roadmap(program, ("curator",), ("director",))
    client, url = sign_in(curator), program_url(program, "roadmap:digest")

    page = client.get(url)
    client.post(program_url(program, "roadmap:digest_choice"), {})
    off = wants_digest(program, curator)
    client.post(program_url(program, "roadmap:digest_choice"), {"is_on": "on"})

    assert [line["number"] for group in page.context["groups"] for line in group["lines"]] in (["1"], [])
    assert "Мероприятие 2" not in page.content.decode()
    assert (off, wants_digest(program, curator)) == (False, True)
