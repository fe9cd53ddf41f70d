"""Which steps of the roadmap the data of participants confirm."""

from participants import step_facts as facts
from programs.registries.programme import register_step_facts

register_step_facts(
    {
        **{number: facts.EventFact(number) for number in facts.CONFIRMED_BY_EVENT},
        5: facts.mentees_asked,
        6: facts.third_parties_asked,
        7: facts.base_of_mentees,
        10: facts.mentors_asked,
        11: facts.compared,
        12: facts.base_of_mentors,
        14: facts.interviews,
        15: facts.courses,
        16: facts.training,
        29: facts.invitations,
    }
)
