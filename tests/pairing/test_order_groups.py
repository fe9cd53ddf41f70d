from datetime import timedelta

import pytest
from django.utils import timezone

from pairing.models import Pair, PairMember
from pairing.rows import pair_rows
from pairing.services.closing import complete_pair
from pairing.services.facts import free_places
from pairing.services.keeping import PairRuleBroken
from pairing.services.order_groups import prepare_group_order
from pairing.services.pairs import create_pair
from pairing.services.plans import approve_plan, submit_plan
from participants.models import Consent, Mentee
from programs.enums import DocumentState
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, sign_document
from tests.pairing.makers import make_pair, ready_mentee, ready_mentor

TODAY = timezone.localdate


@pytest.fixture
def group(program, curator):
    """An active group of two with one place left."""
    mentor = ready_mentor(program, curator, places=3, takes_group=True)
    return living(program, curator, make_pair(program, curator, size=2, mentor=mentor))


def living(program, curator, pair):
    order = approve_plan(plan=submit_plan(program=program, pairs=[pair], by=curator), by=curator).order
    sign_document(document=order, number="1-р", date=TODAY(), by=curator, is_repeat=True)
    return Pair.objects.with_people().get(pk=pair.pk)


def equal(pair):
    return pair.form.interaction_models.get(code="equal")


def test_member_joins_by_a_signed_order_and_holds_his_seat_before(program, curator, director, group):
    mentee = ready_mentee(program, curator)
    person = group.mentor.person_id

    order = prepare_group_order(pair=group, joins=[(mentee, equal(group))], ground="заявление", by=curator)
    waiting = PairMember.objects.get(mentee=mentee)
    was = (waiting.is_open, waiting.joined_on, waiting.is_waiting, free_places([person], {person: 3}))
    sign_document(document=order, number="52-р", date=TODAY(), by=director)

    waiting.refresh_from_db()
    assert was == (True, None, True, {person: 0})
    assert (waiting.joined_on, waiting.is_waiting) == (TODAY(), False)


def test_member_leaves_by_a_signed_order_with_the_reason(program, curator, director, group):
    member, stays = group.members.all()

    order = prepare_group_order(pair=group, leaves={member.pk: "перевод в другой класс"}, by=curator)
    member.refresh_from_db()
    before = (member.is_open, member.left_on, member.left_reason)
    sign_document(document=order, number="52-р", date=TODAY(), by=director)

    member.refresh_from_db()
    assert before == (True, None, "")
    assert (member.is_open, member.left_on, member.left_reason) == (False, TODAY(), "перевод в другой класс")
    changes = {row["cells"][1].split(",")[0]: row["cells"][2] for row in order.snapshot["table"]["rows"]}
    assert changes == {
        member.mentee.person.full_name: "вывести",
        stays.mentee.person.full_name: "без изменений",
    }


def test_cancelled_group_order_undoes_what_waited(program, curator, group):
    mentee, (member, _) = ready_mentee(program, curator), group.members.all()
    order = prepare_group_order(
        pair=group, joins=[(mentee, equal(group))], leaves={member.pk: "заявление"}, by=curator
    )

    cancel_document(document=order, reason="передумали", by=curator)

    member.refresh_from_db()
    assert (member.is_open, member.leave_order) == (True, None)
    assert not PairMember.objects.filter(mentee=mentee).exists()


def test_no_free_place_is_refused(program, curator, group):
    mentees = [ready_mentee(program, curator) for _ in range(2)]

    with pytest.raises(PairRuleBroken, match="свободно мест: 3, а выбрано: 4"):
        prepare_group_order(pair=group, joins=[(mentee, equal(group)) for mentee in mentees], by=curator)

    assert PairMember.objects.count() == 2


def test_leaver_holds_his_place_until_the_order_is_signed(program, curator, group):
    """Places are never exceeded, not even on paper that nobody signs."""
    mentees, (member, _) = [ready_mentee(program, curator) for _ in range(2)], group.members.all()

    with pytest.raises(PairRuleBroken, match="свободно мест"):
        prepare_group_order(
            pair=group,
            joins=[(mentee, equal(group)) for mentee in mentees],
            leaves={member.pk: "заявление"},
            by=curator,
        )


def test_mentee_with_an_open_pair_does_not_join(program, curator, group):
    taken = make_pair(program, curator).members.get().mentee

    with pytest.raises(PairRuleBroken, match="наставник уже есть"):
        prepare_group_order(pair=group, joins=[(taken, equal(group))], by=curator)


def test_pair_of_one_becomes_a_group_only_with_the_mentors_word(program, curator):
    mentor = ready_mentor(program, curator, places=2, takes_group=False)
    pair = living(program, curator, make_pair(program, curator, mentor=mentor))

    with pytest.raises(PairRuleBroken, match="вести группу"):
        prepare_group_order(pair=pair, joins=[(ready_mentee(program, curator), equal(pair))], by=curator)


