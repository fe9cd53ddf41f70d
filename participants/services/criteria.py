"""The school's own list of interview criteria; sheets that are planned keep those they were made with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from mentoring_site.texts import clean_text
from participants.models import InterviewCriterion
from participants.services.guards import refuse_closed
from programs.content import load_template
from programs.models import MentoringForm, Program
from programs.services.audit import record_event

# D18: what is asked of everybody beside the document's portraits.
COMMON = (
    "Мотивация: понимает, зачем становится наставником, и хочет помогать.",
    "Опыт: есть чем поделиться, приводит примеры.",
    "Общение: слушает, говорит спокойно, умеет договариваться.",
    "Время: готов встречаться не реже раза в неделю до конца программы.",
)


def add_criteria(*, program: Program, by: Any) -> None:
    """Of a new programme: the document's portraits of mentors by form, then what is asked of everybody."""
    forms = {form.code: form for form in MentoringForm.objects.filter(program=program)}
    lines = [
        (forms[form.code], text.rstrip("."))
        for form in load_template().forms
        if form.code in forms
        for text in form.mentor_portrait
    ]
    lines += [(None, text.rstrip(".")) for text in COMMON]
    InterviewCriterion.objects.bulk_create(
        InterviewCriterion(school=program.school, program=program, form=form, text=text, position=place)
        for place, (form, text) in enumerate(lines, start=1)
    )


def copy_criteria(*, program: Program, previous: Program, by: Any) -> None:
    """Last year's list; when it had none, the document's."""
    rows = list(InterviewCriterion.objects.of_program(previous).select_related("form"))
    if not rows:
        return add_criteria(program=program, by=by)
    forms = {form.code: form for form in MentoringForm.objects.filter(program=program)}
    InterviewCriterion.objects.bulk_create(
        InterviewCriterion(
            school=program.school,
            program=program,
            form=forms.get(row.form.code) if row.form else None,
            text=row.text,
            is_active=row.is_active,
            position=row.position,
        )
        for row in rows
        if row.form is None or row.form.code in forms
    )
    return None


@transaction.atomic
def add_criterion(*, program: Program, text: str, form: MentoringForm | None, by: Any) -> InterviewCriterion:
    refuse_closed(program)
    last = InterviewCriterion.objects.of_program(program).aggregate(last=Max("position"))["last"] or 0
    row = InterviewCriterion(
        school=program.school, program=program, form=form, text=_checked(text), position=last + 1
    )
    row.save()
    _record("add", row, by, f"критерий собеседования добавлен: «{row.text}»")
    return row


@transaction.atomic
def edit_criterion(
    *, criterion: InterviewCriterion, text: str, form: MentoringForm | None, is_active: bool, by: Any
) -> InterviewCriterion:
    row = _locked(criterion)
    before = (row.text, row.form_id, row.is_active)
    row.text, row.form, row.is_active = _checked(text), form, is_active
    if before == (row.text, row.form_id, row.is_active):
        return row
    row.save()
    shown = "" if before[2] == row.is_active else (", показан" if row.is_active else ", скрыт")
    _record("edit", row, by, f"критерий собеседования изменён: «{before[0]}» → «{row.text}»{shown}")
    return row


@transaction.atomic
def move_criterion(*, criterion: InterviewCriterion, up: bool, by: Any) -> None:
    """Swap with the neighbour; at the edge nothing happens."""
    row = _locked(criterion)
    rows = list(InterviewCriterion.objects.of_program(row.program_id))
    place = next(place for place, other in enumerate(rows) if other.pk == row.pk)
    target = place + (-1 if up else 1)
    if not 0 <= target < len(rows):
        return
    rows[place], rows[target] = rows[target], rows[place]
    for position, other in enumerate(rows, start=1):
        other.position = position
    InterviewCriterion.objects.bulk_update(rows, ["position"])
    _record("move", row, by, f"критерий собеседования переставлен: «{row.text}»")


def _checked(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise ValidationError({"text": "Напишите, что оценивается на собеседовании."})
    if len(text) > 300:
        raise ValidationError({"text": f"Здесь {len(text)} знаков, а в листе помещается 300. Сократите."})
    return text


def _locked(criterion: InterviewCriterion) -> InterviewCriterion:
    rows = InterviewCriterion.objects.select_for_update(of=("self",))
    row = rows.select_related("program__school").get(pk=criterion.pk)
    refuse_closed(row.program)
    return row


def _record(verb: str, row: InterviewCriterion, by: Any, sentence: str) -> None:
    record_event(f"criterion.{verb}", by=by, target=row, program=row.program, sentence=sentence)
