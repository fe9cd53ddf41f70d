"""«Заявление на участие в программе» (D12): blanks for people of the two bases, or an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from mentoring_site.names import decline, guess_gender
from mentoring_site.permissions import Permission
from mentoring_site.words import surname_initials
from participants.enums import PersonKind
from participants.forms import proposed_declensions
from participants.models import Mentee, Mentor
from programs.content.papers import shipped_text
from programs.models import Program
from programs.paper_values import SCHOOL_GAPS, program_values
from programs.registries.papers import PaperGap, PaperText
from programs.reports_slips import Slip, slips_html
from programs.services.documents import signatory
from programs.services.papers import wording_of

KIND = "participation"
ROLES = {Mentor: "наставника", Mentee: "наставляемого"}


def values(program: Program, on: date) -> dict[str, str]:
    """To whom it is addressed: «Директору Ершовой Н. В.», or a line when the case cannot be told."""
    signer = signatory(program, on)
    gender = guess_gender(signer.name) if signer.name else None
    name = surname_initials(decline(signer.name, "dative", gender)) if gender else ""
    to_whom = f"Директору {name}" if name and signer.title == "Директор" else ""
    return program_values(program, on) | {"кому: должность и фамилия руководителя": to_whom}


TEXT = PaperText(
    code=KIND,
    label="Заявление на участие в программе",
    when="Участник пишет до начала работы. Не заменяет согласие на обработку персональных данных.",
    stage=2,
    order=10,
    title="Заявление",
    body=partial(shipped_text, KIND),
    gaps=(
        *SCHOOL_GAPS,
        PaperGap("ФИО участника", "в родительном падеже, как на карточке"),
        PaperGap("класс или должность", "из базы этого года"),
        PaperGap("роль", "наставника или наставляемого"),
        PaperGap("форма наставничества", "форма из базы"),
    ),
    values=values,
    is_document=False,
    url_name="participants:participation_print",
    permission=Permission.BASE_VIEW,
)


def participation_html(entries: Sequence[Mentor | Mentee], program: Program, on: date) -> str:
    """A page for each entry of a base; none print one empty blank. entries: for_list()."""
    slips = [_slip(entry) for entry in entries] or [
        Slip({}, ("Участник", "Родитель (законный представитель)"))
    ]
    return slips_html(wording_of(program.school, KIND), slips, program, on)


def _slip(entry: Any) -> Slip:
    person = entry.person
    signers = ["Участник"]
    if person.kind == PersonKind.PUPIL:
        signers.append("Родитель (законный представитель)")
    return Slip(
        {
            "ФИО участника": _genitive(person),
            "класс или должность": entry.place,
            "роль": ROLES[type(entry)],
            "форма наставничества": f"«{entry.form.title}»" if entry.form else "",
        },
        signers,
    )


def _genitive(person: Any) -> str:
    """As typed on the card, else as proposed; empty when nobody can tell, and a line is printed."""
    return person.declensions.get("genitive") or proposed_declensions(person).get("genitive", "")
