"""Invitations of step 29 in words: to a participant's family, to an organisation; for mail and for paper."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring_site.names import decline, guess_gender, split_name
from mentoring_site.words import ru_date
from participants.enums import EventKind
from participants.models import Event, EventInvitation, Person

NBSP = "\u00a0"
INVITED_TO = {
    EventKind.CEREMONY: "торжественное мероприятие",
    EventKind.FESTIVAL: "фестиваль наставников",
    EventKind.FORUM: "форум наставников",
    EventKind.PARENTS: "родительское собрание",
    EventKind.CONFERENCE: "ученическую конференцию",
    EventKind.FINAL_MEETING: "заключительную встречу участников программы наставничества",
}
FAMILY = "Семья: "  # before the participant's name when no representative is known


@dataclass(frozen=True)
class InvitationLetter:
    """address: who gets it, in the dative, line by line; greeting: with its mark; paragraphs: the text."""

    address: tuple[str, ...]
    greeting: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n\n".join([self.greeting, *self.paragraphs])


def letter_of(invitation: EventInvitation, event: Event, place: str = "") -> InvitationLetter:
    """place: class of the participant."""
    person = invitation.person
    if person is None:
        return InvitationLetter(
            (invitation.to_name,), "Уважаемые коллеги!", (_invited(event), *_programme(event), _answer(event))
        )
    if not invitation.to_name.startswith(FAMILY):
        gender = guess_gender(invitation.to_name)
        name = split_name(invitation.to_name)
        called = " ".join(filter(None, (name.first, name.patronymic))) or invitation.to_name
        greeting = f"{ {'f': 'Уважаемая', 'm': 'Уважаемый'}.get(gender or '', 'Здравствуйте,') } {called}!"
        address = (_dative(invitation.to_name),)
    else:
        greeting = "Уважаемые родители!"
        address = (f"Семье участника программы: {person.list_name}" + (f", {place}" if place else ""),)
    return InvitationLetter(
        address, greeting, (_about(person), _invited(event), *_programme(event), _answer(event))
    )


def subject_of(event: Event) -> str:
    return f"Приглашение: {event.title}"[:200]


def when_words(event: Event) -> str:
    """«21 мая 2027 г. в 14:00»."""
    return ru_date(event.planned_on) + (f" в{NBSP}{event.starts_at:%H:%M}" if event.starts_at else "")


def _about(person: Person) -> str:
    return f"{person.first_name} участвует в программе наставничества нашей школы. Спасибо вам за поддержку!"


def _invited(event: Event) -> str:
    where = f" Место: {event.place}." if event.place else ""
    what = INVITED_TO.get(EventKind(event.kind), "встречу")
    return f"Приглашаем вас на {what} «{event.title}». Начало {when_words(event)}.{where}"


def _programme(event: Event) -> tuple[str, ...]:
    if event.kind != EventKind.CEREMONY:
        return ()
    return ("В этот день мы наградим участников программы и расскажем, что сделано за год.",)


def _answer(event: Event) -> str:
    phone = event.program.school.phone
    by = f" по телефону {phone}" if phone else ""
    return f"Пожалуйста, сообщите{by}, сможете ли вы прийти и сколько будет гостей."


def _dative(full_name: str) -> str:
    gender = guess_gender(full_name)
    return decline(full_name, "dative", gender) if gender else full_name
