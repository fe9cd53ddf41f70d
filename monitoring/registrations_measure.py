"""What the room of measures puts into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural
from monitoring.measure_progress import Progress
from monitoring.models import Measurement
from monitoring.services.parameters import parameters_from_previous, parameters_from_template
from pairing.services.notes import AUTHORS, SEALED
from participants.enums import SurveyMoment
from participants.registries import RoomTab, register_room_tabs
from programs.registries.programme import DutyPage, ProgramPart, register_duty_pages, register_program_part
from programs.registries.screens import (
    ATTENTION,
    QUICK_ACTIONS,
    AttentionItem,
    NavItem,
    QuickAction,
    SettingsRoom,
    register_nav,
    register_settings,
)
from programs.tenancy import program_url

HOME = "monitoring:measure_home"


def _url(access: Access) -> str:
    """Straight to the grid when there is only one class to measure."""
    if len(access.class_ids) == 1 and not access.sees_whole_school and not access.subject_group_ids:
        return program_url(access.program, "monitoring:measure_class", pk=next(iter(access.class_ids)))
    return program_url(access.program, HOME)


def _missing(access: Access, on: date) -> tuple[str, int, int]:
    """(moment, how many of one's own people lack a value of it, how many numbers of the school); once for a page."""
    if "measures_missing" not in access.memo:
        progress = Progress(access, on)
        # What the curator types for others is theirs to be reminded of.
        own = [one for one in progress.own if one.source_role in access.roles]
        people, numbers = progress.missing(own) if own else (0, 0)
        access.memo["measures_missing"] = (progress.moment, people, numbers)
    return access.memo["measures_missing"]


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.MEASURE) or not access.program.is_open:
        return
    moment, people, numbers = _missing(access, on)
    word = SurveyMoment(moment).label
    if numbers:
        yield AttentionItem(
            "wait",
            f"Не внесены числа школы «{word}»:",
            counted(numbers, "показатель", "показателя", "показателей"),
            "Сводные числа, без имён",
            "Внести",
            program_url(access.program, "monitoring:measure_school"),
            order=46,
        )
    if people:
        yield AttentionItem(
            "wait",
            counted(people, "человек", "человека", "человек"),
            f"ещё не {plural(people, 'измерен', 'измерены', 'измерены')} «{word}»",
            "Нужно, чтобы в конце года увидеть, что изменилось",
            "Внести",
            _url(access),
            order=45,
        )


def quick_actions(access: Access, on: date) -> Iterable[QuickAction]:
    if access.has(Permission.MEASURE) and access.program.is_open and any(_missing(access, on)[1:]):
        yield QuickAction("Внести измерения", _url(access), "ruler", order=30)


def measured_in_words(access: Access, on: date) -> str:
    """«измерено 51 из 60»: values that the user himself types."""
    progress = Progress(access, on)
    lines = [line for line in progress.lines() if line.is_own]
    asked = sum(line.asked for line in lines)
    done = sum(line.before if progress.moment == SurveyMoment.BEFORE else line.after for line in lines)
    return f"измерено {done} из {asked}" if asked else ""


SEALED[Measurement] = "sealed"
AUTHORS[Measurement] = "entered_by"

register_program_part(
    ProgramPart(
        "parameters", 42, from_template=parameters_from_template, from_previous=parameters_from_previous
    )
)
register_nav(
    NavItem(
        "Результат", 12, "Измерения", HOME, "ruler", Permission.MEASURE, unless=Permission.MONITORING_VIEW
    )
)
register_room_tabs(RoomTab("monitoring", "Измерения", 25, HOME, Permission.MEASURE))
ATTENTION.append(attention)
QUICK_ACTIONS.append(quick_actions)
register_duty_pages(
    DutyPage("curator_7", "Измерения «до – после»", HOME, Permission.MEASURE, measured_in_words),
    DutyPage("psychologist_1", "Измерения", HOME, Permission.MEASURE, measured_in_words),
)
register_settings(
    SettingsRoom(
        "Параметры измерений",
        "Что измеряют до и после программы: шкала, кто вносит, кто видит.",
        "monitoring:parameter_list",
        "ruler",
        Permission.MONITORING_EDIT,
        order=60,
    )
)
