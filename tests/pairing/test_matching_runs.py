"""Runs: stored with all that repeats them, put on the board, refused when the board or the data moved."""

from datetime import timedelta

import pytest

from pairing.enums import MatchingMode, PairOrigin, PairState
from pairing.models import MatchingRun, Pair
from pairing.services.matching_edits import lock_draft
from pairing.services.matching_runs import (
    apply_run,
    board_run,
    plan_of,
    run_and_place,
    run_matching,
    settings_used,
)
from pairing.services.matching_settings import save_settings, settings_of
from pairing.services.plans import submit_plan
from participants.enums import DestructionCause
from participants.models import DestructionTask
from participants.services.consents import withdraw_consent
from participants.services.destroying import destroy_people
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from tests.factories import TODAY, make_person
from tests.pairing.makers import make_pair, ready_mentee, ready_mentor


@pytest.fixture
def form(program):
    return program.forms.get(code="pupil_pupil")


@pytest.fixture
def people(program, curator):
    return (
        [ready_mentor(program, curator) for _ in range(2)],
        [ready_mentee(program, curator) for _ in range(3)],
    )


def run(form, by, mode=MatchingMode.ALL, **fields):
    return run_matching(form=form, mode=mode, on=TODAY, by=by, **fields)


def drafts_of(form):
    return Pair.objects.filter(form=form, state=PairState.DRAFT)


def test_run_is_stored_with_what_repeats_it_and_moves_nothing(form, people, curator):
    mentors, _ = people

    ran = run(form, curator)

    assert (ran.is_new, ran.run.number, ran.run.placed, ran.run.unplaced) == (True, 1, 2, 1)
    assert set(ran.run.people["mentors"]) == {str(mentor.pk) for mentor in mentors}
    assert {match.mentor_id for match in plan_of(ran.run).matches} == {mentor.pk for mentor in mentors}
    assert settings_used(ran.run).seed == ran.run.seed
    assert drafts_of(form).count() == 0
    assert AuditEvent.objects.filter(action="matching.run").count() == 1


def test_same_data_and_settings_give_the_former_run_also_after_it_stands_on_the_board(form, people, curator):
    first = run(form, curator).run
    apply_run(run=first, shown_board=None, on=TODAY, by=curator)

    again = run(form, curator)

    assert (again.run.pk, again.is_new) == (first.pk, False)
    assert run(form, curator, lot=True).is_new
    assert run(form, curator, mode=MatchingMode.GOOD).is_new


def test_applied_run_becomes_drafts_with_scores_and_a_journal(form, people, curator):
    drafts = run_and_place(form=form, mode="all", on=TODAY, by=curator).run.pairs.all()

    assert {(pair.origin, pair.is_locked, pair.state) for pair in drafts} == {
        (PairOrigin.RUN, False, PairState.DRAFT)
    }
    assert all(pair.score is not None and pair.number for pair in drafts)
    assert all(member.model.title == "Равный – равному" for pair in drafts for member in pair.members.all())
    assert AuditEvent.objects.filter(action="pair.create").count() == len(drafts) == 2
    assert board_run(form).number == 1


def test_next_run_replaces_free_drafts_and_keeps_locked_and_manual_ones(form, program, people, curator):
    manual = make_pair(program, curator)
    run_and_place(form=form, mode="all", on=TODAY, by=curator)
    locked = drafts_of(form).filter(origin=PairOrigin.RUN).first()
    lock_draft(pair=locked, is_locked=True, by=curator)
    first = board_run(form)
    ready_mentor(program, curator)

    second = run_and_place(form=form, mode="all", on=TODAY, by=curator).run
    assert second.applied_at is None  # something stands on the board: the curator looks first
    apply_run(run=second, shown_board=first.pk, on=TODAY, by=curator)

    left = {pair.pk: pair for pair in drafts_of(form)}
    assert left[manual.pk].run_id is None
    assert left[locked.pk].run_id == first.pk
    assert len(left) == 4
    assert {pair.run_id for pair in left.values() if pair.pk not in (manual.pk, locked.pk)} == {second.pk}


def test_pair_that_the_next_run_repeats_keeps_its_row(form, program, people, curator):
    run_and_place(form=form, mode="all", on=TODAY, by=curator)
    before = set(drafts_of(form).values_list("pk", flat=True))
    ready_mentee(program, curator)
    second = run(form, curator).run

    apply_run(run=second, shown_board=board_run(form).pk, on=TODAY, by=curator)

    kept = set(drafts_of(form).values_list("pk", flat=True))
    assert kept & before == before
    assert set(drafts_of(form).values_list("run", flat=True)) == {second.pk}


