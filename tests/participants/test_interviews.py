"""The life of an interview: all states × actions, what the conclusion does to the mentor, immutability."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring_site.permissions import Role
from participants.enums import InterviewConclusion, InterviewState, MentorStatus
from participants.models import Interview, InterviewCriterion
from participants.services import criteria, entries, interviews
from participants.services.interviews import Sheet
from participants.transitions import INTERVIEW_MOVES, InterviewAction
from programs.content import load_template
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from programs.services.programs import open_program
from tests.factories import TODAY, make_interview, make_member, make_mentor, make_program

GOOD = Sheet(
    marks=[(2, "приводит примеры"), (1, ""), (None, "")],
    planned_on=TODAY,
    held_on=TODAY,
    place="кабинет 214",
    present="Савельева О. С., Мещерякова А. Б.",
    with_psychologist=True,
    conclusion=InterviewConclusion.RECOMMENDED,
)
REFUSED = replace(GOOD, conclusion=InterviewConclusion.NOT_RECOMMENDED, condition="нет времени")


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def candidate(program):
    return make_mentor(program, status=MentorStatus.CANDIDATE, interviewed_on=None, trained_on=None)


def hold(interview, by, sheet=GOOD, **fields):
    return interviews.hold_interview(
        interview=interview, sheet=replace(sheet, **fields), version=interview.version, by=by, today=TODAY
    )


def sentences(action):
    return list(AuditEvent.objects.filter(action=action).values_list("sentence", flat=True))


# --- planning ---------------------------------------------------------------------------------------------


def test_plan_copies_criteria_of_the_form_and_those_for_everybody(program, curator, candidate):
    forms = {form.code: form for form in program.forms.all()}
    for position, (text, form, is_active) in enumerate(
        (
            ("Лидер класса", forms["pupil_pupil"], True),
            ("Опытный педагог", forms["teacher_teacher"], True),
            ("Время", None, True),
            ("Скрытый", None, False),
        )
    ):
        InterviewCriterion.objects.create(
            school=program.school,
            program=program,
            text=text,
            form=form,
            is_active=is_active,
            position=position,
        )

    (made,) = interviews.plan_interviews(program=program, mentors=[candidate], planned_on=TODAY, by=curator)
    InterviewCriterion.objects.filter(text="Время").update(text="Ресурс времени")

    made.refresh_from_db()
    assert made.marks == [
        {"text": "Лидер класса", "mark": None, "note": ""},
        {"text": "Время", "mark": None, "note": ""},
    ]
    assert sentences("interview.plan") == ["назначено собеседование на 23.11.2026"]


def test_plan_for_several_makes_all_or_none(program, curator, candidate):
    other = make_mentor(program, status=MentorStatus.CANDIDATE)
    make_interview(other, curator, planned_on=date(2026, 12, 1))

    with pytest.raises(Refusal, match=r"уже назначено на 01\.12\.2026"):
        interviews.plan_interviews(program=program, mentors=[candidate, other], planned_on=TODAY, by=curator)

    assert Interview.objects.filter(mentor=candidate).count() == 0


@pytest.mark.parametrize(
    "fields",
    [{"status": MentorStatus.LEFT, "left_on": TODAY, "left_reason": "переехал"}, None],
)
def test_plan_refuses_who_left_and_nobody(program, curator, fields):
    mentors = [] if fields is None else [make_mentor(program, **fields)]

    with pytest.raises(Refusal):
        interviews.plan_interviews(program=program, mentors=mentors, planned_on=TODAY, by=curator)


def test_plan_in_finished_year_is_refused(program, curator, candidate):
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="больше не меняется"):
        interviews.plan_interviews(program=program, mentors=[candidate], planned_on=TODAY, by=curator)


# --- states × actions -------------------------------------------------------------------------------------


def _do(action, interview, by):
    common = {"interview": interview, "by": by}
    if action == InterviewAction.SAVE:
        return interviews.save_sheet(**common, sheet=GOOD, version=interview.version)
    if action == InterviewAction.HOLD:
        return hold(interview, by)
    if action == InterviewAction.CORRECT:
        return interviews.correct_interview(
            **common,
            sheet=replace(GOOD, place="кабинет 1"),
            reason="опечатка",
            version=interview.version,
            today=TODAY,
        )
    return interviews.cancel_interview(**common, reason="заболел")


def _interview_in(state, mentor, by):
    interview = make_interview(mentor, by)
    if state == InterviewState.HELD:
        interview = hold(interview, by)
    elif state == InterviewState.CANCELLED:
        interview = interviews.cancel_interview(interview=interview, reason="заболел", by=by)
    return interview


@pytest.mark.parametrize("state", InterviewState)
@pytest.mark.parametrize("action", InterviewAction)
def test_every_action_from_every_state(curator, candidate, state, action):
    interview = _interview_in(state, candidate, curator)
    sources, target = INTERVIEW_MOVES[action]

    if state in sources:
        assert _do(action, interview, curator).state == target
    else:
        with pytest.raises(Refusal):
            _do(action, interview, curator)
        interview.refresh_from_db()
        assert interview.state == state


@pytest.mark.parametrize("action", InterviewAction)
def test_no_action_in_a_finished_year(program, curator, candidate, action):
    sources, _ = INTERVIEW_MOVES[action]
    interview = _interview_in(next(iter(sources)), candidate, curator)
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="больше не меняется"):
        _do(action, interview, curator)


# --- the sheet --------------------------------------------------------------------------------------------


def test_draft_keeps_what_is_filled_and_tells_the_mentor_nothing(curator, candidate):
    interview = make_interview(candidate, curator)

    saved = interviews.save_sheet(
        interview=interview, sheet=Sheet(marks=[(2, "да"), (None, ""), (0, "")]), version=1, by=curator
    )

    candidate.refresh_from_db()
    assert [row["mark"] for row in saved.marks] == [2, None, 0]
    assert (saved.state, saved.held_on, candidate.interviewed_on) == (InterviewState.PLANNED, None, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"held_on": None}, "Укажите день"),
        ({"held_on": TODAY + timedelta(days=1)}, "ещё не наступило"),
        ({"conclusion": ""}, "Выберите заключение"),
        ({"conclusion": InterviewConclusion.CONDITIONAL}, "с каким условием"),
        (
            {"conclusion": InterviewConclusion.NOT_RECOMMENDED, "condition": " "},
            "почему кандидат не рекомендован",
        ),
        ({"marks": [(2, "")]}, "Критерии листа изменились"),
        ({"marks": [(3, ""), (1, ""), (0, "")]}, "2, 1, 0 или «не оценивалось»"),
    ],
)
def test_incomplete_sheet_is_not_held(curator, candidate, fields, words):
    interview = make_interview(candidate, curator)

    with pytest.raises(Refusal, match=words):
        hold(interview, curator, **fields)

    interview.refresh_from_db()
    assert (interview.state, interview.conclusion) == (InterviewState.PLANNED, "")


def test_stale_sheet_is_refused(curator, candidate):
    interview = make_interview(candidate, curator)
    interviews.save_sheet(interview=interview, sheet=GOOD, version=1, by=curator)

    with pytest.raises(StaleVersion):
        interviews.hold_interview(interview=interview, sheet=GOOD, version=1, by=curator, today=TODAY)


def test_condition_of_another_conclusion_is_not_kept(curator, candidate):
    held = hold(make_interview(candidate, curator), curator, condition="осталось от черновика")

    assert held.condition == ""


# --- what it does to the mentor ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        (InterviewConclusion.RECOMMENDED, TODAY),
        (InterviewConclusion.CONDITIONAL, TODAY),
        (InterviewConclusion.NOT_RECOMMENDED, None),
    ],
)
def test_conclusion_leaves_a_date_only_with_a_recommendation(curator, candidate, conclusion, expected):
    hold(make_interview(candidate, curator), curator, conclusion=conclusion, condition="до мая")

    candidate.refresh_from_db()
    assert candidate.interviewed_on == expected


def test_not_recommended_takes_an_older_date_away_and_admits_nobody(curator, candidate):
    candidate.interviewed_on = candidate.trained_on = date(2026, 9, 20)
    candidate.save()
    hold(make_interview(candidate, curator), curator, REFUSED)

    with pytest.raises(Refusal, match=r"23\.11\.2026 он не рекомендован"):
        entries.admit_mentor(mentor=candidate, by=curator)

    candidate.refresh_from_db()
    assert (candidate.interviewed_on, candidate.status) == (None, MentorStatus.CANDIDATE)


def test_second_interview_decides(curator, candidate):
    hold(make_interview(candidate, curator), curator, REFUSED, held_on=TODAY - timedelta(days=9))

    hold(make_interview(candidate, curator), curator)

    candidate.refresh_from_db()
    assert candidate.interviewed_on == TODAY


def test_date_behind_a_sheet_is_not_changed_by_hand(curator, candidate):
    hold(make_interview(candidate, curator), curator, REFUSED)

    with pytest.raises(ValidationError, match=r"Есть лист собеседования от 23\.11\.2026"):
        entries.update_mentor(instance=candidate, changes={"interviewed_on": TODAY}, version=None, by=curator)


# --- correcting -------------------------------------------------------------------------------------------


def test_correction_changes_the_sheet_the_mentor_and_the_journal(curator, candidate):
    held = hold(make_interview(candidate, curator), curator)

    interviews.correct_interview(
        interview=held,
        sheet=replace(REFUSED, marks=[(0, ""), (0, ""), (None, "")]),
        reason="перепутали листы",
        version=held.version,
        by=curator,
        today=TODAY,
    )

    candidate.refresh_from_db()
    event = AuditEvent.objects.get(action="interview.correct")
    assert candidate.interviewed_on is None
    assert event.sentence == (
        "исправлен лист собеседования (заключение, пояснение, оценки); причина: перепутали листы"
    )
    assert event.details == {
        "changes": {"заключение": ["рекомендован", "не рекомендован"], "пояснение": ["", "нет времени"]}
    }


@pytest.mark.parametrize(
    ("sheet", "reason", "words"),
    [(GOOD, "нужно", "ничего не изменено"), (replace(GOOD, place="зал"), " ", "почему исправляете")],
)
def test_correction_without_change_or_reason_is_refused(curator, candidate, sheet, reason, words):
    held = hold(make_interview(candidate, curator), curator)

    with pytest.raises(Refusal, match=words):
        interviews.correct_interview(
            interview=held, sheet=sheet, reason=reason, version=held.version, by=curator, today=TODAY
        )

    held.refresh_from_db()
    assert held.place == "кабинет 214"


def test_journal_never_holds_marks(curator, candidate):
    held = hold(make_interview(candidate, curator), curator)
    interviews.correct_interview(
        interview=held,
        sheet=replace(GOOD, marks=[(0, "секретное примечание"), (0, ""), (0, "")]),
        reason="пересмотр",
        version=held.version,
        by=curator,
        today=TODAY,
    )

    told = " ".join(f"{event.sentence} {event.details}" for event in AuditEvent.objects.all())
    assert "секретное" not in told
    assert "приводит примеры" not in told


def test_nobody_reads_his_own_sheet(program, curator, candidate):
    from programs.tenancy import access_for

    candidate.person.user = curator
    candidate.person.save()
    hold(make_interview(candidate, curator), curator)

    assert list(Interview.objects.visible_to(access_for(curator, program, TODAY))) == []
    other = make_member(program.school, Role.PSYCHOLOGIST)
    assert Interview.objects.visible_to(access_for(other, program, TODAY)).count() == 1


# --- criteria ---------------------------------------------------------------------------------------------


def test_new_programme_gets_the_portraits_then_what_is_asked_of_everybody(program, curator):
    school = program.school
    made = open_program(
        school=school, label="2027-2028", starts=date(2027, 9, 1), ends=date(2028, 6, 30), by=curator
    )

    rows = list(InterviewCriterion.objects.of_program(made).values_list("form__code", "text"))

    portraits = [
        (form.code, text.rstrip(".")) for form in load_template().forms for text in form.mentor_portrait
    ]
    assert rows == [*portraits, *((None, text.rstrip(".")) for text in criteria.COMMON)]


def test_next_programme_takes_last_years_list(program, curator):
    form = program.forms.get(code="pupil_pupil")
    criteria.add_criterion(program=program, text="Свой критерий", form=form, by=curator)

    made = open_program(
        school=program.school,
        label="2027-2028",
        starts=date(2027, 9, 1),
        ends=date(2028, 6, 30),
        by=curator,
        previous=program,
    )

    (row,) = InterviewCriterion.objects.of_program(made)
    assert (row.text, row.form.program_id, row.form.code) == ("Свой критерий", made.pk, "pupil_pupil")


def test_criteria_are_added_renamed_hidden_and_moved(program, curator):
    first, second = (
        criteria.add_criterion(program=program, text=text, form=None, by=curator)
        for text in ("Время", "Опыт")
    )

    criteria.edit_criterion(criterion=first, text="Ресурс времени", form=None, is_active=False, by=curator)
    criteria.move_criterion(criterion=second, up=True, by=curator)
    criteria.move_criterion(criterion=second, up=True, by=curator)

    rows = list(InterviewCriterion.objects.of_program(program).values_list("text", "is_active", "position"))
    assert rows == [("Опыт", True, 1), ("Ресурс времени", False, 2)]
    assert sentences("criterion.edit") == [
        "критерий собеседования изменён: «Время» → «Ресурс времени», скрыт"
    ]


@pytest.mark.parametrize(("text", "words"), [("  ", "Напишите"), ("м" * 301, "301 знаков")])
def test_wrong_criterion_is_refused(program, curator, text, words):
    with pytest.raises(ValidationError, match=words):
        criteria.add_criterion(program=program, text=text, form=None, by=curator)


def test_criteria_of_another_year_stay(program, curator):
    other = make_program(program.school, label="2025-2026")
    criteria.add_criterion(program=other, text="Прошлогодний", form=None, by=curator)
    row = criteria.add_criterion(program=program, text="Нынешний", form=None, by=curator)

    criteria.move_criterion(criterion=row, up=True, by=curator)

    assert InterviewCriterion.objects.of_program(program).count() == 1
