"""Pages of applicants: no account, no names of others, nothing of a minor but name, class and request."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.applications import sending
from participants.applications.deciding import accept_application, ask_applicant, decline_application
from participants.enums import ResponseState
from participants.models import Application, Response, Topic
from programs.services.links import revoke_link, token_of
from tests.factories import make_class, make_consent, make_member, make_mentee, make_mentor
from tests.participants.questionnaires.makers import (
    ANSWERS,
    make_adult_application,
    make_application,
    make_poster,
    make_questionnaire,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ONCE = "k" * 32
TYPED = {
    "q-skills": "Математика",
    "q-age": "1",
    "q-ways": ["1", "3"],
    "q-group": "1",
    "q-ready": "9",
    "q-times": ["115", "320"],
}


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def poster(program):
    make_questionnaire(program)
    return make_poster(program)


@pytest.fixture
def adult(program):
    make_questionnaire(program, form=program.forms.get(code="teacher_teacher"))
    return make_adult_application(program)


def url(link, name="page", **kwargs):
    return reverse(f"application:{name}", kwargs={"token": token_of(link), **kwargs})


def own(application, name="page", **kwargs):
    return url(application.own_link, name, **kwargs)


def minor(program):
    return {
        "last_name": "Лучинина",
        "first_name": "Вера",
        "middle_name": "",
        "school_class": make_class(program, 10).pk,
        "is_adult": "no",
        "request": "Могу объяснять",
        "once": ONCE,
    }


def said(response):
    return [str(message) for message in response.context["messages"]]


def pdf_words(response):
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    return " ".join(text.split())


# --- poster -----------------------------------------------------------------------------------------------


def test_poster_shows_the_short_form_and_no_questionnaire(client, poster):
    response = client.get(url(poster))

    assert (response.status_code, response.context["heading"], response.context["lead"]) == (
        200,
        "Хочу быть наставником",
        "Ученик – ученик",
    )
    assert list(response.context["form"].fields) == [
        "last_name", "first_name", "middle_name", "school_class", "is_adult", "request",
    ]  # fmt: skip


def test_minor_applies_and_finds_blanks_on_his_own_page(client, program, poster):
    response = client.post(url(poster), minor(program))

    application = Application.objects.get()
    assert response.headers["Location"] == own(application)
    page = client.get(own(application)).content.decode()
    assert "Здравствуйте, Вера!" in page
    assert "Анкета откроется, когда родители подпишут согласие." in page
    assert own(application, "consent", purpose="participation") in page
    assert own(application, "answers") not in page


def test_double_press_leads_to_the_same_page(client, program, poster):
    first, second = client.post(url(poster), minor(program)), client.post(url(poster), minor(program))

    assert first.headers["Location"] == second.headers["Location"]
    assert Application.objects.count() == 1


def test_mistakes_stand_at_their_fields_and_nothing_is_lost(client, program, poster):
    response = client.post(url(poster), minor(program) | {"last_name": "Luchinina", "is_adult": ""})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"last_name", "is_adult"}
    assert "Могу объяснять" in response.content.decode()


def test_class_of_another_school_is_no_choice(client, program, poster):
    from tests.factories import make_program, make_school

    foreign = make_class(make_program(make_school()), 10)

    response = client.post(url(poster), minor(program) | {"school_class": foreign.pk})

    assert set(response.context["form"].errors) == {"school_class"}


def test_full_hour_answers_429(client, program, poster, monkeypatch):
    monkeypatch.setattr(sending, "POSTS_AN_HOUR", 0)

    response = client.post(url(poster), minor(program))

    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")


def test_poster_of_a_finished_programme_takes_nothing(client, program, poster):
    type(program).objects.update(state="completed")

    page, sent = client.get(url(poster)), client.post(url(poster), minor(program))

    assert "заявки больше не принимаются" in page.content.decode()
    assert (sent.status_code, Application.objects.count()) == (422, 0)


def test_revoked_poster_is_gone_and_own_links_live_on(client, program, poster, curator):
    application = make_application(program, poster)

    revoke_link(link=poster, by=curator)

    assert client.get(url(poster)).status_code == 404
    assert client.get(own(application)).status_code == 200


def test_poster_has_none_of_the_applicants_pages(client, poster):
    answers = {
        name: client.get(url(poster, name, **extra)).status_code
        for name, extra in (("answers", {}), ("blank", {}), ("consent", {"purpose": "participation"}))
    } | {name: client.post(url(poster, name)).status_code for name in ("draft", "paper", "reply")}

    assert set(answers.values()) == {404}


@pytest.mark.parametrize("name", ["draft", "paper", "reply"])
def test_changing_pages_answer_get_with_405(client, program, name):
    assert client.get(own(make_application(program), name)).status_code == 405


# --- own page ---------------------------------------------------------------------------------------------


def test_own_page_of_nobody_is_not_found(client, program):
    application = make_application(program)
    link = application.own_link
    application.delete()

    assert client.get(url(link)).status_code == 404


def test_question_is_answered_on_the_own_page(client, program, curator):
    application = make_application(program)
    ask_applicant(application=application, question="Когда удобно?", by=curator)

    page = client.get(own(application)).content.decode()
    empty = client.post(own(application, "reply"), {"reply": " "})
    done = client.post(own(application, "reply"), {"reply": "По средам"}, follow=True)

    assert "Когда удобно?" in page
    assert (empty.status_code, empty.context["error"]) == (422, "Напишите ответ.")
    assert said(done) == ["Ответ отправлен куратору."]
    application.refresh_from_db()
    assert application.answer_back == "По средам"


def test_declined_applicant_reads_why(client, program, curator):
    application = make_application(program)
    decline_application(application=application, reason="Нет мест", by=curator)

    page = client.get(own(application)).content.decode()

    assert "Причина: Нет мест" in page
    assert "Согласие на бумаге" not in page


def test_pages_name_no_other_people(client, program, poster, curator):
    for entry in (make_mentor(program), make_mentee(program)):
        entry.person.last_name = "Чужакова"
        entry.person.save()
    application = accept_application(application=make_application(program, poster), by=curator, on=TODAY)
    make_consent(application.person, curator, signed_on=TODAY)

    pages = [client.get(url(poster)), client.get(own(application)), client.get(own(application, "answers"))]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not [page for page in pages if "Чужакова" in page.content.decode()]
    assert not [page for page in pages if curator.last_name in page.content.decode()]


def test_blank_of_consent_has_the_name_and_lines(client, program):
    application = make_application(program)

    response = client.get(own(application, "consent", purpose="participation"))

    words = pdf_words(response)
    assert response.headers["Content-Type"] == "application/pdf"
    assert "Лучинина Вера Олеговна" in words
    assert "документ, удостоверяющий личность" in words
    assert "родителя (законного представителя)" in words
    assert client.get(own(application, "consent", purpose="special")).status_code == 404


def test_blank_of_the_questionnaire_has_name_and_questions(client, program, poster):
    application = make_application(program, poster)

    words = pdf_words(client.get(own(application, "blank")))

    assert "Лучинина Вера Олеговна" in words
    assert "1. Что умеете?" in words
    assert "5–6 класс" in words


# --- questionnaire ----------------------------------------------------------------------------------------


def test_adult_is_led_to_the_questionnaire_at_once(client, program, adult):
    data = {
        "last_name": "Сомова", "first_name": "Ирина", "middle_name": "", "position": "учитель", "phone": "",
        "email": "", "request": "Нужен совет", "once": ONCE,
    }  # fmt: skip

    response = client.post(url(adult.poster), data)

    application = Application.objects.get(last_name="Сомова")
    assert response.headers["Location"] == own(application, "answers")
    assert client.get(own(application, "answers")).status_code == 200


def test_questionnaire_is_sent_with_every_kind_of_question(client, program, adult):
    Topic.objects.create(school=program.school, title="Химия", kind="teacher")
    Topic.objects.create(school=program.school, title="Дружба", kind="pupil")

    page = client.get(own(adult, "answers")).content.decode()
    response = client.post(own(adult, "answers"), TYPED, follow=True)

    assert "Химия" in page
    assert "Дружба" not in page
    assert said(response) == ["Анкета отправлена. Спасибо!"]
    assert Response.objects.get().answers == ANSWERS
    again = client.get(own(adult, "answers"), follow=True)
    assert said(again) == ["Анкета уже отправлена, спасибо."]


def test_opening_the_questionnaire_writes_nothing(client, adult):
    page = client.get(own(adult, "answers"))

    assert page.status_code == 200
    assert (Response.objects.count(), Application.objects.get().response) == (0, None)


def test_missing_and_wrong_answers_are_named_and_the_rest_is_kept(client, adult):
    response = client.post(own(adult, "answers"), TYPED | {"q-skills": "", "q-ready": "11"})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "q-skills": ["Ответьте на этот вопрос."],
        "q-ready": ["«11» не подходит: нужно число от 1 до 10."],
    }
    assert 'value="320" id="id_q-times_' in response.content.decode()
    assert Response.objects.get().state == ResponseState.DRAFT


def test_draft_is_kept_by_the_button_and_by_itself(client, adult):
    by_itself = client.post(own(adult, "draft"), TYPED | {"q-ready": "11"}, headers={"HX-Request": "true"})
    by_button = client.post(own(adult, "draft"), {"q-skills": "Химия"}, follow=True)

    assert by_itself.content.decode().startswith("Черновик сохранён в ")
    assert said(by_button)[0].startswith("Черновик сохранён в ")
    assert Response.objects.get().answers == {"skills": "Химия"}
    page = client.get(own(adult, "answers")).content.decode()
    assert ">\nХимия</textarea>" in page
    assert "Продолжить анкету" in client.get(own(adult)).content.decode()


def test_minor_is_sent_back_until_the_consent_is_there(client, program, poster, curator):
    application = make_application(program, poster)

    for response in (
        client.get(own(application, "answers"), follow=True),
        client.post(own(application, "answers"), TYPED, follow=True),
        client.post(own(application, "paper"), {"free_text": "Я"}, follow=True),
    ):
        assert said(response) == ["Анкета откроется, когда родители подпишут согласие."]
    draft = client.post(own(application, "draft"), TYPED, headers={"HX-Request": "true"})
    assert draft.content.decode().startswith("Черновик не сохранён.")
    assert not Response.objects.exists()

    accepted = accept_application(application=application, by=curator, on=TODAY)
    make_consent(accepted.person, curator, signed_on=TODAY)

    assert "Заполнить анкету" in client.get(own(application)).content.decode()
    client.post(own(application, "answers"), TYPED)
    assert Response.objects.get().person == accepted.person


def test_scan_and_free_text_are_taken_and_unfit_files_refused(client, adult):
    bad = client.post(
        own(adult, "paper"), {"file": SimpleUploadedFile("лист.pdf", b"MZ"), "free_text": "Мой опыт"}
    )
    nothing = client.post(own(adult, "paper"), {})
    good = client.post(
        own(adult, "paper"),
        {"file": SimpleUploadedFile("лист.pdf", b"%PDF-1.4"), "free_text": ""},
        follow=True,
    )

    assert bad.status_code == nothing.status_code == 422
    assert "не подходит" in bad.context["paper_form"].errors["file"][0]
    assert "Мой опыт" in bad.content.decode()
    assert "нет ни того ни другого" in nothing.context["paper_form"].non_field_errors()[0]
    assert said(good) == ["Анкета отправлена. Спасибо!"]
    assert Response.objects.get().scan.file_name == "лист.pdf"
