"""Pages of nominations: own proposals, the decision, the page behind a link; observations stay where they belong."""

from __future__ import annotations

import pytest
from django.utils.crypto import get_random_string

from mentoring_site.permissions import Role
from participants.enums import ConsentPurpose, MenteeStatus
from participants.models import Category, Mentee, Nomination, Person
from participants.registrations import add_categories
from participants.services.nomination_links import issue_nomination_link
from participants.services.nominations import nominate
from programs.models import AuditEvent, PersonalLink
from programs.services.links import link_url, token_of
from programs.tenancy import access_for, program_url
from tests.factories import TODAY, make_class, make_consent, make_member, make_person

SECRET = "Плачет на переменах и прячется в раздевалке"


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def teacher(program):
    user = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, "А", teacher=user)
    return user


@pytest.fixture
def pupil(program):
    return make_person(program, school_class=make_class(program, 7, "А"), last_name="Панова")


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def made_by(program, user, person, **values):
    access = access_for(user, program, TODAY)
    return nominate(access=access, person=person, wish="Подтянуть математику", observations=SECRET, **values)


def proposal(**values):
    return {"wish": "Подтянуть математику", "observations": "", "once": get_random_string(8), **values}


def text_of(response):
    return response.content.decode()


# --- proposal ---------------------------------------------------------------------------------------------


def test_class_teacher_chooses_among_own_pupils_only(program, teacher, pupil, sign_in):
    make_person(program, school_class=make_class(program, 8, "Б"), last_name="Чужакова")

    page = text_of(sign_in(teacher).get(url(program, "nomination_create")))

    assert ("Панова" in page, "Чужакова" in page) == (True, False)
    assert ("Ученика нет в списке" in page, "Педагога нет в списке" in page) == (True, False)


def test_class_teacher_gets_404_for_a_pupil_of_another_class(program, teacher, sign_in):
    stranger = make_person(program, school_class=make_class(program, 8, "Б"))
    client = sign_in(teacher)

    shown = client.get(f"{url(program, 'nomination_create')}?person={stranger.pk}")
    sent = client.post(url(program, "nomination_create"), proposal(person=stranger.pk))

    assert (shown.status_code, sent.status_code, Nomination.objects.count()) == (404, 404, 0)


def test_double_press_makes_one_nomination(program, teacher, pupil, sign_in):
    client, data = sign_in(teacher), proposal(person=pupil.pk)

    first = client.post(url(program, "nomination_create"), data)
    second = client.post(url(program, "nomination_create"), data)

    assert (first.status_code, second.status_code, Nomination.objects.count()) == (302, 302, 1)


def test_namesake_is_asked_about_before_a_second_card_is_made(program, teacher, pupil, sign_in):
    client = sign_in(teacher)
    data = proposal(
        new="pupil",
        last_name=pupil.last_name,
        first_name=pupil.first_name,
        middle_name=pupil.middle_name,
        school_class=make_class(program, 7, "А").pk,
    )

    asked = client.post(url(program, "nomination_create"), data)
    sent = client.post(url(program, "nomination_create"), {**data, "answer": pupil.pk})

    assert "Возможно, это он?" in text_of(asked)
    assert (sent.status_code, Person.objects.count()) == (302, 1)
    assert Nomination.objects.get().person == pupil


def test_namesake_of_another_class_does_not_show_himself(program, teacher, sign_in):
    other = make_person(program, school_class=make_class(program, 8, "Б"), last_name="Панова")
    data = proposal(
        new="pupil",
        last_name=other.last_name,
        first_name=other.first_name,
        school_class=make_class(program, 7, "А").pk,
    )

    sent = sign_in(teacher).post(url(program, "nomination_create"), data)

    assert (sent.status_code, Person.objects.count()) == (302, 2)


def test_missing_wish_is_said_at_the_field_and_nothing_is_lost(program, teacher, pupil, sign_in):
    sent = sign_in(teacher).post(
        url(program, "nomination_create"), proposal(person=pupil.pk, wish="", observations=SECRET)
    )

    assert sent.status_code == 422
    assert "Напишите, в чём нужна помощь наставника." in text_of(sent)
    assert SECRET in text_of(sent)


