from datetime import date, timedelta

import pytest
from django.utils import timezone

from pairing.enums import MeetingKind, MeetingState, PairAction, PairState
from pairing.models import Meeting, Pair, PairMember
from pairing.services import pairs as service
from pairing.services.closing import complete_pair, dissolve_pair, reopen_pair
from pairing.services.keeping import PairRuleBroken, TransitionNotAllowed
from pairing.services.pairs import add_member, create_pair, delete_draft, remove_member, update_pair
from pairing.services.plans import approve_plan, return_pair, submit_plan
from pairing.transitions import PAIR_TRANSITIONS
from participants.models import Mentor
from programs.enums import ProgramState
from programs.models import AuditEvent, Document
from programs.services.audit import Refusal, StaleVersion
from programs.services.documents import cancel_document, sign_document
from tests.factories import make_class, make_mentee, make_person, make_program
from tests.pairing.makers import make_pair, make_pair_in, ready_mentee, ready_mentor


def codes(refusal):
    return [finding.code for finding in refusal.value.findings]


def test_pair_lawful_people_becomes_draft_till_programme_ends(program, curator):
    mentor, mentee = ready_mentor(program, curator), ready_mentee(program, curator)
    model = mentor.form.interaction_models.get()

    pair = create_pair(program=program, mentor=mentor, seats=[(mentee, model)], by=curator)

    assert (pair.state, pair.form, pair.starts_on, pair.ends_on) == (
        PairState.DRAFT,
        mentor.form,
        None,
        program.ends,
    )
    assert [(m.mentee, m.model, m.is_open) for m in pair.members.all()] == [(mentee, model, True)]


def test_pair_created_is_written_to_journal_with_its_people(program, curator):
    pair = make_pair(program, curator)

    event = AuditEvent.objects.get(action="pair.create")
    assert (event.target_id, event.actor_name, event.person_ids) == (
        pair.pk,
        "Савельева Ольга Сергеевна",
        sorted([pair.mentor.person_id, pair.members.get().mentee.person_id]),
    )
    assert event.sentence == f"составлена пара {pair}"


def test_pair_when_journal_fails_is_not_written(program, curator, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("journal is full")

    mentor, mentee = ready_mentor(program, curator), ready_mentee(program, curator)
    monkeypatch.setattr(service, "record_event", fail)

    with pytest.raises(RuntimeError):
        create_pair(program=program, mentor=mentor, seats=[(mentee, None)], by=curator)

    assert Pair.objects.count() == 0
    assert PairMember.objects.count() == 0


def test_pair_without_consents_names_both_papers(program, curator):
    mentor = ready_mentor(program, curator)
    mentor.person.consents.all().delete()
    mentee = make_mentee(program)

    with pytest.raises(PairRuleBroken) as refusal:
        create_pair(program=program, mentor=mentor, seats=[(mentee, None)], by=curator)

    assert codes(refusal) == ["consent_mentor", "consent_mentee"]
    assert "нет согласия родителей" in str(refusal.value)


def test_pair_second_for_mentee_is_refused(program, curator):
    mentee = make_pair(program, curator).members.get().mentee

    with pytest.raises(PairRuleBroken) as refusal:
        create_pair(
            program=program, mentor=ready_mentor(program, curator), seats=[(mentee, None)], by=curator
        )

    assert codes(refusal) == ["open_pair"]


def test_places_taken_in_another_programme_count(program, curator):
    mentor = ready_mentor(program, curator)
    other = make_program(program.school, label="2027-2028")
    twin = Mentor.objects.create(
        school=program.school,
        program=other,
        person=mentor.person,
        form=other.forms.get(code="pupil_pupil"),
        status="admitted",
        waiver="вёл пару в прошлом году",
    )
    make_pair(other, curator, mentor=twin, model=twin.form.interaction_models.get())

    with pytest.raises(PairRuleBroken) as refusal:
        make_pair(program, curator, mentor=mentor)

    assert codes(refusal) == ["no_places"]


def test_group_needs_mentors_agreement_and_places(program, curator):
    mentor = ready_mentor(program, curator, places=1, takes_group=False)
    mentees = [ready_mentee(program, curator) for _ in range(2)]

    with pytest.raises(PairRuleBroken) as refusal:
        make_pair(program, curator, mentor=mentor, mentees=mentees)

    assert codes(refusal) == ["no_places", "group_not_agreed"]


def near_grades(program, curator):
    """A mentor of grade 7 for a mentee of grade 7, with a model that wants an older mentor."""
    mentor = ready_mentor(program, curator, person=make_person(program))
    model = mentor.form.interaction_models.get()
    model.min_grade_gap = 1
    model.save()
    return mentor, ready_mentee(program, curator), model


def test_soft_rule_without_reason_asks_for_it(program, curator):
    mentor, mentee, model = near_grades(program, curator)

    with pytest.raises(PairRuleBroken) as refusal:
        create_pair(program=program, mentor=mentor, seats=[(mentee, model)], by=curator)

    assert codes(refusal) == ["grade_too_near"]
    assert refusal.value.needs_reason


def test_soft_rule_with_reason_is_kept_with_the_pair(program, curator):
    mentor, mentee, model = near_grades(program, curator)

    pair = create_pair(
        program=program, mentor=mentor, seats=[(mentee, model)], reason="дружат с детства", by=curator
    )

    assert [record["code"] for record in pair.broken_rules] == ["grade_too_near"]
    assert pair.broken_rules_reason == "дружат с детства"
    assert AuditEvent.objects.get(action="pair.create").sentence.endswith("дружат с детства")


def test_start_outside_programme_is_refused(program, curator):
    with pytest.raises(Refusal, match="вне программы"):
        make_pair(program, curator, starts_on=program.starts - timedelta(days=1))


def test_pair_in_completed_programme_is_refused(program, curator):
    mentor, mentee = ready_mentor(program, curator), ready_mentee(program, curator)
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="завершена"):
        create_pair(program=program, mentor=mentor, seats=[(mentee, None)], by=curator)


