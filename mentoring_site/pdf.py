"""The one way to a PDF: own templates, own static files, nothing fetched from anywhere else."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string

from .sandbox import SandboxError, run_in_child

BASE_URL = "https://static.invalid/"  # reserved name: resolves to nothing, stands for our static files
STATIC_PREFIX = "/static/"
STYLE_LINK = re.compile(r'<link rel="stylesheet" href="(/static/[^"?]+\.css)">')
CHILD_MEMORY_MB = 1024
CHILD_SECONDS = 60
FONT_FILES_MB = 16  # WeasyPrint unpacks @font-face files into a temporary folder
# NUL, other controls and lone surrogates stop WeasyPrint or the font engine.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class PdfError(Exception):
    """A paper could not be drawn."""


def render_pdf(template_name: str, context: dict[str, Any]) -> bytes:
    """Draw a template of `templates/reports/` as PDF."""
    return html_to_pdf(render_to_string(template_name, context))


def html_to_pdf(html: str) -> bytes:
    """PDF of an HTML page; equal input gives equal bytes. Links to `/static/…` are read from our own files.

    Raises PdfError when the page cannot be drawn.
    """
    # WeasyPrint is slow to load and only papers need it.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    page, sheets = _with_parsed_sheets(UNPRINTABLE.sub("", html))
    try:
        return HTML(string=page, base_url=BASE_URL, url_fetcher=_static_only()).write_pdf(
            stylesheets=sheets, pdf_identifier=b"nastavnik", pdf_tags=True
        )
    except FatalURLFetchingError as error:  # a BaseException: Django could not turn it into a page
        raise PdfError(str(error)) from error


def join_html_to_pdf(parts: Iterable[str], beat: Callable[[int], None] | None = None) -> bytes:
    """One PDF of several HTML pages drawn one by one; beat(number of parts drawn) after each, for a progress bar.

    At least one part. Raises PdfError when a part cannot be drawn.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    drawn: list[Any] = []
    fetcher = _static_only()
    try:
        for number, html in enumerate(parts, start=1):
            page, sheets = _with_parsed_sheets(UNPRINTABLE.sub("", html))
            drawn.append(
                HTML(string=page, base_url=BASE_URL, url_fetcher=fetcher).render(
                    stylesheets=sheets, pdf_tags=True
                )
            )
            if beat is not None:
                beat(number)
        whole = drawn[0].copy([sheet for document in drawn for sheet in document.pages])
        return whole.write_pdf(pdf_identifier=b"nastavnik", pdf_tags=True)
    except FatalURLFetchingError as error:
        raise PdfError(str(error)) from error


def html_to_pdf_in_child(html: str, *, wall_seconds: float = CHILD_SECONDS) -> bytes:
    """html_to_pdf() in a limited child, for long papers: a page may not hold a worker for minutes.

    Only the project's own static folders are visible there. Raises PdfError also when time or memory runs out.
    """
    task = {
        "html": UNPRINTABLE.sub("", html),
        "static_root": str(settings.STATIC_ROOT),
        "static_dirs": [str(folder) for folder in settings.STATICFILES_DIRS],
    }
    try:
        answer = run_in_child(
            "mentoring_site.pdf:draw_in_child",
            json.dumps(task).encode(),
            memory_mb=CHILD_MEMORY_MB,
            cpu_seconds=CHILD_SECONDS,
            wall_seconds=wall_seconds,
            scratch_mb=FONT_FILES_MB,
        )
    except SandboxError as error:
        raise PdfError(str(error)) from error
    return base64.b64decode(answer)


def draw_in_child(payload: bytes) -> str:
    """The child's side: settings of its own with the static folders and nothing else."""
    task = json.loads(payload)
    settings.configure(
        STATIC_ROOT=task["static_root"],
        STATICFILES_DIRS=task["static_dirs"],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    )
    return base64.b64encode(html_to_pdf(task["html"])).decode()


def pdf_response(data: bytes, filename: str, *, inline: bool = True) -> HttpResponse:
    """filename: Russian is fine, with the ending."""
    kind = "inline" if inline else "attachment"
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(filename)}"
    return response


def static_file(url_path: str) -> Path | None:
    """The project's own static file behind `/static/…`, or None: no other path is ever read."""
    if not url_path.startswith(STATIC_PREFIX):
        return None
    name = unquote(url_path.removeprefix(STATIC_PREFIX))
    if ".." in Path(name).parts or name.startswith("/"):
        return None
    found = finders.find(name)
    if found is None:
        root = Path(settings.STATIC_ROOT).resolve()
        collected = (root / name).resolve()
        found = str(collected) if collected.is_relative_to(root) and collected.is_file() else None
    return Path(found) if isinstance(found, str) and Path(found).is_file() else None


def _with_parsed_sheets(html: str) -> tuple[str, list[Any]]:
    """The page without the links to our own style sheets, and these sheets in their order.

    Parsing paper.css anew took a quarter of the time of a short paper. A link to what is not ours stays.
    """
    sheets: list[Any] = []

    def take(link: re.Match[str]) -> str:
        path = static_file(link[1])
        if path is None:
            return link[0]
        sheets.append(_parsed_sheet(link[1], path, path.stat().st_mtime_ns))
        return ""

    return STYLE_LINK.sub(take, html), sheets


@lru_cache(maxsize=16)
def _parsed_sheet(url_path: str, path: Path, changed: int) -> Any:
    """changed: time of the file, so that an edited sheet is read again. The sheet holds no fonts of a document."""
    from weasyprint import CSS

    return CSS(
        string=path.read_text(encoding="utf-8"),
        base_url=urljoin(BASE_URL, url_path),
        url_fetcher=_static_only(),
    )


def _static_only() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticOnly(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"https", "data"}, allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.lower().startswith("data:"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = (
                static_file(parts.path)
                if (parts.scheme, parts.netloc) == ("https", "static.invalid")
                else None
            )
            if path is None:
                raise ValueError("blocked")  # a plain Exception: WeasyPrint notes it and goes on without
            kind = guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return StaticOnly()