@pytest.mark.parametrize(("keeps", "locked"), [(False, True), (True, False)])
def test_health_data_are_locked_with_a_word_until_the_school_keeps_them(
    program, curator, pupil, sign_in, keeps, locked
):
    add_categories(program=program, by=curator)
    program.school.keeps_special_data = keeps
    program.school.save()

    page = text_of(sign_in(curator).get(f"{url(program, 'nomination_create')}?person={pupil.pk}"))

    assert ("школа не ведёт их на сайте" in page, 'name="special"' in page) == (locked, not locked)


# --- who sees what ----------------------------------------------------------------------------------------


def test_author_sees_own_observations_and_not_those_of_others(program, teacher, curator, pupil, sign_in):
    own = made_by(program, teacher, pupil)
    other = made_by(program, curator, pupil)
    client = sign_in(teacher)

    assert SECRET in text_of(client.get(url(program, "nomination_detail", pk=own.pk)))
    assert client.get(url(program, "nomination_detail", pk=other.pk)).status_code == 404
    assert client.get(url(program, "nomination_pdf", pk=other.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.DIRECTOR, Role.DEPUTY_UVR, Role.SUBJECT_HEAD])
def test_observations_reach_no_page_of_who_may_not_read_them(program, curator, pupil, sign_in, role):
    made = made_by(program, curator, pupil)
    reader = make_member(program.school, role)
    make_class(program, 7, "А", teacher=reader if role == Role.CLASS_TEACHER else None)
    client = sign_in(reader)
    card = url(program, "person_detail", pk=pupil.pk)
    pages = [
        card,
        f"{card}?tab=history",
        f"{card}?tab=nominations",
        url(program, "mentee_list"),
        url(program, "mentee_export") + "?format=csv",
        url(program, "nomination_list") + "?tab=all",
        url(program, "nomination_detail", pk=made.pk),
        program_url(program, "programs:search") + "?q=раздевалке",
        program_url(program, "programs:search") + "?q=Панова",
        program_url(program, "programs:audit_list"),
        program_url(program, "programs:audit_export") + "?format=csv",
        program_url(program, "programs:dashboard"),
    ]

    leaks = [
        page
        for page in pages
        if "раздевалке и" in text_of(client.get(page)) or SECRET in text_of(client.get(page))
    ]

    assert leaks == []


def test_observations_stand_in_no_export_even_of_the_curator(program, curator, pupil, sign_in):
    made_by(program, curator, pupil)
    client = sign_in(curator)

    for name in ("mentee_export", "coverage_export", "needs_export"):
        assert SECRET not in text_of(client.get(url(program, name) + "?format=csv"))


def test_card_gathers_all_nominations_of_the_person(program, curator, teacher, pupil, sign_in):
    made_by(program, teacher, pupil)
    made_by(program, curator, pupil)

    page = text_of(sign_in(curator).get(f"{url(program, 'person_detail', pk=pupil.pk)}?tab=nominations"))

    assert (page.count(SECRET), str(teacher) in page, str(curator) in page) == (2, True, True)


@pytest.mark.parametrize("role", [Role.PSYCHOLOGIST, Role.SOCIAL])
def test_specialists_read_all_and_decide_nothing(program, teacher, pupil, sign_in, role):
    made = made_by(program, teacher, pupil)
    client = sign_in(make_member(program.school, role))

    page = text_of(client.get(url(program, "nomination_detail", pk=made.pk)))
    accepted = client.post(url(program, "nomination_accept", pk=made.pk))

    assert (SECRET in page, "Принять в программу" in page, accepted.status_code) == (True, False, 403)


def test_list_takes_the_same_queries_for_one_and_three_rows(program, curator, sign_in, queries_of):
    client, page = sign_in(curator), url(program, "nomination_list")
    made_by(program, curator, make_person(program))
    one = queries_of(client, page)
    for _ in range(2):
        made_by(program, curator, make_person(program))

    assert queries_of(client, page) == one


