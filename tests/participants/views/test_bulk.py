"""Ticked rows: class, leaving; named filters; the base as it stood on a day gone by."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.enums import PairState
from participants.enums import MenteeStatus
from participants.models import Enrolment, Mentee, Person, SavedFilter
from participants.services.entries import take_out
from participants.services.saved_filters import MOST_SAVED, save_filter
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_class, make_member, make_mentee, make_mentor, make_person
from tests.pairing.makers import make_pair_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def _url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


# --- ticked rows ------------------------------------------------------------------------------------------


def test_class_is_asked_once_and_given_to_all_ticked_pupils(program, curator, sign_in):
    ninth = make_class(program, 9, "Б")
    pupils = [make_mentee(program) for _ in range(2)]
    adult = make_mentee(program, make_person(program, kind="teacher"))
    client, url = sign_in(curator), _url(program, "mentee_bulk_class")
    ids = [entry.pk for entry in (*pupils, adult)]

    asked = client.post(url, {"ids": ids}).content.decode()
    answer = client.post(url, {"ids": ids, "school_class": ninth.pk}, follow=True).content.decode()

    assert "Указать класс: 3\u00a0человека" in asked
    assert "Класс указан: 2\u00a0человека." in answer
    assert "не ученик, класс не указывается" in answer
    assert Enrolment.objects.filter(school_class=ninth).count() == 2


def test_leaving_is_marked_for_all_but_those_in_a_pair(program, curator, sign_in):
    free = make_mentee(program)
    paired = make_pair_in(program, curator, PairState.ACTIVE).members.get().mentee
    data = {"ids": [free.pk, paired.pk], "reason": "переезд", "on": "2026-11-20"}

    answer = sign_in(curator).post(_url(program, "mentee_bulk_take_out"), data, follow=True).content.decode()

    assert "Выбыли: 1\u00a0человек." in answer
    assert "Сначала завершите или прекратите её" in answer
    assert Mentee.objects.get(pk=free.pk).status == MenteeStatus.LEFT
    assert Mentee.objects.get(pk=paired.pk).status == MenteeStatus.ADMITTED


def test_form_with_an_error_keeps_the_ticks(program, curator, sign_in):
    entry = make_mentee(program)

    response = sign_in(curator).post(
        _url(program, "mentee_bulk_take_out"), {"ids": [entry.pk], "reason": "", "on": "2026-11-20"}
    )

    assert response.status_code == 422
    assert f'name="ids" value="{entry.pk}"' in response.content.decode()
    assert "Укажите причину" in response.content.decode()


def test_invitations_are_printed_for_the_ticked_with_name_and_class(program, curator, sign_in):
    invited = make_mentee(program, make_person(program, last_name="Ёлкин"))
    make_mentee(program, make_person(program, last_name="Ушедшев"))
    data = {"ids": [invited.pk], "what": "на групповую встречу", "when": "25 ноября в 15:00", "place": ""}
    client, url = sign_in(curator), _url(program, "mentee_bulk_invite")

    asked = client.post(url, {"ids": [invited.pk]}).content.decode()
    pages = PdfReader(BytesIO(client.post(url, data).content)).pages

    assert "Напечатать приглашения: 1\u00a0человек" in asked
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    assert "Ёлкин Иван Петрович" in text
    assert "на групповую встречу" in text
    assert "Ушедшев" not in text


def test_nobody_ticked_says_so(program, curator, sign_in):
    answer = sign_in(curator).post(_url(program, "mentee_bulk_class"), {}, follow=True)

    assert "Никто не выбран" in answer.content.decode()


# --- named filters ----------------------------------------------------------------------------------------


def test_filter_is_kept_for_its_user_alone_and_stands_above_the_list(program, curator, sign_in):
    client = sign_in(curator)
    client.post(
        _url(program, "mentee_filter_save"),
        {"title": "Мои  Ивановы", "query": "q=иванов&page=3"},
        follow=True,
    )
    own = client.get(_url(program, "mentee_list")).content.decode()
    foreign = sign_in(make_member(program.school, Role.CURATOR)).get(_url(program, "mentee_list"))

    saved = SavedFilter.objects.get()
    assert (saved.title, saved.query) == ("Мои Ивановы", "q=%D0%B8%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2")
    assert "Мои Ивановы" in own
    assert "Мои Ивановы" not in foreign.content.decode()


def test_same_name_replaces_and_another_user_may_not_remove(program, curator, sign_in):
    for query in ("q=а", "q=б"):
        saved = save_filter(user=curator, program=program, base="mentees", title="Мои", query=query)
    url = _url(program, "mentee_filter_remove", pk=saved.pk)

    stranger = sign_in(make_member(program.school, Role.CURATOR)).post(url)
    sign_in(curator).post(url)

    assert stranger.status_code == 404
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("title", "query", "words"),
    [
        (" ", "q=а", "Назовите отбор"),
        ("Мои", "page=2", "Сохранять нечего"),
        ("Мои", "q=" + "а" * 600, "слишком много"),
    ],
)
def test_filter_is_refused_with_a_reason(program, curator, title, query, words):
    with pytest.raises(Refusal, match=words):
        save_filter(user=curator, program=program, base="mentees", title=title, query=query)


def test_filters_are_limited_in_number(program, curator):
    for number in range(MOST_SAVED):
        save_filter(user=curator, program=program, base="mentees", title=f"№ {number}", query="q=а")

    with pytest.raises(Refusal, match="Удалите ненужный"):
        save_filter(user=curator, program=program, base="mentees", title="Ещё", query="q=а")


def test_card_that_breaks_a_rule_by_itself_is_named_and_stops_nobody(program, curator, sign_in):
    wrong, right = (make_mentee(program, make_person(program, last_name=name)) for name in ("Панов", "Титов"))
    Person.objects.filter(pk=wrong.person_id).update(email="не почта")
    wanted = make_class(program, 8, "Б")
    data = {"ids": [wrong.pk, right.pk], "school_class": wanted.pk}

    page = sign_in(curator).post(_url(program, "mentee_bulk_class"), data, follow=True).content.decode()

    assert "Панов" in page
    assert "адрес электронной почты" in page
    assert list(Enrolment.objects.filter(school_class=wanted).values_list("person", flat=True)) == [
        right.person_id
    ]


# --- a past day -------------------------------------------------------------------------------------------


@pytest.fixture
def autumn(program, curator):
    """A pair from 12 October to 20 November, a mentee who left on 1 November, one who came on 10 November."""
    mentor = make_mentor(
        program, make_person(program, last_name="Лебедев", school_class=make_class(program, 10))
    )
    paired = make_mentee(program, make_person(program, last_name="Панов"), results="Сдал алгебру")
    Mentee.objects.filter(pk=paired.pk).update(completed_on=date(2026, 11, 20))
    from tests.factories import make_consent
    from tests.pairing.makers import make_pair

    make_consent(mentor.person, curator)
    make_consent(paired.person, curator)
    pair = make_pair(program, curator, mentor=mentor, mentees=[paired])
    pair.state, pair.starts_on, pair.closed_on = PairState.COMPLETED, date(2026, 10, 12), date(2026, 11, 20)
    pair.save()
    pair.members.update(is_open=False, result="Сдал алгебру")
    gone = make_mentee(program, make_person(program, last_name="Ушедшев"))
    take_out(entry=gone, reason="переезд", on=date(2026, 11, 1), by=curator, today=date(2026, 11, 1))
    make_mentee(program, make_person(program, last_name="Новиков"), entered_on=date(2026, 11, 10))


def _rows(client, program, day):
    response = client.get(_url(program, "mentee_past"), {"on": day, "format": "xlsx"})
    sheet = load_workbook(BytesIO(response.content)).active
    found = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    return [(row[1].split()[0], (row[6] or "").split(" ")[0], row[9], row[10] or "") for row in found]


@pytest.mark.parametrize(
    ("day", "rows"),
    [
        ("01.10.2026", [("Панов", "", None, ""), ("Ушедшев", "", None, "")]),
        ("15.10.2026", [("Панов", "Лебедев", None, ""), ("Ушедшев", "", None, "")]),
        ("12.11.2026", [("Новиков", "", None, ""), ("Панов", "Лебедев", None, "")]),
        ("21.11.2026", [("Новиков", "", None, ""), ("Панов", "Лебедев", "2026-11-20", "Сдал алгебру")]),
    ],
)
def test_base_of_a_past_day_stands_as_it_did(program, curator, autumn, sign_in, day, rows):
    shown = [
        (name, partner, str(ended)[:10] if ended else None, results)
        for name, partner, ended, results in _rows(sign_in(curator), program, day)
    ]

    assert shown == rows


def test_paper_of_a_past_day_says_that_contacts_are_of_today(program, curator, autumn, sign_in):
    response = sign_in(curator).get(_url(program, "mentee_past"), {"on": "15.10.2026", "format": "pdf"})

    text = " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
    assert "По состоянию на 15 октября 2026 г" in text.replace("\u00a0", " ")
    assert "на день печати" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 200),
        ({"on": "31.02.2026"}, 422),
        ({"on": "01.01.2199"}, 422),
        ({"on": "01.10.2026", "format": "exe"}, 404),
    ],
)
def test_past_page_asks_for_a_day_that_has_been(program, curator, sign_in, query, status):
    assert sign_in(curator).get(_url(program, "mentee_past"), query).status_code == status
