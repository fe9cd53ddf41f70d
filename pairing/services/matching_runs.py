"""Runs of the matching: solved, stored with all that repeats them, and put on the board as drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from mentoring_site.words import counted, surname_initials
from pairing import edges, rules
from pairing.enums import PairOrigin, PairState
from pairing.matching import as_record, digest, from_record, solve
from pairing.matching.model import Match, Plan, Problem, Settings
from pairing.models import MatchingRun, Pair, PairMember
from pairing.services import matching_settings
from pairing.services.facts import edge
from pairing.services.keeping import lock_people, people_of, refuse_closed_program, seat_taken
from pairing.services.matching_input import Input, is_free, read_input
from programs.models import MentoringForm, Program, User
from programs.services.audit import Refusal, record_event, record_events
from programs.services.moments import moment

SOFTENED = "правило смягчено в настройках подбора"


@dataclass(frozen=True)
class Ran:
    """is_new: False when the same data and settings have already given this run."""

    run: MatchingRun
    is_new: bool


def fingerprint(problem: Problem, settings: Settings) -> str:
    """Of what a run was made from. Drafts on the board do not count: they come from runs themselves.

    Everybody waits a day longer tomorrow: only who waits longer than whom counts.
    """
    first = min((party.days_waiting for party in problem.mentees if party.days_waiting), default=0)
    mentees = tuple(
        replace(party, days_waiting=party.days_waiting - first + 1) if party.days_waiting else party
        for party in problem.mentees
    )
    return digest(replace(problem, mentees=mentees, drafts=frozenset()), settings)


def last_run(form: MentoringForm) -> MatchingRun | None:
    return MatchingRun.objects.filter(form=form).order_by("-number").first()


def board_run(form: MentoringForm) -> MatchingRun | None:
    """The run that stands on the board: the one applied last."""
    return MatchingRun.objects.filter(form=form, applied_at__isnull=False).order_by("-applied_at").first()


def plan_of(run: MatchingRun) -> Plan:
    return from_record(run.result)


def settings_used(run: MatchingRun) -> Settings:
    return matching_settings.from_record(run.settings_used)


@transaction.atomic
def run_matching(*, form: MentoringForm, mode: str, lot: bool = False, on: date, by: User) -> Ran:
    """Match the free people of the form and store the result; the board stays as it is.

    lot: among equal plans choose anew. Raises Refusal when there is nobody to match.
    """
    _lock_program(form.program)
    last = last_run(form)
    seed = (last.seed if last else 1) + (1 if lot else 0)
    settings = matching_settings.engine_settings(
        matching_settings.settings_of(form.program), mode=mode, seed=seed
    )
    found = read_input(form, on)
    problem = found.problem()
    if not problem.mentees:
        raise Refusal(
            f"В форме {form} подбирать некому: все принятые наставляемые уже в паре. "
            "Примите новых в базе наставляемых."
        )
    if not problem.mentors:
        raise Refusal(
            f"В форме {form} нет ни одного допущенного наставника. Пригласите и допустите наставников."
        )
    same = MatchingRun.objects.filter(form=form, input_hash=fingerprint(problem, settings)).first()
    if same is not None:
        return Ran(same, False)
    run = _store(found, problem, settings, by)
    record_event(
        "matching.run",
        by=by,
        target=run,
        sentence=f"подобраны пары, форма {form}, вариант {run.number}: "
        f"с наставником {run.placed}, без пары {run.unplaced}",
    )
    return Ran(run, True)


@transaction.atomic
def apply_run(*, run: MatchingRun, shown_board: int | None, on: date, by: User) -> list[Pair]:
    """Put the run on the board: its pairs become drafts instead of the free drafts of the run before.

    shown_board: the run that stood on the board when the user decided; another one means that somebody was
    faster. All or nothing: a pair that the rules forbid by now stops it all. Returns the drafts of the run.
    """
    _lock_program(run.program)
    run = MatchingRun.objects.select_related("form", "program__school").get(pk=run.pk)
    _refuse_other_board(run, shown_board)
    drafts = place(run, read_input(run.form, on), plan_of(run), by=by)
    record_event(
        "matching.apply",
        by=by,
        target=run,
        sentence=f"на доску перенесён вариант {run.number}: {counted(len(drafts), 'пара', 'пары', 'пар')}",
        people=[person for pair in drafts for person in people_of(pair)],
    )
    return drafts


@transaction.atomic
def run_and_place(*, form: MentoringForm, mode: str, lot: bool = False, on: date, by: User) -> Ran:
    """Match, and put the result on the board at once when no draft of another run stands there."""
    ran = run_matching(form=form, mode=mode, lot=lot, on=on, by=by)
    is_empty = not any(
        is_free(pair) for pair in Pair.objects.filter(form=form, state=PairState.DRAFT, origin=PairOrigin.RUN)
    )
    if is_empty:  # a run that placed nobody comes too: it says why
        before = board_run(form)
        apply_run(run=ran.run, shown_board=before.pk if before else None, on=on, by=by)
    return Ran(MatchingRun.objects.get(pk=ran.run.pk), ran.is_new)


def rematch(*, before: MatchingRun, on: date, by: User) -> MatchingRun:
    """After a change by hand: match the rest by the settings of the run on the board and put it there.

    A step of another service, in its transaction.
    """
    settings = settings_used(before)
    found = read_input(before.form, on)
    problem = found.problem()
    run = _store(found, problem, settings, by)
    place(run, found, plan_of(run), by=by)
    return run


def place(run: MatchingRun, found: Input, plan: Plan, *, by: User) -> list[Pair]:
    """Write the plan as drafts under the locks of its people; what stands there already stays as it is."""
    free = {_key(pair): pair for pair in found.pairs if is_free(pair)}
    people = {found.mentors[m.mentor_id].side.person_id for m in plan.matches if m.mentor_id in found.mentors}
    people |= {
        found.mentees[seat.view.mentee_id].side.person_id
        for match in plan.matches
        for seat in match.seats
        if seat.view.mentee_id in found.mentees
    }
    lock_people(*people, *(person for pair in free.values() for person in people_of(pair)))
    # Read again under the locks: another hand may have seated somebody since.
    found = read_input(run.form, found.on)
    free = {_key(pair): pair for pair in found.pairs if is_free(pair)}
    broken = _check(run, found, plan)
    kept, made = [], []
    for match in plan.matches:
        pair = free.pop(_match_key(match), None)
        if pair is not None:
            pair.run, pair.score = run, match.score
            kept.append(pair)
        else:
            made.append(match)
    _remove(free.values(), run, by)
    Pair.objects.bulk_update(kept, ["run", "score"])
    drafts = _make(run, made, broken, by)
    run.applied_at = moment()
    run.save(update_fields=["applied_at"])
    return list(Pair.objects.with_people().filter(pk__in=[pair.pk for pair in (*kept, *drafts)]))


def _store(found: Input, problem: Problem, settings: Settings, by: User) -> MatchingRun:
    program = found.form.program
    plan = solve(problem, settings)
    scores = [seat.view.score for match in plan.matches for seat in match.seats]
    return MatchingRun.objects.create(
        school=program.school,
        program=program,
        form=found.form,
        number=(MatchingRun.objects.filter(program=program).aggregate(last=Max("number"))["last"] or 0) + 1,
        mode=settings.mode,
        settings_used=matching_settings.as_record(settings),
        seed=settings.seed,
        input_hash=fingerprint(problem, settings),
        people=found.names(),
        result=as_record(plan),
        placed=len(scores),
        unplaced=len(plan.unplaced),
        mean_score=round(sum(scores) / len(scores)) if scores else None,
        created_by=by,
        created_at=moment(),
    )


def _lock_program(program: Program) -> None:
    """Numbers of runs and pairs are the programme's; locked before people, as plans do."""
    refuse_closed_program(program)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)


