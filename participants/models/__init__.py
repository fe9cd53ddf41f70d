from participants.models.category import Category
from participants.models.consent import Consent
from participants.models.entry import Mentee, MenteeCategory, Mentor, MentorCategory
from participants.models.importing import ImportBatch
from participants.models.person import Enrolment, Person, Representative

__all__ = [
    "Category",
    "Consent",
    "Enrolment",
    "ImportBatch",
    "Mentee",
    "MenteeCategory",
    "Mentor",
    "MentorCategory",
    "Person",
    "Representative",
]
