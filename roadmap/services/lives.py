"""The life of a roadmap: draft → submitted → approved, returned, and the next revision."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mentoring_site import clock
from mentoring_site.dates import moment_on
from mentoring_site.texts import clean_text
from programs.models import Program, User
from programs.services.audit import Refusal, record_event
from programs.services.documents import signatory
from programs.services.moments import moment
from roadmap.enums import RoadmapAction, RoadmapState
from roadmap.models import Evidence, Roadmap, Step, StepPart
from roadmap.services.guards import lock_roadmap, refuse_closed_program, refuse_unless_draft
from roadmap.services.making import add_steps, roles_of, steps_with_roles
from roadmap.transitions import ROADMAP_TRANSITIONS

REASON_LENGTH = 500
WHY_NOT = {
    RoadmapAction.SUBMIT: "Дорожную карту нельзя передать директору: она {state}.",
    RoadmapAction.APPROVE: "Дорожную карту нельзя утвердить: она {state}, а не ждёт решения.",
    RoadmapAction.RETURN: "Дорожную карту нельзя вернуть: она {state}, а не ждёт решения.",
}
# Plan fields that the next revision takes over.
COPIED = (
    *("number", "number_text", "standard", "title", "short_title", "stage", "section", "content"),
    *("result_text", "responsible_text", "term_text", "term_kind", "starts", "ends", "is_year_restored"),
)
# Progress that approval brings over from the revision before.
PROGRESS = ("state", "note", "closed_on", "closed_by_id")


@transaction.atomic
def submit_roadmap(*, roadmap: Roadmap, by: User) -> Roadmap:
    """Hand the draft to the director.

    Raises Refusal when it is no draft, a step has nobody responsible, or a next revision does not say why.
    """
    roadmap = _start(roadmap, RoadmapAction.SUBMIT)
    _refuse_unfinished(roadmap)
    if roadmap.revision > 1 and not roadmap.reason:
        raise Refusal("Напишите, что и почему меняется в этой редакции: директор прочтёт это первым.")
    roadmap.submitted_at, roadmap.submitted_by, roadmap.return_comment = moment(), by, ""
    roadmap.save(update_fields=["state", "submitted_at", "submitted_by", "return_comment"])
    record_event("roadmap.submit", by=by, target=roadmap, sentence="дорожная карта передана директору")
    return roadmap


@transaction.atomic
def approve_roadmap(*, roadmap: Roadmap, by: User, on: date | None = None) -> Roadmap:
    """Put the revision into force; the one before is superseded and its progress comes over.

    The title on the paper is of who signs that day: «Директор» or «И. о. директора».
    """
    roadmap = _start(roadmap, RoadmapAction.APPROVE)
    _supersede(roadmap)
    roadmap.approved_at, roadmap.approved_by = moment_on(on), by
    roadmap.approver_title = signatory(roadmap.program, on or clock.today()).title
    roadmap.save(update_fields=["state", "approved_at", "approved_by", "approver_title"])
    record_event(
        "roadmap.approve",
        by=by,
        target=roadmap,
        sentence=f"утверждена дорожная карта, редакция {roadmap.revision}",
    )
    return roadmap


@transaction.atomic
def return_roadmap(*, roadmap: Roadmap, by: User, comment: str) -> Roadmap:
    """Give it back to the curator. comment: 1–2000 characters."""
    roadmap = _start(roadmap, RoadmapAction.RETURN)
    roadmap.return_comment = _required(comment, "Напишите замечание: что исправить в дорожной карте.")
    roadmap.save(update_fields=["state", "return_comment"])
    record_event(
        "roadmap.return",
        by=by,
        target=roadmap,
        sentence=f"дорожная карта возвращена с замечанием: {roadmap.return_comment}",
    )
    return roadmap


@transaction.atomic
def start_revision(*, program: Program, by: User, reason: str = "") -> Roadmap:
    """Open the next revision of an approved roadmap; progress goes on in the old one until approval.

    reason: «что и почему меняется», up to 500 characters; it may be written later, but before the director has it.
    """
    refuse_closed_program(program)
    source = Roadmap.objects.select_for_update().in_force(program).first()
    if source is None or not source.is_approved:
        raise Refusal("Новая редакция нужна только утверждённой карте. Эту можно править и так.")
    if Roadmap.objects.being_changed(program).exists():
        raise Refusal("Новая редакция уже открыта. Продолжите её.")
    roadmap = Roadmap.objects.create(
        school_id=source.school_id,
        program=program,
        revision=source.revision + 1,
        reason=clean_text(reason)[:REASON_LENGTH],
    )
    add_steps(
        roadmap,
        [
            (
                Step(
                    previous=step,
                    **{field: getattr(step, field) for field in (*COPIED, *PROGRESS)},
                ),
                roles_of(step),
            )
            for step in steps_with_roles(source)
        ],
    )
    record_event(
        "roadmap.revise",
        by=by,
        target=roadmap,
        sentence=f"открыта редакция {roadmap.revision} дорожной карты",
        details={"reason": roadmap.reason} if roadmap.reason else None,
    )
    return roadmap


@transaction.atomic
def set_reason(*, roadmap: Roadmap, by: User, reason: str) -> Roadmap:
    """Say what the draft of a next revision changes and why. reason: 1–500 characters."""
    roadmap = lock_roadmap(roadmap)
    refuse_unless_draft(roadmap)
    reason = _required(clean_text(reason), "Напишите, что и почему меняется.")[:REASON_LENGTH]
    if roadmap.reason != reason:
        roadmap.reason = reason
        roadmap.save(update_fields=["reason"])
        record_event(
            "roadmap.reason",
            by=by,
            target=roadmap,
            sentence=f"пояснение к редакции {roadmap.revision}: {reason}",
        )
    return roadmap


def _start(roadmap: Roadmap, action: RoadmapAction) -> Roadmap:
    """Lock and move the state, unsaved; refuse when the move does not start from the present state."""
    roadmap = lock_roadmap(roadmap)
    sources, target = ROADMAP_TRANSITIONS[action]
    if roadmap.state not in sources:
        raise Refusal(WHY_NOT[action].format(state=roadmap.get_state_display()))
    roadmap.state = target
    return roadmap


def _refuse_unfinished(roadmap: Roadmap) -> None:
    steps = steps_with_roles(roadmap)
    if not steps:
        raise Refusal("В дорожной карте нет ни одного шага. Добавьте шаги и передайте её снова.")
    orphans = [step.said_number for step in steps if not roles_of(step)]
    if orphans:
        raise Refusal(
            f"Дорожную карту нельзя передать: не назначены ответственные, шаги № {', '.join(orphans)}."
        )


def _supersede(roadmap: Roadmap) -> None:
    """Close the revision in force and bring its progress over, step by step."""
    old = (
        Roadmap.objects.select_for_update()
        .filter(program=roadmap.program, state=RoadmapState.APPROVED)
        .first()
    )
    if old is None:
        return
    old.state = RoadmapState.SUPERSEDED
    old.save(update_fields=["state"])
    steps = list(Step.objects.filter(roadmap=roadmap, previous__roadmap=old).select_related("previous"))
    for step in steps:
        for field in PROGRESS:
            setattr(step, field, getattr(step.previous, field))
    Step.objects.bulk_update(steps, [name.removesuffix("_id") for name in PROGRESS])
    for model in (StepPart, Evidence):
        filled = set(model.objects.filter(step__roadmap=old).values_list("step_id", flat=True))
        for step in steps:
            if step.previous_id in filled:
                model.objects.filter(step=step.previous_id).update(step=step)


def _required(text: str, refusal: str) -> str:
    text = text.strip()[:2000]
    if not text:
        raise Refusal(refusal)
    return text
