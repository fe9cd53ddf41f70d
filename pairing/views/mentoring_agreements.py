"""Blanks of the agreement of mentor and mentee: one pair, chosen pairs, an empty one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, short_date
from pairing.enums import PairState
from pairing.reports_agreements import TEXT, agreements_html
from pairing.selections import pairs_of
from pairing.views.common import find_pair, url
from programs.lists import row_ids
from programs.tenancy import program_url

PAGES_AT_ONCE = 60
LIVING = (PairState.APPROVED, PairState.ACTIVE)


@require_safe
@requires(Permission.PAIR_EDIT)
def agreements_print(request: HttpRequest) -> HttpResponse:
    """Choose pairs; nothing is written, the blanks are signed by hand."""
    pairs = pairs_of(request.access).in_state(*LIVING).with_people()
    return render(
        request,
        "pairing/agreements_print.html",
        {
            "heading": TEXT.label,
            "lead": TEXT.when,
            "crumbs": [
                ("Документы", program_url(request.program, "programs:document_list")),
                ("Новый документ", program_url(request.program, "programs:paper_kinds")),
                (TEXT.label, ""),
            ],
            "rows": [
                {
                    "pk": pair.pk,
                    "mentor": pair.mentor.person.list_name,
                    "mentees": ", ".join(member.mentee.person.list_name for member in pair.members.all()),
                    "starts": short_date(pair.starts_on) if pair.starts_on else "",
                }
                for pair in pairs
            ],
            "template_url": program_url(request.program, "programs:paper_template_edit", kind=TEXT.code),
        },
    )


@require_safe
@requires(Permission.PAIR_EDIT)
def agreements_pdf(request: HttpRequest) -> HttpResponse:
    """?ids= of ticked pairs; ?empty=1 one blank without names."""
    pairs = []
    if not request.GET.get("empty"):
        ids = row_ids(request.GET.getlist("ids"))
        pairs = list(pairs_of(request.access).in_state(*LIVING).filter(pk__in=ids).with_people())
        if not pairs:
            messages.error(request, "Отметьте пары, для которых нужны соглашения.")
            return redirect(url(request, "mentoring_agreements"))
        if sum(len(pair.members.all()) for pair in pairs) > PAGES_AT_ONCE:
            sheets = counted(PAGES_AT_ONCE, "соглашения", "соглашений", "соглашений")
            messages.error(request, f"За один раз печатается до {sheets}. Отметьте меньше пар.")
            return redirect(url(request, "mentoring_agreements"))
    html = agreements_html(pairs, request.program, request.today)
    return pdf_response(html_to_pdf_in_child(html), "Соглашения о наставничестве.pdf")


@require_safe
@requires(Permission.MEETING_RECORD)
def agreement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    html = agreements_html([pair], request.program, request.today)
    return pdf_response(
        html_to_pdf_in_child(html), f"Соглашение о наставничестве, {pair.mentor.person.last_name}.pdf"
    )
