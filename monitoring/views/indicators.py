"""Indicators of the national model, the lists behind their numbers, and the form for the municipality."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted, ru_date, short_date
from monitoring.counts import COUNTS, ages_day, census_for
from monitoring.forms_indicators import DayForm, IndicatorForm, MunicipalTextsForm
from monitoring.indicators import target_year, values_of
from monitoring.models import ModelIndicator
from monitoring.municipal import TYPED, MunicipalForm, municipal_form, municipal_table
from monitoring.services.indicators import save_indicator
from monitoring.services.texts import save_text, texts_of
from participants.registries import room_tabs
from programs.lists import export_format
from programs.services.audit import Refusal, StaleVersion
from programs.services.documents import school_snapshot
from programs.tenancy import program_url

HERE = "monitoring:indicators"
PEOPLE_HEADER = ("Фамилия, имя", "Класс или должность", "Вошёл в программу")


@requires(Permission.MONITORING_VIEW)
def indicators(request: HttpRequest) -> HttpResponse:
    values = values_of(request.program, request.today)
    known = sum(1 for value in values if value.percent is not None)
    aimed = [value for value in values if value.target is not None]
    year = target_year(request.program, request.today)
    aims = (
        f"цель {year} года достигнута: {sum(1 for value in aimed if value.is_reached)} из {len(aimed)}"
        if aimed
        else f"целей на {year} год нет"
    )
    may_type = request.access.has(Permission.BASE_EDIT) or request.access.has(Permission.SETTINGS_EDIT)
    return render(
        request,
        "monitoring/indicators.html",
        _page(request)
        | {
            "heading": "Показатели целевой модели",
            "lead": f"На {ru_date(request.today)} Посчитано {known} из {len(values)}, {aims}.",
            "values": values,
            "year": year,
            "ages_on": ages_day(request.program),
            "can_edit": request.access.has(Permission.MONITORING_EDIT) and request.program.is_open,
            "can_type": may_type and request.program.is_open,
        },
    )


@requires(Permission.MONITORING_VIEW)
def indicator_export(request: HttpRequest) -> HttpResponse:
    rows = [
        [value.indicator.title, value.part, value.total, value.percent, value.target, value.note]
        for value in values_of(request.program, request.today)
    ]
    return table_response(
        export_format(request),
        f"Показатели целевой модели {request.program.year_label}",
        title=f"Показатели целевой модели, {request.school.list_name}, на {short_date(request.today)}",
        header=["Показатель", "Числитель", "Знаменатель", "Значение, %", "Цель, %", "Пояснение"],
        rows=rows,
        sheet_name="Показатели",
    )


@requires(Permission.MONITORING_VIEW)
def count_people(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands behind a number."""
    count = COUNTS.get(code)
    if count is None or count.select is None or count.list_permission is None:
        raise Http404
    if not count.opens_for(request.access):
        raise PermissionDenied
    on = _day(request)
    entries = count.select(census_for(request.program, on))
    may_export = request.access.has(Permission.BASE_EXPORT)
    if "format" in request.GET:
        if not may_export:
            raise PermissionDenied
        return table_response(
            export_format(request),
            f"{count.label} {request.program.year_label}",
            title=f"{count.label}, на {short_date(on)}",
            header=PEOPLE_HEADER,
            rows=[[one.name, one.place, one.entered_on] for one in entries],
        )
    return render(
        request,
        "monitoring/indicator_people.html",
        _page(request, count.label)
        | {
            "heading": count.label,
            "lead": f"На {ru_date(on)} {counted(len(entries), 'человек', 'человека', 'человек')}.",
            "entries": entries,
            "may_export": may_export,
            "on": on,
            "code": code,
        },
    )


