from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import ru_month
from programs.models import CalendarDay, SchoolBreak
from programs.registries.calendar import CalendarOwner, calendar_items_for
from programs.services.calendar import calendar_of
from roadmap.month import bounds, listed, weeks_of
from roadmap.tables import next_month
from roadmap.views.common import crumbs, room_tabs

WEEKDAYS = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")


@requires(Permission.ROADMAP_VIEW)
def month(request: HttpRequest) -> HttpResponse:
    """One's own month: terms, events and meetings of the reader over the school's working days."""
    program, today = request.program, request.today
    first, last = _first(program.starts), max(_first(program.ends), _first(today))
    shown = min(max(_wanted(request.GET.get("month", ""), today), first), last)
    from_day, to_day = bounds(shown)
    found = calendar_items_for(CalendarOwner(program, access=request.access), min(today, from_day))
    items = [item for item in found if item.day <= to_day and (item.ends or item.day) >= from_day]
    school = program.school
    notes = dict(
        CalendarDay.objects.filter(school=school, day__range=(from_day, to_day)).values_list("day", "note")
    )
    breaks = SchoolBreak.objects.filter(school=school, starts__lte=to_day, ends__gte=from_day)
    weeks = weeks_of(
        shown, items, calendar_of(school), notes, list(breaks.values_list("title", "starts", "ends")), today
    )
    days = listed(weeks)
    before = date(shown.year - (shown.month == 1), (shown.month - 2) % 12 + 1, 1)
    return render(
        request,
        "roadmap/calendar.html",
        {
            "heading": "Календарь",
            "lead": "Сроки ваших шагов, события и встречи ваших пар.",
            "crumbs": crumbs(request, ("Календарь", "")),
            "tabs": room_tabs(request.access, today, "roadmap:calendar"),
            "weekdays": WEEKDAYS,
            "weeks": weeks,
            "listed": days,
            "is_empty": not any(day.entries for day in days),
            "month_title": ru_month(shown).capitalize(),
            "earlier": f"?month={before:%Y-%m}" if before >= first else "",
            "earlier_label": ru_month(before),
            "later": f"?month={next_month(shown):%Y-%m}" if shown < last else "",
            "later_label": ru_month(next_month(shown)),
            "this_month": "" if shown == _first(today) else f"?month={today:%Y-%m}",
            "can_keep_days": request.access.has(Permission.SETTINGS_EDIT),
        },
    )


def _first(day: date) -> date:
    return day.replace(day=1)


def _wanted(text: str, today: date) -> date:
    """The month of «2026-11»; this one when the address says nothing that can be read."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return _first(today)
