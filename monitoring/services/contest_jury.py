"""The jury: members, marks, sheets that are handed in and do not change after that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from mentoring_site.names import normalise_name
from mentoring_site.texts import clean_text
from mentoring_site.words import counted
from monitoring.enums import ContestState, EntryState
from monitoring.jury import EntryTotal, totals_of
from monitoring.models import Contest, ContestEntry, JuryMark, JuryMember
from monitoring.services.contests import locked
from pairing.enums import PairState
from pairing.models import PairMember
from participants.models import Person
from programs.models import Membership, User
from programs.services.audit import Refusal, record_event

LIVED = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)
Marks = Mapping[tuple[int, int], int | None]  # (entry, criterion) -> mark, None takes it back


@transaction.atomic
def add_member(
    *, contest: Contest, user: User | None, name: str, position_title: str, is_chair: bool, by: User
) -> JuryMember:
    """An employee (user) or a guest by name. A contest has one chair: a new one takes the place of the former."""
    contest = _with_jury(contest)
    if user is not None and not Membership.objects.filter(school=contest.school, user=user).exists():
        raise Refusal("В жюри по учётной записи входят только сотрудники школы. Гостя впишите по имени.")
    name = " ".join(clean_text(user.full_name if user else name).split())
    if not name:
        raise Refusal("Выберите сотрудника или впишите имя гостя.")
    if contest.jury.filter(name=name).exists():
        raise Refusal(f"{name} уже в жюри.")
    if is_chair:
        contest.jury.update(is_chair=False)
    member = JuryMember.objects.create(
        school=contest.school,
        contest=contest,
        user=user,
        name=name,
        position_title=clean_text(position_title) or (user.position if user else ""),
        is_chair=is_chair or not contest.jury.exists(),
    )
    _note(contest, "add", f"в жюри конкурса «{contest}» вошёл новый член", by)
    return member


@transaction.atomic
def make_chair(*, member: JuryMember, by: User) -> None:
    contest = _with_jury(member.contest)
    contest.jury.update(is_chair=False)
    contest.jury.filter(pk=member.pk).update(is_chair=True)
    _note(contest, "chair", f"у жюри конкурса «{contest}» новый председатель", by)


@transaction.atomic
def remove_member(*, member: JuryMember, by: User) -> None:
    """With whatever marks he gave, unless his sheet is handed in."""
    contest = _with_jury(member.contest)
    member = _fresh(member)
    if member.is_final:
        raise Refusal(f"{member}: лист сдан, его оценки учтены. Убрать из жюри нельзя.")
    _note(contest, "remove", f"из жюри конкурса «{contest}» убран член, не сдавший лист", by)
    member.delete()


@transaction.atomic
def save_marks(*, member: JuryMember, marks: Marks, is_final: bool, by: User) -> int:
    """Write marks of a sheet; is_final hands it in. Returns how many marks are still missing.

    Raises Refusal outside the judging, for a sheet that was handed in, marks out of range, an own entry, and for
    handing in a sheet with gaps.
    """
    contest = locked(member.contest)
    member = _fresh(member)
    if contest.state != ContestState.JUDGING:
        raise Refusal(f"Конкурс сейчас «{contest.get_state_display()}»: оценки не ставят.")
    if member.is_final:
        raise Refusal("Лист сдан и больше не меняется. Если в нём ошибка, скажите куратору.")
    greatest = dict(contest.criteria.values_list("pk", "max_mark"))
    barred = {entry for _, entry in conflicts_of(contest, [member])}
    entries = {entry.pk for entry in admitted_of(contest)}
    for (entry, criterion), mark in marks.items():
        if entry not in entries or criterion not in greatest:
            raise Refusal("Состав заявок изменился. Обновите страницу.")
        if entry in barred:
            raise Refusal("Свою заявку член жюри не оценивает.")
        if mark is not None and not 0 <= mark <= greatest[criterion]:
            raise Refusal(f"Балл от 0 до {greatest[criterion]}: {mark} поставить нельзя.")
    kept = {(row.entry_id, row.criterion_id): row.pk for row in member.marks.all()}
    member.marks.filter(pk__in=[kept[key] for key in marks if key in kept]).delete()
    JuryMark.objects.bulk_create(
        JuryMark(
            school_id=contest.school_id, member=member, entry_id=entry, criterion_id=criterion, mark=mark
        )
        for (entry, criterion), mark in marks.items()
        if mark is not None
    )
    wanted = {(entry, criterion) for entry in entries - barred for criterion in greatest}
    missing = len(wanted) - member.marks.filter(entry__in=entries - barred).count()
    if is_final:
        if missing:
            raise Refusal(
                f"Лист не сдан: нет {counted(missing, 'оценки', 'оценок', 'оценок')}. Поставьте все: пустая клетка "
                "не считается нулём."
            )
        JuryMember.objects.filter(pk=member.pk).update(is_final=True)
        _note(contest, "final", f"сдан лист жюри конкурса «{contest}»: {member}", by)
    else:
        _note(contest, "marks", f"записаны оценки жюри конкурса «{contest}»", by)
    return missing


@transaction.atomic
def return_sheet(*, member: JuryMember, reason: str, by: User) -> None:
    """The curator gives a sheet back to be corrected, before the results; the reason stays in the journal."""
    contest = locked(member.contest)
    member = _fresh(member)
    if contest.state != ContestState.JUDGING or not member.is_final:
        raise Refusal("Вернуть можно сданный лист, пока итоги не подведены.")
    reason = " ".join(clean_text(reason).split())
    if not reason:
        raise Refusal("Напишите, почему лист возвращается: причина останется в журнале.")
    JuryMember.objects.filter(pk=member.pk).update(is_final=False)
    _note(contest, "return", f"лист жюри возвращён на исправление ({member}): {reason[:300]}", by)


def admitted_of(contest: Contest) -> list[ContestEntry]:
    """What the jury marks, by nomination, then by name; with all that a line prints."""
    return list(
        contest.entries.filter(state=EntryState.ADMITTED)
        .select_related("nomination", "mentor__person", "pair__mentor__person")
        .prefetch_related("pair__members__mentee__person")
        .order_by("nomination__position", "nomination", "mentor__person__search_key", "pk")
    )


def conflicts_of(contest: Contest, members: Iterable[JuryMember]) -> set[tuple[int, int]]:
    """(member, entry) where the member is the nominee or his mentee: by his account, or by the same name."""
    found = set()
    entries = admitted_of(contest)
    mentees = _mentees_of([entry.mentor_id for entry in entries if not entry.pair_id])
    for member in members:
        for entry in entries:
            people = [entry.mentor.person]
            if entry.pair_id:
                people += [one.mentee.person for one in entry.pair.members.all()]
            else:
                people += mentees.get(entry.mentor_id, ())
            for person in people:
                is_same = member.user_id is not None and member.user_id == person.user_id
                if is_same or normalise_name(member.name) == person.search_key:
                    found.add((member.pk, entry.pk))
    return found


def _mentees_of(mentors: Iterable[int]) -> dict[int, list[Person]]:
    """mentor -> everybody who has been in a pair of his: a mentor is «своя пара» to each of them."""
    found: dict[int, list[Person]] = {}
    rows = PairMember.objects.filter(pair__mentor__in=list(mentors), pair__state__in=LIVED)
    for one in rows.select_related("pair", "mentee__person"):
        found.setdefault(one.pair.mentor_id, []).append(one.mentee.person)
    return found


def totals_for(contest: Contest) -> list[EntryTotal]:
    """Sums of the contest by entry; a constant number of queries."""
    members = list(contest.jury.all())
    rows = JuryMark.objects.filter(member__contest=contest)
    marks = {
        (member, entry, criterion): mark
        for member, entry, criterion, mark in rows.values_list("member", "entry", "criterion", "mark")
    }
    entries = [(entry.pk, entry.nomination_id) for entry in admitted_of(contest)]
    criteria = list(contest.criteria.values_list("pk", flat=True))
    return totals_of(entries, criteria, [one.pk for one in members], marks, conflicts_of(contest, members))


def _with_jury(contest: Contest) -> Contest:
    contest = locked(contest)
    if contest.state == ContestState.CLOSED:
        raise Refusal("Итоги подведены: состав жюри больше не меняется.")
    return contest


def _fresh(member: JuryMember) -> JuryMember:
    return JuryMember.objects.select_for_update(of=("self",)).select_related("contest").get(pk=member.pk)


def _note(contest: Contest, action: str, sentence: str, by: User) -> None:
    record_event(f"jury.{action}", by=by, target=contest, program=contest.program, sentence=sentence)
