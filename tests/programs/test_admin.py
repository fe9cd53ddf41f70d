from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import read_workbook
from participants.models import Category
from participants.registrations import add_categories
from programs.enums import ProgramState
from programs.models import AuditEvent, SchoolClass, SubjectGroup
from tests.factories import make_class, make_group, make_member, make_person, make_program, make_school


def _url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:{model}_{page}", args=args)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def test_admin_without_the_right_is_refused(program, sign_in):
    director = make_member(program.school, Role.DIRECTOR)

    response = sign_in(director).get(reverse("admin:index"))

    assert response.status_code == 403


def test_admin_of_an_anonymous_leads_to_the_sign_in(client, curator):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith("/?next=")


def test_admin_with_one_programme_opens_it_at_once(program, curator, sign_in):
    response = sign_in(curator).get(reverse("admin:index"))

    assert response.status_code == 200
    assert "Учётные записи и справочники" in response.content.decode()


def test_admin_with_two_years_asks_which_one(program, curator, sign_in):
    last_year = make_program(program.school, label="2025-2026")
    client = sign_in(curator)

    assert client.get(reverse("admin:index")).url == reverse("admin:choose_school")
    assert client.get(reverse("admin:choose_school")).status_code == 200

    client.post(reverse("admin:choose_school"), {"program": last_year.pk})

    assert client.get(reverse("admin:index")).status_code == 200


def test_admin_refuses_to_choose_a_foreign_school(program, curator, sign_in):
    foreign = make_program(make_school())

    response = sign_in(curator).post(reverse("admin:choose_school"), {"program": foreign.pk})

    assert response.status_code == 403


def test_admin_opens_every_page_of_every_model(program, curator, sign_in):
    make_person(program)
    client = sign_in(curator)

    codes = {
        model._meta.label: client.get(
            _url(f"{model._meta.app_label}_{model._meta.model_name}", "changelist")
        ).status_code
        for model in admin.site._registry
    }

    assert {label: code for label, code in codes.items() if code != 200} == {}


def test_admin_does_not_show_people_to_the_administrator(program, sign_in):
    administrator = make_member(program.school, Role.ADMINISTRATOR)

    response = sign_in(administrator).get(_url("participants_person", "changelist"))

    assert response.status_code == 403


def test_admin_keeps_people_view_only(program, curator, sign_in):
    person = make_person(program)
    client = sign_in(curator)
    url = _url("participants_person", "change", person.pk)

    assert client.get(url).status_code == 200
    assert client.post(url, {"last_name": "Другой"}).status_code == 403
    assert client.get(_url("participants_person", "add")).status_code == 403


def test_admin_does_not_reach_a_foreign_schools_rows(program, curator, sign_in):
    school = make_school()
    with scope(school=school):
        stranger = make_person(make_program(school), last_name="Чужой")
    client = sign_in(curator)

    response = client.get(_url("participants_person", "change", stranger.pk))

    assert response.status_code == 302
    assert "Чужой" not in client.get(_url("participants_person", "changelist")).content.decode()


def test_admin_does_not_reach_a_foreign_account(program, curator, sign_in):
    stranger = make_member(make_school(), Role.CURATOR, last_name="Чужой")
    client = sign_in(curator)

    assert client.get(_url("programs_user", "change", stranger.pk)).status_code == 302
    assert "Чужой" not in client.get(_url("programs_user", "changelist")).content.decode()


def test_admin_adds_a_class_with_its_school_year_and_journal_row(program, curator, sign_in):
    response = sign_in(curator).post(_url("programs_schoolclass", "add"), {"grade": 9, "letter": "В"})

    assert response.status_code == 302
    assert [str(c) for c in SchoolClass.objects.filter(program=program)] == ["9\u00a0«В»"]
    assert AuditEvent.objects.get().action == "admin.add"


def test_admin_refuses_a_class_that_is_there_already(program, curator, sign_in):
    make_class(program, 9, "В")

    response = sign_in(curator).post(_url("programs_schoolclass", "add"), {"grade": 9, "letter": "В"})

    assert response.status_code == 200
    assert SchoolClass.objects.count() == 1


