"""Two cards of one person become one and nothing is lost."""

from __future__ import annotations

import pytest
from django.apps import apps

from mentoring_site.permissions import Role
from pairing.services.preference_links import issue_preference_links, numbered
from participants.enums import MenteeStatus
from participants.models import (
    Consent,
    DuplicateDecision,
    Enrolment,
    Mentee,
    Mentor,
    Person,
    Representative,
    Topic,
    TopicChoice,
)
from participants.registries import MERGE_RULES
from participants.services.entries import admit_mentee
from participants.services.merging import duplicates_of, mark_as_two, merge_people, moving, relations_to
from programs.enums import ProgramState
from programs.models import AuditEvent, PersonalLink
from programs.services.audit import Refusal
from programs.services.calendar_links import renew_calendar_link
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_member, make_mentee, make_mentor, make_person
from tests.factories import make_user as make_account
from tests.pairing.makers import make_pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def double(program):
    """Two cards of one pupil, both in the base; the second knows the patronymic and the telephone."""
    school_class = make_class(program, 9, "А")
    keep = make_person(
        program, last_name="Семёнова", first_name="Алёна", middle_name="", school_class=school_class
    )
    drop = make_person(
        program, last_name="Семенова", first_name="Алена", middle_name="Игоревна", phone="8 900 111-22-33"
    )
    nominated = {"status": MenteeStatus.NOMINATED, "entered_on": None}
    return make_mentee(program, keep, **nominated), make_mentee(program, drop, **nominated)


def _merge(program, curator, keep, drop, **chosen):
    return merge_people(keep=keep.person, drop=drop.person, chosen=chosen, by=curator, program=program)


def test_merge_moves_everything_and_takes_what_is_missing(program, curator, double):
    keep, drop = double
    consent = make_consent(drop.person, curator)
    mother = Representative.objects.create(
        school=program.school, person=drop.person, full_name="Семёнова Ольга Петровна"
    )
    topic = Topic.objects.create(school=program.school, title="Физика")
    TopicChoice.objects.create(school=program.school, topic=topic, mentee=drop)
    admit_mentee(mentee=drop, by=curator)

    person = _merge(program, curator, keep, drop)

    assert (person.pk, person.full_name, person.phone) == (
        keep.person_id,
        "Семёнова Алёна Игоревна",
        "8 900 111-22-33",
    )
    entry = Mentee.objects.get()
    assert (entry.pk, entry.status) == (keep.pk, MenteeStatus.ADMITTED)
    assert Consent.objects.get() == consent
    assert Consent.objects.get().person == Representative.objects.get(pk=mother.pk).person == person
    assert TopicChoice.objects.get().mentee == entry
    assert not Person.objects.filter(pk=drop.person_id).exists()
    assert Enrolment.objects.filter(person=person).count() == 1


def test_merge_keeps_both_histories(program, curator, double, sign_in):
    keep, drop = double
    admit_mentee(mentee=drop, by=curator)

    person = _merge(program, curator, keep, drop)

    page = sign_in(curator).get(
        program_url(program, "participants:person_detail", pk=person.pk) + "?tab=history"
    )
    assert "принятие в программу" in page.content.decode().replace("\u00a0", " ")
    event = AuditEvent.objects.get(action="person.merge")
    assert f"объединены две карточки: Семенова Алена Игоревна (карточка № {drop.person_id})" in event.sentence


def test_merge_takes_the_chosen_value_of_what_differs(program, curator, double):
    keep, drop = double

    person = _merge(program, curator, keep, drop, last_name="drop", first_name="keep")

    assert (person.last_name, person.first_name) == ("Семенова", "Алёна")


def test_merge_of_both_paired_is_refused_and_changes_nothing(program, curator, double):
    keep, drop = double
    for mentee in double:
        pair = make_pair(program, curator)
        pair.members.update(mentee=mentee)

    with pytest.raises(Refusal, match="Обе карточки наставляемого стоят в действующей паре"):
        _merge(program, curator, keep, drop)

    assert Person.objects.filter(pk=drop.person_id).exists()
    assert Mentee.objects.filter(person=drop.person).exists()


def test_merge_of_a_mentor_with_his_own_mentee_is_refused(program, curator):
    pair = make_pair(program, curator)
    mentee = pair.members.get().mentee

    with pytest.raises(Refusal, match="наставник и наставляемый одной пары"):
        merge_people(keep=pair.mentor.person, drop=mentee.person, chosen={}, by=curator, program=program)


def test_merge_joins_a_mentor_and_a_mentee_card_of_one_pupil(program, curator):
    mentor = make_mentor(program, make_person(program, last_name="Ким", first_name="Юн"))
    mentee = make_mentee(program, make_person(program, last_name="Ким", first_name="Юн"))

    person = merge_people(keep=mentor.person, drop=mentee.person, chosen={}, by=curator, program=program)

    assert Mentor.objects.get(pk=mentor.pk).person == Mentee.objects.get(pk=mentee.pk).person == person


