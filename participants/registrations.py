"""What participants put into the shared registries."""

from __future__ import annotations

from typing import Any

from mentoring_site.permissions import Permission
from participants import dashboard
from participants.enums import BaseKind
from participants.models import Category
from participants.registries import BULK_ACTIONS, BulkAction
from programs.content import load_template
from programs.models import Program
from programs.registries.programme import (
    DutyPage,
    MunicipalFigure,
    ProgramPart,
    register_duty_pages,
    register_municipal_figures,
    register_program_part,
)
from programs.registries.screens import (
    ATTENTION,
    FIGURES,
    FIRST_NAMES,
    FIRST_STEPS,
    QUICK_ACTIONS,
    SEARCHES,
    NavItem,
    register_nav,
)


def add_categories(*, program: Program, by: Any) -> None:
    """Categories belong to the school: the first programme brings them, later ones find them."""
    for position, category in enumerate(load_template().categories):
        Category.objects.get_or_create(
            school=program.school,
            code=category.code,
            defaults={
                "kind": category.kind,
                "title": category.title,
                "short_title": category.short,
                "is_special": category.is_special,
                "position": position,
            },
        )


def keep_categories(*, program: Program, previous: Program, by: Any) -> None:
    """Nothing to copy: the school has its categories already."""


register_program_part(ProgramPart("categories", 30, add_categories, keep_categories))
register_nav(
    NavItem(
        "Участники",
        10,
        "Наставляемые",
        "participants:mentee_list",
        "circle-user-round",
        Permission.BASE_VIEW,
        count=dashboard.count_mentees,
        phone_label="Люди",
    ),
    NavItem(
        "Участники",
        20,
        "Наставники",
        "participants:mentor_list",
        "square-user-round",
        Permission.BASE_VIEW,
        count=dashboard.count_mentors,
    ),
)
register_municipal_figures(
    MunicipalFigure("Наставники", dashboard.municipal_mentors, 10),
    MunicipalFigure("Наставляемые", dashboard.municipal_mentees, 20),
)
register_duty_pages(
    DutyPage(
        "curator_1",
        "База наставников",
        "participants:mentor_list",
        Permission.BASE_VIEW,
        dashboard.mentors_in_words,
    ),
    DutyPage(
        "curator_1",
        "База наставляемых",
        "participants:mentee_list",
        Permission.BASE_VIEW,
        dashboard.mentees_in_words,
    ),
    DutyPage(
        "curator_5",
        "Наставляемые по формам и классам",
        "participants:mentee_list",
        Permission.BASE_VIEW,
        dashboard.mentees_in_words,
    ),
)
FIGURES.append(dashboard.figures)
FIRST_STEPS.append(dashboard.first_steps)
QUICK_ACTIONS.append(dashboard.quick_actions)
ATTENTION.append(dashboard.attention)
FIRST_NAMES.append(dashboard.is_pupil)
SEARCHES.append(dashboard.search_people)
BULK_ACTIONS += [
    BulkAction(
        BaseKind.MENTEES,
        "Принять в программу",
        "circle-check",
        10,
        "participants:mentee_bulk_admit",
        Permission.BASE_EDIT,
        is_primary=True,
    ),
    *(
        BulkAction(
            base,
            "Напечатать список",
            "printer",
            50,
            f"participants:{noun}_bulk_print",
            Permission.BASE_EXPORT,
            is_file=True,
        )
        for base, noun in ((BaseKind.MENTORS, "mentor"), (BaseKind.MENTEES, "mentee"))
    ),
    *(
        BulkAction(
            base,
            "Выгрузить выбранных",
            "download",
            60,
            f"participants:{noun}_bulk_export",
            Permission.BASE_EXPORT,
            is_file=True,
        )
        for base, noun in ((BaseKind.MENTORS, "mentor"), (BaseKind.MENTEES, "mentee"))
    ),
    *(
        BulkAction(base, label, icon, order, f"participants:{noun}_{action}", Permission.BASE_EDIT)
        for base, noun in ((BaseKind.MENTORS, "mentor"), (BaseKind.MENTEES, "mentee"))
        for label, icon, order, action in (
            ("Пригласить", "mail", 65, "bulk_invite"),
            ("Указать класс", "school", 70, "bulk_class"),
            ("Отметить выбытие", "log-out", 80, "bulk_take_out"),
        )
    ),
]
