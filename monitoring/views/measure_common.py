"""What the pages of measuring share."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from mentoring_site.permissions import Permission
from monitoring.enums import ParameterSubject
from monitoring.forms_measure import day_or
from monitoring.measuring import first_moment
from monitoring.models import Parameter
from participants.enums import SurveyMoment
from participants.registries import room_tabs
from programs.tenancy import program_url

NAME = "Измерения"
MOMENTS = (
    (SurveyMoment.BEFORE, "До"),
    (SurveyMoment.INTERIM, "Промежуточно"),
    (SurveyMoment.AFTER, "После"),
)


def url(request: HttpRequest, name: str, query: dict[str, Any] | None = None, **kwargs: Any) -> str:
    address = program_url(request.program, f"monitoring:{name}", **kwargs)
    return f"{address}?{urlencode(query)}" if query else address


def crumbs(request: HttpRequest, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The room's name is a link only when something follows."""
    home = (NAME, url(request, "measure_home") if rest else "")
    start = [("Главная", program_url(request.program, "programs:dashboard"))]
    if request.access.has(Permission.MONITORING_VIEW):
        start.append(("Мониторинг", program_url(request.program, "monitoring:overview")))
    return [*start, home, *rest]


def rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """Tabs of the monitoring for who sees it; who only measures has no room around."""
    if not request.access.has(Permission.MONITORING_VIEW):
        return []
    return room_tabs("monitoring", request.access, request.today, "monitoring:measure_home")


def asked_moment(request: HttpRequest) -> str:
    asked = request.GET.get("moment", "")
    return asked if asked in SurveyMoment.values else first_moment(request.program, request.today)


def asked_day(request: HttpRequest) -> date:
    """The day of a measure in between; never one to come."""
    return min(day_or(request.GET.get("on", ""), request.today), request.today)


def moment_tabs(request: HttpRequest, moment: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": f"?moment={code}", "active": code == moment} for code, label in MOMENTS]


def whom(parameter: Parameter) -> str:
    """«наставляемые, Ученик – ученик»"""
    words = {
        ParameterSubject.MENTEE: "наставляемые",
        ParameterSubject.MENTOR: "наставники",
        ParameterSubject.CLASS: "классы",
        ParameterSubject.PROGRAM: "школа в целом",
    }[ParameterSubject(parameter.subject)]
    return f"{words}, {parameter.form.title}" if parameter.form else words
