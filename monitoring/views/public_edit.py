"""«Открытые страницы»: settings, cards of mentors, text for the school's site, publications elsewhere."""

from __future__ import annotations

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from monitoring.forms_public import BlockForm, ElsewhereForm
from monitoring.models import PublicBlock, PublishedElsewhere
from monitoring.public_addresses import public_address, public_path
from monitoring.public_paste import pasted_sections, whole_page
from monitoring.services.publication import (
    block_of,
    letter_words,
    people_behind,
    save_block,
    save_elsewhere,
    to_be_asked,
)
from monitoring.views.award_common import crumbs, once, saved, url
from monitoring.views.public_common import can_edit, public_page


@requires(Permission.PUBLIC_EDIT)
def public_home(request: HttpRequest) -> HttpResponse:
    block = block_of(request.school)
    form = BlockForm(request.POST or None, instance=block, use_required_attribute=False)
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: save_block(
                program=request.program,
                changes=form.cleaned_data,
                shown_version=form.cleaned_data["version"] or 0,
                by=request.user,
            ),
            lambda: block_of(request.school).version,
        )
        if not status:
            messages.success(request, "Открытые страницы настроены.")
            return redirect(url(request, "public_home"))
    address = public_address(request.school)
    return render(
        request,
        "monitoring/public_home.html",
        public_page(request, "public_home")
        | {
            "heading": "Открытые страницы",
            "lead": "Что школа показывает всем, без входа: только с согласия на публикацию.",
            "form": form,
            "shown": block,
            "address": address,
            "path": public_path(request.school),
            "qr": mark_safe(
                segno.make(address, error="m").svg_inline(
                    scale=4, border=1, omitsize=True, svgclass="qr", lineclass=None
                )
            ),
            "is_loopback": settings.SITE_IS_LOOPBACK,
            "is_indexed": settings.PUBLIC_PAGES_INDEXED,
        },
        status=status or 200,
    )


@require_safe
@requires(Permission.PUBLIC_EDIT)
def public_paste(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "monitoring/public_paste.html",
        public_page(request, "public_paste")
        | {
            "heading": "Вставить на сайт школы",
            "lead": "Готовый текст разделов для сайта школы на Госвебе или другой площадке.",
            "parts": pasted_sections(request.program, _shown_block(request), request.today),
        },
    )


@require_safe
@requires(Permission.PUBLIC_EDIT)
def public_paste_file(request: HttpRequest) -> HttpResponse:
    parts = pasted_sections(request.program, _shown_block(request), request.today)
    page = whole_page(f"Наставничество, {request.school.short_name}", parts)
    name = f"Наставничество {request.program.year_label}.html"
    return HttpResponse(
        page,
        content_type="text/html; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _shown_block(request: HttpRequest) -> PublicBlock:
    return block_of(request.school)


@require_safe
@requires(Permission.PUBLIC_EDIT)
def published_list(request: HttpRequest) -> HttpResponse:
    rows = list(
        PublishedElsewhere.objects.filter(program=request.program)
        .select_related("person", "case__pair__mentor__person")
        .prefetch_related("case__pair__members__mentee__person")
    )
    asked = {row.pk for row in to_be_asked(request.program, request.today)}
    return render(
        request,
        "monitoring/published_list.html",
        public_page(request, "published_list")
        | {
            "heading": "На других сайтах",
            "lead": "Где ещё стоит материал о человеке или кейс: чтобы попросить убрать, если согласие отзовут.",
            "rows": [
                {
                    "row": row,
                    "about": row.person.list_name if row.person else f"кейс «{row.case}»",
                    "people": [person.list_name for person in people_behind(row)],
                    "must_ask": row.pk in asked,
                    "letter": letter_words(row, request.school) if row.pk in asked else "",
                }
                for row in sorted(rows, key=lambda row: row.pk not in asked)
            ],
            "can_edit": can_edit(request),
        },
    )


@requires(Permission.PUBLIC_EDIT)
def published_create(request: HttpRequest) -> HttpResponse:
    return _elsewhere(request, None)


@requires(Permission.PUBLIC_EDIT)
def published_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _elsewhere(request, get_object_or_404(PublishedElsewhere, program=request.program, pk=pk))


def _elsewhere(request: HttpRequest, row: PublishedElsewhere | None) -> HttpResponse:
    form = ElsewhereForm(
        request.POST or None, access=request.access, on=request.today, row=row, use_required_attribute=False
    )
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: (
                _save_elsewhere(request, form, row)
                if row
                else once(request, lambda: _save_elsewhere(request, form, None))
            ),
        )
        if not status:
            messages.success(request, "Публикация записана.")
            return redirect(url(request, "published_list"))
    heading = "Публикация на другом сайте"
    return render(
        request,
        "monitoring/published_form.html",
        {
            "heading": heading,
            "lead": str(row.person or f"Кейс «{row.case}»") if row else "",
            "crumbs": crumbs(request, ("На других сайтах", url(request, "published_list")), (heading, "")),
            "form": form,
            "back_url": url(request, "published_list"),
            "back_label": "К списку",
            "is_new": row is None,
        },
        status=status or 200,
    )


def _save_elsewhere(
    request: HttpRequest, form: ElsewhereForm, row: PublishedElsewhere | None
) -> PublishedElsewhere:
    return save_elsewhere(program=request.program, values=form.values(), by=request.user, row=row)
