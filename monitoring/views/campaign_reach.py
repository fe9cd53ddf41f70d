"""Reaching those who are asked: letters, texts for chats, slips, blanks, the list of who has not answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, join_html_to_pdf, pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.campaign_texts import by_group, class_text, group_of, name_of, note_of, own_text
from monitoring.campaigns import IS_ASKED, in_order, is_over, unanswered_of
from monitoring.enums import CampaignState
from monitoring.forms_campaigns import NO_CLASS
from monitoring.models import Campaign, Invitation
from monitoring.reports_campaigns import blank_parts, slips_context, unanswered_context
from monitoring.services.campaign_letters import prepare_campaign_letters
from monitoring.views.campaigns import frame, get_campaign, url
from programs.services.audit import Refusal

SLIPS_AT_ONCE = 400
BLANKS_AT_ONCE = 60


@require_POST
@requires(Permission.MONITORING_EDIT)
def campaign_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the outbox, where they are read before sending."""
    campaign = get_campaign(request, pk)
    try:
        done = prepare_campaign_letters(campaign=campaign, on=request.today, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        rest = f" Без почты остались {done.without_email}: им листки." if done.without_email else ""
        letters = counted(done.letters, "письмо", "письма", "писем")
        messages.success(request, f"Подготовлено: {letters}. Прочтите и отправьте их в «Исходящих».{rest}")
    return redirect(url(request, "campaign_detail", pk=pk))


@requires(Permission.MONITORING_EDIT)
def campaign_chat(request: HttpRequest, pk: int) -> HttpResponse:
    """«Скопировать текст для чата»: for a class without anybody's link, for each person with his own."""
    campaign = get_campaign(request, pk)
    wanted = request.GET.get("class", "")
    rows = _still_asked(request, campaign)
    shown = [row for row in rows if _key(row) == wanted] if wanted else []
    asked: dict[str, int] = {}
    for row in in_order(campaign.invitations.filter(IS_ASKED)):
        asked[group_of(row)] = asked.get(group_of(row), 0) + 1
    questions = campaign.questionnaire.questions.count()
    return render(
        request,
        "monitoring/camp_chat.html",
        frame(request, campaign, "Тексты для чатов")
        | {
            "classes": [
                {
                    "key": _key(members[0]),
                    "title": title,
                    "waiting": len(members),
                    "is_shown": _key(members[0]) == wanted,
                    "text": class_text(
                        campaign,
                        title,
                        asked=asked[title],
                        answered=asked[title] - len(members),
                        questions=questions,
                    ),
                }
                for title, members in by_group(rows)
            ],
            "people": [
                {
                    "pk": row.pk,
                    "name": name_of(row),
                    "note": note_of(row),
                    "text": own_text(campaign, row, questions=questions),
                }
                for row in shown
            ],
            "shown": group_of(shown[0]) if shown else "",
        },
    )


@requires(Permission.MONITORING_EDIT)
def campaign_slips_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    rows = _of_class(request, _still_asked(request, campaign))
    if refused := _refused(request, campaign, rows, SLIPS_AT_ONCE, "листков"):
        return refused
    html = render_to_string("reports/campaign_slips.html", slips_context(campaign, rows))
    return pdf_response(html_to_pdf_in_child(html), f"Листки. {campaign.title}.pdf")


@requires(Permission.MONITORING_EDIT)
def campaign_blanks_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheets to fill by hand: with names, or one without to copy."""
    campaign = get_campaign(request, pk)
    is_anonymous = campaign.questionnaire.is_anonymous
    rows = [] if is_anonymous else _of_class(request, list(unanswered_of(campaign)))
    if not is_anonymous and (refused := _refused(request, campaign, rows, BLANKS_AT_ONCE, "бланков")):
        return refused
    return pdf_response(join_html_to_pdf(blank_parts(campaign, rows)), f"Бланки. {campaign.title}.pdf")


@requires(Permission.MONITORING_VIEW)
def campaign_unanswered_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    rows = list(unanswered_of(campaign))
    data = render_pdf("reports/campaign_unanswered.html", unanswered_context(campaign, rows, request.today))
    return pdf_response(data, f"Ещё не ответили. {campaign.title}.pdf")


def _still_asked(request: HttpRequest, campaign: Campaign) -> list[Invitation]:
    """Nobody once the survey has ended: their links would only say so."""
    if campaign.state != CampaignState.OPEN or is_over(campaign, request.today):
        return []
    return list(unanswered_of(campaign))


def _key(row: Invitation) -> str:
    return str(row.school_class_id) if row.school_class_id else NO_CLASS


def _of_class(request: HttpRequest, rows: list[Invitation]) -> list[Invitation]:
    wanted = request.GET.get("class", "")
    return [row for row in rows if _key(row) == wanted] if wanted else rows


def _refused(
    request: HttpRequest, campaign: Campaign, rows: list[Any], most: int, what: str
) -> HttpResponse | None:
    if 0 < len(rows) <= most:
        return None
    messages.error(
        request,
        f"За один раз печатается до {most} {what}, а нужно {len(rows)}. Печатайте по классам: «Тексты и листки по "
        "классам»."
        if rows
        else "Печатать нечего: опрос не идёт или ответили все.",
    )
    return redirect(url(request, "campaign_detail", pk=campaign.pk))
