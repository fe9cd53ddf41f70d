"""«Моя сводка»: a week of one reader, his own things alone. Nothing is written here; the day comes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import MONTHS_GENITIVE, counted, ru_date
from programs.registries.calendar import CalendarItem, CalendarOwner, calendar_items_for
from programs.registries.screens import AttentionItem, attention_for
from programs.tenancy import program_url
from programs.workdays import WorkCalendar
from roadmap.dashboard import own_reminders
from roadmap.models import Step
from roadmap.rules import held_roles

DAY = timedelta(days=1)
STEPS = ("шаг", "шага", "шагов")


@dataclass(frozen=True)
class Week:
    """An ISO week."""

    monday: date

    @property
    def sunday(self) -> date:
        return self.monday + DAY * 6

    @property
    def words(self) -> str:
        """«23–29 ноября», «30 ноября – 6 декабря»"""
        last = ru_date(self.sunday, year=False)
        if self.monday.month == self.sunday.month:
            return f"{self.monday.day}–{last}"
        return f"{self.monday.day}\N{NO-BREAK SPACE}{MONTHS_GENITIVE[self.monday.month - 1]} – {last}"


@dataclass(frozen=True)
class Digest:
    """late, this_week, next_week: own open steps by the end of their term; starting: those that begin this week
    or the next one. attention: without the reminders of own steps, which stand above. after: the nearest later step.
    """

    week: Week
    late: list[Step] = field(default_factory=list)
    this_week: list[Step] = field(default_factory=list)
    next_week: list[Step] = field(default_factory=list)
    starting: list[Step] = field(default_factory=list)
    attention: list[AttentionItem] = field(default_factory=list)
    events: list[CalendarItem] = field(default_factory=list)
    after: Step | None = None

    @property
    def is_empty(self) -> bool:
        return not any(
            (self.late, self.this_week, self.next_week, self.starting, self.attention, self.events)
        )


def week_of(day: date) -> Week:
    return Week(day - DAY * day.weekday())


def sending_day(week: Week, calendar: WorkCalendar) -> date | None:
    """The first working day of the week by the school's calendar; None in a week of holidays."""
    days = (week.monday + DAY * number for number in range(7))
    return next((day for day in days if calendar.is_workday(day)), None)


def digest_of(access: Access, on: date) -> Digest:
    """Inside the school's scope."""
    week = week_of(on)
    after_next = week.sunday + DAY * 7
    own = Step.objects.in_force(access.program).of_roles(held_roles(access)).open()
    dated = [step for step in own.order_by("ends", "number") if step.has_term]
    reminders = set(own_reminders(access, on))
    ahead = [step for step in dated if step.starts > on]
    return Digest(
        week=week,
        late=[step for step in dated if step.ends < on],
        this_week=[step for step in dated if on <= step.ends <= week.sunday],
        next_week=[step for step in dated if week.sunday < step.ends <= after_next],
        starting=[step for step in ahead if step.starts <= after_next < step.ends],
        attention=[item for item in attention_for(access, on) if item not in reminders],
        events=_events(access, on, week),
        after=min(
            (step for step in dated if step.ends > after_next), key=lambda step: step.ends, default=None
        ),
    )


def _events(access: Access, on: date, week: Week) -> list[CalendarItem]:
    found = calendar_items_for(CalendarOwner(access.program, access=access), on)
    return [
        item
        for item in found
        if not item.uid.startswith(("step-", "digest-"))
        and not item.is_cancelled
        and item.day <= week.sunday
        and (item.ends or item.day) >= on
    ]


def in_words(digest: Digest) -> list[str]:
    """Counts alone, for what leaves the site: «Просрочено: 1 шаг дорожной карты»."""
    lines = [
        ("Просрочено", len(digest.late), STEPS),
        ("Срок на этой неделе", len(digest.this_week), STEPS),
        ("Срок на следующей неделе", len(digest.next_week), STEPS),
        ("Скоро начнётся", len(digest.starting), STEPS),
        ("Требует внимания", len(digest.attention), ("дело", "дела", "дел")),
        ("События и встречи до воскресенья", len(digest.events), ("запись", "записи", "записей")),
    ]
    return [f"{label}: {counted(count, *forms)}" for label, count, forms in lines if count]


def what_next(digest: Digest, *, is_letter: bool = False) -> str:
    """For an empty week: what comes then. A letter does without the title: an imported one may name people."""
    if digest.after is None:
        return "Сроков впереди у вас нет. Посмотрите, как идёт вся карта."
    step = digest.after
    title = "" if is_letter else f" «{step.short_title}»"
    return f"Ближайший ваш срок — {ru_date(step.ends)}, шаг № {step.said_number}{title}."


def weekly_item(owner: CalendarOwner, on: date) -> list[CalendarItem]:
    """The week's counts as an entry of the calendar feed, on its first working day."""
    from programs.services.calendar import calendar_of  # the feed alone pays for it

    access = owner.access
    if access is None or not access.has(Permission.ROADMAP_VIEW) or not owner.program.is_open:
        return []
    week = week_of(on)
    steps = Step.objects.in_force(owner.program).of_roles(held_roles(access)).open()
    dated = [step for step in steps if step.has_term]
    late, due = (
        sum(step.ends < on for step in dated),
        sum(on <= step.ends <= week.sunday for step in dated),
    )
    day = sending_day(week, calendar_of(owner.program.school))
    if day is None or not (late or due):
        return []
    words = [f"просрочено {late}"] * bool(late) + [f"на этой неделе {due}"] * bool(due)
    return [
        CalendarItem(
            uid=f"digest-{owner.program.pk}-{week.monday:%G-%V}",
            title=f"Сводка недели, шаги карты: {', '.join(words)}",
            day=day,
            url=program_url(owner.program, "roadmap:digest"),
        )
    ]
