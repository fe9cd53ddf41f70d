"""Slope charts of parameters, for the page, the paper and the report."""

from __future__ import annotations

from django.utils.safestring import SafeString

from mentoring_site.charts_slope import Slope, SlopeWords, slope
from mentoring_site.charts_stacked import said
from mentoring_site.words import ru_month_range
from monitoring.change_values import Measured
from monitoring.change_words import mean_decimals, number, signed
from monitoring.changes import pairs_of
from monitoring.changes_model import Change
from monitoring.enums import Direction
from participants.enums import SurveyMoment


def slope_of(change: Change, measured: Measured, *, width: int = 760, height: int = 372) -> SafeString:
    """Of a parameter of people whose numbers may be shown."""
    parameter, statistics = change.parameter, change.statistics
    sign = 1 if parameter.direction == Direction.MORE else -1
    least = float(parameter.smallest_change)

    def kind(gain: float) -> str:
        if gain >= least:
            return "better"
        return "worse" if gain <= -least else "same"

    lines = [
        Slope(pair.before, pair.after, kind(round(sign * (pair.after - pair.before), 6)))
        for pair in pairs_of(measured)
    ]
    decimals = mean_decimals(parameter)
    before, after = statistics.before_mean or 0, statistics.after_mean or 0
    words = SlopeWords(
        before=_head("До", measured, SurveyMoment.BEFORE, width),
        after=_head("После", measured, SurveyMoment.AFTER, width),
        before_mean=number(before, decimals),
        after_mean=number(after, decimals),
        change=signed(statistics.mean_change or 0, decimals),
        description=(
            f"Среднее до {number(before, decimals)}, после {number(after, decimals)}; "
            + said((statistics.better, statistics.same, statistics.worse))
        ),
    )
    return slope(
        lines,
        words,
        title=f"{parameter.title}: до и после",
        before_mean=before,
        after_mean=after,
        width=width,
        height=height,
    )


def _head(name: str, measured: Measured, moment: str, width: int) -> str:
    days = measured.days.get(moment)
    if not days or width < 500:
        return name
    return f"{name}, {ru_month_range(min(days), max(days))}"
