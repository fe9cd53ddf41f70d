"""Rows of the results of surveys and of the SWOT for tests/access_world.py: {URL name: maker of the row}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.models import Campaign, SwotFactor
from tests.monitoring.makers_surveys import make_survey


def survey(world: Any, *, is_anonymous: bool) -> Campaign:
    title = "Права: без имени" if is_anonymous else "Права: с именем"
    found = Campaign.objects.filter(program=world.program, title=title).first()
    return found or make_survey(world.program, [{"glad": True}] * 6, is_anonymous=is_anonymous, title=title)


def factor(world: Any) -> SwotFactor:
    return SwotFactor.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        text="Проверка прав",
        defaults={"quadrant": "threat", "author": world.staff},
    )[0]


def _factor(world: Any) -> dict[str, Any]:
    return {"pk": factor(world).pk}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:task": lambda world: {"number": 1},
    "monitoring:survey_results": lambda world: {"pk": survey(world, is_anonymous=False).pk},
    "monitoring:survey_answers_": lambda world: {"pk": survey(world, is_anonymous=False).pk},
    "monitoring:moderation_": lambda world: {"pk": survey(world, is_anonymous=True).pk},
    "monitoring:swot_edit": _factor,
    "monitoring:swot_remove": _factor,
    "monitoring:swot_move": _factor,
}
