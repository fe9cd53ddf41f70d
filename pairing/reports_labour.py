"""Blanks of art. 351.8 of the Labour Code: consent, additional agreement, notice. Unknown values are lines to fill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from mentoring_site.names import decline, guess_gender
from mentoring_site.pdf import join_html_to_pdf
from mentoring_site.words import short_date
from pairing.enums import LabourPaperKind
from pairing.labour import LabourRow
from pairing.services.labour import IN_DUTIES, earliest_last_day
from participants.forms import proposed_declensions
from participants.models import Person
from programs.enums import ParticipantKind
from programs.models import Program
from programs.services.calendar import calendar_of
from programs.services.documents import school_snapshot, signatory
from programs.workdays import WorkCalendar

TEMPLATES = {
    LabourPaperKind.CONSENT: "reports/labour_consent.html",
    LabourPaperKind.AGREEMENT: "reports/labour_agreement.html",
    LabourPaperKind.NOTICE: "reports/labour_notice.html",
}
WORK = {
    ParticipantKind.TEACHER: "помощь педагогическому работнику в овладении навыками работы и в профессиональном "
    "развитии на рабочем месте",
    ParticipantKind.PUPIL: "помощь обучающемуся в учёбе, развитии способностей и выборе пути",
}
PAGES_AT_ONCE = 40  # drawn while the page waits: some ten seconds


def labour_pdf(
    rows: Sequence[LabourRow], kinds: Sequence[str], program: Program, *, on: date, is_checked: bool
) -> bytes:
    """Blanks of every row, one after another; rows × kinds at most PAGES_AT_ONCE."""
    calendar = calendar_of(program.school)
    parts = [
        render_to_string(
            TEMPLATES[LabourPaperKind(kind)],
            paper_context(row, program, on, is_checked) | _notice_days(row, calendar, on),
        )
        for row in rows
        for kind in kinds
    ]
    return join_html_to_pdf(parts)


def paper_context(row: LabourRow, program: Program, on: date, is_checked: bool) -> dict[str, Any]:
    signer = signatory(program, on)
    person = row.pair.mentor.person
    member = row.row
    return {
        "school": school_snapshot(program.school),
        "is_checked": is_checked,
        "signer_title": signer.title,
        "signer_name": signer.name,
        "signer_genitive": _declined(signer.name, "genitive"),
        "signer_dative": _declined(signer.name, "dative"),
        "worker": person.full_name,
        "worker_genitive": _case(person, "genitive"),
        "is_woman": _is_woman(person),
        "position": member.mentor.place,
        "mentees": [f"{m.full_name}, {m.place}" if m.place else m.full_name for m in member.members],
        "form": member.form,
        "models": member.models,
        "work": WORK[ParticipantKind(row.pair.form.mentee_kind)],
        "starts": short_date(member.starts_on) if member.starts_on else "",
        "ends": short_date(member.ends_on) if member.ends_on else short_date(program.ends),
        "pay": "" if row.pay == IN_DUTIES else row.pay,
        "is_in_duties": row.pay == IN_DUTIES,
        "order": member.order,
        "year_label": program.year_label,
    }


def _notice_days(row: LabourRow, calendar: WorkCalendar, on: date) -> dict[str, str]:
    """By the registered notice; before there is one, as if it were handed over on the day of printing."""
    noticed = row.date_of(LabourPaperKind.NOTICE) or on
    return {
        "noticed_on": short_date(noticed),
        "earliest_last_day": short_date(earliest_last_day(noticed, calendar)),
    }


def _is_woman(person: Person) -> bool | None:
    gender = person.gender or guess_gender(person.full_name)
    return None if not gender else gender == "f"


def _case(person: Person, case: str) -> str:
    """As typed by hand on the card, else as proposed; the nominative when nobody can tell."""
    return person.declensions.get(case) or proposed_declensions(person).get(case, "")


def _declined(name: str, case: str) -> str:
    gender = guess_gender(name) if name else None
    return decline(name, case, gender) if gender else ""
