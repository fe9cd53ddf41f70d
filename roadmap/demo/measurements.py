"""Measures: last year whole, before and after; this year «до» of most, so that some are left to be typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from monitoring.cells import Scale, show_value
from monitoring.enums import Direction, ParameterSubject
from monitoring.measuring import SCHOOL, Target, Targets, measured_parameters
from monitoring.models import Parameter
from monitoring.services.measurements import Typed, save_measurements
from participants.enums import SurveyMoment
from programs.tenancy import access_for
from roadmap.demo.world import World

# code -> (lowest, highest) of what is usual before; whatever is not named lies in the middle of its scale.
USUAL: dict[str, tuple[float, float]] = {
    "average_mark": (3.1, 4.1),
    "russian": (3.0, 4.2),
    "literature": (3.2, 4.4),
    "english": (3.0, 4.3),
    "absences": (0, 18),
    "clubs": (0, 2),
    "projects": (0, 2),
    "mentor_projects": (0, 3),
    "open_lessons": (0, 2),
    "publications": (0, 1),
    "mentor_lessons": (0, 3),
    "category": (0, 1),
    "stays": (0, 1),
    "class_attendance": (88, 95),
    "class_quality": (38, 58),
    "pupils_progress": (35, 55),
    "anxiety": (18, 36),
    "study_motivation": (10, 20),
    "exhaustion": (14, 28),
    "detachment": (6, 14),
    "accomplishment": (22, 34),
    "job_satisfaction": (11, 19),
    "staff_climate": (24, 42),
}
# code -> (before, after, where the number stands)
SCHOOL_NUMBERS: dict[str, tuple[int, int, str]] = {
    "registers": (9, 6, "Сводка социального педагога"),
    "complaints": (14, 9, "Журнал обращений"),
    "conflicts": (11, 7, "Журнал службы примирения"),
    "stayed_teachers": (42, 45, "Сведения отдела кадров"),
    "school_clubs": (308, 352, "Учёт дополнительного образования"),
    "career_events": (6, 11, "План воспитательной работы"),
    "failing": (17, 10, "Отчёт за четверть"),
    "school_projects": (48, 63, "Протоколы школьной конференции"),
    "school_publications": (4, 7, "Отчёт методического совета"),
}
DEPUTIES = {"deputy_uvr": "deputy-uvr", "deputy_vr": "deputy-vr", "social": "social"}
LEFT_OUT = 7  # each seventh is not measured yet
LOST = 17  # and each seventeenth was not measured a second time
SCALE_OF_TEN = (4, 7)


def measure_last_year(world: World) -> None:
    """Before the year is closed."""
    first = world.program.starts.year
    _measure(world, SurveyMoment.BEFORE, date(first, 9, 22), world.program.ends)
    _measure(world, SurveyMoment.AFTER, date(first + 1, 5, 18), world.program.ends)


def measure_this_year(world: World) -> None:
    day = world.calendar.day(25)
    _measure(world, SurveyMoment.BEFORE, day, world.calendar.today, leaves_out=True)


def measure_the_rest(world: World) -> None:
    """«До» of those who were left out."""
    _measure(world, SurveyMoment.BEFORE, world.calendar.today, world.calendar.today)


def measure_the_end(world: World) -> None:
    """«После» of everybody, in a story that is told in June."""
    _measure(world, SurveyMoment.AFTER, date(world.program.ends.year, 5, 18), world.calendar.today)


def _measure(world: World, moment: str, day: date, today: date, *, leaves_out: bool = False) -> None:
    world.at(day)
    targets = Targets(world.program)
    by_user: dict[str, list[Typed]] = {}
    for parameter in measured_parameters(world.program):
        key = DEPUTIES.get(parameter.source_role, "curator")
        key = "psychologist" if parameter.source_role == "psychologist" else key
        cells = _cells(world, parameter, targets.of(parameter), moment, leaves_out=leaves_out)
        by_user.setdefault(key, []).extend(cells)
    for key, typed in by_user.items():
        access = access_for(world.users[key], world.program, today)
        save_measurements(access=access, typed=typed, moment=moment, measured_on=day, today=today)


def _cells(
    world: World, parameter: Parameter, targets: Iterable[Target], moment: str, *, leaves_out: bool
) -> list[Typed]:
    if parameter.subject == ParameterSubject.PROGRAM:
        return _school(world, parameter, moment)
    cells = []
    for number, target in enumerate(targets):
        is_lost = moment == SurveyMoment.AFTER and number % LOST == LOST - 1
        if is_lost or (leaves_out and number % LEFT_OUT == 0):
            continue
        value = _value(world, parameter, number, moment)
        cells.append(Typed(parameter.pk, target.key, show_value(value, Scale.of(parameter))))
    return cells


def _school(world: World, parameter: Parameter, moment: str) -> list[Typed]:
    """This year counts on from where the last one ended; one number is not known yet."""
    is_this_year = world.calendar.starts == world.program.starts and world.program.starts.year >= 2026
    before, after, note = SCHOOL_NUMBERS[parameter.code]
    if is_this_year and parameter.code == "school_publications":
        return []
    value = after if moment == SurveyMoment.AFTER or is_this_year else before
    return [Typed(parameter.pk, SCHOOL, str(value), note=note)]


def _value(world: World, parameter: Parameter, number: int, moment: str) -> Decimal:
    """The same person, parameter and year give the same value; most do better in the end, some worse."""
    rng = Random(f"measure {world.program.label} {parameter.code} {number}")
    low, high = USUAL.get(parameter.code, SCALE_OF_TEN)
    before = rng.uniform(low, high)
    if moment == SurveyMoment.BEFORE:
        return _fitting(parameter, before)
    steps = rng.choice((0, 0, 1, 1, 1.4, 1.8, 2, 2.4, -1))
    sign = 1 if parameter.direction == Direction.MORE else -1
    return _fitting(parameter, before + sign * steps * float(parameter.smallest_change))


def _fitting(parameter: Parameter, value: float) -> Decimal:
    minimum = parameter.minimum if parameter.minimum is not None else Decimal(0)
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-parameter.decimals), ROUND_HALF_UP)
    return max(minimum, rounded if parameter.maximum is None else min(rounded, parameter.maximum))
