"""From the first two parts of an address to a school's programme, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from mentoring_site.permissions import Access, Role, permissions_of
from programs.models import ClassTeacher, Membership, Program, SubjectGroup, Substitution


def program_url(program: Program, name: str, **kwargs: Any) -> str:
    """Address of a page of work in this programme; needs program.school loaded to cost nothing."""
    return reverse(name, kwargs={"school": program.school.slug, "year": program.label, **kwargs})


def find_program(user: Any, slug: str, label: str, on: date) -> Program | None:
    """The programme of the address when the user has a role in its school that day, else None."""
    return (
        Program.objects.select_related("school")
        .filter(
            school__slug=slug,
            label=label,
            school__in=Membership.objects.of_user(user).active(on).values("school"),
        )
        .first()
    )


def access_for(user: Any, program: Program, on: date) -> Access:
    """What the user may do in this programme on that day. Call inside the school's scope."""
    roles = frozenset(
        Membership.objects.of_user(user)
        .active(on)
        .filter(school=program.school_id)
        .values_list("role", flat=True)
    )
    is_acting = bool(roles & {Role.DEPUTY_UVR, Role.DEPUTY_VR}) and (
        Substitution.objects.filter(deputy=user, starts__lte=on, ends__gte=on, withdrawn_at=None).exists()
    )
    classes: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    if Role.CLASS_TEACHER in roles:
        classes = frozenset(
            ClassTeacher.objects.filter(program=program, user=user).values_list("school_class_id", flat=True)
        )
    if Role.SUBJECT_HEAD in roles:
        groups = frozenset(
            SubjectGroup.objects.filter(program=program, head=user).values_list("pk", flat=True)
        )
    return Access(
        user=user,
        school=program.school,
        program=program,
        roles=roles,
        is_acting_director=is_acting,
        class_ids=classes,
        subject_group_ids=groups,
        permissions=permissions_of(roles, is_acting_director=is_acting),
    )


def default_program(user: Any, on: date) -> Program | None:
    """Where the user lands after signing in: the newest running programme of his schools, else the newest."""
    schools = Membership.objects.of_user(user).active(on).values("school")
    programs = list(Program.objects.select_related("school").filter(school__in=schools).order_by("-label"))
    current = [program for program in programs if program.starts <= on <= program.ends]
    return next(iter(current or programs), None)
