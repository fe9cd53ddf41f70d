from participants.models.application import Application
from participants.models.category import Category
from participants.models.consent import Consent, ConsentText
from participants.models.duplicate import DuplicateDecision
from participants.models.ending import DestructionTask, PopulationCount
from participants.models.entry import Mentee, MenteeCategory, Mentor, MentorCategory
from participants.models.event import Attendance, Event, EventInvitation, EventPhoto, PhotoPerson
from participants.models.importing import ImportBatch, ImportOriginal
from participants.models.letter import Letter
from participants.models.nomination import Nomination, NominationCategory
from participants.models.person import Enrolment, Person, Representative
from participants.models.questionnaire import Question, Questionnaire, Response
from participants.models.saved_filter import SavedFilter
from participants.models.selection import Interview, InterviewCriterion, TrainingCompletion, TrainingCourse
from participants.models.stored_file import StoredFile
from participants.models.topic import Availability, Topic, TopicChoice

__all__ = [
    "Application",
    "Attendance",
    "Availability",
    "Category",
    "Consent",
    "ConsentText",
    "DestructionTask",
    "DuplicateDecision",
    "Enrolment",
    "Event",
    "EventInvitation",
    "EventPhoto",
    "ImportBatch",
    "ImportOriginal",
    "Interview",
    "InterviewCriterion",
    "Letter",
    "Mentee",
    "MenteeCategory",
    "Mentor",
    "MentorCategory",
    "Nomination",
    "NominationCategory",
    "Person",
    "PhotoPerson",
    "PopulationCount",
    "Question",
    "Questionnaire",
    "Representative",
    "Response",
    "SavedFilter",
    "StoredFile",
    "Topic",
    "TopicChoice",
    "TrainingCompletion",
    "TrainingCourse",
]
