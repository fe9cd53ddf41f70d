import pytest
from django.utils import timezone

from pairing.enums import MeetingKind, MeetingState, PairState, ResultKind
from pairing.models import Meeting, Pair, PairMember
from pairing.services.closing import complete_pair, dissolve_pair, reopen_pair
from pairing.services.facts import free_places
from pairing.services.keeping import PairRuleBroken
from pairing.services.meetings import plan_meeting
from pairing.services.order_changes import prepare_change_order
from pairing.services.pairs import create_pair
from pairing.services.plans import approve_plan, submit_plan
from pairing.services.results import save_result
from participants.models import Mentee, Mentor
from programs.enums import DocumentState
from programs.models import Document
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, sign_document
from tests.pairing.makers import make_pair, ready_mentee, ready_mentor

TODAY = timezone.localdate
REASON = "увольнение наставника"


def living(program, curator, **fields):
    pair = make_pair(program, curator, **fields)
    order = approve_plan(plan=submit_plan(program=program, pairs=[pair], by=curator), by=curator).order
    sign_document(document=order, number="1-р", date=TODAY(), by=curator, is_repeat=True)
    return Pair.objects.with_people().get(pk=pair.pk)


@pytest.fixture
def pair(program, curator):
    return living(program, curator)


@pytest.fixture
def newcomer(program, curator):
    return ready_mentor(program, curator)


def replace(pair, mentor, by, **fields):
    members = fields.pop("members", None) or list(pair.members.all())
    return prepare_change_order(
        pair=pair, members=members, mentor=mentor, reason=fields.pop("reason", REASON), by=by, **fields
    )


def sign(order, by):
    return sign_document(document=order, number="53-р", date=TODAY(), by=by)


def test_replacement_ends_the_old_pair_and_begins_the_new_on_signing(
    program, curator, director, pair, newcomer
):
    mentee = pair.members.get().mentee
    plan_meeting(pair=pair, kind=MeetingKind.REGULAR, date=TODAY(), by=curator)

    order = replace(pair, newcomer, curator)
    pair.refresh_from_db()
    before = (pair.state, Pair.objects.get(mentor=newcomer).state)
    sign(order, director)

    pair.refresh_from_db()
    new = Pair.objects.get(mentor=newcomer)
    old_seat, seat = pair.members.get(), new.members.get()
    assert before == (PairState.ACTIVE, PairState.APPROVED)
    assert (pair.state, pair.closed_on, pair.closed_reason, pair.end_order) == (
        PairState.DISSOLVED,
        TODAY(),
        REASON,
        order,
    )
    assert (new.state, new.starts_on, new.order) == (PairState.ACTIVE, TODAY(), order)
    assert (old_seat.is_open, old_seat.left_on, old_seat.left_reason) == (False, TODAY(), REASON)
    assert (seat.is_open, seat.joined_on, seat.mentee, seat.model) == (True, TODAY(), mentee, old_seat.model)
    assert Meeting.objects.get().state == MeetingState.CANCELLED
    assert not Pair.objects.without_end_order().filter(state=PairState.DISSOLVED).exists()


def test_waiting_replacement_keeps_the_place_at_the_new_mentor(program, curator, pair, newcomer):
    replace(pair, newcomer, curator)

    person = newcomer.person_id
    assert free_places([person], {person: 1}) == {person: 0}
    with pytest.raises(PairRuleBroken, match="свободных мест нет"):
        create_pair(
            program=program, mentor=newcomer, seats=[(ready_mentee(program, curator), None)], by=curator
        )


def test_cancelled_replacement_lets_the_old_pair_go_on(program, curator, pair, newcomer):
    order = replace(pair, newcomer, curator)

    cancel_document(document=order, reason="наставник остался", by=curator)

    pair.refresh_from_db()
    assert (pair.state, pair.end_order, pair.members.get().leave_order) == (PairState.ACTIVE, None, None)
    assert not Pair.objects.filter(mentor=newcomer).exists()
    replace(pair, newcomer, curator)


def test_one_mentee_moves_from_a_group_into_another_living_group(program, curator, director):
    first = living(program, curator, size=2)
    mentor = ready_mentor(program, curator, places=3, takes_group=True)
    second = living(program, curator, size=2, mentor=mentor)
    moves, stays = first.members.all()

    order = replace(first, mentor, curator, members=[moves], into=second)
    sign(order, director)

    first.refresh_from_db()
    moves.refresh_from_db()
    stays.refresh_from_db()
    joined = second.members.get(mentee=moves.mentee)
    assert (first.state, first.end_order) == (PairState.ACTIVE, None)
    assert (moves.is_open, stays.is_open) == (False, True)
    assert (joined.is_open, joined.joined_on) == (True, TODAY())


