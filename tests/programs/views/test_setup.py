import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django_scopes import scope

from programs.models import AuditEvent, Membership, Program, School, SchoolClass, User
from programs.services import setup as services
from programs.services.audit import Refusal
from tests.factories import make_school

ADMINISTRATOR = {
    "last_name": "Лукин",
    "first_name": "Пётр",
    "middle_name": "Ильич",
    "username": "lukin",
    "password": "длинный-пароль-59",
    "again": "длинный-пароль-59",
    "is_curator": "on",
}
SCHOOL = {
    "slug": "sosh59",
    "full_name": "Средняя школа № 59",
    "short_name": "СОШ № 59",
    "list_name": "СОШ № 59",
    "time_zone": "Asia/Krasnoyarsk",
    "inn": "7707083893",
}
PROGRAMME = {"label": "2026-2027", "starts": "2026-09-01", "ends": "2027-08-31"}
CLASSES = {"first_grade": "5", "last_grade": "6", "letters": "А Б"}


@pytest.fixture(autouse=True)
def var_dir(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    return tmp_path


def step(name):
    return reverse("account:setup_step", kwargs={"step": name})


def enter(client):
    return client.post(reverse("account:setup"), {"code": services.issue_code()})


def walk(client):
    enter(client)
    for name, data in (
        ("administrator", ADMINISTRATOR),
        ("school", SCHOOL),
        ("programme", PROGRAMME),
        ("classes", CLASSES),
    ):
        answer = client.post(step(name), data)
        assert answer.status_code == 302, answer.context["form"].errors


def test_empty_site_sends_first_visitor_to_the_wizard(db, client):
    assert client.get("/").url == reverse("account:setup")


def test_wizard_makes_administrator_school_programme_and_classes(db, client):
    walk(client)
    check = client.get(step("check")).content.decode()
    done = client.post(step("check"))

    user, school, program = User.objects.get(), School.objects.get(), Program.objects.get()
    assert "СОШ № 59" in check
    assert ADMINISTRATOR["password"] not in check
    assert done.url == f"/sosh59/{program.label}/"
    assert client.get(done.url).status_code == 200
    assert user.check_password(ADMINISTRATOR["password"])
    assert sorted(Membership.objects.values_list("role", flat=True)) == ["administrator", "curator"]
    assert (school.inn, program.label) == ("7707083893", "2026-2027")
    with scope(school=school):
        assert [str(c) for c in SchoolClass.objects.all()] == [
            "5\u00a0«А»",
            "5\u00a0«Б»",
            "6\u00a0«А»",
            "6\u00a0«Б»",
        ]
        assert AuditEvent.objects.filter(action="program.open").count() == 1


def test_wizard_is_closed_for_ever_afterwards(db, client, var_dir):
    walk(client)
    client.post(step("check"))

    answers = [client.get(reverse("account:setup")), client.get(step("school")), client.post(step("check"))]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not (var_dir / "setup_code.json").exists()
    with pytest.raises(Refusal, match="уже настроен"):
        services.issue_code()


def test_wizard_is_closed_while_a_school_exists(db, client):
    make_school()

    assert client.get(reverse("account:setup")).status_code == 404


def test_wrong_code_is_counted_and_shuts_the_door(db, client):
    right = services.issue_code()
    pages = [
        client.post(reverse("account:setup"), {"code": "AAAA-BBBB-CCCC"}).content.decode()
        for _ in range(services.MAX_TRIES)
    ]

    late = client.post(reverse("account:setup"), {"code": right})

    assert "Осталось попыток: 4" in pages[0]
    assert "слишком много раз" in late.content.decode()
    assert client.get(step("administrator")).url == reverse("account:setup")


def test_code_typed_in_small_letters_and_spaces_is_right(db):
    code = services.issue_code()

    assert services.is_current(services.check_code(f" {code.lower().replace('-', ' ')} "))


def test_new_code_ends_the_session_of_the_former(db, client):
    enter(client)
    services.issue_code()

    assert client.get(step("administrator")).url == reverse("account:setup")


def test_code_file_is_closed_to_others_and_holds_no_code(db, var_dir):
    code = services.issue_code()

    path = var_dir / "setup_code.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert code.replace("-", "") not in path.read_text()


def test_step_without_code_or_earlier_answers_leads_back(db, client):
    assert client.get(step("school")).url == reverse("account:setup")

    enter(client)

    assert client.get(step("check")).url == step("administrator")
    assert client.get("/setup/nothing/").status_code == 404


def test_back_keeps_answers_and_password(db, client):
    walk(client)

    page = client.get(step("administrator")).content.decode()
    again = client.post(
        step("administrator"), {**ADMINISTRATOR, "password": "", "again": "", "last_name": "Лукина"}
    )
    client.post(step("check"))

    assert 'value="Лукин"' in page
    assert "Пароль уже задан" in page
    assert again.status_code == 302
    user = User.objects.get()
    assert (user.last_name, user.check_password(ADMINISTRATOR["password"])) == ("Лукина", True)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("administrator", {**ADMINISTRATOR, "password": "12345", "again": "12345"}, "слишком короткий"),
        ("administrator", {**ADMINISTRATOR, "again": "другой"}, "Пароли не совпадают"),
        ("school", {**SCHOOL, "slug": "admin"}, "занят самим сайтом"),
        ("school", {**SCHOOL, "ogrn": "1"}, "ОГРН состоит из 13 или 15 цифр"),
        ("programme", {**PROGRAMME, "ends": "2026-09-02"}, "не меньше четырёх недель"),
        ("classes", {**CLASSES, "last_grade": "3"}, "Последняя параллель меньше первой"),
        ("classes", {**CLASSES, "letters": "А1"}, "Впишите буквы классов"),
    ],
)
def test_wrong_answer_is_named_and_nothing_written(db, client, name, data, message):
    walk(client)

    page = client.post(step(name), data).content.decode()

    assert message in page
    assert (User.objects.count(), School.objects.count()) == (0, 0)


def test_administrator_without_password_is_refused(db, client):
    enter(client)

    page = client.post(step("administrator"), {**ADMINISTRATOR, "password": "", "again": ""}).content.decode()

    assert "Придумайте пароль" in page


def test_wizard_failing_at_the_end_writes_nothing(db, client, monkeypatch):
    def refuse(**kwargs):
        raise Refusal("Не вышло.")

    walk(client)
    monkeypatch.setattr(services, "add_classes", refuse)

    page = client.post(step("check")).content.decode()

    assert "Не вышло." in page
    assert (User.objects.count(), School.objects.count(), Program.objects.count()) == (0, 0, 0)


def test_command_prints_address_and_code_while_open(db, capsys):
    call_command("setup_code")
    first = capsys.readouterr().out
    make_school()
    call_command("setup_code")

    assert f"{settings.SITE_URL}/setup/" in first
    assert services.check_code(first.split()[-1])
    assert "уже настроен" in capsys.readouterr().out
