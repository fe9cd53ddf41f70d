"""The order of work of pairs by form: what the school has saved, or the defaults by who teaches whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from pairing.models import FormRules
from pairing.services.keeping import refuse_closed_program
from programs.enums import ParticipantKind
from programs.models import MentoringForm, Program, User
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.fields import write_fields

RULE_FIELDS = (
    *("asks_sides", "needs_council", "needs_labour_papers", "first_meeting_days", "meeting_every_days"),
    *("silent_days", "plan_days", "first_contact_hours", "contact_every_days", "unhappy_below"),
)


def rules_of(form: MentoringForm) -> FormRules:
    """Saved rules of the form, or unsaved defaults."""
    return rules_by_form([form])[form.pk]


def rules_by_form(forms: Collection[MentoringForm]) -> dict[int, FormRules]:
    """By form id, one query."""
    saved = {rules.form_id: rules for rules in FormRules.objects.filter(form__in=[form.pk for form in forms])}
    return {form.pk: saved.get(form.pk) or default_rules(form) for form in forms}


def default_rules(form: MentoringForm) -> FormRules:
    """A mentor who is an employee needs papers (art. 351.8 of the Labour Code), teachers' pairs the council's word."""
    return FormRules(
        school=form.school,
        form=form,
        needs_council=form.mentor_kind == form.mentee_kind == ParticipantKind.TEACHER,
        needs_labour_papers=form.mentor_kind == ParticipantKind.TEACHER,
    )


@transaction.atomic
def save_rules(*, form: MentoringForm, version: int, by: User, **values: Any) -> FormRules:
    """Write the order of work of one form. version: of the shown record, 1 for the unsaved defaults.

    Raises StaleVersion when somebody saved it meanwhile, ValidationError by field, Refusal when terms contradict.
    """
    refuse_closed_program(form.program)
    MentoringForm.objects.select_for_update().get(pk=form.pk)  # two first saves at once: one waits
    saved = FormRules.objects.filter(form=form).first()
    rules = saved or default_rules(form)
    if values["silent_days"] < values["meeting_every_days"]:
        raise Refusal(
            "Сигнал о молчании наступает раньше, чем ждут следующую встречу. Увеличьте число дней без встреч."
        )
    lock_version(rules, version)
    changed = write_fields(rules, values)
    if changed or saved is None:
        words = f", изменено: {', '.join(changed)}" if changed else ""
        record_event(
            "form_rules.save",
            by=by,
            target=rules,
            program=form.program,
            sentence=f"порядок работы пар{words}",
        )
    return rules


def copy_rules(*, program: Program, previous: Program, by: Any) -> None:
    """Last year's order of work for the forms of the same code."""
    forms = {form.code: form for form in MentoringForm.objects.filter(program=program)}
    for rules in FormRules.objects.filter(form__program=previous).select_related("form"):
        form = forms.get(rules.form.code)
        if form is not None:
            FormRules.objects.get_or_create(
                form=form,
                defaults={"school": program.school, **{name: getattr(rules, name) for name in RULE_FIELDS}},
            )
