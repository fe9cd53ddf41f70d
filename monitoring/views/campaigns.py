"""The room of surveys: the list, one survey with its next step, whom to ask, opening and closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted, number_genitive, ru_date
from monitoring.campaign_texts import by_group, group_of, name_of, note_of
from monitoring.campaigns import IS_ASKED, campaigns_of, in_order, is_over, unanswered_of
from monitoring.enums import CampaignState
from monitoring.forms_campaigns import CampaignForm
from monitoring.models import Campaign
from monitoring.services import campaigns as life
from monitoring.services.campaign_papers import sheets_too_many, sheets_waiting, takes_sheets
from monitoring.services.settings import settings_of
from monitoring.tables_campaigns import (
    EXPORT_HEADER,
    answered_words,
    audience_words,
    campaign_columns,
    export_rows,
    state_of,
)
from participants.models import Questionnaire
from participants.registries import room_tabs
from programs.lists import export_format, page_of, row_ids
from programs.services.audit import Refusal, StaleVersion, claim_key
from programs.tables import shown_rows
from programs.tenancy import program_url

HERE = "monitoring:campaign_list"


def url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"monitoring:{name}", **kwargs)


def may_run(request: HttpRequest) -> bool:
    return request.access.has(Permission.MONITORING_EDIT) and request.program.is_open


def get_campaign(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(campaigns_of(request.program), pk=pk)


def frame(request: HttpRequest, campaign: Campaign | None, last: str) -> dict[str, Any]:
    """Crumbs and the way back of a page below the list."""
    crumbs = [("Мониторинг", url(request, "overview")), ("Опросы", url(request, "campaign_list"))]
    back = url(request, "campaign_list")
    if campaign is not None and last:
        back = url(request, "campaign_detail", pk=campaign.pk)
        crumbs.append((campaign.title, back))
    return {
        "heading": last or campaign.title,
        "crumbs": [*crumbs, (last or campaign.title, "")],
        "back_url": back,
        "back_label": "К опросу" if last and campaign else "Опросы",
        "campaign": campaign,
    }


# --- the list ---------------------------------------------------------------------------------------------


@requires(Permission.MONITORING_VIEW)
def campaign_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, campaigns_of(request.program))
    columns = campaign_columns(request.today)
    return render(
        request,
        "monitoring/camp_list.html",
        {
            "heading": "Опросы",
            "lead": "Кого спросили и сколько ответили. Результаты появятся, когда опрос завершён.",
            "crumbs": [("Мониторинг", url(request, "overview")), ("Опросы", "")],
            "room": room_tabs("monitoring", request.access, request.today, HERE),
            "columns": [column.declared() for column in columns],
            "rows": shown_rows(columns, page, lambda row: url(request, "campaign_detail", pk=row.pk)),
            "page_obj": page,
            "can_run": may_run(request),
            "questionnaires_url": program_url(request.program, "participants:questionnaire_list"),
        },
    )


@requires(Permission.MONITORING_VIEW)
def campaign_export(request: HttpRequest) -> HttpResponse:
    return table_response(
        export_format(request),
        filename="Опросы",
        title=f"Опросы, {request.program.year_label} учебный год",
        header=EXPORT_HEADER,
        rows=export_rows(campaigns_of(request.program), request.today),
    )


# --- one survey -------------------------------------------------------------------------------------------


@requires(Permission.MONITORING_VIEW)
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    is_draft = campaign.state == CampaignState.DRAFT
    unanswered = [] if is_draft else list(unanswered_of(campaign))
    groups = _groups(campaign, unanswered)
    return render(
        request,
        "monitoring/camp_detail.html",
        frame(request, campaign, "")
        | {
            "lead": f"Отвечают {audience_words(campaign)}",
            "badge": state_of(campaign, request.today),
            "facts": _facts(request, campaign),
            "answered": answered_words(campaign),
            "is_draft": is_draft,
            "is_open": campaign.state == CampaignState.OPEN,
            "is_running": campaign.state == CampaignState.OPEN and not is_over(campaign, request.today),
            "is_anonymous": campaign.questionnaire.is_anonymous,
            "can_run": may_run(request),
            "step": _next_step(request, campaign, unanswered) if may_run(request) else None,
            "groups": groups,
            "whole": [group["title"] for group in groups if not group["waiting"]],
            "unanswered": len(unanswered),
            "reached": sum(bool(row.email) for row in unanswered),
            "lacking": _lacking(request, campaign),
            "close_text": _close_text(campaign),
            "too_many": sheets_too_many(campaign),
            "typed_once": sheets_waiting(campaign).count() if takes_sheets(campaign) else 0,
            "invited": _listed(campaign) if is_draft else [],
            "consents_url": program_url(request.program, "participants:consent_list"),
        },
    )


def _facts(request: HttpRequest, campaign: Campaign) -> list[dict[str, Any]]:
    questionnaire = campaign.questionnaire
    preview = program_url(request.program, "participants:questionnaire_preview", pk=questionnaire.pk)
    can_see = request.access.has(Permission.BASE_VIEW)
    return [
        {
            "label": "Анкета",
            "value": f"{questionnaire.title}, версия {questionnaire.edition}",
            "url": preview if can_see else "",
        },
        {"label": "Зачем", "value": campaign.get_purpose_display()},
        {
            "label": "Имя в ответах",
            "value": "нет: кто что ответил, не узнает никто" if questionnaire.is_anonymous else "есть",
        },
        {
            "label": "Последний день",
            "value": ru_date(campaign.closes_on) if campaign.closes_on else "пока не завершите",
        },
    ]


def _close_text(campaign: Campaign) -> str:
    """What closing means; of a nameless survey with few answers also that nobody will ever see them."""
    text = "Ссылки скажут, что опрос закончен, начатые и не отправленные ответы удалятся. Открыть его снова нельзя."
    smallest = settings_of(campaign.program).smallest_group
    if campaign.questionnaire.is_anonymous and campaign.answered < smallest:
        text += (
            f" Ответили {campaign.answered} из {campaign.asked}: результаты без имени показывают от "
            f"{number_genitive(smallest)} ответов. Если листы на бумаге ещё не набраны, сначала наберите их."
        )
    return text


def _groups(campaign: Campaign, unanswered: list[Any]) -> list[dict[str, Any]]:
    """By class: how many of the asked have answered, and who has not."""
    waiting = dict(by_group(unanswered))
    asked: dict[str, int] = {}
    for row in in_order(campaign.invitations.filter(IS_ASKED)):
        asked[group_of(row)] = asked.get(group_of(row), 0) + 1
    return [
        {
            "title": title,
            "asked": total,
            "answered": total - len(waiting.get(title, ())),
            "waiting": [(name_of(row), note_of(row)) for row in waiting.get(title, ())],
        }
        for title, total in asked.items()
    ]


def _lacking(request: HttpRequest, campaign: Campaign) -> list[dict[str, str]]:
    """On the list, but not to be asked by name: the missing paper; empty `why` means it has come meanwhile."""
    if campaign.state == CampaignState.CLOSED:
        return []
    rows = list(life.waiting_of(campaign))
    missing = life.missing_papers(campaign, rows, request.today)
    is_open = campaign.state == CampaignState.OPEN
    return [
        {
            "name": name_of(row),
            "note": note_of(row) or group_of(row),
            "why": missing.get(row.pk, ""),
            "url": program_url(request.program, "participants:person_detail", pk=row.person_id),
        }
        for row in rows
        if row.person_id and (row.pk in missing or is_open)
    ]


def _listed(campaign: Campaign) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (title, [{"pk": row.pk, "name": name_of(row), "note": note_of(row)} for row in rows])
        for title, rows in by_group(list(in_order(campaign.invitations.all())))
    ]


def _next_step(request: HttpRequest, campaign: Campaign, unanswered: list[Any]) -> dict[str, str]:
    """The one primary button: {kind: link, file, post or dialog, label, url, icon}."""
    here = {"pk": campaign.pk}
    if campaign.state == CampaignState.DRAFT:
        if not campaign.invited:
            return _step("link", "Выбрать, кого спросить", url(request, "campaign_people", **here), "users")
        return _step("dialog", "Открыть опрос", "open", "play")
    if campaign.state == CampaignState.CLOSED:
        return _step(
            "link", "Посмотреть результаты", url(request, "survey_results", pk=campaign.pk), "chart-column"
        )
    if not unanswered or is_over(campaign, request.today):
        return _step("dialog", "Завершить опрос", "close", "check")
    if campaign.answered and any(row.email and row.reminded_on != request.today for row in unanswered):
        return _step("post", "Подготовить напоминания", url(request, "campaign_letters", **here), "mail")
    return _step("file", "Напечатать листки", url(request, "campaign_slips_pdf", **here), "printer")


def _step(kind: str, label: str, address: str, icon: str) -> dict[str, str]:
    return {"kind": kind, "label": label, "url": address, "icon": icon}


# --- making and changing ----------------------------------------------------------------------------------


@requires(Permission.MONITORING_EDIT)
def campaign_create(request: HttpRequest) -> HttpResponse:
    offered = life.offered_questionnaires(request.program)
    wanted = row_ids([request.GET.get("questionnaire", "")])
    initial = {"questionnaire": wanted[0]} if wanted else {}
    form = CampaignForm(request.POST or None, questionnaires=offered, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = next(one for one in offered if one.pk == data["questionnaire"])
        if campaign := _create(request, form, chosen):
            messages.success(request, "Опрос подготовлен. Выберите, кого спросить.")
            return redirect(url(request, "campaign_people", pk=campaign.pk))
        if not form.errors:
            messages.info(request, "Этот опрос уже подготовлен: второй раз ничего не добавлено.")
            return redirect(url(request, "campaign_list"))
    return render(
        request,
        "monitoring/camp_form.html",
        frame(request, None, "Новый опрос")
        | {
            "form": form,
            "button": "Выбрать, кого спросить",
            "is_new": True,
            "offered": offered,
            "questionnaires_url": program_url(request.program, "participants:questionnaire_list"),
        },
        status=422 if form.errors else 200,
    )


def _create(request: HttpRequest, form: CampaignForm, questionnaire: Questionnaire) -> Campaign | None:
    """None with an error in the form, or without one for a form that was sent twice."""
    data = form.cleaned_data
    try:
        with transaction.atomic():  # a refused survey gives the form's key back
            if not claim_key(request.POST.get("once", ""), by=request.user):
                return None
            return life.create_campaign(
                program=request.program,
                questionnaire=questionnaire,
                title=data["title"] or questionnaire.title,
                purpose=data["purpose"],
                closes_on=data["closes_on"],
                on=request.today,
                by=request.user,
            )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


@requires(Permission.MONITORING_EDIT)
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    initial = {name: getattr(campaign, name) for name in ("title", "purpose", "closes_on", "version")}
    form, status = CampaignForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                life.change_campaign(
                    campaign=campaign,
                    title=data["title"] or campaign.questionnaire.title,
                    purpose=data["purpose"],
                    closes_on=data["closes_on"],
                    shown_version=data["version"] or 0,
                    on=request.today,
                    by=request.user,
                )
            except StaleVersion as stale:
                form.add_error(None, str(stale))
                form.data = form.data.copy()
                form.data["version"] = str(campaign.version)
                status = 409
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Опрос сохранён.")
                return redirect(url(request, "campaign_detail", pk=pk))
    return render(
        request,
        "monitoring/camp_form.html",
        frame(request, campaign, "Изменить опрос") | {"form": form, "button": "Сохранить опрос"},
        status=status,
    )


@require_POST
@requires(Permission.MONITORING_EDIT)
def campaign_open(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    try:
        found = life.open_campaign(campaign=campaign, on=request.today, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        links = counted(len(found.asked), "ссылка готова", "ссылки готовы", "ссылок готовы")
        messages.success(request, f"Опрос открыт, {links}. Напечатайте листки или подготовьте письма.")
    return redirect(url(request, "campaign_detail", pk=pk))


@require_POST
@requires(Permission.MONITORING_EDIT)
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    try:
        life.close_campaign(campaign=campaign, by=request.user)
        messages.success(request, "Опрос завершён: ссылки больше не принимают ответов.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url(request, "campaign_detail", pk=pk))


@require_POST
@requires(Permission.MONITORING_EDIT)
def campaign_delete(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    try:
        life.delete_campaign(campaign=campaign, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "campaign_detail", pk=pk))
    messages.success(request, "Черновик опроса удалён.")
    return redirect(url(request, "campaign_list"))
