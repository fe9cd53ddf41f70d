"""A bit of everything about papers: texts of the school, a scan, coming of age, health data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from mentoring_site.pdf import render_pdf
from participants.consent_texts import TEXTS
from participants.enums import ConsentPurpose, MenteeStatus, MentorStatus, PersonKind
from participants.models import Category, Mentee, Mentor, Person
from participants.reports_consents import sample_context
from participants.services.consent_scans import attach_scan
from participants.services.consent_texts import save_text, wording_of
from participants.services.consents import has_valid_consent, register_consent
from participants.services.entries import update_mentee
from participants.services.people import update_person
from participants.services.special import switch_special
from roadmap.demo.world import World

FOLDER = "папка № 3, кабинет 214"
WITH_HEALTH_DATA = 2


def tell_of_consents(world: World, *, with_birthdays: bool = True) -> None:
    """with_birthdays: whoever becomes 18 gets no pair any more, so they come after the pairs."""
    world.at(world.calendar.day(1))
    _texts(world)
    world.at(world.calendar.day(2))
    _health(world)
    _publication(world)
    if with_birthdays:
        tell_of_birthdays(world)


def _texts(world: World) -> None:
    """The lawyer has seen two papers; one of them the school wrote its own way."""
    director = world.users["director"]
    testing, publication = ConsentPurpose.TESTING, ConsentPurpose.PUBLICATION
    own = replace(
        TEXTS[publication],
        extra=TEXTS[publication].extra + " Групповые фотографии публикуются без фамилий.",
    )
    save_text(
        school=world.school,
        purpose=testing,
        text=TEXTS[testing],
        is_checked=True,
        shown_edition=0,
        by=director,
    )
    save_text(
        school=world.school, purpose=publication, text=own, is_checked=True, shown_edition=0, by=director
    )


def _health(world: World) -> None:
    """The school keeps health data; two families gave the paper for them."""
    calendar = world.calendar
    first_day = calendar.day(2)
    switch_special(
        school=world.school,
        is_on=True,
        reason=f"приказ от {first_day:%d.%m.%Y} № 84 «Об обработке сведений об ОВЗ»",
        by=world.users["director"],
        program=world.program,
    )
    special = Category.objects.get(is_special=True)
    mentees = _consented(Mentee, world).filter(status=MenteeStatus.ADMITTED)
    for mentee in mentees.filter(person__representatives__isnull=False).distinct()[:WITH_HEALTH_DATA]:
        world.at(calendar.day(41))
        register_consent(
            person=mentee.person,
            purpose=ConsentPurpose.SPECIAL,
            signed_on=calendar.day(20),
            by=world.curator,
            kept_at=FOLDER,
            representative=mentee.person.representatives.first(),
            program=world.program,
            today=calendar.today,
        )
        held = [link.category for link in mentee.category_links.select_related("category")]
        update_mentee(
            instance=mentee,
            changes={},
            version=mentee.version,
            by=world.curator,
            categories=[*held, special],
            today=calendar.today,
        )


def _publication(world: World) -> None:
    """One paper on the school's own edition, with a scan of it."""
    mentor = _consented(Mentor, world).filter(person__kind=PersonKind.TEACHER).first()
    world.at(world.calendar.ago(5))
    consent = register_consent(
        person=mentor.person,
        purpose=ConsentPurpose.PUBLICATION,
        signed_on=world.calendar.ago(5),
        by=world.curator,
        kept_at=FOLDER,
        program=world.program,
        today=world.calendar.today,
    )
    wording = wording_of(ConsentPurpose.PUBLICATION)
    context = sample_context(wording, world.program)
    data = render_pdf("reports/consent_blank.html", context | {"pages": context["pages"][:1]})
    attach_scan(
        consent=consent, program=world.program, name="Согласие на публикацию.pdf", data=data, by=world.curator
    )


def tell_of_birthdays(world: World) -> None:
    """Of the eldest mentors one has become 18 these days, one is about to."""
    today = world.calendar.today
    world.at(today)
    eldest = _consented(Mentor, world).filter(
        status=MentorStatus.ADMITTED,
        person__kind=PersonKind.PUPIL,
        person__enrolments__program=world.program,
        person__enrolments__school_class__grade=11,
    )
    for mentor, days in zip(eldest[:2], (-6, 12), strict=True):
        birthday = today + timedelta(days=days)
        _set_birthday(mentor.person, date(birthday.year - 18, birthday.month, min(birthday.day, 28)), world)


def _set_birthday(person: Person, born: date, world: World) -> None:
    update_person(
        instance=person,
        changes={"birth_date": born, "birth_year": born.year},
        version=person.version,
        by=world.curator,
        program=world.program,
    )


def _consented(model: type, world: World) -> object:
    """Entries of this year, in a fixed order, whose paper to take part is valid on the story's day."""
    rows = model.objects.filter(program=world.program).select_related("person", "program")
    valid = has_valid_consent(ConsentPurpose.PARTICIPATION, world.calendar.today)
    return rows.filter(valid).order_by("person__search_key", "pk")
