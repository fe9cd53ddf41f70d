import pytest
from django_scopes import scope

from programs import municipality
from programs.models import AuditEvent, Membership
from programs.registries import programme
from programs.registries.programme import MunicipalFigure
from tests.factories import make_member, make_program, make_school, make_user

PROFILE = {
    "last_name": "Иванова",
    "first_name": "Анна",
    "middle_name": "",
    "email": "a@example.ru",
    "theme": "dark",
}


def test_own_account_saved_by_post_changes_look(program, sign_in):
    user = make_member(program.school, "curator")
    client = sign_in(user)

    client.post("/account/", PROFILE)

    user.refresh_from_db()
    assert (user.last_name, user.email, user.theme) == ("Иванова", "a@example.ru", "dark")
    assert 'data-bs-theme="dark"' in client.get("/account/").content.decode()


def test_own_account_lists_roles_with_school(program, sign_in):
    page = sign_in(make_member(program.school, "curator", "psychologist")).get("/account/").content.decode()

    assert program.school.list_name in page
    assert "Куратор программы" in page
    assert "Педагог-психолог" in page


def test_own_account_with_wrong_email_is_refused(program, sign_in):
    user = make_member(program.school, "curator")

    page = sign_in(user).post("/account/", {**PROFILE, "email": "нет"}).content.decode()

    user.refresh_from_db()
    assert "Не сохранено" in page
    assert user.email == ""
    assert AuditEvent.objects.count() == 0


def test_one_time_password_lets_only_to_its_change(program, sign_in):
    user = make_member(program.school, "curator", must_change_password=True)

    assert sign_in(user).get("/home/").url == "/account/password/"


def test_person_without_role_is_told_what_to_do(db, sign_in):
    page = sign_in(make_user()).get("/home/").content.decode()

    assert "Роль ещё не назначена" in page


def test_help_says_why_some_data_have_no_field(db, sign_in):
    assert "Почему нет полей об учёте в полиции" in sign_in(make_user()).get("/help/").content.decode()


def test_coordinator_sees_totals_of_schools_without_names(db, sign_in, monkeypatch):
    figure = MunicipalFigure("Форм", lambda program: program.forms.count())
    monkeypatch.setattr(municipality, "MUNICIPAL_FIGURES", [figure])
    for name in ("Школа А", "Школа Б"):
        school = make_school(list_name=name)
        with scope(school=school):
            make_program(school)
        make_member(school, "curator", last_name="Тайная")
    user = make_user()
    Membership.objects.create(user=user, role="coordinator")
    client = sign_in(user)

    landing = client.get("/home/").url
    page = client.get(landing)

    assert landing == "/municipality/2026-2027/"
    assert [(row.school, row.numbers) for row in page.context["rows"]] == [("Школа А", [2]), ("Школа Б", [2])]
    assert page.context["sums"] == [4]
    assert "Тайная" not in page.content.decode()


def test_municipality_is_not_found_for_others(program, sign_in):
    answer = sign_in(make_member(program.school, "director")).get("/municipality/2026-2027/")

    assert answer.status_code == 404


def test_registry_of_figures_is_the_one_that_the_page_reads():
    assert municipality.MUNICIPAL_FIGURES is programme.MUNICIPAL_FIGURES


@pytest.mark.parametrize("address", ["/account/", "/home/", "/municipality/2026-2027/", "/admin/"])
def test_one_time_password_opens_nothing_but_its_change(program, sign_in, address):
    client = sign_in(make_member(program.school, "curator", must_change_password=True, last_name="Прежняя"))

    answers = [client.get(address), client.post("/account/", PROFILE)]

    assert [answer.url for answer in answers] == ["/account/password/"] * 2
    assert client.get("/account/password/").wsgi_request.user.last_name == "Прежняя"
