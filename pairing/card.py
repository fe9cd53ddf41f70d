"""What the card of a pair says: ladder of states, facts, the one next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import ru_date, short_date
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from pairing.rows import Member, member_rows, order_words, places_of
from pairing.services.meetings import reads_whole_journal
from participants.querysets import own_people
from programs.models import AuditEvent
from programs.tenancy import program_url

LADDER = (PairState.DRAFT, PairState.SUBMITTED, PairState.APPROVED, PairState.ACTIVE, PairState.COMPLETED)
REACHED_BY = {
    "pair.create": PairState.DRAFT,
    "pair.submit": PairState.SUBMITTED,
    "pair.approve": PairState.APPROVED,
}


def ladder(pair: Pair, history: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Steps of the pair's life with the last date each was reached; a dissolved pair ends with its own step."""
    dates: dict[str, str] = {}
    for event in history:  # newest first: the first date found stays
        if event.action in REACHED_BY:
            dates.setdefault(REACHED_BY[event.action], short_date(timezone.localdate(event.at)))
    if pair.starts_on and pair.state not in (PairState.DRAFT, PairState.SUBMITTED, PairState.APPROVED):
        dates[PairState.ACTIVE] = f"с {short_date(pair.starts_on)}"
    dates[PairState.COMPLETED] = (
        short_date(pair.closed_on)
        if pair.closed_on
        else (f"план — {short_date(pair.ends_on)}" if pair.ends_on else "")
    )
    is_dissolved = pair.state == PairState.DISSOLVED
    shown = [
        state for state in LADDER if not is_dissolved or (state in dates and state != PairState.COMPLETED)
    ]
    shown += [PairState.DISSOLVED] if is_dissolved else []
    dates[PairState.DISSOLVED] = short_date(pair.closed_on) if pair.closed_on else ""
    now = shown.index(pair.state)
    steps = []
    for number, state in enumerate(shown):
        is_reached = number <= now
        step = {
            "label": PairState(state).label.capitalize(),
            "state": "past" if number < now else "now" if number == now else "ahead",
            "sub": dates.get(state, "") if is_reached or state == PairState.COMPLETED else "",
        }
        if number == now and state in (PairState.COMPLETED, PairState.DISSOLVED):
            step["kind"] = "done" if state == PairState.COMPLETED else "none"
        steps.append(step)
    return steps


@dataclass(frozen=True)
class CardMember:
    """Somebody who is or was in the pair. result: "" too for who may not read it."""

    member: PairMember
    shown: Member
    result: str


def card_members(pair: Pair, access: Access) -> list[CardMember]:
    """All who have been in the pair. What one has reached is read by the staff, the mentor, himself and his parent."""
    members = list(pair.members.all())
    places = places_of(pair.program, [member.mentee.person_id for member in members])
    own = {member.pk for member in members}
    if not reads_whole_journal(pair, access):
        own = set(pair.members.filter(own_people(access, "mentee__person__")).values_list("pk", flat=True))
    return [
        CardMember(member, shown, member.result if member.pk in own else "")
        for member, shown in zip(members, member_rows(places, members), strict=True)
    ]


def card_facts(pair: Pair, access: Access) -> list[dict[str, Any]]:
    facts = [
        {"label": "Форма", "value": pair.form.title},
        {"label": "Начало", "value": ru_date(pair.starts_on) if pair.starts_on else "с даты распоряжения"},
        {"label": "Окончание", "value": ru_date(pair.ends_on) if pair.ends_on else ""},
    ]
    signed = order_words(pair)
    if pair.order is not None:
        facts.append(
            {
                "label": "Документ",
                "value": signed or f"проект № {pair.order.number or 'без номера'}",
                "note": "" if signed else "ещё не подписано",
                "url": program_url(access.program, "programs:document_detail", pk=pair.order_id)
                if access.has(Permission.DOCUMENT_VIEW)
                else "",
            }
        )
    elif signed:
        facts.append({"label": "Документ", "value": signed, "note": "до ведения учёта в системе"})
    if pair.closed_on:
        # The form promises that the staff will read why.
        why = pair.closed_reason if access.has(Permission.BASE_VIEW) else ""
        facts.append({"label": "Закрыта", "value": ru_date(pair.closed_on), "note": why})
    return facts


@dataclass(frozen=True)
class NextStep:
    """The page's only primary button. kind: "post" sends a form, "link" opens a page."""

    label: str
    url: str
    icon: str
    kind: str = "link"


def next_step(pair: Pair, access: Access) -> NextStep | None:
    """What the process wants of this user now; None when it waits for somebody else or is over."""
    program = access.program
    if pair.state == PairState.DRAFT and access.has(Permission.PAIR_EDIT):
        return NextStep(
            "Передать директору", program_url(program, "pairing:pair_submit", pk=pair.pk), "send", "post"
        )
    if pair.state == PairState.SUBMITTED and access.has(Permission.PAIR_APPROVE) and pair.plan:
        address = program_url(program, "pairing:plan_detail", pk=pair.plan_id)
        return NextStep(f"Рассмотреть план № {pair.plan.number}", address, "stamp")
    if pair.state == PairState.APPROVED and pair.order and access.has(Permission.DOCUMENT_VIEW):
        address = program_url(program, "programs:document_detail", pk=pair.order_id)
        return NextStep("Открыть распоряжение", address, "file-text")
    if pair.state == PairState.ACTIVE and access.has(Permission.PAIR_EDIT):
        return NextStep("Завершить пару", program_url(program, "pairing:pair_close", pk=pair.pk), "flag")
    return None
