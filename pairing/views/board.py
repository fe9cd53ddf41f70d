"""The board of pairs and the curator's hand on it; everything is a link or a form, script only saves a reload."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, joined, ru_date, surname_initials
from pairing.board import SUBMITTED, is_stale, make_board
from pairing.enums import PairState
from pairing.explaining import (
    alone_panel,
    candidates_of,
    component_rows,
    cost_in_words,
    may_with_reason,
    pair_panel,
    why_not,
)
from pairing.forms_matching import ReasonForm
from pairing.models import MatchingRun, Pair
from pairing.services.keeping import PairRuleBroken
from pairing.services.matching_edits import choose_mentor, draft_of, lock_draft, look_at_choice, part_draft
from pairing.services.matching_input import Input, open_members, read_input
from pairing.services.matching_runs import board_run, plan_of, settings_used
from pairing.services.matching_settings import engine_settings, settings_of
from pairing.services.plans import submit_plan
from pairing.views.common import find_pair, url
from pairing.views.matching import NAME, crumbs, form_asked, form_links, room
from participants.models import Mentee, Mentor
from programs.lists import row_ids
from programs.models import MentoringForm
from programs.services.audit import Refusal
from programs.tenancy import program_url
from programs.views.acting import act

PANEL = "panel"


@require_GET
@requires(Permission.PAIR_EDIT)
def matching_board(request: HttpRequest) -> HttpResponse:
    """Without script the panel stands on the same page: ?pair= or ?mentee=. htmx asks for it alone."""
    form, forms = form_asked(request)
    context: dict[str, Any] = {
        "heading": NAME,
        "crumbs": crumbs(request, ("Доска", "")),
        "room": room(request, "matching_board", form),
        "form_links": form_links(request, "matching_board", form, forms),
        "form": form,
        "form_id": str(form.pk) if form else "",
        "is_open": request.program.is_open,
    }
    if form is None:
        return render(request, "pairing/matching_board.html", context)
    found = read_input(form, request.today)
    run = board_run(form)
    context |= {"run": run, "panel": _panel(request, found, run)}
    if request.headers.get("HX-Target") == PANEL:
        return render(request, "pairing/_matching_panel.html", context)
    plan = plan_of(run) if run else None
    board = make_board(found, plan)
    context |= {
        "board": board,
        "lead": _lead(form, run),
        "is_stale": run is not None and bool(board.drafts) and is_stale(found, run, plan),
        "drafts": board.drafts,
        "selected": {name: request.GET.get(name, "") for name in ("pair", "mentee")},
        "before": MatchingRun.objects.filter(form=form, number__lt=run.number).first() if run else None,
        "no_consent_url": program_url(request.program, "participants:mentee_list")
        + f"?form={form.pk}&tab=no-consent",
        "home_url": f"{url(request, 'matching_home')}?form={form.pk}",
        "submitted": board.column(SUBMITTED).cards,
    }
    context["heading"] = f"{NAME}: вариант {run.number}" if run else NAME
    return render(request, "pairing/matching_board.html", context)


def _lead(form: MentoringForm, run: MatchingRun | None) -> str:
    if run is None:
        return f"{form.title}. Подбора ещё не было."
    when = timezone.localtime(run.created_at)
    return (
        f"«{run.get_mode_display().capitalize()}» · {ru_date(when.date(), year=False)}, {when:%H:%M} · "
        f"{surname_initials(str(run.created_by))}"
    )


def _settings(form: MentoringForm, run: MatchingRun | None) -> Any:
    if run is not None:
        return settings_used(run)
    return engine_settings(settings_of(form.program), mode="all", seed=1)


def _panel(request: HttpRequest, found: Input, run: MatchingRun | None) -> dict[str, Any] | None:
    """What the address asks about; somebody who has left the board meanwhile opens nothing."""
    pairs, mentees = (row_ids([request.GET.get(name, "")]) for name in ("pair", "mentee"))
    if pairs:
        pair = next((pair for pair in found.pairs if pair.pk == pairs[0]), None)
        if pair is not None:
            settings = settings_used(pair.run) if pair.run else _settings(found.form, run)
            return {"pair": pair_panel(pair, found, settings)}
    if mentees and mentees[0] in found.mentees:
        mentee = mentees[0]
        if not any(m.mentee_id == mentee for pair in found.pairs for m in open_members(pair)):
            return {
                "alone": alone_panel(mentee, found, plan_of(run) if run else None),
                "invite_url": _invite_url(request, found, mentee),
            }
    return None


def _invite_url(request: HttpRequest, found: Input, mentee: int) -> str:
    """Whom to call: teachers for a teacher, senior pupils for a pupil, with the topic that is asked for."""
    kind = found.form.mentor_kind
    query = f"?audience={'teachers' if kind == 'teacher' else 'seniors'}"
    topics = found.mentees[mentee].topics
    if kind == "teacher" and topics:
        query += f"&topic={topics[0][0]}"
    return program_url(request.program, "participants:invite") + query


def _board_url(request: HttpRequest, form_id: int, **query: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in {"form": form_id, **query}.items())
    return f"{url(request, 'matching_board')}?{asked}"


@require_POST
@requires(Permission.PAIR_EDIT)
def matching_lock(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    is_locked = request.POST.get("locked") == "1"
    done = (
        "Пара закреплена: новый подбор её не тронет."
        if is_locked
        else "Пара откреплена: новый подбор может её изменить."
    )
    return act(
        request,
        lambda: lock_draft(pair=pair, is_locked=is_locked, by=request.user),
        done,
        _board_url(request, pair.form_id, pair=pk),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def matching_part(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    board = _board_url(request, pair.form_id)
    members = list(pair.members.all())
    asked = row_ids([request.POST.get("mentee", request.GET.get("mentee", ""))])
    leaver = next((m.mentee for m in members if asked and m.mentee_id == asked[0]), None)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            part_draft(pair=pair, mentee=leaver, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Разъединены: люди снова в колонке «Без пары».")
            return redirect(board)
    names = joined([m.mentee.person.list_name for m in members if leaver in (None, m.mentee)])
    return render(
        request,
        "action_confirm.html",
        {
            "heading": "Разъединить пару?",
            "lead": f"{pair.mentor.person.list_name} — {names}",
            "crumbs": crumbs(request, ("Доска", board), ("Разъединить", "")),
            "back_url": _board_url(request, pair.form_id, pair=pk),
            "back_label": "К доске",
            "consequences": [
                "Место у наставника освободится.",
                "Новый подбор этих двоих вместе не поставит; вручную их соединить можно.",
            ],
            "form": form,
            "hidden": [("mentee", leaver.pk)] if leaver else [],
            "action_label": "Разъединить пару",
            "danger": True,
            "cancel_url": _board_url(request, pair.form_id, pair=pk),
        },
        status=422 if form.errors else 200,
    )


def _find_mentee(request: HttpRequest) -> Mentee:
    asked = row_ids([request.POST.get("mentee", request.GET.get("mentee", ""))])
    rows = Mentee.objects.filter(program=request.program, form__isnull=False).visible_to(request.access)
    return get_object_or_404(
        rows.select_related("person", "form__program__school", "wished_model"), pk__in=asked
    )


def _find_mentor(request: HttpRequest, form: MentoringForm) -> Mentor | None:
    asked = row_ids([request.POST.get("mentor", request.GET.get("mentor", ""))])
    if not asked:
        return None
    rows = Mentor.objects.filter(program=request.program, form=form).visible_to(request.access)
    return get_object_or_404(
        rows.select_related("person", "form__program__school", "program__school"), pk__in=asked
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def matching_choose(request: HttpRequest) -> HttpResponse:
    """?mentee= — whom one could choose; with ?mentor= — what exactly it would mean, then the reason."""
    mentee = _find_mentee(request)
    mentor = _find_mentor(request, mentee.form)
    try:
        if mentor is None:
            return _candidates_page(request, mentee)
        return _choice_page(request, mentor, mentee)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_board_url(request, mentee.form_id))


def _candidates_page(request: HttpRequest, mentee: Mentee) -> HttpResponse:
    found = read_input(mentee.form, request.today)
    if mentee.pk not in found.mentees:
        raise Http404
    pair = draft_of(found, mentee)
    run = board_run(mentee.form)
    rows = candidates_of(found, mentee.pk, _settings(mentee.form, run), [pair.pk] if pair else [])
    board = _board_url(request, mentee.form_id, **({"pair": pair.pk} if pair else {"mentee": mentee.pk}))
    choose = f"{url(request, 'matching_choose')}?mentee={mentee.pk}&mentor="
    return render(
        request,
        "pairing/matching_candidates.html",
        {
            "heading": f"Наставник для: {mentee.person.list_name}",
            "lead": "Сначала те, кого разрешают правила, по баллу. Цена для всего плана — на следующем шаге.",
            "crumbs": crumbs(request, ("Доска", board), ("Выбрать наставника", "")),
            "back_url": board,
            "back_label": "К доске",
            "rows": [
                {
                    "name": party.side.name,
                    "place": party.side.place,
                    "free": max(0, party.side.places - party.side.places_taken),
                    "view": view,
                    "why": why_not(view),
                    "can_choose": view.is_lawful or may_with_reason(view),
                    "is_now": pair is not None and pair.mentor_id == party.side.entry_id,
                    "url": f"{choose}{party.side.entry_id}",
                }
                for party, view in rows
            ],
        },
    )


def _choice_page(request: HttpRequest, mentor: Mentor, mentee: Mentee) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pair = choose_mentor(
                mentor=mentor, mentee=mentee, on=request.today, by=request.user, **form.cleaned_data
            )
        except PairRuleBroken as broken:
            for finding in broken.findings:
                form.add_error(None, finding.sentence)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Пара составлена и закреплена. Остальные черновики пересчитаны.")
            return redirect(_board_url(request, mentee.form_id, pair=pair.pk))
    choice = look_at_choice(mentor=mentor, mentee=mentee, on=request.today)
    board = _board_url(
        request,
        mentee.form_id,
        **({"pair": choice.pair.pk} if choice.pair else {"mentee": mentee.pk}),
    )
    kind, cost = cost_in_words(choice.alternative) if choice.alternative else ("", "")
    return render(
        request,
        "pairing/matching_choice.html",
        {
            "heading": "Выбрать этого наставника?",
            "crumbs": crumbs(request, ("Доска", board), ("Выбрать наставника", "")),
            "back_url": board,
            "back_label": "К доске",
            "mentor": mentor,
            "mentee": mentee,
            "view": choice.view,
            "can_choose": may_with_reason(choice.view),
            "component_rows": component_rows(choice.view.components),
            "cost": {"kind": kind, "words": cost},
            "pair": choice.pair,
            "group": choice.group,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def matching_submit(request: HttpRequest) -> HttpResponse:
    """All drafts of the form as one plan, those that the page showed: a newer one is not sent unseen."""
    form, _ = form_asked(request)
    if form is None:
        raise Http404
    ids = row_ids(request.POST.getlist("ids"))
    pairs = Pair.objects.filter(program=request.program, form=form, pk__in=ids, state=PairState.DRAFT)
    try:
        plan = submit_plan(program=request.program, pairs=pairs, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_board_url(request, form.pk))
    sent = counted(len(plan.rows), "пара", "пары", "пар")
    messages.success(request, f"План № {plan.number} передан директору: {sent}.")
    return redirect(_board_url(request, form.pk))
