from __future__ import annotations

import pytest


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
