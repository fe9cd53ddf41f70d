"""Results of a survey, their files, and the texts that the curator reads first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from monitoring.enums import CampaignState, ModerationState
from monitoring.models import Campaign
from monitoring.reports_surveys import results_paper
from monitoring.services.free_answers import DECISIONS, moderate, readable_waiting, waiting_of
from monitoring.survey_page import EXPORT_HEADER, answers_table, export_rows, results_of
from monitoring.survey_sheets import survey_of
from monitoring.views.rooms import page, url
from programs.lists import export_format, page_of
from programs.services.audit import Refusal, record_event
from programs.tenancy import program_url

PER_PAGE = 100


@requires(Permission.MONITORING_VIEW)
def survey_results(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = _get(request, pk)
    results = results_of(campaign, request.access)
    survey_url = program_url(request.program, "monitoring:campaign_detail", pk=campaign.pk)
    return render(
        request,
        "monitoring/survey_results.html",
        page(
            request,
            "Результаты опроса",
            (campaign.title, survey_url),
            campaign=campaign,
            results=results,
            survey=results.survey,
            survey_url=survey_url,
            reads_texts=request.access.has(Permission.MONITORING_EDIT),
            moderation_url=url(request, "moderation_detail", pk=campaign.pk),
        ),
    )


@requires(Permission.MONITORING_VIEW)
def survey_results_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Sums only; held ones in words."""
    campaign = _get(request, pk)
    results = results_of(campaign, request.access)
    rows = (
        export_rows(results)
        if not results.hold
        else [[None, results.hold, *[None] * (len(EXPORT_HEADER) - 2)]]
    )
    return table_response(
        export_format(request),
        filename=f"Результаты опроса {campaign.title}",
        title=f"Результаты опроса «{campaign.title}»",
        header=EXPORT_HEADER,
        rows=rows,
    )


@require_POST
@requires(Permission.MONITORING_EDIT)
def survey_answers_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers by name, noted in the journal; a survey without names has no such file."""
    campaign = _get(request, pk)
    results = results_of(campaign, request.access)
    if results.survey.is_anonymous:
        raise Http404
    header, rows = answers_table(results)
    response = table_response(
        export_format(request),
        filename=f"Ответы по именам {campaign.title}",
        title=f"Ответы на опрос «{campaign.title}» по именам",
        header=header,
        rows=rows,
    )
    record_event(
        "survey.answers_export",
        by=request.user,
        target=campaign,
        program=request.program,
        sentence=f"выгружены ответы на опрос по именам: {counted(len(rows), 'анкета', 'анкеты', 'анкет')}",
    )
    return response


@requires(Permission.MONITORING_VIEW)
def survey_results_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = _get(request, pk)
    paper = results_paper(results_of(campaign, request.access), request.today)
    data = render_pdf("reports/survey_results.html", paper)
    return pdf_response(data, f"Результаты опроса {campaign.title}.pdf")


# --- free texts -------------------------------------------------------------------------------------------


@requires(Permission.MONITORING_EDIT)
def moderation(request: HttpRequest) -> HttpResponse:
    """Surveys whose texts wait; their number only once they may be read."""
    campaigns = (
        Campaign.objects.filter(program=request.program, questionnaire__is_anonymous=True)
        .exclude(state=CampaignState.DRAFT)
        .select_related("questionnaire")
    )
    waiting = readable_waiting(request.program)
    rows = [
        {
            "campaign": campaign,
            "waiting": waiting.get(campaign.pk, 0) if campaign.state == CampaignState.CLOSED else None,
            "url": url(request, "moderation_detail", pk=campaign.pk),
        }
        for campaign in campaigns
    ]
    lead = (
        "Тексты из опросов без имени сначала читаете вы. Пока текст не прочитан, его не видит больше никто."
    )
    return render(
        request, "monitoring/moderation.html", page(request, "Свободные ответы", lead=lead, rows=rows)
    )


@requires(Permission.MONITORING_EDIT)
def moderation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = _get(request, pk)
    if not campaign.questionnaire.is_anonymous:
        raise Http404
    hold = survey_of(campaign).hold_words()
    rows = page_of(request, [] if hold else waiting_of(campaign), PER_PAGE)
    return render(
        request,
        "monitoring/moderation_detail.html",
        page(
            request,
            "Прочитать свободные ответы",
            ("Свободные ответы", url(request, "moderation")),
            (campaign.title, url(request, "survey_results", pk=campaign.pk)),
            lead="Скройте ответ, если в нём названы люди или по нему можно узнать, кто писал. "
            "Ответы стоят по алфавиту, а не по времени.",
            campaign=campaign,
            hold=hold,
            page_obj=rows,
            states=ModerationState,
        ),
    )


@require_POST
@requires(Permission.MONITORING_EDIT)
def moderation_save(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = _get(request, pk)
    decisions = {
        int(name.removeprefix("text-")): value
        for name, value in request.POST.items()
        if name.removeprefix("text-").isdecimal() and len(name) < 24 and value in DECISIONS
    }
    try:
        changed = moderate(campaign=campaign, decisions=decisions, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = counted(changed, "ответ", "ответа", "ответов")
        messages.success(request, f"Решено: {words}." if changed else "Ничего не изменилось.")
    return redirect(url(request, "moderation_detail", pk=pk))


def _get(request: HttpRequest, pk: int) -> Campaign:
    """A survey of this programme that was opened; one in preparation has no results."""
    campaigns = Campaign.objects.filter(program=request.program).exclude(state=CampaignState.DRAFT)
    return get_object_or_404(campaigns.select_related("questionnaire__form", "program__school"), pk=pk)
