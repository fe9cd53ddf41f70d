"""Querysets of the room «Поощрение», each with all that its rows print."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mentoring_site.names import normalise_name
from monitoring.enums import AwardState, ContestState, EntryState, SubmissionState
from monitoring.models import Award, Contest, ContestEntry, HonourNomination, JuryMember, LevelSubmission
from programs.models import Program, User

AWARD_TABS = (
    ("", "Все"),
    (AwardState.PROPOSED, "Предложены"),
    (AwardState.TO_SIGN, "В приказе к подписи"),
    (AwardState.ORDERED, "Приказ подписан"),
    (AwardState.HANDED, "Вручены"),
)


def awards_of(program: Program) -> QuerySet[Award]:
    rows = Award.objects.filter(program=program)
    return rows.select_related("person", "nomination", "order", "event", "program__school").order_by(
        "person__search_key", "kind", "pk"
    )


def board_of(program: Program) -> list[Award]:
    """Each person once, by his first honour: the board has one card a person."""
    rows = (
        awards_of(program)
        .filter(is_on_board=True)
        .order_by("person__search_key", "nomination__position", "pk")
    )
    found: dict[int, Award] = {}
    for award in rows:
        found.setdefault(award.person_id, award)
    return list(found.values())


def contests_of(program: Program) -> QuerySet[Contest]:
    """With the numbers of applications (all but withdrawn) and of the jury."""
    living = Count("entries", filter=~Q(entries__state=EntryState.WITHDRAWN), distinct=True)
    return (
        Contest.objects.filter(program=program)
        .select_related("program__school", "event", "protocol")
        .annotate(entry_count=living, jury_count=Count("jury", distinct=True))
    )


def entries_of(contest: Contest) -> QuerySet[ContestEntry]:
    return (
        contest.entries.select_related("nomination", "mentor__person", "pair__mentor__person", "submitted_by")
        .prefetch_related("pair__members__mentee__person")
        .order_by("nomination__position", "nomination", "place", "mentor__person__search_key", "pk")
    )


def honours_of(program: Program) -> QuerySet[HonourNomination]:
    return (
        HonourNomination.objects.filter(program=program)
        .select_related("form", "contest")
        .annotate(award_count=Count("awards", distinct=True))
    )


def submissions_of(program: Program) -> QuerySet[LevelSubmission]:
    return (
        LevelSubmission.objects.filter(program=program)
        .select_related("mentor__person", "program__school")
        .order_by("due_on", "pk")
    )


def overdue_submissions(program: Program, on: date) -> QuerySet[LevelSubmission]:
    return LevelSubmission.objects.filter(program=program, state=SubmissionState.PLANNED, due_on__lt=on)


def sheets_of(program: Program, user: User) -> QuerySet[JuryMember]:
    """The user's own sheets of contests that are being judged or have been."""
    return (
        JuryMember.objects.filter(
            contest__program=program,
            user=user,
            contest__state__in=(ContestState.JUDGING, ContestState.CLOSED),
        )
        .select_related("contest__program__school")
        .order_by("contest__results_on", "pk")
    )


def search_awards(rows: QuerySet[Award], data: dict[str, Any]) -> QuerySet[Award]:
    """Every word of q somewhere in the name; kind and nomination."""
    for word in normalise_name(data.get("q") or "").split():
        rows = rows.filter(person__search_key__contains=word)
    if kind := data.get("kind"):
        rows = rows.filter(kind=kind)
    if nomination := data.get("nomination"):
        rows = rows.filter(nomination=nomination)
    return rows