def test_list_filters_by_name_and_role(program, curator, teacher, pupil, sign_in):
    made_by(program, teacher, pupil)
    made_by(program, curator, make_person(program, last_name="Орлова"))
    client, page = sign_in(curator), url(program, "nomination_list")

    by_name = text_of(client.get(f"{page}?q=орлова"))
    by_role = text_of(client.get(f"{page}?role=class_teacher"))

    assert ("Орлова" in by_name, "Панова" in by_name) == (True, False)
    assert ("Панова" in by_role, "Орлова Иван" in by_role) == (True, False)


# --- decision ---------------------------------------------------------------------------------------------


def test_curator_accepts_and_lands_on_the_card(program, curator, teacher, pupil, sign_in):
    made = made_by(program, teacher, pupil)

    sent = sign_in(curator).post(url(program, "nomination_accept", pk=made.pk))

    assert sent.url == url(program, "person_detail", pk=pupil.pk)
    assert Mentee.objects.get().status == MenteeStatus.ADMITTED


def test_declined_with_reason_that_the_author_reads(program, curator, teacher, pupil, sign_in, client):
    made = made_by(program, teacher, pupil)

    sign_in(curator).post(url(program, "nomination_decline", pk=made.pk), {"reason": "есть репетитор"})
    page = text_of(sign_in(teacher).get(url(program, "nomination_detail", pk=made.pk)))

    assert ("есть репетитор" in page, "Отклонено" in page) == (True, True)


def test_form_that_suits_the_person_no_more_is_said_in_words(program, curator, pupil, sign_in):
    made = made_by(program, curator, pupil, form=program.forms.get(code="pupil_pupil"))
    Mentee.objects.update(form=None)
    Person.objects.filter(pk=pupil.pk).update(kind="graduate")

    answer = sign_in(curator).post(url(program, "nomination_accept", pk=made.pk), follow=True)

    assert (answer.status_code, Nomination.objects.get().state) == (200, "new")
    assert "Представление не принято. Наставляемый в форме «Ученик – ученик» — ученик." in text_of(answer)


def test_paper_is_a_pdf_without_health_data(program, curator, pupil, sign_in):
    made = made_by(program, curator, pupil)

    sent = sign_in(curator).get(url(program, "nomination_pdf", pk=made.pk))

    assert (sent["Content-Type"], sent.content[:5]) == ("application/pdf", b"%PDF-")


def test_health_data_of_a_nomination_are_shown_by_a_logged_post_only(program, curator, pupil, sign_in):
    program.school.keeps_special_data = True
    program.school.save()
    make_consent(pupil, curator, purpose=ConsentPurpose.SPECIAL)
    made = made_by(program, curator, pupil)
    client = sign_in(curator)

    looked = client.get(url(program, "nomination_special", pk=made.pk))
    asked = client.post(url(program, "nomination_special", pk=made.pk))

    assert (looked.status_code, asked.status_code) == (405, 200)
    assert AuditEvent.objects.filter(action="nomination.special_view").count() == 1


def test_health_data_stay_locked_while_the_school_keeps_none(program, curator, pupil, sign_in):
    made = made_by(program, curator, pupil)

    page = text_of(sign_in(curator).post(url(program, "nomination_special", pk=made.pk)))

    assert "закрыто: школа не ведёт сведения о здоровье" in page
    assert not AuditEvent.objects.filter(action="nomination.special_view").exists()


# --- links ------------------------------------------------------------------------------------------------


@pytest.fixture
def link(program, curator):
    return issue_nomination_link(program=program, role="parent", by=curator)


def page_of(link):
    return f"/n/{token_of(link)}/"


def typed(program, **values):
    return {
        "nominator_name": "Панова Мария Олеговна",
        "typed_name": "Панова Алиса",
        "school_class": make_class(program, 7, "А").pk,
        "wish": "Найти друзей в новом классе",
        **values,
    }


