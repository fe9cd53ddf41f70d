"""Links by which parents and employees without an account propose mentees."""

from __future__ import annotations

from typing import Any

from participants.enums import NominatorRole
from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program
from programs.services.audit import Refusal
from programs.services.links import issue_link

TITLES = {
    NominatorRole.PARENT.value: "Предложить наставляемого: родителям",
    NominatorRole.EMPLOYEE.value: "Предложить наставляемого: сотрудникам школы",
}


def issue_nomination_link(*, program: Program, role: str, by: Any) -> PersonalLink:
    """A link for parents or for employees; what its page asks follows from the role."""
    if role not in TITLES:
        raise Refusal("Выберите, кому нужна ссылка: родителям или сотрудникам школы.")
    return issue_link(
        program=program,
        purpose=LinkPurpose.NOMINATION,
        by=by,
        title=TITLES[role],
        payload={"role": role},
    )


def role_of_link(link: PersonalLink) -> str:
    role = link.payload.get("role", "")
    return role if role in TITLES else NominatorRole.PARENT.value
