"""Invitations of step 29: families through representatives, organisations by their names; prepared → told → answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from mentoring_site.texts import clean_text
from mentoring_site.words import counted
from participants.enums import EventState, GuestGroup, InvitationState, PersonKind
from participants.event_letters import FAMILY, letter_of, subject_of
from participants.models import Event, EventInvitation, Letter, Person, Representative
from participants.services.guards import refuse_closed
from participants.services.letters import prepare_letter
from programs.enums import PartnerKind
from programs.models import Partner, User
from programs.services.audit import Refusal, record_event

LETTER_KIND = "event_invitation"
NAME_LENGTH = 250
MAX_GUESTS = 200
GROUP_OF_PARTNER = {
    PartnerKind.SCHOOL: GuestGroup.SCHOOLS,
    PartnerKind.MUNICIPALITY: GuestGroup.MUNICIPALITY,
    PartnerKind.NGO: GuestGroup.NGO,
}
ORGANISATIONS = (GuestGroup.PARTNERS, GuestGroup.MUNICIPALITY, GuestGroup.SCHOOLS, GuestGroup.NGO)


def group_of(partner: Partner) -> str:
    return GROUP_OF_PARTNER.get(PartnerKind(partner.kind), GuestGroup.PARTNERS)


@transaction.atomic
def invite_all(
    *,
    event: Event,
    groups: Collection[str],
    families: Iterable[int],
    guest: tuple[str, str] | None,
    by: User,
) -> int:
    """What one form asks for: whole groups and one more organisation, (group, name); all of it or nothing.

    Beside a new organisation it is no mistake that the ticked groups are invited already. Returns how many are new.
    """
    if guest is None:
        return invite(event=event, groups=groups, families=families, by=by)
    group, name = guest
    add_guest(event=event, group=group, name=name, by=by)
    return 1 + (_prepare(_locked(event), groups, families, by) if groups else 0)


@transaction.atomic
def invite(*, event: Event, groups: Collection[str], families: Iterable[int], by: User) -> int:
    """Prepare invitations of whole groups at once; who is invited already stays as he is. Returns how many are new.

    families: ids of persons; the families of the pupils among them are meant when «семьи участников» is ticked.
    """
    made = _prepare(_locked(event), groups, families, by)
    if not made:
        raise Refusal(
            "Все, кого можно пригласить, уже в списке. Других организаций добавьте на странице партнёров "
            "или впишите отдельной строкой."
        )
    return made


def _prepare(event: Event, groups: Collection[str], families: Iterable[int], by: User) -> int:
    if not groups:
        raise Refusal("Отметьте, кого пригласить.")
    if unknown := set(groups) - set(GuestGroup.values):
        raise Refusal(f"Такой группы гостей нет: {min(unknown)}. Обновите страницу.")
    made = _families(event, families) if GuestGroup.FAMILIES in groups else []
    made += _partners(event, groups)
    if not made:
        return 0
    EventInvitation.objects.bulk_create(made)
    number = counted(len(made), "приглашение", "приглашения", "приглашений")
    _record(event, "invite", f"подготовлено: {number}", by, [one.person_id for one in made if one.person_id])
    return len(made)


@transaction.atomic
def add_guest(*, event: Event, group: str, name: str, by: User) -> EventInvitation:
    """An organisation that is no partner. Names of people do not belong here."""
    event = _locked(event)
    if group not in ORGANISATIONS:
        raise Refusal("Отдельной строкой приглашают организации: выберите, какая это.")
    name = " ".join(clean_text(name).split())[:NAME_LENGTH]
    if not name:
        raise Refusal("Напишите название организации.")
    taken = {one.casefold() for one in event.invitations.values_list("to_name", flat=True)}
    if name.casefold() in taken:
        raise Refusal(f"«{name}» уже есть в списке приглашённых.")
    made = EventInvitation.objects.create(school=event.school, event=event, group=group, to_name=name)
    _record(event, "invite", f"приглашена организация «{name}»", by)
    return made


@transaction.atomic
def mark_invitations(*, event: Event, ids: Collection[int], state: str, by: User) -> int:
    """Move ticked invitations: told, will come, will not come, or back. Returns how many changed."""
    event = _locked(event)
    if state not in InvitationState.values:
        raise Refusal("Выберите, что отметить.")
    rows = list(EventInvitation.objects.select_for_update(of=("self",)).filter(event=event, pk__in=ids))
    if not rows:
        raise Refusal("Отметьте строки, к которым это относится.")
    changed = [row for row in rows if row.state != state]
    for row in changed:
        row.state = state
        if state != InvitationState.COMES:
            row.guests = None
        row.save(update_fields=["state", "guests"])
    if changed:
        words = InvitationState(state).label
        people = [row.person_id for row in changed if row.person_id]
        _record(event, "invitation", f"приглашения: {words} — {len(changed)}", by, people)
    return len(changed)


@transaction.atomic
def set_guests(*, invitation: EventInvitation, guests: int | None, by: User) -> EventInvitation:
    """How many come by this invitation: the answer «придут» goes with the number."""
    event = _locked(invitation.event)
    row = EventInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk, event=event)
    if guests is not None and not 1 <= guests <= MAX_GUESTS:
        raise Refusal(
            f"Гостей по одному приглашению — от 1 до {MAX_GUESTS}. Если не придут, отметьте «Не смогут»."
        )
    row.guests = guests
    if guests is not None:
        row.state = InvitationState.COMES
    row.save(update_fields=["guests", "state"])
    said = counted(guests, "гость", "гостя", "гостей") if guests else "число гостей снято"
    _record(event, "invitation", f"{row.to_name}: {said}", by, [row.person_id] if row.person_id else [])
    return row


@transaction.atomic
def remove_invitation(*, invitation: EventInvitation, by: User) -> None:
    """Take somebody off the list; a letter that has gone stays in the outbox."""
    event = _locked(invitation.event)
    row = EventInvitation.objects.get(pk=invitation.pk, event=event)
    people = [row.person_id] if row.person_id else []
    name = row.to_name
    row.delete()
    _record(event, "invitation", f"убрано из приглашённых: {name}", by, people)


@transaction.atomic
def prepare_invitation_letters(*, event: Event, ids: Collection[int] | None, by: User) -> int:
    """Letters in the outbox for who has not been told; ids None: everybody. Returns how many.

    When such a letter goes by mail, its invitation counts as told (note_sent).
    """
    event = _locked(event)
    rows = EventInvitation.objects.filter(event=event, state=InvitationState.PREPARED)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    rows = list(rows.select_related("person", "partner"))
    if not rows:
        raise Refusal("Некому писать: у отмеченных приглашение уже передано.")
    emails = _emails([row.person_id for row in rows if row.person_id])
    for row in rows:
        email = row.partner.email if row.partner else emails.get(row.person_id, {}).get(row.to_name, "")
        row.letter = prepare_letter(
            program=event.program,
            # An organisation has no card to tell its letter from another's, so the kind names the invitation.
            kind=f"{LETTER_KIND}-{row.pk}",
            to_name=row.to_name,
            email=email,
            subject=subject_of(event),
            body=f"{letter_of(row, event).body}\n\n{event.program.school.short_name}",
            person=row.person,
            by=by,
        )
        row.save(update_fields=["letter"])
    return len(rows)


def note_sent(letter: Letter, by: Any) -> None:
    """For LETTER_SENT: a sent invitation has been told."""
    name, _, pk = letter.kind.partition("-")
    if name == LETTER_KIND and pk.isdigit():
        EventInvitation.objects.filter(pk=int(pk), letter=letter, state=InvitationState.PREPARED).update(
            state=InvitationState.TOLD
        )


def _families(event: Event, families: Iterable[int]) -> list[EventInvitation]:
    known = set(event.invitations.filter(person__isnull=False).values_list("person", flat=True))
    people = Person.objects.filter(
        pk__in=set(families) - known, kind=PersonKind.PUPIL, enrolments__program=event.program_id
    )
    people = list(people.order_by("search_key", "pk"))
    guardians = _guardians([person.pk for person in people])
    return [
        EventInvitation(
            school_id=event.school_id,
            event=event,
            group=GuestGroup.FAMILIES,
            person=person,
            to_name=(
                guardians[person.pk].full_name if person.pk in guardians else f"{FAMILY}{person.list_name}"
            )[:NAME_LENGTH],
        )
        for person in people
    ]


def _guardians(people: list[int]) -> dict[int, Representative]:
    """Of each the one who has an address, else the first known."""
    found: dict[int, Representative] = {}
    for one in Representative.objects.filter(person__in=people).order_by("id"):
        if one.person_id not in found or (one.email and not found[one.person_id].email):
            found[one.person_id] = one
    return found


def _emails(people: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for one in Representative.objects.filter(person__in=people):
        found.setdefault(one.person_id, {})[one.full_name[:NAME_LENGTH]] = one.email
    return found


def _partners(event: Event, groups: Collection[str]) -> list[EventInvitation]:
    known = set(event.invitations.filter(partner__isnull=False).values_list("partner", flat=True))
    partners = Partner.objects.filter(school=event.school_id, is_active=True).exclude(pk__in=known)
    return [
        EventInvitation(
            school_id=event.school_id,
            event=event,
            group=group_of(partner),
            partner=partner,
            to_name=partner.name,
        )
        for partner in partners.order_by("name", "pk")
        if group_of(partner) in groups
    ]


def _locked(event: Event) -> Event:
    rows = Event.objects.select_for_update(of=("self",)).select_related("program__school")
    found = rows.get(pk=event.pk)
    refuse_closed(found.program)
    if found.state == EventState.CANCELLED:
        raise Refusal(f"«{found.title}» отменено: приглашать некуда. Верните событие в план.")
    return found


def _record(event: Event, verb: str, sentence: str, by: Any, people: Iterable[int] = ()) -> None:
    record_event(
        f"event.{verb}",
        by=by,
        target=event,
        sentence=f"{event.title}: {sentence}",
        people=sorted(set(people)),
    )
