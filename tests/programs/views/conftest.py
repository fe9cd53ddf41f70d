from __future__ import annotations

import pytest

from programs import context
from programs.registries import approvals


@pytest.fixture
def bare_shell(monkeypatch):
    """No counts in the menu, nothing in the queue: what a page costs is then its own."""
    monkeypatch.setattr(context, "NAV", [])
    monkeypatch.setattr(approvals, "APPROVALS", [])
