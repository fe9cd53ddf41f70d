from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.pdf import html_to_pdf
from mentoring_site.permissions import Role
from pairing.enums import MentoringKind, PairState, PlanSection, PlanStage, TaskMark
from pairing.models import DevelopmentPlan
from pairing.registrations_meetings import approvals, attention, late_without_plan
from pairing.reports_development import development_context, development_html
from pairing.services.closing import complete_pair
from pairing.services.development import (
    TaskLine,
    agree_development,
    approve_development,
    create_development,
    record_progress,
    return_development,
    save_development,
    sections_for,
    submit_development,
    tick_task,
    without_plan,
)
from pairing.services.form_rules import rules_of
from pairing.services.meeting_links import issue_meeting_link
from participants.enums import PersonKind
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from programs.services.calendar import calendar_of, save_break
from programs.tenancy import access_for
from tests.factories import make_member, make_person
from tests.pairing.makers import make_pair, make_pair_in, ready_mentee, ready_mentor

TODAY = timezone.localdate()
STARTED = TODAY - timedelta(days=40)
LINE = TaskLine(PlanSection.GROWTH, "Подготовить проект", None, "Защита проекта")


@pytest.fixture
def pair(program, curator, director):
    return make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)


@pytest.fixture
def plan(pair, curator):
    return create_development(member=pair.members.get(), by=curator)


@pytest.fixture
def access(program, curator):
    return access_for(curator, program, TODAY)


@pytest.fixture
def director_access(program, director):
    return access_for(director, program, TODAY)


def save(plan, by, *, tasks=(LINE,), **fields):
    plan.refresh_from_db()
    return save_development(
        **{
            "plan": plan,
            "kind": MentoringKind.TRADITIONAL,
            "goal": "Освоить дроби",
            "starts_on": plan.starts_on,
            "ends_on": plan.ends_on,
            "tasks": list(tasks),
            "shown_version": plan.version,
            "by": by,
            **fields,
        }
    )


def kept(plan):
    """The lines as a form would bring them back."""
    return [TaskLine(t.section, t.title, t.due_on, t.planned, t.pk) for t in plan.tasks.all()]


def agreed(plan, by):
    save(plan, by)
    submit_development(plan=plan, by=by)
    return agree_development(plan=plan, by=by)


def teachers_plan(program, by):
    """A draft of a young teacher's plan in a living pair."""
    form = program.forms.get(code="teacher_teacher")
    people = [make_person(program, kind=PersonKind.TEACHER) for _ in range(2)]
    pair = make_pair(
        program,
        by,
        mentor=ready_mentor(program, by, person=people[0], form=form),
        mentees=[ready_mentee(program, by, person=people[1], form=form)],
        model=form.interaction_models.get(),
    )
    type(pair).objects.filter(pk=pair.pk).update(state=PairState.ACTIVE, starts_on=STARTED)
    return create_development(member=pair.members.get(), by=by)


def test_plan_begins_with_the_term_of_its_pair_and_is_one(pair, plan, curator):
    again = create_development(member=pair.members.get(), by=curator)

    assert again.pk == plan.pk
    assert (plan.state, plan.kind, plan.starts_on, plan.ends_on) == (
        *(PlanStage.DRAFT, MentoringKind.TRADITIONAL),
        *(pair.starts_on, pair.ends_on),
    )


def test_pupils_plan_ends_at_agreed(plan, curator, director):
    agreed(plan, curator)

    plan.refresh_from_db()
    assert (plan.state, plan.agreed_by) == (PlanStage.AGREED, curator)
    with pytest.raises(Refusal, match="Планы учеников"):
        approve_development(plan=plan, by=director)


def test_teachers_plan_goes_to_the_director_and_back_to_a_draft_when_tasks_change(
    program, curator, director, director_access
):
    plan = teachers_plan(program, curator)
    agreed(plan, curator)
    [item] = approvals(director_access, TODAY)
    approve_development(plan=plan, by=director)
    done = kept(plan)
    save(plan, curator, tasks=[*done, TaskLine(PlanSection.ENTRY, "Посетить уроки")])

    plan.refresh_from_db()
    assert item.title == f"План педагога: {plan.member.mentee.person.list_name}"
    assert (plan.state, plan.agreed_by, plan.approved_by, plan.approved_at) == (
        PlanStage.DRAFT,
        None,
        None,
        None,
    )
    assert "новая редакция" in AuditEvent.objects.filter(action="development.update").latest("pk").sentence
    assert list(approvals(director_access, TODAY)) == []


def test_saving_without_a_change_keeps_the_word_of_the_curator(plan, curator):
    agreed(plan, curator)

    save(plan, curator, tasks=kept(plan))

    plan.refresh_from_db()
    assert plan.state == PlanStage.AGREED


def test_results_and_marks_leave_the_plan_agreed_and_survive_a_new_edition(plan, curator):
    agreed(plan, curator)
    task = plan.tasks.get()
    record_progress(task=task, actual="Защитили на «5»", mark=TaskMark.DONE, by=curator)
    assert DevelopmentPlan.objects.get().state == PlanStage.AGREED

    save(plan, curator, tasks=[*kept(plan), LINE])

    first = plan.tasks.order_by("position").first()
    assert (first.actual, first.mark, plan.tasks.count()) == ("Защитили на «5»", TaskMark.DONE, 2)


def test_plan_that_is_not_agreed_takes_no_marks(plan, curator):
    save(plan, curator)

    with pytest.raises(Refusal, match="после согласования"):
        record_progress(task=plan.tasks.get(), actual="Готово", mark=TaskMark.DONE, by=curator)


