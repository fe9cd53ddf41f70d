"""The moment that a change is written with: now, but for the demo, whose story happened before.

Rows of the journal are append-only, so their time must be right when they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from mentoring_site import clock

_story: ContextVar[Callable[[], datetime] | None] = ContextVar("story", default=None)


def moment() -> datetime:
    story = _story.get()
    return clock.now() if story is None else story()


@contextmanager
def told_by(clock: Callable[[], datetime]) -> Iterator[None]:
    """Inside, every change bears the moment that the clock gives.

    For roadmap/demo alone, which no request reaches; tests/test_layers.py lets nobody else import it.
    """
    token = _story.set(clock)
    try:
        yield
    finally:
        _story.reset(token)
