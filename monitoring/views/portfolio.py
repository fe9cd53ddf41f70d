"""The mentor's portfolio on paper: for who sees him in the base, and for himself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from monitoring.portfolio import portfolio_of
from participants.models import Person
from programs.services.documents import signatory


@require_safe
@requires(Permission.PAIR_VIEW)
def portfolio_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.access), pk=pk)
    found = portfolio_of(person, request.today)
    if found is None or not (request.access.has(Permission.BASE_VIEW) or person.user_id == request.user.pk):
        raise Http404
    context = {
        "school": request.school,
        "portfolio": found,
        "signer": signatory(request.program, request.today),
        "on": request.today,
    }
    return pdf_response(
        render_pdf("reports/portfolio.html", context), f"Портфолио наставника {person.short_name}.pdf"
    )
