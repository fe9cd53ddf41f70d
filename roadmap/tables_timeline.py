"""The roadmap as a picture over time: lanes of bars in percents of a window, ready for SVG attributes.

Pure: days and rows come in. A state is told by form as well as by colour: done is solid with a tick, running is half
filled, late is solid with a dashed tail up to today, ahead is hollow, «не требуется» and terms without days are dashed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from mentoring_site.words import MONTHS_NOMINATIVE, ru_month
from programs.workdays import WorkCalendar
from roadmap.enums import StepState, TermKind
from roadmap.tables import StepRow, next_month, pill_words, role_word
from roadmap.terms import parse_term

DAY = timedelta(days=1)
MAX_MONTHS = 36
LEAST_WIDTH = 0.9  # percent: a day stays visible in a year
TICK_ROOM = 3.5  # percent: a tick stands only in a bar that has room for it
PILL_HALF = 5.5  # percent: the pill with today's date stays inside the head
STAGE, ROLE, MINE = "stage", "role", "mine"
MAX_CONTROLS = 14  # in a year: ticks of every week would be a comb


@dataclass(frozen=True)
class Window:
    """Days from first to last, both included, laid over 0–100 percent."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Where the morning of the day lies; outside of 0–100 when the day is not in the window."""
        return 100 * (day - self.first).days / self.days

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Mark:
    """A month of a year or a day of a month in the head. is_off: nobody works that day."""

    x: str
    middle: str
    width: str
    label: str
    year: str = ""
    is_off: bool = False
    is_now: bool = False

    @property
    def is_minor(self) -> bool:
        """A day whose number is left out where there is little room."""
        return self.label.isdecimal() and int(self.label) % 5 != 0


@dataclass(frozen=True)
class Lane:
    """A row with its bar; texts, since templates would write decimal commas. "" leaves a part out."""

    row: StepRow
    x: str = ""
    width: str = ""
    half: str = ""  # width of the filled part of a running step
    tick_x: str = ""
    alarm_x: str = ""  # where «!» of a near or missed term stands
    tail_x: str = ""
    tail_width: str = ""
    controls: tuple[str, ...] = ()
    is_dashed: bool = False

    @property
    def term_note(self) -> str:
        if self.row.step.term_kind == TermKind.EVENT:
            return "по событию"
        return "повторяется" if self.row.step.term_kind == TermKind.RECURRING else ""


@dataclass(frozen=True)
class LaneGroup:
    title: str
    lanes: list[Lane] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(lane.row.live.state == StepState.DONE for lane in self.lanes)


@dataclass(frozen=True)
class Picture:
    window: Window
    marks: list[Mark]
    offs: list[Mark]  # days on which the school is closed, of a month
    today_x: str
    pill_x: str
    today_label: str
    groups: list[LaneGroup]

    @property
    def count(self) -> int:
        return sum(len(group.lanes) for group in self.groups)


@dataclass(frozen=True)
class MonthList:
    title: str
    is_now: bool = False
    rows: list[StepRow] = field(default_factory=list)


def controls_of(rows: Iterable[StepRow], starts: date, ends: date) -> dict[int, tuple[date, ...]]:
    """Step id -> control days that its term names: «сентябрь, январь, май», «ежемесячно»."""
    kinds = (TermKind.MONTHS, TermKind.RECURRING)
    return {
        row.step.pk: parse_term(row.step.term_text, starts, ends).controls
        for row in rows
        if row.step.term_kind in kinds
    }


def year_window(rows: Sequence[StepRow], starts: date, ends: date) -> Window:
    """Whole months of the programme and of all terms; of the programme alone when terms lie too far apart."""
    days = [day for row in rows for day in (row.step.starts, row.step.ends)]
    first, last = min([starts, *days]).replace(day=1), _month_end(max([ends, *days]))
    if (last.year - first.year) * 12 + last.month - first.month >= MAX_MONTHS:
        first, last = starts.replace(day=1), _month_end(ends)
    return Window(first, last)


def month_window(day: date) -> Window:
    return Window(day.replace(day=1), _month_end(day))


def picture_of_year(
    rows: Sequence[StepRow], window: Window, on: date, controls: Mapping[int, Sequence[date]], by: str
) -> Picture:
    marks, month = [], window.first
    while month <= window.last:
        after = next_month(month)
        is_first = month == window.first
        marks.append(
            Mark(
                **_place(window, month, after),
                label=MONTHS_NOMINATIVE[month.month - 1][:3],
                year=str(month.year) if is_first or month.month == 1 else "",
                is_now=month <= on < after,
            )
        )
        month = after
    few = {pk: days for pk, days in controls.items() if len(days) <= MAX_CONTROLS}
    return _picture(rows, window, marks, [], on, few, by)


