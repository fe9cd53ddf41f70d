from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import ru_month
from programs.services.calendar import calendar_of
from roadmap.filters import months_of
from roadmap.rules import held_roles
from roadmap.tables import StepRow, build_rows, next_month, steps_of
from roadmap.tables_timeline import (
    MINE,
    ROLE,
    STAGE,
    Picture,
    Window,
    controls_of,
    month_window,
    months_list,
    picture_of_month,
    picture_of_year,
    year_window,
)
from roadmap.views.common import Context, crumbs, room_tabs, shown_roadmap

LEGEND = (
    ("ok", "выполнен"),
    ("wait", "в работе"),
    ("warn", "скоро срок"),
    ("late", "просрочен"),
    ("draft", "впереди"),
    ("none", "не требуется"),
)
GROUPINGS = {STAGE: "По этапам", ROLE: "По ответственным", MINE: "Мои шаги"}
WHOSE = {STAGE: "Все шаги", MINE: "Мои шаги"}  # on a phone, where the list goes by months whatever groups it
ZOOMS = {"year": "Год", "month": "Месяц"}


@requires(Permission.ROADMAP_VIEW)
def timeline(request: HttpRequest) -> HttpResponse:
    roadmap = shown_roadmap(request)
    if roadmap is None:
        return render(request, "roadmap/roadmap_empty.html", {"heading": "Лента дорожной карты"})
    program, today = request.program, request.today
    by = _one_of(request.GET.get("by"), GROUPINGS)
    zoom = _one_of(request.GET.get("zoom"), ZOOMS)
    steps = steps_of(roadmap)
    rows = build_rows(roadmap, program, today, steps)
    if by == MINE:
        roles = held_roles(request.access)
        rows = [row for row in rows if roles & set(row.roles)]
    whole = year_window(rows, program.starts, program.ends)
    month = month_of(request.GET.get("month", ""), whole, today)
    context = {
        "heading": "Лента дорожной карты",
        "lead": "Когда идёт каждый шаг и что уже закрыто.",
        "crumbs": crumbs(request, ("Лента", "")),
        "tabs": room_tabs(request.access, today, "roadmap:timeline"),
        "legend": LEGEND,
        "groupings": _switch(request.GET, "by", GROUPINGS, by),
        "whose": _switch(request.GET, "by", WHOSE, MINE if by == MINE else STAGE),
        "zooms": _switch(request.GET, "zoom", ZOOMS, zoom),
        "picture": _draw(request, rows, whole, month, by, zoom),
        "months": months_list(rows, today),
        "zoom": zoom,
        "is_mine": by == MINE,
        "revision": str(roadmap.revision) if request.GET.get("revision") else "",
    }
    if zoom == "month":
        context |= _neighbours(request.GET, month, months_of(steps) or [month])
    return render(request, "roadmap/timeline.html", context)


def _draw(
    request: HttpRequest, rows: list[StepRow], whole: Window, month: date, by: str, zoom: str
) -> Picture:
    controls = controls_of(rows, request.program.starts, request.program.ends)
    if zoom == "month":
        calendar = calendar_of(request.program.school)
        return picture_of_month(rows, month_window(month), request.today, controls, by, calendar)
    return picture_of_year(rows, whole, request.today, controls, by)


def month_of(text: str, window: Window, today: date) -> date:
    """The month that the address names, else this one; the nearest one when it lies outside of the window."""
    try:
        month = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        month = today.replace(day=1)
    return min(max(month, window.first.replace(day=1)), window.last.replace(day=1))


def _neighbours(query: QueryDict, month: date, months: list[date]) -> Context:
    first, last = months[0], months[-1]
    before = _previous_month(month)
    return {
        "month_title": ru_month(month).capitalize(),
        "earlier": _with(query, month=f"{before:%Y-%m}") if before >= first else "",
        "earlier_label": ru_month(before),
        "later": _with(query, month=f"{next_month(month):%Y-%m}") if month < last else "",
        "later_label": ru_month(next_month(month)),
    }


def _previous_month(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _switch(query: QueryDict, name: str, choices: dict[str, str], chosen: str) -> list[Context]:
    return [
        {"label": label, "url": _with(query, **{name: code}), "active": code == chosen}
        for code, label in choices.items()
    ]


def _with(query: QueryDict, **values: str) -> str:
    """The same address with some of its values changed."""
    kept = {name: query[name] for name in ("by", "zoom", "month", "revision") if query.get(name)}
    changed = QueryDict(mutable=True)
    changed.update(kept | values)
    return f"?{changed.urlencode()}"


def _one_of(value: str | None, choices: dict[str, str]) -> str:
    return value if value in choices else next(iter(choices))
