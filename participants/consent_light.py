"""The consent light: what may and may not be done with a person's data, in words and shapes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mentoring_site.words import short_date
from participants.enums import YEAR_PURPOSES, ConsentPurpose, PersonKind
from participants.models import Consent, Person
from participants.services.consents import Cause, Decision, decide

SOON_DAYS = 30  # a paper that ends within them is «скоро истекает»
SHORT_LABELS = {
    ConsentPurpose.PARTICIPATION: "Участие",
    ConsentPurpose.TESTING: "Диагностика",
    ConsentPurpose.SPECIAL: "Здоровье",
    ConsentPurpose.PUBLICATION: "Публикация",
    ConsentPurpose.TRANSFER: "Партнёры",
    ConsentPurpose.CONTACT: "Связь",
}
NOT_ALLOWED = {
    ConsentPurpose.TESTING: "проводить психологическую диагностику",
    ConsentPurpose.PUBLICATION: "публиковать имя и фото на сайте",
    ConsentPurpose.TRANSFER: "передавать данные партнёрам",
    ConsentPurpose.CONTACT: "писать и звонить после выпуска",
}

WITHDRAWAL_MEANS = {
    ConsentPurpose.PARTICIPATION: "С сегодняшнего дня человека не предлагают, не объединяют в пару, не публикуют. "
    "Через 30 дней его данные нужно уничтожить. Вернуть можно только новой бумагой.",
    ConsentPurpose.SPECIAL: "Сведения о здоровье этого человека удалятся сразу и насовсем.",
}


@dataclass(frozen=True)
class PurposeState:
    """One purpose: a shape with a word, the paper behind it, and what to do."""

    purpose: str
    label: str
    short_label: str
    kind: str  # shape of the ui tag
    word: str  # «до 30.06.2027», «нет», «отозвано 12.11.2026»
    decision: Decision
    paper: Consent | None  # the newest one, valid or not

    @property
    def is_valid(self) -> bool:
        return self.decision.is_allowed


@dataclass(frozen=True)
class Light:
    tone: str  # "ok", "warn" or "late": tint of the headline
    may: str
    may_not: str
    states: tuple[PurposeState, ...]

    @property
    def valid_count(self) -> int:
        return sum(state.is_valid for state in self.states)


def light_of(person: Person, papers: Iterable[Consent], on: date, *, keeps_special: bool = False) -> Light:
    """The whole light of a person on a day. papers: all his consents, in any order.

    keeps_special: whether the school keeps health data; else nobody is asked for that paper.
    """
    papers = list(papers)
    asked = purposes_of(person, keeps_special=keeps_special)
    states = tuple(_state(person, papers, purpose, on) for purpose in asked)
    by_purpose = {state.purpose: state for state in states}
    participation = by_purpose[ConsentPurpose.PARTICIPATION]
    refused = [
        words
        for purpose, words in NOT_ALLOWED.items()
        if purpose in by_purpose and not by_purpose[purpose].is_valid
    ]
    may_not = f"Нельзя {_joined(refused)}." if refused else ""
    if not participation.is_valid:
        missing = participation.decision.missing
        return Light("late", f"Закреплять в пару нельзя: {missing}.", may_not, states)
    if participation.kind == "warn":
        until = participation.decision.valid_until
        ends = f" до {short_date(until)}" if until else ""
        return Light("warn", f"Можно закреплять в пару{ends}: дальше нужно новое согласие.", may_not, states)
    return Light("ok", "Можно закреплять в пару.", may_not, states)


@dataclass(frozen=True)
class PaperRow:
    """One paper with its state in words."""

    paper: Consent
    kind: str
    word: str
    means: str  # what its withdrawal will mean


def paper_rows(person: Person, papers: Iterable[Consent], on: date) -> list[PaperRow]:
    return [
        PaperRow(paper, *_paper_state(person, paper, on), withdrawal_means(paper.purpose)) for paper in papers
    ]


def _paper_state(person: Person, paper: Consent, on: date) -> tuple[str, str]:
    if paper.withdrawn_on is not None and paper.withdrawn_on <= on:
        return "none", "отозвано"
    if paper.valid_until is not None and paper.valid_until < on:
        return "done", "срок истёк"
    if not decide(person, [paper], paper.purpose, on).is_allowed:
        return "late", "нужно своё: есть 18 лет"
    return "ok", "действует"


def withdrawal_means(purpose: str) -> str:
    """What will happen, for the question before it."""
    other = "С сегодняшнего дня данные для этой цели не используются. Вернуть можно только новой бумагой."
    return WITHDRAWAL_MEANS.get(ConsentPurpose(purpose), other)


def purposes_of(person: Person, *, keeps_special: bool) -> tuple[ConsentPurpose, ...]:
    """Which papers a person is asked for: keeping contact is for graduates only."""
    purposes = year_purposes(keeps_special=keeps_special)
    return (*purposes, ConsentPurpose.CONTACT) if person.kind == PersonKind.GRADUATE else purposes


def year_purposes(*, keeps_special: bool) -> tuple[ConsentPurpose, ...]:
    """The papers of everybody."""
    return tuple(purpose for purpose in YEAR_PURPOSES if keeps_special or purpose != ConsentPurpose.SPECIAL)


def _state(person: Person, papers: list[Consent], purpose: str, on: date) -> PurposeState:
    of_purpose = sorted(
        (paper for paper in papers if paper.purpose == purpose),
        key=lambda paper: (paper.signed_on, paper.pk or 0),
    )
    decision = decide(person, of_purpose, purpose, on)
    kind, word = _shape(person, of_purpose, purpose, on, decision)
    valid = [paper for paper in of_purpose if paper.is_valid(on)]
    shown = valid if decision.is_allowed and valid else of_purpose
    return PurposeState(
        purpose=purpose,
        label=_sentence(ConsentPurpose(purpose).label),
        short_label=SHORT_LABELS[ConsentPurpose(purpose)],
        kind=kind,
        word=word,
        decision=decision,
        paper=shown[-1] if shown else None,
    )


def _shape(
    person: Person, papers: list[Consent], purpose: str, on: date, decision: Decision
) -> tuple[str, str]:
    """A refusal is a choice, so «none»; only the paper that everything hangs on is an alarm."""
    if decision.is_allowed:
        word = f"до {short_date(decision.valid_until)}" if decision.valid_until else "без срока"
        lasts = decide(person, papers, purpose, on + timedelta(days=SOON_DAYS)).is_allowed
        return ("ok" if lasts else "warn"), word
    alarm = "late" if purpose == ConsentPurpose.PARTICIPATION else "none"
    if decision.cause == Cause.WITHDRAWN and decision.since:
        return "none", f"отозвано {short_date(decision.since)}"
    if decision.cause == Cause.EXPIRED and decision.since:
        return alarm, f"истекло {short_date(decision.since)}"
    if decision.cause == Cause.CAME_OF_AGE:
        return alarm, "нужно своё: есть 18 лет"
    return alarm, "нет"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} и {words[-1]}"
