"""«Соглашение наставника и наставляемого» (D24): blanks of pairs, filled from the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from mentoring_site.permissions import Permission
from mentoring_site.words import counted, ru_date
from pairing.models import DevelopmentPlan, Pair, PairMember
from pairing.rows import places_of
from pairing.services.form_rules import rules_by_form
from participants.enums import PersonKind
from programs.content.papers import shipped_text
from programs.models import Program
from programs.paper_values import SCHOOL_GAPS, program_values
from programs.registries.papers import PaperGap, PaperText
from programs.reports_slips import Slip, slips_html
from programs.services.papers import wording_of

KIND = "mentoring_agreement"
PAIR_GAPS = (
    PaperGap("наставник", "фамилия, имя, отчество"),
    PaperGap("класс или должность наставника", "из базы этого года"),
    PaperGap("наставляемый", "фамилия, имя, отчество"),
    PaperGap("класс или должность наставляемого", "из базы этого года"),
    PaperGap("форма наставничества", "форма пары"),
    PaperGap("модель взаимодействия", "модель пары, если выбрана"),
    PaperGap("цель работы", "из индивидуального плана"),
    PaperGap("начало работы", "начало пары"),
    PaperGap("окончание работы", "окончание пары"),
    PaperGap("частота встреч", "из порядка работы пар этой формы"),
)
TEXT = PaperText(
    code=KIND,
    label="Соглашение наставника и наставляемого",
    when="Когда пара начинает работу: правила встреч, доверие, срок. Печатается на каждую пару.",
    stage=5,
    order=50,
    title="Соглашение о наставничестве",
    body=partial(shipped_text, KIND),
    gaps=(*SCHOOL_GAPS, *PAIR_GAPS),
    values=program_values,
    is_document=False,
    url_name="pairing:mentoring_agreements",
    permission=Permission.PAIR_EDIT,
)


def agreements_html(pairs: Sequence[Pair], program: Program, on: date) -> str:
    """A page for each mentee; no pairs print one empty blank. pairs: with_people()."""
    known = _known(pairs, program)
    slips = [
        _slip(pair, member, known)
        for pair in pairs
        for member in pair.members.all()
        if member.is_open or pair.closed_on
    ]
    return slips_html(wording_of(program.school, KIND), slips or [_empty()], program, on)


def _known(pairs: Sequence[Pair], program: Program) -> dict[str, Any]:
    """What all pages need, asked once for the whole stack."""
    people = {pair.mentor.person_id for pair in pairs}
    people |= {member.mentee.person_id for pair in pairs for member in pair.members.all()}
    plans = DevelopmentPlan.objects.filter(member__pair__in=[pair.pk for pair in pairs])
    return {
        "places": places_of(program, people),
        "goals": dict(plans.values_list("member_id", "goal")),
        "rules": rules_by_form(list({pair.form for pair in pairs})),
    }


def _slip(pair: Pair, member: PairMember, known: dict[str, Any]) -> Slip:
    mentor, mentee = pair.mentor.person, member.mentee.person
    every = known["rules"][pair.form_id].meeting_every_days
    signers = ["Наставник", "Наставляемый"]
    if mentee.kind == PersonKind.PUPIL:
        signers.append("Родитель (законный представитель) наставляемого")
    if mentor.kind == PersonKind.PUPIL:
        signers.append("Родитель (законный представитель) наставника")
    return Slip(
        {
            "наставник": mentor.full_name,
            "класс или должность наставника": known["places"].get(mentor.pk, ""),
            "наставляемый": mentee.full_name,
            "класс или должность наставляемого": known["places"].get(mentee.pk, ""),
            "форма наставничества": pair.form.title,
            "модель взаимодействия": member.model.title if member.model else "",
            "цель работы": " ".join(known["goals"].get(member.pk, "").split()).rstrip("."),
            "начало работы": ru_date(pair.starts_on) if pair.starts_on else "",
            "окончание работы": ru_date(pair.ends_on) if pair.ends_on else "",
            "частота встреч": f"не реже одного раза в {counted(every, 'учебный день', 'учебных дня', 'учебных дней')}",
        },
        signers,
    )


def _empty() -> Slip:
    return Slip({}, ("Наставник", "Наставляемый", "Родитель (законный представитель)"))
