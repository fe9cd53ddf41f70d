"""Nominations: who may propose whom, how several meet on one card, what admission makes of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from mentoring_site.permissions import Role
from participants.enums import ConsentPurpose, MenteeStatus, NominationState, NominatorRole, PersonKind
from participants.models import Category, Consent, Mentee, Nomination, NominationCategory, Person
from participants.registrations import add_categories
from participants.services import nominations as services
from participants.services.consents import withdraw_consent
from participants.services.entries import admit_mentee, take_out
from participants.services.nomination_links import issue_nomination_link
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import access_for
from tests.factories import (
    TODAY,
    make_class,
    make_consent,
    make_group,
    make_member,
    make_mentee,
    make_person,
)

SECRET = "Плачет на переменах и прячется в раздевалке"


@pytest.fixture
def own_class(program):
    return make_class(program, 7, "А")


@pytest.fixture
def teacher(program, own_class):
    user = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, "А", teacher=user)
    return user


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def access_of(user, program):
    return access_for(user, program, TODAY)


def pupil_data(school_class, **data):
    return {
        "kind": PersonKind.PUPIL,
        "last_name": "Панова",
        "first_name": "Алиса",
        "middle_name": "",
        "school_class": school_class,
        **data,
    }


def propose(program, user, **values):
    return services.nominate(
        access=access_of(user, program), **{"wish": "Подтянуть математику", "observations": SECRET, **values}
    )


def by_link(program, by, **values):
    link = issue_nomination_link(program=program, role="parent", by=by)
    return services.nominate_by_link(
        link=link,
        nominator_role=NominatorRole.PARENT,
        **{
            "nominator_name": "Панова Мария Олеговна",
            "typed_name": "Панова Алиса",
            "school_class": make_class(program, 7, "А"),
            "wish": "Найти друзей",
            **values,
        },
    )


# --- employees --------------------------------------------------------------------------------------------


def test_new_person_of_own_class_becomes_a_nominated_mentee(program, teacher, own_class):
    made = propose(program, teacher, person_data=pupil_data(own_class))

    mentee = Mentee.objects.get()
    assert (made.person, made.nominator_role, made.state) == (mentee.person, "class_teacher", "new")
    assert (mentee.status, mentee.request, mentee.person.full_name) == (
        MenteeStatus.NOMINATED,
        "Подтянуть математику",
        "Панова Алиса",
    )


def test_known_person_keeps_the_one_entry_of_the_base(program, teacher, own_class):
    mentee = make_mentee(program, make_person(program, school_class=own_class), request="Свой запрос")

    made = propose(program, teacher, person=mentee.person)

    mentee.refresh_from_db()
    assert (Mentee.objects.count(), mentee.request, made.person) == (1, "Свой запрос", mentee.person)


def test_class_teacher_proposes_nobody_of_another_class(program, teacher):
    other = make_class(program, 8, "Б")
    stranger = make_person(program, school_class=other)

    with pytest.raises(Refusal, match="нет среди ваших"):
        propose(program, teacher, person=stranger)
    with pytest.raises(ValidationError, match="свой класс"):
        propose(program, teacher, person_data=pupil_data(other))

    assert (Nomination.objects.count(), Person.objects.count()) == (0, 1)


def test_subject_head_proposes_teachers_of_own_group_only(program):
    head = make_member(program.school, Role.SUBJECT_HEAD)
    group, other = make_group(program, head=head), make_group(program, "ШМО физиков")
    data = {
        "kind": PersonKind.TEACHER,
        "last_name": "Орлова",
        "first_name": "Инна",
        "position": "учитель математики",
    }

    with pytest.raises(ValidationError, match="своё ШМО"):
        propose(program, head, person_data={**data, "subject_group": other})
    made = propose(program, head, person_data={**data, "subject_group": group})

    assert (made.nominator_role, made.kind) == ("subject_head", PersonKind.TEACHER)


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.CURATOR, "curator"), (Role.PSYCHOLOGIST, "psychologist"), (Role.SOCIAL, "social")],
)
def test_specialists_propose_anybody_under_their_own_role(program, role, expected):
    person = make_person(program, school_class=make_class(program, 9, "В"))

    made = propose(program, make_member(program.school, role), person=person)

    assert made.nominator_role == expected


def test_who_has_no_right_is_refused(program):
    person = make_person(program)

    with pytest.raises(Refusal, match="нет права"):
        propose(program, make_member(program.school, Role.DIRECTOR), person=person)


def test_parent_cannot_be_proposed_as_mentee(program, curator):
    with pytest.raises(Refusal, match="наставляемым бывает"):
        propose(program, curator, person=make_person(program, kind=PersonKind.PARENT))


def test_finished_programme_takes_no_proposals(program, curator):
    person = make_person(program)
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="больше не меняется"):
        propose(program, curator, person=person)


def test_journal_says_who_proposed_whom_and_never_what_was_observed(program, teacher, own_class):
    made = propose(program, teacher, person_data=pupil_data(own_class))

    events = AuditEvent.objects.all()
    assert {"person.add", "mentee.add", "nomination.add"} == set(events.values_list("action", flat=True))
    assert [row for row in events.values() if SECRET in str(row)] == []
    assert events.get(action="nomination.add").person_ids == [made.person_id]


# --- health data ------------------------------------------------------------------------------------------


@pytest.fixture
def special(program, curator):
    add_categories(program=program, by=curator)
    return Category.objects.get(kind="mentee_pupil", is_special=True)


def test_health_category_is_locked_while_the_school_keeps_none(program, curator, special):
    with pytest.raises(Refusal, match="не ведёт"):
        propose(program, curator, person=make_person(program), categories=[special])


def test_health_category_needs_its_own_paper(program, curator, special):
    program.school.keeps_special_data = True
    program.school.save()
    person = make_person(program)

    with pytest.raises(Refusal, match="нет согласия"):
        propose(program, curator, person=person, categories=[special])
    make_consent(person, curator, purpose=ConsentPurpose.SPECIAL)
    made = propose(program, curator, person=person, categories=[special])

    assert services.show_special(nomination=made, by=curator) == [special]
    look = AuditEvent.objects.get(action="nomination.special_view")
    assert special.title not in str(vars(look))


def test_health_category_closes_and_goes_with_its_paper(program, curator, special):
    program.school.keeps_special_data = True
    program.school.save()
    person = make_person(program)
    paper = make_consent(person, curator, purpose=ConsentPurpose.SPECIAL)
    made = propose(program, curator, person=person, categories=[special])
    Consent.objects.filter(pk=paper.pk).update(valid_until=timezone.localdate() - timedelta(days=1))

    with pytest.raises(Refusal, match="нет согласия на сведения о здоровье"):
        services.show_special(nomination=made, by=curator)
    Consent.objects.filter(pk=paper.pk).update(valid_until=program.ends)
    paper.refresh_from_db()
    withdraw_consent(consent=paper, reason="заявление", on=timezone.localdate(), by=curator)

    assert not made.category_links.exists()
    assert not AuditEvent.objects.filter(action="nomination.special_view").exists()


def test_link_takes_no_health_category(program, curator, special):
    with pytest.raises(Refusal, match="не принимаются"):
        by_link(program, curator, categories=[special])


# --- links ------------------------------------------------------------------------------------------------


def test_link_makes_an_open_nomination_and_no_person(program, curator):
    made = by_link(program, curator)

    assert (made.person, made.typed_name, made.nominator, made.place) == (
        None,
        "Панова Алиса",
        None,
        "7\u00a0«А»",
    )
    assert Person.objects.count() == 0


def test_same_words_sent_twice_make_one_nomination(program, curator):
    link = issue_nomination_link(program=program, role="parent", by=curator)
    words = {
        "nominator_name": "Панова Мария",
        "nominator_role": "parent",
        "typed_name": "Панова Алиса",
        "wish": "Найти друзей",
    }

    first = services.nominate_by_link(link=link, **words)
    second = services.nominate_by_link(link=link, **words)

    assert (first, Nomination.objects.count()) == (second, 1)


def test_link_refuses_a_flood(program, curator, monkeypatch):
    monkeypatch.setattr(services, "A_DAY_BY_ONE_LINK", 1)
    made = by_link(program, curator)

    with pytest.raises(Refusal, match="слишком много"):
        services.nominate_by_link(
            link=made.link,
            nominator_name="Орлова Инна",
            nominator_role="parent",
            typed_name="Орлов Пётр",
            wish="Помочь",
        )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("typed_name", "Алиса", "фамилию и имя"),
        ("typed_name", "Панова Aлиса", "латинские"),
        ("wish", "  ", "Напишите, в чём"),
    ],
)
def test_link_says_what_is_wrong(program, curator, field, value, message):
    with pytest.raises(ValidationError, match=message) as refused:
        by_link(program, curator, **{field: value})

    assert list(refused.value.message_dict) == [field]


def test_it_is_him_joins_the_known_card(program, curator, teacher, own_class):
    known = propose(program, teacher, person_data=pupil_data(own_class)).person
    link_made = by_link(program, curator)

    services.identify(nomination=link_made, person=known, by=curator)

    assert set(known.nominations.values_list("nominator_role", flat=True)) == {"class_teacher", "parent"}
    assert Mentee.objects.count() == 1


def test_new_person_of_a_link_gets_card_and_entry(program, curator, own_class):
    made = services.identify(
        nomination=by_link(program, curator), person_data=pupil_data(own_class), by=curator
    )

    mentee = Mentee.objects.get()
    assert (made.person, mentee.person.full_name, mentee.request) == (
        mentee.person,
        "Панова Алиса",
        "Найти друзей",
    )


def test_person_of_a_nomination_is_said_once(program, curator, own_class):
    made = services.identify(
        nomination=by_link(program, curator), person_data=pupil_data(own_class), by=curator
    )

    with pytest.raises(Refusal, match="Уже решено"):
        services.identify(nomination=made, person=make_person(program), by=curator)


# --- decisions --------------------------------------------------------------------------------------------


def test_accepting_admits_with_all_open_nominations_and_their_categories(
    program, curator, teacher, own_class
):
    add_categories(program=program, by=curator)
    low, hard = (Category.objects.get(code=code) for code in ("low_results", "hard_life"))
    first = propose(program, teacher, person_data=pupil_data(own_class), categories=[low])
    social = make_member(program.school, Role.SOCIAL)
    propose(program, social, person=first.person, categories=[low, hard])

    services.accept_nomination(nomination=first, by=curator, on=TODAY)

    mentee = Mentee.objects.get()
    assert (mentee.status, mentee.entered_on) == (MenteeStatus.ADMITTED, TODAY)
    assert set(Nomination.objects.values_list("state", "decided_by")) == {("accepted", curator.pk)}
    assert set(mentee.category_links.values_list("category__code", flat=True)) == {"low_results", "hard_life"}


def test_admission_on_the_card_accepts_the_open_nominations(program, curator, teacher, own_class):
    made = propose(program, teacher, person_data=pupil_data(own_class))

    admit_mentee(mentee=Mentee.objects.get(), by=curator, on=TODAY)

    made.refresh_from_db()
    assert (made.state, made.decided_by) == (NominationState.ACCEPTED, curator)


def test_accepting_of_an_admitted_one_takes_this_nomination_only(program, curator, teacher, own_class):
    mentee = make_mentee(program, make_person(program, school_class=own_class))
    first = propose(program, teacher, person=mentee.person)
    second = propose(program, curator, person=mentee.person)

    services.accept_nomination(nomination=first, by=curator)

    second.refresh_from_db()
    assert (Nomination.objects.get(pk=first.pk).state, second.state) == ("accepted", "new")


def test_accepting_gives_the_form_to_an_entry_without_one(program, curator, own_class):
    mentee = make_mentee(program, make_person(program, school_class=own_class), form=None)
    form = program.forms.get(code="pupil_pupil")

    services.accept_nomination(
        nomination=propose(program, curator, person=mentee.person, form=form), by=curator
    )

    mentee.refresh_from_db()
    assert mentee.form == form


def test_nobody_is_accepted_before_it_is_said_who_he_is(program, curator):
    with pytest.raises(Refusal, match="о ком это"):
        services.accept_nomination(nomination=by_link(program, curator), by=curator)


def test_who_has_left_is_not_accepted_by_a_nomination(program, curator):
    mentee = make_mentee(program)
    made = propose(program, curator, person=mentee.person)
    take_out(entry=mentee, reason="переехал", on=TODAY, by=curator, today=TODAY)

    with pytest.raises(Refusal, match="Верните запись"):
        services.accept_nomination(nomination=made, by=curator)


def test_declining_needs_a_reason_and_leaves_the_entry(program, curator, teacher, own_class):
    made = propose(program, teacher, person_data=pupil_data(own_class))

    with pytest.raises(Refusal, match="почему"):
        services.decline_nomination(nomination=made, reason=" ", by=curator)
    declined = services.decline_nomination(nomination=made, reason="уже есть репетитор", by=curator)

    assert (declined.state, declined.decline_reason) == ("declined", "уже есть репетитор")
    assert Mentee.objects.get().status == MenteeStatus.NOMINATED


@pytest.mark.parametrize(
    "again",
    [services.accept_nomination, lambda **values: services.decline_nomination(reason="ещё раз", **values)],
)
def test_decision_is_taken_once(program, curator, again):
    made = propose(program, curator, person=make_person(program))
    services.decline_nomination(nomination=made, reason="ошибка", by=curator)

    with pytest.raises(Refusal, match="Решение уже принято"):
        again(nomination=made, by=curator)


# --- who sees ---------------------------------------------------------------------------------------------


def test_only_own_nominations_are_visible_without_the_right_to_all(program, curator, teacher, own_class):
    own = propose(program, teacher, person_data=pupil_data(own_class))
    other = propose(program, curator, person=own.person)

    def seen_by(user):
        return set(Nomination.objects.visible_to(access_of(user, program)))

    assert seen_by(teacher) == {own}
    assert seen_by(make_member(program.school, Role.PSYCHOLOGIST)) == {own, other}
    assert seen_by(make_member(program.school, Role.DIRECTOR)) == set()


def test_nominations_go_with_the_person(program, curator):
    made = propose(program, curator, person=make_person(program), categories=[])
    Mentee.objects.all().delete()

    made.person.delete()

    assert (Nomination.objects.count(), NominationCategory.objects.count()) == (0, 0)


def test_date_of_admission_is_the_day_given(program, curator):
    made = propose(program, curator, person=make_person(program))

    services.accept_nomination(nomination=made, by=curator, on=date(2026, 11, 2))

    assert Mentee.objects.get().entered_on == date(2026, 11, 2)
