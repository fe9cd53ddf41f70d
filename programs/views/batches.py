"""Long work: progress to leave and come back to, the file for its owner alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.permissions import Permission
from programs.enums import BatchState
from programs.models import Batch
from programs.registries.batches import BATCH_KINDS
from programs.services import batches
from programs.services.batches import may_take, own_batches
from programs.tenancy import program_url


@require_safe
@requires(Permission.DASHBOARD_VIEW)
def batch_list(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": "Долгие работы",
        "lead": "Файлы, которые готовятся не сразу. Каждый хранится сутки и удаляется сам.",
        "batches": own_batches(request.access, timezone.now()),
    }
    return render(request, "programs/batch_list.html", context)


@require_safe
@requires(Permission.DASHBOARD_VIEW)
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """htmx asks for the inner part; without a script the page reloads itself."""
    batch = _batch(request, pk)
    kind = BATCH_KINDS[batch.kind]
    name = "_batch" if request.htmx else "batch_detail"
    context = {
        "heading": batch.label,
        "crumbs": [
            ("Главная", program_url(request.program, "programs:dashboard")),
            ("Долгие работы", program_url(request.program, "programs:batch_list")),
            (kind.label, ""),
        ],
        "batch": batch,
        "unit": ",".join(kind.unit),
        "unit_of": ",".join((kind.unit[1], kind.unit[2], kind.unit[2])),  # «из 21 бланка», «из 5 бланков»
        "is_quiet": batch.is_quiet(timezone.now()),
        "can_take": may_take(batch, request.access),
    }
    if kind.url_name:
        context["back_url"], context["back_label"] = program_url(request.program, kind.url_name), "Назад"
    return render(request, f"programs/{name}.html", context)


@require_POST
@requires(Permission.DASHBOARD_VIEW)
def batch_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Do here what no worker does, or try again what broke."""
    batch = _batch(request, pk)
    if batch.is_quiet(timezone.now()) or batch.state == BatchState.FAILED:
        batches.make(batch.pk)
    return redirect(_url(request, batch))


@require_safe
@requires(Permission.DASHBOARD_VIEW)
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if not may_take(batch, request.access):
        return redirect(_url(request, batch))
    return download(batch.content, name=batch.file_name, content_type=batch.content_type)


def _batch(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(own_batches(request.access, timezone.now()), pk=pk)


def _url(request: HttpRequest, batch: Batch) -> str:
    return program_url(request.program, "programs:batch_detail", pk=batch.pk)
