"""Who waits for an interview and how courses stand: rows for the pages, the menu and the dashboard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mentoring_site.permissions import Access
from participants.enums import AttendanceMark, EventState, InterviewState, MentorStatus
from participants.models import Event, Interview, Mentor, TrainingCompletion, TrainingCourse
from programs.models import AuditEvent

WAITING_DAYS = 14  # a candidate who waits longer needs somebody


def without_interview(rows: QuerySet[Mentor]) -> QuerySet[Mentor]:
    """Candidates with whom nobody has talked and no talk is planned."""
    sheets = Interview.objects.filter(
        mentor=OuterRef("pk"), state__in=(InterviewState.PLANNED, InterviewState.HELD)
    )
    return rows.filter(status=MentorStatus.CANDIDATE, interviewed_on=None).exclude(Exists(sheets))


def waiting_mentors(access: Access) -> QuerySet[Mentor]:
    return without_interview(Mentor.objects.of_program(access.program).visible_to(access))


def waiting_since(mentors: list[Mentor]) -> dict[int, date]:
    """By mentor: the day he entered the programme, else the day his row was made, as the journal has it."""
    made: dict[int, date] = {}
    rows = AuditEvent.objects.filter(
        school__in={mentor.school_id for mentor in mentors},
        target_type=Mentor._meta.label,
        target_id__in=[mentor.pk for mentor in mentors],
    )
    for pk, moment in rows.order_by("-at").values_list("target_id", "at"):
        made[pk] = timezone.localtime(moment).date()  # the first row stays
    return {
        mentor.pk: mentor.entered_on or made[mentor.pk]
        for mentor in mentors
        if mentor.entered_on or mentor.pk in made
    }


def waiting_long(access: Access, on: date) -> dict[int, date]:
    """Candidates who have waited for more than WAITING_DAYS: mentor id -> since when."""
    since = waiting_since(list(waiting_mentors(access)))
    return {pk: day for pk, day in since.items() if day < on - timedelta(days=WAITING_DAYS)}


def interviews_of(access: Access) -> Any:
    return Interview.objects.of_program(access.program).visible_to(access)


def courses_of(access: Access) -> QuerySet[TrainingCourse]:
    """Courses of the year with their counts: sessions_total, sessions_held, completed_total."""
    planned = ~Q(sessions__state=EventState.CANCELLED)
    return (
        TrainingCourse.objects.of_program(access.program)
        .select_related("form")
        .annotate(
            sessions_total=Count("sessions", filter=planned, distinct=True),
            sessions_held=Count("sessions", filter=Q(sessions__state=EventState.HELD), distinct=True),
            completed_total=Count("completions", distinct=True),
        )
        .order_by("-is_open", "title", "pk")
    )


def sessions_of(course: TrainingCourse) -> QuerySet[Event]:
    """Sessions with how many came: `came`."""
    came = Count("attendance", filter=Q(attendance__mark=AttendanceMark.PRESENT))
    return Event.objects.filter(course=course).annotate(came=came).order_by("planned_on", "starts_at", "pk")


def unmarked_sessions(access: Access, on: date) -> QuerySet[Event]:
    """Sessions whose day has passed and nobody is marked."""
    return (
        Event.objects.of_program(access.program)
        .filter(course__isnull=False, planned_on__lt=on, attendance=None)
        .exclude(state=EventState.CANCELLED)
        .order_by("planned_on", "pk")
    )


def completed_count(access: Access) -> int:
    """Mentors whose training has been counted."""
    rows = TrainingCompletion.objects.filter(course__program=access.program)
    return rows.order_by().values("mentor").distinct().count()
