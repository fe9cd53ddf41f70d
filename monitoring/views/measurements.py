"""Entry of measures: what one has to measure, the grid of a class or of a parameter, the psychologist's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.vault import VaultError
from mentoring_site.words import counted, plural
from monitoring.enums import ParameterSubject
from monitoring.forms_measure import DayForm
from monitoring.measure_grid import Grid, Place, build_grid, interim_days, read_typed
from monitoring.measure_progress import Progress, place_of
from monitoring.measuring import OF_PEOPLE, Target, Targets, may_measure, parameters_for, psychologists_own
from monitoring.models import Parameter
from monitoring.reports_measure import home_page
from monitoring.services.measurements import Refused, Saved, save_measurements
from monitoring.services.sealed import open_values
from monitoring.views.measure_common import (
    NAME,
    asked_day,
    asked_moment,
    crumbs,
    moment_tabs,
    rooms,
    url,
    whom,
)
from participants.enums import ConsentPurpose, SurveyMoment
from programs.models import SchoolClass, SubjectGroup
from programs.services.audit import Refusal
from programs.tenancy import program_url

VALUES = ("значение", "значения", "значений")


@require_GET
@requires(Permission.MEASURE)
def measure_home(request: HttpRequest) -> HttpResponse:
    progress = Progress(request.access, request.today)
    context = {
        "heading": NAME,
        "crumbs": crumbs(request),
        "rooms": rooms(request),
        "can_write": request.program.is_open,
        "can_edit": request.access.has(Permission.MONITORING_EDIT),
        "has_school": any(one.subject == ParameterSubject.PROGRAM for one in progress.own),
    }
    return render(request, "monitoring/measure_home.html", context | home_page(progress))


@never_cache
@requires(Permission.MEASURE)
def measure_class(request: HttpRequest, pk: int) -> HttpResponse:
    school_class = get_object_or_404(SchoolClass, program=request.program, pk=pk)
    return _place(request, ("class", pk), str(school_class))


@never_cache
@requires(Permission.MEASURE)
def measure_group(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(SubjectGroup, program=request.program, pk=pk)
    return _place(request, ("group", pk), group.title)


def _place(request: HttpRequest, place: tuple[str, int], title: str) -> HttpResponse:
    """All that the user types of the people of one class or group, and of the class itself below."""
    targets = Targets(request.program)
    parameters = [one for one in parameters_for(request.access) if one.subject != ParameterSubject.PROGRAM]
    here = {
        one.pk: [t for t in targets.own(one, request.access) if place_of(t) == place] for one in parameters
    }
    if not any(here.values()):
        raise Http404
    parameters = [one for one in parameters if here[one.pk]]
    return _entry(
        request,
        parameters,
        targets,
        only=_keys(parameters, here),
        heading=title,
        lead="Одна строка – один человек, столбцы – что измеряют.",
        blank={place[0]: place[1]},
    )


def _keys(parameters: Sequence[Parameter], here: dict[int, list[Target]]) -> dict[bool, frozenset[int]]:
    """(of people?) -> keys: ids of people and of classes may be equal numbers."""
    return {
        of_people: frozenset(
            target.key
            for one in parameters
            if (one.subject in OF_PEOPLE) is of_people
            for target in here[one.pk]
        )
        for of_people in (True, False)
    }


@never_cache
@requires(Permission.MEASURE)
def measure_parameter(request: HttpRequest, pk: int) -> HttpResponse:
    numbers = Parameter.objects.filter(program=request.program, subject=ParameterSubject.PROGRAM)
    if numbers.filter(pk=pk).exists():
        return redirect(url(request, "measure_school"))
    return _parameter_page(request, _own_parameter(request, pk))


@never_cache
@require_POST
@requires(Permission.MEASURE)
def measure_open(request: HttpRequest, pk: int) -> HttpResponse:
    """The psychologist looks at his values; POST, since every look is written into the journal."""
    parameter = _own_parameter(request, pk)
    if not psychologists_own(parameter):
        raise Http404
    try:
        opened = open_values(parameter=parameter, moment=asked_moment(request), by=request.user)
    except VaultError as error:
        messages.error(request, str(error))
        return _parameter_page(request, parameter, status=503)
    return _parameter_page(request, parameter, opened=opened)


def _own_parameter(request: HttpRequest, pk: int) -> Parameter:
    parameter = get_object_or_404(
        Parameter.objects.select_related("form", "program"), program=request.program, pk=pk
    )
    is_typed = (
        parameter.is_active and not parameter.pair_code and parameter.subject != ParameterSubject.PROGRAM
    )
    if not is_typed or not may_measure(request.access, parameter):
        raise Http404
    return parameter


def _parameter_page(
    request: HttpRequest, parameter: Parameter, *, opened: dict[int, Any] | None = None, status: int = 200
) -> HttpResponse:
    is_sealed = psychologists_own(parameter)
    return _entry(
        request,
        [parameter],
        Targets(request.program),
        heading=parameter.title,
        lead=f"{whom(parameter)[:1].upper()}{whom(parameter)[1:]}. {_sentence(parameter.method)}".strip(),
        blank={"parameter": parameter.pk},
        opened=opened,
        open_url=url(request, "measure_open", {"moment": asked_moment(request)}, pk=parameter.pk)
        if is_sealed and opened is None
        else "",
        form_url=url(request, "measure_parameter", {"moment": asked_moment(request)}, pk=parameter.pk)
        if opened is not None
        else "",
        is_sealed=is_sealed,
        status=status,
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


# --- one page for all grids -------------------------------------------------------------------------------


def _entry(
    request: HttpRequest,
    parameters: list[Parameter],
    targets: Targets,
    *,
    heading: str,
    lead: str,
    blank: dict[str, int],
    only: dict[bool, frozenset[int]] | None = None,
    opened: dict[int, Any] | None = None,
    open_url: str = "",
    form_url: str = "",
    is_sealed: bool = False,
    status: int = 200,
) -> HttpResponse:
    moment = asked_moment(request)
    is_interim = moment == SurveyMoment.INTERIM
    is_posted = request.method == "POST" and opened is None and status == 200
    form = DayForm(request.POST) if is_posted else DayForm(initial={"measured_on": asked_day(request)})
    refused: list[Refused] = []
    typed = []
    if is_posted and form.is_valid():
        day = form.cleaned_data["measured_on"]
        try:
            typed = read_typed(request.POST)
            saved = save_measurements(
                access=request.access, typed=typed, moment=moment, measured_on=day, today=request.today
            )
        except (Refusal, VaultError) as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, saved)
            refused = saved.refused
            if not refused:
                query = {"moment": moment} | ({"on": day.isoformat()} if is_interim else {})
                return redirect(f"{request.path}?{urlencode(query)}")
            typed = []
    # Of a refused form every cell comes back as it was typed.
    given = {cell.place: cell for cell in typed}
    day = form.cleaned_data.get("measured_on") if is_posted and form.is_bound and form.is_valid() else None
    on = day or asked_day(request)
    grids = [
        build_grid(
            request.access,
            [one for one in parameters if (one.subject in OF_PEOPLE) is of_people],
            targets,
            moment=moment,
            on=on,
            today=request.today,
            only=only[of_people] if only else None,
            opened=opened,
            refused=_by_place(refused) | {place: Refused(cell, "", "", "") for place, cell in given.items()},
        )
        for of_people in (True, False)
    ]
    grids = [grid for grid in grids if not grid.is_empty]
    filled, total = (
        (sum(numbers) for numbers in zip(*(grid.measured for grid in grids), strict=True))
        if grids
        else (0, 0)
    )
    context = {
        "heading": heading,
        "lead": lead,
        "crumbs": crumbs(request, (heading, "")),
        "back_url": url(request, "measure_home"),
        "back_label": NAME,
        "tabs": moment_tabs(request, moment),
        "form": form,
        "grids": grids,
        "refused": refused,
        "filled": filled,
        "total": total,
        "word": SurveyMoment(moment).label,
        "is_interim": is_interim,
        "on": on,
        "days": interim_days(parameters) if is_interim else [],
        "moment": moment,
        "can_write": request.program.is_open,
        "blank_url": url(request, "measure_blank_pdf", {"moment": moment, **blank}),
        "consent_url": _consent_url(request, grids, is_sealed),
        "is_sealed": is_sealed,
        "is_open": opened is not None,
        "open_url": open_url,
        "form_url": form_url,
    }
    status = 422 if refused or form.errors else status
    return render(request, "monitoring/measure_grid.html", context, status=status)


def _by_place(refused: list[Refused]) -> dict[Place, Refused]:
    return {one.typed.place: one for one in refused}


def _consent_url(request: HttpRequest, grids: list[Grid], is_sealed: bool) -> str:
    """Blanks for those who can't be measured for want of a paper, for who may print them."""
    people = [row.target.key for grid in grids for row in grid.rows if row.lacks and row.target.person]
    if not people or not request.access.has(Permission.CONSENT_VIEW):
        return ""
    purpose = ConsentPurpose.TESTING if is_sealed else ConsentPurpose.PARTICIPATION
    query = urlencode([("purpose", purpose), *(("person", pk) for pk in people)])
    return f"{program_url(request.program, 'participants:consent_blanks')}?{query}"


def _tell(request: HttpRequest, saved: Saved) -> None:
    if saved.total:
        parts = [
            f"внесено {counted(saved.added, *VALUES)}" if saved.added else "",
            f"изменено {counted(saved.changed, *VALUES)}" if saved.changed else "",
            f"{plural(saved.removed, 'убрано', 'убраны', 'убраны')} {counted(saved.removed, *VALUES)}"
            if saved.removed
            else "",
        ]
        text = ", ".join(filter(None, parts))
        messages.success(request, f"{text[:1].upper()}{text[1:]}.")
    elif not saved.refused:
        messages.info(request, "Ничего не изменилось: записывать нечего.")
