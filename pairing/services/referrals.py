"""Words to the psychologist: referrals of staff, and «нужна помощь» of a participant himself.

A participant's request is read by the psychologist, and by the curator when the participant said so; the other half
of the pair never learns of it, and the journal names nobody then.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from pairing.enums import ReferralOrigin, ReferralState
from pairing.models import Meeting, Pair, Referral
from pairing.services.keeping import lock_people
from participants.models import Mentee, Mentor, Person
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.moments import moment

TEXT_LENGTH = 2000  # characters
LATE_DAYS = 3  # from here on an unanswered word is overdue
REPLY_IS_NEW_DAYS = 7  # so long the dashboard tells the asker of a reply


# --- reading ----------------------------------------------------------------------------------------------


def inbox_of(program: Program) -> QuerySet[Referral]:
    """All words to the psychologist of the programme, those that wait first; for him alone."""
    return (
        Referral.objects.filter(program=program)
        .select_related("person", "asked_by", "answered_by", "pair", "meeting")
        .order_by("-state", "-asked_at", "-pk")  # "open" after "answered" by the alphabet
    )


def readable_by(access: Access) -> QuerySet[Referral]:
    """What somebody else may read: his own words, and for the curator help that its asker let him know of."""
    own = Q(asked_by=access.user)
    if access.has(Permission.PAIR_EDIT):
        own |= Q(tells_curator=True) & ~Q(origin=ReferralOrigin.STAFF)
    return inbox_of(access.program).filter(own)


def words_for(referral: Referral, access: Access) -> str:
    """The words themselves; of an answer to questions the free text is the psychologist's alone, "" for others."""
    is_hidden = referral.origin == ReferralOrigin.SURVEY and not access.has(Permission.TEST_RECORD)
    return "" if is_hidden else referral.reason


def open_calls(access: Access) -> QuerySet[Referral]:
    """Unanswered words that the user has to know of: all for the psychologist, shared ones for the curator."""
    rows = Referral.objects.filter(program=access.program, state=ReferralState.OPEN)
    if access.has(Permission.TEST_RECORD):
        return rows
    if access.has(Permission.PAIR_EDIT):
        return rows.filter(tells_curator=True).exclude(origin=ReferralOrigin.STAFF)
    return rows.none()


def fresh_replies(access: Access, on: date) -> QuerySet[Referral]:
    """The psychologist's replies of the last days to the words of this member of the staff."""
    since = on - timedelta(days=REPLY_IS_NEW_DAYS)
    return Referral.objects.filter(
        program=access.program,
        asked_by=access.user,
        origin=ReferralOrigin.STAFF,
        state=ReferralState.ANSWERED,
        answered_at__date__gte=since,
    )


def severity_of(asked_at: datetime, on: date) -> str:
    """How an unanswered word stands on the dashboard: "warn", then "late"."""
    days = (on - timezone.localtime(asked_at).date()).days
    return "late" if days >= LATE_DAYS else "warn"


