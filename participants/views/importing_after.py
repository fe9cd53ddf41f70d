"""After the writing: the result, the rows left out, the file as it came, and taking the table back."""

from __future__ import annotations

from base64 import b64encode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from participants.enums import ImportState
from participants.importing import pages
from participants.importing.undo import touched
from participants.importing.undo import undo as undo_batch
from participants.models import ImportOriginal
from participants.views.importing import elsewhere, own_batch, step_url
from programs.services.audit import Refusal


@require_safe
@requires(Permission.BASE_IMPORT)
def result(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    if gone := elsewhere(request, batch, (ImportState.APPLIED, ImportState.UNDONE)):
        return gone
    context = pages.page(request, base, batch, pages.DONE) | pages.result_page(request, batch)
    return render(request, "participants/import_result.html", context)


@require_safe
@requires(Permission.BASE_IMPORT)
def rejected(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    """Rows that were left out, with the reason: mend them and load this very file."""
    batch = own_batch(request, base, pk)
    if gone := elsewhere(request, batch, (ImportState.APPLIED, ImportState.UNDONE)):
        return gone
    header, rows = batch.summary["header"], batch.summary["rejected"]
    width = max([len(header), *(len(cells) for _, cells, _ in rows)])
    return table_response(
        "xlsx",
        filename=f"Не записано — {batch.file_name.rpartition('.')[0] or batch.file_name}",
        title=f"Строки, которые не записаны: {batch.file_name}",
        header=[*header, *[""] * (width - len(header)), "Почему"],
        rows=[[*cells, *[None] * (width - len(cells)), why] for _, cells, why in rows],
        sheet_name="Не записано",
    )


@require_safe
@requires(Permission.BASE_IMPORT)
def original(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    """The file as it came; only ever as a download, since it is somebody's file."""
    batch = own_batch(request, base, pk)
    kept = get_object_or_404(ImportOriginal.objects.filter(batch=batch))
    return HttpResponse(
        bytes(kept.content),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=batch.file_name),
            "X-Content-Type-Options": "nosniff",
            "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(batch.sha256)).decode()}:",
        },
    )


@require_safe
@requires(Permission.BASE_IMPORT)
def undo_check(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    """What an undo would take back, and which rows it would leave, with the reason of each."""
    batch = own_batch(request, base, pk)
    if gone := elsewhere(request, batch, (ImportState.APPLIED,)):
        return gone
    context = pages.page(request, base, batch, pages.DONE) | pages.undo_page(request, batch, touched(batch))
    return render(request, "participants/import_undo.html", context)


@require_POST
@requires(Permission.BASE_IMPORT)
def undo(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    batch = own_batch(request, base, pk)
    try:
        undo_batch(batch=batch, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(step_url(request, batch, "import_result"))
