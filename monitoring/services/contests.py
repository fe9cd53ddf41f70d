"""A contest of mentors: its rules, moves between states, applications. The jury stands in contest_jury.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site.texts import clean_text
from mentoring_site.words import joined, short_date
from monitoring.enums import ContestAction, ContestState, EntryState, NomineeKind
from monitoring.models import Contest, ContestCriterion, ContestEntry, HonourNomination, JuryMark
from monitoring.services.attachments import GivenFile, save_with_files
from monitoring.transitions import CONTEST_MOVES, ENTRY_MOVES
from pairing.models import Pair
from participants.models import Mentor
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

RULES_FIELDS = ("title", "rules", "opens_on", "closes_on", "results_on", "event", "takes_own")
# After the opening applicants rely on the rules: only the end may be put off.
PUT_OFF = ("closes_on", "results_on", "event")
REASON_LENGTH = 300


@transaction.atomic
def add_contest(
    *,
    program: Program,
    values: Mapping[str, Any],
    nominations: Sequence[HonourNomination],
    criteria: Sequence[tuple[str, int]],
    by: User,
) -> Contest:
    """A draft with its nominations and criteria (text, greatest mark)."""
    refuse_closed(program)
    contest = Contest(school=program.school, program=program)
    _set(contest, values)
    contest.full_clean(exclude=["school", "program"])
    contest.save()
    _set_parts(contest, nominations, criteria)
    _note(contest, "add", "подготовлен конкурс", by)
    return contest


@transaction.atomic
def edit_contest(
    *,
    contest: Contest,
    values: Mapping[str, Any],
    nominations: Sequence[HonourNomination] | None,
    criteria: Sequence[tuple[str, int]] | None,
    shown_version: int,
    by: User,
) -> Contest:
    """A draft changes whole; of an open one only its end and the ceremony (other values are not looked at).

    Raises Refusal, StaleVersion, ValidationError by field.
    """
    contest = locked(contest)
    lock_version(contest, shown_version)
    if contest.state == ContestState.CLOSED:
        raise Refusal("Итоги подведены, и положение больше не меняется.")
    is_draft = contest.state == ContestState.DRAFT
    before = contest.closes_on
    _set(contest, {key: values[key] for key in (RULES_FIELDS if is_draft else PUT_OFF) if key in values})
    if not is_draft and contest.closes_on < before:
        raise Refusal(
            f"Приём заявок объявлен до {short_date(before)}: на это рассчитывают, сократить его нельзя. "
            "Продлить можно."
        )
    contest.full_clean(exclude=["school", "program"])
    contest.save()
    if is_draft and nominations is not None and criteria is not None:
        _set_parts(contest, nominations, criteria)
    _note(contest, "edit", "изменён конкурс", by)
    return contest


@transaction.atomic
def remove_contest(*, contest: Contest, by: User) -> None:
    """Only a draft, which has no applications."""
    contest = locked(contest)
    if contest.state != ContestState.DRAFT or contest.entries.exists():
        raise Refusal("Удалить можно только черновик без заявок.")
    _note(contest, "remove", f"удалён черновик конкурса «{contest}»", by)
    HonourNomination.objects.filter(contest=contest).update(contest=None)
    contest.delete()


@transaction.atomic
def move_contest(*, contest: Contest, action: str, by: User) -> Contest:
    """Any move but CLOSE, which fixes places (contest_results.close_contest). Raises Refusal with what is missing."""
    contest = locked(contest)
    sources, target = CONTEST_MOVES[ContestAction(action)]
    if action == ContestAction.CLOSE:
        raise TypeError("closing fixes places: close_contest")
    if contest.state not in sources:
        raise Refusal(f"Конкурс сейчас «{contest.get_state_display()}». Обновите страницу.")
    GUARDS[ContestAction(action)](contest)
    contest.state = target
    contest.version += 1
    contest.save(update_fields=["state", "version"])
    _note(contest, "move", f"конкурс «{contest}»: {contest.get_state_display()}", by)
    return contest


@transaction.atomic
def add_entry(
    *,
    contest: Contest,
    nomination: HonourNomination,
    mentor: Mentor | None,
    pair: Pair | None,
    text: str,
    on: date,
    by: User,
    file: GivenFile | None = None,
) -> ContestEntry:
    """An application while the contest takes them. pair: of a nomination of pairs, then its mentor is the nominee.

    Raises Refusal outside the days of the application, for a strange nomination, and for a second application,
    ValidationError for the file.
    """
    contest = locked(contest)
    refuse_entries(contest, on)
    if nomination.contest_id != contest.pk:
        raise Refusal("Такой номинации в этом конкурсе нет.")
    is_pair = nomination.of_whom == NomineeKind.PAIR
    if is_pair and pair is None:
        raise Refusal(f"В номинации «{nomination}» участвуют пары и группы. Выберите пару.")
    if not is_pair and mentor is None:
        raise Refusal(f"В номинации «{nomination}» участвуют наставники. Выберите наставника.")
    nominee = {"pair": pair, "mentor": pair.mentor} if is_pair else {"pair": None, "mentor": mentor}
    rows = contest.entries.filter(nomination=nomination, **nominee)
    if rows.exclude(state=EntryState.WITHDRAWN).exists():
        raise Refusal("Заявка в этой номинации уже есть. Второй раз её не подают.")
    entry = ContestEntry(
        school=contest.school,
        contest=contest,
        nomination=nomination,
        text=clean_text(text),
        submitted_by=by,
        **nominee,
    )
    save_with_files(entry, {"file": file or GivenFile()}, program=contest.program, by=by)
    words = "подана своя заявка на конкурс" if entry.is_own else "подана заявка на конкурс"
    _note_entry(entry, "add", f"{words} «{contest}»: {nomination}", by)
    return entry


def refuse_entries(contest: Contest, on: date) -> None:
    """Applications are made while the contest is open, on its days. Raises Refusal."""
    refuse_closed(contest.program)
    if contest.state != ContestState.OPEN:
        raise Refusal(f"Конкурс сейчас «{contest.get_state_display()}»: заявки не принимаются.")
    if not contest.opens_on <= on <= contest.closes_on:
        late = " Чтобы принять опоздавшую, продлите приём." if on > contest.closes_on else ""
        raise Refusal(
            f"Заявки принимают с {short_date(contest.opens_on)} по {short_date(contest.closes_on)}.{late}"
        )


@transaction.atomic
def edit_entry(
    *, entry: ContestEntry, text: str, shown_version: int, by: User, file: GivenFile | None = None
) -> ContestEntry:
    """Correct the words and the file. Raises Refusal, StaleVersion, ValidationError for the file."""
    contest, entry = locked_entry(entry)
    lock_version(entry, shown_version)
    if contest.state != ContestState.OPEN:
        raise Refusal("Заявки у жюри: их текст больше не меняется.")
    entry.text = clean_text(text)
    given = {"file": file or GivenFile()}
    save_with_files(entry, given, program=contest.program, by=by, update_fields=["text", "file", "version"])
    _note_entry(entry, "edit", "исправлена заявка на конкурс", by)
    return entry


@transaction.atomic
def decide_entry(*, entry: ContestEntry, state: str, reason: str = "", by: User) -> ContestEntry:
    """Admit, decline (with a reason) or withdraw an application while the contest takes them."""
    contest, entry = locked_entry(entry)
    if contest.state != ContestState.OPEN:
        raise Refusal(f"Конкурс сейчас «{contest.get_state_display()}»: состав заявок не меняется.")
    if entry.state not in ENTRY_MOVES[state]:
        raise Refusal(f"Заявка {entry.get_state_display()}. Обновите страницу.")
    reason = " ".join(clean_text(reason).split())
    if state == EntryState.DECLINED and not reason:
        raise Refusal("Напишите, почему заявка не допущена: причину увидит тот, кто её подал.")
    if len(reason) > REASON_LENGTH:
        raise Refusal(f"Причина длиннее {REASON_LENGTH} знаков. Сократите её.")
    entry.state, entry.reason = state, reason if state == EntryState.DECLINED else ""
    entry.version += 1
    entry.save(update_fields=["state", "reason", "version"])
    _note_entry(entry, "decide", f"заявка на конкурс {entry.get_state_display()}", by)
    return entry


def locked(contest: Contest) -> Contest:
    """The fresh row of an open programme."""
    found = (
        Contest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program__school", "event")
        .get(pk=contest.pk)
    )
    refuse_closed(found.program)
    return found


def locked_entry(entry: ContestEntry) -> tuple[Contest, ContestEntry]:
    """The contest first, as its moves lock it."""
    contest = locked(entry.contest)
    fresh = ContestEntry.objects.select_for_update(of=("self",)).select_related(
        "mentor__person", "nomination", "contest__program"
    )
    return contest, fresh.get(pk=entry.pk)


# --- guards of the moves ----------------------------------------------------------------------------------


def _may_open(contest: Contest) -> None:
    lacks = [
        words
        for is_there, words in (
            (contest.nominations.exists(), "номинаций"),
            (contest.criteria.exists(), "критериев"),
            (bool(contest.rules.strip()), "положения"),
        )
        if not is_there
    ]
    if lacks:
        raise Refusal(f"Приём заявок открыть рано, не хватает: {joined(lacks)}. Дополните конкурс.")


def _may_redraft(contest: Contest) -> None:
    if contest.entries.exclude(state=EntryState.WITHDRAWN).exists():
        raise Refusal("Заявки уже поданы по этому положению: вернуть конкурс в черновики нельзя.")


def _may_judge(contest: Contest) -> None:
    states = list(contest.entries.values_list("state", flat=True))
    if waiting := states.count(EntryState.SUBMITTED):
        raise Refusal(f"Не решено по заявкам: {waiting}. Допустите их или откажите с причиной.")
    if EntryState.ADMITTED not in states:
        raise Refusal("Допущенных заявок нет: жюри нечего оценивать.")
    if not contest.jury.exists():
        raise Refusal("В жюри никого нет. Добавьте членов жюри.")


def _may_reopen(contest: Contest) -> None:
    if JuryMark.objects.filter(member__contest=contest).exists():
        raise Refusal("Жюри уже ставит оценки: вернуться к приёму заявок нельзя.")


GUARDS: dict[ContestAction, Callable[[Contest], None]] = {
    ContestAction.OPEN: _may_open,
    ContestAction.REDRAFT: _may_redraft,
    ContestAction.JUDGE: _may_judge,
    ContestAction.REOPEN: _may_reopen,
}

# --- inside -----------------------------------------------------------------------------------------------


def _set(contest: Contest, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(contest, name, clean_text(value) if isinstance(value, str) else value)


def _set_parts(
    contest: Contest, nominations: Sequence[HonourNomination], criteria: Sequence[tuple[str, int]]
) -> None:
    chosen = [one.pk for one in nominations]
    busy = HonourNomination.objects.filter(pk__in=chosen, contest__isnull=False).exclude(contest=contest)
    if taken := busy.exclude(contest__state=ContestState.CLOSED).first():
        raise Refusal(f"Номинация «{taken}» уже в конкурсе «{taken.contest}».")
    HonourNomination.objects.filter(contest=contest).exclude(pk__in=chosen).update(contest=None)
    HonourNomination.objects.filter(program=contest.program, pk__in=chosen).update(contest=contest)
    contest.criteria.all().delete()  # a draft has no marks
    ContestCriterion.objects.bulk_create(
        ContestCriterion(
            school_id=contest.school_id, contest=contest, text=text, max_mark=mark, position=position
        )
        for position, (text, mark) in enumerate(criteria, 1)
    )


def _note(contest: Contest, action: str, sentence: str, by: User) -> None:
    record_event(f"contest.{action}", by=by, target=contest, program=contest.program, sentence=sentence)


def _note_entry(entry: ContestEntry, action: str, sentence: str, by: User) -> None:
    record_event(
        f"contest.entry_{action}",
        by=by,
        target=entry,
        program=entry.contest.program,
        sentence=sentence,
        people=[entry.mentor.person_id],
    )
