"""Two curators at once: one wins, the other gets a sentence. Row locks live on PostgreSQL only."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scope

from mentoring_site.permissions import Role
from pairing.enums import MatchingMode, PairState, PairSurveyKind
from pairing.models import MatchingRun, Pair, PairMember, PairPlan, PairSurveyInvite
from pairing.services.matching_runs import apply_run, run_matching
from pairing.services.pair_surveys import invite_pair
from pairing.services.pairs import create_pair
from pairing.services.plans import approve_plan, submit_plan
from pairing.services.telling import prepare_telling
from participants.models import Letter
from programs.services.audit import Refusal
from tests.factories import make_member, make_program, make_school
from tests.pairing.makers import make_pair, make_pair_in, ready_mentee, ready_mentor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(school, *works):
    """Run the works in threads from one starting line; results or the Refusal of each."""
    line, outcomes = Barrier(len(works)), [None] * len(works)

    def run(number, work):
        try:
            with scope(school=school):
                line.wait(timeout=10)
                outcomes[number] = work()
        except Refusal as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, work)) for number, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


@pytest.fixture
def school():
    return make_school()


def test_two_curators_and_one_place_make_one_pair(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        mentor = ready_mentor(program, by)
        mentees = [ready_mentee(program, by) for _ in range(2)]

        outcomes = at_once(
            school,
            *(
                lambda mentee=mentee: create_pair(
                    program=program, mentor=mentor, seats=[(mentee, None)], by=by
                )
                for mentee in mentees
            ),
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Pair", "PairRuleBroken"]
        assert Pair.objects.count() == 1


def test_one_mentee_and_two_mentors_make_one_pair(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        mentee = ready_mentee(program, by)
        mentors = [ready_mentor(program, by) for _ in range(2)]

        outcomes = at_once(
            school,
            *(
                lambda mentor=mentor: create_pair(
                    program=program, mentor=mentor, seats=[(mentee, None)], by=by
                )
                for mentor in mentors
            ),
        )

        assert sum(isinstance(outcome, Pair) for outcome in outcomes) == 1
        assert PairMember.objects.filter(mentee=mentee, is_open=True).count() == 1


def test_two_plans_at_once_take_two_numbers(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        pairs = [make_pair(program, by) for _ in range(2)]

        at_once(
            school,
            *(lambda pair=pair: submit_plan(program=program, pairs=[pair], by=by) for pair in pairs),
        )

        assert sorted(PairPlan.objects.values_list("number", flat=True)) == [1, 2]


def test_plan_approved_twice_at_once_makes_one_order(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        plan = submit_plan(program=program, pairs=[make_pair(program, by)], by=by)

        outcomes = at_once(school, *(lambda: approve_plan(plan=plan, by=by) for _ in range(2)))

        assert sorted(isinstance(outcome, PairPlan) for outcome in outcomes) == [False, True]
        assert program.documents.count() == 1


def test_two_curators_apply_two_runs_at_once_and_one_wins(school):
    """The board takes one of them whole, the other hears of it; no mentor leads more than he has places."""
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        mentors = [ready_mentor(program, by) for _ in range(2)]
        mentees = [ready_mentee(program, by) for _ in range(3)]
        form, on = mentees[0].form, timezone.localdate()
        runs = [
            run_matching(form=form, mode=mode, on=on, by=by).run
            for mode in (MatchingMode.ALL, MatchingMode.GOOD)
        ]

        outcomes = at_once(
            school,
            *(lambda run=run: apply_run(run=run, shown_board=None, on=on, by=by) for run in runs),
        )

        [lost] = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
        assert "Пока вы смотрели, на доску перенесли вариант" in str(lost)
        assert MatchingRun.objects.filter(applied_at__isnull=False).count() == 1
        for mentor in mentors:
            assert PairMember.objects.filter(is_open=True, pair__mentor=mentor).count() <= mentor.places
        assert PairMember.objects.filter(mentee__in=mentees, is_open=True).count() <= len(mentors)


def test_run_and_a_pair_by_hand_at_once_never_exceed_the_places(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        mentor = ready_mentor(program, by)
        mentees = [ready_mentee(program, by) for _ in range(2)]
        form, on = mentor.form, timezone.localdate()
        run = run_matching(form=form, mode=MatchingMode.ALL, on=on, by=by).run

        outcomes = at_once(
            school,
            lambda: apply_run(run=run, shown_board=None, on=on, by=by),
            lambda: create_pair(program=program, mentor=mentor, seats=[(mentees[1], None)], by=by),
        )

        assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
        assert PairMember.objects.filter(is_open=True, pair__mentor=mentor).count() == 1


def test_double_click_on_letters_and_on_closing_questions_makes_one_of_each(school):
    with scope(school=school):
        program, by = make_program(school), make_member(school, Role.CURATOR)
        pair, on = make_pair_in(program, by, PairState.ACTIVE), timezone.localdate()
        ask = {"program": program, "pairs": [pair], "on": on, "curator": "", "by": by}

        letters = at_once(school, *(lambda: prepare_telling(**ask) for _ in range(2)))
        invites = at_once(
            school,
            *(lambda: invite_pair(pair=pair, kind=PairSurveyKind.CLOSING, by=by, on=on) for _ in range(2)),
        )

        assert letters == [Letter.objects.count()] * 2
        assert invites[0] == invites[1] == list(PairSurveyInvite.objects.order_by("pk"))
