"""The 35 steps as rows: words, badges and bars of the table, the paper and the export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from mentoring_site.names import short_name
from mentoring_site.words import MONTHS_NOMINATIVE, short_date
from programs.models import Program
from programs.registries.programme import StepFact
from roadmap.content import role_titles
from roadmap.enums import STAGE_TITLES, Stage, StepState, TermKind
from roadmap.evidence import Facts, fact_of
from roadmap.holders import Holders, PartCount
from roadmap.models import Evidence, Roadmap, Step, StepPart
from roadmap.rules import PLURAL_ROLES
from roadmap.services.making import roles_of
from roadmap.wording import badge_of, evidence_words

SHOWN_NAMES = 2  # of three and more only the first is named
MONTH_WIDTH = 28  # px of the timeline
MAX_MONTHS = 14
PILL_HALF = 29  # px
SHORT_MONTHS = (
    *("янв.", "февр.", "марта", "апр.", "мая", "июня"),
    *("июля", "авг.", "сент.", "окт.", "нояб.", "дек."),
)


@dataclass(frozen=True)
class Bar:
    """Place of a term on the timeline; texts, since templates would write decimal commas."""

    x: str
    width: str
    half: str  # width of the filled part of a running step
    tick_x: str
    tail: str  # width of the dashed tail to today, "" when not overdue
    end_x: str


@dataclass(frozen=True)
class StepRow:
    step: Step
    live: Step  # the step that carries the progress: of the revision in force
    roles: list[str]
    badge: str
    state_text: str
    responsible: str  # «Куратор программы и ещё 2»
    names: str  # «Савельева О. С., Климова Т. Ю. и ещё 3»
    all_roles: str
    parts: list[PartCount]
    proof: str
    file_count: int
    bar: Bar | None = None
    fact: StepFact | None = None  # what the data say

    @property
    def started_parts(self) -> list[PartCount]:
        return [part for part in self.parts if part.done]

    @property
    def is_late(self) -> bool:
        return self.badge == "late"

    @property
    def is_running(self) -> bool:
        return self.live.state == StepState.IN_PROGRESS and self.badge in ("wait", "warn")

    @property
    def is_dashed(self) -> bool:
        """A term without days of its own, a recurring one, a step that is not needed."""
        return self.badge == "none" or self.step.term_kind in (TermKind.EVENT, TermKind.RECURRING)

    @property
    def proved_by(self) -> str:
        """For papers: of a closed step what was written then, of an open one what the data say by now."""
        words = self.fact.text if self.fact else ""
        return (words or self.proof) if self.live.is_open else (self.proof or words)

    @property
    def short_proof(self) -> str:
        """For the narrow column: the data's own short words, unless they do not confirm what was marked by hand."""
        if self.fact and (self.live.is_open or self.fact.is_complete or not self.proof):
            return self.fact.text
        return self.proof

    @property
    def proof_url(self) -> str:
        return self.fact.url if self.fact else ""


@dataclass(frozen=True)
class StageGroup:
    title: str
    paper_title: str
    rows: list[StepRow] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(row.live.state == StepState.DONE for row in self.rows)


@dataclass(frozen=True)
class Timeline:
    """Months from the first term to the last; today's x is "" outside of them."""

    first: date
    months: list[date]
    today_x: str
    today_label: str
    this_month: date | None = None

    @property
    def pill_x(self) -> str:
        """The pill with today's date stays inside the head."""
        if not self.today_x:
            return ""
        return f"{min(max(float(self.today_x), PILL_HALF), self.width - PILL_HALF):.1f}"

    @property
    def width(self) -> int:
        return len(self.months) * MONTH_WIDTH

    @property
    def marks(self) -> list[dict[str, object]]:
        return [
            {
                "x": position * MONTH_WIDTH,
                "label": MONTHS_NOMINATIVE[month.month - 1][:3],
                "year": month.year if position == 0 or month.month == 1 else "",
                "is_now": month == self.this_month,
            }
            for position, month in enumerate(self.months)
        ]


def steps_of(roadmap: Roadmap) -> list[Step]:
    return list(
        Step.objects.filter(roadmap=roadmap)
        .select_related("previous", "closed_by")
        .prefetch_related("responsibles")
    )


def build_rows(
    roadmap: Roadmap,
    program: Program,
    on: date,
    steps: Sequence[Step] | None = None,
    facts: Facts | None = None,
) -> list[StepRow]:
    """Rows of one revision, in the order of numbers; 8 queries however many steps. facts: of roadmap/evidence.py."""
    steps = steps_of(roadmap) if steps is None else steps
    holders = Holders(program, on)
    live_ids = [live_step(step, roadmap).pk for step in steps]
    parts: dict[int, list[tuple[str, int]]] = {}
    for step_id, role, user_id in StepPart.objects.filter(step__in=live_ids).values_list(
        "step_id", "role", "user_id"
    ):
        parts.setdefault(step_id, []).append((role, user_id))
    proofs: dict[int, list[tuple[str, str]]] = {}
    for item in Evidence.objects.filter(step__in=live_ids).defer("content"):
        proofs.setdefault(item.step_id, []).append((evidence_words(item), item.file_name))
    timeline = timeline_of(steps, on)
    rows = [_row(step, live_step(step, roadmap), holders, parts, proofs, timeline, on) for step in steps]
    return [replace(row, fact=fact_of(row.step, facts)) for row in rows] if facts else rows