def test_draft_members_added_and_removed(program, curator):
    pair = make_pair(program, curator, size=2)
    first, second = (member.mentee for member in pair.members.all())
    third = ready_mentee(program, curator)

    remove_member(pair=pair, mentee=first, by=curator)
    changed = add_member(pair=pair, mentee=third, model=None, by=curator)

    assert {member.mentee for member in changed.members.all()} == {second, third}
    with pytest.raises(Refusal, match="хотя бы один"):
        remove_member(pair=remove_member(pair=changed, mentee=third, by=curator), mentee=second, by=curator)


def test_draft_changed_meanwhile_is_not_overwritten(program, curator):
    pair = make_pair(program, curator)
    seats = [(member.mentee, member.model) for member in pair.members.all()]

    def save(version):
        return update_pair(
            pair=pair, seats=seats, starts_on=None, ends_on=program.ends, shown_version=version, by=curator
        )

    save(pair.version)

    with pytest.raises(StaleVersion):
        save(pair.version)


def test_draft_deleted_frees_its_people(program, curator):
    pair = make_pair(program, curator)
    mentor, mentee = pair.mentor, pair.members.get().mentee

    delete_draft(pair=pair, by=curator)

    assert Pair.objects.count() == 0
    make_pair(program, curator, mentor=mentor, mentees=[mentee])


def test_active_pair_can_not_be_deleted(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)

    with pytest.raises(Refusal, match="уже не черновик"):
        delete_draft(pair=pair, by=curator)


def test_signed_order_makes_pairs_active_from_its_date(program, curator):
    on = timezone.localdate() - timedelta(days=2)

    pair = make_pair_in(program, curator, PairState.ACTIVE, on=on)

    assert (pair.state, pair.starts_on, pair.order.number, pair.order.date) == (
        PairState.ACTIVE,
        on,
        "47-р",
        on,
    )
    assert pair.members.get().joined_on == on


def test_order_not_signed_while_consent_is_withdrawn(program, curator):
    pair = make_pair_in(program, curator, PairState.APPROVED)
    pair.members.get().mentee.person.consents.all().delete()

    with pytest.raises(PairRuleBroken) as refusal:
        sign_document(document=pair.order, number="1", date=timezone.localdate(), by=curator)

    assert codes(refusal) == ["consent_mentee"]
    pair.order.refresh_from_db()
    assert pair.order.state == "to_sign"


