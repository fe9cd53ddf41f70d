"""Section 8 «Мотивация участников»: its two factors, its eight measures, and what the data say of each this year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.urls import NoReverseMatch

from mentoring_site.paper_blocks import Block, paragraph, table
from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted
from monitoring.enums import AwardKind, AwardLevel, AwardState, ContestState, PublicState, SubmissionState
from monitoring.models import (
    Award,
    Contest,
    ContestEntry,
    HonourNomination,
    LevelSubmission,
    LibraryItem,
    PublicCard,
)
from monitoring.services.texts import texts_of
from participants.enums import EventKind, EventState
from participants.models import Event
from programs.content import load_template
from programs.models import Program, ProgramSection
from programs.tenancy import program_url

FACTORS, MEASURES, MEASURE_COUNT = "motivation_factors", "motivation_measures", 8
FESTIVE = (EventKind.FESTIVAL, EventKind.FORUM, EventKind.CONFERENCE)
GIVEN = (AwardState.ORDERED, AwardState.HANDED)
WON = (SubmissionState.WON, SubmissionState.PRIZE)
PEOPLE = ("человек", "человека", "человек")


@dataclass(frozen=True)
class MeasureFact:
    """«Проведено: 2 события» and the page that shows it; url is "" for who may not open it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Measure:
    number: int
    text: str
    facts: list[MeasureFact] = field(default_factory=list)
    note: str = ""

    @property
    def is_done(self) -> bool:
        return bool(self.facts or self.note)


def factors_of(program: Program) -> list[str]:
    return _lines(program, FACTORS)


def measures_of(program: Program, access: Access | None, on: date) -> list[Measure]:
    """The eight, in the document's words. access: None for a paper, which has no links."""
    texts = texts_of(program)
    lines = _lines(program, MEASURES)
    found = []
    for number, provider in enumerate(PROVIDERS, 1):
        facts = [MeasureFact(text, _url(access, name)) for text, name in provider(program, on) if text]
        written = texts.get(f"measure-{number}")
        found.append(Measure(number, lines[number - 1], facts, written.text.strip() if written else ""))
    return found


def honour_blocks(program: Program, on: date) -> list[Block]:
    """For the year's report: counts only, no names."""
    given = Award.objects.filter(program=program, state__in=GIVEN).order_by()
    counts = dict(given.values_list("kind").annotate(n=Count("pk")))
    rows = [(label.capitalize(), counts[kind]) for kind, label in AwardKind.choices if kind in counts]
    blocks: list[Block] = []
    if rows:
        rows.append(("Всего", sum(counts.values())))
        blocks.append(
            table("Поощрения участников", ("Вид поощрения", "Число"), rows, widths=(75, 25), numeric=(1,))
        )
    said = [text for number in (1, 2, 3, 6) for text, _ in PROVIDERS[number - 1](program, on) if text]
    if said:
        blocks.append(paragraph(". ".join(said) + "."))
    return blocks


# --- what was done, by measure: (sentence, URL name) ------------------------------------------------------

Said = list[tuple[str, str]]


def _festivals(program: Program, on: date) -> Said:
    rows = Event.objects.of_program(program).filter(kind__in=FESTIVE).order_by()
    states = Counter(rows.values_list("state", flat=True))
    held, planned = states[EventState.HELD], states[EventState.PLANNED]
    nouns = ("событие", "события", "событий")
    return [
        (f"Проведено фестивалей, форумов и конференций: {counted(held, *nouns)}" if held else "", EVENTS),
        (f"Запланировано: {counted(planned, *nouns)}" if planned else "", EVENTS),
    ]


def _levels(program: Program, on: date) -> Said:
    rows = LevelSubmission.objects.filter(program=program).exclude(state=SubmissionState.DECLINED)
    found = list(rows.values_list("level", "state"))
    if not found:
        return []
    levels = Counter(level for level, _ in found)
    parts = [
        f"{AwardLevel(level).label} уровень – {levels[level]}" for level in AwardLevel.values if levels[level]
    ]
    won = sum(state in WON for _, state in found)
    return [
        (f"Выдвижения: {', '.join(parts)}", "monitoring:submission_list"),
        (f"Побед и призовых мест: {won}" if won else "", "monitoring:submission_list"),
    ]


