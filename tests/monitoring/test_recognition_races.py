"""Two presses at once in the rooms of recognition and the library: one wins. Row locks live on PostgreSQL only."""

import pytest
from django.utils import timezone
from django_scopes import scope

from mentoring_site.permissions import Role
from monitoring.models import ContestEntry, JuryMark, LibraryItem, PublicCard
from monitoring.services.contest_jury import save_marks
from monitoring.services.contest_results import close_contest
from monitoring.services.library import ACTS, add_acts
from monitoring.services.public_cards import create_card
from monitoring.services.recognition_orders import prepare_award_order
from programs.models import Document, Membership
from programs.services.appointments import prepare_curator_order, propose_appointment
from programs.services.audit import Refusal
from programs.services.documents import sign_document
from tests.factories import make_member, make_mentor, make_program, make_school
from tests.monitoring.makers_award import make_award, make_judged
from tests.pairing.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def program(school):
    with scope(school=school):
        yield make_program(school)


@pytest.fixture
def curators(program):
    return [make_member(program.school, Role.CURATOR) for _ in range(2)]


def refused(outcomes):
    return sum(isinstance(outcome, Refusal) for outcome in outcomes)


def fill(contest, by):
    entries, criteria = list(contest.entries.order_by("pk")), list(contest.criteria.all())
    for member in contest.jury.all():
        marks = {(entry.pk, one.pk): 5 - place for place, entry in enumerate(entries) for one in criteria}
        save_marks(member=member, marks=marks, is_final=True, by=by)
    return entries


def test_two_curators_close_a_contest_once(school, program, curators):
    contest = make_judged(program, curators[0])
    first, _ = fill(contest, curators[0])
    today = timezone.localdate()

    outcomes = at_once(
        school,
        *(
            lambda by=by: close_contest(contest=contest, places={first.pk: 1}, reason="", on=today, by=by)
            for by in curators
        ),
    )

    assert refused(outcomes) == 1
    assert Document.objects.filter(kind="contest_protocol").count() == 1
    assert ContestEntry.objects.filter(place=1).count() == 1


def test_sheet_handed_in_twice_keeps_each_mark_once(school, program, curators):
    contest = make_judged(program, curators[0], entries=1, guests=1)
    member, entry = contest.jury.get(), contest.entries.get()
    marks = {(entry.pk, one.pk): 4 for one in contest.criteria.all()}

    outcomes = at_once(
        school,
        *(lambda by=by: save_marks(member=member, marks=marks, is_final=True, by=by) for by in curators),
    )

    assert refused(outcomes) == 1
    assert JuryMark.objects.count() == len(marks)


def test_two_orders_on_the_same_award_make_one(school, program, curators):
    award, today = make_award(program, curators[0]), timezone.localdate()

    outcomes = at_once(
        school,
        *(
            lambda by=by: prepare_award_order(program=program, ids=[award.pk], on=today, by=by)
            for by in curators
        ),
    )

    assert refused(outcomes) == 1
    assert Document.objects.filter(kind="award_order").count() == 1


def test_order_on_a_curator_is_signed_once(school, program, curators):
    director = make_member(school, Role.DIRECTOR)
    teacher, today = make_member(school, Role.SOCIAL, last_name="Тихонова"), timezone.localdate()
    one = propose_appointment(
        program=program, user=teacher, form=None, starts=today, ends=None, duties="", by=director
    )
    order = prepare_curator_order(program=program, appointments=[one], by=director)

    outcomes = at_once(
        school,
        *(
            lambda number=number: sign_document(document=order, number=number, date=today, by=director)
            for number in ("1", "2")
        ),
    )

    assert refused(outcomes) == 1
    assert Membership.objects.filter(user=teacher, role=Role.CURATOR).count() == 1


def test_card_of_a_mentor_is_begun_once(school, program, curators):
    mentor = make_mentor(program)

    outcomes = at_once(school, *(lambda by=by: create_card(mentor=mentor, by=by) for by in curators))

    assert refused(outcomes) == 1
    assert PublicCard.objects.count() == 1


def test_federal_acts_are_added_once(school, program, curators):
    outcomes = at_once(school, *(lambda by=by: add_acts(program=program, by=by) for by in curators))

    assert refused(outcomes) == 1
    assert LibraryItem.objects.count() == len(ACTS)
