"""What the room of consents puts into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import plural
from participants.consent_light import light_of
from participants.consent_register import in_tab, people_of
from participants.enums import BaseKind, ConsentPurpose
from participants.models import Person
from participants.registries import CardPanel, CardTab, register_card_panel, register_card_tab
from programs.registries import ATTENTION, FIGURES, AttentionItem, Figure, NavItem, register_nav
from programs.tenancy import program_url


def lacking(access: Access, on: date, base: str = "") -> int:
    people = people_of(access, base=base)
    return in_tab(people, "missing", ConsentPurpose.PARTICIPATION, on).count()


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.CONSENT_REGISTER) or not access.program.is_open:
        return
    blanks = program_url(access.program, "participants:consent_blanks")
    for base, forms in (
        (BaseKind.MENTEES, ("наставляемый", "наставляемых", "наставляемых")),
        (BaseKind.MENTORS, ("наставник", "наставника", "наставников")),
    ):
        if count := lacking(access, on, base):
            yield AttentionItem(
                "late",
                f"{count} {plural(count, *forms)}",
                "без согласия на участие в программе",
                "Без него нельзя ни подбирать пару, ни проводить анкеты",
                "Напечатать бланки",
                f"{blanks}?base={base}",
                order=10,
            )


def figures(access: Access, on: date) -> Iterable[Figure]:
    if not access.has(Permission.CONSENT_VIEW):
        return
    total = people_of(access).count()
    missing = lacking(access, on)
    if total:
        yield Figure(
            "Согласия",
            str(total - missing),
            program_url(access.program, "participants:consent_list") + ("" if missing else "?tab=all"),
            alarm=f"{missing} без согласия" if missing else "",
            note="" if missing else "есть у всех",
            total=f"из {total}",
            order=30,
        )


def _light_context(person: Person, access: Access, on: date) -> dict[str, Any]:
    return {
        "light": light_of(person, person.consents.all(), on),
        "consent_url": program_url(access.program, "participants:consent_person", pk=person.pk),
        "can_register": access.has(Permission.CONSENT_REGISTER) and access.program.is_open,
    }


def _tab_context(person: Person, access: Access, on: date) -> dict[str, Any]:
    papers = list(person.consents.select_related("representative"))
    return _light_context(person, access, on) | {"papers": papers, "today": on}


def _tab_count(person: Person, access: Access, on: date) -> str:
    states = light_of(person, person.consents.all(), on).states
    return f"{sum(state.is_valid for state in states)} из {len(states)}"


register_nav(
    NavItem(
        "Участники",
        30,
        "Согласия",
        "participants:consent_list",
        "file-check",
        Permission.CONSENT_VIEW,
        hot_count=lambda access, on: lacking(access, on) if access.program.is_open else 0,
    )
)
ATTENTION.append(attention)
FIGURES.append(figures)
register_card_tab(
    CardTab(
        "consents",
        "Согласия",
        20,
        "participants/consent_tab.html",
        _tab_context,
        Permission.CONSENT_VIEW,
        _tab_count,
    )
)
register_card_panel(
    CardPanel("participants/consent_panel.html", 10, "side", _light_context, Permission.CONSENT_VIEW)
)
