"""Consents to processing: asked before questionnaires, tests, measurements, pairing and publication.

Source: 152-ФЗ ст. 9 (one purpose — one paper; a minor's is signed by the legal representative).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mentoring_site import clock
from participants.enums import ConsentGiver, ConsentPurpose, DestructionCause
from participants.models import Consent, Person, Representative
from participants.querysets import minors
from participants.services.consent_texts import texts_of_edition
from participants.services.destruction import cancel_destruction, forget_special, open_destruction_task
from participants.signers import TEEN_AGE, signer_of, signers_of
from programs.models import User
from programs.registries.public import PUBLICATION_WITHDRAWN
from programs.services.audit import Refusal, record_event, record_events
from programs.services.moments import moment

GUARDIAN_GIVERS = (ConsentGiver.GUARDIAN, ConsentGiver.BOTH)
# Both are needed to be named on a site (publishable below), so the end of either takes what is shown off.
SHOWN_BY = (ConsentPurpose.PARTICIPATION, ConsentPurpose.PUBLICATION)


class Cause(StrEnum):
    """Why data may not be processed."""

    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CAME_OF_AGE = "came_of_age"  # the guardian's paper no longer speaks for an adult


@dataclass(frozen=True)
class Decision:
    """May data of a person be processed for a purpose, and if not, which paper is missing."""

    is_allowed: bool
    missing: str = ""  # «нет согласия родителей на участие в программе»
    valid_until: date | None = None
    cause: Cause | None = field(default=None, compare=False)  # why not, for shapes and shorter words
    since: date | None = field(default=None, compare=False)  # day of the withdrawal or of the end


def may_process(person: Person, purpose: str, on: date) -> Decision:
    """One person's decision; lists use decisions_for."""
    return decisions_for([person], purpose, on)[person.pk]


def decisions_for(people: Sequence[Person], purpose: str, on: date) -> dict[int, Decision]:
    """Decisions of many people by one query: person id -> Decision."""
    papers: dict[int, list[Consent]] = {person.pk: [] for person in people}
    for consent in Consent.objects.filter(person__in=list(papers), purpose=purpose):
        papers[consent.person_id].append(consent)
    return {person.pk: decide(person, papers[person.pk], purpose, on) for person in people}


def decide(person: Person, papers: Iterable[Consent], purpose: str, on: date) -> Decision:
    """The rule itself, without the database."""
    givers = GUARDIAN_GIVERS if person.is_minor(on) else (ConsentGiver.SELF,)
    of_right_hand = [paper for paper in papers if paper.given_by in givers]
    valid = [paper for paper in of_right_hand if paper.is_valid(on)]
    if valid:
        terms = [paper.valid_until for paper in valid]
        return Decision(True, valid_until=None if None in terms else max(terms))
    words = ConsentPurpose(purpose).label
    whose = "согласия родителей" if person.is_minor(on) else "согласия"
    withdrawn = [
        paper.withdrawn_on for paper in of_right_hand if paper.withdrawn_on and paper.withdrawn_on <= on
    ]
    if withdrawn:
        return Decision(
            False,
            f"согласие отозвано {max(withdrawn):%d.%m.%Y}: {words}",
            cause=Cause.WITHDRAWN,
            since=max(withdrawn),
        )
    expired = [paper.valid_until for paper in of_right_hand if paper.valid_until and paper.valid_until < on]
    if expired:
        return Decision(
            False,
            f"срок {whose} истёк {max(expired):%d.%m.%Y}: {words}",
            cause=Cause.EXPIRED,
            since=max(expired),
        )
    if not person.is_minor(on) and any(
        paper.given_by in GUARDIAN_GIVERS and paper.withdrawn_on is None for paper in papers
    ):
        return Decision(
            False, f"нужно собственное согласие: исполнилось 18 лет ({words})", cause=Cause.CAME_OF_AGE
        )
    return Decision(False, f"нет {whose}: {words}", cause=Cause.ABSENT)


def has_valid_consent(purpose: str, on: date, person_ref: str = "person") -> Exists:
    """The same rule for the database, to filter and count rows of the bases.

    person_ref: lookup from the outer row to its person ("pk" for people themselves).
    """
    valid = Consent.objects.valid(on).filter(person=OuterRef(person_ref), purpose=purpose)
    minor = minors(on, "person__")
    return Exists(
        valid.filter(Q(minor, given_by__in=GUARDIAN_GIVERS) | Q(~minor, given_by=ConsentGiver.SELF))
    )


def leaving_school(rows: Any, on: date, person_ref: str = "person") -> Any:
    """Of these rows the people who may be named to partners: both papers are valid that day."""
    return rows.filter(
        has_valid_consent(ConsentPurpose.PARTICIPATION, on, person_ref),
        has_valid_consent(ConsentPurpose.TRANSFER, on, person_ref),
    )


def publishable(rows: Any, on: date, person_ref: str = "person") -> Any:
    """Of these rows the people who may be named on a site: silence and a withdrawn paper are a no."""
    return rows.filter(
        has_valid_consent(ConsentPurpose.PARTICIPATION, on, person_ref),
        has_valid_consent(ConsentPurpose.PUBLICATION, on, person_ref),
    )


