"""A mentor's report as a paper: plain data, then HTML."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from mentoring_site.names import signature_name
from mentoring_site.words import short_date, surname_initials
from pairing.enums import MentorReportKind
from pairing.models import MentorReport, Pair
from pairing.rows import places_of
from pairing.services.mentor_reports import facts_of, period_words
from programs.reports import curator_name
from programs.services.documents import school_snapshot

SECTIONS = (
    ("Что сделано", "done"),
    ("Результаты", "results"),
    ("Трудности", "difficulties"),
    ("Предложения", "proposals"),
)


def report_html(report: MentorReport, on: date) -> str:
    return render_to_string("reports/mentor_report.html", report_context(report, on))


def report_context(report: MentorReport, on: date) -> dict[str, Any]:
    """Counts are those of the journal on the day of printing; an empty section prints lines for the pen."""
    pair = Pair.objects.with_people().get(pk=report.pair_id)
    members = list(pair.members.all())
    mentor = pair.mentor.person
    places = places_of(report.program, [mentor.pk, *(member.mentee.person_id for member in members)])
    curator = curator_name(report.program, on)
    accepted = timezone.localdate(report.accepted_at) if report.accepted_at else None
    kind = "Итоговый" if report.kind == MentorReportKind.FINAL else "Промежуточный"
    return {
        "school": school_snapshot(report.program.school),
        "document_title": f"{kind} отчёт наставника: {mentor.list_name}",
        "title": f"{kind} отчёт наставника\n{period_words(report)}",
        "mentor": _with_place(mentor.full_name, places.get(mentor.pk, "")),
        "mentees": [
            _with_place(member.mentee.person.full_name, places.get(member.mentee.person_id, ""))
            for member in members
        ],
        "form": pair.form.title,
        "facts": facts_of(pair, report.starts, report.ends),
        "sections": [
            {"title": title, "lines": getattr(report, name).splitlines(), "blank": range(3)}
            for title, name in SECTIONS
        ],
        "accepted": short_date(accepted) if accepted else "",
        "signatures": [
            {"post": "Наставник", "name": signature_name(mentor.full_name)},
            {"post": "Куратор программы", "name": signature_name(curator) if curator else ""},
        ],
        "running_foot": f"Отчёт наставника: {surname_initials(mentor.full_name)}",
    }


def _with_place(name: str, place: str) -> str:
    return f"{name}, {place}" if place else name
