from __future__ import annotations

import pytest

from mentoring_site.permissions import Access
from roadmap.rules import may_close, may_progress, own_plural_roles


def access(*roles, acting=False):
    return Access(user=None, school=None, program=None, roles=frozenset(roles), is_acting_director=acting)


@pytest.mark.parametrize(
    ("step_roles", "held", "progress", "close"),
    [
        (("deputy_uvr", "curator"), "deputy_uvr", True, True),
        (("deputy_uvr", "deputy_vr"), "deputy_vr", True, True),  # nobody plural: anybody named
        (("deputy_uvr", "deputy_vr"), "psychologist", False, False),
        (("deputy_uvr", "deputy_vr"), "curator", True, True),
        (("deputy_uvr", "deputy_vr"), "director", True, True),
        (("deputy_uvr", "class_teacher"), "deputy_uvr", True, True),
        (("deputy_uvr", "deputy_vr", "class_teacher"), "deputy_vr", True, False),
        (("deputy_uvr", "class_teacher"), "class_teacher", True, False),
        (("mentor",), "mentor", True, False),
        (("mentor",), "mentee", False, False),
    ],
)
def test_rights_on_a_step_follow_the_named_roles(step_roles, held, progress, close):
    person = access(held)

    assert (may_progress(step_roles, person), may_close(step_roles, person, all_parts_done=False)) == (
        progress,
        close,
    )


def test_first_named_plural_role_closes_once_all_parts_are_marked():
    assert may_close(("mentor",), access("mentor"), all_parts_done=True) is True
    assert may_close(("curator", "mentor"), access("mentor"), all_parts_done=True) is False


def test_who_stands_in_for_the_director_may_mark_and_close():
    deputy = access("deputy_vr", acting=True)

    assert may_progress(("curator",), deputy)
    assert may_close(("curator",), deputy, all_parts_done=False)


def test_own_plural_roles_are_those_of_the_step_that_the_person_holds():
    person = access("class_teacher", "subject_head", "curator")

    assert own_plural_roles(("curator", "class_teacher", "mentor"), person) == ["class_teacher"]
