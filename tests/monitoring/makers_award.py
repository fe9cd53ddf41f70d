"""Makers of honours and contests for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from monitoring.enums import AwardKind, ContestAction, EntryState
from monitoring.models import Award, Contest, ContestEntry, HonourNomination, JuryMember
from monitoring.services.contest_jury import add_member
from monitoring.services.contests import add_contest, add_entry, decide_entry, move_contest
from monitoring.services.recognition import Proposal, propose
from programs.models import Program, User
from tests.factories import make_mentor, make_person

CRITERIA = (("Результаты", 5), ("Опыт", 10))


def make_honour(program: Program, title: str = "Наставник года", **fields: Any) -> HonourNomination:
    return HonourNomination.objects.get_or_create(
        school=program.school, program=program, title=title, defaults=fields
    )[0]


def make_award(program: Program, by: User, *, kind: str = AwardKind.CERTIFICATE, **fields: Any) -> Award:
    person = fields.pop("person", None) or make_person(program)
    proposal = Proposal(person=person, kind=kind, reason=fields.pop("reason", "за успехи"), **fields)
    return propose(program=program, proposals=[proposal], by=by)[0]


def make_contest(program: Program, by: User, *, entries: int = 0, **values: Any) -> Contest:
    """Opened today, with entries of fresh mentors."""
    today = timezone.localdate()
    days = {
        "opens_on": today,
        "closes_on": today + timedelta(days=10),
        "results_on": today + timedelta(days=20),
    }
    contest = add_contest(
        program=program,
        values={"title": "Наставник года", "rules": "Положение", **days, **values},
        nominations=[make_honour(program)],
        criteria=CRITERIA,
        by=by,
    )
    move_contest(contest=contest, action=ContestAction.OPEN, by=by)
    for _ in range(entries):
        make_entry(contest, by)
    contest.refresh_from_db()
    return contest


def make_entry(
    contest: Contest, by: User, *, state: str = EntryState.ADMITTED, **fields: Any
) -> ContestEntry:
    mentor = fields.pop("mentor", None) or make_mentor(contest.program)
    honour = HonourNomination.objects.get(contest=contest)
    entry = add_entry(
        contest=contest,
        nomination=honour,
        mentor=mentor,
        pair=None,
        text="О работе",
        on=timezone.localdate(),
        by=by,
    )
    if state != EntryState.SUBMITTED:
        decide_entry(entry=entry, state=state, reason="не наш", by=by)
    return ContestEntry.objects.select_related("contest__program", "nomination", "mentor__person").get(
        pk=entry.pk
    )


def make_member(contest: Contest, by: User, *, user: User | None = None, name: str = "") -> JuryMember:
    return add_member(contest=contest, user=user, name=name, position_title="методист", is_chair=False, by=by)


def make_judged(program: Program, by: User, *, entries: int = 2, guests: int = 2) -> Contest:
    """A contest that the jury of guests is marking."""
    contest = make_contest(program, by, entries=entries)
    for number in range(guests):
        make_member(contest, by, name=f"Гостев Пётр {'И' * (number + 1)}ванович")
    return move_contest(contest=contest, action=ContestAction.JUDGE, by=by)
