"""What the roadmap app puts into the registries."""

from typing import Any

from mentoring_site.permissions import Permission
from participants.registries import MAP_STEPS
from programs.registries.approvals import APPROVALS
from programs.registries.calendar import CALENDAR_ITEMS
from programs.registries.papers import ReportSection, register_report_sections
from programs.registries.programme import (
    HANDOVERS,
    DutyPage,
    MunicipalFigure,
    ProgramPart,
    register_duty_pages,
    register_municipal_figures,
    register_program_part,
)
from programs.registries.screens import ATTENTION, PANELS, STANDINGS, NavItem, Panel, register_nav
from roadmap.calendar_items import step_terms
from roadmap.dashboard import (
    TRAINING_STEP,
    approvals,
    attention,
    done_of_all,
    now_and_next,
    own_overdue,
    standing,
    steps_done,
    steps_in_words,
    training_in_words,
)
from roadmap.digest import weekly_item
from roadmap.evidence import steps_of_map
from roadmap.report_section import progress
from roadmap.services.handover import take_over_parts
from roadmap.services.making import make_from_previous, make_from_template


def _from_template(**given: Any) -> None:
    make_from_template(**given)


def _from_previous(**given: Any) -> None:
    make_from_previous(**given)


register_program_part(
    ProgramPart("roadmap", 50, from_template=_from_template, from_previous=_from_previous),
)
register_report_sections(ReportSection("roadmap", 45, "Выполнение дорожной карты", progress))
register_nav(
    NavItem(
        "Подготовка",
        20,
        "Дорожная карта",
        "roadmap:roadmap_table",
        "route",
        Permission.ROADMAP_VIEW,
        count=done_of_all,
        hot_count=own_overdue,
        phone_label="Карта",
    )
)
ATTENTION.append(attention)
STANDINGS.append(standing)
CALENDAR_ITEMS.extend((step_terms, weekly_item))
APPROVALS.append(approvals)
HANDOVERS.append(take_over_parts)
MAP_STEPS.append(steps_of_map)
PANELS.append(Panel("roadmap/_panel.html", now_and_next, "side", 10))
register_municipal_figures(MunicipalFigure("Выполнено шагов карты", steps_done, 40))
register_duty_pages(
    *(
        DutyPage(duty, "Дорожная карта", "roadmap:roadmap_table", Permission.ROADMAP_VIEW, steps_in_words)
        for duty in ("director_4", "curator_3")
    ),
    DutyPage(
        "curator_2",
        "Шаг № 16 «Обучение наставников»",
        "roadmap:step_detail",
        Permission.ROADMAP_VIEW,
        training_in_words,
        {"number": TRAINING_STEP},
    ),
)
