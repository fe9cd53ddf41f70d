"""Columns of the list of staff: the phone shows them without heads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentoring_site.permissions import Role
from programs.models import Membership
from programs.querysets import accounts_of
from programs.tables import plain_rows, shown_rows, staff_columns
from tests.factories import make_member

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("post", "shown"),
    [
        ("директор", '<span class="only-wide">директор</span>'),
        ("Директор ", '<span class="only-wide">Директор </span>'),
        ("директор школы", "директор школы"),
        ("", None),
    ],
)
def test_post_that_only_repeats_the_role_leaves_the_phone(program, post, shown):
    make_member(program.school, Role.DIRECTOR, position=post)
    columns = staff_columns(program, DAY, with_logins=False)
    users = list(accounts_of(program))

    [row] = shown_rows(columns, users)
    [plain] = plain_rows(columns, users)

    assert (row["cells"]["position"], plain[1]) == (shown, post or None)


def test_post_stays_on_the_phone_when_its_role_is_over(program):
    make_member(program.school, Role.DIRECTOR, position="директор")
    Membership.objects.update(ends=DAY - timedelta(days=1))

    [row] = shown_rows(staff_columns(program, DAY, with_logins=False), list(accounts_of(program)))

    assert row["cells"]["position"] == "директор"
