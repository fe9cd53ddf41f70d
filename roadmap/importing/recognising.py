"""Which of the 35 steps of the national model a school's step is, by its naming or by likeness of words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from roadmap.content import StepTemplate, load_steps
from roadmap.enums import Stage
from roadmap.importing.namings import named

SURE = 84
LIKELY = 70  # worth a question
CLOSE = 4  # two steps this near in score are told apart by a person
MAX_LIKELY = 3
STEM = 5
NOT_WORD = re.compile(r"[^0-9a-zа-я]+")
# Said in nearly every step: they make unlike steps alike.
FILLER = re.compile(
    r"\b(?:программ[аыуе]|целевой|модели|наставничества|образовательн\w+|организаци[ия]|в|и|на|о|об|с|для|по|из|или"
    r"|рамках|проведение|провести|организация|организовать|школы)\b"
)
# A word that must agree, or the likeness is of the form only: mentors are not mentees, the first is not the second.
OPPOSITES = (
    (r"наставляем", r"наставник"),
    (r"перв", r"втор"),
    (r"педагог", r"родител"),
    (r"родител", r"обучающ"),
    (r"группов", r"наставника наставляемого"),
)
STAGE_WORDS: tuple[tuple[Stage, str], ...] = (
    (Stage.COMPLETION, r"заверш|итог|подведен|распростран|поощрен"),
    (Stage.TRAINING, r"обучен|отбор.*наставник"),
    (Stage.PAIRS, r"формиров\w*.*(?:пар|групп)|(?:пар|групп)\w*.*формиров"),
    (Stage.MENTEES, r"(?:баз|формиров|выявл|отбор)\w*.*наставляем"),
    (Stage.MENTORS, r"(?:баз|формиров|выявл|поиск)\w*.*наставник"),
    (
        Stage.WORK,
        r"организац\w*\s+(?:хода|работы)|реализац|работ\w*\s+(?:пар|наставническ)|взаимодейств|основной",
    ),
    (Stage.CONDITIONS, r"подготов|услови|запуск|информирован|нормативн|организационн"),
)


@dataclass(frozen=True)
class Recognised:
    """standard: number of the step, None when it is the school's own. likely: numbers to choose from when unsure."""

    standard: int | None = None
    likely: tuple[int, ...] = ()


def recognise(title: str) -> Recognised:
    numbers, is_sure = named(title)
    if numbers:
        return Recognised(numbers[0]) if is_sure else Recognised(None, numbers)
    plain = _plain(title)
    if len(plain) < 8:
        return Recognised()
    best_of: dict[int, float] = {}
    for number, text, less in _templates():
        best_of[number] = max(best_of.get(number, 0), _score(plain, text) - less)
    scores = sorted(
        ((score, number) for number, score in best_of.items()), key=lambda item: (-item[0], item[1])
    )
    best = scores[0][0]
    near = tuple(number for score, number in scores if score >= LIKELY and best - score < CLOSE)[:MAX_LIKELY]
    if best < LIKELY:
        return Recognised()
    if best >= SURE and len(near) == 1:
        return Recognised(near[0])
    return Recognised(None, near)


def template_of(standard: int | None) -> StepTemplate | None:
    return load_steps()[standard - 1] if standard and 1 <= standard <= len(load_steps()) else None


def stage_of_section(section: str) -> int | None:
    """The official stage that a school's section speaks of; None when its words name none."""
    text = section.casefold().replace("ё", "е")
    return next((int(stage) for stage, words in STAGE_WORDS if re.search(words, text)), None)


def _score(plain: str, template: str) -> float:
    """0–100; likeness of the whole text, and of the beginning alone, since schools add sentences or cut them."""
    shorter = min(len(plain), len(template))
    whole = fuzz.token_sort_ratio(plain, template)
    part = fuzz.token_set_ratio(plain, template) - 6 if shorter >= 18 else 0
    score = max(whole, min(part, 100) if fuzz.ratio(plain[:shorter], template[:shorter]) > 50 else 0)
    if _shared(plain, template) < 0.5:  # «Форум наставников» is like «Обучение наставников» by one word only
        score -= 40
    return score - 25 * sum(_disagree(plain, template, *pair) for pair in OPPOSITES)


def _shared(first: str, second: str) -> float:
    """Which part of the shorter text's own words the other has, by their beginnings; «наставник» is said everywhere."""
    one, two = (
        {
            word[:STEM]
            for word in text.split()
            if not word.startswith(("наставн", "наставл")) and len(word) > 2
        }
        for text in (first, second)
    )
    return len(one & two) / min(len(one), len(two)) if one and two else 1.0


def _disagree(first: str, second: str, one: str, other: str) -> bool:
    """One text speaks only of the one, the second only of the other."""
    has = [(bool(re.search(one, text)), bool(re.search(other, text))) for text in (first, second)]
    return has in ([(True, False), (False, True)], [(False, True), (True, False)])


@cache
def _templates() -> tuple[tuple[int, str, int], ...]:
    """(number, words, what a likeness to a part costs): schools part a step of two sentences, or take one of them."""
    found = []
    for step in load_steps():
        found.append((step.number, _plain(step.title), 0))
        parts = [part for part in step.title.split(". ") if len(part) > 20]
        found += [(step.number, _plain(part), 6) for part in parts if len(parts) > 1]
    return tuple(found)


def _plain(text: str) -> str:
    words = NOT_WORD.sub(" ", text.casefold().replace("ё", "е"))
    return " ".join(FILLER.sub(" ", words).split())
