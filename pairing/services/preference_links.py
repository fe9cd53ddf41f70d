"""Personal links of the sheet of preferences: one for each participant, with the number that paper lists print.

The number lies in the link: it is given once and stays, so that a slip filled last week is typed this week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from pairing.services.preferences import MODELS, choosers
from pairing.wishes import MENTEE, MENTOR
from participants.models import Mentee, Mentor
from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program
from programs.services.audit import Refusal
from programs.services.links import issue_link, issue_links, revoke_link

SIDES = (MENTOR, MENTEE)


@dataclass(frozen=True)
class Numbered:
    """Whose link and under which number on paper."""

    side: str
    entry_id: int
    number: int
    link: PersonalLink


def numbered(program: Program) -> list[Numbered]:
    """The links in force by their numbers; one query."""
    rows = PersonalLink.objects.filter(program=program, purpose=LinkPurpose.PREFERENCE, revoked_at=None)
    found = [
        Numbered(row.payload["side"], row.payload["entry"], row.payload["number"], row)
        for row in rows.select_related("program__school")
    ]
    return sorted(found, key=lambda one: one.number)


def by_entry(links: list[Numbered]) -> dict[tuple[str, int], Numbered]:
    return {(one.side, one.entry_id): one for one in links}


def entry_of(link: PersonalLink) -> Mentor | Mentee | None:
    """Whose link it is; None when the entry is no more."""
    rows = MODELS[link.payload["side"]].objects.of_program(link.program)
    return rows.select_related("program__school", "person", "form").filter(pk=link.payload["entry"]).first()


def unnumbered(program: Program) -> list[tuple[str, Mentor | Mentee]]:
    """Who may choose and has no link: mentors first, then mentees, by form, class and name."""
    known = set(by_entry(numbered(program)))
    return [
        (side, entry)
        for side in SIDES
        for entry in sorted(choosers(side, program).for_list(program), key=_place_key)
        if (side, entry.pk) not in known
    ]


def unnumbered_count(program: Program, links: list[Numbered]) -> int:
    known = set(by_entry(links))
    return sum(
        (side, pk) not in known
        for side in SIDES
        for pk in choosers(side, program).values_list("pk", flat=True)
    )


def _place_key(entry: Mentor | Mentee) -> tuple[Any, ...]:
    school_class = entry.enrolment.school_class if entry.enrolment else None
    grade = (school_class.grade, school_class.letter) if school_class else (0, "")
    return (entry.form.position, *grade, entry.person.search_key, entry.pk)


@transaction.atomic
def issue_preference_links(*, program: Program, by: Any) -> list[PersonalLink]:
    """A link and a number for everybody who has none; numbers go on after the largest ever given."""
    Program.objects.select_for_update().get(pk=program.pk)  # two at once would give the same numbers
    rows = unnumbered(program)
    if not rows:
        raise Refusal("Ссылки есть у всех, кого приняли в программу.")
    given = PersonalLink.objects.filter(program=program, purpose=LinkPurpose.PREFERENCE)
    last = max((payload["number"] for payload in given.values_list("payload", flat=True)), default=0)
    return issue_links(
        program=program,
        purpose=LinkPurpose.PREFERENCE,
        rows=[
            (_title(number), {"side": side, "entry": entry.pk, "number": number})
            for number, (side, entry) in enumerate(rows, start=last + 1)
        ],
        by=by,
    )


@transaction.atomic
def renew_preference_link(*, link: PersonalLink, by: Any) -> PersonalLink:
    """Lost or seen by others: the old address closes, the number stays."""
    link = PersonalLink.objects.select_for_update().select_related("program__school").get(pk=link.pk)
    if link.revoked_at is not None:
        raise Refusal("Эту ссылку уже заменили. Обновите страницу.")
    revoke_link(link=link, by=by)
    return issue_link(
        program=link.program,
        purpose=LinkPurpose.PREFERENCE,
        by=by,
        title=_title(link.payload["number"]),
        payload=link.payload,
    )


def _title(number: int) -> str:
    return f"Предпочтения, № {number}"
