"""Papers of the psychologist's room: a method's blank, the journal of consultations, slips with links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from mentoring_site.names import signature_name
from mentoring_site.words import ru_date, short_date
from pairing.models import Consultation, PairSurvey, PairSurveyInvite, TestMethod
from pairing.services.consultations import places_for
from pairing.tables_psychologist import journal_columns
from participants.applications.posters import loopback_note, qr_svg
from programs.models import Program, School
from programs.services.documents import school_snapshot
from programs.services.links import link_url

NOTE_LINES = 5


def blank_context(method: TestMethod, school: School, *, name: str = "", place: str = "") -> dict[str, Any]:
    """«Индивидуальный протокол»: scales with their bounds and lines. name: of nobody when empty."""
    return {
        "school": school_snapshot(school),
        "title": "Протокол психологической диагностики",
        "document_title": f"Протокол: {method}",
        "method": str(method),
        "author": method.author,
        "name": name,
        "place": place,
        "scales": [
            {"title": scale.title, "bounds": f"{scale.minimum}–{scale.maximum}"}
            for scale in method.scales.all()
        ],
        "lines": range(NOTE_LINES),
        "signatures": [{"post": "Педагог-психолог", "name": ""}],
    }


def journal_context(
    program: Program,
    talks: Sequence[Consultation],
    *,
    since: date | None,
    until: date | None,
    with_names: bool,
    psychologist: str = "",
) -> dict[str, Any]:
    """«Журнал учёта консультаций» in the order of days; an empty one prints lines to fill by hand."""
    columns = journal_columns(places_for(talks, program), with_names=with_names)
    rows = [
        [column.text(talk) for column in columns] for talk in sorted(talks, key=lambda t: (t.held_on, t.pk))
    ]
    return {
        "school": school_snapshot(program.school),
        "title": "Журнал учёта консультаций педагога-психолога",
        "document_title": "Журнал учёта консультаций",
        "period": _period(since, until, program),
        "rows": rows,
        "blank_rows": range(0 if rows else 10),
        "with_names": with_names,
        "signatures": [
            {"post": "Педагог-психолог", "name": signature_name(psychologist) if psychologist else ""}
        ],
    }


def _period(since: date | None, until: date | None, program: Program) -> str:
    if since and until:
        return f"{short_date(since)} – {short_date(until)}"
    if since:
        return f"с {ru_date(since)}"
    if until:
        return f"по {ru_date(until)}"
    return f"{program.year_label} учебный год"


def slips_context(survey: PairSurvey, invites: Sequence[PairSurveyInvite], school: School) -> dict[str, Any]:
    """Slips to cut, one for each half: its own link as a QR code and in letters."""
    return {
        "school": school,
        "title": survey.questionnaire.title,
        "warning": loopback_note(),
        "slips": [
            {
                "name": invite.person.full_name,
                "url": link_url(invite.link),
                "qr": qr_svg(link_url(invite.link)),
            }
            for invite in invites
            if invite.link is not None and invite.response_id is None
        ],
    }


def chat_text(invite: PairSurveyInvite) -> str:
    """Ready to copy into a private chat: to one person, so that nobody opens another's link."""
    return (
        f"{invite.person.first_name}, здравствуйте! Ответьте, пожалуйста, на несколько вопросов о вашей паре: "
        f"это две минуты. Ссылка только для вас: {link_url(invite.link)}"
    )
