"""Shares of positive answers over the programme's surveys, for other rooms and for the report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from monitoring.aggregation import held_cells, read_answer, tally
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from monitoring.survey_sheets import Survey, latest, surveys_of
from participants.enums import SurveyMoment
from programs.models import MentoringForm, Program


def question_shares(
    program: Program, *, role: str = "", form: MentoringForm | None = None, moment: str = SurveyMoment.AFTER
) -> dict[str, Share]:
    """By question code and by pair code: share of «да», or of marks from the high mark on.

    role empty: whoever answered; form None: both. What must not be shown (an open survey without names, a group
    under the threshold, a form that could be found by subtraction) is absent, as is what nobody was asked.
    """
    settings = settings_of(program)
    surveys = [
        survey
        for survey in latest(released(program))
        if survey.moment == moment and (not role or survey.role == role)
    ]
    if form is not None and form.pk in held_forms(surveys, smallest=settings.smallest_group):
        return {}
    shares: dict[str, Share] = {}
    sizes: dict[str, Counter[int | None]] = defaultdict(Counter)  # who answered this very question, by form
    for survey in surveys:
        answers = [sheet.answers for sheet in survey.of_form(form)]
        for question in survey.questions:
            share = tally(question, answers, high_mark=settings.high_mark).share
            if share is None or _is_few(share, survey):
                continue
            answered = Counter(
                sheet.form_id for sheet in survey.sheets if read_answer(question, sheet.answers) is not None
            )
            for code in {question.code, question.pair_code} - {""}:
                shares[code] = shares.get(code, Share(0, 0)) + share
                sizes[code] += answered
    least = settings.smallest_group
    return {
        code: share
        for code, share in shares.items()
        if share.total >= least and (form is None or form.pk not in held_cells(sizes[code], smallest=least))
    }


def released(program: Program) -> list[Survey]:
    return [survey for survey in surveys_of(program) if survey.is_released]


def held_forms(surveys: Iterable[Survey], *, smallest: int) -> set[int | None]:
    """Forms whose numbers must not be shown beside the total of these surveys."""
    sizes = Counter(sheet.form_id for survey in surveys for sheet in survey.sheets)
    return held_cells(sizes, smallest=smallest)


def _is_few(share: Share, survey: Survey) -> bool:
    """A question without names that only a few answered."""
    return survey.is_anonymous and 0 < share.total < survey.smallest
