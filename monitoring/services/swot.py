"""Lines of the SWOT: taken from the answers, chosen from the hints or written by hand."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from mentoring_site.texts import clean_text
from mentoring_site.words import counted
from monitoring.enums import Quadrant
from monitoring.models import SwotFactor
from monitoring.swot import INTERNAL, DraftLine, draft_of, hints, said_as
from participants.services.guards import refuse_closed
from programs.models import MentoringForm, Program, User
from programs.services.audit import Refusal, lock_version, record_event

LONGEST = 300


@transaction.atomic
def take_lines(*, program: Program, keys: Iterable[str] | None, by: User, quadrant: str = "") -> int:
    """Take lines of the draft into the analysis, with the n of the day. Returns how many.

    keys: None for all that are placed and not taken yet. quadrant: for lines between the thresholds, the curator's
    own word. Raises Refusal for a closed year and for a line that is not in the draft any more.
    """
    program = _locked(program)
    draft = {line.key: line for line in draft_of(program, with_last_year=False)}
    if keys is None:
        lines = [line for line in draft.values() if line.quadrant and not line.is_taken]
    else:
        asked = list(dict.fromkeys(keys))
        if missing := [key for key in asked if key not in draft]:
            raise Refusal(
                "Ответы изменились, и этой строки в черновике больше нет. Обновите страницу."
                if len(missing) == 1
                else "Ответы изменились, и части строк в черновике больше нет. Обновите страницу."
            )
        lines = [draft[key] for key in asked if not draft[key].is_taken]
    taken = [_take(program, line, Quadrant(line.quadrant or _inner(quadrant)), by) for line in lines]
    if taken:
        words = counted(len(taken), "фактор", "фактора", "факторов")
        record_event(
            "swot.take",
            by=by,
            target=taken[0],
            program=program,
            sentence=f"в SWOT-анализ взято из ответов: {words}",
        )
    return len(taken)


@transaction.atomic
def add_factor(
    *, program: Program, quadrant: str, text: str, by: User, form: MentoringForm | None = None
) -> SwotFactor:
    """A line by hand. Raises Refusal for an empty or too long text and for a closed year."""
    program = _locked(program)
    factor = _new(program, Quadrant(quadrant), _text(text), form, by)
    factor.save()
    record_event("swot.add", by=by, target=factor, program=program, sentence="добавлен фактор SWOT-анализа")
    return factor


@transaction.atomic
def add_hints(*, program: Program, chosen: Iterable[tuple[str, int]], by: User) -> int:
    """chosen: (quadrant, number of the hint from 0). What stands in the analysis already is not added again."""
    program = _locked(program)
    present = set(SwotFactor.objects.filter(program=program).values_list("quadrant", "text"))
    added = []
    for quadrant, number in chosen:
        text = hints()[quadrant][number]
        if (quadrant, text) not in present:
            factor = _new(program, Quadrant(quadrant), text, None, by)
            factor.save()
            added.append(factor)
    if added:
        words = counted(len(added), "фактор", "фактора", "факторов")
        record_event(
            "swot.add",
            by=by,
            target=added[0],
            program=program,
            sentence=f"добавлены внешние факторы: {words}",
        )
    return len(added)


@transaction.atomic
def edit_factor(
    *,
    factor: SwotFactor,
    quadrant: str,
    text: str,
    form: MentoringForm | None,
    shown_version: int,
    by: User,
) -> SwotFactor:
    """Correct words and place; the share stays what the answers said. Raises Refusal, StaleVersion."""
    program = _locked(factor.program)
    factor = SwotFactor.objects.select_for_update().get(pk=factor.pk)
    lock_version(factor, shown_version)
    if factor.quadrant != quadrant:
        factor.position = _next_position(program, quadrant)
    factor.quadrant, factor.text = Quadrant(quadrant), _text(text)
    if factor.total is None:
        factor.form = form  # a line from answers belongs to the form that was asked
    factor.save()
    record_event("swot.edit", by=by, target=factor, program=program, sentence="изменён фактор SWOT-анализа")
    return factor


@transaction.atomic
def remove_factor(*, factor: SwotFactor, by: User) -> None:
    """One taken from answers can be taken again."""
    program = _locked(factor.program)
    record_event("swot.remove", by=by, target=factor, program=program, sentence="убран фактор SWOT-анализа")
    factor.delete()


@transaction.atomic
def move_factor(*, factor: SwotFactor, is_up: bool, by: User) -> None:
    """One place up or down within its quadrant; at the end nothing happens."""
    program = _locked(factor.program)
    rows = list(SwotFactor.objects.select_for_update().filter(program=program, quadrant=factor.quadrant))
    at = next((index for index, row in enumerate(rows) if row.pk == factor.pk), None)
    other = None if at is None else at + (-1 if is_up else 1)
    if at is None or other is None or not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for position, row in enumerate(rows, 1):
        row.position = position
    SwotFactor.objects.bulk_update(rows, ["position"])
    record_event(
        "swot.move", by=by, target=factor, program=program, sentence="изменён порядок факторов SWOT-анализа"
    )


def _locked(program: Program) -> Program:
    program = (
        Program.objects.select_for_update(no_key=True, of=("self",))
        .select_related("school")
        .get(pk=program.pk)
    )
    refuse_closed(program)
    return program


def _take(program: Program, line: DraftLine, quadrant: Quadrant, by: User) -> SwotFactor:
    factor = _new(program, quadrant, said_as(quadrant, line.text)[:LONGEST], line.form, by)
    factor.campaign, factor.question_code = line.campaign, line.question.code
    factor.positive, factor.total = line.share.part, line.share.total
    factor.save()
    return factor


def _new(program: Program, quadrant: Quadrant, text: str, form: MentoringForm | None, by: User) -> SwotFactor:
    return SwotFactor(
        school=program.school,
        program=program,
        form=form,
        quadrant=quadrant,
        text=text,
        position=_next_position(program, quadrant),
        author=by,
    )


def _next_position(program: Program, quadrant: str) -> int:
    last = SwotFactor.objects.filter(program=program, quadrant=quadrant).aggregate(last=Max("position"))[
        "last"
    ]
    return (last or 0) + 1


def _inner(quadrant: str) -> str:
    if quadrant not in INTERNAL:
        raise Refusal(
            "Эта строка стоит между порогами. Скажите, сильная это сторона или слабая, — или оставьте её в стороне."
        )
    return quadrant


def _text(text: str) -> str:
    text = " ".join(clean_text(text).split())
    if not text:
        raise Refusal("Напишите, в чём фактор: пустую строку в анализ не добавить.")
    if len(text) > LONGEST:
        raise Refusal(f"Фактор длиннее {LONGEST} знаков. Сократите его.")
    return text