def live_step(step: Step, roadmap: Roadmap) -> Step:
    """Where progress is marked: a draft of the next revision shows what the one in force has."""
    if roadmap.state in ("draft", "submitted") and step.previous is not None:
        return step.previous
    return step


def _row(
    step: Step,
    live: Step,
    holders: Holders,
    parts: dict[int, list[tuple[str, int]]],
    proofs: dict[int, list[tuple[str, str]]],
    timeline: Timeline | None,
    on: date,
) -> StepRow:
    roles = roles_of(step)
    badge, text = badge_of(live, on)
    own_proofs = proofs.get(live.pk, [])
    notes = [live.note if live.state == StepState.DONE else "", *(note for note, _ in own_proofs)]
    files = [name for _, name in own_proofs if name]
    return StepRow(
        step=step,
        live=live,
        roles=roles,
        badge=badge,
        state_text=text,
        responsible=_first_and_more(roles),
        names=_names(roles, holders),
        all_roles="; ".join(role_word(role) for role in roles),
        parts=holders.part_counts(roles, parts.get(live.pk, [])),
        proof=next((note for note in notes if note), files[0] if files else ""),
        file_count=len(files),
        bar=_bar(live, timeline, on),
    )


def role_word(role: str) -> str:
    """A role as the document's column «Ответственный» names it."""
    return role_titles().get(role, role)


def _first_and_more(roles: Sequence[str]) -> str:
    if not roles:
        return ""
    more = f" и ещё\u00a0{len(roles) - 1}" if len(roles) > 1 else ""
    return role_word(roles[0]).replace("Заместитель", "Зам.") + more


def _names(roles: Sequence[str], holders: Holders) -> str:
    """Names of the singular roles; many holders of a plural one would not fit a row."""
    people = dict.fromkeys(
        holder.name for role in roles if role not in PLURAL_ROLES for holder in holders.of(role)
    )
    shown = list(people) if len(people) <= SHOWN_NAMES else list(people)[:1]
    more = len(people) - len(shown)
    return ", ".join(shown) + (f" и ещё\u00a0{more}" if more > 0 else "")


def by_stage(rows: Iterable[StepRow]) -> list[StageGroup]:
    """Rows under heads in the order of numbers: the school's own sections, else stages as the document lists them.

    A later step of an earlier stage (№ 8 prepares the next cycle) stays where the document has it.
    """
    groups: list[StageGroup] = []
    current, section = 0, ""
    for row in rows:
        stage, own = Stage(row.step.stage), row.step.section
        if own and (own != section or not groups):
            groups.append(StageGroup(own, own))
        elif not own and (stage > current or section or not groups):
            groups.append(StageGroup(stage.label, STAGE_TITLES[stage]))
        current, section = max(current, stage) if not own else 0, own
        groups[-1].rows.append(row)
    return groups


def timeline_of(steps: Sequence[Step], on: date) -> Timeline | None:
    """None when there are no steps or the terms span more months than fit."""
    if not steps:
        return None
    month = min(step.starts for step in steps).replace(day=1)
    last = max(step.ends for step in steps)
    months = []
    while month <= last and len(months) <= MAX_MONTHS:
        months.append(month)
        month = next_month(month)
    if len(months) > MAX_MONTHS:
        return None
    inside = months[0] <= on < next_month(months[-1])
    today_x = f"{_x(months[0], on):.1f}" if inside else ""
    return Timeline(months[0], months, today_x, pill_words(on), on.replace(day=1))


def pill_words(on: date) -> str:
    """«23 нояб.» of the pill on the line of today."""
    return f"{on.day}\N{NO-BREAK SPACE}{SHORT_MONTHS[on.month - 1]}"


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _x(first: date, day: date) -> float:
    """Pixels from the first month's beginning to the morning of the day."""
    whole = (day.year - first.year) * 12 + day.month - first.month
    length = (next_month(day) - day.replace(day=1)).days
    return MONTH_WIDTH * (whole + (day.day - 1) / length)


def _bar(step: Step, timeline: Timeline | None, on: date) -> Bar | None:
    if timeline is None:
        return None
    start, end = _x(timeline.first, step.starts), _x(timeline.first, step.ends + timedelta(days=1))
    tail = min(_x(timeline.first, on), timeline.width) - end if step.overdue_days(on) else 0
    return Bar(
        x=f"{start + 1.5:.1f}",
        width=f"{max(4.0, end - start - 3):.1f}",
        half=f"{max(4.0, end - start - 3) / 2:.1f}",
        tick_x=f"{end - 10:.1f}",
        tail=f"{tail:.1f}" if tail > 1 else "",
        end_x=f"{end:.1f}",
    )


def closed_text(step: Step) -> str:
    """«06.11.2026, Савельева О. С.» of a closed step, else ""."""
    if step.closed_on is None:
        return ""
    who = short_name(step.closed_by.full_name) if step.closed_by and step.closed_by.full_name else ""
    return ", ".join(part for part in (short_date(step.closed_on), who) if part)
