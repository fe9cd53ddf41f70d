"""The SWOT: what the answers say by the thresholds, and the grid in the official look."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from monitoring.aggregation import tally
from monitoring.enums import Quadrant
from monitoring.expectations import who_words
from monitoring.models import Campaign, MonitoringSettings, SwotFactor
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from monitoring.survey_results import released
from monitoring.survey_sheets import latest
from participants.enums import SurveyMoment
from participants.models import Question
from programs.models import MentoringForm, Program

INTERNAL = (Quadrant.STRENGTH, Quadrant.WEAKNESS)
EXTERNAL = (Quadrant.OPPORTUNITY, Quadrant.THREAT)
NAMED_PEOPLE = ("наставни", "наставляем", "родител", "партнёр", "педагог", "куратор", "дет")
SameQuestion = tuple[str, str, str]  # role, code of the form, code of the question: the same in every year


@dataclass(frozen=True)
class DraftLine:
    """What one question of one survey says. quadrant: None between the thresholds."""

    campaign: Campaign
    question: Question
    share: Share
    quadrant: Quadrant | None
    form: MentoringForm | None
    is_taken: bool = False
    last_year: Share | None = None

    @property
    def key(self) -> str:
        return f"{self.campaign.pk}-{self.question.pk}"

    @property
    def who(self) -> str:
        return who_words(self.campaign.questionnaire.role, self.form)

    @property
    def text(self) -> str:
        """«Готовы продолжить участие (наставляемые)»; a factor that names people needs no one in brackets."""
        factor = f"{self.question.factor[:1].upper()}{self.question.factor[1:]}"
        role = self.campaign.questionnaire.role
        if not role or any(stem in factor.lower() for stem in NAMED_PEOPLE):
            return factor
        return f"{factor} ({who_words(role, None)})"

    @property
    def then_and_now(self) -> str:
        return compare_words(self.last_year, self.share)


@dataclass(frozen=True)
class Grid:
    """The factors by quadrant; a factor of one form says which when all are shown together."""

    strengths: list[SwotFactor]
    weaknesses: list[SwotFactor]
    opportunities: list[SwotFactor]
    threats: list[SwotFactor]

    @property
    def is_empty(self) -> bool:
        return not (self.strengths or self.weaknesses or self.opportunities or self.threats)

    def rows(self) -> list[tuple[str, str, list[SwotFactor], str, list[SwotFactor]]]:
        """Inner and outer factors: (row, positive head, positive ones, negative head, negative ones)."""
        return [
            ("Внутренние", "Сильные стороны", self.strengths, "Слабые стороны", self.weaknesses),
            ("Внешние", "Возможности", self.opportunities, "Угрозы", self.threats),
        ]


def verdict(share: Share, settings: MonitoringSettings) -> Quadrant | None:
    """From the upper threshold on a strength, up to the lower one a weakness; compared exactly, not by per cent."""
    if not share.total:
        return None
    if share.part * 100 >= settings.strong_from * share.total:
        return Quadrant.STRENGTH
    if share.part * 100 <= settings.weak_to * share.total:
        return Quadrant.WEAKNESS
    return None


def draft_of(program: Program, *, with_last_year: bool = True) -> list[DraftLine]:
    """A line for each question that speaks in the SWOT: what most agree with comes first, what fewest agree with last.

    Surveys before the participation say what was hoped for and stay out, as do groups under the threshold.
    """
    settings = settings_of(program)
    taken = {
        (factor.campaign_id, factor.question_code)
        for factor in SwotFactor.objects.filter(program=program, campaign__isnull=False)
    }
    then = _shares_of_last_year(program) if with_last_year and program.previous_id else {}
    lines = []
    for survey in latest(released(program)):
        if survey.moment == SurveyMoment.BEFORE:
            continue
        answers = [sheet.answers for sheet in survey.sheets]
        for question in survey.questions:
            share = tally(question, answers, high_mark=settings.high_mark).share if question.factor else None
            if share is None or share.total < survey.smallest:
                continue
            lines.append(
                DraftLine(
                    survey.campaign,
                    question,
                    share,
                    verdict(share, settings),
                    survey.form,
                    (survey.campaign.pk, question.code) in taken,
                    then.get(_same(survey.role, survey.form, question.code)),
                )
            )
    return sorted(lines, key=lambda line: (-line.share.part / line.share.total, line.who, line.text))


def factors_of(program: Program, form: MentoringForm | None = None) -> QuerySet[SwotFactor]:
    """All of the programme, or those of one form with those that hold for all forms."""
    factors = SwotFactor.objects.filter(program=program).select_related("form", "campaign__questionnaire")
    return factors.filter(form=form) | factors.filter(form__isnull=True) if form else factors


def grid_of(factors: Iterable[SwotFactor]) -> Grid:
    by_quadrant: dict[str, list[SwotFactor]] = {quadrant: [] for quadrant in Quadrant.values}
    for factor in factors:
        by_quadrant[factor.quadrant].append(factor)
    return Grid(*(by_quadrant[quadrant] for quadrant in (*INTERNAL, *EXTERNAL)))


def said_as(quadrant: str, text: str) -> str:
    """A statement few agreed with is no weakness by itself: «Не подтвердилось: подготовки достаточно»."""
    if quadrant != Quadrant.WEAKNESS:
        return text
    return f"Не подтвердилось: {text[:1].lower()}{text[1:]}"


def factor_words(factor: SwotFactor, *, with_form: bool = True) -> str:
    """«Готовы продолжить участие (наставляемые), «Ученик – ученик»: 18 из 24 (75 %)»"""
    text = factor.text.rstrip(".")
    if with_form and factor.form:
        text += f", «{factor.form.title}»"
    return f"{text}: {Share(factor.positive or 0, factor.total).words}" if factor.total else text


def last_year_words(program: Program, factors: Iterable[SwotFactor]) -> dict[int, str]:
    """{factor: «год назад 40 %, сейчас 75 %»} of those whose question was asked a year ago too."""
    rows = [factor for factor in factors if factor.total and factor.campaign]
    if not rows or not program.previous_id:
        return {}
    then = _shares_of_last_year(program)
    found = {}
    for factor in rows:
        before = then.get(_same(factor.campaign.questionnaire.role, factor.form, factor.question_code))
        if before:
            found[factor.pk] = compare_words(before, Share(factor.positive or 0, factor.total or 0))
    return found


def compare_words(then: Share | None, now: Share) -> str:
    """«год назад 8 из 20 (40 %), сейчас больше на 35 п. п.»; empty when nothing was asked then."""
    if then is None or then.percent is None or now.percent is None:
        return ""
    change = now.percent - then.percent
    if not change:
        return f"год назад {then.words}, сейчас столько же"
    return f"год назад {then.words}, сейчас {'больше' if change > 0 else 'меньше'} на {abs(change)}\u00a0п.\u00a0п."


def thresholds_words(settings: MonitoringSettings) -> str:
    return (
        f"Сильная сторона — от {settings.strong_from}\u00a0% положительных ответов, слабая — до "
        f"{settings.weak_to}\u00a0%. Положительный ответ — «да» или оценка от {settings.high_mark} из 10. "
        f"Если ответили меньше {settings.smallest_group} человек, ответы не учитываются."
    )


@cache
def hints() -> dict[str, list[str]]:
    """{quadrant: outer factors to choose from}"""
    with (Path(__file__).parent / "swot_hints.toml").open("rb") as file:
        return tomllib.load(file)


def _same(role: str, form: MentoringForm | None, code: str) -> SameQuestion:
    return role, form.code if form else "", code


def _shares_of_last_year(program: Program) -> dict[SameQuestion, Share]:
    """What was taken then, and where nothing was taken, what the answers said."""
    previous = program.previous
    if previous is None:
        return {}
    found = {
        _same(line.campaign.questionnaire.role, line.form, line.question.code): line.share
        for line in draft_of(previous, with_last_year=False)
    }
    stored = SwotFactor.objects.filter(program=previous, total__isnull=False, campaign__isnull=False)
    for factor in stored.select_related("campaign__questionnaire", "form"):
        key = _same(factor.campaign.questionnaire.role, factor.form, factor.question_code)
        found[key] = Share(factor.positive or 0, factor.total or 0)
    return found
