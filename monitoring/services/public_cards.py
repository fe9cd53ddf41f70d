"""Cards of «Наши наставники»: drafted from the data, shown only while a consent to publication holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site.pictures import portrait
from mentoring_site.texts import clean_text
from monitoring.enums import AwardState, PublicState
from monitoring.models import Award, PublicCard
from monitoring.public_people import shown_people
from monitoring.services.cases import refuse_archived
from monitoring.transitions_public import CARD_MOVES, CardAction
from participants.enums import ConsentPurpose
from participants.models import Mentor, StoredFile, TopicChoice
from participants.services.consents import may_process
from participants.services.files import keep_file
from programs.models import User
from programs.services.audit import Refusal, lock_version, record_event
from programs.tenancy import program_url

FIELDS = ("direction", "helps_with", "achievements", "quote")
GIVEN = (AwardState.ORDERED, AwardState.HANDED)


def draft_of(mentor: Mentor) -> dict[str, str]:
    """What the data say: form, topics that he offers, achievements, awards of the year."""
    topics = TopicChoice.objects.filter(mentor=mentor).select_related("topic").order_by("topic__title")
    awards = Award.objects.filter(person=mentor.person_id, program=mentor.program_id, state__in=GIVEN)
    lines = [
        mentor.achievements.strip(),
        *(award_words(award) for award in awards.select_related("nomination")),
    ]
    return {
        "direction": mentor.form.title if mentor.form else "",
        "helps_with": ", ".join(choice.topic.title for choice in topics)[:1000],
        "achievements": "\n".join(filter(None, lines))[:1000],
    }


def award_words(award: Award) -> str:
    kind = award.get_kind_display()
    nomination = f" «{award.nomination}»" if award.nomination else ""
    return f"{kind[:1].upper()}{kind[1:]}{nomination}"


@transaction.atomic
def create_card(*, mentor: Mentor, by: User) -> PublicCard:
    """A draft from the data. Raises Refusal when there is one."""
    refuse_archived(mentor.program)
    Mentor.objects.select_for_update(of=("self",)).get(
        pk=mentor.pk
    )  # a double press finds the first one's card
    if PublicCard.objects.filter(program=mentor.program_id, person=mentor.person_id).exists():
        raise Refusal(f"Карточка уже есть: {mentor.person.list_name}.")
    card = PublicCard.objects.create(
        school=mentor.school, program=mentor.program, person=mentor.person, mentor=mentor, **draft_of(mentor)
    )
    _record(card, "card.create", "начата карточка наставника", by)
    return card


@transaction.atomic
def save_card(
    *,
    card: PublicCard,
    changes: Mapping[str, str],
    shown_version: int,
    by: User,
    photo_name: str = "",
    photo: bytes = b"",
    drops_photo: bool = False,
) -> PublicCard:
    """Texts and the photo, drawn anew without hidden data. Raises Refusal, StaleVersion, ValidationError."""
    card = _locked(card)
    refuse_archived(card.program)
    lock_version(card, shown_version)
    for name in FIELDS:
        if name in changes:
            setattr(card, name, clean_text(changes[name]))
    former = card.photo_id
    if photo:
        drawn = portrait(photo_name, photo)
        card.photo = keep_file(program=card.program, name="Фотография.jpg", data=drawn, by=by)
    elif drops_photo:
        card.photo = None
    card.save()
    if former and former != card.photo_id:
        StoredFile.objects.filter(pk=former).delete()
    _record(card, "card.save", "карточка наставника изменена", by)
    return card


@transaction.atomic
def move_card(*, card: PublicCard, action: str, by: User, on: date) -> PublicCard:
    """Show on the open page or take off, which works in the archive too.

    Raises Refusal that names the missing paper and leads to its blank.
    """
    card = _locked(card)
    if action != CardAction.WITHDRAW:
        refuse_archived(card.program)
    sources, target = CARD_MOVES[action]
    if card.state not in sources:
        raise Refusal(
            f"Сейчас карточка «{PublicState(card.state).label}», это действие с ней невозможно. Обновите страницу."
        )
    if action == CardAction.PUBLISH:
        _refuse_unpermitted(card, on)
        card.published_on = on
    card.state = target
    card.version += 1
    card.save(update_fields=["state", "published_on", "version"])
    words = {
        CardAction.PUBLISH: "карточка наставника показана на открытой странице",
        CardAction.WITHDRAW: "карточка наставника снята с открытой страницы",
    }
    _record(card, f"card.{action}", words[CardAction(action)], by)
    return card


def _refuse_unpermitted(card: PublicCard, on: date) -> None:
    if card.person_id in shown_people([card.person], on):
        return
    for purpose in (ConsentPurpose.PARTICIPATION, ConsentPurpose.PUBLICATION):
        decision = may_process(card.person, purpose, on)
        if not decision.is_allowed:
            page = program_url(card.program, "participants:consent_blanks")
            raise Refusal(
                f"Карточку нельзя показать: {card.person.list_name} – {decision.missing}. Напечатайте бланк, а "
                "подписанный зарегистрируйте.",
                url=f"{page}?person={card.person_id}&purpose={purpose}",
                url_label="Напечатать бланк согласия",
            )
    raise Refusal(f"Карточку нельзя показать: данные человека уничтожены ({card.person.list_name}).")


@transaction.atomic
def delete_card(*, card: PublicCard, by: User) -> None:
    card = _locked(card)
    if card.state == PublicState.PUBLISHED:
        raise Refusal("Карточка на открытой странице. Сначала снимите её оттуда.")
    _record(card, "card.delete", "карточка наставника удалена", by)
    photo = card.photo_id
    card.delete()
    StoredFile.objects.filter(pk=photo).delete()


def take_off(card: PublicCard, *, by: Any) -> None:
    card.state = PublicState.WITHDRAWN
    card.version += 1
    card.save(update_fields=["state", "version"])
    _record(card, "card.take_off", "карточка снята с открытой страницы: отозвано согласие", by)


def _locked(card: PublicCard) -> PublicCard:
    rows = PublicCard.objects.select_for_update(of=("self",)).select_related("program__school", "person")
    return rows.get(pk=card.pk)


def _record(card: PublicCard, action: str, sentence: str, by: Any) -> None:
    record_event(
        action,
        by=by,
        target=card,
        program=card.program,
        sentence=f"{sentence}: {card.person.list_name}",
        people=[card.person_id],
    )