def test_admin_edits_an_account_through_the_service(program, curator, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    data = {
        "last_name": "Новая",
        "first_name": "Анна",
        "middle_name": "Ивановна",
        "position": "",
        "email": "",
        "phone": "",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }

    response = sign_in(curator).post(_url("programs_user", "change", teacher.pk), data)

    teacher.refresh_from_db()
    assert (response.status_code, teacher.last_name) == (302, "Новая")
    assert AuditEvent.objects.get().action == "staff.edit"


def test_admin_does_not_let_a_curator_edit_the_director(program, curator, sign_in):
    director = make_member(program.school, Role.DIRECTOR)

    response = sign_in(curator).post(_url("programs_user", "change", director.pk), {"last_name": "Другая"})

    assert response.status_code == 403


def test_admin_export_of_groups_holds_own_rows_only(program, curator, sign_in):
    make_group(program, "ШМО физиков")
    school = make_school()
    with scope(school=school):
        make_group(make_program(school), "Чужое ШМО")

    response = sign_in(curator).get(_url("programs_subjectgroup", "export"))

    rows = read_workbook(response.content, "groups.xlsx").sheets[0].rows
    assert rows == [["title"], ["ШМО физиков"]]


def test_admin_export_with_an_unknown_filter_goes_back_to_the_list(program, curator, sign_in):
    response = sign_in(curator).get(_url("programs_subjectgroup", "export") + "?colour=red")

    assert response.url == _url("programs_subjectgroup", "changelist")


def test_admin_import_of_groups_adds_rows_to_the_chosen_year(program, curator, sign_in):
    client = sign_in(curator)
    file = SimpleUploadedFile("groups.csv", "title\nШМО химиков\n".encode(), content_type="text/csv")

    page = client.post(_url("programs_subjectgroup", "import"), {"import_file": file, "format": "0"})
    confirm = page.context["confirm_form"]
    assert SubjectGroup.objects.count() == 0

    response = client.post(_url("programs_subjectgroup", "process_import"), confirm.initial)

    assert response.status_code == 302
    assert list(SubjectGroup.objects.values_list("title", "program")) == [("ШМО химиков", program.pk)]
    assert AuditEvent.objects.get().action == "admin.import"


def test_admin_import_confirmed_twice_is_written_once(program, curator, sign_in):
    client = sign_in(curator)
    file = SimpleUploadedFile("groups.csv", "title\nШМО химиков\n".encode(), content_type="text/csv")
    page = client.post(_url("programs_subjectgroup", "import"), {"import_file": file, "format": "0"})
    confirm = page.context["confirm_form"].initial

    answers = [client.post(_url("programs_subjectgroup", "process_import"), confirm) for _ in range(2)]

    assert [answer.url for answer in answers] == [
        _url("programs_subjectgroup", "changelist"),
        _url("programs_subjectgroup", "import"),
    ]
    assert SubjectGroup.objects.count() == 1


def test_admin_import_reads_no_file_that_it_has_not_shown(program, curator, sign_in, tmp_path):
    planted = Path(tempfile.gettempdir()) / f"{tmp_path.name}.csv"
    planted.write_text("title\nЧужая\n")
    form = {"import_file_name": planted.name, "original_file_name": "a.csv", "format": "0"}

    answer = sign_in(curator).post(_url("programs_subjectgroup", "process_import"), form)

    assert planted.exists()
    planted.unlink()
    assert answer.url == _url("programs_subjectgroup", "import")
    assert not SubjectGroup.objects.exists()


def test_admin_changes_no_list_of_a_finished_year(program, curator, sign_in):
    group = make_group(program)
    program.state = ProgramState.COMPLETED
    program.save()
    client = sign_in(curator)

    codes = {
        page: client.post(_url("programs_subjectgroup", page, *args), {"title": "Новое"}).status_code
        for page, args in (("add", ()), ("change", (group.pk,)), ("import", ()))
    }

    assert codes == {"add": 403, "change": 403, "import": 403}
    assert client.get(_url("programs_subjectgroup", "changelist")).status_code == 200


def test_admin_takes_no_condition_from_the_address(program, curator, sign_in):
    """A list that answers «whose hash begins with …» gives the hash away letter by letter."""
    url = _url("programs_user", "changelist")
    client = sign_in(curator)

    codes = [
        client.get(url, {name: "argon2"}).status_code for name in ("password__startswith", "email__regex")
    ]

    assert codes == [400, 400]


def test_admin_names_every_field_in_russian():
    names = [
        f"{model.__name__}.{field.name}"
        for model in admin.site._registry
        for field in model._meta.concrete_fields
        if not field.auto_created and re.search("[а-яё]", str(field.verbose_name).lower()) is None
    ]

    assert [name for name in names if not name.startswith("User.")] == []


def test_admin_never_takes_the_mark_of_health_data_away(program, curator, sign_in):
    add_categories(program=program, by=curator)
    special = Category.objects.get(is_special=True)
    client = sign_in(curator)
    row = {
        "code": special.code,
        "kind": special.kind,
        "title": "Иначе",
        "short_title": "Иначе",
        "position": 1,
    }
    table = f"code,kind,title,short_title,is_special,position\n{special.code},{special.kind},Ещё,Ещё,0,1\n"

    changed = client.post(_url("participants_category", "change", special.pk), row)
    special.refresh_from_db()
    after_the_page = (special.title, special.is_special)
    file = SimpleUploadedFile("categories.csv", table.encode(), content_type="text/csv")
    page = client.post(_url("participants_category", "import"), {"import_file": file, "format": "0"})
    client.post(_url("participants_category", "process_import"), page.context["confirm_form"].initial)
    special.refresh_from_db()

    assert (changed.status_code, after_the_page) == (302, ("Иначе", True))
    assert (special.title, special.is_special) == ("Ещё", True)
