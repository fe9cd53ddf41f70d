"""What honours give to the shared pages: attention, the panel of a person, the order of awards of a ceremony."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, short_date
from monitoring.enums import AwardKind, AwardState, ContestState
from monitoring.models import Award, Contest, JuryMember
from monitoring.recognition_lists import awards_of, overdue_submissions, sheets_of
from monitoring.recognition_words import AWARD_BADGES, kind_words
from monitoring.services.own_entries import contests_for_own, own_entries
from participants.models import Event, Person
from participants.registries import CeremonyAward
from programs.registries.screens import AttentionItem, QuickAction
from programs.tenancy import program_url


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """Sheets of the user's own, papers to another level that are late, contests whose day has come."""
    program = access.program
    if not program.is_open:
        return
    if access.has(Permission.JURY):
        yield from _sheets(access)
    if not access.has(Permission.RECOGNITION_EDIT):
        return
    if late := list(overdue_submissions(program, on).order_by("due_on").values_list("due_on", flat=True)):
        yield AttentionItem(
            "late",
            counted(len(late), "выдвижение", "выдвижения", "выдвижений"),
            "на другой уровень: срок документов прошёл",
            f"Первый – {short_date(late[0])}",
            "Открыть выдвижения",
            program_url(program, "monitoring:submission_list"),
            order=60,
        )
    contests = Contest.objects.filter(program=program)
    for contest in contests.filter(state=ContestState.OPEN, closes_on__lt=on):
        yield AttentionItem(
            "warn",
            f"Конкурс «{contest}»",
            "приём заявок кончился, заявки не переданы жюри",
            f"С {short_date(contest.closes_on)}",
            "Открыть конкурс",
            program_url(program, "monitoring:contest_detail", pk=contest.pk),
            order=61,
        )


def jury_actions(access: Access, on: date) -> Iterable[QuickAction]:
    """A lasting way to one's own sheets while a contest is being judged: the list of attention is cut."""
    if access.has(Permission.JURY) and _waiting(access):
        yield QuickAction(
            "Мои листы жюри", program_url(access.program, "monitoring:jury_list"), "award", order=60
        )


def own_contest_actions(access: Access, on: date) -> Iterable[QuickAction]:
    """For a mentor: while he may apply himself, and as long as an application of his is on its way."""
    if not (access.has(Permission.CONTEST_APPLY) and access.program.is_open):
        return
    if _may_apply(access, on):
        yield QuickAction(
            "Конкурсы для наставников",
            program_url(access.program, "monitoring:own_contests"),
            "award",
            order=61,
        )


def _may_apply(access: Access, on: date) -> bool:
    """Asked twice a page, found once."""
    if "own_contests" not in access.memo:
        running = own_entries(access.program, access.user).exclude(contest__state=ContestState.CLOSED)
        access.memo["own_contests"] = contests_for_own(access.program, on).exists() or running.exists()
    return access.memo["own_contests"]


def _waiting(access: Access) -> list[JuryMember]:
    """Asked twice a page, found once."""
    if "jury_sheets" not in access.memo:
        rows = sheets_of(access.program, access.user).filter(
            is_final=False, contest__state=ContestState.JUDGING
        )
        access.memo["jury_sheets"] = list(rows)
    return access.memo["jury_sheets"]


def _sheets(access: Access) -> Iterable[AttentionItem]:
    for sheet in _waiting(access):
        yield AttentionItem(
            "wait",
            f"Лист жюри: {sheet.contest}",
            "ждёт ваших оценок",
            f"Итоги {short_date(sheet.contest.results_on)}",
            "Заполнить лист",
            program_url(access.program, "monitoring:jury_sheet", pk=sheet.pk),
            order=62,
        )


def waiting_awards(access: Access, on: date) -> int | None:
    """Beside the item of the menu: proposals that no order names yet."""
    return Award.objects.filter(program=access.program, state=AwardState.PROPOSED).count() or None


def person_panel(person: Person, access: Access, on: date) -> dict[str, Any] | None:
    """Honours of all years that stand in an order or are handed, and this year's proposals."""
    rows = (
        Award.objects.filter(school=access.school, person=person)
        .select_related("program", "nomination", "order")
        .order_by("-program__label", "kind", "pk")
    )
    shown = [
        row
        for row in rows
        if row.program_id == access.program.pk or row.state in (AwardState.ORDERED, AwardState.HANDED)
    ]
    if not shown:
        return None
    return {
        "rows": [
            {
                "title": kind_words(row),
                "nomination": row.nomination.title if row.nomination else "",
                "reason": row.reason,
                "year": row.program.year_label,
                "badge": AWARD_BADGES[AwardState(row.state)],
                "url": program_url(access.program, "monitoring:award_detail", pk=row.pk)
                if row.program_id == access.program.pk
                else "",
            }
            for row in shown
        ],
    }


def ceremony_awards(event: Event, on: date) -> list[CeremonyAward]:
    """Who is honoured at an event, in the order of calling out; label: «Грамота «Лучший наставник»».

    Rows that name the event; while none does, everything of the year that an order has named and nobody has got.
    """
    rows = awards_of(event.program).order_by("kind", "nomination__position", "person__search_key", "pk")
    own = list(rows.filter(event=event).exclude(state=AwardState.PROPOSED))
    found = own or list(rows.filter(state=AwardState.ORDERED, event=None))
    return [CeremonyAward(_called(row), row.reason, _label(row)) for row in found]


def _called(award: Award) -> str:
    """A letter is handed to the parents: «родителям Лебедева Артёма»."""
    if award.kind == AwardKind.PARENT_LETTER and award.shown_dative:
        return award.shown_dative
    return award.shown_name or award.person.full_name


def _label(award: Award) -> str:
    words = kind_words(award)
    return f"{words} «{award.nomination.title}»" if award.nomination else words