# --- writing ----------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_help(
    *,
    person: Person,
    reason: str,
    tells_curator: bool,
    origin: ReferralOrigin,
    pair: Pair | None = None,
    meeting: Meeting | None = None,
    by: User | None = None,
    at: datetime | None = None,
    program: Program | None = None,
) -> Referral:
    """A participant asks the psychologist for help, out of a meeting's record or an answer to questions.

    person: who asks. pair or meeting say of which programme; program when there is neither. by: his account when
    he has one. at: now when omitted. A second request out of the same meeting adds to the open one that the same
    people may read: what was said to the psychologist alone stays so. Raises Refusal for empty or too long words, a
    finished year, and a person who is no half of the pair.
    """
    pair = pair or (meeting.pair if meeting is not None else None)
    program = pair.program if pair is not None else program
    if program is None:
        raise ValueError("a pair, a meeting or a programme says where the help is asked for")
    refuse_closed(program)
    if pair is not None and not _stands_in(person, pair):
        raise Refusal(f"{person.full_name} не состоит в этой паре. Обновите страницу.")
    reason, at = _words(reason, "Напишите, что случилось."), at or moment()
    same = Referral.objects.select_for_update().filter(
        person=person, origin=origin, meeting=meeting, state=ReferralState.OPEN, tells_curator=tells_curator
    )
    known = same.first() if meeting is not None else None
    if known is not None and reason in known.reason:
        return known
    if known is not None and len(known.reason) + len(reason) < TEXT_LENGTH:
        known.reason = f"{known.reason}\n{reason}"
        known.version += 1
        known.save()
        return known
    referral = Referral.objects.create(
        school_id=program.school_id,
        program=program,
        person=person,
        pair=pair,
        meeting=meeting,
        origin=origin,
        reason=reason,
        tells_curator=tells_curator,
        asked_by=by,
        asked_by_name=person.full_name,
        asked_at=at,
    )
    # The curator and the director read the journal, where even a nameless row would stand beside the answers it
    # came with: a request that nobody else may know of leaves none.
    if tells_curator:
        record_event(
            "referral.help",
            by=by,
            target=referral,
            program=program,
            sentence="участник просит помощи психолога",
            people=[person.pk],
        )
    return referral


@transaction.atomic
def refer(*, person: Person, program: Program, reason: str, by: User, at: datetime | None = None) -> Referral:
    """«Направить к психологу»: a person of the programme by the curator, a class teacher and others of the staff.

    The caller has looked the person up among those whom `by` may see. Raises Refusal.
    """
    refuse_closed(program)
    reason = _words(reason, "Напишите, с чем направляете к психологу.")
    lock_people(person.pk)  # two clicks at once are one referral
    waiting = Referral.objects.filter(
        program=program, person=person, asked_by=by, origin=ReferralOrigin.STAFF, state=ReferralState.OPEN
    ).first()
    if waiting is not None:
        day = timezone.localtime(waiting.asked_at).date()
        raise Refusal(
            f"Ваше направление от {short_date(day)} уже ждёт ответа психолога. Дождитесь ответа или "
            "подойдите к нему лично."
        )
    referral = Referral.objects.create(
        school_id=program.school_id,
        program=program,
        person=person,
        origin=ReferralOrigin.STAFF,
        reason=reason,
        asked_by=by,
        asked_by_name=str(by),
        asked_at=at or moment(),
    )
    record_event(
        "referral.create", by=by, target=referral, sentence="направление к психологу", people=[person.pk]
    )
    return referral


@transaction.atomic
def answer_referral(*, referral: Referral, reply: str, by: User, version: int | None = None) -> Referral:
    """The psychologist's reply, read by who asked; it may be mended by a later one. Raises Refusal, StaleVersion."""
    referral = Referral.objects.select_for_update(of=("self",)).select_related("program").get(pk=referral.pk)
    refuse_closed(referral.program)
    reply = _words(reply, "Напишите ответ: его прочитает тот, кто обратился.")
    if version is None:
        referral.version += 1
    else:
        lock_version(referral, version)
    referral.reply, referral.state = reply, ReferralState.ANSWERED
    referral.answered_by, referral.answered_at = by, moment()
    referral.save()
    is_known = referral.tells_curator or referral.origin == ReferralOrigin.STAFF
    record_event(
        "referral.answer",
        by=by,
        target=referral if is_known else None,
        program=referral.program,
        sentence="психолог ответил на обращение",
        people=[referral.person_id] if is_known else [],
    )
    return referral


def _words(text: str, lacking: str) -> str:
    text = clean_text(text)
    if not text:
        raise Refusal(lacking)
    if len(text) > TEXT_LENGTH:
        raise Refusal(f"Текст длиннее {TEXT_LENGTH} знаков. Сократите его.")
    return text


def _stands_in(person: Person, pair: Pair) -> bool:
    return (
        Mentor.objects.filter(pk=pair.mentor_id, person=person).exists()
        or Mentee.objects.filter(memberships__pair=pair, person=person).exists()
    )
