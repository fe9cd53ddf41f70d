"""Papers of one person: register, withdraw, scans."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.permissions import Permission
from participants.consent_light import light_of, paper_rows, purposes_of
from participants.forms_consents import ScanForm, SinglePaperForm
from participants.models import Consent, Person
from participants.services.consent_scans import attach_scan, open_scan
from participants.services.consent_stack import register_ticked
from participants.services.consent_texts import edition_numbers
from participants.services.consents import withdraw_consent
from participants.signers import signs_in_words
from participants.views.consents_common import blanks_url, crumbs_to, get_person, url_of
from programs.services.audit import Refusal


@requires(Permission.CONSENT_VIEW)
def consent_person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, get_person(request, pk))


@require_POST
@requires(Permission.CONSENT_REGISTER)
def consent_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Register one paper of one person."""
    person = get_person(request, pk)
    form = _form(request, person, request.POST, request.FILES)
    if not form.is_valid():
        return _person_page(request, person, form, status=422)
    try:
        made = register_ticked(
            program=request.program,
            papers=[(person, form.cleaned_data.pop("purpose"))],
            by=request.user,
            once=request.POST.get("once", ""),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _person_page(request, person, form, status=422)
    if made:
        messages.success(request, f"Записано согласие: {made[0].get_purpose_display()}.")
    return redirect(url_of(request, "consent_person", pk=pk))


@require_POST
@requires(Permission.CONSENT_REGISTER)
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    consent = _consent(request, pk)
    try:
        withdraw_consent(
            consent=consent,
            reason=request.POST.get("reason", ""),
            on=request.today,
            by=request.user,
            program=request.program,
        )
        messages.success(
            request, "Согласие отозвано: с сегодняшнего дня данные для этой цели не используются."
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url_of(request, "consent_person", pk=consent.person_id))


@require_POST
@requires(Permission.CONSENT_REGISTER)
def consent_scan_add(request: HttpRequest, pk: int) -> HttpResponse:
    consent = _consent(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["scan"]))
        return redirect(url_of(request, "consent_person", pk=consent.person_id))
    name, data = form.cleaned_data["scan"]
    try:
        attach_scan(consent=consent, program=request.program, name=name, data=data, by=request.user)
        messages.success(request, "Скан приложен. Каждый его просмотр записывается в журнал.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url_of(request, "consent_person", pk=consent.person_id))


@require_POST
@requires(Permission.CONSENT_REGISTER, Permission.PERSON_DESTROY)
def consent_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST, since every look leaves a row in the journal."""
    consent = _consent(request, pk)
    try:
        scan = open_scan(consent=consent, program=request.program, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url_of(request, "consent_person", pk=consent.person_id))
    return download(scan.content, name=scan.file_name, content_type=scan.content_type)


def _consent(request: HttpRequest, pk: int) -> Consent:
    """A paper of somebody whom the user may see in this year's programme."""
    people = Person.objects.visible_to(request.access).filter(enrolments__program=request.program)
    return get_object_or_404(Consent.objects.filter(person__in=people.values("pk")), pk=pk)


def _form(request: HttpRequest, person: Person, *data: object, **options: object) -> SinglePaperForm:
    return SinglePaperForm(
        *data,
        person=person,
        today=request.today,
        purposes=purposes_of(person, keeps_special=request.school.keeps_special_data),
        editions=edition_numbers(),
        **options,
    )


def _person_page(
    request: HttpRequest, person: Person, form: SinglePaperForm | None = None, *, status: int = 200
) -> HttpResponse:
    can_register = request.access.has(Permission.CONSENT_REGISTER) and request.program.is_open
    light = light_of(
        person, person.consents.all(), request.today, keeps_special=request.school.keeps_special_data
    )
    if form is None:
        lacking = [state.purpose for state in light.states if not state.is_valid]
        form = _form(
            request,
            person,
            initial={
                "purpose": lacking[0] if lacking else "",
                "signed_on": request.today,
                "valid_until": request.program.ends,
            },
        )
    return render(
        request,
        "participants/consent_person.html",
        {
            "heading": person.full_name,
            "lead": f"Согласия на обработку персональных данных: {signs_in_words(person, request.today)}.",
            "back_url": url_of(request, "consent_list"),
            "back_label": "Согласия",
            "crumbs": crumbs_to(request, person.full_name),
            "person": person,
            "light": light,
            "papers": paper_rows(person, person.consents.all(), request.today),
            "form": form if can_register else None,
            "can_register": can_register,
            "can_see_scans": request.access.has(Permission.CONSENT_REGISTER)
            or request.access.has(Permission.PERSON_DESTROY),
            "blanks": [
                (state.label, blanks_url(request, [person.pk], state.purpose))
                for state in light.states
                if not state.is_valid
            ],
        },
        status=status,
    )
