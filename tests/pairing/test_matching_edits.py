"""The curator's hand on the board: every change has a reason, a row for the director and an end in the journal."""

import pytest

from pairing.enums import EditKind, PairOrigin, PairState
from pairing.models import Pair, RunEdit
from pairing.selections import parted_by_hand, plan_rows
from pairing.services.matching_edits import choose_mentor, lock_draft, look_at_choice, part_draft
from pairing.services.matching_input import read_input
from pairing.services.matching_runs import board_run, plan_of, run_and_place
from pairing.services.plans import submit_plan
from participants.models import Mentee, Mentor
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import TODAY, make_class, make_mentor, make_person
from tests.pairing.makers import make_pair, ready_mentee, ready_mentor

REASON = "Просили оба"


@pytest.fixture
def form(program):
    return program.forms.get(code="pupil_pupil")


@pytest.fixture
def board(form, program, curator):
    """Two pairs on the board and a third mentee alone."""
    for _ in range(2):
        ready_mentor(program, curator)
    for _ in range(3):
        ready_mentee(program, curator)
    return run_and_place(form=form, mode="all", on=TODAY, by=curator).run


def first_pair(run):
    return Pair.objects.with_people().filter(run=run).order_by("pk")[0]


def other_mentor(pair):
    return Mentor.objects.select_related("person", "form__program__school", "program__school").exclude(
        pk=pair.mentor_id
    )[0]


def other_entry(mentor):
    return Mentor.objects.select_related("person", "form__program__school", "program__school").get(
        pk=mentor.pk
    )


def entry(mentee):
    return Mentee.objects.select_related("person", "form__program__school", "wished_model").get(pk=mentee.pk)


def test_choosing_another_mentor_moves_the_rest_around_and_tells_the_director(board, form, program, curator):
    pair = first_pair(board)
    mentee, was, mentor = entry(pair.members.get().mentee), pair.mentor, other_mentor(pair)
    told = look_at_choice(mentor=mentor, mentee=mentee, on=TODAY).alternative

    made = choose_mentor(mentor=mentor, mentee=mentee, reason=REASON, on=TODAY, by=curator)

    now = board_run(form)
    assert (made.mentor_id, made.is_locked, made.run_id, made.origin) == (
        mentor.pk, True, now.pk, PairOrigin.RUN,
    )  # fmt: skip
    assert now.number == board.number + 1
    edit = RunEdit.objects.get()
    assert (edit.kind, edit.was_mentor_id, edit.mentor_id, edit.reason, edit.cost) == (
        EditKind.MOVED, was.pk, mentor.pk, REASON, told.cost,
    )  # fmt: skip
    # The mentor who became free leads somebody else: nobody more stays alone.
    drafts = Pair.objects.filter(form=form, state=PairState.DRAFT)
    assert {draft.mentor_id for draft in drafts} == {was.pk, mentor.pk}
    assert AuditEvent.objects.filter(action="matching.choose").count() == 1
    plan = submit_plan(program=program, pairs=list(drafts), on=TODAY, by=curator)
    assert [edit.reason for row in plan_rows(plan) for edit in row.edits] == [REASON]


def test_parted_people_are_free_and_the_next_run_does_not_join_them(board, form, program, curator):
    pair = first_pair(board)
    mentor, mentee = pair.mentor_id, pair.members.get().mentee_id

    part_draft(pair=pair, reason=REASON, by=curator)

    found = read_input(form, TODAY)
    assert not Pair.objects.filter(pk=pair.pk).exists()
    assert [(edit.kind, edit.was_mentor_id, edit.mentee_id) for edit in RunEdit.objects.all()] == [
        (EditKind.PARTED, mentor, mentee)
    ]
    assert len(found.problem().bans) == 1
    assert found.problem(by_hand=True).bans == {}
    again = run_and_place(form=form, mode="all", on=TODAY, by=curator).run
    assert (mentor, mentee) not in {
        (match.mentor_id, seat.view.mentee_id) for match in plan_of(again).matches for seat in match.seats
    }
    plan = submit_plan(
        program=program, pairs=list(Pair.objects.filter(form=form, state="draft")), on=TODAY, by=curator
    )
    assert [edit.reason for edit in parted_by_hand(plan)] == [REASON]


