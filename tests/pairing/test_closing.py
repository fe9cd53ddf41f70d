"""The end of a pair: what it writes into the bases, what comes back with the pair, many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pairing.bases import waiting_mentees
from pairing.enums import PairState
from pairing.models import Pair
from pairing.services.closing import reopen_pair
from pairing.services.endings import Ending, PairNotClosed, close_many, close_pair
from pairing.services.outcomes import COMPLETION_MARK, asking_new_match
from participants.enums import BaseKind
from participants.models import Mentee, Mentor
from participants.resources import for_export, official_table
from programs.services.audit import Refusal
from tests.pairing.makers import make_pair, make_pair_in, ready_mentor

TODAY = timezone.localdate()


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE)


def ending(pair, result="", **fields):
    [member] = pair.members.all()
    return Ending(**{"on": TODAY, "results": {member.pk: result}, **fields})


def written(pair):
    mentee = Mentee.objects.get(memberships__pair=pair)
    mentor = Mentor.objects.get(pk=pair.mentor_id)
    return (
        (mentee.results, mentee.completed_on, mentee.completion_mark),
        (mentor.results, mentor.completed_on),
    )


def test_completed_pair_writes_result_end_and_mark_into_both_bases(pair, curator):
    close_pair(pair=pair, ending=ending(pair, "открытый урок", wants_case=True), by=curator)

    pair.refresh_from_db()
    assert (pair.state, pair.wants_case, pair.members.get().result) == ("completed", True, "открытый урок")
    assert written(pair) == (("открытый урок", TODAY, COMPLETION_MARK), ("открытый урок", TODAY))


def test_official_forms_print_what_the_closing_wrote(program, pair, curator):
    close_pair(pair=pair, ending=ending(pair, "открытый урок"), by=curator)

    for base, model in ((BaseKind.MENTORS, Mentor), (BaseKind.MENTEES, Mentee)):
        header, [row] = official_table(base, for_export(model.objects.all(), program), TODAY)
        shown = dict(zip(header, row, strict=True))
        assert (shown["Результаты программы"], shown["Дата завершения программы"]) == (
            "открытый урок",
            TODAY,
        )


def test_mentor_with_another_living_pair_has_not_completed(program, curator):
    mentor = ready_mentor(program, curator, places=2)
    first = make_active(program, curator, mentor)
    second = make_active(program, curator, mentor)

    close_pair(pair=first, ending=ending(first, "проект"), by=curator)
    after_first = written(first)[1]
    close_pair(pair=second, ending=ending(second, "олимпиада"), by=curator)

    assert (after_first, written(second)[1]) == (("", None), ("проект; олимпиада", TODAY))


def make_active(program, curator, mentor):
    from pairing.services.orders import KIND
    from pairing.services.plans import approve_plan, submit_plan
    from programs.models import Document
    from programs.services.documents import sign_document

    draft = make_pair(program, curator, mentor=mentor)
    approve_plan(plan=submit_plan(program=program, pairs=[draft], by=curator), by=curator)
    order = Document.objects.get(kind=KIND, pairs=draft)
    sign_document(document=order, number=f"{draft.pk}-р", date=TODAY, by=curator)
    return Pair.objects.with_people().get(pk=draft.pk)


def test_early_end_keeps_the_result_and_leaves_the_mentee_in_the_programme(pair, curator):
    close_pair(pair=pair, ending=ending(pair, "проект", reason="переезд"), by=curator)

    pair.refresh_from_db()
    assert (pair.state, pair.closed_reason) == ("dissolved", "переезд")
    assert written(pair) == (("проект", None, ""), ("проект", None))


def test_mentee_who_wants_a_new_mentor_waits_again_and_goes_first(program, pair, curator):
    rows = Mentee.objects.filter(program=program)
    mentee = pair.members.get().mentee

    close_pair(pair=pair, ending=ending(pair, "проект", wants_new_match=True), by=curator)

    assert written(pair)[0] == ("проект", None, "")
    assert [row.pk for row in waiting_mentees(rows, None, TODAY)] == [mentee.pk]
    assert asking_new_match(program) == {mentee.pk}


def test_mentee_who_is_through_with_the_programme_waits_for_nobody(program, pair, curator):
    close_pair(pair=pair, ending=ending(pair), by=curator)

    assert list(waiting_mentees(Mentee.objects.filter(program=program), None, TODAY)) == []
    assert asking_new_match(program) == set()


def test_reopened_pair_takes_its_end_back_and_leaves_other_results(pair, curator):
    Mentee.objects.filter(memberships__pair=pair).update(results="кружок")
    close_pair(pair=pair, ending=ending(pair, "проект", wants_case=True), by=curator)
    closed = written(pair)

    reopen_pair(pair=pair, reason="ошибка", by=curator)

    pair.refresh_from_db()
    assert closed[0] == ("кружок; проект", TODAY, COMPLETION_MARK)
    assert written(pair) == (("кружок", None, ""), ("", None))
    assert (pair.wants_case, pair.members.get().result) == (None, "проект")


def test_too_long_results_are_refused_by_name_and_nothing_is_closed(pair, curator):
    member = pair.members.get()
    Mentee.objects.filter(pk=member.mentee_id).update(results="я" * 1995)

    with pytest.raises(Refusal, match=f"{member.mentee.person.list_name}: вместе с прежними"):
        close_pair(pair=pair, ending=ending(pair, "проект"), by=curator)

    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE


def test_many_pairs_close_together_or_not_at_all(program, curator):
    pairs = [make_pair_in(program, curator, PairState.ACTIVE) for _ in range(2)]
    draft = make_pair(program, curator)
    good = [(pair, ending(pair, "проект")) for pair in pairs]

    with pytest.raises(PairNotClosed) as refused:
        close_many(endings=[*good, (draft, ending(draft))], by=curator)
    states = set(Pair.objects.exclude(pk=draft.pk).values_list("state", flat=True))
    close_many(endings=good, by=curator)

    assert (refused.value.pair, states) == (draft, {PairState.ACTIVE})
    assert set(Pair.objects.exclude(pk=draft.pk).values_list("state", flat=True)) == {PairState.COMPLETED}


def test_pair_ended_before_its_start_writes_nothing_into_the_bases(program, curator):
    pair = make_pair_in(program, curator, PairState.APPROVED)

    close_pair(pair=pair, ending=ending(pair, reason="передумали", on=TODAY - timedelta(days=1)), by=curator)

    assert written(pair) == (("", None, ""), ("", None))
