"""What apps give to a programme: facts of steps, parts of a new one, duties, handing over, totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission

# --- what confirms the steps of the roadmap -----------------------------------------------------------------


@dataclass(frozen=True)
class StepFact:
    """What the data say of one of the 35 steps (domain: §1.4): «34 наставника в базе, 30 готовы».

    is_complete: the data confirm it, so the product proposes «выполнено»; a person decides. url: a page of the
    programme where it can be seen, "" for none. done, total: of a share («измерено 51 из 60»), else None.
    text holds no surnames.
    """

    text: str
    is_complete: bool = False
    url: str = ""
    done: int | None = None
    total: int | None = None


# number of the standard step -> providers (program, on) -> StepFact, or None: nothing is known yet. Inside the scope.
STEP_FACTS: dict[int, list[Callable[[Any, date], StepFact | None]]] = {}


def register_step_facts(facts: dict[int, Callable[[Any, date], StepFact | None]]) -> None:
    for number, provider in facts.items():
        STEP_FACTS.setdefault(number, []).append(provider)


# --- parts of a new programme -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgramPart:
    """What an app gives to a new programme: from the template, or from last year's."""

    code: str
    order: int
    from_template: Callable[..., None]  # (program=…, by=…)
    from_previous: Callable[..., None]  # (program=…, previous=…, by=…)


PROGRAM_PARTS: list[ProgramPart] = []


def register_program_part(part: ProgramPart) -> None:
    PROGRAM_PARTS.append(part)
    PROGRAM_PARTS.sort(key=lambda p: p.order)


# Why a programme may not be completed yet: sentences for people, empty when nothing stands in the way.
COMPLETION_GUARDS: list[Callable[[Any], Iterable[str]]] = []  # (program) inside its school's scope


def reasons_against_completion(program: Any) -> list[str]:
    return [sentence for guard in COMPLETION_GUARDS for sentence in guard(program)]


# --- duties -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DutyPage:
    """Where a duty of section 2 of the programme document is done; several pages may serve one duty."""

    duty: str  # code of programs.content: "curator_1"
    label: str  # «База наставников»
    url_name: str
    permission: Permission
    word: Callable[[Access, date], str] | None = None  # how it stands, one cheap count: «32 человека»
    url_kwargs: dict[str, Any] = field(default_factory=dict)


DUTY_PAGES: dict[str, list[DutyPage]] = {}


def register_duty_pages(*pages: DutyPage) -> None:
    for page in pages:
        DUTY_PAGES.setdefault(page.duty, []).append(page)


# --- handing a role over ------------------------------------------------------------------------------------

HANDOVERS: list[Callable[..., str]] = []
"""taker(program=, role=, giver=, taker=, by=) moves what an app keeps by holder; returns words on it or ""."""

HANDOVER_OFFERS: list[Callable[..., str]] = []
"""offer(program=, role=, giver=) -> a sentence on what does not move by itself and how to hand it over, or ""."""


# --- municipality -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MunicipalFigure:
    """A total over one school's programme for the coordinator: a number, never a name."""

    label: str  # head of the column: «Пар»
    # (program) inside its school's scope; text and None («нет данных») are never summed
    count: Callable[[Any], int | str | None]
    order: int = 0


MUNICIPAL_FIGURES: list[MunicipalFigure] = []


def register_municipal_figures(*figures: MunicipalFigure) -> None:
    MUNICIPAL_FIGURES.extend(figures)
    MUNICIPAL_FIGURES.sort(key=lambda figure: figure.order)
