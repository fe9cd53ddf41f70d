"""How agreements with partners stand on a day, and what neighbours know of a partner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mentoring_site.permissions import Access
from mentoring_site.words import short_date
from programs.enums import DocumentState
from programs.models import Partner, PartnerAgreement
from programs.services.partners import SOON


@dataclass(frozen=True)
class PartnerFact:
    """One line on the card of a partner. value "" is shown as missing; url: where it is known from."""

    label: str
    value: str
    note: str = ""
    url: str = ""


PARTNER_FACTS: list[Callable[[Partner, Access, date], Iterable[PartnerFact]]] = []
"""provider(partner, access, on): what an upper app knows of it (invitations, answers to surveys)."""

PARTNERS_FACTS: list[Callable[[Access, date], Iterable[PartnerFact]]] = []
"""provider(access, on): of all partners of the programme together (how satisfied they are)."""


def facts_of(partner: Partner, access: Access, on: date) -> list[PartnerFact]:
    return [fact for provider in PARTNER_FACTS for fact in provider(partner, access, on)]


def facts_of_all(access: Access, on: date) -> list[PartnerFact]:
    return [fact for provider in PARTNERS_FACTS for fact in provider(access, on)]


def agreement_state(agreement: PartnerAgreement, on: date) -> tuple[str, str]:
    """(kind of state_badge, words)."""
    document = agreement.document
    if document is None or document.state == DocumentState.CANCELLED:
        return "draft", "без документа"
    if document.state == DocumentState.TO_SIGN:
        return "wait", "к подписи"
    if agreement.ends is not None and agreement.ends < on:
        return "done", f"закончилось {short_date(agreement.ends)}"
    if agreement.starts > on:
        return "ready", f"с {short_date(agreement.starts)}"
    if agreement.ends is None:
        return "ok", "действует"
    kind = "warn" if agreement.ends <= on + SOON else "ok"
    return kind, f"до {short_date(agreement.ends)}"


def partner_state(partner: Partner, on: date) -> tuple[str, str]:
    """How it stands with the agreement that matters most: in force, else waiting, else the newest."""
    agreements: list[PartnerAgreement] = partner.known_agreements
    if not agreements:
        return "none", "соглашения нет"
    rank = {"ok": 0, "warn": 1, "ready": 2, "wait": 3, "draft": 4, "done": 5}
    return min((agreement_state(one, on) for one in agreements), key=lambda state: rank[state[0]])


def ending_soon(access: Access, on: date) -> list[PartnerAgreement]:
    """Signed agreements that end within SOON, or have ended this year, with none of the same partner after them."""
    signed = PartnerAgreement.objects.filter(document__state=DocumentState.SIGNED)
    later = signed.filter(Q(ends__isnull=True) | Q(ends__gt=on + SOON))
    return list(
        signed.filter(partner__is_active=True, ends__gte=access.program.starts - SOON, ends__lte=on + SOON)
        .exclude(partner__in=later.values("partner"))
        .select_related("partner")
        .order_by("ends", "pk")
    )
