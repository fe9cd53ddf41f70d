"""Invitations of step 29: families through representatives, organisations by kind; letters and answers."""

from __future__ import annotations

from datetime import time

import pytest

from mentoring_site.permissions import Role
from mentoring_site.words import ru_date
from participants.enums import EventKind, EventState, GuestGroup, InvitationState, PersonKind
from participants.event_letters import letter_of
from participants.event_lists import invitation_counts
from participants.models import EventInvitation, Letter, Representative
from participants.registries import LETTER_SENT
from participants.services.event_invitations import (
    add_guest,
    invite,
    invite_all,
    mark_invitations,
    prepare_invitation_letters,
    remove_invitation,
    set_guests,
)
from programs.enums import PartnerKind
from programs.models import Partner
from programs.services.audit import Refusal
from tests.factories import make_member, make_person
from tests.participants.event_makers import make_event

pytestmark = pytest.mark.django_db
EVERYBODY = list(GuestGroup.values)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def event(program):
    return make_event(
        program, EventKind.CEREMONY, title="Награждение", starts_at=time(14), place="актовый зал"
    )


@pytest.fixture
def child(program):
    child = make_person(program, last_name="Панова", first_name="Алиса", middle_name="", gender="f")
    Representative.objects.create(school=program.school, person=child, full_name="Панова Нина Олеговна")
    Representative.objects.create(
        school=program.school, person=child, full_name="Панов Олег Ильич", email="panov@example.org"
    )
    return child


def test_new_organisation_is_added_beside_groups_that_are_invited_already(program, event, curator, child):
    invite(event=event, groups=["families"], families=[child.pk], by=curator)

    made = invite_all(
        event=event, groups=["families"], families=[child.pk], guest=("ngo", "Фонд «Рядом»"), by=curator
    )

    assert (made, event.invitations.count()) == (1, 2)


def test_refused_organisation_takes_the_groups_with_it(program, event, curator, child):
    add_guest(event=event, group="ngo", name="Фонд «Рядом»", by=curator)

    with pytest.raises(Refusal, match="уже есть в списке"):
        invite_all(
            event=event, groups=["families"], families=[child.pk], guest=("ngo", "Фонд «Рядом»"), by=curator
        )
    assert event.invitations.count() == 1


def partner(program, name, kind, **fields):
    return Partner.objects.create(school=program.school, name=name, kind=kind, **fields)


def test_groups_are_invited_at_once_and_nobody_twice(program, event, curator, child):
    alone = make_person(program, last_name="Юдин", first_name="Пётр")
    adult = make_person(program, kind=PersonKind.TEACHER)
    partner(program, "Завод", PartnerKind.ENTERPRISE)
    partner(program, "Школа № 12", PartnerKind.SCHOOL)
    partner(program, "Управление образования", PartnerKind.MUNICIPALITY)
    partner(program, "Фонд «Рядом»", PartnerKind.NGO)
    partner(program, "Бывший партнёр", PartnerKind.NGO, is_active=False)
    people = [child.pk, alone.pk, adult.pk]

    assert invite(event=event, groups=EVERYBODY, families=people, by=curator) == 6

    assert set(event.invitations.values_list("group", "to_name", "state")) == {
        ("families", "Панов Олег Ильич", "prepared"),
        ("families", "Семья: Юдин Пётр", "prepared"),
        ("partners", "Завод", "prepared"),
        ("schools", "Школа № 12", "prepared"),
        ("municipality", "Управление образования", "prepared"),
        ("ngo", "Фонд «Рядом»", "prepared"),
    }
    with pytest.raises(Refusal, match="уже в списке"):
        invite(event=event, groups=EVERYBODY, families=people, by=curator)