def picture_of_month(
    rows: Sequence[StepRow],
    window: Window,
    on: date,
    controls: Mapping[int, Sequence[date]],
    by: str,
    calendar: WorkCalendar,
) -> Picture:
    """Steps whose term touches the month, and late ones while it is this month."""
    shown = [row for row in rows if _touches(row, window, on)]
    marks = [
        Mark(
            **_place(window, day, day + DAY),
            label=str(day.day),
            is_off=not calendar.is_workday(day),
            is_now=day == on,
        )
        for day in (window.first + DAY * number for number in range(window.days))
    ]
    return _picture(shown, window, marks, [mark for mark in marks if mark.is_off], on, controls, by)


def months_list(rows: Iterable[StepRow], on: date) -> list[MonthList]:
    """For a phone: late first, then by the month in which the term ends; terms without days come last."""
    late, event = MonthList("Просрочены"), MonthList("По событию, без дней")
    months: dict[date, MonthList] = {}
    for row in sorted(rows, key=lambda row: (row.step.ends, row.step.number)):
        if row.is_late:
            late.rows.append(row)
        elif not row.step.has_term:
            event.rows.append(row)
        else:
            month = row.step.ends.replace(day=1)
            is_now = month == on.replace(day=1)
            months.setdefault(month, MonthList(ru_month(month).capitalize(), is_now)).rows.append(row)
    return [group for group in (late, *months.values(), event) if group.rows]


def _picture(
    rows: Sequence[StepRow],
    window: Window,
    marks: list[Mark],
    offs: list[Mark],
    on: date,
    controls: Mapping[int, Sequence[date]],
    by: str,
) -> Picture:
    lanes = [_lane(row, window, on, controls.get(row.step.pk, ())) for row in rows]
    inside = window.holds(on)
    today = window.at(on) + 50 / window.days
    return Picture(
        window=window,
        marks=marks,
        offs=offs,
        today_x=_percent(today) if inside else "",
        pill_x=_percent(min(max(today, PILL_HALF), 100 - PILL_HALF)) if inside else "",
        today_label=pill_words(on),
        groups=_by_role(lanes) if by == ROLE else _by_stage(lanes),
    )


def _lane(row: StepRow, window: Window, on: date, controls: Sequence[date]) -> Lane:
    step = row.step
    start, end = window.at(step.starts), window.at(step.ends + DAY)
    if end <= 0 or start >= 100:
        start = end = 0.0
    width = max(end - start, LEAST_WIDTH) if end > start else 0.0
    has_room = min(end, 100) - max(start, 0) >= TICK_ROOM
    sign_x = _percent(end) if width and has_room and end <= 100 else ""
    tail = min(window.at(on) + 50 / window.days, 100.0) - max(end, 0.0) if row.live.overdue_days(on) else 0.0
    return Lane(
        row=row,
        x=_percent(start) if width else "",
        width=_percent(width) if width else "",
        half=_percent(width / 2) if width and row.is_running else "",
        tick_x=sign_x if row.badge == "ok" else "",
        alarm_x=sign_x if row.badge in ("warn", "late") else "",
        tail_x=_percent(max(end, 0.0)) if tail > 0 else "",
        tail_width=_percent(tail) if tail > 0 else "",
        controls=tuple(_percent(window.at(day) + 50 / window.days) for day in controls if window.holds(day)),
        is_dashed=row.is_dashed,
    )


def _by_stage(lanes: Sequence[Lane]) -> list[LaneGroup]:
    """Under heads in the order of numbers, as the document lists them."""
    groups: list[LaneGroup] = []
    highest = 0
    for lane in lanes:
        if lane.row.step.stage > highest or not groups:
            highest = lane.row.step.stage
            groups.append(LaneGroup(lane.row.step.get_stage_display()))
        groups[-1].lanes.append(lane)
    return groups


def _by_role(lanes: Sequence[Lane]) -> list[LaneGroup]:
    """Each step under every role that answers for it; the role with most steps first, nobody's steps last."""
    roles: dict[str, LaneGroup] = {}
    orphans = LaneGroup("Ответственный не назначен")
    for lane in lanes:
        for role in lane.row.roles:
            roles.setdefault(role, LaneGroup(role_word(role))).lanes.append(lane)
        if not lane.row.roles:
            orphans.lanes.append(lane)
    groups = sorted(roles.values(), key=lambda group: (-len(group.lanes), group.title))
    return [*groups, orphans] if orphans.lanes else groups


def _touches(row: StepRow, window: Window, on: date) -> bool:
    late = row.live.overdue_days(on) > 0 and window.holds(on)
    return late or (row.step.starts <= window.last and row.step.ends >= window.first)


def _place(window: Window, start: date, after: date) -> dict[str, str]:
    x, end = window.at(start), window.at(after)
    return {"x": _percent(x), "middle": _percent((x + end) / 2), "width": _percent(end - x)}


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _percent(value: float) -> str:
    return f"{value:.2f}%"
