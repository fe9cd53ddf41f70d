"""What monitoring puts into the shared registries."""

from monitoring.services.assessments import indicators_from_previous, indicators_from_template
from programs.registries import ProgramPart, register_program_part

register_program_part(
    ProgramPart(
        "indicators", 40, from_template=indicators_from_template, from_previous=indicators_from_previous
    )
)