def test_consent_withdrawn_before_signing_stops_the_order(program, curator, director, group):
    mentee = ready_mentee(program, curator)
    order = prepare_group_order(pair=group, joins=[(mentee, equal(group))], by=curator)
    Consent.objects.filter(person=mentee.person).update(withdrawn_on=TODAY())

    with pytest.raises(PairRuleBroken, match="нельзя отметить подписанным"):
        sign_document(document=order, number="1", date=TODAY(), by=director)

    order.refresh_from_db()
    assert order.state == DocumentState.TO_SIGN


@pytest.mark.parametrize(
    ("leaves", "words"), [({}, "Выберите, кто войдёт"), ({"all": "заявление"}, "никого не останется")]
)
def test_change_that_changes_nothing_or_empties_the_group_is_refused(program, curator, group, leaves, words):
    asked = {member.pk: leaves["all"] for member in group.members.all()} if leaves else {}

    with pytest.raises(Refusal, match=words):
        prepare_group_order(pair=group, leaves=asked, by=curator)


def test_leaving_needs_a_reason(program, curator, group):
    with pytest.raises(Refusal, match="Напишите, почему"):
        prepare_group_order(pair=group, leaves={group.members.all()[0].pk: " "}, by=curator)


def test_second_order_about_a_waiting_member_is_refused(program, curator, group):
    member = group.members.all()[0]
    prepare_group_order(pair=group, leaves={member.pk: "заявление"}, by=curator)

    with pytest.raises(Refusal, match="ещё ждёт подписи"):
        prepare_group_order(pair=group, leaves={member.pk: "заявление"}, by=curator)


def test_who_left_the_group_does_not_come_back_into_it(program, curator, director, group):
    member = group.members.all()[0]
    order = prepare_group_order(pair=group, leaves={member.pk: "заявление"}, by=curator)
    sign_document(document=order, number="1", date=TODAY(), by=director)

    with pytest.raises(Refusal, match="уже был в этой группе"):
        prepare_group_order(pair=group, joins=[(member.mentee, None)], by=curator)


def test_draft_is_not_changed_by_an_order(program, curator):
    pair = make_pair(program, curator)

    with pytest.raises(Refusal, match="действующей группы"):
        prepare_group_order(pair=pair, joins=[(ready_mentee(program, curator), None)], by=curator)


def test_group_that_ends_cancels_the_order_that_waited(program, curator, group):
    mentee = ready_mentee(program, curator)
    order = prepare_group_order(pair=group, joins=[(mentee, equal(group))], by=curator)

    complete_pair(pair=group, on=TODAY(), by=curator)

    order.refresh_from_db()
    mentee.refresh_from_db()
    assert (order.state, mentee.completed_on) == (DocumentState.CANCELLED, None)
    create_pair(program=program, mentor=ready_mentor(program, curator), seats=[(mentee, None)], by=curator)


def test_order_dated_before_the_group_began_is_not_signed(program, curator, director, group):
    order = prepare_group_order(pair=group, leaves={group.members.all()[0].pk: "заявление"}, by=curator)

    with pytest.raises(Refusal, match="раньше менять её состав нельзя"):
        sign_document(document=order, number="1", date=TODAY() - timedelta(days=1), by=director)


def test_who_leaves_takes_his_result_into_the_base(program, curator, director, group):
    member, stays = group.members.all()
    PairMember.objects.filter(pk=member.pk).update(result="Прочитал пять книг")

    order = prepare_group_order(pair=group, leaves={member.pk: "перевод в другой класс"}, by=curator)
    sign_document(document=order, number="52-р", date=TODAY(), by=director)

    assert [Mentee.objects.get(pk=m.mentee_id).results for m in (member, stays)] == ["Прочитал пять книг", ""]


def test_group_is_named_by_those_who_stay(program, curator, director, group):
    member, stays = group.members.all()
    order = prepare_group_order(pair=group, leaves={member.pk: "перевод в другой класс"}, by=curator)
    sign_document(document=order, number="52-р", date=TODAY(), by=director)

    pair = Pair.objects.with_people().get(pk=group.pk)
    [row] = pair_rows([pair])
    complete_pair(pair=pair, on=TODAY() + timedelta(days=3), today=TODAY() + timedelta(days=3), by=curator)
    closed = Pair.objects.with_people().get(pk=group.pk)

    named = f"{group.mentor.person.last_name} — {stays.mentee.person.last_name}"
    assert (str(pair), [one.full_name for one in row.members], str(closed)) == (
        named,
        [stays.mentee.person.full_name],
        named,
    )
