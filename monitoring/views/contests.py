"""Contests: the list, one contest with its next step, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, short_date
from monitoring.enums import ContestAction, ContestState
from monitoring.forms_contest import ContestForm, PlacesForm
from monitoring.jury import EntryTotal, mean_words, proposed_places, ties_of
from monitoring.models import Contest, ContestEntry
from monitoring.recognition_lists import contests_of, entries_of
from monitoring.recognition_words import CONTEST_BADGES
from monitoring.services import contests as life
from monitoring.services.candidates import propose_winners, unhonoured
from monitoring.services.contest_jury import admitted_of, totals_for
from monitoring.services.contest_results import close_contest, nominee_words, refuse_early
from monitoring.tables_recognition import CONTEST_COLUMNS, entry_note, entry_row
from monitoring.transitions import CONTEST_MOVES
from monitoring.views.award_common import act, form_page, may_edit, once, page, saved, url
from programs.services.audit import Refusal
from programs.tables import shown_rows
from programs.tenancy import program_url

CRUMB = "Конкурсы"


@requires(Permission.RECOGNITION_VIEW)
def contest_list(request: HttpRequest) -> HttpResponse:
    rows = list(contests_of(request.program))
    return render(
        request,
        "monitoring/contest_list.html",
        page(
            request,
            CRUMB,
            tab="contest_list",
            lead="Положение, заявки, листы жюри и протокол: «Наставник года», «Лучшая пара», «Наставник+».",
            columns=[column.declared() for column in CONTEST_COLUMNS],
            rows=shown_rows(CONTEST_COLUMNS, rows, lambda row: url(request, "contest_detail", pk=row.pk)),
        ),
    )


@requires(Permission.RECOGNITION_EDIT)
def contest_add(request: HttpRequest) -> HttpResponse:
    form = ContestForm(request.POST or None, program=request.program)
    status = 200
    if request.method == "POST":
        made: list[Contest] = []
        status = saved(form, lambda: made.extend(filter(None, [once(request, lambda: _add(request, form))])))
        if not status:
            if made:
                messages.success(request, "Конкурс подготовлен. Проверьте положение и добавьте жюри.")
                return redirect(url(request, "contest_detail", pk=made[0].pk))
            return redirect(url(request, "contest_list"))
    crumbs = (CRUMB, url(request, "contest_list"))
    return form_page(
        request, form, "Новый конкурс", "Подготовить конкурс", crumbs, status=status, is_new=True
    )


def _add(request: HttpRequest, form: ContestForm) -> Contest:
    return life.add_contest(
        program=request.program,
        values=form.values(),
        nominations=list(form.cleaned_data["nominations"]),
        criteria=form.cleaned_data["criteria"],
        by=request.user,
    )


@requires(Permission.RECOGNITION_EDIT)
def contest_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contest = get_contest(request, pk)
    here = url(request, "contest_detail", pk=pk)
    form = ContestForm(request.POST or None, program=request.program, contest=contest)
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: life.edit_contest(
                contest=contest,
                values=form.values(),
                nominations=list(form.cleaned_data["nominations"]) if "nominations" in form.fields else None,
                criteria=form.cleaned_data.get("criteria"),
                shown_version=form.cleaned_data["version"] or 0,
                by=request.user,
            ),
            lambda: get_contest(request, pk).version,
        )
        if not status:
            messages.success(request, "Конкурс сохранён.")
            return redirect(here)
    return form_page(
        request, form, "Изменить конкурс", "Сохранить конкурс", (contest.title, here), status=status
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def contest_remove(request: HttpRequest, pk: int) -> HttpResponse:
    contest = get_contest(request, pk)
    return act(
        request,
        lambda: life.remove_contest(contest=contest, by=request.user),
        "Черновик конкурса удалён.",
        url(request, "contest_list"),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def contest_move(request: HttpRequest, pk: int) -> HttpResponse:
    contest = get_contest(request, pk)
    action = request.POST.get("action", "")
    if action not in ContestAction.values or action == ContestAction.CLOSE:
        messages.error(request, "Такого шага нет. Обновите страницу.")
        return redirect(url(request, "contest_detail", pk=pk))
    return act(
        request,
        lambda: life.move_contest(contest=contest, action=action, by=request.user),
        f"Готово: {ContestState(CONTEST_MOVES[ContestAction(action)][1]).label}.",
        url(request, "contest_detail", pk=pk),
    )


@requires(Permission.RECOGNITION_VIEW)
def contest_detail(request: HttpRequest, pk: int) -> HttpResponse:
    contest = get_contest(request, pk)
    totals = {one.entry: one for one in totals_for(contest)}
    members = list(contest.jury.select_related("user"))
    for member in members:
        member.dialog = f"return-{member.pk}"
    return render(
        request,
        "monitoring/contest_detail.html",
        page(
            request,
            contest.title,
            (CRUMB, url(request, "contest_list")),
            contest=contest,
            lead=f"Заявки {short_date(contest.opens_on)} – {short_date(contest.closes_on)}, "
            f"итоги {short_date(contest.results_on)}",
            badge=CONTEST_BADGES[ContestState(contest.state)],
            ladder=_ladder(contest),
            step=_step(request, contest) if may_edit(request) else None,
            state=contest.state,
            groups=_groups(request, contest, totals),
            with_marks=contest.state in (ContestState.JUDGING, ContestState.CLOSED),
            members=members,
            final=sum(one.is_final for one in members),
            criteria=list(contest.criteria.all()),
            protocol_url=program_url(request.program, "programs:document_detail", pk=contest.protocol_id)
            if contest.protocol_id
            else "",
            unhonoured=contest.state == ContestState.CLOSED and unhonoured(contest),
            may_redraft=contest.state == ContestState.OPEN,
            may_reopen=contest.state == ContestState.JUDGING,
        ),
    )


@requires(Permission.RECOGNITION_EDIT)
def contest_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Places by the marks; ties wait for the chair's word."""
    contest = get_contest(request, pk)
    here = url(request, "contest_detail", pk=pk)
    try:
        refuse_early(contest)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    totals = totals_for(contest)
    entries = _by_mean(admitted_of(contest), totals)
    ties = ties_of(totals)
    form = PlacesForm(
        request.POST or None, entries=entries, proposed=proposed_places(totals), has_ties=bool(ties)
    )
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: close_contest(
                contest=contest,
                places=form.places(),
                reason=form.cleaned_data["reason"],
                on=request.today,
                by=request.user,
            ),
        )
        if not status:
            messages.success(
                request, "Итоги подведены, протокол подготовлен. Напечатайте его и дайте подписать жюри."
            )
            return redirect(here)
    means = {one.entry: one for one in totals}
    names = {entry.pk: nominee_words(entry) for entry in entries}
    return render(
        request,
        "monitoring/contest_close.html",
        page(
            request,
            "Подвести итоги",
            (contest.title, here),
            form=form,
            rows=[
                {
                    "name": names[entry.pk],
                    "nomination": entry.nomination.title,
                    "mean": mean_words(means[entry.pk].mean),
                    "total": means[entry.pk].total,
                    "spread": means[entry.pk].spread,
                    "field": form[f"p_{entry.pk}"],
                }
                for entry in entries
            ],
            ties=[[names[one.entry] for one in group] for group in ties],
            late=[one.name for one in contest.jury.filter(is_final=False)],
            cancel_url=here,
        ),
        status=status or 200,
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def contest_award(request: HttpRequest, pk: int) -> HttpResponse:
    """Winners become proposed awards, to be named by the director's order."""
    contest = get_contest(request, pk)
    return act(
        request,
        lambda: propose_winners(contest=contest, by=request.user),
        "Награды призёрам предложены. Теперь подготовьте приказ.",
        url(request, "recognition")
        if contest.state == ContestState.CLOSED
        else url(request, "contest_detail", pk=pk),
    )


def get_contest(request: HttpRequest, pk: int) -> Contest:
    return get_object_or_404(contests_of(request.program), pk=pk)


def _by_mean(entries: list[ContestEntry], totals: list[EntryTotal]) -> list[ContestEntry]:
    means = {one.entry: one.mean for one in totals}
    return sorted(
        entries, key=lambda one: (one.nomination.position, one.nomination_id, -(means[one.pk] or 0), one.pk)
    )


def _ladder(contest: Contest) -> list[dict[str, Any]]:
    states = list(ContestState)
    now = states.index(ContestState(contest.state))
    is_over = contest.state == ContestState.CLOSED
    subs = {
        ContestState.OPEN: f"до {short_date(contest.closes_on)}",
        ContestState.CLOSED: f"{'' if is_over else 'до '}{short_date(contest.results_on)}",
    }
    return [
        {
            "label": state.label[:1].upper() + state.label[1:],
            "state": "past" if index < now or is_over else "now" if index == now else "ahead",
            "sub": subs.get(state, ""),
        }
        for index, state in enumerate(states)
    ]


def _step(request: HttpRequest, contest: Contest) -> dict[str, str] | None:
    """The one primary button."""
    move = {"url": url(request, "contest_move", pk=contest.pk), "kind": "post"}
    if contest.state == ContestState.DRAFT:
        return {**move, "action": ContestAction.OPEN, "label": ContestAction.OPEN.label, "icon": "play"}
    if contest.state == ContestState.OPEN:
        if request.today > contest.closes_on:
            return {
                **move,
                "action": ContestAction.JUDGE,
                "label": ContestAction.JUDGE.label,
                "icon": "users",
            }
        return {
            "kind": "link",
            "url": url(request, "contest_entry_add", pk=contest.pk),
            "label": "Подать заявку",
            "icon": "plus",
        }
    if contest.state == ContestState.JUDGING:
        close = url(request, "contest_close", pk=contest.pk)
        return {"kind": "link", "url": close, "label": ContestAction.CLOSE.label, "icon": "award"}
    return None


def _groups(request: HttpRequest, contest: Contest, totals: dict[int, EntryTotal]) -> list[dict[str, Any]]:
    """Applications by nomination, with sums once the jury has marked them."""
    found: dict[int, dict[str, Any]] = {
        honour.pk: {"title": honour.title, "rows": []} for honour in contest.nominations.all()
    }
    for entry in entries_of(contest):
        group = found.setdefault(entry.nomination_id, {"title": entry.nomination.title, "rows": []})
        total = totals.get(entry.pk)
        group["rows"].append(
            entry_row(entry)
            | {
                "url": url(request, "contest_entry", pk=entry.pk),
                "note": entry_note(entry),
                "mean": mean_words(total.mean) if total else "",
                "total": total.total if total else None,
                "spread": total.spread if total else None,
                "missing": counted(total.missing, "лист", "листа", "листов")
                if total and total.missing
                else "",
            }
        )
    for group in found.values():
        group["rows"].sort(key=lambda row: (row["entry"].place or 9, row["name"]))
    return list(found.values())
