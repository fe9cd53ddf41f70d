"""Who may mark what on a step, as pure functions of roles."""

from __future__ import annotations

from collections.abc import Sequence

from mentoring_site.permissions import Access, Role

# Printed in the plural («Классные руководители»): each holder marks his own part.
PLURAL_ROLES = frozenset({Role.CLASS_TEACHER, Role.SUBJECT_HEAD, Role.MENTOR})
# May mark any step: the roadmap is theirs.
LEADING_ROLES = frozenset({Role.CURATOR, Role.DIRECTOR})


def held_roles(access: Access) -> frozenset[str]:
    """Roles of the user that day; who stands in for the director answers for his steps too."""
    return access.roles | {Role.DIRECTOR} if access.is_acting_director else access.roles


def may_progress(step_roles: Sequence[str], access: Access) -> bool:
    """Start the step and add evidence: whoever is named, the curator, the director."""
    return bool(held_roles(access) & (LEADING_ROLES | set(step_roles)))


def may_close(step_roles: Sequence[str], access: Access, *, all_parts_done: bool) -> bool:
    """Complete, set aside or reopen the step.

    Without plural roles anybody named; with them the first named one. Where the first named role is itself
    plural (steps 24, 26, 27), its holder closes only after everybody's part is marked.
    """
    roles = held_roles(access)
    if roles & LEADING_ROLES:
        return True
    if not any(role in PLURAL_ROLES for role in step_roles):
        return bool(roles & set(step_roles))
    first = step_roles[0]
    return first in roles and (first not in PLURAL_ROLES or all_parts_done)


def own_plural_roles(step_roles: Sequence[str], access: Access) -> list[str]:
    """Roles in which the user marks his own part of the step."""
    return [role for role in step_roles if role in PLURAL_ROLES and role in access.roles]