@requires(Permission.MONITORING_EDIT)
def indicator_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Wording and targets; the formula is shown, not edited."""
    rows = ModelIndicator.objects.filter(program=request.program).prefetch_related("targets")
    indicator = get_object_or_404(rows, pk=pk)
    years = range(request.program.starts.year, request.program.ends.year + 2)
    form = IndicatorForm(request.POST or None, indicator=indicator, years=years)
    if request.method == "POST" and form.is_valid():
        try:
            save_indicator(
                indicator=indicator,
                title=form.cleaned_data["title"],
                is_active=form.cleaned_data["is_active"],
                targets=form.targets(),
                shown_version=form.cleaned_data["version"],
                by=request.user,
            )
        except StaleVersion as stale:
            form.add_error(None, str(stale))
            form.data = form.data.copy()
            form.data["version"] = ModelIndicator.objects.get(pk=pk).version
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Показатель сохранён.")
            return redirect(program_url(request.program, HERE))
    return render(
        request,
        "monitoring/indicator_edit.html",
        _page(request, "Показатель")
        | {
            "heading": "Показатель и цели",
            "lead": indicator.formula,
            "form": form,
            "past": [target for target in indicator.targets.all() if target.year not in years],
            "back": program_url(request.program, HERE),
        },
        status=422 if form.errors else 200,
    )


# --- the form for the municipality ------------------------------------------------------------------------


@requires(Permission.MONITORING_VIEW)
def municipal(request: HttpRequest) -> HttpResponse:
    return _municipal(request)


@require_POST
@requires(Permission.MONITORING_EDIT)
def municipal_texts(request: HttpRequest) -> HttpResponse:
    """What nobody can compute: executor, phone, site, difficulties, proposals."""
    form = MunicipalTextsForm(request.POST)
    if not form.is_valid():
        return _municipal(request, form=form, status=422)
    try:
        stored = texts_of(request.program)
        for code, (text, version) in form.texts().items():
            if text != (stored[code].text if code in stored else ""):
                save_text(
                    program=request.program, code=code, text=text, shown_version=version, by=request.user
                )
    except StaleVersion as stale:
        form.add_error(None, str(stale))
        form.data = form.data.copy()
        stored = texts_of(request.program)
        for code in TYPED:
            form.data[f"{code}-version"] = stored[code].version if code in stored else 0
        return _municipal(request, form=form, status=409)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _municipal(request, form=form, status=422)
    messages.success(request, "Сведения для отчётной формы сохранены.")
    return redirect(program_url(request.program, "monitoring:municipal"))


@requires(Permission.MONITORING_VIEW)
def municipal_export(request: HttpRequest) -> HttpResponse:
    on = _day(request)
    return table_response(
        export_format(request),
        f"Отчётная форма {short_date(on)}",
        title=f"Отчётная форма по наставничеству, {request.school.list_name}, на {short_date(on)}",
        header=["Показатель", "Значение", "Примечание"],
        rows=_form_of(request, on).rows(),
        sheet_name="Отчётная форма",
    )


@requires(Permission.MONITORING_VIEW)
def municipal_pdf(request: HttpRequest) -> HttpResponse:
    on = _day(request)
    form = _form_of(request, on)
    data = render_pdf(
        "reports/municipal.html",
        {
            "school": school_snapshot(request.school),
            "on": on,
            "year": request.program.year_label,
            "document_title": f"Отчётная форма по наставничеству на {short_date(on)}",
            "blocks": [municipal_table(form)],
            "signatures": [{"post": "Исполнитель", "name": ""}],
        },
    )
    return pdf_response(data, f"Отчётная форма {short_date(on)}.pdf")


def _municipal(
    request: HttpRequest, *, form: MunicipalTextsForm | None = None, status: int = 200
) -> HttpResponse:
    on = _day(request)
    can_edit = request.access.has(Permission.MONITORING_EDIT) and request.program.is_open
    if form is None and can_edit:
        texts = texts_of(request.program)
        initial: dict[str, Any] = {}
        for code in TYPED:
            initial[code] = texts[code].text if code in texts else ""
            initial[f"{code}-version"] = texts[code].version if code in texts else 0
        form = MunicipalTextsForm(initial=initial)
    return render(
        request,
        "monitoring/municipal.html",
        _page(request, "Отчётная форма")
        | {
            "heading": "Отчётная форма",
            "lead": f"Для муниципалитета, на {ru_date(on)} Имён в форме нет, только числа.",
            "municipal": _form_of(request, on),
            "opened": {code for code, count in COUNTS.items() if count.opens_for(request.access)},
            "on": on,
            "day_form": DayForm(initial={"on": on}),
            "form": form,
        },
        status=status,
    )


def _form_of(request: HttpRequest, on: date) -> MunicipalForm:
    reads = request.access.has(Permission.CATEGORY_VIEW)
    return municipal_form(request.program, on, today=request.today, reads_categories=reads)


def _day(request: HttpRequest) -> date:
    """?on=: a day of the programme's life up to today; anything else is today."""
    form = DayForm(request.GET)
    asked = form.cleaned_data["on"] if form.is_valid() else None
    return min(asked, request.today) if asked else request.today


def _page(request: HttpRequest, last: str = "") -> dict[str, Any]:
    crumbs = [
        ("Главная", program_url(request.program, "programs:dashboard")),
        ("Мониторинг", program_url(request.program, "monitoring:overview")),
        ("Показатели", program_url(request.program, HERE) if last else None),
    ]
    return {
        "crumbs": [*crumbs, (last, None)] if last else crumbs,
        "tabs": room_tabs("monitoring", request.access, request.today, HERE),
    }
