"""The printed list of forms and models in force (step 8), each with its newest decision: plain data."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.names import signature_name
from mentoring_site.words import short_date
from programs.models import FormDecision, MentoringForm, Program
from programs.services.documents import school_snapshot, signatory


def forms_paper(program: Program, on: date) -> dict[str, Any]:
    """Context of reports/forms_in_force.html; forms that are switched off stand last, with the reason."""
    newest: dict[tuple[int, int | None], FormDecision] = {}
    for decision in FormDecision.objects.filter(program=program).order_by("decided_on", "pk"):
        newest[decision.form_id, decision.interaction_model_id] = decision
    groups = []
    for form in MentoringForm.objects.filter(program=program).prefetch_related("interaction_models"):
        models = [_row(model, newest.get((form.pk, model.pk))) for model in form.interaction_models.all()]
        groups.append({**_row(form, newest.get((form.pk, None))), "models": models})
    signer = signatory(program, on)
    return {
        "school": school_snapshot(program.school),
        "year": program.year_label,
        "on": on,
        "groups": sorted(groups, key=lambda group: not group["is_active"]),
        "signatures": [{"post": signer.title, "name": _signed(signer.name)}],
    }


def _row(subject: Any, decision: FormDecision | None) -> dict[str, Any]:
    basis = ""
    if decision is not None:
        basis = "; ".join(filter(None, (decision.protocol, short_date(decision.decided_on))))
    return {
        "title": str(subject),
        "is_active": subject.is_active,
        "reason": decision.reason if decision else "",
        "basis": basis,
    }


def _signed(name: str) -> str:
    return signature_name(name) if name else ""
