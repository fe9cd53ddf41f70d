"""«Пары, сложившиеся до системы»: names beside a person in an imported base wait for the curator's word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.names import clean_name, normalise_name
from pairing.enums import PairOrigin, PairState, ProposalState
from pairing.models import Pair, PairMember, PairProposal
from pairing.services.keeping import people_of, refuse_closed_program
from pairing.services.pairs import create_pair
from participants.models import ImportBatch, Mentee, Mentor
from programs.models import InteractionModel, Program, User
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment

SEPARATORS = re.compile(r"[;,\n/]| и (?=[А-ЯЁ])")
WORTH = re.compile(r"[А-ЯЁа-яё]{2,}")  # a dash or «нет» of one letter is no name
EMPTY_WORDS = frozenset({"нет", "не определён", "не определен", "не назначен", "отсутствует"})
EARLIER_REASON = "Пара сложилась до ведения учёта в системе."


def split_names(text: str) -> list[str]:
    """Names of a cell: several stand on lines or behind commas; words for «нет» are no names."""
    names = (clean_name(part) for part in SEPARATORS.split(text))
    return [
        name
        for name in dict.fromkeys(names)
        if WORTH.search(name) and normalise_name(name) not in EMPTY_WORDS
    ]


def take_partner_names(
    *, program: Program, batch: ImportBatch, entry: Mentor | Mentee, text: str, row: Any, by: User
) -> None:
    """Keep the partners that a row of an imported base names; inside the transaction of the import.

    Pairs that stand already and proposals made before are left alone, so a second import changes nothing.
    """
    is_mentor = isinstance(entry, Mentor)
    own = entry.person.full_name
    for name in split_names(text):
        if _stands(entry, name):
            continue
        partner = find_entry(Mentee if is_mentor else Mentor, program, name)
        mentor_name, mentee_name = (own, partner.person.full_name if partner else name)
        if not is_mentor:
            mentor_name, mentee_name = mentee_name, mentor_name
        PairProposal.objects.get_or_create(
            program=program,
            mentor_name=mentor_name[:200],
            mentee_name=mentee_name[:200],
            defaults={
                "school": program.school,
                "batch": batch,
                "mentor": entry if is_mentor else partner,
                "mentee": partner if is_mentor else entry,
                "form_text": entry.form.title if entry.form else "",
            },
        )


def find_entry(model: type[Mentor] | type[Mentee], program: Program, name: str) -> Any:
    """The only person of a base with that name («Иванова Анна» finds «Иванова Анна Петровна»), else None."""
    key = normalise_name(name)
    found = list(
        model.objects.filter(program=program, person__search_key__startswith=key).select_related(
            "person", "form"
        )[:3]
    )
    exact = [entry for entry in found if entry.person.search_key == key]
    by_words = [entry for entry in found if entry.person.search_key.startswith(f"{key} ")]
    chosen = exact or by_words
    return chosen[0] if len(chosen) == 1 else None


@transaction.atomic
def confirm_proposal(
    *,
    proposal: PairProposal,
    mentor: Mentor,
    mentee: Mentee,
    model: InteractionModel | None,
    order_number: str = "",
    order_date: date | None = None,
    reason: str = "",
    on: date | None = None,
    by: User,
) -> Pair:
    """Make the pair: a draft for the director, or active at once when its paper is named.

    order_number and order_date: of the school's earlier order, both or neither. The rules of a new pair apply;
    soft ones are broken with the reason that the pair is older than the system unless another is given.
    """
    proposal = _locked(proposal)
    order_number = order_number.strip()
    if bool(order_number) != bool(order_date):
        raise Refusal("Впишите и номер, и дату прежнего распоряжения — или оставьте оба поля пустыми.")
    if order_date and order_date > clock.today():
        raise Refusal("Дата прежнего распоряжения ещё не наступила. Впишите дату с бумаги.")
    program = proposal.program
    starts_on = max(order_date, program.starts) if order_date else None
    pair = create_pair(
        program=program,
        mentor=mentor,
        seats=[(mentee, model)],
        starts_on=starts_on,
        reason=reason or EARLIER_REASON,
        origin=PairOrigin.EARLIER,
        on=on,
        by=by,
    )
    if order_date:
        pair.state, pair.state_changed_at = PairState.ACTIVE, moment()
        pair.earlier_order_number, pair.earlier_order_date = order_number, order_date
        pair.save()
        pair.members.update(joined_on=starts_on)
        record_event(
            "pair.activate",
            by=by,
            target=pair,
            sentence=f"пара действует по прежнему распоряжению № {order_number} от {order_date:%d.%m.%Y}",
            people=people_of(pair),
        )
    proposal.state, proposal.pair = ProposalState.CONFIRMED, pair
    proposal.mentor, proposal.mentee = mentor, mentee
    proposal.save()
    record_event(
        "pair.proposal_confirm",
        by=by,
        target=pair,
        sentence=f"подтверждена пара из загруженной таблицы: {proposal}",
        people=people_of(pair),
    )
    return pair


@transaction.atomic
def decline_proposal(*, proposal: PairProposal, by: User) -> PairProposal:
    """There is no such pair; the row stays, so that the same file does not ask again."""
    proposal = _locked(proposal)
    proposal.state = ProposalState.DECLINED
    proposal.save(update_fields=["state"])
    record_event(
        "pair.proposal_decline",
        by=by,
        target=proposal,
        sentence=f"отклонена пара из загруженной таблицы: {proposal}",
    )
    return proposal


def _locked(proposal: PairProposal) -> PairProposal:
    PairProposal.objects.select_for_update().get(pk=proposal.pk)
    proposal = PairProposal.objects.select_related("program__school").get(pk=proposal.pk)
    refuse_closed_program(proposal.program)
    if proposal.state != ProposalState.OPEN:
        raise Refusal(f"По этой паре уже есть решение: {proposal.get_state_display()}.")
    return proposal


def _stands(entry: Mentor | Mentee, partner_name: str) -> bool:
    """Does an open pair of this person with a partner of that name exist."""
    seats = PairMember.objects.filter(is_open=True)
    if isinstance(entry, Mentor):
        keys: Iterable[str] = seats.filter(pair__mentor=entry).values_list(
            "mentee__person__search_key", flat=True
        )
    else:
        keys = seats.filter(mentee=entry).values_list("pair__mentor__person__search_key", flat=True)
    key = normalise_name(partner_name)
    return any(known == key or known.startswith(f"{key} ") for known in keys)
