"""A mentor applies to a contest himself, where its rules let him: his application, his corrections, his way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from mentoring_site.texts import clean_text
from monitoring.enums import ContestState, EntryState, NomineeKind
from monitoring.models import Contest, ContestEntry, HonourNomination
from monitoring.services.attachments import GivenFile
from monitoring.services.contests import add_entry, decide_entry, edit_entry, locked, locked_entry
from pairing.enums import PairState
from pairing.models import Pair
from participants.enums import MentorStatus
from participants.models import Mentor
from programs.models import Program, User
from programs.services.audit import Refusal

HONOURED = (PairState.ACTIVE, PairState.COMPLETED)
NO_WORDS = "Опишите свою работу: по этим словам решает жюри."
NOT_A_MENTOR = (
    "Сам заявку подаёт наставник этого года, а вашей записи в базе наставников нет. Обратитесь к куратору."
)


@dataclass(frozen=True)
class OwnChoice:
    """What a mentor may still apply for: a nomination, of pairs with one of his own."""

    nomination: HonourNomination
    pair: Pair | None = None


def own_mentor(program: Program, user: User) -> Mentor | None:
    """The user's own entry in the base of the year."""
    rows = Mentor.objects.filter(program=program, person__user=user).exclude(status=MentorStatus.LEFT)
    return rows.select_related("person", "program__school").first()


def contests_for_own(program: Program, on: date) -> QuerySet[Contest]:
    """Contests that take applications of mentors themselves on this day."""
    return Contest.objects.filter(
        program=program, state=ContestState.OPEN, takes_own=True, opens_on__lte=on, closes_on__gte=on
    ).select_related("program__school")


def own_entries(program: Program, user: User) -> QuerySet[ContestEntry]:
    """What the user has applied with himself, newest first."""
    rows = ContestEntry.objects.filter(
        contest__program=program, submitted_by=user, mentor__person__user=user
    ).select_related(
        "contest__program__school", "nomination", "mentor__person", "pair__mentor__person", "file"
    )
    return (
        rows.defer("file__content")
        .prefetch_related("pair__members__mentee__person")
        .order_by("-submitted_at", "-pk")
    )


def own_choices(
    contests: Iterable[Contest], mentor: Mentor, *, with_taken: bool = False
) -> dict[int, list[OwnChoice]]:
    """By contest: nominations without an application of the mentor, a pair nomination once for each pair of his.

    with_taken: also those with one, which apply_oneself refuses in words.
    """
    contests = list(contests)
    found: dict[int, list[OwnChoice]] = {contest.pk: [] for contest in contests}
    if not contests:
        return found
    living = ContestEntry.objects.filter(contest__in=contests, mentor=mentor)
    living = living.exclude(state=EntryState.WITHDRAWN)
    taken = set() if with_taken else set(living.values_list("contest", "nomination"))
    pairs = list(
        Pair.objects.filter(mentor=mentor, state__in=HONOURED)
        .select_related("mentor__person")
        .prefetch_related("members__mentee__person")
        .order_by("pk")
    )
    for honour in HonourNomination.objects.filter(contest__in=contests):
        if (honour.contest_id, honour.pk) not in taken:
            of_whom = pairs if honour.of_whom == NomineeKind.PAIR else [None]
            found[honour.contest_id] += [OwnChoice(honour, pair) for pair in of_whom]
    return found


@transaction.atomic
def apply_oneself(
    *,
    contest: Contest,
    nomination: HonourNomination,
    pair: Pair | None,
    text: str,
    on: date,
    by: User,
    file: GivenFile | None = None,
) -> ContestEntry:
    """The user's own application: one in a nomination, with words about his work.

    Raises Refusal where the rules leave it to the curator and to who is no mentor, ValidationError by field.
    """
    contest = locked(contest)
    mentor = own_mentor(contest.program, by)
    if mentor is None:
        raise Refusal(NOT_A_MENTOR)
    if not contest.takes_own:
        raise Refusal("По положению этого конкурса заявки подаёт куратор. Расскажите ему о своей работе.")
    if not clean_text(text):
        raise ValidationError({"text": NO_WORDS})
    if pair is not None and (pair.mentor_id != mentor.pk or pair.state not in HONOURED):
        raise Refusal("Подать заявку можно со своей парой, которая работает или закончила работу.")
    rows = contest.entries.filter(nomination=nomination, mentor=mentor)
    if rows.exclude(state=EntryState.WITHDRAWN).exists():
        raise Refusal("Ваша заявка в этой номинации уже есть. Второй раз её не подают.")
    return add_entry(
        contest=contest, nomination=nomination, mentor=mentor, pair=pair, text=text, on=on, by=by, file=file
    )


@transaction.atomic
def edit_own(
    *,
    entry: ContestEntry,
    text: str,
    shown_version: int,
    on: date,
    by: User,
    file: GivenFile | None = None,
) -> ContestEntry:
    """Correct one's own application until it is decided on. Raises Refusal, StaleVersion, ValidationError."""
    _, entry = locked_entry(entry)
    _refuse_strange(entry, by)
    if why := why_fixed(entry, on):
        raise Refusal(why)
    if not clean_text(text):
        raise ValidationError({"text": NO_WORDS})
    return edit_entry(entry=entry, text=text, shown_version=shown_version, by=by, file=file)


@transaction.atomic
def withdraw_own(*, entry: ContestEntry, by: User) -> ContestEntry:
    """While the contest takes applications; another one may be made then."""
    _, entry = locked_entry(entry)
    _refuse_strange(entry, by)
    return decide_entry(entry=entry, state=EntryState.WITHDRAWN, by=by)


def why_fixed(entry: ContestEntry, on: date) -> str:
    """Why its author can't change the application any more; empty while he can."""
    if entry.contest.state != ContestState.OPEN or on > entry.contest.closes_on:
        return "Приём заявок закончен: заявка больше не меняется."
    if entry.state != EntryState.SUBMITTED:
        return f"Заявка уже {entry.get_state_display()}: изменить её текст может куратор."
    return ""


def _refuse_strange(entry: ContestEntry, by: User) -> None:
    if not (entry.is_own and entry.submitted_by_id == by.pk):
        raise Refusal("Эту заявку подали не вы. Если в ней ошибка, скажите куратору.")
