"""The curator's own hand on the board: lock, take apart, choose another mentor — each with its reason and row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mentoring_site.words import joined
from pairing.enums import EditKind, PairOrigin, PairState
from pairing.matching import exact_alternative, explain_edge, solve
from pairing.matching.model import Alternative, EdgeView
from pairing.models import MatchingRun, Pair, RunEdit
from pairing.services.keeping import lock_pair, people_of, refuse_closed_program
from pairing.services.matching_input import Input, is_free, open_members, read_input
from pairing.services.matching_runs import board_run, rematch, settings_used
from pairing.services.matching_settings import engine_settings, settings_of
from pairing.services.pairs import add_member, create_pair, delete_draft, remove_member
from participants.models import Mentee, Mentor
from programs.models import InteractionModel, Program, User
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment


@dataclass(frozen=True)
class Choice:
    """Another mentor for a mentee, looked at before it is made. pair: the draft in which the mentee is now."""

    view: EdgeView
    alternative: Alternative | None  # None: nothing stands on the board yet, so nothing is lost
    pair: Pair | None
    group: Pair | None  # the draft group that he would join


@transaction.atomic
def lock_draft(*, pair: Pair, is_locked: bool, by: User) -> Pair:
    """«Закрепить»: the next run leaves the pair, its people and places alone."""
    pair = lock_pair(pair)
    _refuse_unless_draft(pair)
    if pair.is_locked != is_locked:
        pair.is_locked = is_locked
        pair.version += 1
        pair.save(update_fields=["is_locked", "version"])
        record_event(
            "matching.lock" if is_locked else "matching.unlock",
            by=by,
            target=pair,
            sentence="пара закреплена в подборе" if is_locked else "пара откреплена в подборе",
            people=people_of(pair),
        )
    return pair


@transaction.atomic
def part_draft(*, pair: Pair, reason: str, mentee: Mentee | None = None, by: User) -> None:
    """«Разъединить»: the people are free again and the next run does not put them together.

    mentee: who leaves the group; None: everybody. reason: 1–500 characters.
    """
    reason = _said(reason)
    pair = lock_pair(pair)
    _refuse_unless_draft(pair)
    members = [m for m in pair.members.all() if mentee is None or m.mentee_id == mentee.pk]
    if not members:
        raise Refusal("Этого человека в паре уже нет. Обновите доску.")
    run = pair.run or board_run(pair.form)
    scores = _scores(pair.run)
    names = joined([member.mentee.person.list_name for member in members])
    record_event(
        "matching.part",
        by=by,
        target=pair,
        sentence=f"разъединены {pair.mentor.person.list_name} и {names}: {reason}",
        people=people_of(pair),
    )
    if run is not None:
        for member in members:
            _edit(
                run, EditKind.PARTED, member.mentee, reason, by,
                was_mentor=pair.mentor, cost=scores.get((pair.mentor_id, member.mentee_id)),
            )  # fmt: skip
    if len(members) == len(pair.members.all()):
        delete_draft(pair=pair, by=by)
    else:
        remove_member(pair=pair, mentee=members[0].mentee, by=by)


def look_at_choice(*, mentor: Mentor, mentee: Mentee, on: date) -> Choice:
    """What choosing this mentor would mean for the pair and for the whole board, exactly."""
    found = read_input(mentor.form, on)
    pair = draft_of(found, mentee)
    if mentor.pk not in found.mentors or mentee.pk not in found.mentees:
        raise Refusal("Кого-то из этих двоих больше нет среди допущенных. Обновите доску и выберите другого.")
    problem = found.problem(also_free=[pair.pk] if pair else (), by_hand=True)
    run = board_run(mentor.form)
    settings = settings_used(run) if run else engine_settings(settings_of(mentor.program), mode="all", seed=1)
    view = explain_edge(problem, settings, mentor.pk, mentee.pk)
    alternative = None
    if run is not None and view.is_lawful:
        alternative = exact_alternative(problem, settings, solve(problem, settings), mentor.pk, mentee.pk)
    return Choice(view, alternative, pair, _group_of(found, mentor, mentee))


@transaction.atomic
def choose_mentor(*, mentor: Mentor, mentee: Mentee, reason: str, on: date, by: User) -> Pair:
    """«Выбрать другого»: a locked draft of these two; the rest of the board is matched anew around it.

    Before the first run the pair is made and nothing else moves. reason: 1–500 characters; it also stands for
    the soft rules that the pair breaks. Raises Refusal, PairRuleBroken.
    """
    reason = _said(reason)
    program: Program = mentor.program
    refuse_closed_program(program)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    found = read_input(mentor.form, on)
    choice = look_at_choice(mentor=mentor, mentee=mentee, on=on)
    if choice.pair is not None and choice.pair.mentor_id == mentor.pk:
        raise Refusal(f"{mentee.person.list_name} уже в паре с этим наставником.")
    was = choice.pair.mentor if choice.pair else None
    _free_mentee(choice.pair, mentee, by)
    pair = _seat(found, choice, mentor, mentee, reason, on, by)
    # Before the rest is matched anew: a group that a run had made would be taken apart with what is free.
    pair.is_locked = True
    pair.save(update_fields=["is_locked"])
    before = board_run(mentor.form)
    if before is not None:
        run = rematch(before=before, on=on, by=by)
        pair.run, pair.score, pair.origin = run, choice.view.score, PairOrigin.RUN
        _edit(
            run, EditKind.MOVED if was else EditKind.ADDED, mentee, reason, by,
            was_mentor=was, mentor=mentor, cost=choice.alternative.cost if choice.alternative else None,
        )  # fmt: skip
    pair.save(update_fields=["run", "score", "origin"])
    record_event(
        "matching.choose",
        by=by,
        target=pair,
        sentence=f"выбрана вручную пара {mentor.person.list_name} — {mentee.person.list_name}"
        + (f" вместо {was.person.list_name}" if was else "")
        + f": {reason}",
        people=people_of(pair),
    )
    return pair


def draft_of(found: Input, mentee: Mentee) -> Pair | None:
    """The draft in which the mentee stands; Refusal when his pair is past a draft."""
    for pair in found.pairs:
        if any(member.mentee_id == mentee.pk for member in open_members(pair)):
            _refuse_unless_draft(pair)
            return pair
    return None


def _group_of(found: Input, mentor: Mentor, mentee: Mentee) -> Pair | None:
    """A draft of a mentor who agrees to groups: one more joins it instead of a second pair."""
    if not mentor.takes_group:
        return None
    return next(
        (
            pair
            for pair in found.pairs
            if pair.state == PairState.DRAFT
            and pair.mentor_id == mentor.pk
            and all(member.mentee_id != mentee.pk for member in pair.members.all())
        ),
        None,
    )


def _free_mentee(pair: Pair | None, mentee: Mentee, by: User) -> None:
    if pair is None:
        return
    if len(pair.members.all()) == 1:
        delete_draft(pair=pair, by=by)
    else:
        remove_member(pair=pair, mentee=mentee, by=by)


def _seat(
    found: Input, choice: Choice, mentor: Mentor, mentee: Mentee, reason: str, on: date, by: User
) -> Pair:
    """Into the mentor's group, or a pair of their own; his free drafts make room when he has no place left."""
    model = InteractionModel.objects.filter(pk=choice.view.model_id).first() or mentee.wished_model
    group, side = choice.group, found.mentors[mentor.pk].side
    if side.places_taken >= side.places and (least := _least_free(found, mentor)) is not None:
        delete_draft(pair=least, by=by)
        group = None if group is not None and group.pk == least.pk else group
    if group is not None:
        return add_member(pair=group, mentee=mentee, model=model, reason=reason, by=by)
    return create_pair(
        program=mentor.program, mentor=mentor, seats=[(mentee, model)], reason=reason, on=on, by=by
    )


