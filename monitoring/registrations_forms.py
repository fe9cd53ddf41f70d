"""What the shipped questionnaires put into the shared registries."""

from monitoring.services.settings import settings_of
from monitoring.services.shipped_surveys import add_shipped_surveys, keep_surveys, shipped_surveys
from participants.registries import SHIPPED_QUESTIONNAIRES, SMALLEST_GROUPS
from programs.models import Program
from programs.registries.programme import ProgramPart, register_program_part


def _from_template(*, program: Program, by: object = None) -> None:
    add_shipped_surveys(program=program, by=by)


def _smallest_group(program: Program) -> int:
    return settings_of(program).smallest_group


# After the questionnaires of participants (40), which bring last year's.
register_program_part(ProgramPart("surveys", 45, _from_template, keep_surveys))
SHIPPED_QUESTIONNAIRES.append(shipped_surveys)
SMALLEST_GROUPS.append(_smallest_group)
