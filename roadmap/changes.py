"""What a revision of the roadmap changes against the one before: added, removed, changed old → new by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mentoring_site.words import counted, short_date
from roadmap.content import role_titles
from roadmap.enums import Stage
from roadmap.models import Roadmap, Step
from roadmap.services.making import roles_of, steps_with_roles

FIELDS = {
    "title": "мероприятие",
    "short_title": "краткое название",
    "stage": "этап",
    "section": "раздел",
    "content": "содержание",
    "result_text": "результат",
    "responsible_text": "ответственные, как печатать",
    "number_text": "номер",
    "term_text": "срок",
}
DATES, ROLES = "даты", "ответственные"
EMPTY = "не указано"


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class StepChange:
    number: str  # in the new revision
    title: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class Changes:
    """added and removed: steps of the new and of the old revision, in the order of numbers."""

    added: list[Step] = field(default_factory=list)
    removed: list[Step] = field(default_factory=list)
    changed: list[StepChange] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)

    @property
    def words(self) -> str:
        """«добавлен 1 шаг, изменены 2 шага»"""
        parts = [
            f"{word}: {counted(len(items), 'шаг', 'шага', 'шагов')}"
            for word, items in (
                ("добавлено", self.added),
                ("убрано", self.removed),
                ("изменено", self.changed),
            )
            if items
        ]
        return ", ".join(parts) or "отличий нет"


def changes_of(roadmap: Roadmap) -> Changes | None:
    """None for the first revision. 5 queries however many steps."""
    if roadmap.revision < 2:
        return None
    before = Roadmap.objects.filter(program=roadmap.program_id, revision__lt=roadmap.revision).first()
    if before is None:
        return None
    return compare(steps_with_roles(before), steps_with_roles(roadmap))


def compare(old: Sequence[Step], new: Sequence[Step]) -> Changes:
    """A step is the same when it was copied from the old one; one from a file, when it is the same of the 35.

    A number that moved because a step was put in before it is no change.
    """
    pairs = _pairs(old, new)
    kept = {before.pk for before in pairs.values()}
    changed = [
        StepChange(step.said_number, step.short_title, found)
        for step in new
        if step.pk in pairs and (found := _fields(pairs[step.pk], step))
    ]
    return Changes(
        added=[step for step in new if step.pk not in pairs],
        removed=[step for step in old if step.pk not in kept],
        changed=changed,
    )


def _pairs(old: Sequence[Step], new: Sequence[Step]) -> dict[int, Step]:
    """New step's id -> the old step that it continues."""
    by_id = {step.pk: step for step in old}
    pairs = {step.pk: by_id[step.previous_id] for step in new if step.previous_id in by_id}
    taken = {step.pk for step in pairs.values()}
    free = [step for step in old if step.pk not in taken]
    for step in new:
        if step.pk in pairs:
            continue
        found = next((one for one in free if _is_same(one, step)), None)
        if found is not None:
            pairs[step.pk] = found
            free.remove(found)
    return pairs


def _is_same(old: Step, new: Step) -> bool:
    if old.standard is not None and old.standard == new.standard:
        return True
    return " ".join(old.title.casefold().split()) == " ".join(new.title.casefold().split())


def _fields(old: Step, new: Step) -> list[FieldChange]:
    found = [
        FieldChange(label, _word(name, getattr(old, name)), _word(name, getattr(new, name)))
        for name, label in FIELDS.items()
        if getattr(old, name) != getattr(new, name)
    ]
    if (old.starts, old.ends) != (new.starts, new.ends):
        found.append(FieldChange(DATES, _days(old), _days(new)))
    before, after = roles_of(old), roles_of(new)
    if before != after:
        found.append(FieldChange(ROLES, _roles(before), _roles(after)))
    return found


def _word(name: str, value: object) -> str:
    if name == "stage":
        return Stage(value).label
    return str(value) or EMPTY


def _days(step: Step) -> str:
    return f"{short_date(step.starts)} – {short_date(step.ends)}"


def _roles(roles: Sequence[str]) -> str:
    titles = role_titles()
    return ", ".join(titles.get(role, role) for role in roles) or EMPTY
