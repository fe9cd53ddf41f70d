"""Named selections over users, journal and papers; call them inside the school's scope."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db import connection, models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Cast

from mentoring_site.permissions import STAFF_ROLES, Access, Permission
from programs.models import AuditEvent, ClassTeacher, Document, Membership, Program, SubjectGroup, User

PARTICIPANT_ROLES = ("mentor", "mentee", "parent")


def loosely(text: str, *fields: str) -> Q:
    """Every word of the text stands in some of the fields, in any case, ё as е.

    A regular expression, since SQLite's LIKE knows the case of Latin letters only.
    """
    found = Q()
    for word in text.split():
        pattern = re.sub("[её]", "[её]", re.escape(word), flags=re.IGNORECASE)
        found &= Q(*((f"{field}__iregex", pattern) for field in fields), _connector=Q.OR)
    return found


# --- staff ------------------------------------------------------------------------------------------------


def accounts_of(program: Program) -> models.QuerySet[User]:
    """Everybody who has or had a role in the school, with roles, classes and groups of the programme."""
    roles = Membership.objects.filter(school=program.school_id).select_related("form")
    return (
        User.objects.filter(Exists(roles.filter(user=OuterRef("pk"))))
        .prefetch_related(
            Prefetch("memberships", roles.order_by("role"), to_attr="school_roles"),
            Prefetch(
                "taught_classes",
                ClassTeacher.objects.filter(program=program)
                .select_related("school_class")
                .order_by("school_class__grade", "school_class__letter"),
                to_attr="own_classes",
            ),
            Prefetch("headed_groups", SubjectGroup.objects.filter(program=program), to_attr="own_groups"),
        )
        .order_by("last_name", "first_name", "middle_name", "pk")
    )


def with_role(accounts: models.QuerySet, program: Program, on: date, roles: Iterable[str]) -> models.QuerySet:
    """Those who hold one of the roles on the day."""
    held = Membership.objects.active(on).filter(school=program.school_id, role__in=list(roles))
    return accounts.filter(Exists(held.filter(user=OuterRef("pk"))))


def present_staff(accounts: models.QuerySet, program: Program, on: date) -> models.QuerySet:
    return with_role(accounts, program, on, STAFF_ROLES)


def former(accounts: models.QuerySet, program: Program, on: date) -> models.QuerySet:
    """Nobody's role works on the day and none begins later."""
    living = Membership.objects.filter(school=program.school_id).exclude(ends__lt=on)
    return accounts.exclude(Exists(living.filter(user=OuterRef("pk"))))


# --- journal ----------------------------------------------------------------------------------------------


def events_visible_to(access: Access) -> models.QuerySet[AuditEvent]:
    """The whole journal of the school for who has the right, else what one did oneself."""
    events = AuditEvent.objects.all()
    return events if access.has(Permission.AUDIT_VIEW) else events.filter(actor_id=access.user.pk)


def about_person(events: models.QuerySet, person_id: int) -> models.QuerySet:
    if connection.features.supports_json_field_contains:
        return events.filter(person_ids__contains=[person_id])
    as_text = events.annotate(people_text=Cast("person_ids", models.TextField()))
    return as_text.filter(people_text__regex=rf"[\[ ]{person_id}[,\]]")


def history_of(target: models.Model) -> models.QuerySet[AuditEvent]:
    """Rows of the journal about one record, newest first."""
    return AuditEvent.objects.filter(target_type=target._meta.label, target_id=target.pk)


# --- papers -----------------------------------------------------------------------------------------------


def register_of(program: Program) -> models.QuerySet[Document]:
    return Document.objects.filter(program=program).select_related("signed_by", "created_by")
