"""Steps that were read from somebody's table become the draft of a revision; marks already made are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from programs.models import Program
from programs.services.audit import Refusal
from roadmap.content import term_text
from roadmap.enums import StepState
from roadmap.importing.records import Record
from roadmap.importing.understanding import short_title_of
from roadmap.models import Evidence, Roadmap, Step, StepPart
from roadmap.services.editing import NUMBER_GAP
from roadmap.services.guards import refuse_closed_program
from roadmap.services.lives import PROGRESS
from roadmap.services.making import add_steps, steps_with_roles

FIRST, REPLACE, NEXT, WAITING = "first", "replace", "next", "waiting"


@dataclass(frozen=True)
class Forecast:
    """What writing would do. lost: steps with marks that have no heir among the new ones."""

    kind: str
    revision: int
    lost: tuple[Step, ...] = ()

    @property
    def is_refused(self) -> bool:
        return self.kind == WAITING or (self.kind == REPLACE and self.revision == 1 and bool(self.lost))


def forecast(program: Program, records: Sequence[Record]) -> Forecast:
    draft = Roadmap.objects.being_changed(program).first()
    in_force = Roadmap.objects.in_force(program).first()
    if draft is not None and not draft.is_draft:
        return Forecast(WAITING, draft.revision)
    if in_force is None:
        return Forecast(FIRST, 1)
    old = steps_with_roles(in_force)
    heirs = _heirs(old, records)
    kept = {step.pk for step in heirs if step is not None}
    lost = tuple(step for step in _with_marks(old) if step.pk not in kept)
    if draft is None:
        return Forecast(NEXT, in_force.revision + 1, lost)
    return Forecast(REPLACE, draft.revision, lost)


def write_steps(*, program: Program, records: Sequence[Record], replaces: bool, reason: str) -> Roadmap:
    """Call inside a transaction. Refuses while the director decides, and to drop marks of the map in force."""
    refuse_closed_program(program)
    # Locked first, so that the forecast stays true until the end of the transaction.
    maps = list(Roadmap.objects.select_for_update().living().filter(program=program).order_by("revision"))
    plan = forecast(program, records)
    if plan.kind == WAITING:
        raise Refusal("Дорожная карта у директора. Дождитесь решения или попросите вернуть её с замечанием.")
    if plan.kind == REPLACE and not replaces:
        raise Refusal("В Программе уже есть черновик карты. Отметьте, что его можно заменить.")
    if plan.is_refused:
        numbers = ", ".join(step.said_number for step in plan.lost)
        raise Refusal(
            f"По шагам № {numbers} уже есть отметки, а в новой карте этих шагов нет. "
            "Укажите при проверке, какие строки им отвечают, или добавьте шаги в таблицу."
        )
    if plan.kind == FIRST:
        return _filled(Roadmap.objects.create(school_id=program.school_id, program=program), records, [])
    source = maps[0]
    old = steps_with_roles(source)
    if plan.kind == NEXT:
        roadmap = Roadmap.objects.create(
            school_id=program.school_id, program=program, revision=plan.revision, reason=reason[:500]
        )
        return _filled(roadmap, records, _heirs(old, records))
    draft = maps[-1]
    Step.objects.filter(roadmap=draft).update(number=F("number") + NUMBER_GAP)
    replaced = list(Step.objects.filter(roadmap=draft).values_list("pk", flat=True))
    heirs = _heirs(old, records)
    if draft.pk == source.pk:
        _filled(draft, records, [], heirs)
    else:
        _filled(draft, records, heirs)
        draft.reason = reason[:500]
        draft.save(update_fields=["reason"])
    Step.objects.filter(pk__in=replaced).delete()
    return draft


def _filled(
    roadmap: Roadmap,
    records: Sequence[Record],
    previous: Sequence[Step | None],
    inherited: Sequence[Step | None] = (),
) -> Roadmap:
    """previous: steps of the revision in force that the new ones go on; inherited: steps that they replace."""
    made = []
    for at, record in enumerate(records):
        step = _step(at + 1, record)
        before = previous[at] if previous else None
        marked = before or (inherited[at] if inherited else None)
        step.previous = before
        if marked is not None:
            for name in PROGRESS:
                setattr(step, name, getattr(marked, name))
        made.append((step, record.roles))
    add_steps(roadmap, made)
    for (step, _), old in zip(made, inherited or [], strict=False):
        if old is not None:
            StepPart.objects.filter(step=old).update(step=step)
            Evidence.objects.filter(step=old).update(step=step)
    return roadmap


def _step(number: int, record: Record) -> Step:
    starts, ends = date.fromisoformat(record.starts), date.fromisoformat(record.ends)
    return Step(
        number=number,
        number_text=record.number if record.number != str(number) else "",
        standard=record.standard,
        title=record.title,
        short_title=(record.short_title or short_title_of(record.title))[:60],
        stage=record.stage,
        section=record.section,
        content=record.content,
        result_text=record.result_text,
        responsible_text=record.responsible_text,
        term_text=record.term_text or term_text(starts, ends),
        term_kind=record.term_kind,
        starts=starts,
        ends=ends,
        is_year_restored=record.is_year_restored,
    )


def _heirs(old: Sequence[Step], records: Sequence[Record]) -> list[Step | None]:
    """For each new step the old one it goes on: the same step of the model, else the same words."""
    by_standard = {step.standard: step for step in reversed(old) if step.standard}
    by_title = {_plain(step.title): step for step in reversed(old)}
    taken: set[int] = set()
    found: list[Step | None] = []
    for record in records:
        match = by_standard.get(record.standard) if record.standard else None
        if match is None or match.pk in taken:
            match = by_title.get(_plain(record.title))
        if match is not None and match.pk in taken:
            match = None
        if match is not None:
            taken.add(match.pk)
        found.append(match)
    return found


def _plain(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").split())


def _with_marks(steps: Sequence[Step]) -> list[Step]:
    ids = [step.pk for step in steps]
    marked = set(Evidence.objects.filter(step__in=ids).values_list("step_id", flat=True))
    marked |= set(StepPart.objects.filter(step__in=ids).values_list("step_id", flat=True))
    return [step for step in steps if step.state != StepState.PLANNED or step.pk in marked]
