from __future__ import annotations

from django.db import transaction

from mentoring_site.permissions import Role
from programs.fresh import until_next_event
from programs.services.audit import record_event
from programs.tenancy import access_for
from tests.factories import TODAY, make_member


def counting():
    calls = []

    def count():
        calls.append(1)
        return len(calls)

    return count


def test_count_is_kept_until_something_happens(program):
    curator = make_member(program.school, Role.CURATOR)
    count = counting()

    before = [until_next_event(access_for(curator, program, TODAY), TODAY, "x", count) for _ in range(2)]
    with transaction.atomic():
        record_event("test", by=curator, sentence="что-то случилось", program=program)
    after = until_next_event(access_for(curator, program, TODAY), TODAY, "x", count)

    assert (before, after) == ([1, 1], 2)


def test_count_of_nothing_is_kept_too(program):
    access = access_for(make_member(program.school, Role.CURATOR), program, TODAY)
    calls = []

    for _ in range(2):
        assert until_next_event(access, TODAY, "x", lambda: calls.append(1)) is None

    assert calls == [1]


def test_count_of_one_user_is_not_shown_to_another(program):
    count = counting()
    users = [make_member(program.school, Role.CURATOR) for _ in range(2)]

    shown = [until_next_event(access_for(user, program, TODAY), TODAY, "x", count) for user in users]

    assert shown == [1, 2]
