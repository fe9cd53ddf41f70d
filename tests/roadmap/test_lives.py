from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programs.enums import ProgramState
from programs.models import AuditEvent, Substitution
from programs.services.audit import Refusal
from roadmap.enums import RoadmapAction, RoadmapState, StepState
from roadmap.models import Roadmap, Step, StepPart
from roadmap.services.editing import StepPlan, add_step
from roadmap.services.lives import approve_roadmap, return_roadmap, start_revision, submit_roadmap
from roadmap.services.making import roles_of, steps_with_roles
from roadmap.services.progress import EvidenceFile, add_evidence, complete_step, mark_part
from roadmap.transitions import ROADMAP_TRANSITIONS
from tests.factories import make_class, make_member
from tests.roadmap.makers import make_roadmap, make_short_roadmap

ACT = {
    RoadmapAction.SUBMIT: lambda roadmap, by: submit_roadmap(roadmap=roadmap, by=by),
    RoadmapAction.APPROVE: lambda roadmap, by: approve_roadmap(roadmap=roadmap, by=by),
    RoadmapAction.RETURN: lambda roadmap, by: return_roadmap(roadmap=roadmap, by=by, comment="сроки"),
}


@pytest.mark.parametrize("state", RoadmapState)
@pytest.mark.parametrize("action", RoadmapAction)
def test_roadmap_every_action_from_every_state_follows_the_table(program, action, state):
    director = make_member(program.school, "director")
    roadmap = make_short_roadmap(program, ("curator",))
    Roadmap.objects.filter(pk=roadmap.pk).update(state=state)
    sources, target = ROADMAP_TRANSITIONS[action]

    if state in sources:
        moved = ACT[action](roadmap, director)
        expected = target
    else:
        with pytest.raises(Refusal):
            ACT[action](roadmap, director)
        expected = state
        moved = roadmap

    assert Roadmap.objects.get(pk=moved.pk).state == expected
    assert AuditEvent.objects.filter(action=f"roadmap.{action}").count() == (state in sources)


def test_submit_step_without_responsible_is_refused_with_its_number(program):
    curator = make_member(program.school, "curator")
    roadmap = make_short_roadmap(program, ("curator",), ())

    with pytest.raises(Refusal, match="не назначены ответственные, шаги № 2"):
        submit_roadmap(roadmap=roadmap, by=curator)


def test_return_without_comment_is_refused_and_nothing_changes(program):
    director = make_member(program.school, "director")
    roadmap = submit_roadmap(roadmap=make_short_roadmap(program, ("curator",)), by=director)

    with pytest.raises(Refusal, match="Напишите замечание"):
        return_roadmap(roadmap=roadmap, by=director, comment="  ")

    assert Roadmap.objects.get().state == RoadmapState.SUBMITTED


def test_submit_again_clears_the_comment(program):
    director = make_member(program.school, "director")
    roadmap = submit_roadmap(roadmap=make_short_roadmap(program, ("curator",)), by=director)
    return_roadmap(roadmap=roadmap, by=director, comment="Сдвиньте сроки")

    submit_roadmap(roadmap=roadmap, by=director)

    assert Roadmap.objects.get().return_comment == ""


def test_approve_by_director_writes_his_title_and_by_substitute_that_of_acting(program):
    director = make_member(program.school, "director")
    deputy = make_member(program.school, "deputy_uvr")
    first = submit_roadmap(roadmap=make_short_roadmap(program, ("curator",)), by=director)

    approve_roadmap(roadmap=first, by=director)
    Substitution.objects.create(
        school=program.school,
        deputy=deputy,
        starts=date(2026, 11, 1),
        ends=date(2026, 11, 30),
        appointed_by=director,
    )
    second = submit_roadmap(
        roadmap=start_revision(program=program, by=director, reason="перенос сроков"), by=director
    )
    approve_roadmap(roadmap=second, by=deputy, on=date(2026, 11, 23))

    assert list(
        Roadmap.objects.order_by("revision").values_list("approver_title", "approved_by", "state")
    ) == [
        ("Директор", director.pk, RoadmapState.SUPERSEDED),
        ("И. о. директора", deputy.pk, RoadmapState.APPROVED),
    ]


