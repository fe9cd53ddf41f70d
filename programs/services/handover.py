"""Handing a role over: from a day on everything open belongs to the successor, history keeps its names."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from mentoring_site import clock
from mentoring_site.permissions import ROLE_LABELS, Role
from programs.models import ClassTeacher, Membership, Program, SubjectGroup
from programs.models import User as Account
from programs.registries.programme import HANDOVERS
from programs.services.audit import Refusal, record_event
from programs.services.guards import refuse_closed
from programs.services.staff import RoleGrant, grant_role, withdraw_role

# Classes and groups have no dates of their own, so who takes them over takes them the same day.
SAME_DAY_ROLES = frozenset({Role.CLASS_TEACHER, Role.SUBJECT_HEAD})


@transaction.atomic
def hand_over(
    *,
    membership: Membership,
    successor: Account,
    starts: date,
    program: Program,
    by: Account,
    on: date | None = None,
) -> Membership:
    """End the role of its holder on the day before `starts` and give it to the successor from `starts` on.

    Classes, groups and what other apps keep by holder move along. Steps of the roadmap are found by role, so they
    follow by themselves. Returns the successor's membership. Raises Refusal as grant_role and withdraw_role do, in a
    finished programme, for a day that has passed, and for a future day where a class or a group goes along.
    """
    on = on or clock.today()
    refuse_closed(program)
    role, giver = Role(membership.role), membership.user
    if successor.pk == giver.pk:
        raise Refusal("Передать роль можно другому сотруднику, не самому себе.")
    if starts < on:
        raise Refusal(f"{starts:%d.%m.%Y} уже прошло. Передайте роль с сегодняшнего или будущего дня.")
    if role in SAME_DAY_ROLES and starts != on and _has_places(program, giver, role):
        raise Refusal(
            "Класс и методическое объединение переходят к преемнику сразу. Передайте роль в тот день, когда он "
            "приступит к работе."
        )
    given = grant_role(
        user=successor,
        program=program,
        grant=RoleGrant(role, starts=starts, ends=membership.ends, form=membership.form),
        by=by,
        on=on,
    )
    withdraw_role(membership=membership, program=program, last_day=starts - timedelta(days=1), by=by, on=on)
    moved = [
        words
        for words in (
            _move_places(program, giver, successor, role),
            *_others(program, role, giver, successor, by),
        )
        if words
    ]
    record_event(
        "role.hand_over",
        by=by,
        target=successor,
        program=program,
        sentence=f"роль «{ROLE_LABELS[role]}» передана с {starts:%d.%m.%Y}: {giver} → {successor}"
        + (f"; перешло: {', '.join(moved)}" if moved else ""),
        details={"role": str(role), "giver": giver.pk},
    )
    return given


def _others(program: Program, role: Role, giver: Account, taker: Account, by: Account) -> list[str]:
    return [move(program=program, role=role, giver=giver, taker=taker, by=by) for move in HANDOVERS]


def _has_places(program: Program, user: Account, role: Role) -> bool:
    if role == Role.CLASS_TEACHER:
        return ClassTeacher.objects.filter(program=program, user=user).exists()
    return SubjectGroup.objects.filter(program=program, head=user).exists()


def _move_places(program: Program, giver: Account, taker: Account, role: Role) -> str:
    """Classes or groups of this year; words for the journal."""
    if role == Role.SUBJECT_HEAD:
        groups = list(SubjectGroup.objects.filter(program=program, head=giver))
        SubjectGroup.objects.filter(pk__in=[group.pk for group in groups]).update(head=taker)
        return ", ".join(str(group) for group in groups)
    if role != Role.CLASS_TEACHER:
        return ""
    links = list(ClassTeacher.objects.filter(program=program, user=giver).select_related("school_class"))
    own = set(ClassTeacher.objects.filter(program=program, user=taker).values_list("school_class", flat=True))
    for link in links:
        if link.school_class_id in own:
            link.delete()
        else:
            link.user = taker
            link.save(update_fields=["user"])
    return ", ".join(str(link.school_class) for link in links)