def test_parent_proposes_without_an_account(program, link, client):
    sent = client.post(page_of(link), typed(program))

    made = Nomination.objects.get()
    assert sent.url == f"{page_of(link)}sent/"
    assert "Спасибо" in text_of(client.get(sent.url))
    assert (made.link, made.nominator_role, made.person, made.observations) == (link, "parent", None, "")
    assert link_url(link).endswith(page_of(link))


def test_parents_page_names_no_person_and_asks_no_category(program, curator, link, pupil, client):
    add_categories(program=program, by=curator)
    made_by(program, curator, pupil)

    page = text_of(client.get(page_of(link)))

    assert (pupil.last_name in page, SECRET in page, 'name="categories"' in page) == (False, False, False)


def test_employees_page_asks_for_observations_and_category(program, curator, client):
    add_categories(program=program, by=curator)
    link = issue_nomination_link(program=program, role="employee", by=curator)
    category = Category.objects.get(code="low_results")

    page = text_of(client.get(page_of(link)))
    client.post(page_of(link), typed(program, kind="pupil", observations=SECRET, categories=[category.pk]))

    made = Nomination.objects.get()
    assert (
        'name="categories"' in page,
        Category.objects.get(kind="mentee_pupil", is_special=True).short_title in page,
    ) == (True, False)
    assert (made.nominator_role, made.observations, made.category_links.get().category) == (
        "employee",
        SECRET,
        category,
    )


@pytest.mark.parametrize("category", ["9" * 30, str(2**63), "-1", "новая"])
def test_category_that_no_row_can_have_is_a_wrong_choice(program, curator, client, category):
    link = issue_nomination_link(program=program, role="employee", by=curator)

    sent = client.post(page_of(link), typed(program, kind="pupil", categories=[category]))

    assert sent.status_code == 422
    assert "categories" in sent.context["form"].errors


def test_wrong_words_come_back_with_the_field(program, link, client):
    sent = client.post(page_of(link), typed(program, school_class="", wish=""))

    assert sent.status_code == 422
    assert "Выберите класс" in text_of(sent)
    assert "Панова Алиса" in text_of(sent)


def test_revoked_link_is_not_found(program, curator, link, sign_in, client):
    sign_in(curator).post(url(program, "nomination_link_revoke", pk=link.pk))

    assert client.get(page_of(link)).status_code == 404


def test_curator_issues_a_link_with_qr(program, curator, sign_in):
    client = sign_in(curator)

    client.post(url(program, "nomination_link_create"), {"role": "employee"})
    refused = client.post(url(program, "nomination_link_create"), {"role": "anybody"}, follow=True)
    page = text_of(client.get(url(program, "nomination_links")))

    assert PersonalLink.objects.count() == 1
    assert "Выберите, кому нужна ссылка" in text_of(refused)
    assert (link_url(PersonalLink.objects.get()) in page, "<svg" in page) == (True, True)


def test_curator_says_it_is_him(program, curator, link, pupil, sign_in, client):
    client.post(page_of(link), typed(program, typed_name=f"{pupil.last_name} {pupil.first_name}"))
    made = Nomination.objects.get()
    page = sign_in(curator)

    shown = text_of(page.get(url(program, "nomination_identify", pk=made.pk)))
    unanswered = page.post(url(program, "nomination_identify", pk=made.pk), {})
    page.post(url(program, "nomination_identify", pk=made.pk), {"answer": pupil.pk})

    made.refresh_from_db()
    assert f"Это он: {pupil.full_name}" in shown
    assert (unanswered.status_code, made.person, Mentee.objects.get().person) == (422, pupil, pupil)


def test_curator_makes_a_new_card_of_the_typed_name(program, curator, link, sign_in, client):
    client.post(page_of(link), typed(program))
    made = Nomination.objects.get()

    sign_in(curator).post(
        url(program, "nomination_identify", pk=made.pk),
        {
            "answer": "new",
            "last_name": "Панова",
            "first_name": "Алиса",
            "middle_name": "",
            "school_class": make_class(program, 7, "А").pk,
        },
    )

    made.refresh_from_db()
    assert (made.person.full_name, made.state) == ("Панова Алиса", "new")
