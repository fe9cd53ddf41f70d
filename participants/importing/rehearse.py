"""The verdict on every row, and what would be written: pure, so the rehearsal and the run cannot differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mentoring_site.names import normalise_name
from participants.enums import Gender, PersonKind
from participants.importing.contacts import same_phones
from participants.importing.matching import find, likely_same_in_file, same_in_file
from participants.importing.parsing import Parsed, check_kind, parse_row
from participants.importing.rows import row_label
from participants.importing.tables import MappedRow
from participants.importing.values import class_label
from participants.importing.world import YEAR_FIELDS, Known, World
from participants.services.changes import Change, clean_value, in_words

NEW, CHANGED, SAME, POSSIBLE, ERROR, SKIPPED = "new", "changed", "same", "possible", "error", "skipped"
CODES = (NEW, CHANGED, SAME, POSSIBLE, ERROR, SKIPPED)
CHOICE_NEW, CHOICE_SKIP = "new", "skip"
PROGRESS_STEP = 500
REPRESENTATIVE_LABELS = {
    "full_name": "представитель",
    "kinship": "кем приходится представитель",
    "phone": "телефон представителя",
    "email": "почта представителя",
}


@dataclass
class RepresentativePlan:
    """pk is None for a new one; values: only what is to be written."""

    values: dict[str, str]
    pk: int | None = None
    changes: list[Change] = field(default_factory=list)


@dataclass
class Plan:
    """What one row does. person, year, entry: only what is to be written; changes: of what is in the base."""

    parsed: Parsed
    cells: Mapping[str, str] = field(default_factory=dict)
    code: str = NEW
    known: Known | None = None
    kind: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    year: dict[str, Any] = field(default_factory=dict)
    entry: dict[str, Any] = field(default_factory=dict)
    representatives: list[RepresentativePlan] = field(default_factory=list)
    person_changes: list[Change] = field(default_factory=list)
    entry_changes: list[Change] = field(default_factory=list)
    candidates: tuple[Known, ...] = ()
    twin_row: int | None = None
    choice: str = ""
    why: str = ""  # the row is no person: «итог», «заголовок раздела»
    section_class: str = ""  # the class came from a heading above the row

    @property
    def is_written(self) -> bool:
        return self.code in (NEW, CHANGED)

    @property
    def lacks_class(self) -> bool:
        """A pupil who would stand in the base without a class."""
        if not self.is_written or self.kind != PersonKind.PUPIL or self.year.get("school_class"):
            return False
        return self.known is None or not (self.known.year or {}).get("school_class")

    @property
    def is_new_entry(self) -> bool:
        return self.code == NEW

    def as_json(self) -> dict[str, Any]:
        """What the preview shows and what must not differ at the moment of writing."""
        parsed = self.parsed
        of_representatives = [change for one in self.representatives for change in one.changes]
        changes = [*self.person_changes, *of_representatives, *self.entry_changes]
        verdict: dict[str, Any] = {
            "row": parsed.row,
            "code": self.code,
            "name": parsed.name,
            "note": _note(parsed),
            "errors": [[column, message, self.cells.get(column, "")] for column, message in parsed.errors],
        }
        if self.known is not None:
            verdict["person"] = self.known.pk
        if changes:
            verdict["changes"] = [[change.label, change.old, change.new] for change in changes]
        if self.candidates:
            verdict["candidates"] = [[one.pk, _in_words(one), _is_woman(one)] for one in self.candidates]
        if self.twin_row:
            verdict["twin"] = self.twin_row
        if self.choice:
            verdict["choice"] = self.choice
        if self.why:
            verdict["why"] = self.why
        if self.section_class and not parsed.errors:
            verdict["section"] = True
        if self.lacks_class:
            verdict["lacks_class"] = True
        if parsed.offers and parsed.errors:
            verdict["offers"] = parsed.offers
        if parsed.partners:
            verdict["partners"] = parsed.partners
        if parsed.unknown_class:
            verdict["no_class"] = list(parsed.unknown_class)
        return verdict


def rehearse(
    rows: Sequence[MappedRow],
    world: World,
    choices: Mapping[str, str],
    on_progress: Callable[[int], None] | None = None,
) -> list[Plan]:
    """choices: row number as text -> «new», «skip», person id. The order of the rows is kept."""
    plans: list[Plan] = []
    seen: dict[str, list[Plan]] = defaultdict(list)
    taken: dict[int, int] = {}
    for done, row in enumerate(rows, start=1):
        if row.why:
            name = row.cells["full_name"]
            plans.append(Plan(Parsed(row.number, name=name), row.cells, code=SKIPPED, why=row.why))
            continue
        plan = Plan(
            parse_row(row.number, row.cells, world.lookups),
            row.cells,
            choice=choices.get(str(row.number), ""),
            section_class=row.section_class,
        )
        _judge(plan, world, seen, taken)
        plans.append(plan)
        if on_progress is not None and done % PROGRESS_STEP == 0:
            on_progress(done)
    return plans


def totals(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Rows by verdict; «possible» counts only those that wait for an answer."""
    found = Counter(verdict["code"] for verdict in verdicts)
    return {code: found[code] for code in CODES}


