"""Which steps of the roadmap the data of monitoring confirm."""

from monitoring import step_facts as facts
from monitoring.enums import ParameterSubject
from programs.registries.programme import register_step_facts

register_step_facts(
    {
        5: facts.before_of_mentees,
        9: facts.MeasureFact(facts.measured_before, ParameterSubject.MENTEE),
        10: facts.before_of_mentors,
        13: facts.MeasureFact(facts.measured_before, ParameterSubject.MENTOR),
        25: facts.feedback,
        28: facts.satisfaction,
        30: facts.awards,
        31: facts.quality,
        32: facts.MeasureFact(facts.measured_after, *ParameterSubject.values),
        33: facts.cases,
        34: facts.published,
    }
)
