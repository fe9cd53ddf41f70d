"""First page of mentors, mentees and parents: their own pairs, what comes next, the tasks of the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission, Role
from pairing.enums import MeetingState
from pairing.models import DevelopmentPlan, Meeting, Pair
from pairing.rows import BADGES
from pairing.services.development import SETTLED
from programs.tenancy import program_url

SHOWN_TASKS = 4


def own_pairs(access: Access, on: date) -> dict[str, Any] | None:
    """Pairs of the user or his child, each with its last and next meeting and open tasks; None for the staff."""
    if access.has(Permission.BASE_VIEW) or not access.has(Permission.PAIR_VIEW):
        return None
    pairs = list(Pair.objects.of_program(access.program).visible_to(access).with_people())
    last: dict[int, Meeting] = {}
    following: dict[int, Meeting] = {}
    for meeting in Meeting.objects.filter(pair__in=pairs).order_by("date", "pk"):
        if meeting.state == MeetingState.HELD:
            last[meeting.pair_id] = meeting
        elif meeting.state == MeetingState.PLANNED and meeting.date >= on:
            following.setdefault(meeting.pair_id, meeting)
    may_record = access.has(Permission.MEETING_RECORD)
    return {
        "title": _title(access, len(pairs)),
        "is_open": access.program.is_open,
        "pairs": [
            {
                "mentor": pair.mentor.person.list_name,
                "mentees": ", ".join(member.mentee.person.list_name for member in pair.members.all()),
                "badge": BADGES[pair.state],
                "state": pair.get_state_display().capitalize(),
                "url": program_url(access.program, "pairing:pair_detail", pk=pair.pk),
                "starts_on": pair.starts_on,
                "last": last.get(pair.pk),
                "next": following.get(pair.pk),
                "record_url": program_url(access.program, "pairing:meeting_create", pk=pair.pk)
                if may_record and pair.state == "active" and pair.mentor.person.user_id == access.user.pk
                else "",
            }
            for pair in pairs
        ],
        "plans": _plans(access, pairs),
    }


def _plans(access: Access, pairs: list[Pair]) -> list[dict[str, Any]]:
    """Open tasks of the agreed plans of these pairs."""
    members = [member.pk for pair in pairs for member in pair.members.all()]
    plans = (
        DevelopmentPlan.objects.filter(member__in=members, state__in=SETTLED)
        .select_related("member__mentee__person")
        .prefetch_related("tasks")
        .order_by("pk")
    )
    shown = []
    for plan in plans:
        tasks = list(plan.tasks.all())
        waiting = [task for task in tasks if not task.mark and not task.mentee_done_on]
        shown.append(
            {
                "name": plan.member.mentee.person.list_name,
                "url": program_url(access.program, "pairing:development_detail", pk=plan.pk),
                "tasks": waiting[:SHOWN_TASKS],
                "more": max(0, len(waiting) - SHOWN_TASKS),
                "total": len(tasks),
            }
        )
    return shown


def _title(access: Access, number: int) -> str:
    """A parent is no member of the pair: it is his child's."""
    if access.roles == {Role.PARENT}:
        return "Пары вашего ребёнка" if number > 1 else "Пара вашего ребёнка"
    return "Ваши пары" if number > 1 else "Ваша пара"