def _judge(plan: Plan, world: World, seen: dict[str, list[Plan]], taken: dict[int, int]) -> None:
    parsed = plan.parsed
    if plan.choice == CHOICE_SKIP:
        plan.code = SKIPPED
        return
    if not parsed.name_key:
        plan.code = ERROR
        return
    _find_twin(plan, seen[parsed.name_key])
    seen[parsed.name_key].append(plan)
    match = find(parsed, world.by_name, world.by_surname, world.lookups.columns)
    plan.known, plan.candidates = match.person, match.candidates
    if plan.choice.isdecimal() and int(plan.choice) in world.known:
        plan.known = world.known[int(plan.choice)]
    elif plan.choice == CHOICE_NEW:
        plan.known = None
    is_asked = (plan.candidates or plan.twin_row) and plan.known is None and plan.choice != CHOICE_NEW
    if plan.known is not None and not _claim(plan, taken):
        is_asked = False
    plan.kind = parsed.kind
    if plan.known is not None and not parsed.is_kind_told:
        plan.kind = plan.known.person["kind"]
    if not is_asked:
        _take_class_for_all(plan, world)
        check_kind(parsed, world.lookups, plan.kind)
        _check_late(plan, world)
    if parsed.errors:
        plan.code = ERROR
    elif is_asked:
        plan.code = POSSIBLE
    elif plan.known is None:
        _plan_new(plan)
    else:
        _plan_known(plan, plan.known, world)


def _take_class_for_all(plan: Plan, world: World) -> None:
    """The class that the curator gave to the whole file, to pupils without any; it makes nobody a pupil
    who is known to be grown up.
    """
    key, parsed = world.lookups.class_for_all, plan.parsed
    if key is None or plan.kind not in ("", PersonKind.PUPIL) or parsed.year.get("school_class"):
        return
    if any(column == "place" for column, _ in parsed.errors) or parsed.is_reserve:
        return
    if plan.known is not None and (
        (plan.known.year or {}).get("school_class") or plan.known.next_class in world.lookups.classes
    ):
        return
    plan.kind = PersonKind.PUPIL
    parsed.year["school_class"] = key


def _find_twin(plan: Plan, earlier: list[Plan]) -> None:
    for other in earlier:
        if same_in_file(other.parsed, plan.parsed) and plan.choice != CHOICE_NEW:
            plan.parsed.fail(
                "full_name",
                f"Повторяет строку {row_label(other.parsed.row)}: {plan.parsed.name}. Оставьте одну строку: эту можно "
                "пропустить.",
            )
            return
        if likely_same_in_file(other.parsed, plan.parsed) and plan.twin_row is None:
            plan.twin_row = other.parsed.row


def _claim(plan: Plan, taken: dict[int, int]) -> bool:
    """One person is in one row only."""
    row = taken.setdefault(plan.known.pk, plan.parsed.row)
    if row != plan.parsed.row and not plan.parsed.errors:
        plan.parsed.fail(
            "full_name",
            f"Этот человек уже в строке {row_label(row)}: {plan.known.name}. Пропустите одну из строк или "
            "отметьте, что это другой человек.",
        )
    return row == plan.parsed.row


def _check_late(plan: Plan, world: World) -> None:
    """Rules that need what the base holds."""
    parsed, known = plan.parsed, plan.known
    entry = (known.entry or {}) if known else {}
    form = parsed.entry.get("form") or entry.get("form")
    said = {column for column, _ in parsed.errors}
    if form and plan.kind and form in world.lookups.forms and not said & {"form", "full_name", "place"}:
        refusal = world.lookups.form_refusal(form, plan.kind)
        if refusal:
            parsed.fail("form", refusal)
    start = parsed.entry.get("entered_on") or entry.get("entered_on")
    end = parsed.entry.get("completed_on") or entry.get("completed_on")
    if start and end and end < start and "completed_on" not in said:
        parsed.fail(
            "completed_on", "Дата завершения раньше даты вхождения в программу. Исправьте одну из дат."
        )
    born = known.person["birth_date"] if known else None
    year = parsed.person.get("birth_year")
    if born and year and "birth_date" not in parsed.person and born.year != year and not said:
        parsed.fail("birth_year", f"В базе дата рождения {born:%d.%m.%Y}. Исправьте год или карточку.")


