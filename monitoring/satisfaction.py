"""«Доля удовлетворённых»: who counts is a setting, and whoever prints the share prints the rule."""

from __future__ import annotations

from collections import Counter

from monitoring.aggregation import held_cells, mean_mark, read_answer
from monitoring.enums import SatisfactionRule
from monitoring.models import MonitoringSettings
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from monitoring.survey_results import released
from monitoring.survey_sheets import Sheet, Survey, latest
from participants.enums import QuestionKind, SurveyMoment
from participants.models import Question
from programs.models import MentoringForm, Program

GLAD = "glad"  # code, or code of the pair, of «рады, что участвовали» in the shipped questionnaires
NOBODY = Share(0, 0)


def satisfaction_of(program: Program, role: str, form: MentoringForm | None = None) -> Share:
    """Satisfied of those whose answers tell it; role: "mentor", "mentee" or "parent".

    The surveys after the participation speak; without any, the latest ones in between. Share(0, 0): nobody was asked,
    or the answers must not be shown (see question_shares).
    """
    settings = settings_of(program)
    surveys = [
        survey
        for survey in latest(released(program))
        if survey.role == role and survey.moment != SurveyMoment.BEFORE and _asks(survey, settings)
    ]
    surveys = [survey for survey in surveys if survey.moment == SurveyMoment.AFTER] or surveys
    verdicts = [
        (sheet.form_id, verdict)
        for survey in surveys
        for sheet in survey.sheets
        if (verdict := is_satisfied(survey.questions, sheet, settings)) is not None
    ]
    held = held_cells(Counter(form_id for form_id, _ in verdicts), smallest=settings.smallest_group)
    if form is not None and form.pk in held:
        return NOBODY
    told = [verdict for form_id, verdict in verdicts if form is None or form_id == form.pk]
    return Share(sum(told), len(told)) if len(told) >= settings.smallest_group else NOBODY


def is_satisfied(questions: list[Question], sheet: Sheet, settings: MonitoringSettings) -> bool | None:
    """By the rule of the programme; None when the sheet does not tell."""
    glad = next((read_answer(question, sheet.answers) for question in questions if _is_glad(question)), None)
    mean = mean_mark(questions, sheet.answers)
    high = None if mean is None else mean >= settings.satisfied_mean
    if settings.satisfaction_rule == SatisfactionRule.GLAD:
        return glad
    if settings.satisfaction_rule == SatisfactionRule.MEAN:
        return high
    return None if glad is None or high is None else glad and high


def rule_words(settings: MonitoringSettings) -> str:
    """«Доволен — кто ответил «да» на вопрос «рады, что участвовали» и дал среднюю оценку не ниже 7,0.»"""
    mark = f"{settings.satisfied_mean:.1f}".replace(".", ",")
    return {
        SatisfactionRule.GLAD_AND_MEAN: "Довольным считается, кто рад участию (ответил «да») и чья средняя оценка "
        f"по всем шкалам анкеты не ниже {mark} из 10.",
        SatisfactionRule.GLAD: "Довольным считается, кто рад участию (ответил «да»).",
        SatisfactionRule.MEAN: f"Довольным считается, чья средняя оценка по всем шкалам анкеты не ниже {mark} из 10.",
    }[SatisfactionRule(settings.satisfaction_rule)]


def _is_glad(question: Question) -> bool:
    return question.kind == QuestionKind.YES_NO and GLAD in (question.code, question.pair_code)


def _asks(survey: Survey, settings: MonitoringSettings) -> bool:
    has_glad = any(_is_glad(question) for question in survey.questions)
    has_scale = any(question.kind == QuestionKind.SCALE for question in survey.questions)
    return {
        SatisfactionRule.GLAD_AND_MEAN: has_glad and has_scale,
        SatisfactionRule.GLAD: has_glad,
        SatisfactionRule.MEAN: has_scale,
    }[SatisfactionRule(settings.satisfaction_rule)]
