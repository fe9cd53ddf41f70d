"""The facts behind the components of a score, in short Russian phrases. A category is never among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from mentoring_site.words import counted, joined
from pairing.matching.components import ideal_gap, wishes_met
from pairing.matching.model import Part, Party, Problem, Settings, Slot
from pairing.matching.stems import stems

NO_DATA = "Данных нет: вес роздан остальным"
DAYS = ("", "пн", "вт", "ср", "чт", "пт", "сб", "вс")
CONCLUSION_WORDS = {
    "recommended": "Психолог: рекомендована",
    "reservation": "Психолог: с оговоркой",
    "not_recommended": "Психолог: не рекомендована",
}
SHOWN = 3  # of a long list
RANKS = ("", "первым", "вторым", "третьим")


def fact(part: str, problem: Problem, settings: Settings, mentor: Party, mentee: Party, model: int) -> str:
    """model: position in problem.models, -1 without one. Asked only when the component has data."""
    if part == Part.GRADE:
        return _grade(mentor, mentee, ideal_gap(problem, settings, model))
    if part == Part.TEST:
        conclusion, _ = problem.conclusions[mentor.side.entry_id, mentee.side.entry_id]
        return CONCLUSION_WORDS[conclusion]
    if part == Part.CONTINUITY:
        pair = mentor.side.person_id, mentee.side.person_id
        return (
            "Хорошая пара прошлого года"
            if pair in problem.continued
            else "В прошлом году был другой наставник"
        )
    return PLAIN[Part(part)](mentor, mentee)


# On a card a fact stands alone, so it says what it is about.
ABOUT = {Part.TIME: "Общее время", Part.INTERESTS: "Общие интересы", Part.GRADE: "Разница классов"}


def reason(part: str, told: str) -> str:
    about = ABOUT.get(Part(part))
    return f"{about}: {in_sentence(told)}" if about else told


def _preference(mentor: Party, mentee: Party) -> str:
    ours, theirs = mentor.ranks.get(mentee.side.entry_id), mentee.ranks.get(mentor.side.entry_id)
    if ours == theirs == 1:
        return "Оба назвали друг друга первыми"
    if ours and theirs:
        return f"Назвали друг друга: наставляемый {RANKS[theirs]}, наставник {RANKS[ours]}"
    if theirs:
        return f"Наставляемый назвал {RANKS[theirs]}" + ("" if mentor.ranks else ", наставник не выбирал")
    if ours:
        return f"Наставник назвал {RANKS[ours]}" + ("" if mentee.ranks else ", наставляемый не выбирал")
    return "Друг друга не назвали"


def _topics(mentor: Party, mentee: Party) -> str:
    asked, offered = (_names(party.topics) for party in (mentee, mentor))
    first = [title for title in offered if title in asked] + [
        title for title in offered if title not in asked
    ]
    return f"Просит: {_listed(asked)}. Предлагает: {_listed(first)}"


def _names(topics: Sequence[tuple[int, str]]) -> list[str]:
    return [in_sentence(title) for title in dict(topics).values()]


def in_sentence(title: str) -> str:
    """A title inside a sentence; «ЕГЭ» and «IT» keep their capitals."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _listed(words: Sequence[str]) -> str:
    rest = len(words) - SHOWN
    return ", ".join(words[:SHOWN]) + (f" и ещё {rest}" if rest > 0 else "")


def _interests(mentor: Party, mentee: Party) -> str:
    ours, theirs = stems(mentor.interests), stems(mentee.interests)
    common = [root for root in theirs if root in ours]
    if not common:
        return "Общих не нашлось"
    said = _as_typed(mentee.interests, frozenset(common))
    words = _listed(said)
    return (
        f"{words[:1].upper()}{words[1:]} ({len(said)} из {min(len(mentor.interests), len(mentee.interests))})"
    )


def _as_typed(phrases: Sequence[str], common: frozenset[str]) -> list[str]:
    """«настольные игры» when both say the whole phrase, only the shared words of it otherwise."""
    said: list[str] = []
    left = set(common)
    for phrase in phrases:
        told = stems([phrase])
        shared = [root for root in told if root in left]
        left -= set(shared)
        if shared and len(shared) == len(told):
            said.append(phrase.strip().lower())
        else:
            said += [told[root] for root in shared]
    return said


def _time(mentor: Party, mentee: Party) -> str:
    return hours(mentor.slots & mentee.slots) or "Общих часов нет"


@lru_cache(maxsize=4096)
def hours(slots: frozenset[Slot]) -> str:
    """«Вт и чт, 14:00; пт, 15:00»."""
    days: dict[int, list[str]] = {}
    shown = sorted(slots, key=lambda slot: (slot[1], slot[0]))
    for day, hour in shown[: SHOWN + 1]:
        days.setdefault(hour, []).append(DAYS[day])
    told = "; ".join(f"{joined(names)}, {hour}:00" for hour, names in days.items())
    rest = len(shown) - SHOWN - 1
    told += f" и ещё {counted(rest, 'час', 'часа', 'часов')}" if rest > 0 else ""
    return told[:1].upper() + told[1:]


def _grade(mentor: Party, mentee: Party, ideal: int) -> str:
    gap = (mentor.side.grade or 0) - (mentee.side.grade or 0)
    if gap == 0:
        return "Одна параллель" if ideal == 0 else f"Одна параллель, лучше всего разница {ideal}"
    told = counted(abs(gap), "класс", "класса", "классов")
    told = f"Наставник младше на {told}" if gap < 0 else told
    return told if gap == ideal else f"{told}, лучше всего {ideal}"


def _gender(mentor: Party, mentee: Party) -> str:
    told = [
        f"{'Исполнено' if met else 'Не исполнено'} пожелание {whose}"
        for met, whose in zip(wishes_met(mentor, mentee), ("наставника", "наставляемого"), strict=True)
        if met is not None
    ]
    return told[0] if len(told) == 1 else f"{told[0]}; {in_sentence(told[1])}"


PLAIN: dict[Part, Callable[[Party, Party], str]] = {
    Part.PREFERENCE: _preference,
    Part.TOPICS: _topics,
    Part.INTERESTS: _interests,
    Part.TIME: _time,
    Part.GENDER: _gender,
}
