"""Keeping preferences: who may choose whom, until when, and what the journal does not tell."""

from __future__ import annotations

from datetime import date

import pytest

from pairing.enums import PairState
from pairing.models import Preference, PreferenceSheet
from pairing.preference_lists import counts, waiting_number
from pairing.services.preference_links import (
    entry_of,
    issue_preference_links,
    numbered,
    renew_preference_link,
)
from pairing.services.preferences import (
    candidates_for,
    remove_preferences,
    save_preferences,
    wishes_of,
)
from pairing.wishes import Wishes
from participants.enums import AttendanceMark, EventKind, MenteeStatus, ResponseSource
from participants.services.events import mark_attendance, plan_event
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import TODAY, make_class, make_mentee, make_mentor, make_person
from tests.pairing.makers import make_pair_in, ready_mentee, ready_mentor


@pytest.fixture
def mentor(program, curator):
    return ready_mentor(program, curator)


@pytest.fixture
def mentee(program, curator):
    return ready_mentee(program, curator)


def save(chooser, *choices, by=None, **fields):
    return save_preferences(
        chooser=chooser,
        wishes=Wishes(choices, **fields),
        source=ResponseSource.PHONE,
        on=TODAY,
        by=by,
    )


def hold_meeting(program, by, *people):
    event = plan_event(
        program=program, kind=EventKind.GROUP_MEETING, title="Групповая встреча", planned_on=TODAY, by=by
    )
    marks = {person.pk: AttendanceMark.PRESENT for person in people}
    return mark_attendance(event=event, marks=marks, by=by, today=TODAY)


def test_sheet_keeps_ranks_refusals_and_the_meeting(program, curator, mentor, mentee):
    other = ready_mentee(program, curator)
    event = hold_meeting(program, curator, mentee.person)

    sheet = save(mentor, (other.pk, None), (mentee.pk, 1), wishes_gender="f", comment="днём")

    assert wishes_of(sheet) == Wishes(((mentee.pk, 1), (other.pk, None)), "f", "днём")
    assert (sheet.mentor, sheet.event, sheet.source) == (mentor, event, ResponseSource.PHONE)


def test_places_without_the_first_move_up(program, curator, mentor):
    others = [ready_mentee(program, curator) for _ in range(3)]

    sheet = save(mentor, (others[0].pk, 3), (others[1].pk, None), (others[2].pk, 2))

    assert wishes_of(sheet).choices == ((others[2].pk, 1), (others[0].pk, 2), (others[1].pk, None))


def test_new_sheet_replaces_the_former(program, curator, mentor, mentee):
    other = ready_mentor(program, curator)
    save(mentee, (mentor.pk, 1), comment="раньше")

    sheet = save(mentee, (other.pk, 1), (mentor.pk, None))

    assert PreferenceSheet.objects.count() == 1
    assert Preference.objects.count() == 2
    assert (wishes_of(sheet), sheet.version) == (Wishes(((other.pk, 1), (mentor.pk, None))), 2)


def test_journal_names_the_chooser_and_nobody_chosen(program, curator, mentor, mentee):
    save(mentee, (mentor.pk, None), by=curator)

    row = AuditEvent.objects.get(action="preference.save")
    told = f"{row.sentence} {row.target_label} {row.details}"
    assert row.sentence == f"получены предпочтения (с телефона): {mentee.person.list_name}"
    assert row.person_ids == [mentee.person_id]
    assert mentor.person.last_name not in told


def test_strangers_are_refused(program, curator, mentee):
    """The own side, another form, somebody not admitted, without consent, and oneself in the other base."""
    teacher = make_mentor(program, form=program.forms.get(code="teacher_teacher"))
    own_side = ready_mentee(program, curator)
    without_consent = make_mentor(program)
    himself = make_mentor(program, person=mentee.person)
    for stranger in (teacher.pk, own_side.pk + 1000, without_consent.pk, himself.pk):
        with pytest.raises(Refusal, match="больше нельзя выбрать"):
            save(mentee, (stranger, 1))
    assert not PreferenceSheet.objects.exists()


def test_who_may_not_choose_is_told_why(program, curator, mentor):
    nominated = ready_mentee(program, curator, status=MenteeStatus.NOMINATED)
    without_form = ready_mentee(program, curator, form=None)
    without_consent = make_mentee(program)
    for chooser, words in (
        (nominated, "кого приняли"),
        (without_form, "форма наставничества ещё не определена"),
        (without_consent, "нет согласия родителей"),
    ):
        with pytest.raises(Refusal, match=words):
            save(chooser, (mentor.pk, 1))


