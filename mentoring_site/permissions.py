"""Who may do what: roles list permissions; `Access.has` is the only reader.

The school's own limits («only their class») are not here: they are querysets (`visible_to(access)`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(StrEnum):
    """Role codes; a person may hold several, in several schools."""

    DIRECTOR = "director"
    DEPUTY_UVR = "deputy_uvr"
    DEPUTY_VR = "deputy_vr"
    CURATOR = "curator"
    PSYCHOLOGIST = "psychologist"
    SOCIAL = "social"
    SUBJECT_HEAD = "subject_head"
    CLASS_TEACHER = "class_teacher"
    MENTOR = "mentor"
    MENTEE = "mentee"
    PARENT = "parent"
    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    # Duties that any employee may be given beside the role.
    REGISTER_KEEPER = "register_keeper"
    DATA_OFFICER = "data_officer"
    SITE_EDITOR = "site_editor"


ROLE_LABELS: dict[str, str] = {
    Role.DIRECTOR: "Директор",
    Role.DEPUTY_UVR: "Заместитель директора по УВР",
    Role.DEPUTY_VR: "Заместитель директора по ВР",
    Role.CURATOR: "Куратор программы",
    Role.PSYCHOLOGIST: "Педагог-психолог",
    Role.SOCIAL: "Социальный педагог",
    Role.SUBJECT_HEAD: "Руководитель ШМО",
    Role.CLASS_TEACHER: "Классный руководитель",
    Role.MENTOR: "Наставник",
    Role.MENTEE: "Наставляемый",
    Role.PARENT: "Родитель",
    Role.ADMINISTRATOR: "Администратор",
    Role.COORDINATOR: "Муниципальный координатор",
    Role.REGISTER_KEEPER: "Ответственный за нумерацию документов",
    Role.DATA_OFFICER: "Ответственный за персональные данные",
    Role.SITE_EDITOR: "Ответственный за сайт",
}
DUTY_ROLES = frozenset({Role.REGISTER_KEEPER, Role.DATA_OFFICER, Role.SITE_EDITOR})
STAFF_ROLES = frozenset(Role) - {Role.MENTOR, Role.MENTEE, Role.PARENT, Role.COORDINATOR}
DEPUTY_ROLES = frozenset({Role.DEPUTY_UVR, Role.DEPUTY_VR})


class Permission(StrEnum):
    DASHBOARD_VIEW = "dashboard_view"
    PROGRAM_VIEW = "program_view"
    PROGRAM_EDIT = "program_edit"
    PROGRAM_APPROVE = "program_approve"
    STAFF_VIEW = "staff_view"
    STAFF_MANAGE = "staff_manage"
    BASE_VIEW = "base_view"  # narrowed to own class or group by visible_to
    BASE_EDIT = "base_edit"
    BASE_IMPORT = "base_import"
    BASE_EXPORT = "base_export"
    CATEGORY_VIEW = "category_view"
    SPECIAL_VIEW = "special_view"  # health data (ОВЗ): every look is logged
    NOMINATE = "nominate"  # propose mentees; class teachers for their class only, by visible_to
    NOMINATION_VIEW = "nomination_view"  # observations of others
    SELECTION_VIEW = "selection_view"  # interviews and training
    SELECTION_EDIT = "selection_edit"
    PERSON_DESTROY = "person_destroy"  # the terms of personal data, the act of destruction
    CONSENT_VIEW = "consent_view"
    CONSENT_REGISTER = "consent_register"
    PAIR_VIEW = "pair_view"  # participants see their own pairs only, by visible_to
    PAIR_EDIT = "pair_edit"
    PAIR_APPROVE = "pair_approve"
    MEETING_RECORD = "meeting_record"
    CONTACT_VIEW = "contact_view"  # the curator's log of contacts, questions and requests
    TASK_MARK = "task_mark"  # a mentee ticks tasks of his own plan
    REFER = "refer"  # write to the psychologist about a person; class teachers about their class
    LETTER_SEND = "letter_send"  # the outbox
    DOCUMENT_VIEW = "document_view"
    DOCUMENT_SIGN = "document_sign"
    APPROVALS_VIEW = "approvals_view"
    TEST_VIEW = "test_view"  # conclusions
    TEST_RECORD = "test_record"  # the psychologist's own room, notes included
    ROADMAP_VIEW = "roadmap_view"
    ROADMAP_EDIT = "roadmap_edit"
    ROADMAP_APPROVE = "roadmap_approve"
    ROADMAP_PROGRESS = "roadmap_progress"
    MONITORING_VIEW = "monitoring_view"
    ASSESSMENT_EDIT = "assessment_edit"  # the consolidated, official sheet
    ASSESSMENT_OWN = "assessment_own"  # an assessor's own sheet
    MONITORING_EDIT = "monitoring_edit"  # surveys, SWOT, parameters, conclusions, the report
    MEASURE = "measure"  # type measures of own people: by role and visible_to
    EVENT_VIEW = "event_view"
    EVENT_EDIT = "event_edit"  # plan, attendance, protocol, invitations
    PARTNER_VIEW = "partner_view"
    CONDITIONS_EDIT = "conditions_edit"  # partners, resources, appointments of curators
    DOCUMENT_PREPARE = "document_prepare"  # papers from templates, the year's folder
    RECOGNITION_VIEW = "recognition_view"  # candidates, contests, awards, cases being written
    RECOGNITION_EDIT = "recognition_edit"
    JURY = "jury"  # own jury sheets, where named a member
    CONTEST_APPLY = "contest_apply"  # a mentor's own application to a contest
    LIBRARY_VIEW = "library_view"
    LIBRARY_EDIT = "library_edit"
    PUBLIC_EDIT = "public_edit"  # what stands on the open pages
    AUDIT_VIEW = "audit_view"
    SETTINGS_EDIT = "settings_edit"
    ADMIN_SITE = "admin_site"


P = Permission
_STAFF = {
    *(P.DASHBOARD_VIEW, P.PROGRAM_VIEW, P.ROADMAP_VIEW, P.STAFF_VIEW, P.EVENT_VIEW, P.PARTNER_VIEW),
    *(P.JURY, P.LIBRARY_VIEW),
}
_LEADERS = _STAFF | {
    P.BASE_VIEW,
    P.BASE_EXPORT,
    P.CONSENT_VIEW,
    P.PAIR_VIEW,
    P.DOCUMENT_VIEW,
    P.TEST_VIEW,
    P.ROADMAP_PROGRESS,
    P.MONITORING_VIEW,
    P.AUDIT_VIEW,
    P.SELECTION_VIEW,
    P.CONTACT_VIEW,
    P.RECOGNITION_VIEW,
    P.EVENT_EDIT,
    P.CONDITIONS_EDIT,
    P.DOCUMENT_PREPARE,
}
# What a deputy gains while he stands in for the director.
DIRECTOR_DECISIONS = frozenset(
    {P.PROGRAM_APPROVE, P.PAIR_APPROVE, P.ROADMAP_APPROVE, P.APPROVALS_VIEW, P.DOCUMENT_SIGN}
)
_PARTICIPANT = frozenset({P.DASHBOARD_VIEW, P.PROGRAM_VIEW, P.PAIR_VIEW})

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.DIRECTOR: frozenset(
        _LEADERS | DIRECTOR_DECISIONS | {P.STAFF_MANAGE, P.SETTINGS_EDIT, P.ASSESSMENT_OWN}
    ),
    Role.DEPUTY_UVR: frozenset(_LEADERS | {P.ASSESSMENT_OWN, P.MEASURE, P.LIBRARY_EDIT}),
    Role.DEPUTY_VR: frozenset(_LEADERS | {P.ASSESSMENT_OWN, P.MEASURE, P.LIBRARY_EDIT}),
    Role.CURATOR: frozenset(
        _LEADERS
        | {
            P.PROGRAM_EDIT,
            P.STAFF_MANAGE,
            P.BASE_EDIT,
            P.BASE_IMPORT,
            P.CATEGORY_VIEW,
            P.SPECIAL_VIEW,
            P.NOMINATE,
            P.NOMINATION_VIEW,
            P.SELECTION_EDIT,
            P.PERSON_DESTROY,
            P.CONSENT_REGISTER,
            P.PAIR_EDIT,
            P.MEETING_RECORD,
            P.REFER,
            P.LETTER_SEND,
            P.ROADMAP_EDIT,
            P.ASSESSMENT_EDIT,
            P.ASSESSMENT_OWN,
            P.MONITORING_EDIT,
            P.MEASURE,
            P.RECOGNITION_EDIT,
            P.LIBRARY_EDIT,
            P.PUBLIC_EDIT,
            P.SETTINGS_EDIT,
            P.ADMIN_SITE,
        }
    ),
    Role.PSYCHOLOGIST: frozenset(
        _STAFF
        | {
            P.BASE_VIEW,
            P.CATEGORY_VIEW,
            P.SPECIAL_VIEW,
            P.CONSENT_VIEW,
            P.PAIR_VIEW,
            P.TEST_VIEW,
            P.TEST_RECORD,
            P.ROADMAP_PROGRESS,
            P.MONITORING_VIEW,
            P.NOMINATE,
            P.NOMINATION_VIEW,
            P.SELECTION_VIEW,
            P.SELECTION_EDIT,
            P.ASSESSMENT_OWN,
            P.MEASURE,
        }
    ),
    Role.SOCIAL: frozenset(
        _STAFF
        | {
            P.BASE_VIEW,
            P.CATEGORY_VIEW,
            P.CONSENT_VIEW,
            P.PAIR_VIEW,
            P.ROADMAP_PROGRESS,
            P.NOMINATE,
            P.NOMINATION_VIEW,
            P.REFER,
            P.MEASURE,
        }
    ),
    Role.SUBJECT_HEAD: frozenset(
        _STAFF
        | {
            P.BASE_VIEW,
            P.CONSENT_VIEW,
            P.CONSENT_REGISTER,
            P.PAIR_VIEW,
            P.ROADMAP_PROGRESS,
            P.NOMINATE,
            P.REFER,
            P.MEASURE,
        }
    ),
    Role.CLASS_TEACHER: frozenset(
        _STAFF
        | {
            P.BASE_VIEW,
            P.CONSENT_VIEW,
            P.CONSENT_REGISTER,
            P.PAIR_VIEW,
            P.ROADMAP_PROGRESS,
            P.NOMINATE,
            P.REFER,
            P.MEASURE,
        }
    ),
    Role.MENTOR: _PARTICIPANT
    | {P.ROADMAP_VIEW, P.ROADMAP_PROGRESS, P.MEETING_RECORD, P.LIBRARY_VIEW, P.CONTEST_APPLY},
    Role.MENTEE: _PARTICIPANT | {P.TASK_MARK},
    Role.PARENT: _PARTICIPANT,
    Role.ADMINISTRATOR: frozenset(_STAFF | {P.STAFF_MANAGE, P.SETTINGS_EDIT, P.ADMIN_SITE}),
    Role.COORDINATOR: frozenset(),
    Role.REGISTER_KEEPER: frozenset({P.DASHBOARD_VIEW, P.DOCUMENT_VIEW, P.DOCUMENT_SIGN, P.DOCUMENT_PREPARE}),
    Role.DATA_OFFICER: frozenset({P.DASHBOARD_VIEW, P.AUDIT_VIEW, P.CONSENT_VIEW, P.PERSON_DESTROY}),
    Role.SITE_EDITOR: frozenset({P.DASHBOARD_VIEW, P.PROGRAM_VIEW, P.LIBRARY_VIEW, P.PUBLIC_EDIT}),
}
# Roles that see every person of the school; the others only their class, group, or themselves.
SEES_WHOLE_SCHOOL = frozenset(
    {
        Role.DIRECTOR,
        Role.DEPUTY_UVR,
        Role.DEPUTY_VR,
        Role.CURATOR,
        Role.PSYCHOLOGIST,
        Role.SOCIAL,
        Role.DATA_OFFICER,
    }
)


def permissions_of(roles: Iterable[str], *, is_acting_director: bool = False) -> frozenset[Permission]:
    """All permissions that the roles give together, plus the director's decisions for who stands in."""
    granted: set[Permission] = set()
    for role in roles:
        granted |= ROLE_PERMISSIONS[role]
    if is_acting_director:
        granted |= DIRECTOR_DECISIONS
    return frozenset(granted)


@dataclass(frozen=True)
class Access:
    """What one user may do and see in one school's programme on one day; made once per request."""

    user: Any
    school: Any
    program: Any
    roles: frozenset[str] = frozenset()
    is_acting_director: bool = False
    class_ids: frozenset[int] = frozenset()
    subject_group_ids: frozenset[int] = frozenset()
    permissions: frozenset[Permission] = field(default=frozenset())
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # for the request's length

    def has(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def sees_whole_school(self) -> bool:
        return bool(self.roles & SEES_WHOLE_SCHOOL) or self.is_acting_director
