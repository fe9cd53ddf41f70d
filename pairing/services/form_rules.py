"""The order of work of pairs by form: what the school has saved, or the defaults by who teaches whom."""

from __future__ import annotations

from collections.abc import Collection

from pairing.models import FormRules
from programs.enums import ParticipantKind
from programs.models import MentoringForm


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
