"""Plans of pairs: the set that goes to the director together, comes back with a comment, or makes one order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from mentoring_site.words import counted
from pairing import edges
from pairing.enums import PairAction, PairState, PlanState
from pairing.models import Pair, PairPlan
from pairing.services.gates import refuse_approval, refuse_submission
from pairing.services.keeping import (
    TransitionNotAllowed,
    lock_pairs,
    move,
    people_of,
    recheck,
    refuse_closed_program,
    start_day,
)
from pairing.services.orders import prepare_order
from programs.models import Program, User
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment


class PlanRefused(Refusal):
    """Pairs that may not go on: `problems` holds each with its findings."""

    def __init__(self, what: str, problems: Sequence[tuple[Pair, Sequence[edges.Finding]]]) -> None:
        self.problems = list(problems)
        said = " ".join(finding.sentence for _, found in problems for finding in found)
        super().__init__(f"{what} {said}")


@transaction.atomic
def submit_plan(*, program: Program, pairs: Iterable[Pair], on: date | None = None, by: User) -> PairPlan:
    """Hand drafts to the director as one plan with the next number of the programme.

    Rules are asked again: a consent may have been withdrawn since the draft. All or nothing.
    """
    refuse_closed_program(program)
    wanted = {pair.pk for pair in pairs}
    if not wanted:
        raise Refusal("Отметьте хотя бы одну пару: передавать пока нечего.")
    # The number is the programme's: lock it first, or two plans at once would take the same one.
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    rows = lock_pairs(Pair.objects.filter(program=program, pk__in=wanted))
    if len(rows) < len(wanted):
        raise Refusal("Часть отмеченных пар уже удалили. Обновите список и отметьте пары заново.")
    for pair in rows:
        if pair.state != PairState.DRAFT:
            raise TransitionNotAllowed(pair, PairAction.SUBMIT)
    _refuse_broken(rows, "Передать директору нельзя.", on)
    refuse_submission(rows)
    number = (PairPlan.objects.filter(program=program).aggregate(last=Max("number"))["last"] or 0) + 1
    plan = PairPlan.objects.create(
        school=program.school,
        program=program,
        number=number,
        submitted_at=moment(),
        submitted_by=by,
        rows=[_row(pair) for pair in rows],
    )
    for pair in rows:
        move(
            pair,
            PairAction.SUBMIT,
            by=by,
            sentence=f"пара передана директору, план № {number}",
            plan=plan,
            return_comment="",
        )
    record_event(
        "plan.submit",
        by=by,
        target=plan,
        sentence=f"передан директору план № {number}: {pairs_in_words(rows)}",
        people=_people(rows),
    )
    return plan


@transaction.atomic
def approve_plan(
    *,
    plan: PairPlan,
    pairs: Collection[Pair] | None = None,
    comment: str = "",
    on: date | None = None,
    by: User,
) -> PairPlan:
    """Approve the plan, or some of its pairs: the rest is returned with the comment. Makes one order «к подписи».

    pairs: None means all. comment: required when some are left out, refused when none is. on: proposed date of the
    order, today when omitted.
    """
    plan = _waiting_plan(plan)
    waiting = lock_pairs(plan.pairs.filter(state=PairState.SUBMITTED))
    chosen = {pair.pk for pair in waiting} if pairs is None else {pair.pk for pair in pairs}
    approved = [pair for pair in waiting if pair.pk in chosen]
    returned = [pair for pair in waiting if pair.pk not in chosen]
    if not approved:
        raise Refusal("Не выбрана ни одна пара. Чтобы вернуть весь план, нажмите «Вернуть с замечанием».")
    comment = comment.strip()
    if returned and not comment:
        raise Refusal("Напишите замечание для тех пар, которые вы возвращаете.")
    if comment and not returned:
        raise Refusal(
            "Замечание написано, но ни одна пара не возвращается. Снимите отметку с тех пар, которые "
            "возвращаете, или сотрите замечание."
        )
    _refuse_broken(approved, "Утвердить нельзя.", on)
    refuse_approval(plan, approved)
    for pair in approved:
        move(pair, PairAction.APPROVE, by=by, sentence=f"пара утверждена, план № {plan.number}")
    _return(plan, returned, comment, by)
    order = prepare_order(program=plan.program, pairs=approved, on=on, by=by)
    _decide(plan, PlanState.APPROVED, comment, by, order=order)
    left_out = f", возвращено: {len(returned)}" if returned else ""
    record_event(
        "plan.approve",
        by=by,
        target=plan,
        sentence=f"утверждён план № {plan.number}: {pairs_in_words(approved)}{left_out}",
        people=_people(waiting),
    )
    return plan


@transaction.atomic
def return_plan(*, plan: PairPlan, comment: str, by: User) -> PairPlan:
    """Send the whole plan back to the curator. comment: 1–2000 characters."""
    plan = _waiting_plan(plan)
    comment = _said(comment)
    waiting = lock_pairs(plan.pairs.filter(state=PairState.SUBMITTED))
    _return(plan, waiting, comment, by)
    _decide(plan, PlanState.RETURNED, comment, by)
    record_event(
        "plan.return",
        by=by,
        target=plan,
        sentence=f"план № {plan.number} возвращён: {comment}",
        people=_people(waiting),
    )
    return plan


@transaction.atomic
def return_pair(*, pair: Pair, comment: str, by: User) -> Pair:
    """Send one pair of a waiting plan back; the plan itself is returned with its last pair."""
    if pair.plan is None:
        raise TransitionNotAllowed(pair, PairAction.RETURN)
    plan = lock_plan(pair.plan)
    comment = _said(comment)
    [pair] = lock_pairs([pair])
    if pair.state != PairState.SUBMITTED:
        raise TransitionNotAllowed(pair, PairAction.RETURN)
    _return(plan, [pair], comment, by)
    settle_plan(plan, comment=comment, by=by)
    return pair


def settle_plan(plan: PairPlan, *, by: User, comment: str = "") -> None:
    """A waiting plan without pairs is over: nobody would ever decide it. Call inside a transaction."""
    plan = lock_plan(plan)
    if plan.state == PlanState.SUBMITTED and not plan.pairs.filter(state=PairState.SUBMITTED).exists():
        _decide(plan, PlanState.RETURNED, comment or "в плане не осталось пар", by)
        record_event(
            "plan.return", by=by, target=plan, sentence=f"план № {plan.number} закрыт: в нём не осталось пар"
        )


def pairs_in_words(pairs: Collection[Pair], *, accusative: bool = False) -> str:
    """«9 пар и 2 группы»; accusative: «закрепить 1 пару и 1 группу»."""
    groups = sum(1 for pair in pairs if len(pair.members.all()) > 1)
    singles = len(pairs) - groups
    parts = []
    if singles:
        parts.append(counted(singles, "пару" if accusative else "пара", "пары", "пар"))
    if groups:
        parts.append(counted(groups, "группу" if accusative else "группа", "группы", "групп"))
    return " и\u00a0".join(parts)


def _return(plan: PairPlan, pairs: Iterable[Pair], comment: str, by: User) -> None:
    for pair in pairs:
        move(
            pair,
            PairAction.RETURN,
            by=by,
            sentence=f"пара возвращена из плана № {plan.number}: {comment}",
            return_comment=comment,
        )


def _decide(plan: PairPlan, state: str, comment: str, by: User, **changes: object) -> None:
    plan.state, plan.comment = state, comment
    plan.decided_at, plan.decided_by = moment(), by
    for field, value in changes.items():
        setattr(plan, field, value)
    plan.save(update_fields=["state", "comment", "decided_at", "decided_by", *changes])


def lock_plan(plan: PairPlan) -> PairPlan:
    """The plan as it is now; before its people and pairs in the order of locks."""
    PairPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    plan = PairPlan.objects.select_related("program__school").get(pk=plan.pk)
    refuse_closed_program(plan.program)
    return plan


def _waiting_plan(plan: PairPlan) -> PairPlan:
    plan = lock_plan(plan)
    if plan.state != PlanState.SUBMITTED:
        raise Refusal(
            f"По плану № {plan.number} уже принято решение: {plan.get_state_display()}. Обновите страницу."
        )
    return plan


def _refuse_broken(pairs: Iterable[Pair], what: str, today: date | None) -> None:
    problems = [(pair, found) for pair in pairs if (found := recheck(pair, start_day(pair.starts_on, today)))]
    if problems:
        raise PlanRefused(what, problems)


def _row(pair: Pair) -> dict[str, object]:
    return {
        "pair": pair.pk,
        "mentor": pair.mentor_id,
        "members": [[member.mentee_id, member.model_id] for member in pair.members.all()],
    }


def _people(pairs: Iterable[Pair]) -> list[int]:
    return [person for pair in pairs for person in people_of(pair)]


def _said(comment: str) -> str:
    comment = comment.strip()
    if not comment:
        raise Refusal("Напишите замечание: куратор должен понять, что исправить.")
    if len(comment) > 2000:
        raise Refusal("Замечание длиннее 2000 знаков. Сократите его.")
    return comment
