from pairing.models.meeting import Meeting, MeetingAbsence
from pairing.models.pair import Pair, PairMember, PairPlan, PairProposal
from pairing.models.test import CompatibilityTest

__all__ = [
    "CompatibilityTest",
    "Meeting",
    "MeetingAbsence",
    "Pair",
    "PairMember",
    "PairPlan",
    "PairProposal",
]
