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
    """Tests that empty the tables afterwards must lift the append-only triggers; flush's post_migrate restores them."""
    yield
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        from django.db import connection

        from programs.triggers import drop_audit_triggers

        drop_audit_triggers(connection)
