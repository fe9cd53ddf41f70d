"""Which steps of the roadmap the data of pairs confirm."""

from pairing import step_facts as facts
from pairing.enums import MeetingKind
from programs.registries.programme import register_step_facts

register_step_facts(
    {
        17: facts.group_meeting,
        18: facts.preferences,
        19: facts.joined_in_pairs,
        20: facts.order,
        21: facts.MeetingFact(MeetingKind.INTRODUCTION),
        22: facts.MeetingFact(MeetingKind.TRIAL),
        23: facts.planning,
        24: facts.regular_meetings,
        26: facts.MeetingFact(MeetingKind.FINAL),
        35: facts.outcomes,
    }
)
