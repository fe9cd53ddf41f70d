"""What «Запросы и охват» puts into the shared registries."""

from __future__ import annotations

from typing import Any

from mentoring_site.permissions import Permission
from participants.models import Topic
from participants.registries import RoomTab, register_room_tabs
from participants.services.base_papers import KINDS, TITLES
from participants.services.topics import add_ready_topics
from programs.models import Program
from programs.registries.papers import DocumentKind, register_document_kind
from programs.registries.programme import DutyPage, ProgramPart, register_duty_pages, register_program_part
from programs.registries.screens import NavItem, SettingsRoom, register_nav, register_settings


def topics_of_first_programme(*, program: Program, by: Any) -> None:
    """Topics belong to the school: its first programme brings the ready list, later ones find its own."""
    if not Topic.objects.filter(school=program.school).exists():
        add_ready_topics(program=program, by=by)


def keep_topics(*, program: Program, previous: Program, by: Any) -> None:
    """Nothing to copy: the school has its topics already."""


register_program_part(ProgramPart("topics", 35, topics_of_first_programme, keep_topics))
register_nav(
    NavItem(
        "Участники",
        25,
        "Запросы и охват",
        "participants:needs_list",
        "scale",
        Permission.BASE_VIEW,
    ),
)
register_room_tabs(
    RoomTab("needs", "Темы", 10, "participants:needs_list", Permission.BASE_VIEW),
    RoomTab("needs", "Охват", 20, "participants:coverage", Permission.BASE_VIEW),
    RoomTab("needs", "Кого пригласить", 30, "participants:invite", Permission.BASE_EDIT),
)
register_duty_pages(
    DutyPage("curator_5", "Охват по классам и категориям", "participants:coverage", Permission.BASE_VIEW)
)
register_settings(
    SettingsRoom(
        "Темы",
        "Что просят наставляемые и предлагают наставники: добавить, переименовать, скрыть, упорядочить.",
        "participants:topic_list",
        "tags",
        Permission.SETTINGS_EDIT,
    )
)
for base, kind in KINDS.items():
    register_document_kind(
        DocumentKind(
            code=kind,
            label=TITLES[base],
            stage=2 if base == "mentees" else 3,
            template="reports/base_approved.html",
            url_name=f"participants:{'mentee' if base == 'mentees' else 'mentor'}_list",
        )
    )
