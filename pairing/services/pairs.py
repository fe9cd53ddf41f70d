"""A pair or group while it is a draft: compose, change, delete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from pairing.enums import PairOrigin, PairState
from pairing.models import Pair, PairMember
from pairing.services.agreement import forget_changed
from pairing.services.keeping import (
    Seat,
    check_seats,
    lock_pair,
    lock_people,
    people_of,
    refuse_closed_program,
    reread,
    seat_taken,
    start_day,
)
from participants.models import Mentee, Mentor
from programs.models import InteractionModel, Program, User
from programs.services.audit import Refusal, lock_version, record_event


@transaction.atomic
def create_pair(
    *,
    program: Program,
    mentor: Mentor,
    seats: Sequence[Seat],
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
    origin: str = PairOrigin.MANUAL,
    on: date | None = None,
    by: User,
) -> Pair:
    """A draft pair (one seat) or group (several).

    starts_on: None means «с даты распоряжения». ends_on: None means the end of the programme.
    reason: 1–500 characters when a soft rule is broken, otherwise may be empty. on: today when omitted.
    Raises PairRuleBroken (all failures at once), Refusal for the rest.
    """
    refuse_closed_program(program)
    seats = list(seats)
    if not seats:
        raise Refusal("Выберите хотя бы одного наставляемого.")
    if len({mentee.pk for mentee, _ in seats}) < len(seats):
        raise Refusal("Один и тот же наставляемый выбран дважды.")
    ends_on = ends_on or program.ends
    _refuse_dates(program, starts_on, ends_on)
    # The number is the programme's, and it is locked before people, as plans do.
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    lock_people(mentor.person_id, *(mentee.person_id for mentee, _ in seats))
    mentor, seats = _fresh(mentor, seats)
    broken = check_seats(mentor, seats, start_day(starts_on, on), reason)
    pair = Pair.objects.create(
        school=program.school,
        program=program,
        number=(Pair.objects.filter(program=program).aggregate(last=Max("number"))["last"] or 0) + 1,
        form=mentor.form,
        mentor=mentor,
        origin=origin,
        starts_on=starts_on,
        ends_on=ends_on,
        broken_rules=[finding.as_record() for finding in broken],
        broken_rules_reason=reason.strip() if broken else "",
        created_by=by,
    )
    _seat(pair, seats)
    word = "группа" if len(seats) > 1 else "пара"
    because = f" с отступлением от правил: {pair.broken_rules_reason}" if broken else ""
    record_event(
        "pair.create",
        by=by,
        target=pair,
        sentence=f"составлена {word} {pair}{because}",
        details={"broken": [finding.code for finding in broken]},
        people=people_of(pair),
    )
    return pair


@transaction.atomic
def update_pair(
    *,
    pair: Pair,
    seats: Sequence[Seat],
    starts_on: date | None,
    ends_on: date | None,
    reason: str = "",
    shown_version: int,
    by: User,
) -> Pair:
    """Change a draft: members, their models, dates. The mentor stays: another mentor is another pair."""
    seats = list(seats)
    if not seats:
        raise Refusal("В паре должен остаться хотя бы один наставляемый. Лишний черновик можно удалить.")
    _refuse_dates(pair.program, starts_on, ends_on)
    pair = lock_pair(pair, *(mentee.person_id for mentee, _ in seats))
    _refuse_unless_draft(pair)
    lock_version(pair, shown_version)
    mentor, seats = _fresh(pair.mentor, seats)
    broken = check_seats(mentor, seats, start_day(starts_on), reason, except_pair=pair.pk)
    before, was = _described(pair), {member.mentee_id for member in pair.members.all()}
    pair.form = mentor.form
    pair.starts_on, pair.ends_on = starts_on, ends_on
    pair.broken_rules = [finding.as_record() for finding in broken]
    pair.broken_rules_reason = reason.strip() if broken else ""
    pair.save()
    pair.members.exclude(mentee__in=[mentee for mentee, _ in seats]).delete()
    kept = {member.mentee_id: member for member in pair.members.all()}
    for mentee, model in seats:
        member = kept.get(mentee.pk)
        if member is not None and member.model_id != (model.pk if model else None):
            member.model = model
            member.save(update_fields=["model"])
    _seat(pair, [seat for seat in seats if seat[0].pk not in kept])
    pair = reread(pair)
    forget_changed(pair, was)
    after = _described(pair)
    changes = [
        f"{field}: {before[field]} → {after[field]}" for field in after if before[field] != after[field]
    ]
    record_event(
        "pair.update",
        by=by,
        target=pair,
        sentence=f"изменён черновик: {'; '.join(changes)}" if changes else "черновик сохранён без изменений",
        people=people_of(pair),
    )
    return pair


def add_member(
    *, pair: Pair, mentee: Mentee, model: InteractionModel | None, reason: str = "", by: User
) -> Pair:
    """One more mentee into a draft."""
    pair = reread(pair)
    seats: list[Seat] = [(member.mentee, member.model) for member in pair.members.all()]
    return update_pair(
        pair=pair,
        seats=[*seats, (mentee, model)],
        starts_on=pair.starts_on,
        ends_on=pair.ends_on,
        reason=reason or pair.broken_rules_reason,
        shown_version=pair.version,
        by=by,
    )


def remove_member(*, pair: Pair, mentee: Mentee, by: User) -> Pair:
    """One mentee fewer in a draft; the last one can't be taken out."""
    pair = reread(pair)
    return update_pair(
        pair=pair,
        seats=[
            (member.mentee, member.model) for member in pair.members.all() if member.mentee_id != mentee.pk
        ],
        starts_on=pair.starts_on,
        ends_on=pair.ends_on,
        reason=pair.broken_rules_reason,
        shown_version=pair.version,
        by=by,
    )


