"""Long work that makes a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission


@dataclass(frozen=True)
class BatchFile:
    """data: the whole file, ready to be saved. note: what did not get into it, up to 500 characters."""

    name: str
    content_type: str
    data: bytes
    note: str = ""


def _still(batch: Any, access: Access) -> bool:
    return True


@dataclass(frozen=True)
class BatchKind:
    """A kind of long work. build: (batch, on, beat) -> BatchFile; it calls beat(done) with parts made so far.

    It may lower batch.total when less is left to make. Raises Refusal with words for people when nothing can be
    made. permission: who may take the file. may_take: asked with the ready batch and its owner's rights of now, where
    these reach some people of the school only.
    """

    code: str
    label: str  # «Грамоты одним файлом»
    unit: tuple[str, str, str]  # «грамота», «грамоты», «грамот»
    build: Callable[[Any, date, Callable[[int], None]], BatchFile]
    permission: Permission
    url_name: str = ""  # page it was ordered on
    may_take: Callable[[Any, Access], bool] = _still


BATCH_KINDS: dict[str, BatchKind] = {}


def register_batch_kind(*kinds: BatchKind) -> None:
    for kind in kinds:
        BATCH_KINDS[kind.code] = kind
