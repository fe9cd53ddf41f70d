"""Parts of the public pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class PublicSection:
    """A part of `/public/<school>/`. context: (program, on) -> values of the template, None: nothing to show.

    The template is plain semantic HTML without our classes' meaning, since it is pasted into other sites as well.
    """

    code: str
    order: int
    title: str
    template: str
    context: Callable[[Any, date], dict[str, Any] | None]


PUBLIC_SECTIONS: list[PublicSection] = []

# Withdrawn consent to publication: (person, on, by) inside the withdrawal's transaction; takes what is shown off.
PUBLICATION_WITHDRAWN: list[Callable[[Any, date, Any], None]] = []
