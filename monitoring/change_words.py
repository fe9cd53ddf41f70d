"""Before and after in Russian that a curator understands: sentences, verdicts, numbers. Pure."""

from __future__ import annotations

from mentoring_site.words import NBSP
from monitoring.changes_model import ChangeStatistics, Verdict
from monitoring.enums import Direction, ParameterSubject
from monitoring.models import Parameter
from monitoring.statistics import LEAST_PAIRS, effect_words

NOT_PROOF = "Это не доказывает, что причина — наставничество."
NOT_MEASURED = "не измерено"
VERDICT_WORDS = {
    Verdict.BETTER: "Улучшение неслучайно",
    Verdict.WORSE: "Ухудшение неслучайно",
    Verdict.CHANCE: "Может быть случайным",
    Verdict.FEW: "Мало данных",
}
VERDICT_SHAPES = {Verdict.BETTER: "ok", Verdict.WORSE: "late", Verdict.CHANCE: "draft", Verdict.FEW: "none"}
LEAST_WORDS = {5: "пяти"}


def number(value: float | None, decimals: int = 2) -> str:
    """«3,24»: with a comma and a minus sign; None in words."""
    if value is None:
        return NOT_MEASURED
    words = f"{value:.{decimals}f}"
    if not float(words):
        words = words.removeprefix("-")  # −0,00 is no number
    return words.replace("-", "−").replace(".", ",")


def signed(value: float, decimals: int = 2) -> str:
    """«+0,47», «−2», «0»."""
    words = number(value, decimals)
    return f"+{words}" if value > 0 and words.strip("0,") else words


def mean_decimals(parameter: Parameter) -> int:
    """A mean is told one digit finer than the values, two at most."""
    return min(2, parameter.decimals + 1)


def p_words(p: float) -> str:
    """«p = 0,21», «p = 0,004», «p < 0,001»."""
    if p < 0.001:
        return f"p{NBSP}<{NBSP}0,001"
    return f"p{NBSP}={NBSP}{number(p, 3 if p < 0.0995 else 2)}"


def directions(parameter: Parameter) -> tuple[str, str]:
    """What the better and the worse did: («вырос», «снизился»)."""
    up, down = "вырос", "снизился"
    return (up, down) if parameter.direction == Direction.MORE else (down, up)


def held_words(smallest: int) -> str:
    return (
        f"Меньше {LEAST_WORDS.get(smallest, str(smallest))} человек: средние и доли не показываем, "
        "чтобы никого нельзя было узнать."
    )


def sentence_of(
    parameter: Parameter,
    statistics: ChangeStatistics,
    *,
    once: tuple[int, int],
    smallest: int,
    is_held: bool,
    is_locked: bool = False,
) -> str:
    """The whole result in two or three sentences. once: how many have a value before, and after."""
    if is_locked:
        return "Значения психолога зашифрованы, а ключ недоступен. Администратор может вернуть файл ключа."
    if not statistics.n:
        return _not_twice(parameter, *once)
    if is_held:
        return held_words(smallest)
    if parameter.subject == ParameterSubject.PROGRAM:
        return _of_school(parameter, statistics)
    return " ".join([_counts(parameter, statistics), *conclusion_of(statistics)])


def _not_twice(parameter: Parameter, before: int, after: int) -> str:
    """Which half is there."""
    if not before and not after:
        return "Пока не измерено: ни «до», ни «после»."
    if parameter.subject == ParameterSubject.PROGRAM:
        return "Есть «до», «после» пока нет." if before else "Есть «после», «до» не внесено."
    if not after:
        return f"«До» измерены {before}, «после» пока никто."
    if not before:
        return f"«После» измерены {after}, «до» не измерен никто."
    return f"«До» измерены {before}, «после» {after}, но ни у кого нет обоих измерений."


def _counts(parameter: Parameter, statistics: ChangeStatistics) -> str:
    better, worse = directions(parameter)
    at, whom = ("В", NBSP + "классов") if parameter.subject == ParameterSubject.CLASS else ("У", "")
    low = at.lower()
    note = " (это лучше)" if parameter.direction == Direction.LESS else ""
    parts = []
    if statistics.better:
        parts.append(f"{low}{NBSP}{statistics.better} показатель {better}{note}")
    if statistics.worse:
        parts.append(f"{low}{NBSP}{statistics.worse} {worse if parts else f'показатель {worse}'}")
    if statistics.same:
        parts.append(f"{low}{NBSP}{statistics.same} без заметных изменений")
    parts[0] = parts[0].replace(f"{low}{NBSP}", f"{at}{NBSP}", 1)
    first, rest = parts[0].split(" ", 1)
    parts[0] = f"{first} из{NBSP}{statistics.n}{whom} {rest}"
    return ", ".join(parts) + "."


def conclusion_of(statistics: ChangeStatistics) -> list[str]:
    """What may be said of the difference, without its counts."""
    if statistics.verdict == Verdict.FEW or statistics.p is None or statistics.effect is None:
        return [f"Измерены дважды меньше {LEAST_PAIRS}: вывода не делаем."]
    said = p_words(statistics.p)
    if statistics.verdict == Verdict.CHANCE:
        return [f"Такая разница может быть и случайной ({said})."]
    way = "к лучшему" if statistics.verdict == Verdict.BETTER else "к худшему"
    return [
        f"Такое редко бывает случайно ({said}), изменение {way} {effect_words(statistics.effect)}.",
        NOT_PROOF,
    ]


def _of_school(parameter: Parameter, statistics: ChangeStatistics) -> str:
    decimals = parameter.decimals
    before, after = number(statistics.before_mean, decimals), number(statistics.after_mean, decimals)
    if statistics.better == statistics.worse:
        return f"Было {before}, стало {after}: без заметных изменений."
    is_more = (statistics.mean_change or 0) > 0
    size = number(abs(statistics.mean_change or 0), decimals)
    way = "лучше" if statistics.better else "хуже"
    return f"Было {before}, стало {after}: на{NBSP}{size} {'больше' if is_more else 'меньше'}, это {way}."
