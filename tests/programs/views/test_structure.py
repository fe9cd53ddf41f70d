from __future__ import annotations

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from programs.models import SchoolClass, SubjectGroup, Substitution
from programs.tenancy import program_url
from tests.factories import make_class, make_group, make_member, make_person

CLASS_LIST_QUERIES = 7


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def url(program):
    return lambda name, **kwargs: program_url(program, f"programs:{name}", **kwargs)


@pytest.mark.parametrize("rows", [1, 3])
def test_class_list_costs_the_same_for_any_number(
    program, director, sign_in, url, rows, django_assert_num_queries, bare_shell
):
    for number in range(rows):
        make_class(program, 5 + number, "А", make_member(program.school, Role.CLASS_TEACHER))
    client = sign_in(director)
    client.get(url("class_list"))

    with django_assert_num_queries(CLASS_LIST_QUERIES):
        client.get(url("class_list"))


def test_class_list_adds_a_grid_at_once(program, director, sign_in, url):
    sign_in(director).post(url("class_list"), {"first_grade": 5, "last_grade": 11, "letters": "А, б,В"})

    assert SchoolClass.objects.count() == 21
    assert set(SchoolClass.objects.values_list("letter", flat=True)) == {"А", "Б", "В"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"first_grade": 9, "last_grade": 5, "letters": "А"}, "Последняя параллель меньше первой."),
        ({"first_grade": 0, "last_grade": 5}, "больше либо равно 1"),
        ({"first_grade": 5, "last_grade": 5, "letters": "А Б В Г Д"}, "не похоже на букву класса"),
    ],
)
def test_class_list_with_bad_input_says_what(director, sign_in, url, data, message):
    response = sign_in(director).post(url("class_list"), data)

    assert message in response.content.decode()
    assert SchoolClass.objects.count() == 0


def test_class_remove_with_pupils_says_why(program, director, sign_in, url):
    seventh = make_class(program, 7)
    make_person(program, school_class=seventh)

    response = sign_in(director).post(url("class_remove", pk=seventh.pk), follow=True)

    assert "в нём числится 1\u00a0человек" in response.content.decode()


def test_class_edit_changes_the_letter(program, director, sign_in, url):
    seventh = make_class(program, 7)

    sign_in(director).post(url("class_edit", pk=seventh.pk), {"grade": 7, "letter": "г"})

    seventh.refresh_from_db()
    assert str(seventh) == "7\u00a0«Г»"


def test_group_list_adds_and_refuses_the_same_title(program, director, sign_in, url):
    client = sign_in(director)
    data = {"title": "ШМО физиков", "head": director.pk}

    client.post(url("group_list"), data)
    response = client.post(url("group_list"), data)

    assert "уже есть в списке" in response.content.decode()
    assert [group.head for group in SubjectGroup.objects.all()] == [director]


def test_group_edit_and_remove(program, director, sign_in, url):
    group = make_group(program, "ШМО физиков")
    client = sign_in(director)

    client.post(url("group_edit", pk=group.pk), {"title": "ШМО химиков", "head": ""})
    group.refresh_from_db()
    assert group.title == "ШМО химиков"

    client.post(url("group_remove", pk=group.pk))
    assert SubjectGroup.objects.count() == 0


def test_substitution_page_appoints_and_withdraws(program, director, sign_in, url):
    deputy = make_member(program.school, Role.DEPUTY_VR)
    client = sign_in(director)
    today = timezone.localdate().isoformat()

    client.post(url("substitution_list"), {"deputy": deputy.pk, "starts": today, "ends": today})
    assert client.get(url("substitution_list")).context["appointments"][0]["state"] == ("ok", "действует")

    client.post(url("substitution_withdraw", pk=Substitution.objects.get().pk))
    assert client.get(url("substitution_list")).context["appointments"][0]["state"] == ("none", "отозвано")


def test_substitution_by_the_curator_is_refused_with_words(program, sign_in, url):
    deputy = make_member(program.school, Role.DEPUTY_VR)
    curator = make_member(program.school, Role.CURATOR)
    today = timezone.localdate().isoformat()

    response = sign_in(curator).post(
        url("substitution_list"), {"deputy": deputy.pk, "starts": today, "ends": today}
    )

    assert "только директор" in response.content.decode()
    assert Substitution.objects.count() == 0


def test_classes_and_groups_of_a_completed_year_do_not_change(program, sign_in):
    client = sign_in(make_member(program.school, Role.CURATOR))
    group = make_group(program, "ШМО физиков")
    type(program).objects.filter(pk=program.pk).update(state="completed")

    for name, kwargs, data in (
        ("class_list", {}, {"first_grade": 1, "last_grade": 1, "letters": "Ы"}),
        ("group_list", {}, {"title": "ШМО химиков"}),
        ("group_remove", {"pk": group.pk}, {}),
    ):
        client.post(program_url(program, f"programs:{name}", **kwargs), data)

    assert not SchoolClass.objects.filter(letter="Ы").exists()
    assert list(SubjectGroup.objects.values_list("title", flat=True)) == ["ШМО физиков"]
