"""The curator's queue, one application, posters."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.applications.sending import answer_back, finish_answers
from participants.enums import ApplicationState
from participants.models import Application, Mentor
from participants.registrations_questions import attention
from programs.models import PersonalLink
from programs.services.links import link_url, token_of
from programs.tenancy import access_for, program_url
from tests.factories import TODAY, make_class, make_member, make_person
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


@pytest.fixture
def page(sign_in, curator):
    return sign_in(curator)


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def names(response):
    return [row["cells"]["name"] for row in response.context["rows"]]


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_queue_has_a_tab_for_each_state(program, page):
    poster = make_poster(program)
    make_application(program, poster)
    Application.objects.filter(pk=make_application(program, poster, last_name="Ветрова").pk).update(
        state=ApplicationState.DECLINED, decline_reason="нет мест"
    )

    new = page.get(url(program, "application_list"))
    declined = page.get(url(program, "application_list"), {"tab": "declined"})

    assert names(new) == ["Лучинина Вера Олеговна"]
    assert names(declined) == ["Ветрова Вера Олеговна"]
    assert [(tab["label"], tab["count"]) for tab in new.context["tabs"]] == [
        ("Новые", 1),
        ("Ждём ответа", 0),
        ("Приняты", 0),
        ("Отклонены", 1),
    ]


def test_queue_costs_the_same_for_one_and_for_three(program, page, queries_of):
    poster = make_poster(program)
    make_application(program, poster)
    one = queries_of(page, url(program, "application_list"))
    for _ in range(2):
        make_application(program, poster)

    assert queries_of(page, url(program, "application_list")) == one


def test_class_teacher_sees_his_class_and_no_answers(program, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    poster = make_poster(program)
    mine = make_application(program, poster, school_class=make_class(program, 9, "А", teacher))
    make_application(program, poster)
    client = sign_in(teacher)

    listed = client.get(url(program, "application_list"))
    shown = client.get(url(program, "application_detail", pk=mine.pk))

    assert len(names(listed)) == 1
    assert shown.context["own_url"] == ""
    assert shown.context["answers"] is None
    assert not shown.context["can_decide"]


def test_card_shows_who_it_may_be_and_answers_in_words(program, page):
    make_questionnaire(program, form=program.forms.get(code="teacher_teacher"))
    application = make_adult_application(program)
    finish_answers(application=application, answers=ANSWERS, on=TODAY)
    person = make_person(program, kind="teacher", last_name="Орлова", first_name="Вера", middle_name="")

    response = page.get(url(program, "application_detail", pk=application.pk))

    assert [one.person for one in response.context["candidates"]] == [person]
    assert [fact["value"] for fact in response.context["answers"]["facts"]] == [
        "Математика", "5–6 класс", "вдвоём; письмами", "да", "9", "Пн 15:00; Ср 20:00",
    ]  # fmt: skip
    assert response.context["own_url"] == link_url(application.own_link)


def test_application_is_accepted_as_somebody_new(program, page):
    application = make_application(program)

    response = page.post(
        url(program, "application_accept", pk=application.pk),
        {"version": application.version, "answer": "new", "birth_year": "2010"},
        follow=True,
    )

    assert said(response) == ["Заявка принята: Лучинина Вера Олеговна теперь в базе."]
    assert Mentor.objects.get().person.birth_year == 2010


def test_this_is_him_takes_the_known_card(program, page):
    application = make_application(program)
    person = make_person(
        program, last_name="Лучинина", first_name="Вера", school_class=make_class(program, 10)
    )

    page.post(
        url(program, "application_accept", pk=application.pk),
        {"version": application.version, "answer": person.pk},
    )

    assert Mentor.objects.get().person == person


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"answer": ""}, 422),
        ({"answer": "new", "birth_year": "1800"}, 422),
        ({"answer": "new", "version": "99"}, 422),
        ({"answer": "999999"}, 404),
        ({"answer": "чужой"}, 404),
    ],
)
def test_undecided_or_unfit_answer_changes_nothing(program, page, data, status):
    application = make_application(program)

    response = page.post(url(program, "application_accept", pk=application.pk), {"version": 1} | data)

    assert response.status_code == status
    assert not Mentor.objects.exists()


def test_asking_declining_and_a_new_link_are_said(program, page):
    application = make_application(program)
    old = token_of(application.own_link)

    asked = page.post(url(program, "application_ask", pk=application.pk), {"reason": "Когда?"}, follow=True)
    renewed = page.post(url(program, "application_renew_link", pk=application.pk), follow=True)
    empty = page.post(url(program, "application_decline", pk=application.pk), {"reason": ""}, follow=True)
    declined = page.post(
        url(program, "application_decline", pk=application.pk), {"reason": "Нет мест"}, follow=True
    )

    assert said(asked) == ["Вопрос отправлен: заявитель увидит его по своей ссылке."]
    assert said(renewed) == ["Выдана новая ссылка. Прежняя больше не открывается."]
    assert said(empty) == ["Напишите, почему заявка отклонена: причину прочтёт заявитель."]
    assert said(declined) == ["Заявка отклонена. Причину заявитель прочтёт по своей ссылке."]
    application.refresh_from_db()
    assert (application.state, application.decline_reason) == (ApplicationState.DECLINED, "Нет мест")
    assert old not in declined.content.decode()


def test_attention_counts_new_and_answered(program, curator, page):
    poster = make_poster(program)
    application = make_application(program, poster)
    make_application(program, poster)
    access = access_for(curator, program, TODAY)
    page.post(url(program, "application_ask", pk=application.pk), {"reason": "Когда?"})
    answer_back(application=application, text="По средам")

    [item] = attention(access, TODAY)

    assert (item.subject, item.rest) == (
        "2\xa0заявки",
        "ждут вашего решения, из них с ответом на вопрос — 1",
    )
    Application.objects.update(state=ApplicationState.DECLINED, decline_reason="нет мест")
    assert list(attention(access, TODAY)) == []


# --- posters ----------------------------------------------------------------------------------------------


def test_link_is_made_printed_and_revoked(program, page, settings):
    settings.SITE_IS_LOOPBACK = True
    form = program.forms.get(code="pupil_pupil")

    made = page.post(url(program, "poster_list"), {"role": "mentee", "form": form.pk}, follow=True)
    link = PersonalLink.objects.get()
    paper = page.get(url(program, "poster_pdf", pk=link.pk))
    listed = page.get(url(program, "poster_list")).content.decode()
    page.post(url(program, "poster_revoke", pk=link.pk))

    assert said(made) == [
        "Ссылка готова: «Ищу наставника: Ученик – ученик». Напечатайте плакат или отправьте её в чат."
    ]
    reader = PdfReader(BytesIO(paper.content))
    words = reader.pages[0].extract_text().replace("\n", "")
    assert len(reader.pages) == 1
    assert "Ищу наставника" in words
    assert token_of(link) in words
    assert "только на этом компьютере" in words
    assert link_url(link) in listed
    assert "только на этом компьютере" in listed
    after = page.get(url(program, "poster_list")).content.decode()
    assert link_url(link) not in after


def test_poster_of_a_reachable_site_does_not_warn(program, page, settings):
    settings.SITE_IS_LOOPBACK = False
    link = make_poster(program)

    words = (
        PdfReader(BytesIO(page.get(url(program, "poster_pdf", pk=link.pk)).content)).pages[0].extract_text()
    )

    assert "только на этом компьютере" not in words


def test_own_link_of_an_applicant_is_no_poster(program, page):
    application = make_application(program)

    assert page.get(url(program, "poster_pdf", pk=application.own_link_id)).status_code == 404
    assert page.post(url(program, "poster_revoke", pk=application.own_link_id)).status_code == 404


def test_list_of_links_costs_the_same_for_one_and_for_three(program, page, queries_of):
    make_poster(program)
    one = queries_of(page, url(program, "poster_list"))
    for _ in range(2):
        make_poster(program)

    assert queries_of(page, url(program, "poster_list")) == one
