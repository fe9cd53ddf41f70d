from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils.crypto import get_random_string

from mentoring_site import clock
from programs.models import AuditEvent, Membership, Program, School, UsedKey
from programs.services.moments import moment

EVENTS_AT_ONCE = 1000


class Refusal(Exception):
    """A guard said no: the text is for people and says what, why and the way out."""

    def __init__(self, message: str, *, url: str = "", url_label: str = "") -> None:
        super().__init__(message)
        self.url = url
        self.url_label = url_label


class StaleVersion(Refusal):
    """Somebody else saved the same record after this form was opened."""


def record_event(
    action: str,
    *,
    by: Any,
    sentence: str,
    target: models.Model | None = None,
    program: Program | None = None,
    school: School | None = None,
    details: dict[str, Any] | None = None,
    people: Iterable[int] = (),
) -> AuditEvent:
    """Write one row of the journal; call it inside the transaction of the change it describes.

    action: machine code such as "mentor.admit". sentence: Russian, without the actor: a participle phrase
    («подписан документ …») or a change («класс: 8 «А» → 8 «Б»»). details: names of changed fields with old
    and new values, never values of special fields. people: ids of the persons it is about.
    """
    event = _event(
        action,
        by=by,
        sentence=sentence,
        target=target,
        program=program,
        school=school,
        details=details,
        people=people,
    )
    event.save(force_insert=True)
    return event


def record_events(events: Iterable[Mapping[str, Any]], *, by: Any) -> None:
    """Write many rows of the journal at once: each a mapping of record_event's arguments, `action` included."""
    AuditEvent.objects.bulk_create([_event(by=by, **event) for event in events], batch_size=EVENTS_AT_ONCE)


def _event(
    action: str,
    *,
    by: Any,
    sentence: str,
    target: models.Model | None = None,
    program: Program | None = None,
    school: School | None = None,
    details: dict[str, Any] | None = None,
    people: Iterable[int] = (),
) -> AuditEvent:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_event belongs inside the transaction of its change")
    if program is None:
        program = getattr(target, "program", None) if not isinstance(target, Program) else target
    if school is None:
        school = program.school if program is not None else getattr(target, "school", None)
    return AuditEvent(
        school=school,
        program_label=program.label if program is not None else "",
        at=moment(),
        actor_id=getattr(by, "pk", None),
        actor_name=str(by) if by is not None else "Система",
        actor_role=_roles_in_words(by, school),
        action=action,
        target_type=target._meta.label if target is not None else "",
        target_id=target.pk if target is not None else None,
        target_label=str(target)[:300] if target is not None else "",
        sentence=sentence,
        details=details or {},
        person_ids=sorted(set(people)),
    )


def _roles_in_words(by: Any, school: School | None) -> str:
    """Roles of the actor on the day, so that the row stays true after a role is withdrawn."""
    if by is None or getattr(by, "pk", None) is None or school is None:
        return ""
    cache = by.__dict__.setdefault("_role_words", {})
    if school.pk not in cache:
        held = Membership.objects.of_user(by).active(clock.today()).filter(school=school)
        cache[school.pk] = ", ".join(m.get_role_display() for m in held)[:120]
    return cache[school.pk]


def claim_key(key: str, *, by: Any, kind: str = "") -> UsedKey | None:
    """Mark a create form's one-time key as used; None when this form has already made its thing.

    Call inside the transaction of the creation: a failed creation gives the key back. A form without a key
    is never taken for one that was sent before. kind: of a form whose second arrival gives back what the first
    has made (`remember_made`), so that the key of another form is never taken for its own.
    """
    claimed, is_new = UsedKey.objects.get_or_create(
        key=_stored_key(key or get_random_string(32), by, kind), defaults={"user": by}
    )
    return claimed if is_new else None


def remember_made(claimed: UsedKey, made: models.Model) -> None:
    claimed.result_url = str(made.pk)
    claimed.save(update_fields=["result_url"])


def made_before(key: str, *, by: Any, kind: str) -> int:
    """Id of what the first arrival of the form has made; it may be gone since."""
    return int(UsedKey.objects.get(key=_stored_key(key, by, kind)).result_url)


def _stored_key(key: str, by: Any, kind: str) -> str:
    """As UsedKey holds it: the key of one user says nothing about a form of another."""
    return (f"{by.pk}:{kind}:{key}" if kind else f"{by.pk}:{key}")[:64]


def lock_version(instance: models.Model, shown: int) -> None:
    """Refuse a save from a form that shows an older version; else count the version up (unsaved)."""
    if instance.version != shown:
        raise StaleVersion(
            "Пока страница была открыта, эту запись изменил другой сотрудник. "
            "Ниже — ваш вариант; сравните его с новым и сохраните ещё раз."
        )
    instance.version += 1
