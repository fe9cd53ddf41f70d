from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import read_workbook, write_table
from programs.enums import ProgramState
from programs.models import ClassTeacher, Membership, User
from programs.services.audit import claim_key
from programs.tenancy import program_url
from tests.factories import make_class, make_group, make_member

STAFF_LIST_QUERIES = 11


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def url(program):
    return lambda name, **kwargs: program_url(program, f"programs:{name}", **kwargs)


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_list_costs_the_same_for_any_number_of_people(
    program, director, sign_in, url, rows, django_assert_num_queries, bare_shell
):
    for number in range(rows):
        user = make_member(program.school, Role.CLASS_TEACHER, Role.SUBJECT_HEAD)
        make_class(program, 5 + number, "А", user)
        make_group(program, f"ШМО {number}", user)
    client = sign_in(director)
    client.get(url("staff_list"))

    with django_assert_num_queries(STAFF_LIST_QUERIES):
        response = client.get(url("staff_list"))

    assert len(response.context["rows"]) == rows + 1


def test_staff_list_finds_by_any_case_and_yo(program, director, sign_in, url):
    make_member(program.school, Role.SOCIAL, last_name="Щёголева")
    make_member(program.school, Role.SOCIAL, last_name="Другая")

    response = sign_in(director).get(url("staff_list"), {"q": "ЩЕГОЛ"})

    assert [row["label"].split()[0] for row in response.context["rows"]] == ["Щёголева"]


def test_staff_list_shows_former_staff_apart(program, director, sign_in, url):
    former = make_member(program.school, Role.SOCIAL, last_name="Бывшая")
    Membership.objects.filter(user=former).update(ends="2026-01-01")
    client = sign_in(director)

    present = {row["id"] for row in client.get(url("staff_list")).context["rows"]}
    gone = [row["id"] for row in client.get(url("staff_list"), {"view": "former"}).context["rows"]]

    assert (present, gone) == ({director.pk}, [former.pk])


def test_staff_list_hides_logins_from_who_does_not_keep_accounts(program, director, sign_in, url):
    teacher = make_member(program.school, Role.CLASS_TEACHER)

    content = sign_in(teacher).get(url("staff_list")).content.decode()

    assert director.username not in content
    assert "Добавить сотрудника" not in content


def test_staff_export_never_holds_a_live_formula(program, director, sign_in, url):
    make_member(program.school, Role.SOCIAL, last_name="Петрова", position='=HYPERLINK("http://x")')

    response = sign_in(director).get(url("staff_export"), {"q": "Петрова", "format": "csv"})

    assert "'=HYPERLINK" in response.content.decode("utf-8-sig").replace('""', '"')


def test_staff_export_of_an_unknown_format_is_not_found(director, sign_in, url):
    assert sign_in(director).get(url("staff_export"), {"format": "exe"}).status_code == 404


def test_staff_export_reads_back(program, director, sign_in, url):
    response = sign_in(director).get(url("staff_export"), {"format": "ods"})

    rows = read_workbook(response.content, "staff.ods").sheets[0].rows
    assert rows[1][0] == str(director)


def test_staff_pdf_is_a_paper(director, sign_in, url):
    response = sign_in(director).get(url("staff_pdf"))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_staff_create_makes_an_account_and_a_slip_printed_once(program, director, sign_in, url):
    client = sign_in(director)
    data = {"last_name": "Петрова", "first_name": "Анна", "roles": [Role.SOCIAL, Role.PSYCHOLOGIST]}

    response = client.post(url("staff_create"), data)

    user = User.objects.get(last_name="Петрова")
    assert response.url == url("staff_slips")
    assert "petrova.a" in client.get(url("staff_slips")).content.decode()
    slips = client.post(url("staff_slips_pdf"))
    assert slips.content.startswith(b"%PDF")
    again = client.post(url("staff_slips_pdf"))
    assert again.status_code == 302
    assert user.memberships.count() == 2