def _plan_new(plan: Plan) -> None:
    parsed = plan.parsed
    plan.code = NEW
    plan.person = {"kind": plan.kind, **parsed.person}
    plan.year, plan.entry = dict(parsed.year), dict(parsed.entry)
    plan.representatives = [RepresentativePlan(values) for values in parsed.representatives]


def _plan_known(plan: Plan, known: Known, world: World) -> None:
    """The name stays as the base has it; a blank cell takes nothing away."""
    parsed = plan.parsed
    wanted = {name: value for name, value in parsed.person.items() if name not in ("last_name", "first_name")}
    if known.person["middle_name"]:
        wanted.pop("middle_name", None)
    if plan.kind != known.person["kind"]:
        wanted["kind"] = plan.kind
    plan.person, found = _differences(wanted, known.person, world)
    plan.person_changes += found
    _plan_year(plan, known, world)
    for wanted in plan.parsed.representatives:
        _plan_representative(plan, wanted, known)
    if known.entry is None:
        plan.code = NEW
        plan.entry = dict(parsed.entry)
        return
    entry = dict(parsed.entry)
    if entry.get("form", known.entry["form"]) != known.entry["form"] and known.entry.get("wished_model"):
        entry.setdefault("wished_model", None)  # a model belongs to its form
    plan.entry, plan.entry_changes = _differences(entry, known.entry, world)
    is_changed = plan.person or plan.year or plan.entry or plan.representatives
    plan.code = CHANGED if is_changed else SAME


def _plan_year(plan: Plan, known: Known, world: World) -> None:
    """The year of the programme, made from the last one when it is not there yet."""
    wanted = dict(plan.parsed.year)
    if "kind" in plan.person and plan.kind != PersonKind.PUPIL:
        wanted["school_class"] = None
    if normalise_name(wanted.get("position", "")) in known.place_keys:
        wanted.pop("position", None)  # the same words, or position and workplace in one cell
    if known.year is not None:
        plan.year, found = _differences(wanted, known.year, world)
        plan.person_changes += found
        return
    last = known.last or {}
    if plan.kind == PersonKind.PUPIL:
        if known.next_class in world.lookups.classes:
            wanted.setdefault("school_class", known.next_class)
        kept = {}
    else:
        kept = {name: last[name] for name in YEAR_FIELDS if last.get(name)}
    changed, found = _differences(
        wanted, {"school_class": None, **dict.fromkeys(YEAR_FIELDS, ""), **last}, world
    )
    plan.person_changes += found
    plan.year = {**kept, **{name: value for name, value in wanted.items() if value is not None}, **changed}


def _plan_representative(plan: Plan, wanted: Mapping[str, str], known: Known) -> None:
    key = normalise_name(wanted["full_name"])
    same = next((one for one in known.representatives if normalise_name(one["full_name"]) == key), None)
    old = same or dict.fromkeys(wanted, "")
    changed = {
        name: value
        for name, value in wanted.items()
        if value
        and name != "full_name"
        and value != old[name]
        and not (name == "phone" and same_phones(value, old[name]))
    }
    if same is None:
        changed["full_name"] = wanted["full_name"]
    if changed:
        changes = [
            Change(name, label, old[name], changed[name])
            for name, label in REPRESENTATIVE_LABELS.items()
            if name in changed
        ]
        plan.representatives.append(RepresentativePlan(changed, same["pk"] if same else None, changes))


def _differences(
    wanted: Mapping[str, Any], old: Mapping[str, Any], world: World
) -> tuple[dict[str, Any], list[Change]]:
    changed = {
        name: value
        for name, value in wanted.items()
        if clean_value(value) != clean_value(old.get(name))
        and not (name == "phone" and same_phones(value, old.get(name) or ""))
    }
    return changed, [
        Change(name, world.labels[name], _shown(name, old.get(name), world), _shown(name, value, world))
        for name, value in changed.items()
    ]


def _shown(name: str, value: Any, world: World) -> str:
    if value in (None, ""):
        return ""
    if name == "school_class":
        return class_label(value)
    if name == "form":
        return world.form_titles.get(value, "")
    if name == "wished_model":
        return world.model_titles.get(value, "")
    if name == "kind":
        return str(PersonKind(value).label)
    if name == "gender":
        return str(Gender(value).label)
    return in_words(value)


def _note(parsed: Parsed) -> str:
    key = parsed.year.get("school_class")
    place = class_label(key) if key else parsed.year.get("position") or parsed.year.get("workplace") or ""
    born = f"{parsed.birth_year} г. р." if parsed.birth_year else ""
    return ", ".join(part for part in (place, born) if part)


def _in_words(one: Known) -> str:
    born = f"{one.birth_year} г. р." if one.birth_year else "год рождения не указан"
    return ", ".join([one.name, one.place or "класс или должность не указаны", born])


def _is_woman(one: Known) -> bool:
    return one.person["gender"] == Gender.FEMALE
