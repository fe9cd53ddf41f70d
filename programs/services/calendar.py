"""The school's calendar of work: the week, single days, breaks."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mentoring_site.words import counted, short_date
from programs.enums import CalendarDayKind
from programs.models import CalendarDay, Program, School, SchoolBreak, User
from programs.services.audit import Refusal, record_event
from programs.workdays import WorkCalendar, holidays_between

LONGEST_BREAK = 120  # days: a summer; a longer one is a mistyped year


def calendar_of(school: School) -> WorkCalendar:
    """Two queries. Inside the school's scope."""
    days = CalendarDay.objects.filter(school=school).order_by().values_list("day", "kind")
    breaks = SchoolBreak.objects.filter(school=school).order_by("starts").values_list("starts", "ends")
    return WorkCalendar(
        school.works_saturdays,
        {day: kind == CalendarDayKind.WORKING for day, kind in days},
        tuple(breaks),
    )


@transaction.atomic
def set_week(*, program: Program, works_saturdays: bool, by: User) -> bool:
    """Whether the school works on Saturdays; returns whether anything changed."""
    school = School.objects.select_for_update().get(pk=program.school_id)
    if school.works_saturdays == works_saturdays:
        return False
    school.works_saturdays = works_saturdays
    school.save(update_fields=["works_saturdays"])
    words = "шесть дней, суббота рабочая" if works_saturdays else "пять дней, суббота выходной"
    record_event("calendar.week", by=by, program=program, sentence=f"рабочая неделя: {words}")
    return True


@transaction.atomic
def save_day(
    *, program: Program, day: date, kind: str, note: str = "", by: User, shown: CalendarDay | None = None
) -> CalendarDay:
    """Add a day that differs from the week, or change the shown one."""
    note = note.strip()
    taken = CalendarDay.objects.filter(school=program.school, day=day)
    if taken.exclude(pk=shown.pk if shown else None).exists():
        raise Refusal(f"{short_date(day)} уже есть в календаре. Измените ту строку или выберите другой день.")
    record = shown or CalendarDay(school=program.school)
    record.day, record.kind, record.note = day, kind, note
    record.full_clean()
    record.save()
    words = f": {note}" if note else ""
    record_event(
        "calendar.day",
        by=by,
        target=record,
        program=program,
        sentence=f"рабочий календарь, {short_date(day)} — {record.get_kind_display()}{words}",
    )
    return record


@transaction.atomic
def remove_day(*, day: CalendarDay, program: Program, by: User) -> None:
    words = short_date(day.day)
    day.delete()
    record_event(
        "calendar.day_remove", by=by, program=program, sentence=f"из рабочего календаря убран день {words}"
    )


@transaction.atomic
def add_holidays(*, program: Program, by: User) -> list[CalendarDay]:
    """Federal holidays of fixed date within the programme; days that are there already stay as they are.

    Says nothing of moved days: the government moves them each year, the school types them.
    """
    present = set(CalendarDay.objects.filter(school=program.school).values_list("day", flat=True))
    made = [
        CalendarDay.objects.create(school=program.school, day=day, kind=CalendarDayKind.OFF, note=title)
        for day, title in holidays_between(program.starts, program.ends)
        if day not in present
    ]
    if made:
        record_event(
            "calendar.holidays",
            by=by,
            program=program,
            sentence=f"в рабочий календарь добавлены праздники: {counted(len(made), 'день', 'дня', 'дней')}",
        )
    return made


@transaction.atomic
def save_break(
    *,
    program: Program,
    title: str,
    starts: date,
    ends: date,
    by: User,
    shown: SchoolBreak | None = None,
) -> SchoolBreak:
    title = title.strip()
    if ends < starts:
        raise Refusal("Каникулы заканчиваются раньше, чем начались. Исправьте одну из дат.")
    if (ends - starts).days >= LONGEST_BREAK:
        raise Refusal(f"Каникулы длиннее {LONGEST_BREAK} дней. Проверьте годы в датах.")
    others = SchoolBreak.objects.filter(school=program.school, starts__lte=ends, ends__gte=starts)
    if clash := others.exclude(pk=shown.pk if shown else None).first():
        raise Refusal(f"На эти дни уже записано: {clash}. Исправьте даты или ту строку.")
    record = shown or SchoolBreak(school=program.school)
    record.title, record.starts, record.ends = title, starts, ends
    record.full_clean()
    record.save()
    record_event(
        "calendar.break", by=by, target=record, program=program, sentence=f"рабочий календарь: {record}"
    )
    return record


@transaction.atomic
def remove_break(*, school_break: SchoolBreak, program: Program, by: User) -> None:
    words = str(school_break)
    school_break.delete()
    record_event(
        "calendar.break_remove", by=by, program=program, sentence=f"из рабочего календаря убрано: {words}"
    )
