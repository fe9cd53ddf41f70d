"""Two curators with two orders at once: one wins, the other gets a sentence. Row locks live on PostgreSQL only."""

import pytest
from django.utils import timezone
from django_scopes import scope

from mentoring_site.permissions import Role
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from pairing.services.closing import dissolve_pair
from pairing.services.order_changes import prepare_change_order
from pairing.services.order_endings import prepare_end_order
from pairing.services.order_groups import prepare_group_order
from programs.enums import DocumentState
from programs.models import Document
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, sign_document
from tests.factories import make_member, make_program, make_school
from tests.pairing.makers import make_pair_in, ready_mentee, ready_mentor
from tests.pairing.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school():
    return make_school()


def living(program, by, *, places=1):
    pair = make_pair_in(program, by, PairState.ACTIVE)
    pair.mentor.places, pair.mentor.takes_group = places, True
    pair.mentor.save()
    return Pair.objects.with_people().get(pk=pair.pk)


def refused(outcomes):
    return sum(isinstance(outcome, Refusal) for outcome in outcomes)


def test_one_mentee_asked_into_two_groups_joins_one(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        groups = [living(program, by, places=2) for _ in range(2)]
        mentee = ready_mentee(program, by)

        outcomes = at_once(
            school,
            *(
                lambda group=group: prepare_group_order(pair=group, joins=[(mentee, None)], by=by)
                for group in groups
            ),
        )

        assert refused(outcomes) == 1
        assert PairMember.objects.filter(mentee=mentee).count() == 1
        assert Document.objects.filter(kind="pair_group_order").count() == 1


def test_last_place_of_a_mentor_is_promised_by_one_of_two_orders(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        pairs = [living(program, by) for _ in range(2)]
        mentor = ready_mentor(program, by)

        outcomes = at_once(
            school,
            *(
                lambda pair=pair: prepare_change_order(
                    pair=pair, members=list(pair.members.all()), mentor=mentor, reason="замена", by=by
                )
                for pair in pairs
            ),
        )

        assert refused(outcomes) == 1
        assert Pair.objects.filter(mentor=mentor).count() == 1


def test_one_mentee_promised_to_two_mentors_goes_to_one(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        pair = living(program, by)
        mentors = [ready_mentor(program, by) for _ in range(2)]

        outcomes = at_once(
            school,
            *(
                lambda mentor=mentor: prepare_change_order(
                    pair=pair, members=list(pair.members.all()), mentor=mentor, reason="замена", by=by
                )
                for mentor in mentors
            ),
        )

        assert refused(outcomes) == 1
        assert Document.objects.filter(kind="pair_change_order").count() == 1


def test_one_pair_gets_one_end_order(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        pair = make_pair_in(program, by, PairState.DISSOLVED)

        outcomes = at_once(
            school, *(lambda: prepare_end_order(program=program, pairs=[pair], by=by) for _ in range(2))
        )

        assert refused(outcomes) == 1
        assert Document.objects.filter(kind="pair_end_order").count() == 1


def test_order_signed_while_it_is_cancelled_does_one_of_the_two(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        group, mentee = living(program, by, places=2), ready_mentee(program, by)
        order = prepare_group_order(pair=group, joins=[(mentee, None)], by=by)

        outcomes = at_once(
            school,
            lambda: sign_document(document=order, number="1", date=timezone.localdate(), by=by),
            lambda: cancel_document(document=order, reason="передумали", by=by),
        )

        order.refresh_from_db()
        assert refused(outcomes) == 1
        joined = PairMember.objects.filter(mentee=mentee, joined_on__isnull=False).exists()
        assert joined == (order.state == DocumentState.SIGNED)


def test_order_signed_while_its_group_is_dissolved_leaves_no_open_seat(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        group, mentee = living(program, by, places=2), ready_mentee(program, by)
        order = prepare_group_order(pair=group, joins=[(mentee, None)], by=by)
        today = timezone.localdate()

        at_once(
            school,
            lambda: sign_document(document=order, number="1", date=today, by=by),
            lambda: dissolve_pair(pair=group, reason="болезнь", on=today, by=by),
        )

        assert Pair.objects.get(pk=group.pk).state == PairState.DISSOLVED
        assert not PairMember.objects.filter(is_open=True).exists()


def test_replacement_signed_while_the_former_pair_is_dissolved_is_no_deadlock(school):
    """Rows written twice have their foreign keys checked at commit: locks of papers must let such a check through."""
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        pair, mentor, today = living(program, by), ready_mentor(program, by), timezone.localdate()
        order = prepare_change_order(
            pair=pair, members=list(pair.members.all()), mentor=mentor, reason="замена", by=by
        )

        outcomes = at_once(
            school,
            lambda: sign_document(document=order, number="1", date=today, by=by),
            lambda: dissolve_pair(pair=pair, reason="болезнь", on=today, by=by),
        )

        assert outcomes[0] is not None
        assert outcomes[1] is not None
        assert Pair.objects.get(pk=pair.pk).state == PairState.DISSOLVED
        assert Pair.objects.get(mentor=mentor).state == PairState.ACTIVE
