"""Content of orders as data: acts for «На основании …»."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Act:
    code: str
    label: str  # for the tick
    text: str  # genitive, as the order prints it
    only: str = ""  # kind of mentees («teacher») for whose pairs alone it is offered

    def suits(self, kinds: set[str]) -> bool:
        return not self.only or self.only in kinds


@cache
def acts() -> tuple[Act, ...]:
    source = Path(__file__).with_name("acts.toml").read_text(encoding="utf-8")
    return tuple(Act(**row) for row in tomllib.loads(source)["act"])
