"""Resources: the shipped list, what is late, last year's needs a year later."""

from __future__ import annotations

from datetime import date

import pytest

from mentoring_site.permissions import Role
from programs.conditions import attention, resources_in_words
from programs.enums import ProgramState, ResourceKind, ResourceState
from programs.models import Resource
from programs.ready_resources import READY_RESOURCES
from programs.services.audit import Refusal, StaleVersion
from programs.services.resources import (
    add_ready_resources,
    add_resource,
    carry_resources,
    edit_resource,
    remove_resource,
    start_resources,
)
from programs.tenancy import access_for
from tests.factories import TODAY, make_member, make_program


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


def add(program, by, title="Кабинет", **values):
    return add_resource(program=program, by=by, kind=ResourceKind.ROOM, title=title, **values)


def test_new_programme_begins_with_the_shipped_list_in_its_own_years(program, director):
    start_resources(program=program, by=director)

    rows = list(Resource.objects.values_list("title", "due_on", "state"))
    assert [title for title, *_ in rows] == [one.title for one in READY_RESOURCES]
    assert rows[0][1:] == (date(2026, 9, 15), ResourceState.NEEDED)
    assert rows[-1][1] == date(2027, 5, 1)


def test_shipped_list_is_refused_where_rows_are_already(program, director):
    add(program, director)

    with pytest.raises(Refusal, match="только в пустой"):
        add_ready_resources(program=program, by=director)


def test_next_year_needs_the_same_again_and_has_nothing_yet(program, director):
    add(program, director, state=ResourceState.PROVIDED, due_on=date(2026, 9, 15), note="каб. 12")
    add(program, director, "Оплата", state=ResourceState.NOT_NEEDED)
    following = make_program(program.school, label="2027-2028", state=ProgramState.DRAFT)

    carry_resources(program=following, previous=program, by=director)

    assert list(
        Resource.objects.filter(program=following).values_list("title", "due_on", "state", "note")
    ) == [
        ("Кабинет", date(2027, 9, 15), ResourceState.NEEDED, ""),
        ("Оплата", None, ResourceState.NOT_NEEDED, ""),
    ]


def test_overdue_is_attention_until_it_is_provided(program, director):
    late = add(program, director, due_on=date(2026, 11, 20))
    add(program, director, "Проектор", due_on=date(2026, 11, 23))
    access = access_for(director, program, TODAY)
    [item] = attention(access, TODAY)
    assert (item.severity, item.rest, item.since) == ("late", "Кабинет", "срок с 20\xa0ноября 2026\xa0г.")
    assert resources_in_words(access, TODAY) == "обеспечено 0 из 2, просрочено 1"

    edit_resource(
        resource=late, version=1, by=director, title="Кабинет", kind="room", state=ResourceState.PROVIDED
    )

    assert list(attention(access, TODAY)) == []
    assert resources_in_words(access, TODAY) == "обеспечено 1 из 2"


def test_older_version_is_refused(program, director):
    with pytest.raises(StaleVersion):
        edit_resource(resource=add(program, director), version=5, by=director, title="Зал")


def test_closed_year_is_refused(program, director):
    resource = add(program, director)
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="условия больше не меняются"):
        remove_resource(resource=resource, by=director)