@transaction.atomic
def delete_draft(*, pair: Pair, by: User) -> None:
    """A draft is nobody's decision yet, so it may vanish; the journal keeps who composed and deleted it."""
    pair = lock_pair(pair)
    _refuse_unless_draft(pair)
    record_event(
        "pair.delete", by=by, target=pair, sentence=f"удалён черновик пары {pair}", people=people_of(pair)
    )
    pair.delete()


def _seat(pair: Pair, seats: Sequence[Seat]) -> None:
    try:
        with transaction.atomic():
            PairMember.objects.bulk_create(
                PairMember(
                    school_id=pair.school_id,
                    program_id=pair.program_id,
                    pair=pair,
                    mentee=mentee,
                    model=model,
                )
                for mentee, model in seats
            )
    except IntegrityError as clash:
        raise seat_taken() from clash


def _fresh(mentor: Mentor, seats: Sequence[Seat]) -> tuple[Mentor, list[Seat]]:
    """The same people as the database knows them after the lock."""
    mentor = Mentor.objects.select_related("person", "form", "program").get(pk=mentor.pk)
    rows = Mentee.objects.select_related("person", "form", "wished_model").in_bulk(
        [mentee.pk for mentee, _ in seats]
    )
    return mentor, [(rows[mentee.pk], model) for mentee, model in seats]


def _described(pair: Pair) -> dict[str, str]:
    return {
        "участники": ", ".join(
            f"{member.mentee.person.list_name} ({member.model.title if member.model else 'модель не выбрана'})"
            for member in pair.members.all()
        ),
        "начало": f"{pair.starts_on:%d.%m.%Y}" if pair.starts_on else "с даты распоряжения",
        "окончание": f"{pair.ends_on:%d.%m.%Y}" if pair.ends_on else "не указано",
        "причина отступления": pair.broken_rules_reason or "нет",
    }


def _refuse_unless_draft(pair: Pair) -> None:
    if pair.state != PairState.DRAFT:
        raise Refusal(
            f"Пара {pair} уже не черновик ({pair.get_state_display()}), менять её состав нельзя. "
            "Попросите директора вернуть пару или прекратите её с указанием причины."
        )


def _refuse_dates(program: Program, starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal("Окончание раньше начала. Исправьте даты.")
    if starts_on and not program.starts <= starts_on <= program.ends:
        raise Refusal(
            f"Начало пары — вне программы ({program.starts:%d.%m.%Y} – {program.ends:%d.%m.%Y}). Исправьте дату."
        )
