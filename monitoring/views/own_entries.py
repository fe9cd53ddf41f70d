"""«Конкурсы для наставников»: where a mentor may apply himself, and what he has applied with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from monitoring.enums import ContestState, EntryState
from monitoring.forms_entries import EntryTextForm, OwnEntryForm
from monitoring.models import Contest, ContestEntry
from monitoring.services import own_entries as own
from monitoring.services.contest_results import nominee_words
from monitoring.tables_recognition import entry_row
from monitoring.transitions import ENTRY_MOVES
from monitoring.views.award_common import act, crumbs, once, saved, stored_file, url

TITLE = "Конкурсы для наставников"


@require_safe
@requires(Permission.CONTEST_APPLY)
def own_contests(request: HttpRequest) -> HttpResponse:
    mentor = own.own_mentor(request.program, request.user)
    contests = list(own.contests_for_own(request.program, request.today))
    choices = own.own_choices(contests, mentor) if mentor else {}
    return render(
        request,
        "monitoring/own_contests.html",
        {
            "heading": TITLE,
            "lead": "Расскажите о своей работе: заявки читает жюри школы.",
            "crumbs": crumbs(request, (TITLE, "")),
            "is_mentor": mentor is not None,
            "contests": [{"contest": one, "is_free": bool(choices.get(one.pk))} for one in contests],
            "entries": [
                entry_row(entry) | {"url": url(request, "own_entry", pk=entry.pk)}
                for entry in own.own_entries(request.program, request.user)
            ],
        },
    )


@requires(Permission.CONTEST_APPLY)
def own_entry_add(request: HttpRequest, pk: int) -> HttpResponse:
    is_sent = request.method == "POST"
    # What has been typed on the last evening is not lost to a 404 after midnight: the service says why it is late.
    rows = Contest.objects.filter(program=request.program, takes_own=True).exclude(state=ContestState.DRAFT)
    contest = get_object_or_404(
        rows if is_sent else own.contests_for_own(request.program, request.today), pk=pk
    )
    mentor = own.own_mentor(request.program, request.user)
    choices = own.own_choices([contest], mentor, with_taken=is_sent)[pk] if mentor else []
    here = url(request, "own_contests")
    form = OwnEntryForm(request.POST or None, request.FILES or None, choices=choices)
    status = 200
    if is_sent:
        status = saved(form, lambda: once(request, lambda: _apply(request, contest, form)))
        if not status:
            messages.success(request, "Заявка подана. Её прочтёт куратор, потом жюри.")
            return redirect(here)
    elif not choices:
        messages.info(
            request, "Подать ещё одну заявку на этот конкурс нельзя: свободных номинаций у вас нет."
        )
        return redirect(here)
    return render(
        request,
        "monitoring/own_entry_add.html",
        {
            "heading": "Заявка на конкурс",
            "lead": f"«{contest.title}»",
            "crumbs": crumbs(request, (TITLE, here), ("Заявка", "")),
            "form": form,
            "contest": contest,
            "criteria": list(contest.criteria.all()),
            "back_url": here,
            "back_label": TITLE,
        },
        status=status or 200,
    )


def _apply(request: HttpRequest, contest: Contest, form: OwnEntryForm) -> ContestEntry:
    chosen = form.chosen()
    return own.apply_oneself(
        contest=contest,
        nomination=chosen.nomination,
        pair=chosen.pair,
        text=form.cleaned_data["text"],
        on=request.today,
        by=request.user,
        file=form.files_given()["file"],
    )


@requires(Permission.CONTEST_APPLY)
def own_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, and corrected until somebody decides on it."""
    entry = _found(request, pk)
    fixed = own.why_fixed(entry, request.today)
    is_sent = request.method == "POST"
    form = EntryTextForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, entry=entry, is_own=True
    )
    here, status = url(request, "own_entry", pk=pk), 200
    if is_sent:
        status = saved(
            form,
            lambda: own.edit_own(
                entry=entry,
                text=form.cleaned_data["text"],
                shown_version=form.cleaned_data["version"] or 0,
                on=request.today,
                by=request.user,
                file=form.files_given()["file"],
            ),
            lambda: _found(request, pk).version,
        )
        if not status:
            messages.success(request, "Заявка исправлена.")
            return redirect(here)
    back = url(request, "own_contests")
    return render(
        request,
        "monitoring/own_entry.html",
        {
            "heading": f"Заявка: {nominee_words(entry)}",
            "lead": f"«{entry.contest.title}», номинация «{entry.nomination}»",
            "crumbs": crumbs(request, (TITLE, back), ("Заявка", "")),
            "entry": entry,
            "badge": entry_row(entry)["badge"],
            "form": form if not fixed or is_sent else None,
            "fixed": fixed,
            "file_url": url(request, "own_entry_download", pk=pk) if entry.file_id else "",
            "may_withdraw": entry.contest.state == ContestState.OPEN
            and entry.state in ENTRY_MOVES[EntryState.WITHDRAWN],
            "back_url": back,
            "back_label": TITLE,
        },
        status=status or 200,
    )


@require_POST
@requires(Permission.CONTEST_APPLY)
def own_entry_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _found(request, pk)
    return act(
        request,
        lambda: own.withdraw_own(entry=entry, by=request.user),
        "Заявка отозвана.",
        url(request, "own_contests"),
    )


@require_safe
@requires(Permission.CONTEST_APPLY)
def own_entry_download(request: HttpRequest, pk: int) -> HttpResponse:
    return stored_file(_found(request, pk).file_id)


def _found(request: HttpRequest, pk: int) -> ContestEntry:
    return get_object_or_404(own.own_entries(request.program, request.user), pk=pk)
