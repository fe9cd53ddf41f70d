"""The individual plan as a paper (D25): plain data, then HTML."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from mentoring_site.names import signature_name
from mentoring_site.words import short_date, surname_initials
from pairing.models import DevelopmentPlan
from pairing.rows import places_of
from pairing.services.development import is_for_teachers, sections_for
from programs.reports import curator_name
from programs.services.documents import school_snapshot, signatory


def development_html(plan: DevelopmentPlan, on: date) -> str:
    return render_to_string("reports/development_plan.html", development_context(plan, on))


def development_context(plan: DevelopmentPlan, on: date) -> dict[str, Any]:
    """What is missing prints as a line; a teacher's plan carries both grifs. on: day of printing."""
    member, pair = plan.member, plan.member.pair
    mentor, mentee = pair.mentor.person, member.mentee.person
    places = places_of(plan.program, [mentor.pk, mentee.pk])
    tasks = list(plan.tasks.all())
    curator = str(plan.agreed_by) if plan.agreed_by else curator_name(plan.program, on)
    teachers = is_for_teachers(member)
    agreed = _day(plan.agreed_at)
    return {
        "school": school_snapshot(plan.program.school),
        "document_title": f"Индивидуальный план развития: {mentee.list_name}",
        "title": "Индивидуальный план развития\nпод руководством наставника",
        "agree": {
            "word": "СОГЛАСОВАНО",
            "post": "Куратор программы",
            "name": signature_name(curator) if curator else "",
            "date": agreed,
        },
        "approve": _approval(plan, on) if teachers else None,
        "mentor": mentor.full_name,
        "mentor_place": places.get(mentor.pk, ""),
        "mentee": mentee.full_name,
        "mentee_place": places.get(mentee.pk, ""),
        "form": pair.form.title,
        "mentoring_kind": plan.get_kind_display(),
        "model": member.model.title if member.model else "",
        "starts": short_date(plan.starts_on) if plan.starts_on else "",
        "ends": short_date(plan.ends_on) if plan.ends_on else "",
        "goal": plan.goal,
        "sections": [
            {
                "number": number,
                "title": section.label,
                "rows": [
                    {
                        "number": f"{number}.{place}",
                        "title": task.title,
                        "due": short_date(task.due_on) if task.due_on else "",
                        "planned": task.planned,
                        "actual": task.actual,
                        "mark": task.get_mark_display() if task.mark else "",
                    }
                    for place, task in enumerate((t for t in tasks if t.section == section), start=1)
                ],
            }
            for number, section in enumerate(sections_for(member), start=1)
        ],
        "signatures": [
            {"post": "Наставник", "name": signature_name(mentor.full_name)},
            {"post": "Наставляемый", "name": signature_name(mentee.full_name)},
        ],
        "running_foot": f"Индивидуальный план: {surname_initials(mentee.full_name)}",
    }


def _approval(plan: DevelopmentPlan, on: date) -> dict[str, Any]:
    """Who approved, else who would today."""
    day = _day(plan.approved_at)
    signer = signatory(plan.program, day or on)
    name = str(plan.approved_by) if plan.approved_by else signer.name
    return {
        "post": f"{signer.title} {plan.program.school.short_name}",
        "name": signature_name(name) if name else "",
        "date": day,
    }


def _day(at: Any) -> date | None:
    return timezone.localtime(at).date() if at else None
