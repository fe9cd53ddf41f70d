"""Indicators of the national model and their targets: shipped, carried over, edited."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from mentoring_site.texts import clean_text
from monitoring.models import IndicatorTarget, ModelIndicator
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

DATA = Path(__file__).resolve().parent.parent / "content" / "model_indicators.toml"


@cache
def shipped() -> list[dict[str, Any]]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))["indicator"]


def model_indicators_from_template(*, program: Program, by: User | None = None) -> None:
    for position, row in enumerate(shipped(), 1):
        indicator = ModelIndicator.objects.create(
            school=program.school,
            program=program,
            position=position,
            **{name: row[name] for name in ("code", "title", "formula", "numerator", "denominator")},
        )
        _targets(indicator, {int(year): percent for year, percent in row["targets"].items()})


def model_indicators_from_previous(*, program: Program, previous: Program, by: User | None = None) -> None:
    """Last year's indicators with their wording and all their targets; the shipped ones when there were none."""
    old = list(ModelIndicator.objects.filter(program=previous).prefetch_related("targets"))
    if not old:
        model_indicators_from_template(program=program)
    for row in old:
        names = ("code", "title", "formula", "numerator", "denominator", "is_active", "position")
        indicator = ModelIndicator.objects.create(
            school=program.school, program=program, **{name: getattr(row, name) for name in names}
        )
        _targets(indicator, {target.year: target.percent for target in row.targets.all()})


@transaction.atomic
def save_indicator(
    *,
    indicator: ModelIndicator,
    title: str,
    is_active: bool,
    targets: Mapping[int, int | None],
    shown_version: int,
    by: User,
) -> ModelIndicator:
    """Wording, in use or not, and targets of years: per cent 0–100, None takes the target away.

    What is divided by what stays: another formula would be another indicator. Raises Refusal, StaleVersion.
    """
    indicator = (
        ModelIndicator.objects.select_for_update(of=("self",)).select_related("program").get(pk=indicator.pk)
    )
    refuse_closed(indicator.program)
    lock_version(indicator, shown_version)
    title = clean_text(title)
    if not title:
        raise Refusal("Напишите название показателя.")
    if wrong := [
        year for year, percent in targets.items() if percent is not None and not 0 <= percent <= 100
    ]:
        raise Refusal(f"Цель на {wrong[0]} год — число от 0 до 100 процентов.")
    indicator.title, indicator.is_active = title[:250], is_active
    indicator.save()
    for year, percent in targets.items():
        if percent is None:
            indicator.targets.filter(year=year).delete()
            continue
        IndicatorTarget.objects.update_or_create(
            indicator=indicator, year=year, defaults={"school_id": indicator.school_id, "percent": percent}
        )
    record_event(
        "indicator.save", by=by, target=indicator, sentence=f"изменён показатель модели «{indicator.title}»"
    )
    return indicator


def _targets(indicator: ModelIndicator, targets: Mapping[int, int]) -> None:
    IndicatorTarget.objects.bulk_create(
        IndicatorTarget(school_id=indicator.school_id, indicator=indicator, year=year, percent=percent)
        for year, percent in targets.items()
    )
