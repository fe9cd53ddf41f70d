"""What applications and questionnaires put into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural, short_date
from participants.applications.queue import answered_back, applications_of
from participants.enums import ApplicationState, QuestionnaireKind, ResponseState
from participants.models import Person, Response
from participants.questionnaires.defaults import add_shipped, keep_last_years, shipped
from participants.questionnaires.reading import answers_of
from participants.registrations_nominations import waiting_count
from participants.registries import (
    SHIPPED_QUESTIONNAIRES,
    CardTab,
    RoomTab,
    register_card_tab,
    register_room_tabs,
)
from programs.enums import LinkPurpose
from programs.models import Program
from programs.registries.programme import ProgramPart, register_program_part
from programs.registries.screens import ATTENTION, AttentionItem, NavItem, register_nav
from programs.services.links import LINK_PAGES
from programs.tenancy import program_url


def count_new(access: Access, on: date) -> int | None:
    return applications_of(access).filter(state=ApplicationState.NEW).count() or None


def count_waiting(access: Access, on: date) -> int | None:
    """For the menu: one item leads to applications and to proposals, so its number is of both."""
    proposals = waiting_count(access, on) if access.has(Permission.NOMINATE) else None
    return (count_new(access, on) or 0) + (proposals or 0) or None


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.BASE_EDIT) or not access.program.is_open:
        return
    new = applications_of(access).filter(state=ApplicationState.NEW)
    first = new.order_by("created_at").values_list("created_at", flat=True).first()
    if first is None:
        return
    back = answered_back(new).count()
    count = new.count()
    yield AttentionItem(
        "wait",
        counted(count, "заявка", "заявки", "заявок"),
        f"{plural(count, 'ждёт', 'ждут', 'ждут')} вашего решения"
        + (f", из них с ответом на вопрос — {back}" if back else ""),
        f"первая пришла {short_date(first.date())}",
        "Разобрать заявки",
        program_url(access.program, "participants:application_list"),
        order=20,
    )


def _answers_tab(person: Person, access: Access, on: date) -> dict[str, Any]:
    rows = _responses(person, access).select_related("questionnaire__form", "scan")
    return {"shown": [answers_of(response) for response in rows]}


def _responses(person: Person, access: Access) -> Any:
    rows = Response.objects.filter(program=access.program, person=person, state=ResponseState.SUBMITTED)
    # What somebody says of his pair is the psychologist's alone.
    return rows.exclude(questionnaire__kind=QuestionnaireKind.FEEDBACK)


def _add_questionnaires(*, program: Program, by: Any) -> None:
    add_shipped(program=program, by=by)


LINK_PAGES[LinkPurpose.APPLICATION] = "application:page"
LINK_PAGES[LinkPurpose.SURVEY] = "survey:page"
SHIPPED_QUESTIONNAIRES.append(shipped)
register_program_part(ProgramPart("questionnaires", 40, _add_questionnaires, keep_last_years))
register_room_tabs(
    RoomTab("applications", "Заявки", 10, "participants:application_list", Permission.BASE_VIEW, count_new),
    RoomTab("applications", "Ссылки и плакаты", 30, "participants:poster_list", Permission.BASE_EDIT),
    RoomTab("applications", "Анкеты", 40, "participants:questionnaire_list", Permission.BASE_VIEW),
)
register_nav(
    NavItem(
        "Участники",
        5,
        "Заявки",
        "participants:application_list",
        "inbox",
        Permission.BASE_VIEW,
        count=count_waiting,
        also=(
            "participants:nomination_list",
            "participants:questionnaire_list",
        ),
    )
)
ATTENTION.append(attention)
register_card_tab(
    CardTab(
        "answers",
        "Анкеты",
        30,
        "participants/answers_tab.html",
        _answers_tab,
        Permission.BASE_EDIT,
        lambda person, access, on: _responses(person, access).count(),
    )
)
