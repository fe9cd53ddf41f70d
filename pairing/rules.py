"""Hard rules of a pair: pure calculation over plain facts, no database and no clock.

`findings(edge)` returns every failure of an edge, not the first: the form of pairs, the plan and the matching ask
the same list. Missing data never forbids: it becomes a warning («неизвестно»).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from mentoring_site.words import counted
from pairing.edges import Edge, Finding, Level, Side

# Bounds of a group (guides: «default 2–4»), mentees.
GROUP_MIN, GROUP_MAX = 2, 4


@dataclass(frozen=True)
class Rule:
    code: str
    level: Level
    short: str  # for counts: «нет согласия»
    test: Callable[[Edge], str | tuple[str, int | None] | None] = field(compare=False)

    def check(self, edge: Edge) -> Finding | None:
        said = self.test(edge)
        if not said:
            return None
        sentence, person_id = said if isinstance(said, tuple) else (said, None)
        return Finding(self.code, self.level, self.short, sentence, person_id)


# --- who may stand in a pair at all -----------------------------------------------------------------------


def _other_program(edge: Edge) -> str | None:
    if edge.mentor.program_id == edge.mentee.program_id:
        return None
    return f"{edge.mentor.name} и {edge.mentee.name} записаны в разные программы."


def _same_person(edge: Edge) -> str | None:
    if edge.mentor.person_id != edge.mentee.person_id:
        return None
    return f"{edge.mentor.name}: человек не может быть наставником самому себе."


def _left(edge: Edge) -> str | None:
    gone = [side.name for side in (edge.mentor, edge.mentee) if side.is_left]
    if not gone:
        return None
    return f"{' и '.join(gone)}: есть запись о выбытии. Верните в базу, если человек снова участвует."


def _mentor_not_admitted(edge: Edge) -> str | None:
    mentor = edge.mentor
    if mentor.is_admitted or mentor.is_left:
        return None
    return f"Наставник {mentor.name} — {mentor.status_label}. Допустите его в карточке наставника."


def _mentee_not_admitted(edge: Edge) -> str | None:
    mentee = edge.mentee
    if mentee.is_admitted or mentee.is_left:
        return None
    return f"Наставляемый {mentee.name} — {mentee.status_label}. Примите его в программу в карточке."


def _mentor_not_ready(edge: Edge) -> str | None:
    mentor = edge.mentor
    if mentor.is_ready or not mentor.is_admitted or mentor.is_left:
        return None
    return (
        f"Наставник {mentor.name}: {mentor.not_ready_because}. "
        "Отметьте это в карточке или допустите наставника с обоснованием."
    )


def _form_missing(edge: Edge) -> str | None:
    lacking = [side.name for side in (edge.mentor, edge.mentee) if side.form_id is None]
    if not lacking:
        return None
    return f"{' и '.join(lacking)}: форма наставничества не определена. Выберите её в карточке."


def _form_mismatch(edge: Edge) -> str | None:
    mentor, mentee = edge.mentor, edge.mentee
    if mentor.form_id is None or mentee.form_id is None or mentor.form_id == mentee.form_id:
        return None
    return (
        f"Разные формы наставничества: {mentor.name} — «{mentor.form_title}», "
        f"{mentee.name} — «{mentee.form_title}»."
    )


def _consent_of_mentor(edge: Edge) -> tuple[str, int] | None:
    return _consent(edge.mentor)


def _consent_of_mentee(edge: Edge) -> tuple[str, int] | None:
    return _consent(edge.mentee)


def _consent(side: Side) -> tuple[str, int] | None:
    if side.is_consent_valid:
        return None
    missing = side.consent_missing or "нет действующего согласия на участие в программе"
    return f"{side.name}: {missing}.", side.person_id


def _open_pair(edge: Edge) -> str | None:
    if not edge.mentee.has_open_pair:
        return None
    return f"{edge.mentee.name}: наставник уже есть. Сначала завершите или прекратите прежнюю пару."


def _places(edge: Edge) -> str | None:
    mentor = edge.mentor
    free = max(0, mentor.places - mentor.places_taken)
    if edge.size <= free:
        return None
    limit = counted(mentor.places, "наставляемого", "наставляемых", "наставляемых")
    if free:
        return (
            f"Наставник {mentor.name} готов вести {limit}, свободно мест: {free}, а выбрано: {edge.size}. "
            "Уберите лишних или измените число мест в карточке наставника."
        )
    return (
        f"Наставник {mentor.name} готов вести {limit}, свободных мест нет. "
        "Выберите другого или измените число мест в карточке наставника."
    )


def _group_not_agreed(edge: Edge) -> str | None:
    if edge.size < GROUP_MIN or edge.mentor.takes_group:
        return None
    return (
        f"Наставник {edge.mentor.name} не давал согласия вести группу. "
        "Отметьте согласие в карточке или составьте отдельные пары."
    )


def _group_too_large(edge: Edge) -> str | None:
    if edge.size <= GROUP_MAX:
        return None
    return f"В группе {counted(edge.size, 'человек', 'человека', 'человек')}, а обычно не больше {GROUP_MAX}."


# --- what the interaction model asks for ------------------------------------------------------------------


def _model_of_other_form(edge: Edge) -> str | None:
    if edge.model is None or edge.mentor.form_id is None or edge.model.form_id == edge.mentor.form_id:
        return None
    return f"Форма взаимодействия «{edge.model.title}» не относится к форме «{edge.mentor.form_title}»."


def _gap(edge: Edge) -> int | None:
    """Mentor's grade minus mentee's, in grades; None when a class is unknown."""
    if edge.mentor.grade is None or edge.mentee.grade is None:
        return None
    return edge.mentor.grade - edge.mentee.grade


def _grades(edge: Edge) -> str:
    return f"{edge.mentor.name} — {edge.mentor.grade} класс, {edge.mentee.name} — {edge.mentee.grade} класс"


def _too_near(edge: Edge) -> str | None:
    gap = _gap(edge)
    if (
        edge.model is None
        or edge.model.min_grade_gap is None
        or gap is None
        or gap >= edge.model.min_grade_gap
    ):
        return None
    need = edge.model.min_grade_gap
    if need <= 0:
        return f"«{edge.model.title}»: наставник младше больше чем на {-need}. {_grades(edge)}."
    older = counted(need, "класс", "класса", "классов")
    return f"«{edge.model.title}»: наставник должен быть старше хотя бы на {older}. {_grades(edge)}."


def _too_far(edge: Edge) -> str | None:
    gap = _gap(edge)
    if (
        edge.model is None
        or edge.model.max_grade_gap is None
        or gap is None
        or gap <= edge.model.max_grade_gap
    ):
        return None
    most = counted(edge.model.max_grade_gap, "класс", "класса", "классов")
    return f"«{edge.model.title}»: разница не больше чем {most}. {_grades(edge)}."


def _other_subject(edge: Edge) -> str | None:
    if edge.model is None or not edge.model.same_subject:
        return None
    ours, theirs = edge.mentor.subjects, edge.mentee.subjects
    if not ours or not theirs or ours & theirs:
        return None
    return (
        f"«{edge.model.title}»: нужен один предмет. {edge.mentor.name} — {', '.join(sorted(ours))}; "
        f"{edge.mentee.name} — {', '.join(sorted(theirs))}."
    )


def _mentee_too_experienced(edge: Edge) -> str | None:
    limit = edge.model.mentee_experience_max_years if edge.model else None
    years = edge.mentee.experience_years
    if limit is None or years is None or years <= limit:
        return None
    return (
        f"«{edge.model.title}»: стаж наставляемого — не больше {limit} лет, "
        f"а у {edge.mentee.name} — {counted(years, 'год', 'года', 'лет')}."
    )


def _mentor_less_experienced(edge: Edge) -> str | None:
    if edge.model is None or not edge.model.mentor_more_experienced:
        return None
    ours, theirs = edge.mentor.experience_years, edge.mentee.experience_years
    if ours is None or theirs is None or ours > theirs:
        return None
    return (
        f"«{edge.model.title}»: у наставника должен быть больший стаж. "
        f"{edge.mentor.name} — {counted(ours, 'год', 'года', 'лет')}, "
        f"{edge.mentee.name} — {counted(theirs, 'год', 'года', 'лет')}."
    )


def _parted_by_conflict(edge: Edge) -> str | None:
    if not is_conflict(edge.parted_because):
        return None
    because = (edge.parted_because or "").rstrip(".")
    return f"Пару {edge.mentor.name} — {edge.mentee.name} прекратили из-за конфликта: {because}."


def is_conflict(parted_because: str | None) -> bool:
    """A reason is free text, so a conflict is known by its word."""
    return "конфликт" in (parted_because or "").casefold()


def _parted_before(edge: Edge) -> str | None:
    if edge.parted_because is None or is_conflict(edge.parted_because):
        return None
    because = f": {edge.parted_because}" if edge.parted_because else ""
    return f"Пару {edge.mentor.name} — {edge.mentee.name} уже прекращали{because}."


def _not_recommended(edge: Edge) -> str | None:
    if edge.conclusion != "not_recommended":
        return None
    return f"Психолог не рекомендует пару {edge.mentor.name} — {edge.mentee.name}."


def _banned(edge: Edge) -> str | None:
    if edge.ban is None:
        return None
    because = f": {edge.ban}" if edge.ban else ""
    return f"{edge.mentor.name} и {edge.mentee.name} — в списке запретов на пару{because.rstrip('.')}."


def _refused(edge: Edge) -> str | None:
    both = (
        (edge.mentor_refuses, edge.mentor, edge.mentee),
        (edge.mentee_refuses, edge.mentee, edge.mentor),
    )
    said = [f"{one.name} — «не хочу»: {other.name}" for refuses, one, other in both if refuses]
    return f"В листе предпочтений {'; '.join(said)}." if said else None


def _superior(edge: Edge) -> str | None:
    if not edge.is_superior:
        return None
    return f"{edge.mentor.name} — непосредственный руководитель: {edge.mentee.name} в прямом подчинении."


def _no_common_time(edge: Edge) -> str | None:
    if edge.has_common_time is not False:
        return None
    return f"{edge.mentor.name} и {edge.mentee.name}: нет ни одного общего часа в неделе."


# --- unknown or worth a look ------------------------------------------------------------------------------


def _model_missing(edge: Edge) -> str | None:
    return None if edge.model else f"{edge.mentee.name}: форма взаимодействия не выбрана."


def _grade_unknown(edge: Edge) -> str | None:
    model = edge.model
    if model is None or (model.min_grade_gap is None and model.max_grade_gap is None):
        return None
    return _unknown(edge, "класс", lambda side: side.grade is None)


def _subject_unknown(edge: Edge) -> str | None:
    if edge.model is None or not edge.model.same_subject:
        return None
    return _unknown(edge, "предмет", lambda side: not side.subjects)


def _experience_unknown(edge: Edge) -> str | None:
    model = edge.model
    if model is None:
        return None
    asks_both = model.mentor_more_experienced
    if not asks_both and model.mentee_experience_max_years is None:
        return None
    return _unknown(
        edge, "стаж", lambda side: side.experience_years is None and (asks_both or side is edge.mentee)
    )


def _unknown(edge: Edge, what: str, is_missing: Callable[[Side], bool]) -> str | None:
    names = [side.name for side in (edge.mentor, edge.mentee) if is_missing(side)]
    return f"{' и '.join(names)}: {what} не указан, правило не проверено." if names else None


def _mentor_younger(edge: Edge) -> str | None:
    gap = _gap(edge)
    if gap is None or gap >= 0 or (edge.model and edge.model.min_grade_gap is not None):
        return None
    return f"Наставник младше наставляемого: {_grades(edge)}."


def _other_wish(edge: Edge) -> str | None:
    mentee = edge.mentee
    if edge.model is None or mentee.wished_model_id in (None, edge.model.id):
        return None
    return f"{mentee.name} просит другую форму взаимодействия: «{mentee.wished_model_title}»."


def _with_reservation(edge: Edge) -> str | None:
    if edge.conclusion != "reservation":
        return None
    return f"Психолог рекомендует пару с оговоркой: {edge.reservation or 'оговорка не указана'}."


RULES: tuple[Rule, ...] = (
    Rule("same_person", Level.HARD, "тот же человек", _same_person),
    Rule("other_program", Level.HARD, "другая программа", _other_program),
    Rule("left", Level.HARD, "выбыли из программы", _left),
    Rule("mentor_not_admitted", Level.HARD, "наставник не допущен", _mentor_not_admitted),
    Rule("mentor_not_ready", Level.HARD, "наставник без собеседования или обучения", _mentor_not_ready),
    Rule("mentee_not_admitted", Level.HARD, "ещё не приняты в программу", _mentee_not_admitted),
    Rule("form_missing", Level.HARD, "форма не определена", _form_missing),
    Rule("form_mismatch", Level.HARD, "другая форма наставничества", _form_mismatch),
    Rule("open_pair", Level.HARD, "наставник уже есть", _open_pair),
    Rule("consent_mentor", Level.HARD, "нет согласия наставника", _consent_of_mentor),
    Rule("consent_mentee", Level.HARD, "нет согласия", _consent_of_mentee),
    Rule("no_places", Level.HARD, "нет свободных мест", _places),
    Rule("group_not_agreed", Level.HARD, "наставник не ведёт группы", _group_not_agreed),
    Rule("banned", Level.HARD, "в списке запретов на пару", _banned),
    Rule("refused", Level.HARD, "отказ в листе предпочтений", _refused),
    Rule("model_of_other_form", Level.HARD, "форма взаимодействия из другой формы", _model_of_other_form),
    Rule("grade_too_near", Level.SOFT, "класс слишком близкий", _too_near),
    Rule("grade_too_far", Level.SOFT, "класс слишком далёкий", _too_far),
    Rule("other_subject", Level.SOFT, "другой предмет", _other_subject),
    Rule(
        "mentee_too_experienced",
        Level.SOFT,
        "стаж больше, чем у молодого специалиста",
        _mentee_too_experienced,
    ),
    Rule("mentor_less_experienced", Level.SOFT, "стаж наставника не больше", _mentor_less_experienced),
    Rule("superior", Level.SOFT, "прямой руководитель", _superior),
    Rule("no_common_time", Level.SOFT, "нет общего времени", _no_common_time),
    Rule("group_too_large", Level.SOFT, "группа больше обычной", _group_too_large),
    Rule("parted_by_conflict", Level.SOFT, "пару прекратили из-за конфликта", _parted_by_conflict),
    Rule("parted_before", Level.SOFT, "пару уже прекращали", _parted_before),
    Rule("not_recommended", Level.SOFT, "психолог не рекомендует", _not_recommended),
    Rule("model_missing", Level.WARNING, "форма взаимодействия не выбрана", _model_missing),
    Rule("grade_unknown", Level.WARNING, "класс неизвестен", _grade_unknown),
    Rule("subject_unknown", Level.WARNING, "предмет неизвестен", _subject_unknown),
    Rule("experience_unknown", Level.WARNING, "стаж неизвестен", _experience_unknown),
    Rule("mentor_younger", Level.WARNING, "наставник младше", _mentor_younger),
    Rule("other_wish", Level.WARNING, "просит другую форму взаимодействия", _other_wish),
    Rule("reservation", Level.WARNING, "психолог с оговоркой", _with_reservation),
)


def findings(edge: Edge) -> list[Finding]:
    """All failures of an edge in the order of RULES; empty when the pair is lawful and nothing is unknown."""
    return [found for rule in RULES if (found := rule.check(edge)) is not None]


def of_level(found: Iterable[Finding], level: Level) -> list[Finding]:
    return [finding for finding in found if finding.level == level]


def unique(found: Iterable[Finding]) -> list[Finding]:
    """Without repeats: the edges of a group share the mentor, so his failures come once."""
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class WhyNot:
    """«7 — нет согласия»: people who can't be offered, by the first reason that nobody may break."""

    short: str
    names: Sequence[str]

    @property
    def count(self) -> int:
        return len(self.names)


def why_not(edges: Iterable[tuple[Edge, Sequence[Finding]]]) -> list[WhyNot]:
    """Counts of mentees by every hard reason (a person may stand under several), most frequent first."""
    names: dict[str, list[str]] = {}
    for edge, found in edges:
        for finding in of_level(found, Level.HARD):
            names.setdefault(finding.short, []).append(edge.mentee.name)
    groups = [WhyNot(short, tuple(people)) for short, people in names.items()]
    return sorted(groups, key=lambda group: (-group.count, group.short))