def test_slips_lie_sealed_in_the_session(program, director, sign_in, url):
    client = sign_in(director)

    client.post(url("staff_create"), {"last_name": "Петрова", "first_name": "Анна", "roles": [Role.SOCIAL]})

    kept = client.session["staff_slips"]
    assert "petrova" not in str(kept)


def test_staff_create_asks_about_a_namesake(program, director, sign_in, url):
    make_member(program.school, Role.SOCIAL, last_name="Петрова", first_name="Анна", middle_name="")
    client = sign_in(director)
    data = {"last_name": "Петрова", "first_name": "Анна", "roles": [Role.PSYCHOLOGIST]}

    response = client.post(url("staff_create"), data)
    assert "однофамилец" in response.content.decode()
    assert User.objects.filter(last_name="Петрова").count() == 1

    client.post(url("staff_create"), {**data, "is_namesake": "on"})
    assert User.objects.filter(last_name="Петрова").count() == 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"last_name": "Пeтрова"}, "смешаны русские и латинские буквы. Правильно: Петрова."),
        ({"roles": []}, "Заполните это поле."),
        ({"starts": "31.02.2010"}, "Такой даты нет."),
        ({"starts": "2026-12-01", "ends": "2026-11-01"}, "Последний день раньше первого."),
        ({"roles": ["coordinator"]}, "Выберите корректный вариант"),
    ],
)
def test_staff_create_with_bad_input_says_what_and_writes_nothing(director, sign_in, url, changed, message):
    data = {"last_name": "Петрова", "first_name": "Анна", "roles": [Role.SOCIAL], **changed}

    response = sign_in(director).post(url("staff_create"), data)

    assert message in response.content.decode()
    assert User.objects.count() == 1


def test_curator_is_not_offered_roles_above_his_own(program, sign_in, url):
    curator = make_member(program.school, Role.CURATOR)

    form = sign_in(curator).get(url("staff_create")).context["form"]

    assert [code for code, _ in form.fields["roles"].choices] == [
        Role.PSYCHOLOGIST,
        Role.SOCIAL,
        Role.SUBJECT_HEAD,
        Role.CLASS_TEACHER,
    ]


def test_staff_many_shows_verdicts_and_writes_nothing_until_confirmed(program, director, sign_in, url):
    client = sign_in(director)
    text = "Петрова Анна; ; психолог\nИванов Пётр; ; космонавт"

    response = client.post(url("staff_many"), {"text": text, "write": "1"})

    assert [row.verdict for row in response.context["rows"]] == ["new", "error"]
    assert User.objects.count() == 1


def test_staff_many_adds_the_new_and_passes_over_the_known(program, director, sign_in, url):
    make_member(program.school, Role.SOCIAL, last_name="Иванов", first_name="Пётр", middle_name="")
    client = sign_in(director)
    text = "Петрова Анна; учитель; психолог\nиванов петр; ; психолог"

    client.post(url("staff_many"), {"text": text})
    response = client.post(url("staff_many"), {"text": text, "write": "1"})

    assert response.url == url("staff_slips")
    assert User.objects.filter(last_name="Петрова", position="учитель").count() == 1
    assert User.objects.count() == 3


def test_staff_many_twice_changes_nothing(program, director, sign_in, url):
    client = sign_in(director)
    data = {"text": "Петрова Анна; учитель; психолог", "write": "1"}

    client.post(url("staff_many"), data)
    response = client.post(url("staff_many"), data)

    assert [row.verdict for row in response.context["rows"]] == ["same"]
    assert User.objects.count() == 2


def test_staff_many_reads_a_workbook(program, director, sign_in, url):
    data = write_table(
        "xlsx", title="x", header=["ФИО", "Должность", "Роль"], rows=[["Петрова Анна", "", "психолог"]]
    )

    response = sign_in(director).post(url("staff_many"), {"file": SimpleUploadedFile("staff.xlsx", data)})

    assert [row.full_name for row in response.context["rows"]] == ["Петрова Анна"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("staff.xlsx", b"not a table", "Это не таблица"),
        ("staff.csv", b"", "Отправленный файл пуст"),
    ],
)
def test_staff_many_refuses_a_bad_file(director, sign_in, url, name, data, message):
    response = sign_in(director).post(url("staff_many"), {"file": SimpleUploadedFile(name, data)})

    assert message in response.content.decode()