def test_one_leaves_a_group_and_the_rest_stays(program, curator):
    pair = make_pair(program, curator, size=3)
    leaver = pair.members.all()[0].mentee

    part_draft(pair=pair, mentee=leaver, reason=REASON, by=curator)

    assert pair.members.count() == 2
    assert not pair.members.filter(mentee=leaver).exists()


def test_alone_mentee_joins_the_group_of_a_mentor_who_agrees(program, curator, form):
    group = make_pair(program, curator, size=2)
    group.mentor.places = 3
    group.mentor.save()
    mentee = entry(ready_mentee(program, curator))
    mentor = Mentor.objects.select_related("person", "form__program__school", "program__school").get(
        pk=group.mentor_id
    )

    pair = choose_mentor(mentor=mentor, mentee=mentee, reason=REASON, on=TODAY, by=curator)

    assert (pair.pk, pair.members.count(), pair.is_locked) == (group.pk, 3, True)
    assert not RunEdit.objects.exists()  # no run has been on this board yet


def test_group_of_the_run_stays_when_one_more_is_chosen_into_it(program, curator, form):
    """The rest is matched anew around it: the group must not be taken apart with the free drafts."""
    mentor = ready_mentor(program, curator, places=3, takes_group=True)
    first = ready_mentee(program, curator)
    run_and_place(form=form, mode="all", on=TODAY, by=curator)
    second = ready_mentee(program, curator)

    made = choose_mentor(
        mentor=other_entry(mentor), mentee=entry(second), reason=REASON, on=TODAY, by=curator
    )

    group = Pair.objects.get(mentor=mentor)
    assert (group.pk, group.is_locked) == (made.pk, True)
    assert set(group.members.values_list("mentee", flat=True)) == {first.pk, second.pk}


def test_full_mentor_makes_room_by_his_weakest_free_draft(program, curator, form):
    mentor = ready_mentor(program, curator, places=3, takes_group=True)
    make_pair(program, curator, mentor=mentor)
    for _ in range(2):
        ready_mentee(program, curator)
    run_and_place(form=form, mode="all", on=TODAY, by=curator)
    late = entry(ready_mentee(program, curator))
    mentor = Mentor.objects.select_related("person", "form__program__school", "program__school").get(
        pk=mentor.pk
    )

    pair = choose_mentor(mentor=mentor, mentee=late, reason=REASON, on=TODAY, by=curator)

    assert late.pk in {member.mentee_id for member in pair.members.all()}
    seats = sum(one.members.count() for one in Pair.objects.filter(mentor=mentor))
    assert seats == 3


def test_edits_without_a_reason_are_refused(board, curator):
    pair = first_pair(board)

    with pytest.raises(Refusal, match="Напишите причину"):
        part_draft(pair=pair, reason="  ", by=curator)
    with pytest.raises(Refusal, match="Напишите причину"):
        choose_mentor(
            mentor=other_mentor(pair),
            mentee=entry(pair.members.get().mentee),
            reason="",
            on=TODAY,
            by=curator,
        )


def test_board_refuses_what_the_director_holds(board, program, curator):
    pair = first_pair(board)
    mentee = entry(pair.members.get().mentee)
    submit_plan(program=program, pairs=[pair], on=TODAY, by=curator)

    for act in (
        lambda: lock_draft(pair=pair, is_locked=True, by=curator),
        lambda: part_draft(pair=pair, reason=REASON, by=curator),
        lambda: choose_mentor(mentor=other_mentor(pair), mentee=mentee, reason=REASON, on=TODAY, by=curator),
    ):
        with pytest.raises(Refusal, match="уже не черновик"):
            act()


def test_board_says_how_a_working_pair_is_changed(board, curator):
    pair = first_pair(board)
    Pair.objects.filter(pk=pair.pk).update(state=PairState.ACTIVE, starts_on=TODAY)

    with pytest.raises(Refusal, match="«Заменить наставника»"):
        lock_draft(pair=pair, is_locked=True, by=curator)


def test_mentor_without_a_consent_cannot_be_chosen(board, program, curator):
    pair = first_pair(board)
    stranger = make_mentor(program, make_person(program, school_class=make_class(program, 10)))

    with pytest.raises(Refusal, match="согласи"):
        choose_mentor(
            mentor=Mentor.objects.select_related("person", "form__program__school", "program__school").get(
                pk=stranger.pk
            ),
            mentee=entry(pair.members.get().mentee),
            reason=REASON,
            on=TODAY,
            by=curator,
        )

    assert Pair.objects.filter(pk=pair.pk).exists()
