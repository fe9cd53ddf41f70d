from pairing.models.agreement import LabourPaper, PairAgreement, PairNotice
from pairing.models.matching import MatchingRun, MatchingSettings, PairBan, RunEdit
from pairing.models.meeting import Meeting, MeetingAbsence
from pairing.models.pair import Pair, PairMember, PairPlan, PairProposal
from pairing.models.preference import Preference, PreferenceSheet
from pairing.models.report import MentorReport
from pairing.models.room import (
    Consultation,
    MethodScale,
    NotesGrant,
    PairSurvey,
    PairSurveyInvite,
    Referral,
    TestMethod,
    TestProtocol,
)
from pairing.models.test import CompatibilityTest
from pairing.models.work import ContactEntry, DevelopmentPlan, FormRules, MeetingDraft, PairResult, PlanTask

__all__ = [
    "CompatibilityTest",
    "Consultation",
    "ContactEntry",
    "DevelopmentPlan",
    "FormRules",
    "LabourPaper",
    "MatchingRun",
    "MatchingSettings",
    "Meeting",
    "MeetingAbsence",
    "MeetingDraft",
    "MentorReport",
    "MethodScale",
    "NotesGrant",
    "Pair",
    "PairAgreement",
    "PairBan",
    "PairMember",
    "PairNotice",
    "PairPlan",
    "PairProposal",
    "PairResult",
    "PairSurvey",
    "PairSurveyInvite",
    "PlanTask",
    "Preference",
    "PreferenceSheet",
    "Referral",
    "RunEdit",
    "TestMethod",
    "TestProtocol",
]
