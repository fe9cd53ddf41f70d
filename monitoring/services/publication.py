"""What follows when somebody no longer allows to be shown: the open pages at once, other sites by asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mentoring_site import clock
from mentoring_site.texts import clean_text
from mentoring_site.words import ru_date
from monitoring.cases import people_of, with_people
from monitoring.enums import PublicState
from monitoring.models import CaseFile, PracticeCase, PublicBlock, PublicCard, PublishedElsewhere
from monitoring.public_people import shown_people
from monitoring.services.cases import forget_surnames
from monitoring.services.cases import take_off as take_off_case
from monitoring.services.public_cards import take_off as take_off_card
from participants.models import Person, StoredFile
from programs.models import Program, School, User
from programs.services.audit import Refusal, lock_version, record_event

BLOCK_FIELDS = (
    *("is_on", "intro", "shows_mentors", "shows_board", "shows_cases", "shows_library", "shows_results"),
)
ELSEWHERE_FIELDS = ("person", "case", "site", "url", "published_on", "asked_on", "removed_on")


# --- withdrawal ---------------------------------------------------------------------------------------------


def publication_withdrawn(person: Person, on: date, by: Any) -> None:
    """Called inside the withdrawal: cards off, names out of cases. Another valid paper keeps everything."""
    if person.pk in shown_people([person], on):
        return
    cards = PublicCard.objects.select_for_update(of=("self",)).filter(person=person)
    for card in cards.filter(state=PublicState.PUBLISHED).select_related("program__school", "person"):
        take_off_card(card, by=by)
    for case in _cases_with([person.pk]):
        take_off_case(case, by=by, on=on)


def forget_published(people: list[Any]) -> None:
    """Before data are destroyed: photos go with the cards, cases lose names, and their files leave the open page."""
    keys = [person.pk for person in people]
    photos = list(
        PublicCard.objects.filter(person__in=keys).exclude(photo=None).values_list("photo", flat=True)
    )
    PublicCard.objects.filter(person__in=keys).delete()
    StoredFile.objects.filter(pk__in=photos).delete()
    for case in _cases_with(keys):
        take_off_case(case, by=None, on=clock.today())
        forget_surnames(case, people)
        CaseFile.objects.filter(case=case).update(is_public=False)


def _cases_with(keys: Iterable[int]) -> QuerySet[PracticeCase]:
    """Locked: a curator may be publishing one of them this very moment."""
    keys = list(keys)
    rows = PracticeCase.objects.select_for_update(of=("self",)).filter(
        pk__in=PracticeCase.objects.filter(
            Q(pair__mentor__person__in=keys) | Q(pair__members__mentee__person__in=keys)
        ).values("pk")
    )
    return with_people(rows)


# --- the block's settings -----------------------------------------------------------------------------------


def block_of(school: School) -> PublicBlock:
    """The school's settings; unsaved and off until somebody saves them."""
    return PublicBlock.objects.filter(school=school).first() or PublicBlock(school=school, version=0)


@transaction.atomic
def save_block(*, program: Program, changes: Mapping[str, Any], shown_version: int, by: User) -> PublicBlock:
    """Raises StaleVersion. BLOCK_FIELDS."""
    block = PublicBlock.objects.select_for_update().filter(school=program.school_id).first()
    block = block or PublicBlock(school=program.school, version=0)
    lock_version(block, shown_version)
    was_on = block.is_on
    for name in BLOCK_FIELDS:
        if name in changes:
            value = changes[name]
            setattr(block, name, clean_text(value) if isinstance(value, str) else value)
    block.save()
    sentence = "настройки открытых страниц изменены"
    if block.is_on != was_on:
        sentence = "открытые страницы включены" if block.is_on else "открытые страницы выключены"
    record_event("public.settings", by=by, target=block, program=program, sentence=sentence)
    return block


# --- other sites --------------------------------------------------------------------------------------------


@transaction.atomic
def save_elsewhere(
    *, program: Program, values: Mapping[str, Any], by: User, row: PublishedElsewhere | None = None
) -> PublishedElsewhere:
    """Note where else somebody stands. Raises Refusal for dates out of order and for nothing to be about."""
    is_new = row is None
    row = row or PublishedElsewhere(school=program.school, program=program)
    for name in ELSEWHERE_FIELDS:
        if name in values:
            value = values[name]
            setattr(row, name, clean_text(value) if isinstance(value, str) else value)
    if row.person is None and row.case is None:
        raise Refusal("Укажите, о ком публикация: человека или кейс.")
    for word, day in (("попросили убрать", row.asked_on), ("убрали", row.removed_on)):
        if day and day < row.published_on:
            raise Refusal(f"«{word.capitalize()}» раньше, чем опубликовано. Проверьте даты.")
    row.save()
    people = [row.person_id] if row.person_id else [person.pk for person, _ in people_of(row.case)]
    record_event(
        "elsewhere.create" if is_new else "elsewhere.update",
        by=by,
        target=row,
        program=program,
        sentence=f"{'записана' if is_new else 'изменена'} публикация на другом сайте: {row.site}",
        people=people,
    )
    return row


def to_be_asked(program: Program, on: date) -> list[PublishedElsewhere]:
    """Publications that stand on, about people who no longer allow it; a constant number of queries."""
    rows = list(
        PublishedElsewhere.objects.filter(program__school=program.school, removed_on=None)
        .select_related("person", "case__pair__mentor__person", "program__school")
        .prefetch_related("case__pair__members__mentee__person")
    )
    people = {row.pk: people_behind(row) for row in rows}
    shown = shown_people([person for found in people.values() for person in found], on)
    return [row for row in rows if any(person.pk not in shown for person in people[row.pk])]


def people_behind(row: PublishedElsewhere) -> list[Person]:
    if row.person is not None:
        return [row.person]
    return [person for person, _ in people_of(row.case)] if row.case else []


def letter_words(row: PublishedElsewhere, school: School) -> str:
    """To be copied into a letter to whoever keeps that site."""
    name = f"о человеке: {row.person.full_name}" if row.person else f"«{row.case}»" if row.case else ""
    place = f"{row.site}, {row.url}" if row.url else row.site
    return (
        f"Здравствуйте!\n\n{ru_date(row.published_on)} на вашем сайте ({place}) размещён материал {name}. "
        "Согласие на публикацию отозвано или закончилось, поэтому просим удалить материал вместе с фотографиями "
        "(статья 9 Федерального закона от 27.07.2006 № 152-ФЗ) и сообщить нам об этом.\n\n"
        f"{school.short_name}"
    )
