"""A contest from its draft to the protocol: guards, applications, the jury, places."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from monitoring.enums import ContestAction, ContestState, EntryState
from monitoring.forms_contest import CriteriaField
from monitoring.models import Award, ContestEntry, HonourNomination, JuryMark, JuryMember
from monitoring.services.candidates import propose_winners
from monitoring.services.contest_jury import (
    admitted_of,
    remove_member,
    return_sheet,
    save_marks,
    totals_for,
)
from monitoring.services.contest_results import close_contest
from monitoring.services.contests import add_contest, add_entry, edit_contest, move_contest, remove_contest
from monitoring.transitions import CONTEST_MOVES
from pairing.enums import PairState
from participants.models import Person
from programs.enums import DocumentState
from programs.services.audit import Refusal
from programs.services.documents import document_pdf
from tests.factories import make_member, make_mentor, make_person
from tests.monitoring.makers_award import (
    make_contest,
    make_entry,
    make_honour,
    make_judged,
)
from tests.monitoring.makers_award import make_member as make_judge
from tests.pairing.makers import make_pair_in


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


@pytest.fixture
def today():
    return timezone.localdate()


def fill(contest, by, *rows):
    """Hand in the sheet of each member: (marks of entry 1, of entry 2 …) for both criteria."""
    entries, criteria = admitted_of(contest), list(contest.criteria.all())
    for member, row in zip(contest.jury.order_by("pk"), rows, strict=True):
        given = {
            (entry.pk, one.pk): mark for entry, mark in zip(entries, row, strict=True) for one in criteria
        }
        save_marks(member=member, marks=given, is_final=True, by=by)
    return entries


def test_moves_are_exactly_the_lawful_ones(program, curator):
    lawful = {(source, action) for action, (sources, _) in CONTEST_MOVES.items() for source in sources}
    contest = make_contest(program, curator)

    for state in ContestState.values:
        for action in ContestAction.values:
            if action == ContestAction.CLOSE or (state, action) in lawful:
                continue
            contest.state = state
            contest.save()
            with pytest.raises(Refusal, match="Обновите страницу"):
                move_contest(contest=contest, action=action, by=curator)


def test_opening_without_criteria_and_rules_is_refused(program, curator, today):
    days = {"opens_on": today, "closes_on": today, "results_on": today}
    contest = add_contest(
        program=program, values={"title": "Пустой", **days}, nominations=[], criteria=[], by=curator
    )

    with pytest.raises(Refusal, match=r"номинаций, критериев и\sположения"):
        move_contest(contest=contest, action=ContestAction.OPEN, by=curator)
    remove_contest(contest=contest, by=curator)


def test_open_contest_may_be_put_off_but_not_shortened(program, curator):
    contest = make_contest(program, curator)
    later = {"closes_on": contest.results_on, "title": "Другое"}

    fresh = edit_contest(
        contest=contest,
        values=later,
        nominations=None,
        criteria=None,
        shown_version=contest.version,
        by=curator,
    )
    assert (fresh.closes_on, fresh.title) == (contest.results_on, "Наставник года")
    with pytest.raises(Refusal, match="сократить его нельзя"):
        edit_contest(
            contest=fresh,
            values={"closes_on": fresh.opens_on},
            nominations=None,
            criteria=None,
            shown_version=fresh.version,
            by=curator,
        )


def test_entry_after_the_last_day_or_twice_is_refused(program, curator, today):
    contest = make_contest(program, curator)
    entry = make_entry(contest, curator)
    given = {"contest": contest, "nomination": make_honour(program), "pair": None, "text": "", "by": curator}

    with pytest.raises(Refusal, match="продлите приём"):
        add_entry(mentor=make_mentor(program), on=contest.closes_on + timedelta(days=1), **given)
    with pytest.raises(Refusal, match="уже есть"):
        add_entry(mentor=entry.mentor, on=today, **given)
    with pytest.raises(Refusal, match="Выберите наставника"):
        add_entry(mentor=None, on=today, **given)


def test_judging_waits_for_decisions_and_for_a_jury(program, curator):
    contest = make_contest(program, curator)
    waiting = make_entry(contest, curator, state=EntryState.SUBMITTED)

    with pytest.raises(Refusal, match="Не решено по заявкам: 1"):
        move_contest(contest=contest, action=ContestAction.JUDGE, by=curator)
    ContestEntry.objects.filter(pk=waiting.pk).update(state=EntryState.ADMITTED)
    with pytest.raises(Refusal, match="В жюри никого нет"):
        move_contest(contest=contest, action=ContestAction.JUDGE, by=curator)


def test_sheet_with_gaps_is_kept_but_not_handed_in(program, curator):
    contest = make_judged(program, curator, entries=1, guests=1)
    member, [entry] = contest.jury.get(), admitted_of(contest)
    first, second = contest.criteria.all()

    assert save_marks(member=member, marks={(entry.pk, first.pk): 0}, is_final=False, by=curator) == 1
    with pytest.raises(Refusal, match="нет 1\u00a0оценки"):
        save_marks(member=member, marks={}, is_final=True, by=curator)
    with pytest.raises(Refusal, match="от 0 до 10"):
        save_marks(member=member, marks={(entry.pk, second.pk): 11}, is_final=False, by=curator)
    assert [total.mean for total in totals_for(contest)] == [None]


def test_sheet_that_is_handed_in_is_frozen_until_it_is_returned(program, curator):
    contest = make_judged(program, curator, entries=1, guests=1)
    [entry] = fill(contest, curator, (4,))
    member, first = contest.jury.get(), contest.criteria.first()

    with pytest.raises(Refusal, match="Лист сдан"):
        save_marks(member=member, marks={(entry.pk, first.pk): 5}, is_final=False, by=curator)
    with pytest.raises(Refusal, match="Убрать из жюри нельзя"):
        remove_member(member=member, by=curator)
    with pytest.raises(Refusal, match="Напишите, почему"):
        return_sheet(member=member, reason=" ", by=curator)
    return_sheet(member=member, reason="описка в сумме", by=curator)
    assert save_marks(member=member, marks={(entry.pk, first.pk): 5}, is_final=True, by=curator) == 0


def test_member_never_marks_his_own_entry(program, curator):
    user = make_member(program.school, "class_teacher")
    person = make_person(program, kind="teacher")
    person.user = user
    person.save()
    contest = make_contest(program, curator)
    own = make_entry(contest, curator, mentor=make_mentor(program, person))
    other = make_entry(contest, curator)
    member = make_judge(contest, curator, user=user)
    move_contest(contest=contest, action=ContestAction.JUDGE, by=curator)
    criteria = list(contest.criteria.all())

    with pytest.raises(Refusal, match="Свою заявку"):
        save_marks(member=member, marks={(own.pk, criteria[0].pk): 5}, is_final=False, by=user)
    given = {(other.pk, one.pk): 3 for one in criteria}
    assert save_marks(member=member, marks=given, is_final=True, by=user) == 0
    assert set(JuryMark.objects.values_list("entry", flat=True)) == {other.pk}


def test_closing_fixes_places_and_prepares_the_protocol(program, curator, today):
    contest = make_judged(program, curator)
    first, second = fill(contest, curator, (5, 3), (4, 2))

    closed = close_contest(
        contest=contest, places={first.pk: 1, second.pk: 2}, reason="", on=today, by=curator
    )

    assert closed.state == ContestState.CLOSED
    assert dict(contest.entries.values_list("pk", "place")) == {first.pk: 1, second.pk: 2}
    [group] = closed.protocol.snapshot["nominations"]
    assert [(row["marks"], row["mean"], row["place"]) for row in group["rows"]] == [
        (["10", "8"], "9", 1),
        (["6", "4"], "5", 2),
    ]
    assert closed.protocol.state == DocumentState.TO_SIGN
    assert document_pdf(closed.protocol).startswith(b"%PDF")


def test_closing_refuses_missing_sheets_wrong_order_and_silent_ties(program, curator, today):
    contest = make_judged(program, curator)
    given = {"contest": contest, "on": today, "by": curator}

    with pytest.raises(Refusal, match="Листы не сданы"):
        close_contest(places={}, reason="", **given)
    first, second = fill(contest, curator, (5, 3), (3, 5))
    with pytest.raises(Refusal, match="Баллы равны"):
        close_contest(places={first.pk: 1, second.pk: 2}, reason="", **given)
    closed = close_contest(places={second.pk: 1, first.pk: 2}, reason="Опыт шире", **given)
    assert closed.protocol.snapshot["reason"] == "Опыт шире"
    with pytest.raises(Refusal, match="Итоги подведены"):
        remove_member(member=JuryMember.objects.first(), by=curator)


def test_closing_against_the_marks_is_refused(program, curator, today):
    contest = make_judged(program, curator, guests=1)
    first, second = fill(contest, curator, (5, 3))

    with pytest.raises(Refusal, match="Места следуют за оценками"):
        close_contest(contest=contest, places={second.pk: 1, first.pk: 2}, reason="", on=today, by=curator)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Результаты; 10\nОпыт", [("Результаты", 10), ("Опыт", 5)]),
        ("Опыт; до 3 баллов", [("Опыт", 3)]),
    ],
)
def test_criteria_are_read_by_lines(text, found):
    assert CriteriaField().clean(text) == found


@pytest.mark.parametrize("text", ["Опыт;", "; 5", "Опыт; 0", "Опыт; 101", "Опыт\nопыт"])
def test_criteria_that_make_no_sense_are_refused_with_the_line(text):
    with pytest.raises(ValidationError):
        CriteriaField().clean(text)


def test_nominations_of_another_running_contest_are_refused(program, curator):
    contest = make_contest(program, curator)

    with pytest.raises(Refusal, match="уже в конкурсе"):
        add_contest(
            program=program,
            values={
                "title": "Второй",
                "opens_on": contest.opens_on,
                "closes_on": contest.closes_on,
                "results_on": contest.results_on,
            },
            nominations=list(HonourNomination.objects.filter(contest=contest)),
            criteria=[],
            by=curator,
        )


def test_winners_are_proposed_once_with_their_place(program, curator, today):
    contest = make_judged(program, curator)
    first, second = fill(contest, curator, (5, 3), (4, 2))
    closed = close_contest(
        contest=contest, places={first.pk: 1, second.pk: 2}, reason="", on=today, by=curator
    )

    assert propose_winners(contest=closed, by=curator) == 2
    assert propose_winners(contest=closed, by=curator) == 0
    assert list(Award.objects.order_by("kind").values_list("kind", "reason", "person")) == [
        ("certificate", "2 место в конкурсе «Наставник года»", second.mentor.person_id),
        ("diploma", "1 место в конкурсе «Наставник года»", first.mentor.person_id),
    ]


def test_mentee_in_the_jury_does_not_mark_his_own_mentor(program, curator):
    """«Член жюри не оценивает себя и свою пару»: a young teacher stands for a pair in a nomination of mentors too."""
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    contest = make_contest(program, curator, entries=1)
    entry = make_entry(contest, curator, mentor=pair.mentor)
    teacher = make_member(program.school, "class_teacher")
    Person.objects.filter(pk=pair.members.get().mentee.person_id).update(user=teacher)
    member = make_judge(contest, curator, user=teacher)
    move_contest(contest=contest, action=ContestAction.JUDGE, by=curator)
    criterion = contest.criteria.first()

    with pytest.raises(Refusal, match="Свою заявку"):
        save_marks(member=member, marks={(entry.pk, criterion.pk): 5}, is_final=False, by=teacher)
