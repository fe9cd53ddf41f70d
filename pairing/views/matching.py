"""«Подбор пар»: readiness, the run, its stored variants side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, ru_date, surname_initials
from pairing.forms_matching import RunForm, choose_form
from pairing.models import MatchingRun
from pairing.readiness import readiness_of
from pairing.run_pages import compared, run_view
from pairing.services.matching_input import read_input
from pairing.services.matching_runs import apply_run, board_run, fingerprint, run_and_place, settings_used
from pairing.services.matching_settings import engine_settings, settings_of
from pairing.views.common import url
from programs.lists import page_of
from programs.models import MentoringForm
from programs.services.audit import Refusal
from programs.tenancy import program_url

NAME = "Подбор пар"


def active_forms(request: HttpRequest) -> list[MentoringForm]:
    return list(
        MentoringForm.objects.filter(program=request.program, is_active=True).select_related(
            "program__school"
        )
    )


def form_asked(request: HttpRequest) -> tuple[MentoringForm | None, list[MentoringForm]]:
    forms = active_forms(request)
    return choose_form(request.POST if request.method == "POST" else request.GET, forms), forms


def room(request: HttpRequest, here: str, form: MentoringForm | None) -> list[dict[str, Any]]:
    query = f"?form={form.pk}" if form else ""
    return [
        {"label": label, "url": url(request, name) + query, "active": name == here}
        for label, name in (
            ("Готовность", "matching_home"),
            ("Доска", "matching_board"),
            ("Варианты", "matching_runs"),
        )
    ]


def form_links(
    request: HttpRequest, here: str, form: MentoringForm | None, forms: list[MentoringForm]
) -> Any:
    """Links from form to form when there are several."""
    if len(forms) < 2:
        return []
    return [
        {"label": one.title, "url": f"{url(request, here)}?form={one.pk}", "active": one == form}
        for one in forms
    ]


def crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(NAME, url(request, "matching_home") if more else ""), *more]


@require_GET
@requires(Permission.PAIR_EDIT)
def matching_home(request: HttpRequest) -> HttpResponse:
    form, forms = form_asked(request)
    context: dict[str, Any] = {
        "heading": NAME,
        "crumbs": crumbs(request),
        "room": room(request, "matching_home", form),
        "form_links": form_links(request, "matching_home", form, forms),
        "form": form,
    }
    if form is not None:
        saved = settings_of(request.program)
        settings = engine_settings(saved, mode="all", seed=1)
        report = readiness_of(read_input(form, request.today), settings, request.access, request.today)
        context |= {
            "lead": f"{form.title}: кто готов к подбору, кто нет и почему.",
            "report": report,
            "figures": _figures(request, report),
            "run_form": RunForm(),
            "run": board_run(form),
            "is_open": request.program.is_open,
            "can_set": request.access.has(Permission.SETTINGS_EDIT),
        }
    return render(request, "pairing/matching_home.html", context)


def _figures(request: HttpRequest, report: Any) -> list[dict[str, Any]]:
    base = {name: url_of_base(request, name) for name in ("mentor", "mentee")}
    form = report.form.pk
    return [
        {
            "label": "Готовы наставники",
            "value": report.able_mentors,
            "of": report.mentors,
            "url": f"{base['mentor']}?form={form}&ready=yes",
            "note": f"мест для новых пар: {report.places}",
        },
        {
            "label": "Ждут наставника",
            "value": report.waiting,
            "of": report.mentees,
            "url": f"{base['mentee']}?form={form}&pair=no",
            "missing": f"не хватит мест: {report.short_of}" if report.short_of else "",
            "note": "" if report.short_of else "мест хватает",
        },
        {
            "label": "Уже на доске",
            "value": report.on_board,
            "url": f"{url(request, 'matching_board')}?form={form}",
            "note": "в незакреплённых черновиках, подбор их учтёт",
        },
        {
            "label": "Подбирать не с кем",
            "value": len(report.impossible),
            "url": "#impossible" if report.impossible else "",
            "note": "ни один наставник не подходит по правилам" if report.impossible else "таких нет",
        },
    ]


def url_of_base(request: HttpRequest, name: str) -> str:
    return program_url(request.program, f"participants:{name}_list")


@require_POST
@requires(Permission.PAIR_EDIT)
def matching_run(request: HttpRequest) -> HttpResponse:
    """Match; an empty board gets the result at once, otherwise the variant is shown beside what stands there."""
    form, _ = form_asked(request)
    if form is None:
        raise Http404
    asked = RunForm(request.POST)
    home = f"{url(request, 'matching_home')}?form={form.pk}"
    if not asked.is_valid():
        messages.error(request, "Выберите, как подбирать: охватить всех или только хорошие пары.")
        return redirect(home)
    try:
        ran = run_and_place(form=form, on=request.today, by=request.user, **asked.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(home)
    run = ran.run
    page = url(request, "matching_run_detail", pk=run.pk)
    if not ran.is_new:
        messages.info(
            request,
            f"Данные не изменились с варианта {run.number}: подбор даст то же самое. "
            "Чтобы получить другой план, измените данные, настройки или бросьте жребий заново.",
        )
        return redirect(page)
    if run.applied_at is not None and run.placed:
        messages.success(request, f"Вариант {run.number} на доске: {_outcome(run)}.")
        return redirect(f"{url(request, 'matching_board')}?form={form.pk}")
    return redirect(page)


def _outcome(run: MatchingRun) -> str:
    placed = counted(run.placed, "человек", "человека", "человек")
    return f"с наставником {placed}, без пары {run.unplaced}"


def find_run(request: HttpRequest, pk: int) -> MatchingRun:
    runs = MatchingRun.objects.filter(program=request.program)
    return get_object_or_404(runs.select_related("form", "created_by", "program__school"), pk=pk)


@require_GET
@requires(Permission.PAIR_EDIT)
def matching_runs(request: HttpRequest) -> HttpResponse:
    form, forms = form_asked(request)
    runs = MatchingRun.objects.filter(program=request.program, form=form).select_related("created_by")
    page = page_of(request, runs.defer("result", "people"))
    now = board_run(form) if form else None
    return render(
        request,
        "pairing/matching_runs.html",
        {
            "heading": "Варианты подбора",
            "lead": "Каждый подбор хранится с настройками, людьми и итогом: его можно открыть и сравнить.",
            "crumbs": crumbs(request, ("Варианты", "")),
            "room": room(request, "matching_runs", form),
            "form_links": form_links(request, "matching_runs", form, forms),
            "form": form,
            "rows": [_run_row(request, run, now) for run in page.object_list],
            "page_obj": page,
            "total": page.paginator.count,
        },
    )


def _run_row(request: HttpRequest, run: MatchingRun, now: MatchingRun | None) -> dict[str, Any]:
    return {
        "run": run,
        "is_on_board": now is not None and run.pk == now.pk,
        "url": url(request, "matching_run_detail", pk=run.pk),
        "when": timezone.localtime(run.created_at),
        "by": surname_initials(str(run.created_by)),
    }


@require_GET
@requires(Permission.PAIR_EDIT)
def matching_run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = find_run(request, pk)
    now = board_run(run.form)
    other = request.GET.get("with", "")
    others = list(MatchingRun.objects.filter(form=run.form).exclude(pk=run.pk).defer("result", "people")[:20])
    default = now if now is not None and now.pk != run.pk else (others[0] if others else None)
    beside = next((one for one in others if str(one.pk) == other), default)
    found = read_input(run.form, request.today)
    is_fresh = run.input_hash == fingerprint(found.problem(), settings_used(run))
    when = timezone.localtime(run.created_at)
    return render(
        request,
        "pairing/matching_run.html",
        {
            "heading": f"Вариант {run.number}",
            "lead": f"{run.form.title} · «{run.get_mode_display().capitalize()}» · {ru_date(when.date())}, "
            f"{when:%H:%M} · {surname_initials(str(run.created_by))}",
            "crumbs": crumbs(
                request,
                ("Варианты", f"{url(request, 'matching_runs')}?form={run.form_id}"),
                (f"Вариант {run.number}", ""),
            ),
            "run": run,
            "view": run_view(run),
            "is_on_board": now is not None and now.pk == run.pk,
            "is_fresh": is_fresh,
            "board_id": now.pk if now else "",
            "board_url": f"{url(request, 'matching_board')}?form={run.form_id}",
            "others": others,
            "beside": beside,
            "changes": compared(MatchingRun.objects.get(pk=beside.pk), run) if beside else None,
            "is_open": request.program.is_open,
        },
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def matching_apply(request: HttpRequest, pk: int) -> HttpResponse:
    run = find_run(request, pk)
    shown = request.POST.get("board", "")
    try:
        apply_run(
            run=run,
            shown_board=int(shown) if shown.isdecimal() else None,
            on=request.today,
            by=request.user,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "matching_run_detail", pk=pk))
    messages.success(request, f"Вариант {run.number} на доске: {_outcome(run)}.")
    return redirect(f"{url(request, 'matching_board')}?form={run.form_id}")
