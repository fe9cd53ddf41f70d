"""«Расхождения между ожиданиями и реальными результатами»: the same asked before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mentoring_site.charts_answers import dumbbell, dumbbell_rows
from mentoring_site.words import counted
from monitoring.aggregation import Gap, gap, read_answer
from monitoring.survey_results import released
from monitoring.survey_sheets import Survey, latest
from participants.enums import QuestionKind, QuestionnaireRole, SurveyMoment
from participants.models import Question
from programs.models import MentoringForm, Program

DISAPPOINTED_FROM = 1  # expected more than came by as many points


@dataclass(frozen=True)
class Expectation:
    """A pair of questions in one role and form. text: as it is asked afterwards."""

    pair_code: str
    text: str
    role: str
    form: MentoringForm | None
    gap: Gap
    smallest: int

    @property
    def who(self) -> str:
        """«наставляемые, «Ученик – ученик»»"""
        return who_words(self.role, self.form)

    @property
    def is_disappointed(self) -> bool:
        return self.gap.difference is not None and round(self.gap.difference, 1) <= -DISAPPOINTED_FROM

    @property
    def is_few(self) -> bool:
        """So few gave both marks that their difference would tell of a person."""
        return self.gap.both is not None and 0 < self.gap.both < self.smallest

    @property
    def difference(self) -> float | None:
        return None if self.is_few else self.gap.difference

    @property
    def sentence(self) -> str:
        return _sentence(self)


ROLES = {
    QuestionnaireRole.MENTOR: "наставники",
    QuestionnaireRole.MENTEE: "наставляемые",
    QuestionnaireRole.PARENT: "родители",
    QuestionnaireRole.CURATOR: "кураторы",
    QuestionnaireRole.PARTNER: "партнёры",
}


def who_words(role: str, form: MentoringForm | None) -> str:
    people = ROLES.get(QuestionnaireRole(role), "") if role else "все участники"
    return f"{people}, «{form.title}»" if form else people


def expectations_of(program: Program) -> list[Expectation]:
    """Largest disappointment first; pairs that were not asked on both sides are left out."""
    surveys = latest(released(program))
    before = _sides(surveys, SurveyMoment.BEFORE)
    after = _sides(surveys, SurveyMoment.AFTER)
    found = []
    for key, (survey, question) in after.items():
        if key not in before:
            continue
        difference = gap(_marks(*before[key]), _marks(survey, question))
        if min(difference.n_before, difference.n_after) < survey.smallest:
            continue
        code, role, _ = key
        found.append(Expectation(code, question.text, role, survey.form, difference, survey.smallest))
    return sorted(
        found,
        key=lambda one: (one.gap.difference if one.gap.difference is not None else 99, one.who, one.text),
    )


def by_who(gaps: Iterable[Expectation]) -> list[tuple[str, list[Expectation]]]:
    """Rows of one role and form together, in the order in which they come."""
    found: dict[str, list[Expectation]] = {}
    for row in gaps:
        found.setdefault(row.who, []).append(row)
    return list(found.items())


def chart(rows: Iterable[Expectation]) -> str:
    """For a narrow page: the labels above the marks; rows of one `who`."""
    shown = [(row.text, row.gap.mean_before, row.gap.mean_after) for row in rows]
    if not shown:
        return ""
    return dumbbell(
        shown, title="Ожидания и реальность, средние оценки из 10", warn_from=DISAPPOINTED_FROM, width=320
    )


def chart_rows(rows: Iterable[Expectation]) -> str:
    """For papers: the labels beside the marks; rows of one `who`."""
    shown = [(row.text, row.gap.mean_before, row.gap.mean_after) for row in rows]
    return dumbbell_rows(shown, title="Ожидания и реальность, средние из 10", warn_from=DISAPPOINTED_FROM)


def mark(value: float | None) -> str:
    return "нет данных" if value is None else f"{value:.1f}".replace(".", ",")


def signed(value: float | None) -> str:
    """«−1,2», «+0,4», «0,0»"""
    if value is None:
        return "—"
    text = f"{abs(round(value, 1)):.1f}".replace(".", ",")
    return text if round(value, 1) == 0 else ("+" if value > 0 else "−") + text


def _sides(surveys: Iterable[Survey], moment: str) -> dict[tuple[str, str, Any], tuple[Survey, Question]]:
    return {
        (question.pair_code, survey.role, survey.campaign.questionnaire.form_id): (survey, question)
        for survey in surveys
        if survey.moment == moment
        for question in survey.questions
        if question.pair_code and question.kind == QuestionKind.SCALE
    }


def _marks(survey: Survey, question: Question) -> Any:
    marks = [(sheet.key, read_answer(question, sheet.answers)) for sheet in survey.sheets]
    given = [(key, value) for key, value in marks if value is not None]
    if survey.is_anonymous or any(key is None for key, _ in given):
        return [value for _, value in given]
    return dict(given)


def _sentence(row: Expectation) -> str:
    one = row.gap
    what = f"ожидали {mark(one.mean_before)}, получили {mark(one.mean_after)}"
    if row.is_few:
        return f"{what}; дважды ответили меньше {row.smallest} человек, поэтому разницу не считаем"
    if one.difference is None:
        return f"{what}; никто не ответил дважды, поэтому разницу не считаем"
    rounded = round(one.difference, 1)
    if rounded == 0:
        verdict = "столько, сколько ждали"
    else:
        points = f"{abs(rounded):.1f}".replace(".", ",")
        verdict = f"реальность {'выше' if rounded > 0 else 'ниже'} ожиданий на {points} балла"
    by = (
        "по средним, без имён"
        if one.both is None
        else "по ответам " + counted(one.both, "человека", "человек", "человек") + ", ответивших дважды"
    )
    return f"{what}: {verdict} ({by})"
