"""Terms, roles, stages and standard numbers of gathered steps; what is unsure is said. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from programs.workdays import WorkCalendar
from roadmap.enums import Stage, TermKind
from roadmap.importing import recognising
from roadmap.importing.composing import compose
from roadmap.importing.grid import Grid
from roadmap.importing.headers import Layout
from roadmap.importing.records import ROLES, STANDARD, STEP, TERM, TWIN, Record
from roadmap.importing.responsibles import printed, read_responsibles
from roadmap.terms import parse_term

SHORT_TITLE = 42
LIMITS = {
    "number": 12,
    "title": 1000,
    "section": 250,
    "term_text": 120,
    "responsible_text": 500,
    "result_text": 500,
}
MAX_CONTENT = 4000
LABELS = {
    "term_text": "Срок",
    "responsible_text": "Ответственные",
    "result_text": "Результат",
    "number": "Номер",
}
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2}\.\d{1,2}\.)(\d\d)(?!\d)")


@dataclass(frozen=True)
class Setting:
    """The programme's days; years to move the terms by; surnames of employees → roles; the school's working days."""

    starts: date
    ends: date
    shift: int = 0
    people: dict[str, str] = field(default_factory=dict)
    calendar: WorkCalendar | None = None


def read_records(grid: Grid, layout: Layout, setting: Setting) -> list[Record]:
    records = compose(grid, layout)
    stage = int(Stage.CONDITIONS)
    for record in records:
        record.section = record.section[: LIMITS["section"]]
        if record.kind != STEP:
            continue
        _fit(record)
        read_term(record, setting)
        read_roles(record, setting)
        stage = _read_standard(record, stage)
    warn_of_twins(records)
    return records


def read_term(record: Record, setting: Setting) -> None:
    """The days of the printed term; the text changes only when the person asked to move the years."""
    if setting.shift:
        record.term_text = shifted(record.term_text, setting.shift)
    term = parse_term(record.term_text, setting.starts, setting.ends, setting.calendar)
    record.term_kind, record.is_year_restored = str(term.kind), term.is_year_restored
    starts, ends = term.starts, term.ends
    if term.kind == TermKind.EVENT:
        starts, ends = setting.starts, setting.ends
    elif ends is not None and starts is None:
        starts = min(setting.starts, ends)
    record.starts, record.ends = (day.isoformat() if day else "" for day in (starts, ends))
    record.doubts.pop(TERM, None)
    if term.doubt:
        record.doubts[TERM] = term.doubt
    elif ends and not setting.starts.year - 1 <= ends.year <= setting.ends.year + 1:
        record.doubts[TERM] = "Срок другого учебного года: перенесите все сроки или впишите даты."
    elif term.is_year_restored:
        record.notes.append("Год в сроке не написан, взят по учебному году")


def shifted(text: str, years: int) -> str:
    """«сентябрь 2022» → «сентябрь 2026», «01.06.23» → «01.06.27»."""
    moved = YEAR.sub(lambda found: str(int(found[1]) + years), text)
    return SHORT_YEAR.sub(lambda found: f"{found[1]}{(int(found[2]) + years) % 100:02}", moved)


def suggested_shift(texts: Iterable[str], starts: date, ends: date) -> int:
    """By how many years a map of another time is moved to the programme; 0 when its years meet the programme's."""
    years = [int(found) for text in texts for found in YEAR.findall(text)]
    years += [2000 + int(found[1]) for text in texts for found in SHORT_YEAR.findall(text)]
    if not years or any(starts.year <= year <= ends.year for year in years):
        return 0
    return starts.year - min(years)


def short_title_of(title: str) -> str:
    """What lists show; a colon before a list that stays in the step's text is left out."""
    plain = " ".join(title.split()).rstrip(" :")
    return textwrap.shorten(plain, SHORT_TITLE, placeholder="…") or title[:SHORT_TITLE]


def set_standard(record: Record, standard: int | None) -> None:
    """Which step of the model it is: its short name and stage follow."""
    template = recognising.template_of(standard)
    record.standard = template.number if template else None
    record.short_title = template.short_title if template else short_title_of(record.title)
    if template:
        record.stage = template.stage


def read_roles(record: Record, setting: Setting) -> None:
    record.responsible_text = printed(record.responsible_text)
    found = read_responsibles(record.responsible_text, setting.people)
    record.roles, record.unknown = list(found.roles), list(found.unknown)
    if not record.responsible_text:
        record.doubts[ROLES] = "Ответственный не указан."
    elif not record.roles:
        record.doubts[ROLES] = "Роль не узнана: отметьте, кто это в программе."


def _read_standard(record: Record, stage: int) -> int:
    """The stage: of the recognised step, else of the section, else of the step before."""
    if record.is_stage:  # «Формирование базы наставников» with its list is the stage, not step № 12
        record.stage = recognising.stage_of_section(record.title) or stage
        record.short_title = short_title_of(record.title)
        return record.stage
    found = recognising.recognise(record.title)
    record.stage = recognising.stage_of_section(record.section) or stage
    set_standard(record, found.standard)
    record.likely = list(found.likely)
    if found.likely:
        numbers = " или ".join(f"№ {number}" for number in found.likely)
        record.doubts[STANDARD] = (
            f"Похоже на шаг {numbers} целевой модели. Выберите, какой это шаг, или «свой»."
        )
    return record.stage


def warn_of_twins(records: Sequence[Record]) -> None:
    """One step of the model in two rows; asked anew after each answer."""
    first: dict[int, int] = {}
    for record in records:
        record.doubts.pop(TWIN, None)
        if record.kind != STEP or record.standard is None:
            continue
        if record.standard not in first:
            first[record.standard] = record.at
        elif not record.is_checked:
            record.doubts[TWIN] = (
                f"Шаг № {record.standard} целевой модели уже узнан в строке {first[record.standard] + 1}. "
                "Оставьте его за одной строкой."
            )


def _fit(record: Record) -> None:
    """Texts longer than their column go on in the content; nothing is cut off."""
    extra = []
    for name, limit in LIMITS.items():
        text = getattr(record, name)
        if name == "section" or len(text) <= limit:
            continue
        if name == "title":
            cut = max(text.rfind(mark, 0, limit) for mark in ("\n", ". ", " ")) + 1 or limit
            kept, rest = text[:cut].strip(), text[cut:].strip()
        else:
            kept, rest = textwrap.shorten(text, limit, placeholder="…")[:limit], f"{LABELS[name]}: {text}"
        setattr(record, name, kept if name != "number" else "")
        extra.append(rest)
    record.content = "\n".join(part for part in (*extra, record.content) if part)
    if len(record.content) > MAX_CONTENT:
        record.left.append(["Не поместилось в содержание", record.content[MAX_CONTENT:]])
        record.content = record.content[:MAX_CONTENT]
    if extra:
        record.notes.append("Длинный текст продолжен в содержании")
