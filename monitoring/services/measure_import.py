"""Writing a judged file: every good line in one transaction, the others come back with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from mentoring_site.permissions import Access
from monitoring.enums import MeasurementSource
from monitoring.measure_import.judging import REFUSED, Verdict, judge
from monitoring.measure_import.plan import Plan
from monitoring.services.measurements import Saved, Typed, save_measurements
from participants.enums import SurveyMoment
from participants.services.guards import refuse_closed


@dataclass
class Imported:
    saved: Saved = field(default_factory=Saved)
    written: list[Verdict] = field(default_factory=list)
    refused: list[Verdict] = field(default_factory=list)


@transaction.atomic
def import_measurements(*, access: Access, plan: Plan, choices: Mapping[int, str], today: date) -> Imported:
    """plan: as the preview showed it; what has changed in the base since then is refused, not overwritten.

    Raises Refusal for a closed year.
    """
    refuse_closed(access.program)
    done = Imported()
    verdicts = judge(access, plan, choices, today)
    done.refused = [one for one in verdicts if one.state in REFUSED]
    good = [one for one in verdicts if one.state not in REFUSED and one.steps]
    groups: dict[tuple[str, date], list[Typed]] = {}
    origin: dict[tuple[str, int, int], Verdict] = {}
    for verdict in good:
        for step in verdict.steps:
            day = step.typed.measured_on or date.fromisoformat(plan.day)
            # Between before and after the day says which measure it is, so each day is a saving of its own.
            group = day if step.moment == SurveyMoment.INTERIM else date.fromisoformat(plan.day)
            groups.setdefault((step.moment, group), []).append(step.typed)
            origin[step.moment, *step.typed.place] = verdict
    for (moment, day), typed in groups.items():
        saved = save_measurements(
            access=access,
            typed=typed,
            moment=moment,
            measured_on=day,
            today=today,
            source=MeasurementSource.IMPORT,
        )
        done.saved.added += saved.added
        done.saved.changed += saved.changed
        for one in saved.refused:
            verdict = origin[moment, *one.typed.place]
            verdict.errors.append(one.words)
            if verdict not in done.refused:
                done.refused.append(verdict)
    done.written = [one for one in good if one not in done.refused]
    done.refused.sort(key=lambda one: one.line.row)
    return done
