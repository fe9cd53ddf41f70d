from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from programs.lists import row_ids
from programs.models import UsedKey
from programs.services.audit import claim_key
from tests.factories import make_member


def test_row_ids_leave_out_what_can_be_no_id():
    found = row_ids(["7", "²", "٣", "-1", "", "7.0", "9" * 19, "9" * 5000, str(2**63 - 1)])

    assert found == [7, 2**63 - 1]


@pytest.mark.django_db
def test_key_of_one_user_does_not_stop_another(program):
    first, second = (make_member(program.school, Role.CURATOR) for _ in range(2))

    claims = [claim_key("same", by=first), claim_key("same", by=second), claim_key("same", by=first)]

    assert [claim is not None for claim in claims] == [True, True, False]


@pytest.mark.django_db
def test_form_without_a_key_is_never_taken_for_a_second_one(program):
    curator = make_member(program.school, Role.CURATOR)

    claims = [claim_key("", by=curator) for _ in range(2)]

    assert None not in claims
    assert UsedKey.objects.count() == 2
