"""What the programs app itself puts into the registries."""

from __future__ import annotations

from datetime import date

from mentoring_site.permissions import Access, Permission
from programs import duties, office
from programs.registries.approvals import approvals_for
from programs.registries.programme import DutyPage, ProgramPart, register_duty_pages, register_program_part
from programs.registries.screens import (
    ATTENTION,
    FIGURES,
    FIRST_STEPS,
    PANELS,
    QUICK_ACTIONS,
    SEARCHES,
    STANDINGS,
    NavItem,
    Panel,
    register_nav,
)
from programs.services.new_year import carry_structure, start_empty


def _waiting(access: Access, on: date) -> int | None:
    return len(approvals_for(access, on)) or None


def _to_sign(access: Access, on: date) -> int | None:
    return office.documents_to_sign(access) or None


register_nav(
    NavItem(
        "", 10, "Главная", "programs:dashboard", "house", Permission.DASHBOARD_VIEW, phone_label="Главная"
    ),
    NavItem(
        "",
        20,
        "На утверждении",
        "programs:approvals",
        "stamp",
        Permission.APPROVALS_VIEW,
        count=_waiting,
        phone_label="Утвердить",
    ),
    NavItem("Подготовка", 50, "Сотрудники", "programs:staff_list", "id-card", Permission.STAFF_VIEW),
    NavItem(
        "Результат",
        90,
        "Документы",
        "programs:document_list",
        "files",
        Permission.DOCUMENT_VIEW,
        count=_to_sign,
    ),
    NavItem("foot", 5, "Настройки", "programs:settings_list", "settings", Permission.SETTINGS_EDIT),
    NavItem("foot", 10, "Журнал действий", "programs:audit_list", "history", Permission.AUDIT_VIEW),
)
ATTENTION.append(office.attention)
FIGURES.append(office.figures)
QUICK_ACTIONS.append(office.quick_actions)
STANDINGS.append(office.standing)
FIRST_STEPS.append(office.first_steps)
PANELS.append(Panel("programs/_first_steps.html", office.first_steps_panel, "main", order=-10))
PANELS.append(Panel("programs/_recent.html", office.recent_panel, "side", order=100))
SEARCHES.extend([office.find_staff, office.find_documents])
register_duty_pages(
    DutyPage(
        "director_1",
        "Документы",
        "programs:document_list",
        Permission.DOCUMENT_VIEW,
        duties.signed_documents,
    ),
    DutyPage(
        "director_2",
        "Программа",
        "programs:programme_detail",
        Permission.PROGRAM_VIEW,
        duties.programme_state,
    ),
    DutyPage(
        "director_3", "Сотрудники", "programs:staff_list", Permission.STAFF_VIEW, duties.curator_appointed
    ),
    DutyPage("director_5", "Сотрудники", "programs:staff_list", Permission.STAFF_VIEW, duties.staff_size),
    DutyPage(
        "curator_6",
        "Требует внимания",
        "programs:attention_list",
        Permission.DASHBOARD_VIEW,
        duties.attention_in_words,
    ),
)
register_program_part(ProgramPart("structure", 10, start_empty, carry_structure))
