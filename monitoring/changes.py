"""«До – после» of a programme: what may be said of each parameter (section 6, stage 2).

Only complete pairs of measures count. Under the smallest group (5 and more, a setting) no numbers leave, and the
psychologist's values never do: of them only better, same, worse and the verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitoring.change_values import Measured, measured_of
from monitoring.change_words import sentence_of
from monitoring.changes_model import Change, ChangeStatistics, PairOfMeasures
from monitoring.enums import Confidentiality, ParameterSubject
from monitoring.models import Parameter
from monitoring.services.settings import settings_of
from monitoring.statistics import complete_pairs, statistics_of
from programs.enums import ParticipantKind
from programs.models import MentoringForm, Program

OF_A_SMALL_FORM = (
    "В одной из форм измерено слишком мало людей: общие числа не показываем, чтобы разница с другой формой никого не "
    "выдала. Смотрите по формам."
)
PEOPLE = (ParameterSubject.MENTEE, ParameterSubject.MENTOR)


def changes_of(program: Program, *, subject: str = "", form: MentoringForm | None = None) -> list[Change]:
    """All measured parameters in the programme's order; subject: a ParameterSubject, form: its participants only."""
    parameters = parameters_of(program, subject=subject, form=form)
    return changes_from(program, parameters, measured_of(program, parameters, form=form))


def change_of(parameter: Parameter, *, form: MentoringForm | None = None) -> Change:
    program = parameter.program
    return changes_from(program, [parameter], measured_of(program, [parameter], form=form))[0]


def parameters_of(
    program: Program, *, subject: str = "", form: MentoringForm | None = None
) -> list[Parameter]:
    """Active ones; of a form: its own and those that are of both. Only pupils have classes."""
    rows = Parameter.objects.filter(program=program, is_active=True).select_related("form", "program")
    if subject:
        rows = rows.filter(subject=subject)
    if form is not None and form.mentee_kind != ParticipantKind.PUPIL:
        rows = rows.exclude(subject=ParameterSubject.CLASS)
    return [row for row in rows if form is None or row.form_id in (None, form.pk)]


def changes_from(
    program: Program, parameters: Sequence[Parameter], measured: dict[int, Measured]
) -> list[Change]:
    smallest = settings_of(program).smallest_group
    return [_change(parameter, measured[parameter.pk], smallest) for parameter in parameters]


def pairs_of(measured: Measured) -> list[PairOfMeasures]:
    return complete_pairs(measured.before, measured.after, measured.labels)


def is_sealed(parameter: Parameter) -> bool:
    return parameter.confidentiality == Confidentiality.PSYCHOLOGIST


def _change(parameter: Parameter, measured: Measured, smallest: int) -> Change:
    pairs = pairs_of(measured)
    statistics = statistics_of(
        pairs, direction=parameter.direction, smallest_change=float(parameter.smallest_change)
    )
    hides = is_sealed(parameter)
    is_held = len(pairs) < smallest and (hides or parameter.subject in PEOPLE)
    tells_of_a_form = not is_held and _tells_of_a_form(pairs, measured, smallest)
    is_held = is_held or tells_of_a_form
    if is_held:
        statistics = _count_alone(len(pairs))
    elif hides:
        statistics = _without_values(statistics)
    return Change(
        parameter=parameter,
        asked=len(measured.asked),
        before_count=len(measured.before),
        after_count=len(measured.after),
        statistics=statistics,
        sentence=OF_A_SMALL_FORM
        if tells_of_a_form
        else sentence_of(
            parameter,
            statistics,
            once=(len(measured.before), len(measured.after)),
            smallest=smallest,
            is_held=is_held,
            is_locked=measured.is_locked,
        ),
        hides_values=hides,
        is_held=is_held,
    )


def _tells_of_a_form(pairs: Sequence[PairOfMeasures], measured: Measured, smallest: int) -> bool:
    """A total of several forms, one of which is too small: less the others, which are shown, it would give that one."""
    sizes = Counter(measured.forms.get(pair.key) for pair in pairs) if measured.forms else Counter()
    return len(sizes) > 1 and min(sizes.values()) < smallest


def _count_alone(n: int) -> ChangeStatistics:
    """Of a group too small to be shown: how many, and nothing else."""
    return replace(statistics_of([], direction="more", smallest_change=1), n=n)


def _without_values(statistics: ChangeStatistics) -> ChangeStatistics:
    return replace(
        statistics,
        before_mean=None,
        after_mean=None,
        before_median=None,
        after_median=None,
        mean_change=None,
        median_change=None,
    )
