"""What the room of consents puts into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural, short_date
from participants.consent_light import light_of, paper_rows
from participants.consent_register import in_tab, people_of
from participants.enums import BaseKind, ConsentPurpose
from participants.jobs_consents import KIND, build_blanks, may_take
from participants.models import Person
from participants.registries import CardPanel, CardTab, register_card_panel, register_card_tab
from programs.registries.batches import BatchKind, register_batch_kind
from programs.registries.screens import (
    ATTENTION,
    FIGURES,
    AttentionItem,
    Figure,
    NavItem,
    SettingsRoom,
    register_nav,
    register_settings,
)
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
    yield from _coming_of_age(access, on)


def _coming_of_age(access: Access, on: date) -> Iterable[AttentionItem]:
    """On the 18th birthday the guardian's paper stops speaking for the person."""
    register = program_url(access.program, "participants:consent_list")
    for tab, severity, rest, since in (
        (
            "turned18",
            "late",
            "нужно собственное согласие",
            "Исполнилось 18 лет, бумага родителей больше не действует",
        ),
        ("soon18", "warn", "скоро 18: нужно будет собственное согласие", "В ближайшие 30 дней"),
    ):
        if count := in_tab(people_of(access), tab, ConsentPurpose.PARTICIPATION, on).count():
            yield AttentionItem(
                severity,
                counted(count, "человеку", "людям", "людям"),
                rest,
                since,
                "Показать, у кого",
                f"{register}?tab={tab}",
                order=11,
            )


def figures(access: Access, on: date) -> Iterable[Figure]:
    if not access.has(Permission.CONSENT_VIEW):
        return
    program = access.program
    day = on if program.is_open else min(on, program.ends)  # papers of a past year have expired since
    total = people_of(access).count()
    missing = lacking(access, day)
    if total:
        said = "" if missing else "есть у всех"
        yield Figure(
            "Согласия",
            str(total - missing),
            program_url(access.program, "participants:consent_list") + ("" if missing else "?tab=all"),
            alarm=f"{missing} без согласия" if missing else "",
            note=said if day == on else f"на {short_date(day)}",
            total=f"из {total}",
            order=30,
        )


def _light_context(person: Person, access: Access, on: date) -> dict[str, Any]:
    return {
        "light": light_of(person, person.consents.all(), on, keeps_special=access.school.keeps_special_data),
        "consent_url": program_url(access.program, "participants:consent_person", pk=person.pk),
        "can_register": access.has(Permission.CONSENT_REGISTER) and access.program.is_open,
    }


def _tab_context(person: Person, access: Access, on: date) -> dict[str, Any]:
    papers = person.consents.select_related("representative", "text")
    return _light_context(person, access, on) | {"papers": paper_rows(person, papers, on)}


def _tab_count(person: Person, access: Access, on: date) -> str:
    light = light_of(person, person.consents.all(), on, keeps_special=access.school.keeps_special_data)
    states = light.states
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
register_batch_kind(
    BatchKind(
        KIND,
        "Печать бланков согласий",
        ("бланк", "бланка", "бланков"),
        build_blanks,
        Permission.CONSENT_VIEW,
        "participants:consent_classes",
        may_take,
    )
)
register_settings(
    SettingsRoom(
        "Тексты согласий",
        "Что напечатают бланки: цель, данные, срок. Отметка «проверено юристом».",
        "participants:consent_text_list",
        "file-check",
        Permission.SETTINGS_EDIT,
        order=30,
    ),
    SettingsRoom(
        "Сведения о здоровье (ОВЗ)",
        "Ведёт ли их школа. По умолчанию — нет.",
        "participants:special_switch",
        "lock",
        Permission.SETTINGS_EDIT,
        order=40,
    ),
)
