"""Sheets of honour: one at once, many by the worker, samples to choose a design by."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from monitoring.certificates import UNPRINTED
from monitoring.enums import AwardKind, CertificateDesign
from monitoring.models import Award
from monitoring.reports_awards import TEMPLATE, awards_context, pages_of, sample_page
from monitoring.services.certificates import order_certificates, refuse_unconsented
from monitoring.views.awards import ticked
from programs.services.audit import Refusal
from programs.services.documents import signatory
from programs.tenancy import program_url

SAMPLES = (AwardKind.CERTIFICATE, AwardKind.PARENT_LETTER)


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def award_certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Award.objects.filter(program=request.program).exclude(kind__in=UNPRINTED)
    award = get_object_or_404(rows.select_related("person", "nomination", "order", "entry"), pk=pk)
    try:
        refuse_unconsented([award], request.today)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(program_url(request.program, "monitoring:recognition"))
    pages = pages_of([award], request.program, request.today)
    data = render_pdf(TEMPLATE, awards_context(pages, request.program))
    return pdf_response(data, f"{pages[0].heading}, {award.person.list_name}.pdf")


@require_POST
@requires(Permission.RECOGNITION_VIEW)
def award_certificates(request: HttpRequest) -> HttpResponse:
    """POST ids: the ticked awards, or all that the filter shows."""
    try:
        batch = order_certificates(
            program=request.program, ids=ticked(request), by=request.user, on=request.today
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(program_url(request.program, "monitoring:recognition"))
    return redirect(program_url(request.program, "programs:batch_detail", pk=batch.pk))


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def certificate_designs(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": "Оформление грамот",
        "lead": "Три вида: у каждого своя рамка для грамоты и для письма родителям. Вид выбирают в самом поощрении.",
        "crumbs": [
            ("Главная", program_url(request.program, "programs:dashboard")),
            ("Поощрение", program_url(request.program, "monitoring:recognition")),
            ("Оформление грамот", ""),
        ],
        "designs": [
            {
                "code": design.value,
                "title": design.label.partition(":")[0],
                "text": design.label.partition(": ")[2],
                "samples": [(kind.label, _sample_url(request, design, kind)) for kind in SAMPLES],
            }
            for design in CertificateDesign
        ],
    }
    return render(request, "monitoring/certificate_designs.html", context)


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def certificate_sample_pdf(request: HttpRequest, design: str, kind: str) -> HttpResponse:
    if design not in CertificateDesign.values or kind not in SAMPLES:
        raise Http404
    page = sample_page(design, kind, request.program, signatory(request.program, request.today))
    return pdf_response(render_pdf(TEMPLATE, awards_context([page], request.program)), "Образец.pdf")


def _sample_url(request: HttpRequest, design: str, kind: str) -> str:
    return program_url(request.program, "monitoring:certificate_sample_pdf", design=design, kind=kind)
