"""«Мониторинг: где мы»: the steps of the two stages, which are done and which comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from mentoring_site.words import counted
from monitoring.enums import CampaignState
from monitoring.models import Measurement, Parameter, SwotFactor
from monitoring.summary import official_level
from monitoring.survey_sheets import Survey
from participants.enums import SurveyMoment
from programs.models import Program
from programs.tenancy import program_url


@dataclass(frozen=True)
class Step:
    """A step of one of the two stages."""

    label: str
    done: bool
    sub: str
    url: str = ""


def stages_of(program: Program, surveys: Iterable[Survey]) -> list[tuple[str, list[Step]]]:
    """«Мониторинг: где мы»: steps of stage 1 and of stage 2, in order."""
    found = list(surveys)
    swot = SwotFactor.objects.filter(program=program).count()
    moments = dict(
        Measurement.objects.filter(parameter__program=program)
        .order_by()
        .values_list("moment")
        .annotate(n=Count("pk"))
    )
    parameters = Parameter.objects.filter(program=program).count()
    level = official_level(program)
    campaigns = program_url(program, "monitoring:campaign_list")
    changes = program_url(program, "monitoring:changes")
    first = [
        _survey_step("Анкеты «до»", found, (SurveyMoment.BEFORE,), campaigns),
        _survey_step("Обратная связь", found, (SurveyMoment.INTERIM, ""), campaigns),
        _survey_step("Анкеты «после»", found, (SurveyMoment.AFTER,), campaigns),
        Step(
            "SWOT-анализ",
            swot > 0,
            counted(swot, "фактор", "фактора", "факторов") if swot else "ещё не начат",
            program_url(program, "monitoring:swot"),
        ),
    ]
    second = [
        Step(
            "Параметры",
            parameters > 0,
            counted(parameters, "параметр", "параметра", "параметров") if parameters else "ещё не выбраны",
            changes,
        ),
        _measure_step("Измерения «до»", moments.get(SurveyMoment.BEFORE, 0), changes),
        _measure_step("Измерения «после»", moments.get(SurveyMoment.AFTER, 0), changes),
        Step(
            "Оценка 0–18",
            level is not None,
            level or "итоговой нет",
            program_url(program, "monitoring:effectiveness"),
        ),
    ]
    return [
        ("Первый этап: качество программы", first),
        ("Второй этап: изменения участников", second),
    ]


def as_ladder(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """For components/_ladder.html: done, the first that is not, and what lies ahead."""
    is_now_found = False
    ladder = []
    for step in steps:
        state = "past" if step.done else "ahead" if is_now_found else "now"
        is_now_found = is_now_found or not step.done
        ladder.append({"label": step.label, "state": state, "sub": step.sub, "url": step.url})
    return ladder


def next_step(stages: Iterable[tuple[str, list[Step]]]) -> Step | None:
    return next((step for _, steps in stages for step in steps if not step.done), None)


def _survey_step(label: str, surveys: Iterable[Survey], moments: tuple[str, ...], url: str) -> Step:
    mine = [survey for survey in surveys if survey.moment in moments]
    if not mine:
        return Step(label, False, "опроса ещё не было", url)
    closed = [survey for survey in mine if survey.campaign.state == CampaignState.CLOSED]
    n = sum(survey.n for survey in mine)
    words = counted(n, "анкета", "анкеты", "анкет")
    return Step(label, len(closed) == len(mine), words if closed else f"идёт, {words}", url)


def _measure_step(label: str, n: int, url: str) -> Step:
    return Step(label, n > 0, counted(n, "значение", "значения", "значений") if n else "не измерено", url)
