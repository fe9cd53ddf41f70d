from programs.models.audit import AuditEvent, UsedKey
from programs.models.base import SchoolModel, scoped
from programs.models.batch import Batch
from programs.models.calendar import CalendarDay, SchoolBreak
from programs.models.conditions import Appointment, Resource
from programs.models.document import Acquaintance, Document, DocumentFile, PaperTemplate
from programs.models.form import FormDecision, InteractionModel, MentoringForm
from programs.models.membership import Membership, Substitution
from programs.models.partner import Partner, PartnerAgreement
from programs.models.personal_link import PersonalLink, WrongLink
from programs.models.program import Program, ProgramSection
from programs.models.school import School
from programs.models.schoolclass import ClassTeacher, SchoolClass, SubjectGroup
from programs.models.user import User

__all__ = [
    "Acquaintance",
    "Appointment",
    "AuditEvent",
    "Batch",
    "CalendarDay",
    "ClassTeacher",
    "Document",
    "DocumentFile",
    "FormDecision",
    "InteractionModel",
    "Membership",
    "MentoringForm",
    "PaperTemplate",
    "Partner",
    "PartnerAgreement",
    "PersonalLink",
    "Program",
    "ProgramSection",
    "Resource",
    "School",
    "SchoolBreak",
    "SchoolClass",
    "SchoolModel",
    "SubjectGroup",
    "Substitution",
    "UsedKey",
    "User",
    "WrongLink",
    "scoped",
]
