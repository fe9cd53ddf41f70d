"""Who is asked in a survey: choosing by class, typed addressees, late-comers, taking somebody out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.enums import CampaignState
from monitoring.forms_campaigns import NO_CLASS, AddresseesForm, WhoForm
from monitoring.models import Campaign
from monitoring.services import campaigns as life
from monitoring.services.campaign_people import (
    Candidate,
    candidates_of,
    is_typed,
    read_addressees,
    suggested_addressees,
)
from monitoring.tables_campaigns import CANDIDATE_COLUMNS, audience_words, candidate_rows
from monitoring.views.campaigns import frame, get_campaign, url
from programs.lists import row_ids
from programs.services.audit import Refusal

PEOPLE = ("человек", "человека", "человек")


@requires(Permission.MONITORING_EDIT)
def campaign_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ask: everybody of the role and form is ticked; late-comers of an open survey come here too."""
    campaign = get_campaign(request, pk)
    if is_typed(campaign):
        return _addressees(request, campaign)
    everybody = candidates_of(campaign)
    classes = _classes(everybody)
    query = request.GET.copy()
    query.setdefault("scope", "pairs" if any(one.is_in_pair for one in everybody) else "base")
    who = WhoForm(query, classes=classes)
    shown = _narrowed(everybody, who)
    chosen: set[str] | None = None
    if request.method == "POST":
        chosen = set(request.POST.getlist("ids"))
        if done := _invite(request, campaign, [one for one in everybody if one.key in chosen]):
            return done
    return render(
        request,
        "monitoring/camp_people.html",
        frame(request, campaign, "Кого спросить")
        | {
            "lead": f"{audience_words(campaign).capitalize()}. Снимите галочки с тех, кого спрашивать не нужно.",
            "who": who,
            "columns": [column.declared() for column in CANDIDATE_COLUMNS],
            "rows": candidate_rows(shown, chosen),
            "is_anybody": bool(everybody),
            "count": counted(len(shown), *PEOPLE),
            "is_open": campaign.state == CampaignState.OPEN,
        },
        status=422 if request.method == "POST" else 200,
    )


def _classes(everybody: list[Candidate]) -> list[tuple[str, str]]:
    found = {str(one.school_class.pk): str(one.school_class) for one in everybody if one.school_class}
    if any(one.school_class is None for one in everybody):
        found[NO_CLASS] = "Взрослые"
    return list(found.items())


def _narrowed(everybody: list[Candidate], who: WhoForm) -> list[Candidate]:
    if not who.is_valid():
        return everybody
    data = who.cleaned_data
    rows = [one for one in everybody if one.is_in_pair] if data["scope"] == "pairs" else everybody
    if data["school_class"] == NO_CLASS:
        return [one for one in rows if one.school_class is None]
    if data["school_class"]:
        return [one for one in rows if one.school_class and str(one.school_class.pk) == data["school_class"]]
    return rows


def _addressees(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    initial = {"lines": suggested_addressees(campaign, request.today)}
    form = AddresseesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            candidates = read_addressees(form.cleaned_data["lines"])
        except Refusal as refusal:
            form.add_error("lines", str(refusal))
        else:
            if done := _invite(request, campaign, candidates):
                return done
    return render(
        request,
        "monitoring/camp_addressees.html",
        frame(request, campaign, "Кого спросить") | {"lead": audience_words(campaign), "form": form},
        status=422 if request.method == "POST" else 200,
    )


def _invite(request: HttpRequest, campaign: Campaign, candidates: list[Candidate]) -> HttpResponse | None:
    """The next page, or None after a refusal, which is said on this one."""
    try:
        found = life.invite(campaign=campaign, candidates=candidates, on=request.today, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    if found.lacking:
        messages.warning(request, f"Без согласия, ссылки не выданы: {counted(len(found.lacking), *PEOPLE)}.")
    if found.asked:
        messages.success(request, f"Ссылки готовы: {counted(len(found.asked), *PEOPLE)}.")
    return redirect(url(request, "campaign_detail", pk=campaign.pk))


@require_POST
@requires(Permission.MONITORING_EDIT)
def campaign_uninvite(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_campaign(request, pk)
    ids = row_ids(request.POST.getlist("ids"))
    try:
        count = life.uninvite(campaign=campaign, ids=ids, by=request.user)
        messages.success(request, f"Из списка убрано: {counted(count, *PEOPLE)}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url(request, "campaign_detail", pk=pk))


# --- opening and closing ----------------------------------------------------------------------------------


@require_POST
@requires(Permission.MONITORING_EDIT)
def campaign_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Links for those whose consent has come meanwhile."""
    campaign = get_campaign(request, pk)
    try:
        found = life.ask_waiting(campaign=campaign, on=request.today, by=request.user)
        messages.success(request, f"Ссылки готовы: {counted(len(found.asked), *PEOPLE)}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url(request, "campaign_detail", pk=pk))
