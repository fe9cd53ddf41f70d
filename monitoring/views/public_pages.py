"""The open pages `/public/<school>/`: without login, inside the school's scope, only while the school shows them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_scopes import scope

from mentoring_site import clock
from mentoring_site.files import download
from monitoring.cases import CaseView
from monitoring.models import CaseFile, PublicBlock
from monitoring.public_addresses import public_path
from monitoring.public_sections import (
    SWITCHES,
    open_block,
    public_items,
    public_program,
    shown_case,
    shown_photo,
)
from programs.models import Program
from programs.registries.public import PUBLIC_SECTIONS, PublicSection

# Nobody keeps a page longer than it is allowed: whoever withdraws is gone with the next request.
CACHE = "public, max-age=0, must-revalidate"


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view takes (request, program, …). An unknown school and one that shows nothing are the same 404."""

    @wraps(view)
    def opened(request: Any, school: str, *args: Any, **kwargs: Any) -> HttpResponse:
        block = open_block(school)
        if block is None:
            raise Http404
        with scope(school=block.school):
            today = clock.today()
            program = public_program(block.school, today)
            if program is None:
                raise Http404
            request.block, request.today = block, today
            response = view(request, program, *args, **kwargs)
        response.headers["Cache-Control"] = CACHE
        response.headers["Referrer-Policy"] = "same-origin"
        if not settings.PUBLIC_PAGES_INDEXED:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(require_safe(opened))


@open_page
def home(request: Any, program: Program) -> HttpResponse:
    """Every section that has something to show, with the way to its own page."""
    shown = [
        {"section": section, "template": section.template, "values": values, "is_short": True}
        for section in sections_of(request.block)
        if (values := section.context(program, request.today)) is not None
    ]
    return _render(request, program, "public/home.html", {"parts": shown})


def section_page(code: str) -> Callable[..., HttpResponse]:
    @open_page
    def page(request: Any, program: Program) -> HttpResponse:
        section = next((one for one in sections_of(request.block) if one.code == code), None)
        if section is None:
            raise Http404
        values = section.context(program, request.today)
        return _render(
            request,
            program,
            "public/section.html",
            {"section": section, "template": section.template, "values": values, "heading": section.title},
        )

    return page


@open_page
def case(request: Any, program: Program, pk: int) -> HttpResponse:
    view = shown_case(program.school, pk, request.today) if request.block.shows_cases else None
    if view is None:
        raise Http404
    files = _files(view).select_related("file").defer("file__content")
    return _render(
        request, program, "public/case.html", {"view": view, "files": files, "heading": view.case.title}
    )


@open_page
def case_file(request: Any, program: Program, pk: int, file: int) -> HttpResponse:
    view = shown_case(program.school, pk, request.today) if request.block.shows_cases else None
    if view is None:
        raise Http404
    found = get_object_or_404(_files(view).select_related("file"), pk=file)
    return download(found.file.content, name=found.file.file_name, content_type=found.file.content_type)


def _files(view: CaseView) -> QuerySet[CaseFile]:
    return view.case.files.filter(is_public=True) if view.shows_files else CaseFile.objects.none()


@open_page
def library_file(request: Any, program: Program, pk: int) -> HttpResponse:
    if not request.block.shows_library:
        raise Http404
    item = get_object_or_404(public_items(program.school).exclude(file=None), pk=pk)
    return download(item.file.content, name=item.file.file_name, content_type=item.file.content_type)


@open_page
def photo(request: Any, program: Program, pk: int) -> HttpResponse:
    kept = shown_photo(program.school, pk, request.today) if request.block.shows_mentors else None
    if kept is None:
        raise Http404
    return download(kept.content, name=kept.file_name, content_type=kept.content_type)


def sections_of(block: PublicBlock) -> list[PublicSection]:
    """Those that the school has switched on, in their order."""
    found = [one for one in PUBLIC_SECTIONS if one.code not in SWITCHES or getattr(block, SWITCHES[one.code])]
    return sorted(found, key=lambda one: one.order)


def _render(request: Any, program: Program, template: str, values: dict[str, Any]) -> HttpResponse:
    school = program.school
    menu = [(one.title, public_path(school, one.code), one.code) for one in sections_of(request.block)]
    here = request.resolver_match.url_name
    context = {
        "school": school,
        "shown": request.block,
        "menu": [{"title": title, "url": url, "is_here": code == here} for title, url, code in menu],
        "home_url": public_path(school),
        "is_home": here == "home",
        "is_indexed": settings.PUBLIC_PAGES_INDEXED,
        "heading": "Наставничество в нашей школе",
        **values,
    }
    return render(request, template, context)
