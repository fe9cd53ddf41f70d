"""The board «Без пары · Черновик · На утверждении · Утверждено» of one form: cards, figures, notes.

What a run said is read from the run itself; people's places come from the bases of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairing.enums import PairOrigin, PairState
from pairing.matching.model import EdgeView, Party, Plan, Unplaced
from pairing.models import MatchingRun, Pair
from pairing.services.matching_input import Input, is_free, open_members
from pairing.services.matching_runs import fingerprint, plan_of, settings_used

SHOWN_CARDS = 8  # the rest of a column stands behind «Ещё»
SHOWN_FLAT = 9
LAST_TOPICS = 2

ALONE, DRAFT, SUBMITTED, APPROVED = "alone", "draft", "submitted", "approved"
COLUMNS = (
    (ALONE, "Без пары", "draft"),
    (DRAFT, "Черновик", "draft"),
    (SUBMITTED, "На утверждении", "wait"),
    (APPROVED, "Утверждено", "ok"),
)
COLUMN_OF = {
    PairState.DRAFT: DRAFT,
    PairState.SUBMITTED: SUBMITTED,
    PairState.APPROVED: APPROVED,
    PairState.ACTIVE: APPROVED,
}


@dataclass(frozen=True)
class Name:
    name: str
    place: str


@dataclass(frozen=True)
class PairCard:
    pair: Pair
    mentor: Name
    mentees: Sequence[Name]
    score: int | None
    reasons: Sequence[str]
    is_locked: bool
    is_manual: bool
    is_chosen: bool = False  # on the board by the curator's choice: no run says what these two have in common

    @property
    def is_group(self) -> bool:
        return len(self.mentees) > 1

    @property
    def mentor_surname(self) -> str:
        return self.mentor.name.split()[0]

    @property
    def flat(self) -> str:
        """«Кузнецов → Беляев» for the narrow column."""
        return ", ".join(mentee.name.split()[0] for mentee in self.mentees)


@dataclass(frozen=True)
class Alone:
    """Who has no pair. unplaced: what the last run says of him; None: he came after it."""

    mentee_id: int
    who: Name
    line: str
    headline: str
    unplaced: Unplaced | None
    bars: Sequence[Bar] = ()
    mentors: int = 0


@dataclass(frozen=True)
class Bar:
    """«14 не ведут математику»: width is a percentage of the longest."""

    count: int
    words: str
    width: int


@dataclass(frozen=True)
class Note:
    """«Двое хотели бы иначе»."""

    words: str
    mentee_id: int
    mentor_id: int


@dataclass
class Column:
    code: str
    label: str
    shape: str
    cards: list[Any] = field(default_factory=list)

    @property
    def first(self) -> list[Any]:
        return self.cards[: SHOWN_FLAT if self.code == APPROVED else SHOWN_CARDS]

    @property
    def rest(self) -> list[Any]:
        return self.cards[len(self.first) :]


@dataclass(frozen=True)
class Board:
    columns: Sequence[Column]
    notes: Sequence[Note]
    placed: int
    total: int
    mean_score: int | None
    free_places: int
    without_consent: int
    waiting: int
    locked: int

    def column(self, code: str) -> Column:
        return next(column for column in self.columns if column.code == code)

    @property
    def drafts(self) -> list[Pair]:
        return [card.pair for card in self.column(DRAFT).cards]


def make_board(found: Input, plan: Plan | None) -> Board:
    """plan: of the run that stands on the board; None before the first one."""
    columns = {code: Column(code, label, shape) for code, label, shape in COLUMNS}
    views = views_of(found.pairs)
    for pair in found.pairs:
        columns[COLUMN_OF[PairState(pair.state)]].cards.append(pair_card(pair, found, views))
    seated = {member.mentee_id for pair in found.pairs for member in open_members(pair)}
    columns[ALONE].cards = alone_cards(found, plan, seated)
    scores = [pair.score for pair in found.pairs if pair.score is not None]
    alone = [found.mentees[card.mentee_id].side for card in columns[ALONE].cards]
    lacking = sum(1 for side in alone if not side.is_consent_valid)
    return Board(
        columns=list(columns.values()),
        notes=blocking_notes(found, plan),
        placed=len(seated & set(found.mentees)),
        total=len(found.mentees),
        mean_score=round(sum(scores) / len(scores)) if scores else None,
        free_places=free_places(found),
        without_consent=lacking,
        waiting=len(alone) - lacking,
        locked=sum(1 for pair in found.pairs if pair.is_locked and pair.state == PairState.DRAFT),
    )


def free_places(found: Input) -> int:
    """Places of mentors who may take somebody today."""
    return sum(
        max(0, party.side.places - party.side.places_taken)
        for party in found.mentors.values()
        if is_able(party)
    )


def is_able(party: Party) -> bool:
    return party.side.is_ready and party.side.is_consent_valid


def views_of(pairs: Iterable[Pair]) -> dict[tuple[int, int, int], EdgeView]:
    """(run, mentor, mentee) -> what the run said of them; one query, each run is read once."""
    found: dict[tuple[int, int, int], EdgeView] = {}
    for run in MatchingRun.objects.filter(pk__in={pair.run_id for pair in pairs if pair.run_id}).only(
        "result"
    ):
        for match in plan_of(run).matches:
            for seat in match.seats:
                found[run.pk, match.mentor_id, seat.view.mentee_id] = seat.view
    return found


def pair_card(pair: Pair, found: Input, views: Mapping[tuple[int, int, int], EdgeView]) -> PairCard:
    reasons: list[str] = []
    known = [views.get((pair.run_id or 0, pair.mentor_id, member.mentee_id)) for member in open_members(pair)]
    for view in known:
        reasons += reasons_of(view) if view else ()
    return PairCard(
        pair=pair,
        mentor=_name(pair.mentor.person.list_name, found.mentors.get(pair.mentor_id)),
        mentees=[
            _name(member.mentee.person.list_name, found.mentees.get(member.mentee_id))
            for member in open_members(pair)
        ],
        score=pair.score,
        reasons=list(dict.fromkeys(reasons))[:2],
        is_locked=pair.is_locked,
        is_manual=pair.origin != PairOrigin.RUN,
        is_chosen=not any(known),
    )


def reasons_of(view: EdgeView) -> list[str]:
    """The two reasons of a run, short enough for a card: what is common, without what is not."""
    return [_short(reason) for reason in view.reasons]


def _short(reason: str) -> str:
    asked, both, offered = reason.removeprefix("Просит: ").partition(". Предлагает: ")
    if both:
        common = [title for title in asked.split(", ") if title in offered.split(", ")]
        words = ", ".join(common)
        return words[:1].upper() + words[1:] if common else reason
    for tail in (", лучше всего", " (", ";"):
        reason = reason.partition(tail)[0]
    return reason


def alone_cards(found: Input, plan: Plan | None, seated: set[int]) -> list[Alone]:
    said = {row.mentee_id: row for row in plan.unplaced} if plan else {}
    cards = [
        alone_card(found, mentee, said.get(mentee), is_known=plan is not None)
        for mentee in found.mentees
        if mentee not in seated
    ]
    # Those whom somebody can help now come first, then who has waited longest.
    return sorted(
        cards,
        key=lambda card: (
            not found.mentees[card.mentee_id].side.is_consent_valid,
            -found.mentees[card.mentee_id].days_waiting,
        ),
    )


def alone_card(found: Input, mentee_id: int, unplaced: Unplaced | None, *, is_known: bool = True) -> Alone:
    party = found.mentees[mentee_id]
    side = party.side
    topics = ", ".join(title for _, title in party.topics[:LAST_TOPICS])
    if not side.is_consent_valid:
        headline = side.consent_missing.partition(":")[0] or "нет согласия на участие"
    elif unplaced is None:
        headline = "появился после подбора" if is_known else ""
    elif unplaced.is_possible:
        headline = "подходящие наставники заняты"
    elif unplaced.whys:
        why = unplaced.whys[0]
        headline = f"{why.words}: {len(why.mentor_ids)} из {len(found.mentors)}"
    else:
        headline = "наставников нет"
    most = max((len(why.mentor_ids) for why in unplaced.whys), default=1) if unplaced else 1
    parts = [part for part in (topics, headline) if part]
    line = " · ".join(parts)
    return Alone(
        mentee_id=mentee_id,
        who=Name(side.name, side.place),
        line=line[:1].upper() + line[1:],
        headline=headline,
        unplaced=unplaced,
        bars=[
            Bar(len(why.mentor_ids), why.words, max(4, round(100 * len(why.mentor_ids) / max(1, most))))
            for why in (unplaced.whys if unplaced and side.is_consent_valid else ())
        ],
        mentors=len(found.mentors),
    )


def is_stale(found: Input, run: MatchingRun, plan: Plan) -> bool:
    """Whether a run made now would start from other data: what the board itself did since does not count."""
    made = {(match.mentor_id, seat.view.mentee_id) for match in plan.matches for seat in match.seats}
    own = [
        pair.pk
        for pair in found.pairs
        if all((pair.mentor_id, member.mentee_id) in made for member in open_members(pair))
    ]
    return fingerprint(found.problem(also_free=own), settings_used(run)) != run.input_hash


def blocking_notes(found: Input, plan: Plan | None) -> list[Note]:
    """Only those whom the board still keeps apart as the run left them."""
    if plan is None:
        return []
    settled = {member.mentee_id for pair in found.pairs if not is_free(pair) for member in open_members(pair)}
    together = {(pair.mentor_id, member.mentee_id) for pair in found.pairs for member in open_members(pair)}
    return [
        Note(row.words, row.mentee_id, row.mentor_id)
        for row in plan.blocking
        if row.mentee_id not in settled
        and (row.mentor_id, row.mentee_id) not in together
        and row.mentee_id in found.mentees
        and row.mentor_id in found.mentors
    ]


def _name(name: str, party: Party | None) -> Name:
    return Name(name, party.side.place if party else "")