@pytest.mark.parametrize("state", [ProgramState.COMPLETED, ProgramState.ARCHIVED])
def test_roadmap_of_closed_programme_takes_no_change(program, state):
    director = make_member(program.school, "director")
    roadmap = make_short_roadmap(program, ("curator",))
    program.state = state
    program.save()

    for change in (
        lambda: submit_roadmap(roadmap=roadmap, by=director),
        lambda: start_revision(program=program, by=director, reason="перенос сроков"),
        lambda: complete_step(step=roadmap.steps.get(), by=director, note="протокол"),
    ):
        with pytest.raises(Refusal, match="завершена"):
            change()


def test_start_revision_of_draft_is_refused(program):
    curator = make_member(program.school, "curator")
    make_short_roadmap(program, ("curator",))

    with pytest.raises(Refusal, match="можно править и так"):
        start_revision(program=program, by=curator, reason="перенос сроков")


def test_start_revision_twice_is_refused(program):
    curator = make_member(program.school, "curator")
    make_roadmap(program, approved=True)
    start_revision(program=program, by=curator, reason="перенос сроков")

    with pytest.raises(Refusal, match="уже открыта"):
        start_revision(program=program, by=curator, reason="перенос сроков")


def test_revision_copies_plan_and_leaves_the_old_one_in_force(program):
    curator = make_member(program.school, "curator")
    old = make_roadmap(program, approved=True)

    revision = start_revision(program=program, by=curator, reason="перенос сроков")

    assert (revision.revision, revision.state) == (2, RoadmapState.DRAFT)
    assert Roadmap.objects.in_force(program).get() == old
    assert [(s.number, s.title, s.term_text, roles_of(s)) for s in steps_with_roles(revision)] == [
        (s.number, s.title, s.term_text, roles_of(s)) for s in steps_with_roles(old)
    ]


def test_approved_revision_carries_progress_made_while_it_was_a_draft(program):
    school = program.school
    curator, director = make_member(school, "curator"), make_member(school, "director")
    teacher = make_member(school, "class_teacher")
    make_class(program, 7, teacher=teacher)
    old = make_roadmap(program, approved=True)
    revision = start_revision(program=program, by=curator, reason="перенос сроков")
    plan = StepPlan(
        "Вводный шаг", "Вводный шаг", 1, "сентябрь 2026", date(2026, 9, 1), date(2026, 9, 30), ("curator",)
    )
    add_step(roadmap=revision, plan=plan, after=0, by=curator)
    complete_step(step=old.steps.get(number=7), by=curator, note="база утверждена", on=date(2026, 11, 6))
    add_evidence(step=old.steps.get(number=7), by=curator, file=EvidenceFile("скан.pdf", b"%PDF-1.7 x"))
    mark_part(step=old.steps.get(number=9), by=teacher)

    submit_roadmap(roadmap=revision, by=curator)
    approve_roadmap(roadmap=revision, by=director)

    done = Step.objects.in_force(program).get(number=8)
    assert (done.short_title, done.state, done.note, done.closed_on, done.closed_by) == (
        "Формирование базы наставляемых",
        StepState.DONE,
        "база утверждена",
        date(2026, 11, 6),
        curator,
    )
    assert list(done.evidence.values_list("file_name", flat=True)) == ["скан.pdf"]
    assert StepPart.objects.get().step == Step.objects.in_force(program).get(number=10)
    assert Roadmap.objects.get(pk=old.pk).state == RoadmapState.SUPERSEDED


def test_start_revision_costs_the_same_queries_for_1_and_3_steps(program, django_assert_max_num_queries):
    director = make_member(program.school, "director", "curator")
    roadmap = submit_roadmap(
        roadmap=make_short_roadmap(program, ("curator",), ("mentor",), ("social",)), by=director
    )
    roadmap = approve_roadmap(roadmap=roadmap, by=director)

    with django_assert_max_num_queries(13):
        start_revision(program=program, by=director, reason="перенос сроков")


def test_audit_failing_leaves_the_state_unchanged(program, monkeypatch):
    director = make_member(program.school, "director")
    roadmap = make_short_roadmap(program, ("curator",))

    def broken(*args, **kwargs):
        raise RuntimeError("journal is full")

    monkeypatch.setattr("roadmap.services.lives.record_event", broken)
    with pytest.raises(RuntimeError):
        submit_roadmap(roadmap=roadmap, by=director)

    assert Roadmap.objects.get().state == RoadmapState.DRAFT


def test_database_refuses_two_approved_revisions(program):
    director = make_member(program.school, "director")
    make_roadmap(program, approved=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Roadmap.objects.create(
            school=program.school,
            program=program,
            revision=2,
            state=RoadmapState.APPROVED,
            approved_at=timezone.now() - timedelta(days=1),
            approved_by=director,
        )