def test_submitted_plan_returns_with_a_comment(program, plan, curator, access):
    save(plan, curator)
    submit_development(plan=plan, by=curator)

    with pytest.raises(Refusal, match="что исправить"):
        return_development(plan=plan, comment=" ", access=access)
    return_development(plan=plan, comment="Добавьте сроки", access=access)

    plan.refresh_from_db()
    assert (plan.state, plan.return_comment) == (PlanStage.DRAFT, "Добавьте сроки")


def test_director_returns_only_what_the_curator_has_agreed(program, plan, curator, director_access):
    save(plan, curator)
    submit_development(plan=plan, by=curator)

    with pytest.raises(PermissionDenied):
        return_development(plan=plan, comment="Рано", access=director_access)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tasks": [TaskLine(PlanSection.ENTRY, "Уроки")]}, "выберите раздел"),
        (
            {"tasks": [TaskLine(PlanSection.GROWTH, "Уроки", STARTED - timedelta(days=1))]},
            "срок раньше начала",
        ),
        ({"tasks": [TaskLine(PlanSection.GROWTH, "")]}, "напишите задачу"),
        ({"goal": "я" * 1001}, "Цель длиннее"),
        ({"kind": "magic"}, "вид наставничества"),
        ({"ends_on": STARTED - timedelta(days=9)}, "заканчивается раньше"),
    ],
)
def test_odd_content_is_refused_in_words(plan, curator, fields, words):
    with pytest.raises(Refusal, match=words):
        save(plan, curator, **fields)

    assert not plan.tasks.exists()


def test_empty_plan_is_not_submitted_and_an_old_page_is_not_saved(plan, curator):
    with pytest.raises(Refusal, match="цель и хотя бы одна задача"):
        submit_development(plan=plan, by=curator)
    save(plan, curator)
    with pytest.raises(StaleVersion):
        save(plan, curator, shown_version=1, goal="Другое")


def test_closed_pair_changes_no_plan(pair, plan, curator):
    save(plan, curator)
    complete_pair(pair=pair, on=TODAY, by=curator)

    with pytest.raises(Refusal, match="не действует"):
        submit_development(plan=plan, by=curator)


# --- the mentee's ticks -----------------------------------------------------------------------------------


def test_mentee_ticks_his_own_task_by_account_or_link_and_nobody_else(program, pair, plan, curator):
    person = pair.members.get().mentee.person
    person.user = make_member(program.school, Role.MENTEE)
    person.save()
    link = issue_meeting_link(pair=pair, person=person, by=curator)
    mentors = issue_meeting_link(pair=pair, person=pair.mentor.person, by=curator)
    save(plan, curator)
    task = plan.tasks.get()
    with pytest.raises(Refusal, match="ещё не согласован"):
        tick_task(task=task, is_done=True, on=TODAY, by=person.user)
    submit_development(plan=plan, by=curator)
    agree_development(plan=plan, by=curator)

    assert tick_task(task=task, is_done=True, on=TODAY, by=person.user).mentee_done_on == TODAY
    assert tick_task(task=task, is_done=False, on=TODAY, through=link).mentee_done_on is None
    for writer in ({"by": curator}, {"through": mentors}):
        with pytest.raises(PermissionDenied):
            tick_task(task=task, is_done=True, on=TODAY, **writer)


# --- attention, sections, paper ---------------------------------------------------------------------------


def test_days_for_the_plan_are_those_on_which_the_school_works(program, pair, curator, access):
    days = rules_of(pair.form).plan_days
    due = calendar_of(program.school).add_workdays(pair.starts_on, days)

    assert [len(late_without_plan(access, due + timedelta(days=past))) for past in (0, 1)] == [0, 1]
    save_break(program=program, title="каникулы", starts=due, ends=due + timedelta(days=1), by=curator)
    assert late_without_plan(access, due + timedelta(days=1)) == []


def test_pairs_without_a_plan_and_plans_that_wait_are_told(program, pair, curator, access):
    young = make_pair_in(program, curator, PairState.ACTIVE, on=TODAY)

    assert [item.rest for item in attention(access, TODAY)] == ["без индивидуального плана"]
    assert {member.pair_id for member in without_plan(program)} == {pair.pk, young.pk}
    plan = create_development(member=pair.members.get(), by=curator)
    save(plan, curator)
    submit_development(plan=plan, by=curator)

    assert [item.rest for item in attention(access, TODAY)] == ["ждёт согласования"]


def test_section_of_entering_the_post_is_for_teachers_only(program, plan, curator):
    teachers = teachers_plan(program, curator)

    assert sections_for(plan.member) == [PlanSection.DIFFICULTIES, PlanSection.GROWTH]
    assert sections_for(teachers.member) == list(PlanSection)


def test_paper_carries_both_grifs_for_teachers_and_one_for_pupils(program, plan, curator, director):
    save(plan, curator)
    teachers = teachers_plan(program, curator)

    pupil, teacher = (development_context(one, TODAY) for one in (plan, teachers))
    text = PdfReader(BytesIO(html_to_pdf(development_html(plan, TODAY)))).pages[0].extract_text()

    assert (pupil["approve"], teacher["approve"]["name"]) == (None, "Н.\u202fВ.\u00a0Ершова")
    assert [section["title"] for section in teacher["sections"]][1] == "Вхождение в должность"
    assert "Подготовить проект" in " ".join(text.split())
