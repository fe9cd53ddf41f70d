"""Bans: two people whom nobody may put together, by hand or by a run, in any programme of the school."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mentoring_site.permissions import Access
from mentoring_site.texts import clean_text
from pairing.enums import BanKind
from pairing.models import PairBan
from pairing.services.keeping import lock_people, refuse_closed_program, said_reason
from participants.models import Person
from programs.models import Program, User
from programs.services.audit import Refusal, record_event

NOTE_LENGTH = 300  # characters


def bans_of(access: Access, person: Person | None = None) -> QuerySet[PairBan]:
    """Bans between people whom the user may see, the newest first; of one person when he is given."""
    seen = Person.objects.visible_to(access).values("pk")
    rows = PairBan.objects.filter(first__in=seen, second__in=seen).select_related(
        "first", "second", "created_by"
    )
    if person is not None:
        rows = rows.filter(Q(first=person) | Q(second=person))
    return rows.order_by("-created_at", "-pk")


@transaction.atomic
def ban_pair(*, one: Person, other: Person, kind: str, note: str, program: Program, by: User) -> PairBan:
    """Forbid the two to be put together; pairs that they have already stay. note: needed for another reason.

    Raises Refusal.
    """
    refuse_closed_program(program)
    if one.pk == other.pk:
        raise Refusal("Выберите двух разных людей: человек и так не может быть наставником самому себе.")
    note = clean_text(" ".join(note.split()))
    if kind == BanKind.OTHER and not note:
        raise Refusal("Напишите, почему этих двоих нельзя ставить в пару.")
    if len(note) > NOTE_LENGTH:
        raise Refusal(f"Пояснение длиннее {NOTE_LENGTH} знаков. Сократите его.")
    lock_people(one.pk, other.pk)
    first, second = sorted((one, other), key=lambda person: person.pk)
    if PairBan.objects.filter(first=first, second=second).exists():
        raise Refusal(
            f"Запрет на пару {one.full_name} и {other.full_name} уже записан. "
            "Чтобы изменить причину, снимите его и запишите заново."
        )
    ban = PairBan.objects.create(
        school=program.school, first=first, second=second, kind=kind, note=note, created_by=by
    )
    _record("add", ban, program, by, f"запрещена пара {_names(ban)}: {ban.words}")
    return ban


@transaction.atomic
def lift_ban(*, ban: PairBan, reason: str, program: Program, by: User) -> None:
    """Let the two be put together again. reason: 1–500 characters, kept in the journal. Raises Refusal."""
    refuse_closed_program(program)
    reason = said_reason(
        clean_text(reason), "Напишите, почему запрет больше не нужен: причина останется в журнале."
    )
    lock_people(ban.first_id, ban.second_id)
    found = PairBan.objects.select_related("first", "second").filter(pk=ban.pk).first()
    if found is None:
        raise Refusal("Этот запрет уже снят. Обновите страницу.")
    _record(
        "lift", found, program, by, f"снят запрет на пару {_names(found)} (было: {found.words}): {reason}"
    )
    found.delete()


def carry_bans(keep: Person, drop: Person) -> None:
    """Before two cards become one: the kept card takes the other's bans, in the order that the database asks for.

    Two people who are forbidden to each other are two, so their cards do not merge.
    """
    bans = list(PairBan.objects.filter(Q(first=drop) | Q(second=drop)))
    others = {ban.pk: ban.second_id if ban.first_id == drop.pk else ban.first_id for ban in bans}
    if keep.pk in others.values():
        raise Refusal(
            f"{keep.full_name} и {drop.full_name} — в списке запретов на пару, это два человека. "
            "Если карточки всё же об одном, сначала снимите запрет."
        )
    known = set(PairBan.objects.filter(second=keep).values_list("first", flat=True))
    known |= set(PairBan.objects.filter(first=keep).values_list("second", flat=True))
    for ban in bans:
        if others[ban.pk] in known:
            ban.delete()
            continue
        ban.first_id, ban.second_id = sorted((keep.pk, others[ban.pk]))
        ban.save(update_fields=["first", "second"])


def _names(ban: PairBan) -> str:
    return f"{ban.first.full_name} и {ban.second.full_name}"


def _record(verb: str, ban: PairBan, program: Program, by: Any, sentence: str) -> None:
    record_event(
        f"ban.{verb}",
        by=by,
        target=ban,
        program=program,
        sentence=sentence,
        people=[ban.first_id, ban.second_id],
    )
