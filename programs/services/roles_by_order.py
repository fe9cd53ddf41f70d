"""Roles that follow signed orders on appointment: the paper gives the right, so nobody's own roles are asked.

A role is one row whatever it is for (`membership_once`): rights are asked by role, and withdrawing, handing over and
the «last director» all take a role as one. A form narrows no right (a curator sees the whole school), so a row per
form would say nothing more. What the orders name when that is several forms of more is read from the orders.
"""

from __future__ import annotations

from datetime import date

from mentoring_site.permissions import ROLE_LABELS, Role
from mentoring_site.words import short_date
from programs.enums import DocumentState
from programs.models import Appointment, Membership, Program, School, User
from programs.services.audit import record_event


def signed_appointments(school: School, on: date) -> list[Appointment]:
    """Those in force or still ahead, of every year: the role belongs to the school."""
    return [
        one
        for one in Appointment.objects.filter(
            school=school, document__state=DocumentState.SIGNED
        ).select_related("user", "form", "document", "program", "membership")
        if one.ends is None or one.ends >= on
    ]


def give_role_by_orders(*, user: User, role: str, program: Program, by: User, on: date) -> Membership | None:
    """Make the role as the signed orders say: from the first day to the last; of one form, else without any.

    The same form of two years is one. A role that works already keeps its earlier beginning. Nothing happens when
    every order has ended. Call inside the transaction of the signing.
    """
    school = School.objects.select_for_update().get(pk=program.school_id)
    orders = [one for one in signed_appointments(school, on) if one.user_id == user.pk and one.role == role]
    if not orders:
        return None
    held = Membership.objects.filter(user=user, school=school, role=role).first()
    membership = held or Membership(user=user, school=school, role=role)
    starts, is_living = (
        min(one.starts for one in orders),
        held is not None and (held.ends is None or held.ends >= on),
    )
    if not is_living:
        membership.starts = starts
    elif held.starts is not None:
        membership.starts = min(held.starts, starts)
    membership.ends = None if any(one.ends is None for one in orders) else max(one.ends for one in orders)
    orders.sort(key=lambda one: (one.program.starts, one.pk))
    forms = {one.form and one.form.code: one.form_id for one in orders}  # of the newest year
    membership.form_id = forms.popitem()[1] if len(forms) == 1 else None
    membership.save()
    Appointment.objects.filter(pk__in=[one.pk for one in orders]).update(membership=membership)
    record_event(
        "role.grant",
        by=by,
        target=user,
        program=program,
        sentence=f"роль «{ROLE_LABELS[role]}» по приказу: {user}{dates_in_words(membership)}",
        details={"role": str(role)},
    )
    return membership


def ordered_forms(program: Program, on: date) -> dict[int, list[str]]:
    """User -> titles of the forms that his signed orders name; nobody who was named for all of the programme."""
    by_user: dict[int, list[Appointment]] = {}
    for one in signed_appointments(program.school, on):
        if one.role == Role.CURATOR:
            by_user.setdefault(one.user_id, []).append(one)
    all_codes = set(program.forms.values_list("code", flat=True)) if by_user else set()
    titles = {}
    for user, orders in by_user.items():
        working = [one for one in orders if one.starts <= on] or orders
        named = {one.form.code: one.form for one in working if one.form is not None}
        if all(one.form for one in working) and not all_codes <= named.keys():
            titles[user] = [form.title for form in sorted(named.values(), key=lambda form: form.position)]
    return titles


def dates_in_words(membership: Membership) -> str:
    words = f" с {short_date(membership.starts)}" if membership.starts else ""
    return words + (f" по {short_date(membership.ends)}" if membership.ends else "")