def test_replacement_names_both_mentors_in_their_cases(program, curator, pair, newcomer):
    old, new = pair.mentor.person, newcomer.person
    for person, last in ((old, "Захарова"), (new, "Ковальчук")):
        person.last_name, person.first_name, person.middle_name, person.gender = (
            last,
            "Анна",
            "Петровна",
            "f",
        )
        person.save()

    order = replace(pair, newcomer, curator)

    said = order.snapshot["points"]
    assert said[0].startswith("Освободить Захарову Анну Петровну от обязанностей наставника с ")
    assert "за наставником Ковальчук Анной Петровной" in said[1]
    assert order.snapshot["table"]["rows"][0]["public"]["3"] == "обучающийся 10\u00a0«А» класса"


def test_replacement_by_a_mentor_without_places_is_refused(program, curator, pair):
    busy = living(program, curator).mentor

    with pytest.raises(PairRuleBroken, match="свободных мест нет"):
        replace(pair, busy, curator)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda pair, new: {"mentor": pair.mentor}, "и так ведёт пару"),
        (lambda pair, new: {"reason": " "}, "основание замены"),
        (lambda pair, new: {"into": pair}, "уже не действует"),
    ],
)
def test_senseless_replacement_is_refused(program, curator, pair, newcomer, break_it, words):
    asked = {"mentor": newcomer, **break_it(pair, newcomer)}

    with pytest.raises(Refusal, match=words):
        replace(pair, asked.pop("mentor"), curator, **asked)

    assert Pair.objects.count() == 1


def test_second_replacement_of_a_waiting_member_is_refused(program, curator, pair, newcomer):
    replace(pair, newcomer, curator)

    with pytest.raises(Refusal, match="ещё ждёт подписи"):
        replace(pair, ready_mentor(program, curator), curator)


def test_old_pair_dissolved_while_the_order_waits_does_not_hinder_it(
    program, curator, director, pair, newcomer
):
    order = replace(pair, newcomer, curator)
    dissolve_pair(pair=pair, reason="конфликт", on=TODAY(), by=curator)

    sign(order, director)

    pair.refresh_from_db()
    assert (pair.closed_reason, pair.end_order) == ("конфликт", order)
    assert Pair.objects.get(mentor=newcomer).state == PairState.ACTIVE


def test_old_pair_completed_cancels_the_replacement(program, curator, pair, newcomer):
    order = replace(pair, newcomer, curator)

    complete_pair(pair=pair, on=TODAY(), by=curator)

    order.refresh_from_db()
    pair.refresh_from_db()
    assert (order.state, pair.end_order) == (DocumentState.CANCELLED, None)
    assert PairMember.objects.filter(is_open=True).count() == 0


def test_waiting_pair_of_a_replacement_is_not_dissolved_by_itself(program, curator, pair, newcomer):
    replace(pair, newcomer, curator)

    with pytest.raises(Refusal, match="отмените это распоряжение"):
        dissolve_pair(pair=Pair.objects.get(mentor=newcomer), reason="передумали", on=TODAY(), by=curator)


def test_target_group_that_ends_cancels_the_replacement(program, curator, pair):
    mentor = ready_mentor(program, curator, places=3, takes_group=True)
    group = living(program, curator, size=2, mentor=mentor)
    order = replace(pair, mentor, curator, into=group)

    dissolve_pair(pair=group, reason="болезнь", on=TODAY(), by=curator)

    order.refresh_from_db()
    pair.refresh_from_db()
    assert (order.state, pair.members.get().leave_order) == (DocumentState.CANCELLED, None)
    assert group.members.count() == 2


def test_replaced_pair_does_not_come_back_while_the_new_one_lives(program, curator, director, pair, newcomer):
    sign(replace(pair, newcomer, curator), director)

    with pytest.raises(PairRuleBroken, match="наставник уже есть"):
        reopen_pair(pair=pair, reason="наставник вернулся", by=curator)


def test_replacement_leaves_the_results_of_the_old_pair_in_both_bases(
    program, curator, director, pair, newcomer
):
    member = pair.members.get()
    replace(pair, newcomer, curator, results={member.pk: "Школьный сад"})
    waiting = Mentee.objects.get(pk=member.mentee_id).results
    sign(Document.objects.latest("pk"), director)

    mentee, mentor = Mentee.objects.get(pk=member.mentee_id), Mentor.objects.get(pk=pair.mentor_id)
    assert (waiting, mentee.results, mentee.completed_on) == ("", "Школьный сад", None)
    assert (mentor.results, mentor.completed_on) == ("Школьный сад", None)


def test_replacement_takes_what_the_pair_has_recorded_when_nobody_types(
    program, curator, director, pair, newcomer
):
    save_result(pair=pair, kind=ResultKind.PROJECT, title="Школьный сад", on=TODAY(), by=curator)

    sign(replace(pair, newcomer, curator), director)

    assert Mentee.objects.get(pk=pair.members.get().mentee_id).results == (
        f"проект: Школьный сад ({TODAY():%d.%m.%Y})"
    )


def test_results_that_do_not_fit_are_refused_before_the_order_is_made(program, curator, pair, newcomer):
    member = pair.members.get()
    Mentee.objects.filter(pk=member.mentee_id).update(results="с" * 1990)

    with pytest.raises(Refusal, match="больше 2000 знаков"):
        replace(pair, newcomer, curator, results={member.pk: "Школьный сад"})
