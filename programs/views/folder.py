"""«По этапам»: which papers of the year are there; chosen papers as one PDF, the whole folder as a ZIP."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.templatetags.ui import state_badge
from programs.folder import BY_HAND, MISSING, NOT_NEEDED, THERE, TO_SIGN, papers_by_stage
from programs.jobs_folder import order_folder, order_print
from programs.lists import row_ids
from programs.services.audit import Refusal
from programs.services.batches import own_batches
from programs.tables import document_badge
from programs.views.papers_common import tabs_of, url_of

BADGES = {
    THERE: state_badge("ok", "есть"),
    TO_SIGN: state_badge("wait", "к подписи"),
    MISSING: state_badge("warn", "нет"),
    NOT_NEEDED: state_badge("none", "не нужен"),
    BY_HAND: state_badge("none", "на бумаге"),
}


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_folder(request: HttpRequest) -> HttpResponse:
    stages = papers_by_stage(request.access, request.today)
    there, wanted = sum(stage.there for stage in stages), sum(stage.wanted for stage in stages)
    return render(
        request,
        "programs/document_folder.html",
        {
            "heading": "Документы по этапам",
            "lead": f"Есть {there} из {wanted} видов документов, которые ждут от программы за год.",
            "tabs": tabs_of(request, "document_folder"),
            "stages": [
                {
                    "stage": stage,
                    "lines": [(line, BADGES[line.state]) for line in stage.lines],
                    "more": [
                        (row, url_of(request, "document_detail", pk=row.pk), document_badge(row))
                        for row in stage.more
                    ],
                }
                for stage in stages
                if stage.lines or stage.more
            ],
            "batches": own_batches(request.access, timezone.now(), "folder", "documents_print"),
            "can_take": request.access.has(Permission.DOCUMENT_PREPARE),
        },
    )


@require_POST
@requires(Permission.DOCUMENT_PREPARE)
def folder_order(request: HttpRequest) -> HttpResponse:
    try:
        batch = order_folder(access=request.access, on=request.today)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url_of(request, "document_folder"))
    return redirect(url_of(request, "batch_detail", pk=batch.pk))


@require_POST
@requires(Permission.DOCUMENT_VIEW)
def documents_print(request: HttpRequest) -> HttpResponse:
    ids = row_ids(request.POST.getlist("ids"))
    try:
        batch = order_print(program=request.program, ids=ids, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url_of(request, "document_list"))
    return redirect(url_of(request, "batch_detail", pk=batch.pk))