def test_run_is_refused_when_another_came_to_the_board_meanwhile(form, people, curator):
    first, second = run(form, curator).run, run(form, curator, lot=True).run
    apply_run(run=first, shown_board=None, on=TODAY, by=curator)

    with pytest.raises(Refusal, match="Пока вы смотрели, на доску перенесли вариант 1"):
        apply_run(run=second, shown_board=None, on=TODAY, by=curator)

    assert set(drafts_of(form).values_list("run", flat=True)) == {first.pk}


def test_run_is_refused_whole_when_somebody_is_no_longer_free(form, program, people, curator):
    _, mentees = people
    stored = run(form, curator).run
    seat = plan_of(stored).matches[0].seats[0].view
    mentee = next(mentee for mentee in mentees if mentee.pk == seat.mentee_id)
    make_pair(program, curator, mentor=ready_mentor(program, curator), mentees=[mentee])

    with pytest.raises(Refusal, match=r"данные изменились.*Подберите пары заново"):
        apply_run(run=stored, shown_board=None, on=TODAY, by=curator)

    assert not drafts_of(form).filter(origin=PairOrigin.RUN).exists()


def test_run_is_refused_when_a_consent_was_withdrawn(form, people, curator):
    stored = run(form, curator).run
    seat = plan_of(stored).matches[0].seats[0].view
    mentee = next(mentee for mentee in people[1] if mentee.pk == seat.mentee_id)
    withdraw_consent(
        consent=mentee.person.consents.get(), on=TODAY - timedelta(days=1), reason="переезд", by=curator
    )

    with pytest.raises(Refusal, match="перенести нельзя"):
        apply_run(run=stored, shown_board=None, on=TODAY, by=curator)


def test_run_without_people_says_whom_to_call(form, program, curator):
    with pytest.raises(Refusal, match="подбирать некому"):
        run(form, curator)
    ready_mentee(program, curator)
    with pytest.raises(Refusal, match="нет ни одного допущенного наставника"):
        run(form, curator)
    assert not MatchingRun.objects.exists()


def test_those_left_out_of_a_round_that_went_on_come_first_next_time(form, program, people, curator):
    first = run_and_place(form=form, mode="all", on=TODAY, by=curator).run
    [alone] = [row.mentee_id for row in plan_of(first).unplaced]
    submit_plan(program=program, pairs=list(drafts_of(form)), on=TODAY, by=curator)
    ready_mentor(program, curator)
    ready_mentee(program, curator)

    second = run(form, curator).run

    assert [seat.view.mentee_id for match in plan_of(second).matches for seat in match.seats] == [alone]


def test_settings_are_saved_once_and_a_stale_page_is_refused(program, curator):
    saved = save_settings(program=program, shown_version=1, by=curator, floor=60, weights={"topics": 40})

    assert (settings_of(program).floor, settings_of(program).pk) == (60, saved.pk)
    with pytest.raises(StaleVersion):
        save_settings(program=program, shown_version=1, by=curator, floor=70)
    assert AuditEvent.objects.filter(action="matching.settings").count() == 1


def test_destroyed_person_leaves_no_word_in_stored_runs(form, program, curator):
    canary = make_person(program, last_name="Канарейкин", first_name="Семён")
    interests = "соколиная охота"
    mentee = ready_mentee(program, curator, person=canary, interests=interests)
    ready_mentor(program, curator, interests=interests)
    ready_mentee(program, curator)
    stored = run(form, curator).run
    words = str(stored.result) + str(stored.people)
    assert "Канарейкин" in words
    assert "охота" in words
    task = DestructionTask.objects.create(
        school=program.school, person=canary, person_name=canary.full_name,
        cause=DestructionCause.WITHDRAWN, due_on=TODAY,
    )  # fmt: skip

    destroy_people(tasks=[task], by=curator, program=program, on=TODAY)

    stored.refresh_from_db()
    assert "Канарейкин" not in str(stored.result) + str(stored.people)
    assert "охота" not in str(stored.result)
    assert stored.people["mentees"][str(mentee.pk)] == "данные уничтожены"
    assert stored.placed == 1