def test_completed_pair_keeps_results_and_frees_places(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    member = pair.members.get()

    complete_pair(
        pair=pair, on=timezone.localdate(), results={member.pk: "проект «Школьный музей»"}, by=curator
    )

    pair.refresh_from_db()
    member.refresh_from_db()
    assert (pair.state, pair.closed_on) == (PairState.COMPLETED, timezone.localdate())
    assert (member.is_open, member.left_on, member.result) == (
        False,
        timezone.localdate(),
        "проект «Школьный музей»",
    )
    make_pair(program, curator, mentor=pair.mentor, mentees=[member.mentee])


def test_dissolving_cancels_planned_meetings_and_keeps_held_ones(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    for state in (MeetingState.PLANNED, MeetingState.HELD):
        Meeting.objects.create(
            school=program.school,
            program=program,
            pair=pair,
            kind=MeetingKind.REGULAR,
            state=state,
            date=timezone.localdate(),
            recorded_by=curator,
        )

    dissolve_pair(pair=pair, reason="переезд семьи", on=timezone.localdate(), by=curator)

    assert sorted(pair.meetings.values_list("state", "cancelled_reason")) == [
        (MeetingState.CANCELLED, "пара прекращена: переезд семьи"),
        (MeetingState.HELD, ""),
    ]


def test_dissolving_without_reason_is_refused(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)

    with pytest.raises(Refusal, match="почему"):
        dissolve_pair(pair=pair, reason="  ", on=timezone.localdate(), by=curator)


def test_dissolving_approved_pair_takes_it_out_of_the_order(program, curator):
    pairs = [make_pair(program, curator) for _ in range(2)]
    plan = approve_plan(plan=submit_plan(program=program, pairs=pairs, by=curator), by=curator)

    dissolve_pair(
        pair=Pair.objects.with_people().get(pk=pairs[0].pk),
        reason="передумали",
        on=timezone.localdate(),
        by=curator,
    )

    plan.order.refresh_from_db()
    assert [row["number"] for row in plan.order.snapshot["rows"]] == [1]
    assert "Всего 1\u00a0пара" in plan.order.snapshot["summary"]


def test_dissolving_last_approved_pair_cancels_the_order(program, curator):
    pair = make_pair_in(program, curator, PairState.APPROVED)

    dissolve_pair(pair=pair, reason="передумали", on=timezone.localdate(), by=curator)

    assert Document.objects.get().state == "cancelled"


def test_dissolving_last_submitted_pair_closes_the_plan(program, curator):
    pair = make_pair_in(program, curator, PairState.SUBMITTED)

    dissolve_pair(pair=pair, reason="передумали", on=timezone.localdate(), by=curator)

    pair.plan.refresh_from_db()
    assert pair.plan.state == "returned"


def test_closing_day_before_start_or_in_future_is_refused(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE)

    with pytest.raises(Refusal, match="раньше этой даты"):
        complete_pair(pair=pair, on=pair.starts_on - timedelta(days=1), by=curator)
    with pytest.raises(Refusal, match="не наступила"):
        complete_pair(pair=pair, on=timezone.localdate() + timedelta(days=1), by=curator)


def test_reopened_pair_takes_its_places_back(program, curator):
    pair = make_pair_in(program, curator, PairState.DISSOLVED)

    pair = reopen_pair(pair=pair, reason="семья вернулась", by=curator)

    assert (pair.state, pair.closed_on, pair.closed_reason) == (PairState.ACTIVE, None, "")
    assert pair.members.get().is_open


def test_reopening_while_mentee_has_another_pair_is_refused(program, curator):
    pair = make_pair_in(program, curator, PairState.COMPLETED)
    make_pair(program, curator, mentees=[pair.members.get().mentee])

    with pytest.raises(PairRuleBroken) as refusal:
        reopen_pair(pair=pair, reason="ошибка", by=curator)

    assert codes(refusal) == ["open_pair"]


def test_pair_parted_before_asks_for_a_reason(program, curator):
    pair = make_pair_in(program, curator, PairState.DISSOLVED)

    with pytest.raises(PairRuleBroken) as refusal:
        make_pair(program, curator, mentor=pair.mentor, mentees=[pair.members.get().mentee])

    assert codes(refusal) == ["parted_before"]


def act(action, pair, program, by):
    today = timezone.localdate()
    if action == PairAction.SUBMIT:
        submit_plan(program=program, pairs=[pair], by=by)
    elif action == PairAction.RETURN:
        return_pair(pair=pair, comment="исправьте", by=by)
    elif action == PairAction.COMPLETE:
        complete_pair(pair=pair, on=today, by=by)
    elif action == PairAction.DISSOLVE:
        dissolve_pair(pair=pair, reason="переезд", on=today, by=by)
    elif action == PairAction.REOPEN:
        reopen_pair(pair=pair, reason="ошибка", by=by)
    elif action == PairAction.RECALL:
        if pair.order is None:
            raise TransitionNotAllowed(pair, action)
        cancel_document(document=pair.order, reason="ошибка в составе", by=by)
    elif action == PairAction.APPROVE:
        if pair.plan is None:
            raise TransitionNotAllowed(pair, action)
        approve_plan(plan=pair.plan, by=by)
    else:
        order = pair.order
        if order is None:
            raise TransitionNotAllowed(pair, action)
        sign_document(document=order, number="47-р", date=today, by=by)


@pytest.mark.parametrize("state", PairState.values)
@pytest.mark.parametrize("action", PairAction.values)
def test_every_action_from_every_state_goes_only_where_the_table_allows(program, curator, action, state):
    pair = make_pair_in(program, curator, state)
    sources, target = PAIR_TRANSITIONS[action]

    if state in sources:
        act(action, pair, program, curator)
    else:
        with pytest.raises(Refusal):
            act(action, pair, program, curator)

    pair.refresh_from_db()
    assert pair.state == (target if state in sources else state)


def test_consent_must_be_valid_on_the_day_of_start(program, curator):
    today = timezone.localdate()
    mentee = make_mentee(program, person=make_person(program, school_class=make_class(program)))
    from tests.factories import make_consent

    make_consent(mentee.person, curator, valid_until=today + timedelta(days=3), signed_on=date(2026, 9, 1))

    with pytest.raises(PairRuleBroken) as refusal:
        make_pair(program, curator, mentees=[mentee], starts_on=today + timedelta(days=5))

    assert codes(refusal) == ["consent_mentee"]
    make_pair(program, curator, mentees=[mentee], starts_on=today)
