"""Words of both sides: who is asked, what an answer changes, what a refusal and silence stop."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pairing.enums import AgreementState, AnswerSource, PairState, Respondent
from pairing.models import PairAgreement
from pairing.services.agreement import (
    agreements_of,
    answer_by_link,
    ask_sides,
    record_answer,
)
from pairing.services.form_rules import rules_of
from pairing.services.pairs import add_member, remove_member
from pairing.services.plans import submit_plan
from pairing.sides import sides_of
from participants.models import Representative
from programs.models import AuditEvent, PersonalLink
from programs.services.audit import Refusal
from tests.pairing.makers import make_pair, make_teacher_pair, ready_mentee

TODAY = timezone.localdate()


@pytest.fixture
def pair(program, curator):
    pair = make_pair(program, curator)
    mentee = pair.members.get().mentee.person
    Representative.objects.create(
        school=program.school, person=mentee, full_name="Панова Мария Олеговна", email="panova@example.org"
    )
    return pair


def ask(pair, by):
    return ask_sides(program=pair.program, pairs=[pair], on=TODAY, by=by)


def answer(pair, role, by, *, agrees=True, of=None, source=AnswerSource.STAFF):
    mentor = pair.mentor.person_id
    person = of or (mentor if role == Respondent.MENTOR else pair.members.get().mentee.person_id)
    return record_answer(pair=pair, person=person, role=role, agrees=agrees, source=source, on=TODAY, by=by)


def test_sides_of_pupils_are_both_and_their_representatives(pair):
    sides = sides_of([pair], TODAY)[pair.pk]

    mentor, mentee = pair.mentor.person_id, pair.members.get().mentee.person_id
    assert [(side.person.pk, side.role, side.name) for side in sides[::3]] == [
        (mentor, "mentor", pair.mentor.person.full_name),
        (mentee, "representative", "Панова Мария Олеговна"),
    ]
    assert [(side.person.pk, side.role) for side in sides] == [
        (mentor, "mentor"),
        (mentor, "representative"),
        (mentee, "mentee"),
        (mentee, "representative"),
    ]


def test_sides_of_teachers_are_two_and_greeted_by_patronymic(program, curator):
    pair = make_teacher_pair(program, curator)

    sides = sides_of([pair], TODAY)[pair.pk]

    assert [(side.role, side.greeting) for side in sides] == [
        ("mentor", "Иван Петрович"),
        ("mentee", "Иван Петрович"),
    ]


def test_ask_gives_each_side_a_link_once(pair, curator):
    first, again = ask(pair, curator), ask(pair, curator)

    assert (first, again) == (4, 0)
    assert PairAgreement.objects.filter(state=AgreementState.ASKED, link__isnull=False).count() == 4
    assert AuditEvent.objects.filter(action="pair.ask").count() == 1


def test_ask_of_submitted_pair_is_refused(pair, program, curator):
    submit_plan(program=program, pairs=[pair], by=curator)

    with pytest.raises(Refusal, match="среди отмеченных пар нет черновиков"):
        ask(pair, curator)


def test_answer_by_link_may_be_changed_while_pair_is_draft(pair, curator):
    ask(pair, curator)
    agreement = PairAgreement.objects.get(
        role=Respondent.REPRESENTATIVE, person=pair.members.get().mentee.person
    )

    answer_by_link(link=agreement.link, agrees=False, comment=" Нет времени\u0000 ")
    answer_by_link(link=agreement.link, agrees=True, comment="")

    agreement.refresh_from_db()
    assert (agreement.state, agreement.source, agreement.comment, agreement.recorded_by) == (
        AgreementState.AGREED,
        AnswerSource.LINK,
        "",
        None,
    )


def test_answer_after_submission_is_refused(pair, program, curator):
    ask(pair, curator)
    link = PairAgreement.objects.filter(role=Respondent.MENTOR).get().link
    submit_plan(program=program, pairs=[pair], by=curator)

    with pytest.raises(Refusal, match="уже передана директору"):
        answer_by_link(link=link, agrees=False, comment="")


def test_answer_of_link_whose_pair_was_deleted_is_refused(pair, curator):
    ask(pair, curator)
    link = PairAgreement.objects.filter(role=Respondent.MENTOR).get().link
    PairAgreement.objects.all().delete()

    with pytest.raises(Refusal, match="больше не нужно"):
        answer_by_link(link=link, agrees=True, comment="")


def test_long_comment_is_refused(pair, curator):
    ask(pair, curator)
    link = PairAgreement.objects.filter(role=Respondent.MENTOR).get().link

    with pytest.raises(Refusal, match="длиннее 500"):
        answer_by_link(link=link, agrees=True, comment="а" * 501)


def test_answer_by_word_needs_no_question(pair, curator):
    agreement = answer(pair, Respondent.MENTOR, curator)

    assert (agreement.state, agreement.source, agreement.recorded_by, agreement.link) == (
        AgreementState.AGREED,
        AnswerSource.STAFF,
        curator,
        None,
    )


def test_answer_of_stranger_or_by_link_source_is_refused(pair, curator, program):
    stranger = ready_mentee(program, curator).person_id

    with pytest.raises(Refusal, match="уже нет в паре"):
        answer(pair, Respondent.MENTEE, curator, of=stranger)
    with pytest.raises(Refusal, match="как получен ответ"):
        answer(pair, Respondent.MENTOR, curator, source=AnswerSource.LINK)


def test_refusal_stops_submission_whatever_the_rules_say(pair, program, curator):
    answer(pair, Respondent.MENTEE, curator, agrees=False)

    with pytest.raises(Refusal, match="не согласны") as refused:
        submit_plan(program=program, pairs=[pair], by=curator)

    assert pair.members.get().mentee.person.list_name in str(refused.value)
    pair.refresh_from_db()
    assert pair.state == PairState.DRAFT


def test_silence_stops_only_where_the_form_asks_sides(pair, program, curator):
    rules = rules_of(pair.form)
    rules.asks_sides = True
    rules.save()
    answer(pair, Respondent.MENTOR, curator)

    with pytest.raises(Refusal, match="нет ответа"):
        submit_plan(program=program, pairs=[pair], by=curator)

    for side in sides_of([pair], TODAY)[pair.pk]:
        answer(pair, side.role, curator, of=side.person.pk)
    assert submit_plan(program=program, pairs=[pair], by=curator).number == 1


def test_changed_pair_asks_the_others_anew_and_forgets_who_left(program, curator):
    pair = make_pair(program, curator, size=2)
    ask(pair, curator)
    first, second = [member.mentee for member in pair.members.all()]
    answer(pair, Respondent.MENTOR, curator)
    gone = PersonalLink.objects.get(pk=PairAgreement.objects.get(person=second.person, role="mentee").link_id)

    remove_member(pair=pair, mentee=second, by=curator)

    known = agreements_of([pair])
    assert {(person, role) for _, person, role in known} == {
        (pair.mentor.person_id, "mentor"),
        (pair.mentor.person_id, "representative"),
        (first.person_id, "mentee"),
        (first.person_id, "representative"),
    }
    assert {agreement.state for agreement in known.values()} == {AgreementState.ASKED}
    assert not PersonalLink.objects.filter(pk=gone.pk).exists()


def test_pair_with_new_member_asks_only_the_new_one(program, curator):
    pair = make_pair(program, curator, size=2)
    ask(pair, curator)
    pair.mentor.places = 3
    pair.mentor.save()

    add_member(pair=pair, mentee=ready_mentee(program, curator), model=pair.members.first().model, by=curator)

    assert ask(pair, curator) == 2
