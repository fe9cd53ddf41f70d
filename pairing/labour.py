"""What the pages of labour papers show: pairs that need them, what is registered, what is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, short_date
from pairing.enums import OPEN_STATES, LabourPaperKind, PairState
from pairing.models import LabourPaper, Pair
from pairing.rows import PairRow, pair_rows
from pairing.selections import pairs_of
from pairing.services.labour import REQUIRED, pairs_needing, papers_of
from programs.registries.screens import AttentionItem
from programs.tables import Column
from programs.tenancy import program_url

SHORT = {
    LabourPaperKind.CONSENT: "согласие",
    LabourPaperKind.AGREEMENT: "соглашение",
    LabourPaperKind.NOTICE: "уведомление",
}
BEFORE_SIGNING = (PairState.SUBMITTED, PairState.APPROVED)


def may_see_papers(access: Access) -> bool:
    """Pay is a matter of the director and of the curator who registers the papers."""
    return access.has(Permission.PAIR_EDIT) or access.has(Permission.PAIR_APPROVE)


@dataclass(frozen=True)
class LabourRow:
    pair: Pair
    row: PairRow
    papers: Mapping[str, LabourPaper]

    @property
    def pk(self) -> int:
        return self.pair.pk

    def __str__(self) -> str:
        return self.row.mentor.name

    @property
    def missing(self) -> list[str]:
        return [kind for kind in REQUIRED if kind not in self.papers]

    @property
    def mentees(self) -> str:
        return ", ".join(member.name for member in self.row.members)

    @property
    def pay(self) -> str:
        agreement = self.papers.get(LabourPaperKind.AGREEMENT)
        return agreement.pay if agreement else ""

    def date_of(self, kind: str) -> date | None:
        paper = self.papers.get(kind)
        return paper.signed_on if paper else None

    @property
    def badge(self) -> Any:
        if not self.missing:
            return state_badge("ok", "собраны")
        words = " и ".join(SHORT[LabourPaperKind(kind)] for kind in self.missing)
        kind = "late" if self.pair.state == PairState.APPROVED else "warn"
        return state_badge(kind, f"нет: {words}")


def labour_rows(pairs: Sequence[Pair]) -> list[LabourRow]:
    """Rows of those pairs that need papers; pairs came `with_people()`, the number of queries is fixed."""
    asked = pairs_needing(pairs)
    papers = papers_of(asked)
    return [LabourRow(pair, row, papers[pair.pk]) for pair, row in zip(asked, pair_rows(asked), strict=True)]


def open_rows(access: Access) -> list[LabourRow]:
    """Of all open pairs; a draft is composed but nothing is decided yet, so it stands last."""
    rows = labour_rows(list(pairs_of(access).in_state(*OPEN_STATES).with_people()))
    return sorted(rows, key=lambda row: (row.pair.state == PairState.DRAFT, not row.missing))


def _paper_cell(kind: str) -> Any:
    def cell(row: LabourRow) -> Any:
        day = row.date_of(kind)
        return short_date(day) if day else state_badge("none", "нет", False)

    return cell


COLUMNS = [
    Column("mentor", "Наставник", lambda row: row.row.mentor.label, lambda row: row.row.mentor.name),
    Column("mentees", "Наставляемые", lambda row: row.mentees, clip=True),
    Column(
        "consent",
        "Согласие",
        lambda row: row.date_of(LabourPaperKind.CONSENT),
        _paper_cell(LabourPaperKind.CONSENT),
        phone="hide",
    ),
    Column(
        "agreement",
        "Соглашение",
        lambda row: row.date_of(LabourPaperKind.AGREEMENT),
        _paper_cell(LabourPaperKind.AGREEMENT),
        phone="hide",
    ),
    Column("pay", "Выплата", lambda row: row.pay or None, priority=2),
    Column(
        "state",
        "Документы",
        lambda row: ", ".join(SHORT[LabourPaperKind(kind)] for kind in row.missing) or "собраны",
        lambda row: row.badge,
        phone="state",
    ),
]


def _original(row: LabourRow) -> str:
    places = [row.papers[kind].kept_at for kind in REQUIRED if kind in row.papers]
    return "; ".join(dict.fromkeys(places))


# For the accountant: who, how long, by which papers, how much.
ACCOUNT_COLUMNS = [
    Column("mentor", "Наставник", lambda row: row.row.mentor.full_name),
    Column("position", "Должность", lambda row: row.row.mentor.place),
    Column("mentees", "Наставляемые", lambda row: ", ".join(m.full_name for m in row.row.members)),
    Column("form", "Форма наставничества", lambda row: row.row.form),
    Column("starts", "Начало", lambda row: row.row.starts_on),
    Column("ends", "Окончание", lambda row: row.row.ends_on),
    Column("order", "Распоряжение", lambda row: row.row.order.replace("\u00a0", " ")),
    Column("consent", "Согласие", lambda row: row.date_of(LabourPaperKind.CONSENT)),
    Column("agreement", "Соглашение", lambda row: row.date_of(LabourPaperKind.AGREEMENT)),
    Column("pay", "Выплата", lambda row: row.pay),
    Column("kept", "Где оригиналы", _original),
]


# --- dashboard and the card of a pair ---------------------------------------------------------------------


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """«У 3 пар нет согласия работника»: only of pairs that wait for a signature."""
    if not may_see_papers(access) or not access.program.is_open:
        return
    pairs = list(pairs_of(access).in_state(*BEFORE_SIGNING).select_related("form", "mentor__person"))
    rows = [kinds for kinds in _missing(pairs) if kinds]
    if not rows:
        return
    without_consent = sum(LabourPaperKind.CONSENT in kinds for kinds in rows)
    count = without_consent or len(rows)
    yield AttentionItem(
        "warn",
        f"У {counted(count, 'пары', 'пар', 'пар')}",
        "нет согласия работника" if without_consent else "нет дополнительного соглашения",
        "Без этих документов распоряжение не отметить подписанным",
        "Показать",
        program_url(access.program, "pairing:labour_list") + "?tab=missing",
        order=19,
    )


def _missing(pairs: Sequence[Pair]) -> list[list[str]]:
    asked = pairs_needing(pairs)
    papers = papers_of(asked)
    return [[kind for kind in REQUIRED if kind not in papers[pair.pk]] for pair in asked]


def labour_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    if not may_see_papers(access) or not pairs_needing([pair]):
        return None
    [row] = labour_rows([pair])
    return {
        "row": row,
        "papers": [
            {"label": SHORT[kind].capitalize(), "paper": row.papers.get(kind)}
            for kind in LabourPaperKind
            if kind in REQUIRED or kind in row.papers
        ],
        "url": program_url(access.program, "pairing:pair_labour", pk=pair.pk),
        "can_edit": access.has(Permission.PAIR_EDIT),
    }
