"""Applications of a contest: a new one, its page, the decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from monitoring.enums import ContestState, EntryState
from monitoring.forms_entries import EntryForm, EntryTextForm
from monitoring.models import Contest, ContestEntry
from monitoring.services import contests as life
from monitoring.services.contest_results import nominee_words
from monitoring.tables_recognition import entry_row
from monitoring.transitions import ENTRY_MOVES
from monitoring.views.award_common import act, form_page, may_edit, once, page, saved, stored_file, url
from monitoring.views.contests import get_contest
from programs.services.audit import Refusal


@requires(Permission.RECOGNITION_EDIT)
def contest_entry_add(request: HttpRequest, pk: int) -> HttpResponse:
    contest = get_contest(request, pk)
    here = url(request, "contest_detail", pk=pk)
    if request.method != "POST":  # what has been typed on the last evening stays in the form, with the reason
        try:
            life.refuse_entries(contest, request.today)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(here)
    form = EntryForm(request.POST or None, request.FILES or None, contest=contest)
    status = 200
    if request.method == "POST":
        status = saved(form, lambda: once(request, lambda: _add(request, contest, form)))
        if not status:
            messages.success(request, "Заявка подана.")
            return redirect(here)
    return form_page(
        request, form, "Новая заявка", "Подать заявку", (contest.title, here), status=status, is_new=True
    )


def _add(request: HttpRequest, contest: Contest, form: EntryForm) -> ContestEntry:
    return life.add_entry(
        contest=contest,
        nomination=form.cleaned_data["nomination"],
        mentor=form.cleaned_data.get("mentor"),
        pair=form.cleaned_data.get("pair"),
        text=form.cleaned_data["text"],
        on=request.today,
        by=request.user,
        file=form.files_given()["file"],
    )


@requires(Permission.RECOGNITION_VIEW)
def contest_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One application; while the contest takes them, whoever edits the room may correct the words."""
    entry = get_entry(request, pk)
    here = url(request, "contest_detail", pk=entry.contest_id)
    can_write = may_edit(request) and entry.contest.state == ContestState.OPEN
    is_sent = can_write and request.method == "POST"
    form = EntryTextForm(request.POST if is_sent else None, request.FILES if is_sent else None, entry=entry)
    status = 200
    if form.is_bound:
        status = saved(
            form,
            lambda: life.edit_entry(
                entry=entry,
                text=form.cleaned_data["text"],
                shown_version=form.cleaned_data["version"] or 0,
                by=request.user,
                file=form.files_given()["file"],
            ),
            lambda: get_entry(request, pk).version,
        )
        if not status:
            messages.success(request, "Заявка исправлена.")
            return redirect(url(request, "contest_entry", pk=pk))
    return render(
        request,
        "monitoring/contest_entry.html",
        page(
            request,
            nominee_words(entry),
            (entry.contest.title, here),
            entry=entry,
            badge=entry_row(entry)["badge"],
            lead=f"Номинация «{entry.nomination}»",
            form=form if can_write else None,
            file_url=url(request, "contest_entry_download", pk=pk) if entry.file_id else "",
            may_admit=can_write and entry.state in (EntryState.SUBMITTED, EntryState.DECLINED),
            decline_hidden=[("state", EntryState.DECLINED)],
            may_decline=can_write and entry.state in (EntryState.SUBMITTED, EntryState.ADMITTED),
        ),
        status=status or 200,
    )


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def contest_entry_download(request: HttpRequest, pk: int) -> HttpResponse:
    return stored_file(get_entry(request, pk).file_id)


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def contest_entry_decide(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_entry(request, pk)
    state = request.POST.get("state", "")
    here = url(request, "contest_detail", pk=entry.contest_id)
    if state not in ENTRY_MOVES:
        messages.error(request, "Такого решения нет. Обновите страницу.")
        return redirect(here)
    return act(
        request,
        lambda: life.decide_entry(
            entry=entry, state=state, reason=request.POST.get("reason", ""), by=request.user
        ),
        f"Заявка {EntryState(state).label}.",
        here,
    )


def get_entry(request: HttpRequest, pk: int) -> ContestEntry:
    rows = ContestEntry.objects.filter(contest__program=request.program)
    rows = rows.select_related("contest__program__school", "nomination", "mentor__person", "submitted_by")
    rows = rows.select_related("pair__mentor__person", "file").defer("file__content")
    return get_object_or_404(rows, pk=pk)
