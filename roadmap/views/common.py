"""What the pages of the roadmap share: which revision, which step, crumbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from mentoring_site.permissions import Access
from programs.tenancy import program_url
from roadmap.models import Roadmap, Step
from roadmap.rules import held_roles


def shown_roadmap(request: HttpRequest) -> Roadmap | None:
    """The revision named by ?revision=, else the one in force; None when the programme has none yet."""
    roadmaps = Roadmap.objects.select_related("approved_by", "submitted_by")
    wanted = request.GET.get("revision", "")
    if not wanted:
        return roadmaps.in_force(request.program).first()
    if not wanted.isdecimal() or len(wanted) > 4:
        raise Http404
    roadmap = roadmaps.filter(program=request.program, revision=int(wanted)).first()
    if roadmap is None:
        raise Http404
    return roadmap


def step_in_force(request: HttpRequest, number: int) -> Step:
    step = (
        Step.objects.in_force(request.program)
        .select_related("roadmap", "closed_by")
        .prefetch_related("responsibles")
        .filter(number=number)
        .first()
    )
    if step is None:
        raise Http404
    return step


def step_being_changed(request: HttpRequest, number: int) -> Step:
    """The step of the draft; of the revision in force when nothing is being changed, for its refusal."""
    roadmap = (
        Roadmap.objects.being_changed(request.program).first()
        or Roadmap.objects.in_force(request.program).first()
    )
    step = (
        Step.objects.filter(roadmap=roadmap, number=number)
        .select_related("roadmap")
        .prefetch_related("responsibles")
        .first()
    )
    if step is None:
        raise Http404
    return step


def table_url(request: HttpRequest) -> str:
    return program_url(request.program, "roadmap:roadmap_table")


def crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Главная", program_url(request.program, "programs:dashboard")),
        ("Дорожная карта", table_url(request)),
        *more,
    ]


Context = dict[str, Any]

# The other rooms of the roadmap, behind the saved views of its table.
ROOMS = (
    ("Лента", "roadmap:timeline"),
    ("Календарь", "roadmap:calendar"),
    ("По годам", "roadmap:years"),
    ("Моя сводка", "roadmap:digest"),
)


def room_tabs(access: Access, on: date, active: str) -> list[Context]:
    """Tabs of a room beside the table: the table's views with their counts (2 queries), then the rooms."""
    steps = list(Step.objects.in_force(access.program).prefetch_related("responsibles"))
    roles, table = held_roles(access), program_url(access.program, "roadmap:roadmap_table")
    counts = {
        "": ("Все шаги", len(steps)),
        "mine": ("Мои шаги", sum(any(r.role in roles for r in step.responsibles.all()) for step in steps)),
        "now": ("Сейчас", sum(step.is_open and step.starts <= on for step in steps)),
        "late": ("Просрочены", sum(step.overdue_days(on) > 0 for step in steps)),
    }
    views = [
        {"label": label, "url": f"{table}?view={view}" if view else table, "count": count, "active": False}
        for view, (label, count) in counts.items()
    ]
    return [*views, *other_rooms(access, active)]


def other_rooms(access: Access, active: str = "") -> list[Context]:
    return [
        {"label": label, "url": program_url(access.program, name), "active": name == active}
        for label, name in ROOMS
    ]
