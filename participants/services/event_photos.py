"""Photos of events: whoever can be recognised is named, and only with everybody's consent a photo leaves the school.

Source: ГК РФ ст. 152.1 (image of a citizen), 152-ФЗ ст. 10.1 (consent to dissemination).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site.pictures import small_picture
from mentoring_site.texts import clean_text
from participants.enums import EventState
from participants.models import Event, EventPhoto, Person, PhotoPerson, StoredFile
from participants.services.consents import publishable
from participants.services.files import keep_file
from participants.services.guards import refuse_closed
from programs.models import User
from programs.services.audit import Refusal, record_event

CAPTION_LENGTH = 200
MAX_PHOTOS = 60  # of one event: the base is no album


def add_photo(*, event: Event, name: str, data: bytes, caption: str, by: User) -> EventPhoto:
    """Keep one photo of an event, small and without its notes. Raises ValidationError for another kind of file."""
    small = small_picture(name, data)  # outside the transaction: it may take a second
    with transaction.atomic():
        event = _locked(event)
        if event.photos.count() >= MAX_PHOTOS:
            raise Refusal(f"У события уже {MAX_PHOTOS} фотографий. Удалите лишние, потом добавляйте новые.")
        stem = name.rsplit(".", 1)[0] or "фото"
        kept = keep_file(program=event.program, name=f"{stem}.jpg", data=small, by=by)
        photo = EventPhoto.objects.create(
            school=event.school, event=event, file=kept, caption=clean_text(caption)[:CAPTION_LENGTH]
        )
        record_event("event.photo_add", by=by, target=event, sentence=f"добавлена фотография: {event.title}")
    return photo


@transaction.atomic
def save_photo(
    *, photo: EventPhoto, caption: str, has_nobody: bool, people: Sequence[Person], by: User
) -> EventPhoto:
    """Say who can be recognised. people: of the event's programme; has_nobody excludes them."""
    event = _locked(photo.event)
    photo = EventPhoto.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if has_nobody and people:
        raise ValidationError(
            {"has_nobody": "Люди на снимке названы, значит, узнать кого-то можно. Оставьте что-то одно."}
        )
    ids = {person.pk for person in people}
    allowed = set(
        Person.objects.filter(pk__in=ids, enrolments__program=event.program_id).values_list("pk", flat=True)
    )
    if ids - allowed:
        raise Refusal("Среди отмеченных есть люди не из этой программы. Обновите страницу.")
    before = set(photo.people.values_list("person", flat=True))
    photo.caption, photo.has_nobody = clean_text(caption)[:CAPTION_LENGTH], has_nobody
    photo.save(update_fields=["caption", "has_nobody"])
    photo.people.exclude(person__in=ids).delete()
    PhotoPerson.objects.bulk_create(
        PhotoPerson(school_id=photo.school_id, photo=photo, person_id=pk) for pk in sorted(ids - before)
    )
    record_event(
        "event.photo",
        by=by,
        target=event,
        sentence=f"отмечено, кто на фотографии: {event.title}",
        people=sorted(ids | before),
    )
    return photo


@transaction.atomic
def remove_photo(*, photo: EventPhoto, by: User) -> None:
    event = _locked(photo.event)
    people = list(photo.people.values_list("person", flat=True))
    _drop([photo])
    record_event(
        "event.photo_remove",
        by=by,
        target=event,
        sentence=f"удалена фотография: {event.title}",
        people=people,
    )


def public_photos(event: Event, on: date) -> list[EventPhoto]:
    """Photos that may be shown outside the school on that day, asked anew each time.

    Either nobody can be recognised, or everybody is named and each has a valid consent to publication. A photo of
    which nobody has said who is on it stays inside.
    """
    if event.state != EventState.HELD:
        return []
    photos = list(event.photos.select_related("file").defer("file__content").prefetch_related("people"))
    allowed = allowed_people(photos, on)
    return [photo for photo in photos if is_public(photo, allowed)]


def allowed_people(photos: Iterable[EventPhoto], on: date) -> set[int]:
    """Ids of people on these photos who may be shown; one query. Photos came with their people."""
    ids = {one.person_id for photo in photos for one in photo.people.all()}
    return (
        set(publishable(Person.objects.filter(pk__in=ids), on, "pk").values_list("pk", flat=True))
        if ids
        else set()
    )


def is_public(photo: EventPhoto, allowed: set[int]) -> bool:
    people = {one.person_id for one in photo.people.all()}
    return people <= allowed if people else photo.has_nobody


def forget_photos(people: list[Any]) -> None:
    """For FORGETTERS: a face is personal data as well, so photos with destroyed people go, with all on them."""
    _drop(list(EventPhoto.objects.filter(people__person__in=[person.pk for person in people]).distinct()))


def _drop(photos: list[EventPhoto]) -> None:
    files = [photo.file_id for photo in photos]
    EventPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    StoredFile.objects.filter(pk__in=files).delete()


def _locked(event: Event) -> Event:
    rows = Event.objects.select_for_update(of=("self",)).select_related("program__school")
    found = rows.get(pk=event.pk)
    refuse_closed(found.program)
    return found
