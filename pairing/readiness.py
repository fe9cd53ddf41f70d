"""Readiness report before a run: who may be matched, who may not and why; every number leads to its people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access
from mentoring_site.words import counted, plural
from pairing.board import free_places, is_able
from pairing.matching import solve
from pairing.matching.model import Party, Settings, Unplaced
from pairing.services.matching_input import Input, is_free, open_members
from participants.enums import MenteeStatus, MentorStatus
from participants.models import Mentee, Mentor
from programs.models import MentoringForm
from programs.tenancy import program_url


@dataclass(frozen=True)
class Line:
    """One thing to look at: kind is its shape, text the sentence after the number."""

    kind: str
    count: int
    subject: str
    text: str
    url: str
    action: str
    hinders: bool = False  # these people stay out of the run


@dataclass(frozen=True)
class Impossible:
    """A mentee for whom no mentor of the form is lawful."""

    name: str
    place: str
    mentee_id: int
    unplaced: Unplaced


@dataclass(frozen=True)
class Readiness:
    form: MentoringForm
    mentors: int
    able_mentors: int
    places: int
    mentees: int
    waiting: int  # free and with consent
    on_board: int
    lines: Sequence[Line]
    impossible: Sequence[Impossible]

    @property
    def can_run(self) -> bool:
        return bool(self.waiting and self.able_mentors)

    @property
    def short_of(self) -> int:
        return max(0, self.waiting - self.places)


def readiness_of(found: Input, settings: Settings, access: Access, on: date) -> Readiness:
    """Counts over the same parties that the run will take; two queries of its own for those not admitted yet."""
    problem = found.problem()
    seated = {member.mentee_id for pair in found.pairs if not is_free(pair) for member in open_members(pair)}
    free = [party for key, party in found.mentees.items() if key not in seated]
    waiting = [party for party in free if party.side.is_consent_valid]
    able = [party for party in found.mentors.values() if is_able(party)]
    returned = sum(len(open_members(pair)) for pair in found.pairs if is_free(pair))
    plan = solve(problem, settings) if problem.mentees and problem.mentors else None
    impossible = [
        Impossible(side.name, side.place, side.entry_id, row)
        for row in (plan.unplaced if plan else ())
        if not row.is_possible and (side := found.mentees[row.mentee_id].side).is_consent_valid
    ]
    return Readiness(
        form=found.form,
        mentors=len(found.mentors),
        able_mentors=len(able),
        places=free_places(found) + returned,
        mentees=len(found.mentees),
        waiting=len(waiting),
        on_board=returned,
        lines=[line for line in _lines(found, free, access) if line.count],
        impossible=impossible,
    )


def _lines(found: Input, free: Sequence[Party], access: Access) -> list[Line]:
    form = found.form
    mentors = list(found.mentors.values())

    def to(base: str, **query: Any) -> str:
        asked = "&".join(f"{name}={value}" for name, value in {"form": form.pk, **query}.items())
        return f"{program_url(access.program, f'participants:{base}_list')}?{asked}"

    def number(people: Sequence[Party], test: Callable[[Party], bool]) -> int:
        return sum(1 for party in people if test(party))

    nominated = Mentee.objects.filter(form=form, status=MenteeStatus.NOMINATED).count()
    candidates = Mentor.objects.filter(form=form, status=MentorStatus.CANDIDATE).count()
    return [
        _line(
            "late", number(free, lambda p: not p.side.is_consent_valid), MENTEES, "без согласия на участие",
            to("mentee", tab="no-consent"), "Показать", hinders=True,
        ),
        _line(
            "late", number(mentors, lambda p: not p.side.is_consent_valid), MENTORS, "без согласия на участие",
            to("mentor", tab="no-consent"), "Показать", hinders=True,
        ),
        _line(
            "late", number(mentors, lambda p: not p.side.is_ready), MENTORS, "без собеседования или обучения",
            to("mentor", ready="no", status=MentorStatus.ADMITTED), "Показать", hinders=True,
        ),
        _line(
            "warn", candidates, CANDIDATES, "ещё не допущены", to("mentor", tab="candidates"), "Допустить",
            hinders=True,
        ),
        _line(
            "warn", nominated, MENTEES, "ещё не приняты в программу", to("mentee", tab="nominated"), "Принять",
            hinders=True,
        ),
        _line(
            "wait", number(free, lambda p: not p.answered), MENTEES, "не назвали, с кем хотели бы в пару",
            to("mentee", matching="no-wishes", pair="no"), "Показать",
        ),
        _line(
            "wait", number(mentors, lambda p: not p.answered), MENTORS, "не назвали, с кем хотели бы в пару",
            to("mentor", matching="no-wishes"), "Показать",
        ),
        _line(
            "wait", number(free, lambda p: not p.topics), MENTEES, "не выбрали темы",
            to("mentee", matching="no-topics", pair="no"), "Показать",
        ),
        _line(
            "wait", number(mentors, lambda p: not p.topics), MENTORS, "не выбрали темы",
            to("mentor", matching="no-topics"), "Показать",
        ),
        _line(
            "wait", number(free, lambda p: not p.slots), MENTEES, "без удобного времени",
            to("mentee", matching="no-time", pair="no"), "Показать",
        ),
        _line(
            "wait", number(mentors, lambda p: not p.slots), MENTORS, "без удобного времени",
            to("mentor", matching="no-time"), "Показать",
        ),
    ]  # fmt: skip


MENTEES = ("наставляемый", "наставляемых", "наставляемых")
MENTORS = ("наставник", "наставника", "наставников")
CANDIDATES = ("кандидат в наставники", "кандидата в наставники", "кандидатов в наставники")


def _line(
    kind: str,
    count: int,
    words: tuple[str, str, str],
    text: str,
    url: str,
    action: str,
    *,
    hinders: bool = False,
) -> Line:
    return Line(kind, count, counted(count, *words), agree(count, text), url, action, hinders)


def agree(count: int, text: str) -> str:
    """«1 наставник не назвал», «2 наставника не назвали»."""
    for many, one in (
        ("не назвали", "не назвал"),
        ("хотели бы", "хотел бы"),
        ("не выбрали", "не выбрал"),
        ("не допущены", "не допущен"),
        ("не приняты", "не принят"),
    ):
        text = text.replace(many, plural(count, one, many, many))
    return text