def _refuse_other_board(run: MatchingRun, shown_board: int | None) -> None:
    now = board_run(run.form)
    if now is None or now.pk == shown_board:
        return
    raise Refusal(
        f"Пока вы смотрели, на доску перенесли вариант {now.number} ({surname_initials(str(now.created_by))}). "
        "Сравните его с вашим и решите ещё раз."
    )


def _check(run: MatchingRun, found: Input, plan: Plan) -> dict[int, list[edges.Finding]]:
    """Soft findings by mentor and first mentee; Refusal with all that forbids."""
    models = {model.id: model for model in found.models}
    problem = found.problem()
    mentors = {party.side.entry_id: party for party in problem.mentors}
    mentees = {party.side.entry_id: party for party in problem.mentees}
    gone: list[str] = []
    hard: list[edges.Finding] = []
    soft: dict[int, list[edges.Finding]] = {}
    seats_of: dict[int, int] = {}
    for match in plan.matches:
        seats_of[match.mentor_id] = seats_of.get(match.mentor_id, 0) + len(match.seats)
    for match in plan.matches:
        mentor = mentors.get(match.mentor_id)
        for seat in match.seats:
            mentee = mentees.get(seat.view.mentee_id)
            if mentor is None or mentee is None:
                side = "mentees" if mentee is None else "mentors"
                key = seat.view.mentee_id if mentee is None else match.mentor_id
                gone.append(run.people[side].get(str(key), "участник"))
                continue
            found_here = rules.findings(
                edge(
                    mentor.side,
                    mentee.side,
                    models.get(seat.view.model_id),
                    found.history,
                    size=len(match.seats),
                )
            )
            hard += rules.of_level(found_here, edges.Level.HARD)
            soft.setdefault(seat.view.mentee_id, []).extend(rules.of_level(found_here, edges.Level.SOFT))
        if mentor and seats_of[match.mentor_id] > mentor.side.places - mentor.side.places_taken:
            gone.append(f"{mentor.side.name} (места заняты)")
    if gone or hard:
        said = [f"Уже не свободны: {', '.join(dict.fromkeys(gone))}."] if gone else []
        said += [finding.sentence for finding in rules.unique(hard)]
        raise Refusal(
            f"Вариант {run.number} перенести нельзя: данные изменились. {' '.join(said)} Подберите пары заново."
        )
    return soft


