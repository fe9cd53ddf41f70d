"""What each line of a file will bring about: new, changed, the same, not found, which namesake, an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access
from monitoring.cells import Scale, read_cell, show_value
from monitoring.measure_import.plan import FileCell, Line, Plan, raw_of
from monitoring.measuring import OF_PEOPLE, Target, Targets, key_of, parameters_for, psychologists_own
from monitoring.models import Measurement, Parameter
from monitoring.services.measurements import EARLIEST, Typed, consents_lacking
from monitoring.services.sealed import own_rows
from participants.enums import SurveyMoment
from participants.importing.values import parse_class

NEW, CHANGED, SAME, EMPTY = "new", "changed", "same", "empty"
MISSING, AMBIGUOUS, ERROR = "missing", "ambiguous", "error"
REFUSED = frozenset({MISSING, AMBIGUOUS, ERROR})
SKIP = "skip"
HIDDEN = "внесено"  # a sealed value that stood before


@dataclass(frozen=True)
class Step:
    """One value to be written."""

    typed: Typed
    moment: str
    title: str
    old: str
    new: str
    seen: str  # "parameter-moment-key"
    version: int


@dataclass
class Verdict:
    line: Line
    state: str = EMPTY
    target: Target | None = None
    candidates: list[Target] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def reason(self) -> str:
        return "; ".join(self.errors)


def importable(access: Access) -> list[Parameter]:
    return [one for one in parameters_for(access) if one.subject in OF_PEOPLE]


def judge(access: Access, plan: Plan, choices: Mapping[int, str], today: date) -> list[Verdict]:
    """choices: row -> key of the chosen namesake, or «skip»."""
    return _Judge(access, plan, today).all(choices)


class _Judge:
    def __init__(self, access: Access, plan: Plan, today: date) -> None:
        self.access, self.plan, self.today = access, plan, today
        targets = Targets(access.program)
        self.parameters = {one.pk: one for one in importable(access)}
        self.own = {pk: {t.key: t for t in targets.own(one, access)} for pk, one in self.parameters.items()}
        self.people: dict[int, Target] = {key: t for own in self.own.values() for key, t in own.items()}
        rows = Measurement.objects.filter(parameter__in=list(self.parameters)).defer("sealed")
        self.rows = {
            self._seen(row.parameter_id, row.moment, key_of(row), row.measured_on): row for row in rows
        }
        people = [target.person for target in self.people.values() if target.person]
        day = date.fromisoformat(plan.day)
        self.lacking = consents_lacking(self.parameters.values(), people, day, today)
        self.readable = {
            pk: own_rows((row for row in rows if row.parameter_id == pk), access.user, one)
            for pk, one in self.parameters.items()
            if psychologists_own(one)
        }
        self.met: dict[str, tuple[int, Decimal]] = {}  # place -> (row of the file, value)

    @staticmethod
    def _seen(parameter: int, moment: str, key: int, day: date) -> str:
        between = f"-{day.isoformat()}" if moment == SurveyMoment.INTERIM else ""
        return f"{parameter}-{moment}-{key}{between}"

    def all(self, choices: Mapping[int, str]) -> list[Verdict]:
        return [self._line(line, choices.get(line.row, "")) for line in self.plan.lines]

    def _line(self, line: Line, choice: str) -> Verdict:
        verdict = Verdict(line)
        if not line.cells:
            return verdict
        if choice == SKIP:
            verdict.state, verdict.errors = MISSING, ["строка пропущена вами"]
            return verdict
        found = find(line, self.people.values())
        chosen = [one for one in found if str(one.key) == choice]
        verdict.target = chosen[0] if chosen else found[0] if is_sure(line, found) else None
        if verdict.target is None:
            verdict.candidates = found
            verdict.state = AMBIGUOUS if found else MISSING
            verdict.errors = [self._who(line, found)]
            return verdict
        for cell in line.cells:
            try:
                if step := self._step(line, cell, verdict.target):
                    verdict.steps.append(step)
            except ValueError as error:
                verdict.errors.append(str(error) if cell.problem else f"{cell.address}: {error}")
        verdict.state = self._state(verdict)
        return verdict

    def _who(self, line: Line, found: Sequence[Target]) -> str:
        if not line.name:
            return f"в строке {line.row} нет имени"
        if not found:
            return f"«{line.name[:80]}» нет среди ваших участников программы"
        return "нужно выбрать, кто это"

    def _step(self, line: Line, cell: FileCell, target: Target) -> Step | None:
        if cell.problem:
            raise ValueError(cell.problem)
        parameter = self.parameters.get(cell.parameter)
        if parameter is None:
            raise ValueError("этот параметр вносите не вы")
        scale = Scale.of(parameter)
        value = read_cell(raw_of(cell), scale)
        if value is None:
            return None
        if target.key not in self.own[parameter.pk]:
            raise ValueError(f"«{parameter.title}» у этого человека не измеряют")
        if missing := self.lacking[parameter.pk].get(target.key):
            raise ValueError(f"{missing}")
        day = date.fromisoformat(cell.day or self.plan.day)
        if day > self.today:
            raise ValueError(f"{day:%d.%m.%Y} ещё не наступило")
        if day < self.access.program.starts - EARLIEST:
            raise ValueError(f"{day:%d.%m.%Y} – больше чем за год до начала программы")
        seen = self._seen(parameter.pk, cell.moment, target.key, day)
        self._refuse_twice(seen, line, value)
        row = self.rows.get(seen)
        return self._made(parameter, scale, cell, target, value, day, seen, row)

    def _refuse_twice(self, seen: str, line: Line, value: Decimal) -> None:
        row, before = self.met.setdefault(seen, (line.row, value))
        if row != line.row and before != value:
            raise ValueError(f"в строке {row} у этого человека другое значение: {show_value(before, PLAIN)}")

    def _made(
        self,
        parameter: Parameter,
        scale: Scale,
        cell: FileCell,
        target: Target,
        value: Decimal,
        day: date,
        seen: str,
        row: Measurement | None,
    ) -> Step:
        old = "" if row is None else HIDDEN if psychologists_own(parameter) else show_value(row.value, scale)
        if row is not None and psychologists_own(parameter) and row.pk not in self.readable[parameter.pk]:
            raise ValueError("значение внёс другой психолог, оно закрыто")
        new = show_value(value, scale)
        word = "" if cell.moment == self.plan.moment else f" ({SurveyMoment(cell.moment).label})"
        typed = Typed(
            parameter.pk,
            target.key,
            new,
            shown=None,
            version=self.plan.seen.get(seen),
            # A day of its own moves even what is the same; the file's day is only for what is new.
            measured_on=day if cell.day or row is None or old != new else row.measured_on,
        )
        return Step(typed, cell.moment, f"{parameter.title}{word}", old, new, seen, row.version if row else 0)

    def _state(self, verdict: Verdict) -> str:
        if verdict.errors:
            return ERROR
        if any(not step.old for step in verdict.steps):
            return NEW
        if any(step.old != step.new for step in verdict.steps):
            return CHANGED
        return SAME if verdict.steps else EMPTY


PLAIN = Scale(None, None, 2)


# --- who is it --------------------------------------------------------------------------------------------


def find(line: Line, people: Iterable[Target]) -> list[Target]:
    """People of that name: whole names first, then without a patronymic, then by initials."""
    words = normalise_name(line.name).split()
    if len(words) < 2:
        return []
    known = [(one, one.person.search_key.split()) for one in people if one.person]
    for fits in (_equal, _without_patronymic, _by_initials):
        found = [one for one, name in known if fits(words, name)]
        if found:
            return _of_class(line, found)
    return []


def is_sure(line: Line, found: Sequence[Target]) -> bool:
    """One, and of the class that the file names, when it names one."""
    if len(found) != 1:
        return False
    wanted = parse_class(line.place) if line.place else None
    return wanted is None or parse_class(found[0].place) in (wanted, None)


def _of_class(line: Line, found: list[Target]) -> list[Target]:
    wanted = parse_class(line.place) if line.place else None
    if wanted is None:
        return found
    return [one for one in found if parse_class(one.place) == wanted] or found


def _equal(words: list[str], name: list[str]) -> bool:
    return words == name


def _without_patronymic(words: list[str], name: list[str]) -> bool:
    return words[:2] == name[:2] and min(len(words), len(name)) == 2


def _by_initials(words: list[str], name: list[str]) -> bool:
    letters = [word.strip(".") for word in words[1:]]
    letters = [letter for word in letters for letter in (word.split(".") if "." in word else [word])]
    return (
        words[0] == name[0]
        and all(len(letter) == 1 for letter in letters)
        and len(letters) <= len(name) - 1
        and all(part.startswith(letter) for letter, part in zip(letters, name[1:], strict=False))
    )
