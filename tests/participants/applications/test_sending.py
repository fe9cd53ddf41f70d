"""What comes by a poster's link, and what its sender may do by his own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from mentoring_site.permissions import Role
from participants.applications import sending
from participants.applications.deciding import accept_application, ask_applicant, decline_application
from participants.applications.posters import issue_poster, kinds_for, posters_of, questionnaire_for
from participants.enums import ApplicationState, PersonKind, QuestionnaireState, ResponseSource, ResponseState
from participants.models import Application, Mentor, Person, Questionnaire, Response
from participants.questionnaires import editing
from programs.models import AuditEvent, PersonalLink
from programs.services.audit import Refusal
from tests.factories import TODAY, make_class, make_consent, make_member, make_person
from tests.participants.questionnaires.makers import (
    ANSWERS,
    make_adult_application,
    make_application,
    make_poster,
    make_questionnaire,
)

pytestmark = pytest.mark.django_db
ONCE = "k" * 32


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def pupil(program, **data):
    return {
        "kind": PersonKind.PUPIL,
        "last_name": "Лучинина",
        "first_name": "Вера",
        "middle_name": "",
        "is_adult": False,
        "school_class": make_class(program, 10),
        "request": "Могу объяснять",
    } | data


def test_minor_leaves_a_name_a_class_and_a_request(program):
    data = pupil(program, last_name=" лучинина ", phone="8 900 000-00-01", email="vera@example.org")

    sent = sending.send_application(poster=make_poster(program), data=data, once=ONCE)

    application = sent.application
    assert sent.is_new
    assert (application.full_name, application.state, application.person) == (
        "лучинина Вера",
        ApplicationState.NEW,
        None,
    )
    assert (application.phone, application.email, application.response) == ("", "", None)
    assert application.own_link.payload == {"own": True}
    assert not Person.objects.exists()
    assert not Response.objects.exists()


def test_same_form_sent_twice_makes_one_application(program):
    poster = make_poster(program)

    first = sending.send_application(poster=poster, data=pupil(program), once=ONCE)
    second = sending.send_application(poster=poster, data=pupil(program), once=ONCE)
    other = sending.send_application(poster=poster, data=pupil(program), once="o" * 32)

    assert (second.application.pk, second.is_new) == (first.application.pk, False)
    assert other.application.pk != first.application.pk
    assert Application.objects.count() == 2


def test_next_child_at_the_same_computer_makes_an_application_of_his_own(program):
    poster = make_poster(program)

    first = sending.send_application(poster=poster, data=pupil(program), once=ONCE)
    second = sending.send_application(poster=poster, data=pupil(program, last_name="Ветрова"), once=ONCE)

    assert (second.is_new, second.application.pk != first.application.pk) == (True, True)


def test_own_link_is_named_without_the_name(program):
    link = make_application(program).own_link

    assert link.title == "Страница заявителя"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"last_name": "Luchinina"}, "last_name", "латинские буквы"),
        ({"school_class": None}, "school_class", "Выберите свой класс"),
        ({"kind": PersonKind.TEACHER}, "kind", "Выберите, кто вы"),
        ({"first_name": ""}, "first_name", ""),
    ],
)
def test_wrong_field_is_named(program, changes, field, message):
    with pytest.raises(ValidationError) as caught:
        sending.send_application(poster=make_poster(program), data=pupil(program, **changes), once=ONCE)

    assert message in " ".join(caught.value.message_dict[field])
    assert not Application.objects.exists()


def test_pupil_of_the_fifth_class_is_no_adult(program):
    data = pupil(program, is_adult=True, school_class=make_class(program, 5))

    with pytest.raises(ValidationError, match="нет 18 лет"):
        sending.send_application(poster=make_poster(program), data=data, once=ONCE)


def test_hour_of_a_poster_has_room_for_600(program, monkeypatch):
    monkeypatch.setattr(sending, "POSTS_AN_HOUR", 2)
    poster = make_poster(program)
    first = make_application(program, poster)
    make_application(program, poster)

    with pytest.raises(sending.TooManyApplications):
        make_application(program, poster)
    Application.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(hours=2))
    make_application(program, poster)

    assert Application.objects.count() == 3


def test_finished_programme_takes_no_applications(program):
    poster = make_poster(program)
    type(program).objects.update(state="completed")
    poster.program.refresh_from_db()

    with pytest.raises(Refusal, match="больше не меняется"):
        make_application(program, poster)


# --- the questionnaire ------------------------------------------------------------------------------------


def test_adult_answers_at_once(program):
    make_questionnaire(program, form=program.forms.get(code="teacher_teacher"))
    application = make_adult_application(program)

    response = sending.finish_answers(application=application, answers=ANSWERS, on=TODAY)

    application.refresh_from_db()
    assert application.response == response
    assert (response.state, response.person, response.source, response.link) == (
        ResponseState.SUBMITTED,
        None,
        ResponseSource.PHONE,
        application.own_link,
    )


def test_minor_answers_after_the_guardians_consent_is_registered(program, curator):
    make_questionnaire(program)
    application = make_application(program)
    assert "родители подпишут" in sending.why_not_yet(application, TODAY)
    with pytest.raises(Refusal, match="родители подпишут"):
        sending.begin_answers(application=application, on=TODAY)

    accepted = accept_application(application=application, by=curator, on=TODAY)
    with pytest.raises(Refusal, match="нет согласия родителей"):
        sending.begin_answers(application=accepted, on=TODAY)
    make_consent(accepted.person, curator)
    response = sending.finish_answers(application=accepted, answers=ANSWERS, on=TODAY)

    mentor = Mentor.objects.get()
    assert response.person == accepted.person
    # The short form's sentence stood there since the admission; nobody had changed it.
    assert (mentor.competencies, mentor.preferred_age, mentor.takes_group) == (
        "Математика",
        "5–6 класс",
        True,
    )
    assert list(mentor.times.values_list("weekday", "hour")) == [(1, 15), (3, 20)]
    last = AuditEvent.objects.filter(action="mentor.update").order_by("-pk")[0]
    assert (last.actor_name, last.sentence) == ("Система", "удобное время из заявки")


def test_paper_is_an_answer_as_well(program):
    make_questionnaire(program, form=program.forms.get(code="teacher_teacher"))

    response = sending.finish_with_paper(
        application=make_adult_application(program), free_text="Мой опыт", file_name="", data=b"", on=TODAY
    )

    assert (response.source, response.free_text) == (ResponseSource.SCAN, "Мой опыт")


def test_declined_applicant_and_closed_questionnaire_answer_nothing(program, curator):
    application = make_adult_application(program)
    with pytest.raises(Refusal, match="сейчас не открыта"):
        sending.begin_answers(application=application, on=TODAY)

    declined = decline_application(application=application, reason="Набор закончен", by=curator)

    assert sending.why_not_yet(declined, TODAY) == "Заявка отклонена."


# --- talk -------------------------------------------------------------------------------------------------


def test_answer_to_the_curator_makes_the_application_new_again(program, curator):
    application = ask_applicant(application=make_application(program), question="Когда?", by=curator)

    answered = sending.answer_back(application=application, text=" По средам ")

    assert (answered.state, answered.question_back, answered.answer_back) == (
        ApplicationState.NEW,
        "Когда?",
        "По средам",
    )
    with pytest.raises(Refusal, match="Отвечать сейчас не на что"):
        sending.answer_back(application=answered, text="Ещё")


@pytest.mark.parametrize(("text", "message"), [("  ", "Напишите ответ"), ("о" * 2001, "длиннее 2000")])
def test_unfit_answer_is_refused(program, curator, text, message):
    application = ask_applicant(application=make_application(program), question="Когда?", by=curator)

    with pytest.raises(Refusal, match=message):
        sending.answer_back(application=application, text=text)


# --- posters ----------------------------------------------------------------------------------------------


def test_poster_opens_the_draft_of_its_questionnaire(program, curator):
    draft = make_questionnaire(program, is_open=False)

    link = make_poster(program)
    make_poster(program)

    draft.refresh_from_db()
    assert draft.state == QuestionnaireState.OPEN
    assert questionnaire_for(program, "mentor", draft.form) == draft
    assert (str(link), link.payload) == (
        "Хочу быть наставником: Ученик – ученик",
        {"role": "mentor", "form": draft.form_id},
    )


def test_open_questionnaire_is_left_when_a_draft_of_the_next_edition_waits(program, curator):
    first = make_questionnaire(program)
    editing.copy_questionnaire(questionnaire=first, by=curator)

    make_poster(program)

    assert list(Questionnaire.objects.order_by("edition").values_list("state", flat=True)) == [
        "open",
        "draft",
    ]


def test_poster_until_yesterday_is_refused(program):
    with pytest.raises(Refusal, match="Этот день уже прошёл"):
        issue_poster(
            program=program, role="mentor", form=None, by=None, expires_at=timezone.now() - timedelta(days=1)
        )


def test_own_links_are_no_posters(program):
    poster = make_poster(program)
    make_application(program, poster)

    assert list(posters_of(program)) == [poster]
    assert PersonalLink.objects.count() == 2


def test_who_may_come_follows_from_the_form(program):
    forms = {form.code: form for form in program.forms.all()}

    assert kinds_for("mentor", forms["pupil_pupil"]) == (PersonKind.PUPIL,)
    assert kinds_for("mentee", forms["teacher_teacher"]) == (PersonKind.TEACHER,)
    assert PersonKind.PUPIL not in kinds_for("mentor", None)


def test_poster_without_a_form_takes_a_parent(program):
    link = issue_poster(program=program, role="mentor", form=None, by=None)

    application = make_adult_application(program, link, kind=PersonKind.PARENT)

    assert (application.form, application.kind, application.is_adult) == (None, PersonKind.PARENT, True)


def test_known_person_is_not_touched_by_an_application(program):
    person = make_person(program, last_name="Лучинина", first_name="Вера", middle_name="Олеговна")
    before = Person.objects.values().get()

    make_application(program)

    assert Person.objects.values().get() == before
    assert person.applications.count() == 0
