"""The menu, the dashboard, the search and the list of settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission

# --- navigation ---------------------------------------------------------------------------------------------

NAV_GROUPS = ("", "Подготовка", "Участники", "Пары", "Результат", "foot")


@dataclass(frozen=True)
class NavItem:
    group: str  # one of NAV_GROUPS; "" stands above the groups, "foot" at the foot
    order: int
    label: str
    url_name: str
    icon: str  # lucide name
    permission: Permission
    count: Callable[[Access, date], int | str | None] | None = None
    hot_count: Callable[[Access, date], int] | None = None  # red pill: overdue
    phone_label: str = ""  # stands in the phone's bottom bar when not empty
    also: tuple[str, ...] = ()  # other rooms behind the same item: it stays marked there
    unless: Permission | None = None  # hidden from who has it: another item leads him to the same room

    def is_for(self, access: Access) -> bool:
        return access.has(self.permission) and not (self.unless and access.has(self.unless))


NAV: list[NavItem] = []


def register_nav(*items: NavItem) -> None:
    NAV.extend(items)
    NAV.sort(key=lambda item: (NAV_GROUPS.index(item.group), item.order))


# --- dashboard ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AttentionItem:
    """«7 наставляемых без согласия родителей»: one thing that needs a person, with exactly one action."""

    severity: str  # "late", "warn" or "wait": sorts in this order
    subject: str  # bold
    rest: str
    since: str
    action_label: str
    action_url: str
    order: int = 0


@dataclass(frozen=True)
class Figure:
    """A number that is a link; `alarm` is the missing part, bold and first."""

    label: str
    value: str
    url: str
    alarm: str = ""
    note: str = ""
    total: str = ""  # «из 105»
    order: int = 0


@dataclass(frozen=True)
class QuickAction:
    label: str
    url: str
    icon: str
    is_primary: bool = False
    order: int = 0


AttentionProvider = Callable[[Access, date], Iterable[AttentionItem]]
FigureProvider = Callable[[Access, date], Iterable[Figure]]
ActionProvider = Callable[[Access, date], Iterable[QuickAction]]
# (template name, order, provider of its context or None when the panel has nothing to say)
PanelProvider = Callable[[Access, date], "dict[str, Any] | None"]

ATTENTION: list[AttentionProvider] = []
FIGURES: list[FigureProvider] = []
QUICK_ACTIONS: list[ActionProvider] = []


@dataclass(frozen=True)
class Panel:
    """A sheet on the dashboard («Дорожная карта», «Путь наставляемых»)."""

    template: str
    provider: PanelProvider
    column: str  # "main" or "side"
    order: int = 0


PANELS: list[Panel] = []


@dataclass(frozen=True)
class FirstStep:
    """One line of «С чего начать» of a new programme."""

    label: str  # «Загрузить базу наставляемых»
    url: str
    is_done: bool
    note: str = ""
    order: int = 0


FIRST_STEPS: list[Callable[[Access, date], Iterable[FirstStep]]] = []

# One sentence on where the programme stands («Идёт формирование пар: до распоряжения осталось 8 дней.»); the
# uppermost app speaks first, "" passes the word down.
STANDINGS: list[Callable[[Access, date], str]] = []

# Whom the first page calls by the first name alone: pupils, and nobody who is grown up.
FIRST_NAMES: list[Callable[[Access], bool]] = []


def first_steps_for(access: Access, on: date) -> list[FirstStep]:
    return sorted((s for provider in FIRST_STEPS for s in provider(access, on)), key=lambda s: s.order)


def standing_for(access: Access, on: date) -> str:
    return next((words for provider in reversed(STANDINGS) if (words := provider(access, on))), "")


def is_by_first_name(access: Access) -> bool:
    return any(rule(access) for rule in FIRST_NAMES)


def attention_for(access: Access, on: date) -> list[AttentionItem]:
    rank = {"late": 0, "warn": 1, "wait": 2}
    items = [item for provider in ATTENTION for item in provider(access, on)]
    return sorted(items, key=lambda item: (rank[item.severity], item.order))


def figures_for(access: Access, on: date) -> list[Figure]:
    return sorted((f for provider in FIGURES for f in provider(access, on)), key=lambda f: f.order)


def quick_actions_for(access: Access, on: date) -> list[QuickAction]:
    return sorted((a for provider in QUICK_ACTIONS for a in provider(access, on)), key=lambda a: a.order)


# --- search and reset ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SearchHit:
    label: str
    note: str
    url: str
    kind: str


SEARCHES: list[Callable[[Access, str], Iterable[SearchHit]]] = []


# --- settings -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SettingsRoom:
    """A page on the list of settings. text: what it is for, one sentence."""

    title: str
    text: str
    url_name: str
    icon: str
    permission: Permission
    order: int = 50


SETTINGS_ROOMS: list[SettingsRoom] = []


def register_settings(*rooms: SettingsRoom) -> None:
    SETTINGS_ROOMS.extend(rooms)
    SETTINGS_ROOMS.sort(key=lambda room: room.order)
