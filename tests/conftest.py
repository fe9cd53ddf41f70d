"""Fixtures and rules that every test shares."""

import gc
import json
import os
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime, time
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import get_ident
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection

# Looking for cycles among a million objects that stay took a quarter of the processor's time of a run.
gc.set_threshold(100_000, 50, 100)
LEFT_OUT = pytest.StashKey[int]()
# A property on a busy machine is slow, not wrong.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
# They go first, in this order (deploy/test.sh hands out files in the order of collection); the demo finds the
# counters of a new database, which walks move.
LONGEST = (
    "/tests/roadmap/test_demo.py",
    "/tests/test_access.py",
    "/tests/e2e/test_pages.py",
    "/tests/roadmap/test_stages.py",
    "/tests/participants/test_special.py",
    "/tests/e2e/",
)
# docs/decisions/0040-tests-on-two-databases.md
WALKED_ON_POSTGRES = {"test_pair_life.py", "test_year.py"}
# Crawls over every page: what they ask is not the database's word.
CRAWLS = {
    "test_health_data_stand_on_no_page_export_paper_search_or_journal",
    "test_no_get_writes_anything",
    "test_every_post_without_the_token_is_refused",
}
ROW_LOCKS_REASON = "SQLite has no row locks: a race test that passes there proves nothing"


def pytest_configure(config: pytest.Config) -> None:
    """Start the run at noon of the schools' day: one that crossed midnight would hold two different «today»."""
    zone = ZoneInfo("Europe/Moscow")
    noon = datetime.combine(datetime.now(zone), time(12), zone)
    clock = time_machine.travel(noon, tick=True)
    clock.start()
    config.add_cleanup(clock.stop)


def pytest_report_header() -> str:
    return f"database: {connection.vendor} ({connection.Database.__name__})"


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose what this database has to prove, and let the longest files begin: short ones fill the end of the run."""
    if connection.vendor == "postgresql":
        kept = [item for item in items if _is_proved_on_postgres(item)]
    else:
        kept = [item for item in items if not item.get_closest_marker("postgres")]
        config.stash[LEFT_OUT] = len(items) - len(kept)
    if left := set(items).difference(kept):
        config.hook.pytest_deselected(items=list(left))
    items[:] = sorted(kept, key=_turn)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end."""
    gc.collect()
    gc.freeze()


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((turn for turn, part in enumerate(LONGEST) if part in path), len(LONGEST))


def _is_proved_on_postgres(item: pytest.Item) -> bool:
    """What asks the database, but pages: tests/test_access.py opens each of them there, with rows behind it."""
    if item.get_closest_marker("postgres"):
        return True
    is_page = item.path.parent.name == "views" or item.path.stem.endswith("_pages") or item.name in CRAWLS
    return _asks_database(item) and not _walked_enough(item) and not is_page


def _walked_enough(item: pytest.Item) -> bool:
    """A browser does not see the database: all walks are made on SQLite, two whole ones here as well."""
    return "/tests/e2e/" in item.path.as_posix() and item.path.name not in WALKED_ON_POSTGRES


def _asks_database(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} tests marked `postgres` left out: {ROW_LOCKS_REASON}")


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings) -> None:
    """Each test writes its files where no other looks."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Counts are kept by the number of the last journal row, and numbers begin anew with every test."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium. Without it browser tests are skipped, in CI they fail."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "Chromium is not installed (Debian: apt-get install chromium)"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def program(db):
    """A running programme with its school's scope open for the whole test."""
    from django_scopes import scope

    from tests.factories import make_program, make_school

    school = make_school()
    with scope(school=school):
        yield make_program(school)


@pytest.fixture
def sign_in(client):
    """sign_in(user) -> a client whose requests come from that user."""

    def enter(user):
        client.force_login(user)
        return client

    return enter


@pytest.fixture(autouse=True)
def _audit_survives_flush(request):
    """Lift the append-only triggers before the tables are emptied; flush's post_migrate restores them."""
    marker = request.node.get_closest_marker("django_db")
    is_flushed = (marker and marker.kwargs.get("transaction")) or (
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if not is_flushed:
        yield
        return
    request.getfixturevalue("_django_db_helper")  # set up first, so torn down (emptied) after us
    yield
    from django.db import connection

    from programs.triggers import drop_audit_triggers

    drop_audit_triggers(connection)


@pytest.fixture(scope="session", autouse=True)
def _drawn_papers(tmp_path_factory) -> Iterator[Callable[[str], bytes]]:
    """html_to_pdf with a memory: equal input gives equal bytes, tests/mentoring_site/test_pdf.py.

    deploy/test.sh gives all workers and both databases one folder to remember in (TEST_PAPERS). Tests of the drawing
    itself have taken the function by its name before, so they draw.
    """
    from mentoring_site import pdf

    folder = Path(os.environ.get("TEST_PAPERS") or tmp_path_factory.mktemp("papers"))
    draw = pdf.html_to_pdf

    def draw_once(html: str) -> bytes:
        kept = folder / sha256(html.encode("utf-8", "surrogatepass")).hexdigest()
        if kept.exists():
            return kept.read_bytes()
        data = draw(html)
        half = kept.with_suffix(f".{os.getpid()}-{get_ident()}")
        half.write_bytes(data)
        half.replace(kept)
        return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "html_to_pdf", draw_once)
        yield draw_once


@pytest.fixture(autouse=True)
def _numbered_anew(monkeypatch) -> None:
    """Makers count from one place in every test, so that a paper on the way to what is asked is drawn once for all.

    What a module makes for all of its tests has lower numbers.
    """
    from tests import factories

    monkeypatch.setattr(factories, "_numbers", count(10_000))


@pytest.fixture
def papers_drawn_once(_drawn_papers, monkeypatch) -> None:
    """For tests that ask for every page many times over: no paper is drawn in a process of its own either.

    The drawing is real; a child gives the same bytes a second later (test_pdf.py, and tests of each room's papers).
    """
    from mentoring_site import pdf

    def draw(target: str, payload: bytes, **limits: float) -> str:
        assert target == "mentoring_site.pdf:draw_in_child"
        return b64encode(_drawn_papers(json.loads(payload)["html"])).decode()

    monkeypatch.setattr(pdf, "run_in_child", draw)


@pytest.fixture
def queries_of():
    """queries_of(client, url) -> how many queries the second visit of a page takes.

    Compared for 1 and 3 rows instead of a literal where the page has the menu: every room adds its count there.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings) -> bool:
    """Begin with a copy of the database that the run has migrated once; PostgreSQL copies it by itself.

    Django migrates the copy too, and finds nothing to do.
    """
    if connection.vendor != "sqlite" or not settings.TEMPLATE:
        return django_db_keepdb
    shutil.copyfile(settings.TEMPLATE, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """End what threads of the live server left open: PostgreSQL drops no database that somebody still uses."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
