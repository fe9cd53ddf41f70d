"""Pairs in every state of their lives, reached through the services."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pairing.enums import LabourPaperKind, PairState
from pairing.models import Pair, PairPlan
from pairing.services.closing import complete_pair, dissolve_pair
from pairing.services.council import record_council
from pairing.services.labour import register_paper
from pairing.services.orders import KIND
from pairing.services.pairs import create_pair
from pairing.services.plans import approve_plan, submit_plan
from participants.enums import PersonKind
from participants.models import Mentee, Mentor
from programs.models import Document, Program, User
from programs.services.documents import sign_document
from tests.factories import make_consent, make_mentee, make_mentor, make_person


def ready_mentor(program: Program, by: User, **fields: Any) -> Mentor:
    """An admitted mentor with a valid consent."""
    mentor = make_mentor(program, **fields)
    make_consent(mentor.person, by)
    return mentor


def ready_mentee(program: Program, by: User, **fields: Any) -> Mentee:
    """An admitted mentee with a valid consent."""
    mentee = make_mentee(program, **fields)
    make_consent(mentee.person, by)
    return mentee


def make_pair(program: Program, by: User, *, size: int = 1, **fields: Any) -> Pair:
    """A lawful draft: pupils of grades 10 and 7, model «Равный – равному»."""
    mentor = fields.pop("mentor", None) or ready_mentor(program, by, places=size, takes_group=size > 1)
    mentees = fields.pop("mentees", None) or [ready_mentee(program, by) for _ in range(size)]
    model = fields.pop("model", None) or mentor.form.interaction_models.get(code="equal")
    return create_pair(
        program=program, mentor=mentor, seats=[(mentee, model) for mentee in mentees], by=by, **fields
    )


def make_teacher_pair(program: Program, by: User, **fields: Any) -> Pair:
    """A lawful draft of the form «Учитель – учитель»: it needs the council's word and labour papers."""
    form = program.forms.get(code="teacher_teacher")
    mentor, mentee = (
        ready(program, by, form=form, person=make_person(program, kind=PersonKind.TEACHER))
        for ready in (ready_mentor, ready_mentee)
    )
    return make_pair(program, by, mentor=mentor, mentees=[mentee], **fields)


def record_papers(pair: Pair, by: User, *, on: Any = None, pay: str = "3 000 руб. в месяц") -> None:
    """Both labour papers that the order of a mentor who is an employee asks for."""
    on = on or timezone.localdate()
    for kind in (LabourPaperKind.CONSENT, LabourPaperKind.AGREEMENT):
        register_paper(pair=pair, kind=kind, signed_on=on, kept_at="личное дело", pay=pay, by=by)


def make_signed(program: Program, by: User, *pairs: Pair, on: Any = None) -> Document:
    """The signed order of the pairs, with every paper that they need."""
    on = on or timezone.localdate()
    plan = submit_plan(program=program, pairs=pairs, by=by)
    record_council(plan=plan, protocol="3", on=on, by=by)
    order = approve_plan(plan=plan, by=by).order
    for pair in pairs:
        if pair.mentor.person.kind == PersonKind.TEACHER:
            record_papers(pair, by, on=on)
    return sign_document(document=order, number="47-р", date=on, by=by, is_repeat=True)


def make_plan(program: Program, by: User, *, pairs: int = 1) -> PairPlan:
    """A submitted plan of fresh pairs."""
    return submit_plan(program=program, pairs=[make_pair(program, by) for _ in range(pairs)], by=by)


def make_pair_in(program: Program, by: User, state: str, *, on: Any = None) -> Pair:
    """A pair in the state. on: day of the order and of closing, today when omitted."""
    on = on or timezone.localdate()
    pair = make_pair(program, by)
    if state == PairState.DRAFT:
        return pair
    plan = submit_plan(program=program, pairs=[pair], by=by)
    if state != PairState.SUBMITTED:
        approve_plan(plan=plan, by=by)
    if state in (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED):
        sign_document(
            document=Document.objects.get(kind=KIND, pairs=pair),
            number="47-р",
            date=on,
            by=by,
            is_repeat=True,
        )
    pair.refresh_from_db()
    if state == PairState.COMPLETED:
        complete_pair(pair=pair, on=on, by=by)
    if state == PairState.DISSOLVED:
        dissolve_pair(pair=pair, reason="переезд", on=on, by=by)
    return Pair.objects.with_people().get(pk=pair.pk)