@pytest.mark.parametrize("case", ["same card", "other kind", "gone", "finished year", "two accounts"])
def test_merge_is_refused_with_a_reason(program, curator, double, case):
    keep, drop = double
    if case == "same card":
        drop = keep
    elif case == "other kind":
        Person.objects.filter(pk=drop.person_id).update(kind="teacher")
    elif case == "gone":
        _merge(program, curator, make_mentee(program), drop)
    elif case == "finished year":
        program.state = ProgramState.COMPLETED
    else:
        for entry in double:
            Person.objects.filter(pk=entry.person_id).update(user=make_account())
    words = {
        "same card": "одна и та же карточка",
        "other kind": "Сначала исправьте",
        "gone": "уже нет",
        "finished year": "больше не меняется",
        "two accounts": "учётные записи",
    }

    with pytest.raises(Refusal, match=words[case]):
        _merge(program, curator, keep, drop)


def test_every_model_that_may_collide_has_a_rule(program):
    """A unique constraint with a person, mentor or mentee in it needs a word on what a merge does."""
    own = {
        "participants.Mentor",
        "participants.Mentee",
        "participants.Enrolment",
        "participants.DuplicateDecision",
    }
    without = {
        model._meta.label
        for target in (Person, Mentor, Mentee)
        for model, field in relations_to(target)
        if any(field in getattr(rule, "fields", ()) for rule in model._meta.constraints)
    } - set(MERGE_RULES)

    assert without - own == set()
    assert all(apps.get_model(label) for label in MERGE_RULES)


def test_marked_as_two_is_not_asked_again(program, curator, double):
    keep, drop = double
    assert [(one.first, one.second) for one in duplicates_of(program)] == [(keep.person_id, drop.person_id)]

    mark_as_two(one=drop.person, other=keep.person, by=curator, program=program)
    mark_as_two(one=keep.person, other=drop.person, by=curator, program=program)

    assert duplicates_of(program) == []
    assert DuplicateDecision.objects.count() == 1
    assert AuditEvent.objects.filter(action="person.not_duplicate").count() == 1


def test_moving_counts_what_the_dropped_card_holds(program, curator, double):
    make_consent(double[1].person, curator)

    assert sorted(moving(double[1].person)) == [
        ("класс или должность по годам", 1),
        ("согласия", 1),
        ("строки базы наставляемых", 1),
    ]


def test_list_takes_as_many_queries_for_one_pair_as_for_three(program, curator, sign_in, queries_of):
    def add(number):
        for _ in range(2):
            make_person(program, last_name="Крылов", first_name="Артём", birth_year=2008 + number)

    client, url = sign_in(curator), program_url(program, "participants:duplicate_list")
    add(1)
    with_one = queries_of(client, url)
    add(2)
    add(3)

    assert client.get(url).content.decode().count("Сравнить</a>") == 3
    assert queries_of(client, url) == with_one


def test_pages_lead_from_the_list_to_one_card(program, curator, double, sign_in):
    keep, drop = double
    client = sign_in(curator)
    url = program_url(program, "participants:duplicate_compare", pk=keep.person_id, other=drop.person_id)

    page = client.get(f"{url}?keep={drop.person_id}").content.decode()
    answer = client.post(url, {"keep": drop.person_id, "last_name": "drop", "first_name": "drop"})

    assert "Это два разных человека" in page
    assert answer.headers["Location"] == program_url(program, "participants:person_detail", pk=drop.person_id)
    assert str(Person.objects.get(pk=drop.person_id)) == "Семёнова Алёна Игоревна"


def test_one_card_is_no_pair_of_its_own(program, curator, double, sign_in):
    card = double[0].person_id
    url = program_url(program, "participants:duplicate_apart", pk=card, other=card)

    answer = sign_in(curator).post(url, follow=True)

    assert "Это одна и та же карточка" in answer.content.decode()
    assert not DuplicateDecision.objects.exists()


def test_merge_keeps_personal_links_working(program, curator, double):
    keep, drop = double
    for entry in double:
        admit_mentee(mentee=entry, by=curator)
    calendar = renew_calendar_link(program=program, by=curator, person_id=drop.person_id)
    own, other = sorted(
        issue_preference_links(program=program, by=curator), key=lambda link: link.payload["entry"] != keep.pk
    )

    person = _merge(program, curator, keep, drop)

    calendar.refresh_from_db()
    assert calendar.payload == {"person": person.pk}
    assert [one.entry_id for one in numbered(program)] == [keep.pk]
    assert PersonalLink.objects.get(pk=own.pk).revoked_at is None
    assert PersonalLink.objects.get(pk=other.pk).revoked_at is not None


@pytest.mark.parametrize(("places", "is_merged"), [(1, False), (2, True)])
def test_mentors_who_both_lead_pairs_merge_only_into_enough_places(program, curator, places, is_merged):
    keep, drop = make_pair(program, curator).mentor, make_pair(program, curator).mentor
    Mentor.objects.filter(pk=keep.pk).update(places=places)

    if is_merged:
        _merge(program, curator, keep, drop)
    else:
        with pytest.raises(Refusal, match=r"вместе 2.наставляемых, а в той, что останется, 1.место"):
            _merge(program, curator, keep, drop)

    assert Mentor.objects.get(pk=keep.pk).pairs.count() == (2 if is_merged else 1)