def _contests(program: Program, on: date) -> Said:
    states = Counter(Contest.objects.filter(program=program).order_by().values_list("state", flat=True))
    if not states:
        return []
    entries = ContestEntry.objects.filter(contest__program=program).exclude(state="withdrawn").count()
    prizes = ContestEntry.objects.filter(contest__program=program, place__isnull=False).count()
    closed = states[ContestState.CLOSED]
    running = states[ContestState.OPEN] + states[ContestState.JUDGING]
    name = "monitoring:contest_list"
    return [
        (
            f"Завершено конкурсов: {closed}" if closed else "",
            name,
        ),
        (f"Идёт конкурсов: {running}" if running else "", name),
        (
            f"Заявок на конкурс: {entries}{f', призовых мест: {prizes}' if prizes else ''}"
            if entries
            else "",
            name,
        ),
    ]


def _rubric(program: Program, on: date) -> Said:
    shown = PublicCard.objects.filter(program=program, state=PublicState.PUBLISHED).count()
    return [
        (f"В рубрике «Наши наставники» открыто карточек: {shown}" if shown else "", "monitoring:public_cards")
    ]


def _library(program: Program, on: date) -> Said:
    items = LibraryItem.objects.filter(school=program.school_id).count()
    return [(f"В методической копилке материалов: {items}" if items else "", "monitoring:library_list")]


def _board(program: Program, on: date) -> Said:
    people = Award.objects.filter(program=program, is_on_board=True).values("person").distinct().count()
    return [(f"На доске почёта: {counted(people, *PEOPLE)}" if people else "", "monitoring:board")]


def _certificates(program: Program, on: date) -> Said:
    rows = Award.objects.filter(program=program, kind=AwardKind.CERTIFICATE, state__in=GIVEN)
    given = rows.count()
    nouns = ("грамота", "грамоты", "грамот")
    best = HonourNomination.objects.filter(program=program, title="Лучший наставник").first()
    of_best = rows.filter(nomination=best).count() if best else 0
    return [
        (f"По приказу: {counted(given, *nouns)}" if given else "", "monitoring:recognition"),
        (f"«Лучший наставник»: {counted(of_best, *nouns)}" if of_best else "", "monitoring:recognition"),
    ]


def _letters(program: Program, on: date) -> Said:
    rows = Award.objects.filter(program=program, kind=AwardKind.PARENT_LETTER).order_by()
    states = Counter(rows.values_list("state", flat=True))
    total, handed = sum(states.values()), states[AwardState.HANDED]
    if not total:
        return []
    return [(f"Писем родителям: {total}, вручено {handed}", "monitoring:recognition")]


EVENTS = "participants:event_list"
NEEDS = {
    EVENTS: Permission.EVENT_VIEW,
    "monitoring:public_cards": Permission.PUBLIC_EDIT,
    "monitoring:library_list": Permission.LIBRARY_VIEW,
}
PROVIDERS: tuple[Callable[[Program, date], Said], ...] = (
    _festivals,
    _levels,
    _contests,
    _rubric,
    _library,
    _board,
    _certificates,
    _letters,
)


def _lines(program: Program, code: str) -> list[str]:
    """The school's own wording; a section that has lost or added some has the document's."""
    template = next(section for section in load_template().sections if section.code == code)
    section = ProgramSection.objects.filter(program=program, code=code).first()
    own = [str(row[0]) for row in section.rows if row and str(row[0]).strip()] if section else []
    return own if len(own) == len(template.rows) else [row[0] for row in template.rows]


def _url(access: Access | None, name: str) -> str:
    """A room of a neighbour may have no page for this user."""
    if access is None or not access.has(NEEDS.get(name, Permission.RECOGNITION_VIEW)):
        return ""
    try:
        return program_url(access.program, name)
    except NoReverseMatch:
        return ""
