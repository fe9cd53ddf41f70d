"""After an order is signed everybody in it is told, and it is written down who, how and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring_site import clock
from mentoring_site.words import counted, joined, plural, ru_date, short_date
from pairing.enums import NoticeChannel, PairState, Respondent
from pairing.models import Pair, PairMember, PairNotice
from pairing.services.keeping import lock_pairs, refuse_closed_program
from pairing.sides import Side, sides_of
from participants.models import Letter, Person
from participants.querysets import minors
from participants.services.letters import prepare_letter
from programs.enums import DocumentState
from programs.models import Program, User
from programs.services.audit import Refusal, record_event

LETTER_KIND = "pair_order"
Key = tuple[int, int, str]  # pair, person, role


def pairs_to_tell(program: Program) -> QuerySet[Pair]:
    """Living pairs whose order is signed: everybody in them is to be told."""
    return Pair.objects.filter(program=program, state=PairState.ACTIVE, order__state=DocumentState.SIGNED)


def untold_pairs(program: Program, on: date) -> QuerySet[Pair]:
    """Those of pairs_to_tell in which somebody does not know yet."""
    notices = PairNotice.objects.filter(pair=OuterRef("pk"))
    of_mentor = notices.filter(person=OuterRef("mentor__person"))
    members = PairMember.objects.filter(pair=OuterRef("pk"), left_on=None)
    of_member = PairNotice.objects.filter(pair=OuterRef("pair"), person=OuterRef("mentee__person"))
    untold_member = members.filter(~Exists(of_member.filter(role=Respondent.MENTEE)))
    untold_parent = members.filter(
        minors(on, "mentee__person__"), ~Exists(of_member.filter(role=Respondent.REPRESENTATIVE))
    )
    young = Person.objects.filter(minors(on), pk=OuterRef("mentor__person"))
    return pairs_to_tell(program).filter(
        ~Exists(of_mentor.filter(role=Respondent.MENTOR))
        | Exists(untold_member)
        | Exists(untold_parent)
        | (Q(Exists(young)) & ~Exists(of_mentor.filter(role=Respondent.REPRESENTATIVE)))
    )


def notices_of(pairs: Collection[Pair]) -> dict[Key, PairNotice]:
    found = PairNotice.objects.filter(pair__in=[pair.pk for pair in pairs]).select_related("informed_by")
    return {(one.pair_id, one.person_id, one.role): one for one in found}


@transaction.atomic
def record_told(
    *,
    program: Program,
    keys: Iterable[Key],
    channel: str,
    told_on: date,
    today: date | None = None,
    by: User,
) -> int:
    """Write down that these sides know; a second word on the same side corrects the first. Returns how many."""
    refuse_closed_program(program)
    today = today or clock.today()
    wanted = set(keys)
    if not wanted:
        raise Refusal("Отметьте, кому сообщили.")
    if channel not in NoticeChannel.values:
        raise Refusal("Выберите, как сообщили.")
    if told_on > today:
        raise Refusal("Эта дата ещё не наступила. Впишите день, когда сообщили.")
    pairs = lock_pairs(pairs_to_tell(program).filter(pk__in={pair for pair, _, _ in wanted}))
    sides = {side.key: side for found in sides_of(pairs, today).values() for side in found}
    known = notices_of(pairs)
    count = 0
    for pair in pairs:
        if pair.order is not None and pair.order.date and told_on < pair.order.date:
            raise Refusal(
                f"Распоряжение подписано {short_date(pair.order.date)}: сообщить о нём раньше нельзя. "
                "Исправьте дату."
            )
        told = [side for key, side in sides.items() if key in wanted and side.pair_id == pair.pk]
        for side in told:
            _write(pair, side, known.get(side.key), channel, told_on, by)
        if told:
            count += len(told)
            record_event(
                "pair.tell",
                by=by,
                target=pair,
                sentence=f"{short_date(told_on)} сообщено о паре ({NoticeChannel(channel).label}): "
                f"{joined([side.who for side in told])}",
                people={side.person.pk for side in told},
            )
    if not count:
        raise Refusal("Этих людей в парах уже нет. Обновите страницу.")
    return count


@transaction.atomic
def prepare_telling(*, program: Program, pairs: Sequence[Pair], on: date, curator: str, by: User) -> int:
    """A letter in the outbox for every side that has not been told; returns how many.

    When such a letter goes by mail, its side counts as told (see `note_sent`).
    """
    refuse_closed_program(program)
    # Locked: two presses at once must not make two letters of one.
    pairs = lock_pairs(pairs_to_tell(program).filter(pk__in=[pair.pk for pair in pairs]))
    known = notices_of(pairs)
    count = 0
    sides = sides_of(pairs, on)
    for pair in pairs:
        for side in sides[pair.pk]:
            if side.key in known:
                continue
            prepare_letter(
                program=program,
                kind=letter_kind(side),
                to_name=side.name or f"Представителю: {side.person.list_name}",
                email=side.email,
                subject="Пара программы наставничества закреплена",
                body=telling_text(pair, side, curator),
                person=side.person,
                by=by,
            )
            count += 1
    if not count:
        raise Refusal("Всем уже сообщено, писать некому.")
    return count


def letter_kind(side: Side) -> str:
    return f"{LETTER_KIND}-{side.pair_id}-{side.role}"


def note_sent(letter: Letter, by: User) -> None:
    """For participants.registries.LETTER_SENT: a sent letter about an order tells its side."""
    name, _, rest = letter.kind.partition("-")
    pair_id, _, role = rest.partition("-")
    if name != LETTER_KIND or not pair_id.isdigit() or letter.person_id is None:
        return
    pair = pairs_to_tell(letter.program).filter(pk=int(pair_id)).first()
    if pair is None:
        return
    PairNotice.objects.get_or_create(
        pair=pair,
        person_id=letter.person_id,
        role=role,
        defaults={
            "school_id": pair.school_id,
            "channel": NoticeChannel.LETTER,
            "told_on": clock.today(),
            "informed_by": by,
        },
    )


def telling_text(pair: Pair, side: Side, curator: str) -> str:
    """For a letter, a slip or a chat: first names, no surnames of pupils, no categories."""
    order = pair.order
    paper = f"№ {order.number} от {ru_date(order.date)}" if order and order.date else ""
    mentor = pair.mentor.person
    mentees = [m.mentee.person for m in pair.members.all() if m.left_on is None]
    greeting = f"Здравствуйте, {side.greeting}!" if side.greeting else "Здравствуйте!"
    what = f"Распоряжение {paper} подписано." if paper else "Распоряжение подписано."
    if side.role == Respondent.MENTOR:
        who = counted(len(mentees), "наставляемый", "наставляемых", "наставляемых")
        whom = f"Вы наставник, у вас {who}: {joined([_called(one) for one in mentees])}."
    elif side.role == Respondent.MENTEE:
        whom = f"У вас есть наставник: {_called(mentor)}."
    elif side.person.pk == mentor.pk:
        who = plural(len(mentees), "Наставляемый", "Наставляемые", "Наставляемые")
        whom = (
            f"{side.person.first_name} теперь наставник. {who}: {joined([_called(one) for one in mentees])}."
        )
    else:
        whom = f"{side.person.first_name}: в программе наставничества появился наставник — {_called(mentor)}."
    term = _term(pair)
    end = (
        f"На вопросы ответит куратор программы {curator}."
        if curator
        else "На вопросы ответит куратор программы."
    )
    return "\n\n".join([greeting, f"{what} {whom} {term}", end])


def _called(person: Person) -> str:
    """A pupil by the first name, an adult by first name and patronymic."""
    if person.kind == "pupil":
        return person.first_name
    return " ".join(filter(None, (person.first_name, person.middle_name)))


def _term(pair: Pair) -> str:
    since = f"с {ru_date(pair.starts_on)}" if pair.starts_on else ""
    until = f"по {ru_date(pair.ends_on)}" if pair.ends_on else ""
    days = " ".join(filter(None, (since, until)))
    return f"Пара работает {days}" if days.endswith(".") else f"Пара работает {days}."


def _write(pair: Pair, side: Side, notice: PairNotice | None, channel: str, told_on: date, by: User) -> None:
    if notice is None:
        notice = PairNotice(school=pair.school, pair=pair, person=side.person, role=side.role)
    notice.channel, notice.told_on, notice.informed_by = channel, told_on, by
    notice.save()
