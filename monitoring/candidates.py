"""Who may be honoured and why: reasons in words from the facts of one person or one pair.

No weights and no places: whoever has more reasons stands higher, equals by name. Nothing of health, categories,
tests or consultations is known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mentoring_site.words import counted

MEETINGS_SHARE, LEAST_MEETINGS = 0.8, 3
TASKS_SHARE, LEAST_TASKS = 0.7, 2
GOOD_MARK = 8
LEAST_ANSWERS = 5  # a mean of fewer would tell who has answered
LEAST_RESPONDENTS = 2
LONGEST = 300  # of Award.reason

# What the page says on how reasons come about; the order is that of the reasons.
RULES = (
    "пары доведены до конца: хотя бы одна пара или группа года завершена",
    "несколько наставляемых: в парах и группах года двое или больше",
    f"встречи по плану: намечено от {LEAST_MEETINGS}, проведено не меньше {MEETINGS_SHARE * 100:.0f} %",
    f"цели плана достигнуты: задач от {LEAST_TASKS}, выполнено не меньше {TASKS_SHARE * 100:.0f} %",
    f"обратная связь: средняя отметка от {GOOD_MARK} из 10, ответов от {LEAST_ANSWERS} и отвечал не один человек",
    "результаты пары: записан хотя бы один",
    "обучение наставника пройдено",
    "есть награды прошлых лет",
)


@dataclass(frozen=True)
class HonourFacts:
    """What is known of one nominee: a mentor, or one pair or group with its mentor's name."""

    key: int  # pk of the mentor, or of the pair
    mentor_id: int
    name: str
    place: str = ""
    form_id: int | None = None
    completed: int = 0
    lived: int = 0  # pairs and groups that have begun
    mentees: int = 0
    held: int = 0
    planned: int = 0  # meetings that were to be by today
    tasks_done: int = 0
    tasks: int = 0
    answers: int = 0
    respondents: int = 0
    mean: float | None = None
    results: dict[str, int] = field(default_factory=dict)  # label -> how many
    courses: int = 0
    hours: str = ""
    past: tuple[str, ...] = ()  # «грамота, 2025/2026»


@dataclass(frozen=True)
class Candidate:
    facts: HonourFacts
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        """The reasons as one line of an award, «за что»: whole reasons only, as many as there is room for."""
        said = ""
        for reason in self.reasons:
            longer = f"{said}; {reason}" if said else reason
            if len(longer) > LONGEST:
                break
            said = longer
        return said


def reasons_of(facts: HonourFacts, least_answers: int = LEAST_ANSWERS) -> tuple[str, ...]:
    """In the order of RULES; what is not recorded gives no reason and takes none away.

    least_answers: the programme's own smallest group, never under LEAST_ANSWERS.
    """
    found = (
        _completed(facts),
        f"наставляемых за год: {facts.mentees}" if facts.mentees > 1 else "",
        _meetings(facts),
        _tasks(facts),
        _feedback(facts, max(least_answers, LEAST_ANSWERS)),
        _results(facts),
        _training(facts),
        f"награды прошлых лет: {', '.join(facts.past)}" if facts.past else "",
    )
    return tuple(reason for reason in found if reason)


def candidates_of(
    everybody: Iterable[HonourFacts], form_id: int | None = None, least_answers: int = LEAST_ANSWERS
) -> list[Candidate]:
    """form_id: only of that form of mentoring. Whoever has no reason is not proposed."""
    found = [
        Candidate(facts, reasons_of(facts, least_answers))
        for facts in everybody
        if form_id is None or facts.form_id == form_id
    ]
    named = [one for one in found if one.reasons]
    return sorted(
        named, key=lambda one: (-len(one.reasons), one.facts.name.casefold().replace("ё", "е"), one.facts.key)
    )


def _completed(facts: HonourFacts) -> str:
    if not facts.completed:
        return ""
    if facts.lived == 1:
        return "пара доведена до конца"
    return f"доведено до конца: {counted(facts.completed, 'пара', 'пары', 'пар')} из {facts.lived}"


def _meetings(facts: HonourFacts) -> str:
    if facts.planned < LEAST_MEETINGS or facts.held < facts.planned * MEETINGS_SHARE:
        return ""
    return f"проведено встреч: {facts.held} из {facts.planned} намеченных"


def _tasks(facts: HonourFacts) -> str:
    if facts.tasks < LEAST_TASKS or facts.tasks_done < facts.tasks * TASKS_SHARE:
        return ""
    return f"достигнуты цели плана: выполнено задач {facts.tasks_done} из {facts.tasks}"


def _feedback(facts: HonourFacts, least: int) -> str:
    is_enough = facts.answers >= least and facts.respondents >= LEAST_RESPONDENTS
    if facts.mean is None or not is_enough or facts.mean < GOOD_MARK:
        return ""
    mean = f"{facts.mean:.1f}".replace(".", ",")
    return (
        f"отзывы наставляемых: в среднем {mean} из 10, {counted(facts.answers, 'ответ', 'ответа', 'ответов')}"
    )


def _results(facts: HonourFacts) -> str:
    said = [label if number == 1 else f"{label} – {number}" for label, number in facts.results.items()]
    return f"результаты: {', '.join(said)}" if said else ""


def _training(facts: HonourFacts) -> str:
    if not facts.courses:
        return ""
    return f"пройдено обучение: {counted(facts.courses, 'курс', 'курса', 'курсов')}, {facts.hours}"
