"""What upper apps and neighbours add to people and the two bases; each fills these in its AppConfig.ready().

`entry` is a Mentor or a Mentee, `base` is BaseKind.MENTORS or BaseKind.MENTEES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from mentoring_site.permissions import Access, Permission
from programs.room_tabs import ROOM_TABS, RoomTab, register_room_tabs, room_tabs  # noqa: F401

# --- leaving a base ---------------------------------------------------------------------------------------

LEAVING_GUARDS: list[Callable[[Any], None]] = []
"""guard(entry) raises Refusal while the entry may not leave or go to reserve (pairing: an open pair)."""

# What an app keeps of people in one piece with others (stored runs of the matching) forgets these of them; called
# inside the destruction, before their own rows are emptied.
FORGETTERS: list[Callable[[list[Any]], None]] = []


# --- person card ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardTab:
    """A tab of the person card. context: (person, access, on) -> values of the template."""

    code: str
    label: str
    order: int
    template: str
    context: Callable[[Any, Access, date], dict[str, Any]]
    permission: Permission
    count: Callable[[Any, Access, date], int | str | None] | None = None


@dataclass(frozen=True)
class CardPanel:
    """A sheet on the overview of the card. column: "main" or "side"; None from context: nothing to show."""

    template: str
    order: int
    column: str
    context: Callable[[Any, Access, date], dict[str, Any] | None]
    permission: Permission


CARD_TABS: list[CardTab] = []
CARD_PANELS: list[CardPanel] = []


def register_card_tab(*tabs: CardTab) -> None:
    CARD_TABS.extend(tabs)
    CARD_TABS.sort(key=lambda tab: tab.order)


def register_card_panel(*panels: CardPanel) -> None:
    CARD_PANELS.extend(panels)
    CARD_PANELS.sort(key=lambda panel: panel.order)


# --- columns, filters and tabs of the bases ---------------------------------------------------------------


@dataclass(frozen=True)
class BaseColumn:
    """A column of a base's list. values: one call per page: (entries, access, on) -> {entry pk: cell}.

    A cell is text, safe HTML, or ("ok", "есть") for a state badge: shape and word.
    """

    base: str
    code: str
    label: str
    order: int
    values: Callable[[list[Any], Access, date], dict[int, Any]]
    permission: Permission = Permission.BASE_VIEW
    phone: str = "fact"  # main, state, fact, problem or hide, as components/_table.html has them
    phone_label: str = ""
    priority: int = 1


@dataclass(frozen=True)
class BaseFilter:
    """A select above the list: choices are (value, label); apply narrows the rows."""

    base: str
    code: str
    label: str
    order: int
    choices: Callable[[Access], Iterable[tuple[str, str]]]
    apply: Callable[[QuerySet, str, Access, date], QuerySet]
    permission: Permission = Permission.BASE_VIEW


@dataclass(frozen=True)
class BaseTab:
    """A saved view above the list with its count («Без пары 12»)."""

    base: str
    code: str
    label: str
    order: int
    apply: Callable[[QuerySet, Access, date], QuerySet]
    permission: Permission = Permission.BASE_VIEW


@dataclass(frozen=True)
class ExportValues:
    """Official columns that an upper app knows: (entries, on) -> {entry pk: {column code: text}}.

    Column codes are those of participants/resources.py (partner_names, partner_places, forms, …).
    """

    base: str
    values: Callable[[list[Any], date], dict[int, dict[str, str]]]
    past: Callable[[list[Any], date], dict[int, dict[str, str]]]  # as it stood on a day gone by


@dataclass(frozen=True)
class BulkAction:
    """A button for ticked rows; POST `ids` (and `all_filtered`, `query`) to the page of that name."""

    base: str
    label: str
    icon: str
    order: int
    url_name: str
    permission: Permission
    is_primary: bool = False
    is_file: bool = False  # answers with a file, so the page stays and the button may be pressed again


BASE_COLUMNS: list[BaseColumn] = []
BASE_FILTERS: list[BaseFilter] = []
BASE_TABS: list[BaseTab] = []
EXPORT_VALUES: list[ExportValues] = []
BULK_ACTIONS: list[BulkAction] = []


def of_base(items: Iterable[Any], base: str, access: Access) -> list[Any]:
    """Those of the base that the user may see, in order."""
    allowed = [item for item in items if item.base == base and access.has(item.permission)]
    return sorted(allowed, key=lambda item: item.order)


# --- merging two cards of one person ----------------------------------------------------------------------


@dataclass(frozen=True)
class MergeRule:
    """What happens to a row of the dropped card that the kept card already has (a unique constraint says so).

    keep: the kept card's row stays and the other goes. refuse: the merge is refused with `sentence`. Where a
    model can't collide no rule is needed: its rows simply move.
    """

    model: str  # "participants.Attendance"
    on_conflict: str  # "keep" or "refuse"
    sentence: str = ""


MERGE_RULES: dict[str, MergeRule] = {}
MERGE_GUARDS: list[Callable[[Any, Any], None]] = []
"""guard(kept person, dropped person) raises Refusal while the two may not become one (a pair of the two)."""
MERGE_MOVERS: list[Callable[[Any, Any], None]] = []
"""mover(kept row, dropped row) moves what a plain change of the key would not; called for cards and for entries."""


def register_merge_rules(*rules: MergeRule) -> None:
    for rule in rules:
        MERGE_RULES[rule.model] = rule


# --- import -----------------------------------------------------------------------------------------------

IMPORT_TAKERS: dict[str, Callable[..., None]] = {}
"""Taker of an official column that no model here holds: (program=, batch=, entry=, text=, row=, by=) in the
transaction of the import. Keys: "partner_names" (pairing makes proposals of it)."""

# --- states -----------------------------------------------------------------------------------------------

ENTRY_STATES: list[Callable[[list[Any], Access, date], dict[int, tuple[str, str]]]] = []
"""What is truer than the stored status: {entry pk: (kind of state_badge, word)}, e.g. ("ok", "В паре").

