from __future__ import annotations

import pytest
from django.urls import reverse

from mentoring_site.permissions import ROLE_PERMISSIONS, Role
from programs.content import load_template
from programs.duties import duty_holders
from programs.registries.programme import DUTY_PAGES
from programs.registries.screens import SETTINGS_ROOMS
from programs.tenancy import access_for, program_url
from programs.views.rooms import SETTINGS
from tests.factories import TODAY, make_member


def added(role):
    """Titles of what the upper apps set up for the role."""
    return [page.title for page in SETTINGS_ROOMS if page.permission in ROLE_PERMISSIONS[role]]


def settings_titles(program, client):
    page = client.get(program_url(program, "programs:settings_list"))
    return [entry["title"] for entry in page.context["entries"]]


def test_settings_of_curator_lead_to_every_room(program, sign_in):
    client = sign_in(make_member(program.school, Role.CURATOR))

    entries = client.get(program_url(program, "programs:settings_list")).context["entries"]

    assert [entry["title"] for entry in entries] == [*[title for title, *_ in SETTINGS], *added(Role.CURATOR)]
    assert reverse("admin:index") in [entry["url"] for entry in entries]
    assert {client.get(entry["url"]).status_code for entry in entries} == {200}


def test_settings_of_director_leave_out_the_admin_site(program, sign_in):
    titles = settings_titles(program, sign_in(make_member(program.school, Role.DIRECTOR)))

    assert titles == [
        *[title for title, *_ in SETTINGS if title != "Администрирование"],
        *added(Role.DIRECTOR),
    ]


def test_settings_of_psychologist_are_forbidden(program, sign_in):
    client = sign_in(make_member(program.school, Role.PSYCHOLOGIST))

    assert client.get(program_url(program, "programs:settings_list")).status_code == 403


def test_duties_are_the_five_rows_of_the_document_with_eighteen_duties(program):
    access = access_for(make_member(program.school, Role.CURATOR), program, TODAY)

    holders = duty_holders(access, TODAY)

    assert [(holder.title, len(holder.duties)) for holder in holders] == [
        ("Директор", 6),
        ("Куратор Программы", 7),
        ("Наставники", 3),
        ("Педагог-психолог", 1),
        ("Наставляемые", 1),
    ]
    assert holders[0].term == "Сентябрь 2026"


def test_duty_pages_name_duties_of_the_document():
    assert set(DUTY_PAGES) - {duty.code for duty in load_template().duties} == set()


@pytest.mark.parametrize("role", [Role.CURATOR, Role.DIRECTOR, Role.PSYCHOLOGIST, Role.CLASS_TEACHER])
def test_duties_lead_only_where_the_reader_may_go(program, sign_in, role):
    client = sign_in(make_member(program.school, role))

    holders = client.get(program_url(program, "programs:duty_list")).context["holders"]

    urls = {page.url for holder in holders for duty in holder.duties for page in duty.pages if page.url}
    # a bare programme has no roadmap yet, so its one step is not found
    assert {
        url: client.get(url).status_code for url in urls if not url.endswith("/roadmap/16/")
    } == dict.fromkeys((url for url in urls if not url.endswith("/roadmap/16/")), 200)


def test_duty_closed_to_the_reader_keeps_its_word_to_itself(program):
    access = access_for(make_member(program.school, Role.MENTEE), program, TODAY)

    bases = duty_holders(access, TODAY)[1].duties[0].pages

    assert [(page.label, page.url, page.word) for page in bases] == [
        ("База наставников", "", ""),
        ("База наставляемых", "", ""),
    ]