@transaction.atomic
def register_consent(
    *,
    person: Person,
    purpose: str,
    signed_on: date,
    by: User,
    kept_at: str = "",
    given_by: str = "",
    representative: Representative | None = None,
    valid_until: date | None = None,
    edition: int | None = None,
    program: Any = None,
    today: date | None = None,
) -> Consent:
    """Register one signed paper; arguments and refusals are those of register_stack."""
    return register_stack(
        papers=[(person, purpose)],
        signed_on=signed_on,
        by=by,
        kept_at=kept_at,
        given_by=given_by,
        representative=representative,
        valid_until=valid_until,
        edition=edition,
        program=program,
        today=today,
    )[0]


@transaction.atomic
def register_stack(
    *,
    papers: Sequence[tuple[Person, str]],
    signed_on: date,
    by: User,
    kept_at: str = "",
    given_by: str = "",
    representative: Representative | None = None,
    valid_until: date | None = None,
    edition: int | None = None,
    program: Any = None,
    today: date | None = None,
) -> list[Consent]:
    """Register a stack of papers at once: one date, one place, a tick for each person and purpose.

    valid_until: the last day; by default the end of the programme. edition: of the text that was signed; None is
    the newest, 0 the text that ships with the product. given_by: by the age on the day of signing when empty.
    All or nothing. A new paper to take part stops the term of destruction that a withdrawal began.
    Raises Refusal for a date in the future, a signer of the wrong age and an edition that does not exist.
    """
    if signed_on > (today or clock.today()):
        raise Refusal(f"Дата подписи {signed_on:%d.%m.%Y} ещё не наступила.")
    if valid_until is None and program is not None:
        valid_until = program.ends
    if valid_until is not None and valid_until < signed_on:
        raise Refusal("Срок согласия заканчивается раньше даты подписи.")
    texts = texts_of_edition({purpose for _, purpose in papers}, edition)
    made = []
    for person, purpose in papers:
        signer = given_by or signer_of(person, signed_on)
        _refuse_signer(person, signer, signed_on)
        made.append(
            Consent(
                school=person.school,
                person=person,
                purpose=purpose,
                given_by=signer,
                representative=representative if signer in GUARDIAN_GIVERS else None,
                signed_on=signed_on,
                valid_until=valid_until,
                text=texts.get(purpose),
                kept_at=kept_at.strip(),
                registered_by=by,
                registered_at=moment(),
            )
        )
    Consent.objects.bulk_create(made, batch_size=1000)
    record_events(
        (
            {
                "action": "consent.register",
                "target": consent.person,
                "program": program,
                "sentence": f"зарегистрировано согласие: {consent.get_purpose_display()}, от {signed_on:%d.%m.%Y}",
                "people": [consent.person_id],
            }
            for consent in made
        ),
        by=by,
    )
    back = [consent.person_id for consent in made if consent.purpose == ConsentPurpose.PARTICIPATION]
    cancel_destruction(people=back, on=signed_on, by=by, program=program)
    return made


def _refuse_signer(person: Person, signer: str, signed_on: date) -> None:
    lawful = signers_of(person, signed_on)
    if signer in lawful:
        return
    if signer == ConsentGiver.SELF:
        raise Refusal(
            f"{person.list_name} — несовершеннолетний: согласие подписывает родитель или другой законный "
            "представитель."
        )
    if signer == ConsentGiver.BOTH and ConsentGiver.GUARDIAN in lawful:
        raise Refusal(
            f"{person.list_name}: на {signed_on:%d.%m.%Y} ещё нет {TEEN_AGE} лет, подписывает только родитель. "
            "Проверьте дату подписи и год рождения."
        )
    raise Refusal(
        f"{person.list_name}: на {signed_on:%d.%m.%Y} уже есть 18 лет, нужна собственная подпись. "
        "Проверьте дату подписи."
    )


@transaction.atomic
def withdraw_consent(*, consent: Consent, reason: str, on: date, by: User, program: Any = None) -> Consent:
    """Withdrawal acts from that day: the person is no longer offered, paired, published, exported.

    Without a consent to take part the data are due to be destroyed in 30 days; health data go at once.
    """
    consent = Consent.objects.select_for_update(of=("self",)).select_related("person").get(pk=consent.pk)
    if consent.withdrawn_on is not None:
        raise Refusal(f"Согласие уже отозвано {consent.withdrawn_on:%d.%m.%Y}.")
    if on < consent.signed_on:
        raise Refusal("Отозвать согласие раньше дня подписи нельзя.")
    if not reason.strip():
        raise Refusal("Напишите, почему отозвано: причину или реквизиты заявления.")
    if len(reason.strip()) > 300:
        raise Refusal("Причина длиннее 300 знаков. Сократите её.")
    consent.withdrawn_on, consent.withdrawn_reason = on, reason.strip()
    consent.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    record_event(
        "consent.withdraw",
        by=by,
        target=consent.person,
        program=program,
        sentence=f"отозвано согласие: {consent.get_purpose_display()}",
        people=[consent.person_id],
    )
    if not may_process(consent.person, consent.purpose, on).is_allowed:
        if consent.purpose == ConsentPurpose.PARTICIPATION:
            open_destruction_task(person=consent.person, cause=DestructionCause.WITHDRAWN, on=on, by=by)
        elif consent.purpose == ConsentPurpose.SPECIAL:
            forget_special(person=consent.person, by=by, program=program)
        if consent.purpose in SHOWN_BY:
            for take_off in PUBLICATION_WITHDRAWN:
                take_off(consent.person, on, by)
    return consent