def test_role_withdraw_with_a_bad_date_says_so(program, director, sign_in, url):
    user = make_member(program.school, Role.SOCIAL)
    membership = user.memberships.get()

    response = sign_in(director).post(
        url("role_withdraw", pk=membership.pk), {"last_day": "31.02.2026"}, follow=True
    )

    assert "Роль не снята. Укажите последний день" in response.content.decode()
    assert Membership.objects.get(pk=membership.pk).ends is None


def test_role_withdraw_of_a_foreign_membership_is_not_found(director, sign_in, url):
    foreign = make_member(None, Role.COORDINATOR).memberships.get()

    assert sign_in(director).post(url("role_withdraw", pk=foreign.pk)).status_code == 404


def test_staff_detail_offers_nothing_about_oneself(director, sign_in, url):
    content = sign_in(director).get(url("staff_detail", pk=director.pk)).content.decode()

    assert "Свои роли не меняют" in content
    assert "Снять роль" not in content
    assert "Закрыть доступ" not in content


def test_staff_detail_tells_its_history(program, director, sign_in, url):
    user = make_member(program.school, Role.SOCIAL)
    client = sign_in(director)
    today = timezone.localdate()

    client.post(url("staff_close", pk=user.pk), {"last_day": today.isoformat()})

    content = client.get(url("staff_detail", pk=user.pk)).content.decode()
    assert f"снята роль «Социальный педагог»: {user}, последний день {today:%d.%m.%Y}" in content


def test_one_time_password_opens_only_the_page_where_it_is_changed(program, sign_in, url):
    user = make_member(program.school, Role.SOCIAL, must_change_password=True)
    client = sign_in(user)

    assert client.get(url("dashboard")).url == "/account/password/"

    response = client.post(
        "/account/password/",
        {
            "old_password": "test-password-59",
            "new_password1": "nine-blue-boats",
            "new_password2": "nine-blue-boats",
        },
    )
    assert response.url == "/home/"
    assert client.get(url("dashboard")).status_code == 200


def test_staff_create_sent_twice_makes_one_account(program, director, sign_in, url):
    client = sign_in(director)
    data = {
        "last_name": "Петрова",
        "first_name": "Анна",
        "roles": [Role.SOCIAL],
        "is_namesake": "on",
        "once": "a",
    }

    client.post(url("staff_create"), data)
    again = client.post(url("staff_create"), data, follow=True)

    assert "второй раз ничего не записано" in again.content.decode()
    assert User.objects.filter(last_name="Петрова").count() == 1


def test_staff_many_sent_twice_at_once_adds_the_list_once(program, director, sign_in, url):
    with transaction.atomic():
        claim_key("a", by=director)  # the first arrival is still on its way

    response = sign_in(director).post(
        url("staff_many"), {"text": "Петрова Анна; учитель; психолог", "write": "1", "once": "a"}
    )

    assert response.url == url("staff_list")
    assert User.objects.count() == 1


def test_staff_places_of_a_finished_year_are_refused_in_words(program, director, sign_in, url):
    teacher, seventh = make_member(program.school, Role.CLASS_TEACHER), make_class(program)
    program.state = ProgramState.COMPLETED
    program.save()

    response = sign_in(director).post(url("staff_places", pk=teacher.pk), {"classes": [seventh.pk]})

    assert "её классы и объединения больше не меняются" in response.content.decode()
    assert not ClassTeacher.objects.exists()


@pytest.mark.parametrize("number", ["9" * 30, "9223372036854775808", "-1", "²"])
def test_staff_places_with_a_number_of_no_row_are_a_wrong_choice(program, director, sign_in, url, number):
    teacher = make_member(program.school, Role.CLASS_TEACHER)

    response = sign_in(director).post(url("staff_places", pk=teacher.pk), {"classes": [number]})

    assert response.status_code == 200
    assert "classes" in response.context["form"].errors
