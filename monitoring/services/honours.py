"""Nominations of the school: the shipped ones of section 8, last year's, own ones, switched off ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from mentoring_site.texts import clean_text
from monitoring.enums import ContestState, NomineeKind
from monitoring.models import HonourNomination
from participants.services.guards import refuse_closed
from programs.models import MentoringForm, Program, User
from programs.services.audit import Refusal, lock_version, record_event

# Section 8 names the four; what for is a proposal that the school rewrites.
SHIPPED = (
    ("Наставник года", NomineeKind.MENTOR, "за успешную работу наставником в течение всего года"),
    ("Лучшая пара", NomineeKind.PAIR, "за общий результат, регулярные встречи и достигнутые цели"),
    (
        "Наставник+",
        NomineeKind.MENTOR,
        "за работу с группой или несколькими парами, помощь другим наставникам",
    ),
    ("Лучший наставник", NomineeKind.MENTOR, "за внимание к наставляемому и его успехи"),
)
FIELDS = ("title", "of_whom", "form", "wants", "is_active")


def honours_from_template(*, program: Program, by: User) -> None:
    _create(program, [(title, of_whom, None, wants, True) for title, of_whom, wants in SHIPPED])


def honours_from_previous(*, program: Program, previous: Program, by: User) -> None:
    """Last year's, with the forms of this year; a programme without any gets the shipped ones."""
    rows = list(HonourNomination.objects.filter(program=previous).select_related("form"))
    if not rows:
        honours_from_template(program=program, by=by)
        return
    forms = {form.code: form for form in MentoringForm.objects.filter(program=program)}
    _create(
        program,
        [
            (row.title, row.of_whom, forms.get(row.form.code) if row.form else None, row.wants, row.is_active)
            for row in rows
        ],
    )


@transaction.atomic
def save_honour(
    *,
    program: Program,
    values: Mapping[str, Any],
    honour: HonourNomination | None = None,
    shown_version: int = 0,
    by: User,
) -> HonourNomination:
    """Add an own nomination or change one; of whom it is stays once there is an entry or an award in it.

    Raises Refusal, StaleVersion, ValidationError by field.
    """
    refuse_closed(program)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if honour is None:
        last = HonourNomination.objects.filter(program=program).aggregate(last=Max("position"))["last"] or 0
        honour = HonourNomination(school=program.school, program=program, position=last + 1)
    else:
        honour = (
            HonourNomination.objects.select_for_update(of=("self",))
            .select_related("contest")
            .get(pk=honour.pk)
        )
        lock_version(honour, shown_version)
        _refuse_used(honour, values)
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(honour, name, clean_text(value) if isinstance(value, str) else value)
    honour.full_clean(exclude=["school", "contest"])
    honour.save()
    record_event(
        "honour.save", by=by, target=honour, program=program, sentence=f"записана номинация «{honour.title}»"
    )
    return honour


def _refuse_used(honour: HonourNomination, values: Mapping[str, Any]) -> None:
    is_other = values.get("of_whom", honour.of_whom) != honour.of_whom
    if is_other and (honour.entries.exists() or honour.awards.exists()):
        raise Refusal("В номинации уже есть заявки или поощрения: для кого она, больше не меняется.")
    contest = honour.contest
    if (
        not values.get("is_active", True)
        and contest
        and contest.state in (ContestState.OPEN, ContestState.JUDGING)
    ):
        raise Refusal(f"Номинация в конкурсе «{contest}», который идёт: выключить её можно после итогов.")


def _create(program: Program, rows: list[tuple[Any, ...]]) -> None:
    HonourNomination.objects.bulk_create(
        HonourNomination(
            school=program.school,
            program=program,
            title=title,
            of_whom=of_whom,
            form=form,
            wants=wants,
            is_active=is_active,
            position=position,
        )
        for position, (title, of_whom, form, wants, is_active) in enumerate(rows, 1)
    )
