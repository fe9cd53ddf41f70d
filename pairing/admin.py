"""Pairs are looked at here, never changed; the psychologist's notes are shown to nobody but himself, so not here."""

from mentoring_site.permissions import Permission
from pairing.models import (
    CompatibilityTest,
    Meeting,
    MeetingAbsence,
    Pair,
    PairMember,
    PairPlan,
    PairProposal,
)
from programs.admin_tools import register_read_only

register_read_only(
    Pair, PairMember, PairPlan, PairProposal, Meeting, MeetingAbsence, needs=Permission.PAIR_VIEW
)
register_read_only(CompatibilityTest, needs=Permission.TEST_VIEW, hidden=("notes_sealed",))
