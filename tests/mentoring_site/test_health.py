import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mentoring_site import health


def test_healthz_answers_without_the_database(client):
    response = client.get("/healthz")  # the database is closed to a test that does not ask for it

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_migrated_database_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "problems": []})


@pytest.mark.django_db
def test_readyz_pending_migration_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"ready": False, "problems": ["migrations"]})
    assert response.headers["Retry-After"] == "10"


@pytest.mark.django_db
def test_readyz_full_disk_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 10**18)

    assert client.get("/readyz").json() == {"ready": False, "problems": ["disk"]}