def test_closed_programme_keeps_nothing(program, mentor, mentee):
    program.state = ProgramState.COMPLETED
    program.save()
    mentee.refresh_from_db()

    with pytest.raises(Refusal):
        save(mentee, (mentor.pk, 1))


def test_choice_is_open_until_the_pair_is_handed_over(program, curator):
    draft = make_pair_in(program, curator, PairState.DRAFT)
    handed = make_pair_in(program, curator, PairState.SUBMITTED)
    free = ready_mentor(program, curator)

    save(draft.members.get().mentee, (free.pk, 1))
    save(draft.mentor, comment="")
    for chooser in (handed.members.get().mentee, handed.mentor):
        with pytest.raises(Refusal, match="уже переданы директору"):
            save(chooser)


def test_mentor_with_a_free_place_may_still_choose(program, curator):
    handed = make_pair_in(program, curator, PairState.SUBMITTED)
    handed.mentor.places = 2
    handed.mentor.save()

    assert save(handed.mentor).mentor == handed.mentor


def test_who_answered_is_not_replaced_unless_asked(program, curator, mentor, mentee):
    save(mentee, (mentor.pk, 1))

    with pytest.raises(Refusal, match="Уже есть ответ"):
        save_preferences(
            chooser=mentee, wishes=Wishes(), source=ResponseSource.GRID, on=TODAY, is_replacing=False
        )


def test_removed_sheet_lets_answer_again(program, curator, mentor, mentee):
    sheet = save(mentee, (mentor.pk, 1))

    remove_preferences(sheet=sheet, by=curator)

    assert (PreferenceSheet.objects.count(), Preference.objects.count()) == (0, 0)
    with pytest.raises(Refusal, match="уже нет"):
        remove_preferences(sheet=sheet, by=curator)


def test_those_of_the_meeting_come_first_and_namesakes_are_told_apart(program, curator, mentor):
    where = make_class(program, 7, "А")

    def pupil(last, first):
        person = make_person(program, school_class=where, last_name=last, first_name=first)
        return ready_mentee(program, curator, person=person)

    pupil("Агапов", "Аким")
    came = pupil("Яшин", "Яков")
    pupil("Петров", "Олег")
    pupil("Панов", "Олег")
    hold_meeting(program, curator, came.person)

    labels = [one.label.replace("\u00a0", " ") for one in candidates_for(mentor, TODAY)]

    assert labels == ["Яков Я., 7 «А»", "Аким А., 7 «А»", "Олег Панов, 7 «А»", "Олег Петров, 7 «А»"]


def test_counts_wait_only_for_those_who_can_answer(program, curator, mentor, mentee):
    make_mentee(program)  # without a consent
    make_pair_in(program, curator, PairState.SUBMITTED)
    ready_mentee(program, curator)
    save(mentee, (mentor.pk, 1))

    assert counts(program, TODAY) == {"mentor": (0, 1), "mentee": (1, 1)}
    assert waiting_number(program, TODAY) == 2


# --- links ------------------------------------------------------------------------------------------------


def test_links_number_people_once_and_go_on(program, curator, mentor, mentee):
    issue_preference_links(program=program, by=curator)
    later = ready_mentor(program, curator)
    issue_preference_links(program=program, by=curator)

    rows = [(one.number, one.side, one.entry_id) for one in numbered(program)]

    assert rows == [(1, "mentor", mentor.pk), (2, "mentee", mentee.pk), (3, "mentor", later.pk)]
    with pytest.raises(Refusal, match="есть у всех"):
        issue_preference_links(program=program, by=curator)


def test_renewed_link_keeps_its_number(program, curator, mentor):
    issue_preference_links(program=program, by=curator)
    old = numbered(program)[0].link

    renew_preference_link(link=old, by=curator)

    (new,) = numbered(program)
    assert (new.number, new.link.pk != old.pk, entry_of(new.link)) == (1, True, mentor)
    with pytest.raises(Refusal, match="уже заменили"):
        renew_preference_link(link=old, by=curator)


def test_table_of_links_holds_no_names(program, curator, mentor):
    issue_preference_links(program=program, by=curator)

    link = numbered(program)[0].link
    assert link.title == "Предпочтения, № 1"
    assert link.payload == {"side": "mentor", "entry": mentor.pk, "number": 1}


def test_meeting_ahead_is_not_the_meeting_of_a_sheet(program, curator, mentee):
    plan_event(
        program=program,
        kind=EventKind.GROUP_MEETING,
        title="Потом",
        planned_on=date(2027, 1, 20),
        by=curator,
    )

    assert save(mentee).event is None
