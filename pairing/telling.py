"""What the pages of telling show: sides of signed pairs, who knows, who does not; the order page and the card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, plural, short_date
from pairing.enums import PairState
from pairing.models import Pair, PairNotice
from pairing.rows import PairRow, pair_rows
from pairing.services.telling import notices_of, pairs_to_tell, telling_text, untold_pairs
from pairing.sides import Side, sides_of
from programs.enums import DocumentState
from programs.models import Document
from programs.registries.screens import AttentionItem
from programs.tenancy import program_url


@dataclass(frozen=True)
class Told:
    side: Side
    notice: PairNotice | None
    pair: Pair
    curator: str = ""

    @property
    def code(self) -> str:
        """For the tick: «12:5:mentee»."""
        return ":".join(map(str, self.side.key))

    @property
    def words(self) -> str:
        return (
            f"{self.notice.get_channel_display()}, {short_date(self.notice.told_on)}" if self.notice else ""
        )

    @property
    def text(self) -> str:
        return telling_text(self.pair, self.side, self.curator)


@dataclass(frozen=True)
class ToldPair:
    pair: Pair
    row: PairRow
    sides: Sequence[Told]

    @property
    def pk(self) -> int:
        return self.pair.pk

    def __str__(self) -> str:
        return str(self.row)

    @property
    def untold(self) -> list[Told]:
        return [told for told in self.sides if told.notice is None]


def told_rows(pairs: Sequence[Pair], on: date, curator: str = "") -> list[ToldPair]:
    """Pairs that came `with_people()`; four queries for any number."""
    pairs = list(pairs)
    sides, known = sides_of(pairs, on), notices_of(pairs)
    return [
        ToldPair(pair, row, [Told(side, known.get(side.key), pair, curator) for side in sides[pair.pk]])
        for pair, row in zip(pairs, pair_rows(pairs), strict=True)
    ]


def key_of(code: str) -> tuple[int, int, str] | None:
    """What a tick says, or None: «12:5:mentee»."""
    parts = code.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts[:2]):
        return None
    return int(parts[0]), int(parts[1]), parts[2]


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.PAIR_EDIT) or not access.program.is_open:
        return
    if count := untold_pairs(access.program, on).count():
        yield AttentionItem(
            "warn",
            counted(count, "пара", "пары", "пар"),
            f"{plural(count, 'закреплена', 'закреплены', 'закреплены')} распоряжением, но сообщили не всем",
            "Наставники, наставляемые и родители должны узнать о паре",
            "Кому сообщить",
            program_url(access.program, "pairing:telling_list"),
            order=25,
        )


def untold_count(access: Access, on: date) -> int | None:
    return untold_pairs(access.program, on).count() or None


def telling_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """On the card of a living pair: who knows of it."""
    if not access.has(Permission.PAIR_EDIT):
        return None
    if pair.state != PairState.ACTIVE or pair.order is None or pair.order.state != DocumentState.SIGNED:
        return None
    [row] = told_rows([pair], on)
    address = program_url(access.program, "pairing:telling_order", pk=pair.order_id)
    return {
        "sides": row.sides,
        "badge": state_badge("warn", f"не знают: {len(row.untold)}")
        if row.untold
        else state_badge("ok", "все знают"),
        "url": f"{address}?pair={pair.pk}",
    }


def order_panel(document: Document, access: Access, on: date) -> dict[str, Any] | None:
    """On the page of a signed order: how many of its people know."""
    if not access.has(Permission.PAIR_EDIT) or document.state != DocumentState.SIGNED:
        return None
    rows = told_rows(list(pairs_to_tell(document.program).filter(order=document).with_people()), on)
    if not rows:
        return None
    everybody = [told for row in rows for told in row.sides]
    untold = [told for told in everybody if told.notice is None]
    return {
        "total": len(everybody),
        "told": len(everybody) - len(untold),
        "untold": [told.side.who for told in untold[:8]],
        "more": max(0, len(untold) - 8),
        "url": program_url(access.program, "pairing:telling_order", pk=document.pk),
    }
