"""Passwords and offices given by somebody else stay in sight: whoever sets a password can become that person.

An administrator must be able to let the director in, so nothing is forbidden here: it is shown for two weeks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mentoring_site.permissions import ROLE_LABELS, Access, Role
from mentoring_site.words import short_date, surname_initials
from programs.models import AuditEvent, Membership, User
from programs.registries.screens import AttentionItem
from programs.tenancy import program_url

SHOWN_DAYS = 14
NEW_PASSWORD, NEW_ROLE = "staff.reset_password", "role.grant"
# Who decides for the school, and who keeps private notes: others are told of a new key to these accounts.
WATCHED_ROLES = (Role.DIRECTOR, Role.PSYCHOLOGIST)
WATCHERS = frozenset({Role.DIRECTOR, Role.CURATOR})


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """To the owner about his own account; to director and curator about the accounts of WATCHED_ROLES."""
    events = _given_by_others(access, on)
    own = events.filter(action=NEW_PASSWORD, target_id=access.user.pk)[:1]
    for event in own:
        yield AttentionItem(
            "warn",
            "К вашей учётной записи выдан новый пароль.",
            "Если вы не просили об этом, смените пароль и скажите директору.",
            _who_and_when(event),
            "Сменить пароль",
            reverse("account:password_change"),
            order=-2,
        )
    if access.roles & WATCHERS:
        yield from _watched(access, on, events.exclude(target_id=access.user.pk))


def _given_by_others(access: Access, on: date) -> QuerySet[AuditEvent]:
    """Newest first, without what people did to themselves and what the console did."""
    since = timezone.make_aware(datetime.combine(on - timedelta(days=SHOWN_DAYS), time()))
    return AuditEvent.objects.filter(
        Q(action=NEW_PASSWORD) | Q(action=NEW_ROLE, details__role=Role.DIRECTOR),
        school=access.school,
        at__gte=since,
        target_type=User._meta.label,
        actor_id__isnull=False,
    ).exclude(actor_id=F("target_id"))


def _watched(access: Access, on: date, events: QuerySet[AuditEvent]) -> Iterable[AttentionItem]:
    events = list(events.exclude(actor_id=access.user.pk))
    if not events:
        return
    held = Membership.objects.filter(
        school=access.school, role__in=WATCHED_ROLES, user__in={event.target_id for event in events}
    ).exclude(ends__lt=on)
    roles = dict(
        held.order_by("-role").values_list("user_id", "role")
    )  # the director's office is the weightier
    told = set()
    for event in events:
        role = roles.get(event.target_id)
        if role is None or (event.target_id, event.action) in told:
            continue
        told.add((event.target_id, event.action))
        is_password = event.action == NEW_PASSWORD
        name = surname_initials(event.target_label)
        yield AttentionItem(
            "warn",
            "Выдан новый пароль:" if is_password else "Назначен директор:",
            f"{name}, {ROLE_LABELS[role].lower()}" if is_password else name,
            _who_and_when(event),
            "Открыть карточку",
            program_url(access.program, "programs:staff_detail", pk=event.target_id),
            order=-1,
        )


def _who_and_when(event: AuditEvent) -> str:
    role = f" ({event.actor_role.lower()})" if event.actor_role else ""
    return f"{surname_initials(event.actor_name)}{role}, {short_date(timezone.localtime(event.at).date())}"