def test_letters_wait_in_the_outbox_and_a_sent_one_tells(program, event, curator, child):
    for name in ("Завод", "Фабрика"):
        partner(program, name, PartnerKind.ENTERPRISE, email=f"{len(name)}@example.org")
    invite(event=event, groups=EVERYBODY, families=[child.pk], by=curator)

    assert prepare_invitation_letters(event=event, ids=None, by=curator) == 3

    letters = {letter.to_name: letter for letter in Letter.objects.all()}
    assert {name: (one.email, one.person_id) for name, one in letters.items()} == {
        "Панов Олег Ильич": ("panov@example.org", child.pk),
        "Завод": ("5@example.org", None),
        "Фабрика": ("7@example.org", None),
    }
    assert letters["Панов Олег Ильич"].body.startswith("Уважаемый Олег Ильич!\n\nАлиса участвует в программе")
    for listen in LETTER_SENT:
        listen(letters["Завод"], curator)
    assert dict(event.invitations.values_list("to_name", "state")) == {
        "Панов Олег Ильич": "prepared", "Завод": "told", "Фабрика": "prepared",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("to_name", "address", "greeting"),
    [
        ("Панова Нина Олеговна", "Пановой Нине Олеговне", "Уважаемая Нина Олеговна!"),
        ("Панов Олег Ильич", "Панову Олегу Ильичу", "Уважаемый Олег Ильич!"),
        ("Ким Саша", "Ким Саша", "Здравствуйте, Саша!"),
        ("Семья: Панова Алиса", "Семье участника программы: Панова Алиса, 7 «А»", "Уважаемые родители!"),
    ],
)
def test_letter_addresses_the_representative_in_the_right_case(event, child, to_name, address, greeting):
    row = EventInvitation(event=event, group=GuestGroup.FAMILIES, person=child, to_name=to_name)

    letter = letter_of(row, event, "7 «А»")

    assert (letter.address, letter.greeting) == ((address,), greeting)
    assert letter.paragraphs[1] == (
        "Приглашаем вас на торжественное мероприятие «Награждение». "
        f"Начало {ru_date(event.planned_on)} в\u00a014:00. Место: актовый зал."
    )


def test_answers_are_counted_with_guests(event, curator):
    rows = [add_guest(event=event, group=GuestGroup.SCHOOLS, name=f"Школа {n}", by=curator) for n in range(4)]
    mark_invitations(event=event, ids=[rows[0].pk, rows[1].pk], state=InvitationState.COMES, by=curator)
    set_guests(invitation=rows[2], guests=3, by=curator)
    mark_invitations(event=event, ids=[rows[3].pk], state=InvitationState.DECLINED, by=curator)

    assert invitation_counts(event) == {
        "prepared": 0, "told": 0, "comes": 3, "declined": 1, "all": 4, "guests": 5,
    }  # fmt: skip
    mark_invitations(event=event, ids=[rows[2].pk], state=InvitationState.DECLINED, by=curator)
    assert event.invitations.get(pk=rows[2].pk).guests is None
    remove_invitation(invitation=rows[2], by=curator)
    assert invitation_counts(event)["all"] == 3


def test_what_can_not_be_is_refused_in_words(program, event, curator):
    row = add_guest(event=event, group=GuestGroup.NGO, name="Фонд", by=curator)
    cancelled = make_event(program, EventKind.FESTIVAL, state=EventState.CANCELLED)
    for words, call in (
        ("уже есть в списке", lambda: add_guest(event=event, group=GuestGroup.NGO, name="ФОНД", by=curator)),
        (
            "приглашают организации",
            lambda: add_guest(event=event, group="families", name="Пановы", by=curator),
        ),
        ("Напишите название", lambda: add_guest(event=event, group="ngo", name=" ", by=curator)),
        ("Отметьте, кого", lambda: invite(event=event, groups=[], families=[], by=curator)),
        ("от 1 до 200", lambda: set_guests(invitation=row, guests=0, by=curator)),
        ("Отметьте строки", lambda: mark_invitations(event=event, ids=[], state="told", by=curator)),
        ("что отметить", lambda: mark_invitations(event=event, ids=[row.pk], state="x", by=curator)),
        (
            "отменено: приглашать некуда",
            lambda: invite(event=cancelled, groups=["ngo"], families=[], by=curator),
        ),
    ):
        with pytest.raises(Refusal, match=words):
            call()
