"""The curator's log: contacts with pairs and people, their questions and requests with terms and answers."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from mentoring_site import clock
from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access
from mentoring_site.words import short_date
from pairing.enums import ContactKind
from pairing.models import ContactEntry, Pair, PairMember
from pairing.services.keeping import people_of, refuse_closed_program
from participants.models import Person
from programs.models import Program, User
from programs.querysets import loosely
from programs.services.audit import Refusal, lock_version, record_event

# What is said most often: two taps on the card of a pair.
READY_WORDS = ("Поговорили: всё хорошо", "Поговорили: нужна помощь", "Переписывались: всё хорошо")


def contacts_of(program: Program) -> QuerySet[ContactEntry]:
    """Newest first, with all that a row shows: two queries."""
    return (
        ContactEntry.objects.filter(program=program)
        .select_related("pair__mentor__person", "person", "recorded_by")
        .prefetch_related("pair__members__mentee__person")
        .order_by("-on", "-pk")
    )


def is_open() -> Q:
    """A question or request that nobody has answered."""
    return ~Q(kind=ContactKind.CONTACT) & Q(answered_on__isnull=True)


def matching(entries: QuerySet[ContactEntry], text: str) -> QuerySet[ContactEntry]:
    """Each word is in a name of the pair or person, or in what was said."""
    for word in text.split():
        name = normalise_name(word)
        seats = PairMember.objects.filter(mentee__person__search_key__contains=name).values("pair")
        entries = entries.filter(
            loosely(word, "text", "answer")
            | Q(person__search_key__contains=name)
            | Q(pair__mentor__person__search_key__contains=name)
            | Q(pair__in=seats)
        )
    return entries


def open_questions(access: Access) -> QuerySet[ContactEntry]:
    return ContactEntry.objects.filter(is_open(), program=access.program)


@transaction.atomic
def save_contact(
    *,
    program: Program,
    kind: str,
    on: date,
    text: str,
    by: User,
    pair: Pair | None = None,
    person: Person | None = None,
    due_on: date | None = None,
    answer: str = "",
    today: date | None = None,
    shown: ContactEntry | None = None,
    version: int | None = None,
) -> ContactEntry:
    """Write a contact, question or request, or change the shown one; an answer closes a question.

    Raises Refusal for a day ahead, a term before the question, nobody to speak with; StaleVersion for an old form.
    """
    refuse_closed_program(program)
    today = today or clock.today()
    text, answer = text.strip(), answer.strip()
    _check(kind, on, text, answer, due_on, pair, person, today)
    if shown is None:
        entry = ContactEntry(school=program.school, program=program, recorded_by=by)
    else:
        entry = ContactEntry.objects.select_for_update().get(pk=shown.pk)
        lock_version(entry, version if version is not None else entry.version)
    was_open = entry.answered_on is None
    entry.pair, entry.person, entry.kind, entry.on, entry.text = pair, person, kind, on, text
    entry.due_on, entry.answer = due_on, answer
    entry.answered_on = (entry.answered_on or today) if answer else None
    entry.full_clean()
    entry.save()
    words = f"{entry.get_kind_display()} {short_date(on)}"
    if shown is None:
        sentence = f"записано в журнал контактов: {words}"
    elif was_open and entry.answered_on:
        sentence = f"дан ответ: {words}"
    else:
        sentence = f"исправлена запись журнала контактов: {words}"
    record_event(
        "contact.create" if shown is None else "contact.edit",
        by=by,
        target=pair or entry,
        program=program,
        sentence=sentence,
        details={"contact": entry.pk},
        people=[*(people_of(pair) if pair else ()), *([person.pk] if person else ())],
    )
    return entry


def _check(
    kind: str,
    on: date,
    text: str,
    answer: str,
    due_on: date | None,
    pair: Pair | None,
    person: Person | None,
    today: date,
) -> None:
    if pair is None and person is None:
        raise Refusal("Выберите пару или человека: с кем был разговор.")
    if not text:
        raise Refusal("Напишите, о чём был разговор: хватит нескольких слов.")
    if on > today:
        raise Refusal(f"{short_date(on)} ещё не наступило. Укажите сегодняшний или прошедший день.")
    if kind == ContactKind.CONTACT and (due_on or answer):
        raise Refusal("Срок и ответ бывают у вопроса или просьбы. Выберите вид записи или очистите эти поля.")
    if due_on is not None and due_on < on:
        raise Refusal("Срок ответа раньше самого вопроса. Исправьте одну из дат.")