Asked once per page with entries of one base; the last provider that knows an entry wins."""

# --- pairs ------------------------------------------------------------------------------------------------

IN_PAIR: list[Callable[[str, Any], Iterable[int]]] = []
"""(base, program) -> keys of entries of the base that stand in an open pair; pairing fills it."""


def entries_in_pair(base: str, program: Any) -> set[int]:
    return {pk for provider in IN_PAIR for pk in provider(base, program)}


# --- answers to questionnaires ----------------------------------------------------------------------------

ON_SUBMITTED: dict[str, list[Callable[..., None]]] = {}
"""By kind of questionnaire: taker(response=, on=, by=, link=) runs inside the transaction that submits the answers.

A taker looks at `response.subject` or at the questionnaire's code first: a kind is asked for many things. A nameless
response has neither person nor link; `link` is where it came from (None: typed from paper), to be marked and never
kept beside it. Its `answers` hold the free texts for the taker alone: the row has none, and the response is not saved
by a taker."""

SUBJECT_GATES: dict[str, Callable[[str, date], str]] = {}
"""By prefix of `Response.subject` («campaign»): (subject, on) -> why a link takes no more answers, "" while it does.

Asked when the page behind a link is shown and again when answers are kept or sent."""

SMALLEST_GROUPS: list[Callable[[Any], int]] = []
"""(program) -> how many nameless answers there must be before results are shown; monitoring fills it."""

SUBJECT_WORDS: dict[str, Callable[[str, Any], str]] = {}
"""By prefix of `Response.subject` («pair»): (subject, person) -> what the page says it is about, "" for nothing."""

ASKING_PAGES: dict[str, tuple[str, Permission, Callable[[Any], str]]] = {}
"""{kind of questionnaire: (label, permission, address)}: the page that asks people by it, in place of «Открыть анкету»,
which alone would ask nobody."""

SHIPPED_QUESTIONNAIRES: list[Callable[[], Iterable[Any]]] = []
"""() -> templates of questionnaires that come with the site, as questionnaires/defaults.py describes them."""

# --- letters ----------------------------------------------------------------------------------------------

# What a letter is about, by the part of its kind before the first hyphen: "pair_order" -> «Распоряжение о парах».
LETTER_KINDS: dict[str, str] = {}
# What follows when a letter has gone: (letter, by) inside the transaction that writes it down.
LETTER_SENT: list[Callable[[Any, Any], None]] = []

# --- events -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EventAudience:
    """A list of people by name whom an event is for. kinds: it is proposed for these kinds of events.

    people: (program, on) -> ids of persons.
    """

    code: str  # «pairs»
    label: str  # «Участники пар и групп»
    order: int
    people: Callable[[Any, date], Iterable[int]]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class EventRoom:
    """Kinds of events that have pages of their own: the list of events leads there. url_name takes pk."""

    url_name: str
    permission: Permission


@dataclass(frozen=True)
class CeremonyAward:
    """One line of the order of awards. who: name in the form that the label wants («Иванова Анна Павловна»)."""

    who: str
    reason: str  # «за победу в номинации «Лучшая пара»», may be empty
    label: str  # «Грамота», «Благодарственное письмо»: lines of one label stand together


MapSteps = dict[int, tuple[str, str]]
"""{number in the national model: (number as the school's map says it, short title)}."""

EVENT_AUDIENCES: list[EventAudience] = []
MAP_STEPS: list[Callable[[Any], MapSteps]] = []
"""(program) -> steps of the year's own map that are steps of the national model; empty without a map."""
EVENT_ROOMS: dict[str, EventRoom] = {}
CEREMONY_AWARDS: list[Callable[[Any, date], Iterable[CeremonyAward]]] = []
"""provider(event, on) -> awards in the order of handing over; recognition fills it."""


def register_event_audiences(*audiences: EventAudience) -> None:
    EVENT_AUDIENCES.extend(audiences)
    EVENT_AUDIENCES.sort(key=lambda audience: audience.order)


def ceremony_awards(event: Any, on: date) -> list[CeremonyAward]:
    return [award for provider in CEREMONY_AWARDS for award in provider(event, on)]