def _make(
    run: MatchingRun, matches: Sequence[Match], broken: dict[int, list[edges.Finding]], by: User
) -> list[Pair]:
    program = run.program
    number = Pair.objects.filter(program=program).aggregate(last=Max("number"))["last"] or 0
    pairs = []
    for match in matches:
        number += 1
        soft = rules.unique(f for seat in match.seats for f in broken.get(seat.view.mentee_id, ()))
        pairs.append(
            Pair(
                school_id=run.school_id,
                program=program,
                number=number,
                form=run.form,
                mentor_id=match.mentor_id,
                origin=PairOrigin.RUN,
                run=run,
                score=match.score,
                ends_on=program.ends,
                broken_rules=[finding.as_record() for finding in soft],
                broken_rules_reason=SOFTENED if soft else "",
                created_by=by,
            )
        )
    Pair.objects.bulk_create(pairs)
    try:
        with transaction.atomic():
            PairMember.objects.bulk_create(
                PairMember(
                    school_id=run.school_id,
                    program=program,
                    pair=pair,
                    mentee_id=seat.view.mentee_id,
                    model_id=seat.view.model_id,
                )
                for pair, match in zip(pairs, matches, strict=True)
                for seat in match.seats
            )
    except IntegrityError as clash:
        raise seat_taken() from clash
    _journal("pair.create", [pair.pk for pair in pairs], f"подобрана, вариант {run.number}", by)
    return pairs


def _remove(pairs: Iterable[Pair], run: MatchingRun, by: User) -> None:
    ids = [pair.pk for pair in pairs]
    _journal("pair.delete", ids, f"черновик заменён вариантом {run.number}", by)
    Pair.objects.filter(pk__in=ids).delete()


def _journal(action: str, ids: Sequence[int], words: str, by: User) -> None:
    record_events(
        [
            {
                "action": action,
                "target": pair,
                "program": pair.program,
                "sentence": f"пара {pair}: {words}",
                "people": people_of(pair),
            }
            for pair in Pair.objects.with_people().filter(pk__in=ids)
        ],
        by=by,
    )


def _key(pair: Pair) -> tuple[Any, ...]:
    return pair.mentor_id, tuple(sorted((m.mentee_id, m.model_id or 0) for m in pair.members.all()))


def _match_key(match: Match) -> tuple[Any, ...]:
    return match.mentor_id, tuple(sorted((s.view.mentee_id, s.view.model_id or 0) for s in match.seats))
