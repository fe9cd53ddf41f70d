"""Pairs that may not go on: somebody in them has no valid consent to take part (withdrawn, ended, came of age)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, short_date
from pairing.enums import OPEN_STATES
from pairing.models import Pair, PairMember
from participants.enums import ConsentPurpose
from participants.services.consents import Cause, decisions_for, has_valid_consent
from programs.registries.screens import AttentionItem
from programs.services.audit import Refusal
from programs.tenancy import program_url

PURPOSE = ConsentPurpose.PARTICIPATION


def lacking_consent(pairs: QuerySet[Pair], on: date) -> QuerySet[Pair]:
    """Open pairs with such a mentor or such a present member."""
    members = PairMember.objects.filter(
        ~Q(has_valid_consent(PURPOSE, on, "mentee__person")), pair=OuterRef("pk"), is_open=True
    )
    return pairs.open().filter(~Q(has_valid_consent(PURPOSE, on, "mentor__person")) | Exists(members))


def missing_of(pair: Pair, on: date) -> list[tuple[Any, str]]:
    """[(person, what is missing)] of the people who are in the pair now; needs with_people."""
    people = [pair.mentor.person, *(m.mentee.person for m in pair.members.all() if m.is_open)]
    decisions = decisions_for(people, PURPOSE, on)
    return [
        (person, decisions[person.pk].missing) for person in people if not decisions[person.pk].is_allowed
    ]


def refuse_withdrawn(pair: Pair, on: date) -> None:
    """A withdrawal stops the pair's meetings from that day; an ended or missing paper only asks for a new one."""
    people = [pair.mentor.person, *(member.mentee.person for member in pair.members.all())]
    for person_id, decision in decisions_for(people, PURPOSE, on).items():
        if decision.cause == Cause.WITHDRAWN and decision.since is not None:
            name = next(person.list_name for person in people if person.pk == person_id)
            raise Refusal(
                f"{name}: согласие на участие отозвано {short_date(decision.since)}, встречи с этого дня не "
                "записывают. Прекратите пару или получите новое согласие."
            )


def consent_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """A warning on the card of an open pair; None when all papers are there."""
    if pair.state not in OPEN_STATES:
        return None
    missing = missing_of(pair, on)
    if not missing:
        return None
    return {
        "people": [
            (person, words, program_url(access.program, "participants:consent_person", pk=person.pk))
            for person, words in missing
        ]
    }


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.PAIR_EDIT) or not access.program.is_open:
        return
    pairs = lacking_consent(Pair.objects.of_program(access.program).visible_to(access), on)
    if count := pairs.count():
        yield AttentionItem(
            "late",
            counted(count, "пара", "пары", "пар"),
            "без действующего согласия участника",
            "Прекратите пару или получите новое согласие",
            "Показать пары",
            program_url(access.program, "pairing:pair_list") + "?consent=no",
            order=9,
        )
