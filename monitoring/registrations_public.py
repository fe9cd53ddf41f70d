"""What cases, the library and the open pages put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission, Role
from mentoring_site.words import counted, short_date
from monitoring.cases import wished_count
from monitoring.public_results import results_section
from monitoring.public_sections import board_section, cases_section, library_section, mentors_section
from monitoring.reports_cases import folder_papers
from monitoring.services.publication import forget_published, publication_withdrawn, to_be_asked
from participants.models import Mentor, Person
from participants.registries import FORGETTERS, CardPanel, RoomTab, register_card_panel, register_room_tabs
from programs.registries.papers import FOLDER_PAPERS
from programs.registries.public import PUBLIC_SECTIONS, PUBLICATION_WITHDRAWN, PublicSection
from programs.registries.screens import (
    ATTENTION,
    QUICK_ACTIONS,
    AttentionItem,
    NavItem,
    QuickAction,
    register_nav,
)
from programs.tenancy import program_url


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """Other sites that must be asked to take something off; pairs that wanted a case."""
    if access.has(Permission.PUBLIC_EDIT):
        rows = [row for row in to_be_asked(access.program, on) if row.asked_on is None]
        for row in rows:
            yield AttentionItem(
                "late",
                "Попросите убрать публикацию:",
                f"{row.site}, согласие больше не действует",
                f"Опубликовано {short_date(row.published_on)}",
                "Открыть письмо",
                program_url(row.program, "monitoring:published_list"),
                order=20,
            )
    if access.has(Permission.RECOGNITION_EDIT) and (count := wished_count(access.program)):
        words = "хочет рассказать" if count == 1 else "хотят рассказать"
        yield AttentionItem(
            "wait",
            counted(count, "пара", "пары", "пар"),
            f"{words} о своём опыте: кейс ещё не написан",
            "Ответили, когда завершали работу",
            "Написать кейс",
            program_url(access.program, "monitoring:case_choose"),
            order=70,
        )


def own_portfolio(access: Access, on: date) -> Iterable[QuickAction]:
    """For a mentor who has no cards of people to open."""
    if Role.MENTOR not in access.roles or access.has(Permission.BASE_VIEW):
        return
    person = Person.objects.filter(user=access.user, mentor_entries__isnull=False).first()
    if person is not None:
        page = program_url(access.program, "monitoring:portfolio_pdf", pk=person.pk)
        yield QuickAction("Моё портфолио", page, "printer", order=60)


def portfolio_panel(person: Person, access: Access, on: date) -> dict[str, Any] | None:
    """On the card of who has ever been a mentor."""
    return (
        {"url": program_url(access.program, "monitoring:portfolio_pdf", pk=person.pk)}
        if (Mentor.objects.filter(person=person).exists())
        else None
    )


register_room_tabs(
    RoomTab("recognition", "Кейсы", 70, "monitoring:case_list", Permission.RECOGNITION_VIEW),
    RoomTab("recognition", "Копилка", 80, "monitoring:library_list", Permission.LIBRARY_VIEW),
    RoomTab("recognition", "Открытые страницы", 90, "monitoring:public_home", Permission.PUBLIC_EDIT),
)
# Whoever has the room of recognition gets there by its tabs.
register_nav(
    NavItem(
        "Результат",
        25,
        "Копилка",
        "monitoring:library_list",
        "folder-open",
        Permission.LIBRARY_VIEW,
        unless=Permission.RECOGNITION_VIEW,
    ),
    NavItem(
        "Результат",
        26,
        "Открытые страницы",
        "monitoring:public_home",
        "globe",
        Permission.PUBLIC_EDIT,
        unless=Permission.RECOGNITION_VIEW,
    ),
)
PUBLIC_SECTIONS += [
    PublicSection("mentors", 10, "Наши наставники", "public/_mentors.html", mentors_section),
    PublicSection("board", 20, "Доска почёта", "public/_board.html", board_section),
    PublicSection("cases", 30, "Лучшие практики", "public/_cases.html", cases_section),
    PublicSection("library", 40, "Методическая копилка", "public/_library.html", library_section),
    PublicSection("results", 50, "Итоги года", "public/_results.html", results_section),
]
PUBLICATION_WITHDRAWN.append(publication_withdrawn)
FORGETTERS.append(forget_published)
ATTENTION.append(attention)
FOLDER_PAPERS.append(folder_papers)
QUICK_ACTIONS.append(own_portfolio)
register_card_panel(
    CardPanel("monitoring/portfolio_panel.html", 80, "side", portfolio_panel, Permission.BASE_VIEW)
)
