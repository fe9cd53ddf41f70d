"""The curator's decisions: nobody known is overwritten, nobody is decided twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mentoring_site.permissions import Role
from participants.applications import deciding
from participants.applications.queue import candidates_for
from participants.applications.sending import application_of, finish_answers
from participants.enums import ApplicationState, MentorStatus, PersonKind
from participants.models import Application, Enrolment, Mentee, Mentor, Person, Response, Topic
from participants.services.entries import take_out
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from tests.factories import TODAY, make_class, make_member, make_mentee, make_mentor, make_person
from tests.participants.questionnaires.makers import (
    ANSWERS,
    make_adult_application,
    make_application,
    make_poster,
    make_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def accept(application, curator, **fields):
    return deciding.accept_application(application=application, by=curator, on=TODAY, **fields)


def test_new_person_comes_into_the_base_as_a_candidate(program, curator):
    application = make_application(program)

    accepted = accept(application, curator, birth_year=2010)

    person, mentor = Person.objects.get(), Mentor.objects.get()
    assert (accepted.state, accepted.person, accepted.decided_by) == (
        ApplicationState.ACCEPTED,
        person,
        curator,
    )
    assert (person.full_name, person.kind, person.birth_year) == (
        "Лучинина Вера Олеговна",
        PersonKind.PUPIL,
        2010,
    )
    assert (mentor.person, mentor.status, mentor.form, mentor.place) == (
        person,
        MentorStatus.CANDIDATE,
        application.form,
        "10\xa0«А»",
    )
    assert mentor.competencies == "Могу объяснять физику"


def test_adult_brings_contacts_answers_topics_and_times(program, curator):
    topic = Topic.objects.create(school=program.school, title="Химия")
    make_questionnaire(program, form=program.forms.get(code="teacher_teacher"))
    application = make_adult_application(program)
    finish_answers(application=application, answers=ANSWERS | {"topics": [topic.pk]}, on=TODAY)

    accepted = accept(Application.objects.get(), curator)

    mentor = Mentor.objects.get()
    assert (accepted.person.phone, accepted.person.email) == ("8 900 000-00-33", "orlova@example.org")
    assert (mentor.competencies, mentor.preferred_age, mentor.takes_group, mentor.place) == (
        "Математика",
        "5–6 класс",
        True,
        "учитель химии",
    )
    assert list(mentor.topic_choices.values_list("topic__title", flat=True)) == ["Химия"]
    assert list(mentor.times.values_list("weekday", "hour")) == [(1, 15), (3, 20)]
    assert Response.objects.get().person == accepted.person


def test_known_person_keeps_his_card_and_only_empty_fields_are_filled(program, curator):
    person = make_person(
        program,
        last_name="Лучинина",
        first_name="Вера",
        middle_name="",
        phone="8 900 111-11-11",
        school_class=make_class(program, 9),
    )
    make_mentor(program, person, competencies="Биология", form=None)
    before = Person.objects.values().get(), Enrolment.objects.values().get()

    accepted = accept(make_application(program), curator, person=person)

    mentor = Mentor.objects.get()
    assert accepted.person == person
    assert (Person.objects.values().get(), Enrolment.objects.values().get()) == before
    assert (mentor.competencies, mentor.form, mentor.status) == (
        "Биология",
        accepted.form,
        MentorStatus.ADMITTED,
    )


def test_known_person_of_no_base_is_added_with_his_missing_class(program, curator):
    person = make_person(program, last_name="Лучинина", first_name="Вера")
    Enrolment.objects.update(school_class=None)

    accept(make_application(program), curator, person=person)

    mentor = Mentor.objects.get(person=person)
    assert (mentor.place, mentor.form.code) == ("10\xa0«А»", "pupil_pupil")


def test_mentee_request_is_filled_once(program, curator):
    mentee = make_mentee(program, request="")
    other = make_mentee(program, request="Найти друзей")
    poster = make_poster(program, role="mentee")

    accept(make_application(program, poster, request="Физика"), curator, person=mentee.person)
    accept(make_application(program, poster, request="Химия"), curator, person=other.person)

    assert list(Mentee.objects.order_by("pk").values_list("request", flat=True)) == ["Физика", "Найти друзей"]


def test_second_application_of_the_same_side_is_refused(program, curator):
    poster = make_poster(program)
    accepted = accept(make_application(program, poster), curator)
    second = make_application(program, poster)

    with pytest.raises(Refusal, match=r"уже принята\. Отклоните эту как повторную"):
        accept(second, curator, person=accepted.person)

    second.refresh_from_db()
    assert (second.state, second.person) == (ApplicationState.NEW, None)
    assert Mentor.objects.count() == 1


def test_answers_that_the_person_has_given_already_stay(program, curator):
    questionnaire = make_questionnaire(program, form=program.forms.get(code="teacher_teacher"))
    application = make_adult_application(program)
    finish_answers(application=application, answers=ANSWERS, on=TODAY)
    person = make_person(program, kind=PersonKind.TEACHER)
    Response.objects.create(
        school=program.school, program=program, questionnaire=questionnaire, person=person, source="grid"
    )

    with pytest.raises(Refusal, match="ответы на эту анкету уже есть"):
        accept(Application.objects.get(), curator, person=person)

    assert not Mentor.objects.exists()


def test_pupil_is_not_accepted_as_a_teacher(program, curator):
    teacher = make_person(program, kind=PersonKind.TEACHER)

    with pytest.raises(ValidationError, match="Наставник в форме"):
        accept(make_application(program), curator, person=teacher)


def test_who_has_left_is_brought_back_first(program, curator):
    mentor = make_mentor(program)
    take_out(entry=mentor, reason="переехал", on=TODAY, by=curator, today=TODAY)

    with pytest.raises(Refusal, match="Сначала верните запись"):
        accept(make_application(program), curator, person=mentor.person)


def test_decision_is_made_once_and_on_what_was_shown(program, curator):
    application = make_application(program)

    with pytest.raises(StaleVersion):
        accept(application, curator, version=application.version + 1)
    accept(application, curator, version=application.version)

    for again in (
        lambda: accept(application, curator),
        lambda: deciding.ask_applicant(application=application, question="Когда?", by=curator),
        lambda: deciding.decline_application(application=application, reason="Нет мест", by=curator),
    ):
        with pytest.raises(Refusal, match="уже принята"):
            again()


@pytest.mark.parametrize(
    ("decide", "message"),
    [
        (lambda a, by: deciding.ask_applicant(application=a, question=" ", by=by), "что нужно уточнить"),
        (lambda a, by: deciding.ask_applicant(application=a, question="о" * 501, by=by), "длиннее 500"),
        (
            lambda a, by: deciding.decline_application(application=a, reason="", by=by),
            "почему заявка отклонена",
        ),
        (lambda a, by: deciding.decline_application(application=a, reason="о" * 501, by=by), "длиннее 500"),
    ],
)
def test_empty_or_endless_words_are_refused(program, curator, decide, message):
    with pytest.raises(Refusal, match=message):
        decide(make_application(program), curator)


def test_decisions_stand_in_the_journal(program, curator):
    application = make_application(program)
    deciding.ask_applicant(application=application, question="Когда?", by=curator)
    deciding.decline_application(application=application, reason="Нет мест", by=curator)

    rows = AuditEvent.objects.filter(action__startswith="application.").order_by("pk")
    assert list(rows.values_list("action", "actor_name", "sentence")) == [
        ("application.send", "Система", "получена заявка «наставник» по ссылке"),
        ("application.asked_back", str(curator), "у заявителя спросили: Когда?"),
        ("application.declined", str(curator), "заявка отклонена: Нет мест"),
    ]


def test_failed_admission_leaves_nothing(program, curator, monkeypatch):
    application = make_application(program)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(deciding, "record_event", fail)
    with pytest.raises(RuntimeError):
        accept(application, curator)

    application.refresh_from_db()
    assert application.state == ApplicationState.NEW
    assert not Person.objects.exists()


def test_new_own_link_ends_the_old_one(program, curator):
    application = make_application(program)
    old = application.own_link

    renewed = deciding.renew_own_link(application=application, by=curator)

    old.refresh_from_db()
    assert old.revoked_at is not None
    assert application_of(renewed.own_link) == application
    assert application_of(old) is None


# --- who may it be ----------------------------------------------------------------------------------------


def test_candidates_are_near_names_the_same_class_first(program):
    same = make_person(
        program,
        last_name="Лучинина",
        first_name="Вера",
        middle_name="Олеговна",
        school_class=make_class(program, 10),
    )
    namesake = make_person(
        program,
        last_name="Лучинина",
        first_name="Вера",
        middle_name="Олеговна",
        school_class=make_class(program, 5),
    )
    typo = make_person(program, last_name="Лучинена", first_name="Вера", middle_name="")
    make_person(program, last_name="Лучинина", first_name="Алла", middle_name="Олеговна")
    make_mentee(program, same)

    found = candidates_for(make_application(program))

    assert [(one.person, one.is_sure, one.place, one.bases) for one in found] == [
        (same, True, "10\xa0«А»", ("наставляемый",)),
        (namesake, False, "5\xa0«А»", ()),
        (typo, False, "7\xa0«А»", ()),
    ]


def test_candidates_cost_the_same_for_one_and_for_three(program, django_assert_num_queries):
    application = make_application(program)
    for number in range(3):
        make_person(program, last_name="Лучинина", first_name="Вера", middle_name="")
        if number in (0, 2):
            with django_assert_num_queries(5):
                candidates_for(application)
