"""Hours of the week that suit an entry of a base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from participants.models import Availability, Mentor
from participants.questionnaires.answers import TIME_CODES


def time_codes(entry: Any) -> list[str]:
    """Codes of day and hour («115»: Monday, 15:00), in order."""
    return sorted(f"{time.weekday}{time.hour:02d}" for time in entry.times.all())


def set_times(entry: Any, codes: Iterable[str]) -> bool:
    """Make the hours of a mentor or mentee exactly these; True when something changed. No audit of its own."""
    wanted, had = set(codes), set(time_codes(entry))
    if wanted - set(TIME_CODES):
        raise ValidationError(
            {"times": "Такого часа нет: неделя с понедельника по субботу, с 8 до 20 часов."}
        )
    gone = [time.pk for time in entry.times.all() if f"{time.weekday}{time.hour:02d}" not in wanted]
    Availability.objects.filter(pk__in=gone).delete()
    side = {"mentor" if isinstance(entry, Mentor) else "mentee": entry}
    Availability.objects.bulk_create(
        Availability(school_id=entry.school_id, weekday=int(code[0]), hour=int(code[1:]), **side)
        for code in sorted(wanted - had)
    )
    return had != wanted
