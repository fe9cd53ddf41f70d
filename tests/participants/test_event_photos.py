"""Photos: kept small and without their notes; shown outside only with everybody's consent on the day."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring_site.permissions import Role
from mentoring_site.pictures import LONGEST_SIDE, small_picture
from participants.enums import ConsentPurpose, EventKind
from participants.models import EventPhoto, StoredFile
from participants.services.consents import withdraw_consent
from participants.services.event_photos import (
    add_photo,
    forget_photos,
    public_photos,
    remove_photo,
    save_photo,
)
from programs.services.audit import Refusal
from tests.factories import TODAY, make_consent, make_member, make_person, make_program
from tests.participants.event_makers import make_event, make_held, make_photo, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def event(program):
    return make_held(program, EventKind.CEREMONY)


def allow(person, by):
    make_consent(person, by)
    return make_consent(person, by, purpose=ConsentPurpose.PUBLICATION)


def test_photo_is_made_small_and_keeps_no_notes_of_the_phone(event, curator):
    from PIL import Image

    picture = Image.new("RGB", (3200, 800), "navy")
    exif = Image.Exif()
    exif[0x010E] = "55.7558 N, 37.6173 E"
    raw = io.BytesIO()
    picture.save(raw, "JPEG", exif=exif)

    photo = add_photo(event=event, name="IMG_1.JPG", data=raw.getvalue(), caption=" Зал ", by=curator)

    kept = Image.open(io.BytesIO(photo.file.content))
    assert (photo.caption, photo.file.file_name, photo.file.content_type) == (
        "Зал",
        "IMG_1.jpg",
        "image/jpeg",
    )
    assert (kept.size, dict(kept.getexif())) == ((LONGEST_SIDE, 400), {})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 ...", "не фотография"),
        (png()[:40], "не открывается"),
        (b"", "пуст"),
        (b"GIF89a", "не подходит"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(data, words):
    with pytest.raises(ValidationError, match=words):
        small_picture("снимок.jpg", data)


def test_photo_leaves_the_school_only_with_everybody_allowed(program, event, curator):
    allowed, silent = make_person(program), make_person(program)
    consent = allow(allowed, curator)
    make_consent(silent, curator)
    shown = make_photo(event, curator, allowed)
    make_photo(event, curator, allowed, silent)
    make_photo(event, curator)  # nobody has said who is on it
    empty = make_photo(event, curator, has_nobody=True)
    assert public_photos(event, TODAY) == [shown, empty]

    withdraw_consent(consent=consent, on=TODAY, reason="передумали", by=curator)

    assert public_photos(event, TODAY) == [empty]
    assert public_photos(make_event(program, EventKind.CEREMONY), TODAY) == []


def test_consent_of_yesterday_shows_nothing_tomorrow(program, event, curator):
    person = make_person(program)
    make_consent(person, curator)
    make_consent(person, curator, purpose=ConsentPurpose.PUBLICATION, valid_until=TODAY)
    photo = make_photo(event, curator, person)

    assert public_photos(event, TODAY) == [photo]
    assert public_photos(event, TODAY + timedelta(days=1)) == []


def test_who_is_on_the_photo_is_kept_and_contradiction_refused(program, event, curator):
    first, second = make_person(program), make_person(program)
    photo = make_photo(event, curator, first)
    with pytest.raises(ValidationError, match="что-то одно"):
        save_photo(photo=photo, caption="", has_nobody=True, people=[first], by=curator)
    stranger = make_person(make_program(program.school, label="2025-2026"))
    with pytest.raises(Refusal, match="не из этой программы"):
        save_photo(photo=photo, caption="", has_nobody=False, people=[stranger], by=curator)

    save_photo(photo=photo, caption="Сцена", has_nobody=False, people=[second], by=curator)

    assert list(photo.people.values_list("person", flat=True)) == [second.pk]


def test_removed_and_forgotten_photos_leave_no_file_behind(program, event, curator):
    person, other = make_person(program), make_person(program)
    removed, _, kept = (
        make_photo(event, curator),
        make_photo(event, curator, person, other),
        make_photo(event, curator, other),
    )

    remove_photo(photo=removed, by=curator)
    forget_photos([person])

    assert list(EventPhoto.objects.all()) == [kept]
    assert StoredFile.objects.count() == 1
