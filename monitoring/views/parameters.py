"""The list of parameters and their cards, for who prepares the monitoring."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import ROLE_LABELS, Permission
from monitoring.cells import Scale
from monitoring.enums import ParameterBlock
from monitoring.forms_measure import ParameterForm
from monitoring.models import Parameter
from monitoring.services.parameters import create_parameter, edit_parameter, move_parameter
from monitoring.views.measure_common import crumbs, url, whom
from participants.forms import absorb
from programs.services.audit import Refusal, StaleVersion

LIST = "Параметры"


@require_GET
@requires(Permission.MONITORING_EDIT)
def parameter_list(request: HttpRequest) -> HttpResponse:
    found = list(
        Parameter.objects.filter(program=request.program)
        .select_related("form")
        .annotate(count=Count("measurements"))
        .order_by("position", "pk")
    )
    blocks = [
        {"title": block.label, "rows": [_row(one) for one in found if one.block == block]}
        for block in ParameterBlock
    ]
    context = {
        "heading": "Параметры измерений",
        "lead": "Что измеряют до и после программы. По четырём блокам второго этапа мониторинга.",
        "crumbs": crumbs(request, (LIST, "")),
        "back_url": url(request, "measure_home"),
        "back_label": "Измерения",
        "blocks": blocks,
        "has_any": bool(found),
        "can_write": request.program.is_open,
    }
    return render(request, "monitoring/parameter_list.html", context)


def _row(parameter: Parameter) -> dict[str, Any]:
    return {
        "parameter": parameter,
        "whom": whom(parameter),
        "scale": Scale.of(parameter).label,
        "who": "из анкет" if parameter.pair_code else ROLE_LABELS[parameter.source_role],
        "count": parameter.count,
    }


@requires(Permission.MONITORING_EDIT)
def parameter_create(request: HttpRequest) -> HttpResponse:
    form = ParameterForm(request.POST or None, program=request.program, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_parameter(
                program=request.program,
                values=form.values(),
                by=request.user,
                key=request.POST.get("once", ""),
            )
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if made is not None:
                messages.success(request, f"Параметр «{made}» добавлен.")
            return redirect(url(request, "parameter_list"))
    return _page(request, form, "Новый параметр", "Добавить параметр")


@requires(Permission.MONITORING_EDIT)
def parameter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    parameter = _get(request, pk)
    form = ParameterForm(
        request.POST or None, program=request.program, instance=parameter, use_required_attribute=False
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                edit_parameter(
                    parameter=parameter,
                    values=form.values(),
                    shown_version=form.cleaned_data["version"] or 0,
                    by=request.user,
                )
            except ValidationError as error:
                absorb(form, error)
            except StaleVersion as stale:
                form.add_error(None, str(stale))
                form.data = form.data.copy()
                form.data["version"] = _get(request, pk).version
                status = 409
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Параметр сохранён.")
                return redirect(f"{url(request, 'parameter_list')}#parameter-{pk}")
    return _page(request, form, parameter.title, "Сохранить параметр", parameter=parameter, status=status)


@require_POST
@requires(Permission.MONITORING_EDIT)
def parameter_move(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        move_parameter(parameter=_get(request, pk), up=request.POST.get("up") == "1", by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{url(request, 'parameter_list')}#parameter-{pk}")


def _get(request: HttpRequest, pk: int) -> Parameter:
    return get_object_or_404(Parameter.objects.select_related("program"), program=request.program, pk=pk)


def _page(
    request: HttpRequest,
    form: ParameterForm,
    heading: str,
    button: str,
    *,
    parameter: Parameter | None = None,
    status: int = 200,
) -> HttpResponse:
    back = url(request, "parameter_list")
    context = {
        "heading": heading,
        "crumbs": crumbs(request, (LIST, back), (heading, "")),
        "back_url": back,
        "back_label": LIST,
        "form": form,
        "button": button,
        "cancel_url": back,
        "measured": parameter.measurements.count() if parameter else 0,
        "is_new": parameter is None,
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "monitoring/parameter_form.html", context, status=status)