def _least_free(found: Input, mentor: Mentor) -> Pair | None:
    """The weakest draft of the mentor that the next run may take apart."""
    free = [pair for pair in found.pairs if is_free(pair) and pair.mentor_id == mentor.pk]
    return min(free, key=lambda pair: (pair.score or 0, pair.pk), default=None)


def _edit(run: MatchingRun, kind: str, mentee: Mentee, reason: str, by: User, **fields: object) -> RunEdit:
    return RunEdit.objects.create(
        school_id=run.school_id, run=run, kind=kind, mentee=mentee, reason=reason,
        made_by=by, made_at=moment(), **fields,
    )  # fmt: skip


def _scores(run: MatchingRun | None) -> dict[tuple[int, int], int]:
    if run is None:
        return {}
    return {
        (seat["view"]["mentor_id"], seat["view"]["mentee_id"]): seat["view"]["score"]
        for match in run.result["matches"]
        for seat in match["seats"]
    }


WAYS_OUT = {
    PairState.SUBMITTED: "Попросите директора вернуть пару с замечанием.",
    PairState.APPROVED: "Отмените распоряжение до подписи: пара снова станет черновиком.",
    PairState.ACTIVE: "Замените наставника на карточке пары: «Заменить наставника».",
}


def _refuse_unless_draft(pair: Pair) -> None:
    if pair.state != PairState.DRAFT:
        way_out = WAYS_OUT.get(pair.state, "Обновите доску.")
        raise Refusal(
            f"Пара {pair} уже не черновик ({pair.get_state_display()}), на доске её не изменить. {way_out}"
        )


def _said(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("Напишите причину: её увидит директор рядом с парой.")
    if len(reason) > 500:
        raise Refusal("Причина длиннее 500 знаков. Сократите её.")
    return reason
