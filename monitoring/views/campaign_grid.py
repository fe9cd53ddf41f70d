"""Sheets of a survey that came on paper: one row a sheet, typed twice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.models import Invitation
from monitoring.services.campaign_papers import (
    invited_by_label,
    sheets_too_many,
    sheets_waiting,
    takes_sheets,
    type_sheets,
)
from monitoring.views.campaigns import frame, get_campaign, url
from participants.models import Response
from participants.questionnaires import grid as sheets
from participants.questionnaires.page import questions_of, topics_for
from participants.questionnaires.responses import discard_draft
from participants.views.grid import WORDS, compare_typings, heads_of, shown_row
from programs.lists import row_ids
from programs.services.audit import Refusal

ALSO = "Ответов стало больше, чем приглашённых, на {}. Проверьте, не набран ли какой-то лист дважды."


@requires(Permission.MONITORING_EDIT)
def campaign_grid(request: HttpRequest, pk: int) -> HttpResponse:
    """The first typing. By name: only who was asked and has not answered; without names: a stack of sheets."""
    campaign = get_campaign(request, pk)
    topics = topics_for(campaign.questionnaire)
    questions, invited = questions_of(campaign.questionnaire, topics), invited_by_label(campaign)
    keys = [str(number) for number in range(1, sheets.ROWS + 1)]
    rows: list[sheets.Row] = []
    if request.method == "POST":
        rows = sheets.read_rows(request.POST, keys, questions, topics, invited)
        if made := _type(request, campaign, rows):
            messages.success(
                request, f"Набрано: {counted(len(made), *WORDS)}. Наберите их второй раз для сверки."
            )
            if extra := sheets_too_many(campaign):
                messages.warning(request, ALSO.format(extra))
            return redirect(url(request, "campaign_grid_check", pk=pk))
        if not rows:
            messages.info(request, "Ни одна строка не заполнена: записывать нечего.")
    typed = {row.key: row for row in rows}
    return render(
        request,
        "participants/questionnaire_grid.html",
        frame(request, campaign, "Набор с бумаги")
        | {
            "lead": f"{campaign}: одна строка — один лист, вместо слов — номера. Enter — вниз, Tab — вправо.",
            "questions": heads_of(questions),
            "rows": [shown_row(typed.get(key) or sheets.Row(key), questions) for key in keys],
            "has_errors": any(row.errors for row in rows),
            "people": invited,
            "topics": topics if any(one.kind == "topics" for one in questions) else {},
            "is_open": takes_sheets(campaign),
            "waiting": sheets_waiting(campaign).count(),
            "check_url": url(request, "campaign_grid_check", pk=pk),
        },
        status=422 if any(row.errors for row in rows) else 200,
    )


def _type(request: HttpRequest, campaign: Any, rows: list[sheets.Row]) -> list[Response]:
    try:
        return type_sheets(campaign=campaign, rows=rows, by=request.user, on=request.today)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return []


@requires(Permission.MONITORING_EDIT)
def campaign_grid_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The second typing: what agrees is final, what differs is asked about once more."""
    campaign = get_campaign(request, pk)
    topics = topics_for(campaign.questionnaire)
    questions = questions_of(campaign.questionnaire, topics)
    waiting = list(sheets_waiting(campaign)[: sheets.ROWS])
    rows: dict[str, sheets.Row] = {}
    differing: dict[str, list[sheets.Difference]] = {}
    if request.method == "POST":
        if ids := row_ids([request.POST.get("discard", "")]):
            sheet = get_object_or_404(sheets_waiting(campaign), pk=ids[0])
            try:
                discard_draft(response=sheet, by=request.user)
                messages.success(request, "Лист удалён.")
            except Refusal as refusal:
                messages.error(request, str(refusal))
            return redirect(request.path)
        rows, differing, done = compare_typings(request, waiting, questions, topics)
        if done:
            messages.success(request, f"Записано: {counted(done, *WORDS)}.")
        if not differing and not any(row.errors for row in rows.values()):
            left = sheets_waiting(campaign).exists()
            return redirect(request.path if left else url(request, "campaign_detail", pk=pk))
        waiting = list(sheets_waiting(campaign)[: sheets.ROWS])
    names = _names(campaign, waiting)
    return render(
        request,
        "participants/questionnaire_grid_check.html",
        frame(request, campaign, "Второй набор")
        | {
            "lead": f"«{campaign}»: наберите те же листы ещё раз. Сайт сверит и покажет, что не совпало.",
            "questions": heads_of(questions),
            "rows": [
                shown_row(rows.get(str(one.pk)) or sheets.Row(str(one.pk)), questions)
                | {"who": names[one.pk], "differences": differing.get(str(one.pk), [])}
                for one in waiting
            ],
            "differing": len(differing),
        },
        status=422 if differing or any(row.errors for row in rows.values()) else 200,
    )


def _names(campaign: Any, waiting: list[Response]) -> dict[int, str]:
    """Whose sheet it is; of a nameless one its place in the stack."""
    links = [sheet.link_id for sheet in waiting if sheet.person_id is None and sheet.link_id]
    typed = dict(
        Invitation.objects.filter(campaign=campaign, link__in=links).values_list("link", "addressee")
    )
    return {
        sheet.pk: sheet.person.full_name if sheet.person else typed.get(sheet.link_id) or f"Лист {number}"
        for number, sheet in enumerate(waiting, start=1)
    }
