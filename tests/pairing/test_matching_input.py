"""What the matching is told of a form: who is free, what is known of them, what the history forbids."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring_site.permissions import Role
from pairing.enums import BanKind, PairState
from pairing.models import PairBan, Preference, PreferenceSheet
from pairing.rules import findings
from pairing.services.closing import dissolve_pair
from pairing.services.facts import edge, history_of, mentee_sides, mentor_sides
from pairing.services.matching_edits import lock_draft
from pairing.services.matching_input import interests, read_input
from pairing.services.matching_runs import run_and_place
from participants.enums import PersonKind, ResponseSource
from participants.models import Availability, Enrolment, Topic, TopicChoice
from programs.services.moments import moment
from tests.factories import TODAY, make_group, make_member, make_person
from tests.pairing.makers import make_pair, make_pair_in, ready_mentee, ready_mentor


@pytest.fixture
def form(program):
    return program.forms.get(code="pupil_pupil")


def sheet_of(entry, side, **fields):
    return PreferenceSheet.objects.create(
        school=entry.school, program=entry.program, source=ResponseSource.GRID, filled_at=moment(),
        **{side: entry}, **fields,
    )  # fmt: skip


def test_party_holds_all_that_rules_and_scores_ask(program, curator, form):
    mentor = ready_mentor(program, curator, interests="Шахматы, физика и волейбол")
    mentee = ready_mentee(program, curator, interests="шахматы", entered_on=TODAY - timedelta(days=12))
    topic = Topic.objects.create(school=program.school, title="Математика")
    TopicChoice.objects.create(school=program.school, topic=topic, mentee=mentee)
    Availability.objects.create(school=program.school, mentee=mentee, weekday=2, hour=14)
    sheet = sheet_of(mentee, "mentee", wishes_gender="m")
    Preference.objects.create(school=program.school, sheet=sheet, mentor=mentor, rank=1)

    found = read_input(form, TODAY)
    party = found.problem().mentees[0]

    assert found.problem().mentors[0].interests == ("Шахматы", "физика", "волейбол")
    assert (party.topics, party.slots, party.ranks) == (
        ((topic.pk, "Математика"),),
        {(2, 14)},
        {mentor.pk: 1},
    )
    assert (party.gender, party.wishes_gender, party.answered) == ("m", "m", True)
    assert (party.interests, party.days_waiting, party.was_left_out) == (("шахматы",), 12, False)


def test_interests_are_split_by_commas_and_conjunctions():
    assert interests("Шахматы;  походы и лыжи, шахматы\nтеатр") == (
        *("Шахматы", "походы", "лыжи", "шахматы", "театр"),
    )
    assert interests("") == ()


def test_people_of_pairs_leave_the_problem_with_their_places(program, curator, form):
    pair = make_pair_in(program, curator, PairState.SUBMITTED)
    draft = make_pair(program, curator)
    free = ready_mentee(program, curator)

    problem = read_input(form, TODAY).problem()

    assert [party.side.entry_id for party in problem.mentees] == [free.pk]
    taken = {party.side.entry_id: party.side.places_taken for party in problem.mentors}
    assert taken == {pair.mentor_id: 1, draft.mentor_id: 1}
    assert problem.drafts == frozenset()


def test_unlocked_drafts_of_a_run_are_free_again_and_locked_are_not(program, curator, form):
    mentors = [ready_mentor(program, curator) for _ in range(2)]
    mentees = [ready_mentee(program, curator) for _ in range(2)]
    run_and_place(form=form, mode="all", on=TODAY, by=curator)
    drafts = {pair.mentor_id: pair for pair in read_input(form, TODAY).pairs}
    lock_draft(pair=drafts[mentors[0].pk], is_locked=True, by=curator)

    problem = read_input(form, TODAY).problem()

    kept = drafts[mentors[1].pk].members.get().mentee_id
    assert {mentee.pk for mentee in mentees} > {party.side.entry_id for party in problem.mentees} == {kept}
    assert problem.drafts == {(mentors[1].pk, kept)}
    assert {party.side.entry_id: party.side.places_taken for party in problem.mentors} == {
        mentors[0].pk: 1,
        mentors[1].pk: 0,
    }


def test_pair_completed_in_an_earlier_year_is_continued(program, curator, form):
    from tests.factories import make_consent, make_mentee, make_mentor, make_program

    last = make_program(program.school, label="2025-2026")
    mentor, mentee = make_mentor(program), make_mentee(program)
    for person in (mentor.person, mentee.person):
        make_consent(person, curator, signed_on=date(2025, 9, 1))
    old = make_pair_in(last, curator, PairState.COMPLETED)
    mentor.person = old.mentor.person
    mentor.save()
    mentee.person = old.members.get().mentee.person
    mentee.save()

    problem = read_input(form, TODAY).problem()

    assert problem.continued == {(mentor.person_id, mentee.person_id)}


def test_bans_refusals_superiors_and_hours_reach_pairs_made_by_hand(program, curator):
    head = make_member(program.school, Role.SUBJECT_HEAD)
    group = make_group(program, head=head)
    boss = make_person(program, kind=PersonKind.TEACHER)
    boss.user = head
    boss.save()
    teacher = make_person(program, kind=PersonKind.TEACHER, subject_group=group)
    teachers = program.forms.get(code="teacher_teacher")
    mentor = ready_mentor(program, curator, person=boss, form=teachers)
    mentee = ready_mentee(program, curator, person=teacher, form=teachers)
    first, second = sorted((boss, teacher), key=lambda person: person.pk)
    PairBan.objects.create(
        school=program.school, first=first, second=second, kind=BanKind.RELATIVES, created_by=curator
    )
    Preference.objects.create(
        school=program.school, sheet=sheet_of(mentor, "mentor"), mentee=mentee, rank=None
    )
    for entry, hour in (({"mentor": mentor}, 14), ({"mentee": mentee}, 16)):
        Availability.objects.create(school=program.school, weekday=1, hour=hour, **entry)
    history = history_of([mentor], [mentee])

    found = findings(
        edge(
            mentor_sides([mentor], TODAY)[mentor.pk], mentee_sides([mentee], TODAY)[mentee.pk], None, history
        )
    )

    assert {finding.code for finding in found} >= {"banned", "refused", "superior", "no_common_time"}
    assert Enrolment.objects.get(person=teacher).subject_group == group


def test_who_asked_for_another_mentor_goes_first_until_he_has_one(program, curator, form):
    pair = make_pair_in(program, curator, PairState.ACTIVE, on=TODAY)
    waiting = ready_mentee(program, curator)
    dissolve_pair(pair=pair, reason="не сошлись расписанием", on=TODAY, wants_new_match=True, by=curator)
    asking = pair.members.get().mentee

    found = {entry: party.was_left_out for entry, party in read_input(form, TODAY).mentees.items()}
    make_pair(program, curator, mentees=[asking])
    later = {entry: party.was_left_out for entry, party in read_input(form, TODAY).mentees.items()}

    assert (found, later[asking.pk]) == ({asking.pk: True, waiting.pk: False}, False)


def test_queries_do_not_grow_with_people(program, curator, form):
    counts = []
    for _ in range(2):
        for _ in range(2):
            make_pair(program, curator)
            ready_mentor(program, curator)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read_input(form, TODAY).problem()
        counts.append(len(queries))

    assert counts[0] == counts[1]
