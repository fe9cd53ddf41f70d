"""A real Chromium against the live server; a page that breaks its own policy fails the test."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")

PATIENCE = 15_000  # milliseconds: a busy machine is slow, not wrong
playwright.expect.set_options(timeout=PATIENCE)
NARROW_PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# Statuses are noted by note_response; htmx writes these two when a newer choice takes the place of a request.
SILENT = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[object]:
    # Playwright's loop runs in this thread, and Django would refuse its ordinary database calls beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses root, and CI is root
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def _files_are_kept() -> Iterator[None]:
    """A browser keeps static files, as it does in life (WhiteNoise says so), and asks for none twice.

    Without the header it guesses by the age of a file and the clock, and ours stands at noon: after lunch each page
    asked for all its styles anew.
    """
    serve = StaticFilesHandler.serve

    def serve_for_long(handler, request):
        response = serve(handler, request)
        response["Cache-Control"] = "max-age=31536000, immutable"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_for_long)
        yield


@pytest.fixture
def new_page(browser, live_server, _files_are_kept) -> Iterator[object]:
    """`new_page()` opens a page of its own user; `new_page(viewport=NARROW_PHONE)` one of a phone's size.

    What the page writes to the console as an error (a CSP violation, a broken script) or fails to load fails the
    test; the status of the page itself is for the test to judge.
    """
    complaints: list[str] = []
    contexts = []

    def note_console(line):
        if line.type == "error" and not line.text.startswith(SILENT):
            complaints.append(line.text)

    def note_response(response):
        if response.status >= 400 and response.request.resource_type != "document":
            complaints.append(f"{response.status} {response.url}")

    def open_page(*, viewport=DESKTOP, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note_console)
        page.on("response", note_response)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page

    for context in contexts:
        context.close()
    assert complaints == []
