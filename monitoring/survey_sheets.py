"""Surveys of a programme with their answers in memory, and whether their results may be shown at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from mentoring_site.words import plural
from monitoring.campaigns import responses_of
from monitoring.enums import CampaignState
from monitoring.models import Campaign, Invitation
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from participants.enums import QuestionnaireRole, ResponseState
from participants.models import Mentee, Mentor, Question
from programs.models import MentoringForm, Program

NOBODY = "Пока никто не ответил."
STILL_OPEN = (
    "Опрос без имени ещё идёт. Результаты появятся, когда он завершится: иначе по тому, как они растут, "
    "можно узнать, кто ответил последним."
)


@dataclass(frozen=True)
class Sheet:
    """Answers of one respondent. person_id, form_id: None where they can't be known."""

    answers: dict[str, Any]
    person_id: int | None = None
    form_id: int | None = None


@dataclass(frozen=True)
class Survey:
    """A campaign with its questions and submitted sheets; whoever prints numbers asks `hold_words` first."""

    campaign: Campaign
    smallest: int
    questions: list[Question] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    invited: int = 0
    answered: int = 0

    @property
    def is_anonymous(self) -> bool:
        return self.campaign.questionnaire.is_anonymous

    @property
    def role(self) -> str:
        return self.campaign.questionnaire.role

    @property
    def moment(self) -> str:
        return self.campaign.questionnaire.moment

    @property
    def form(self) -> MentoringForm | None:
        return self.campaign.questionnaire.form

    @property
    def n(self) -> int:
        return len(self.sheets)

    @property
    def rate(self) -> Share:
        """Answered of invited; paper sheets of people who were not on the list make it no more than all."""
        return Share(min(max(self.answered, self.n), self.invited), self.invited)

    def hold_words(self, *, opens_named: bool = False) -> str:
        """Why no numbers are shown; empty: they are. opens_named: for who may read named answers anyway."""
        if not self.n:
            return NOBODY
        if self.is_anonymous and self.campaign.state != CampaignState.CLOSED:
            return STILL_OPEN
        if self.n < self.smallest and (self.is_anonymous or not opens_named):
            return few_words(self.n)
        return ""

    @property
    def is_released(self) -> bool:
        """May its numbers stand in analysis and report."""
        return not self.hold_words()

    def of_form(self, form: MentoringForm | None) -> list[Sheet]:
        """Sheets of one form; all of them without one."""
        if form is None:
            return self.sheets
        return [sheet for sheet in self.sheets if sheet.form_id == form.pk]


def few_words(n: int) -> str:
    """«Ответили 3 человека: чтобы никого нельзя было узнать, результаты не показываем.»"""
    verb = plural(n, "Ответил", "Ответили", "Ответили")
    people = plural(n, "человек", "человека", "человек")
    return f"{verb} {n}\u00a0{people}: чтобы никого нельзя было узнать, результаты не показываем."


def surveys_of(program: Program, campaigns: Iterable[Campaign] | None = None) -> list[Survey]:
    """All opened surveys of the programme with questions and sheets, newest first."""
    if campaigns is None:
        campaigns = Campaign.objects.filter(program=program).exclude(state=CampaignState.DRAFT)
        campaigns = campaigns.select_related("questionnaire__form").order_by("-opened_at", "-pk")
    found = list(campaigns)
    smallest = settings_of(program).smallest_group
    questions: dict[int, list[Question]] = defaultdict(list)
    for question in Question.objects.filter(questionnaire__in={c.questionnaire_id for c in found}):
        questions[question.questionnaire_id].append(question)
    counts = {
        row["campaign"]: (row["invited"], row["answered"])
        for row in Invitation.objects.filter(campaign__in=found)
        .order_by()
        .values("campaign")
        .annotate(invited=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)))
    }
    forms = _forms_of_people(program) if found else {}
    surveys = []
    for campaign in found:
        invited, answered = counts.get(campaign.pk, (0, 0))
        surveys.append(
            Survey(
                campaign,
                smallest,
                questions[campaign.questionnaire_id],
                _sheets(campaign, forms),
                invited,
                answered,
            )
        )
    return surveys


def latest(surveys: Iterable[Survey]) -> list[Survey]:
    """The newest of the surveys with the same questionnaire (any edition), so that nobody counts twice."""
    newest: dict[str, Survey] = {}
    for survey in sorted(
        surveys, key=lambda s: (s.campaign.opened_at is not None, s.campaign.opened_at or 0)
    ):
        newest[survey.campaign.questionnaire.code] = survey
    return list(newest.values())


def _sheets(campaign: Campaign, forms: dict[tuple[str, int], int | None]) -> list[Sheet]:
    questionnaire = campaign.questionnaire
    side = QuestionnaireRole.MENTOR if questionnaire.role == QuestionnaireRole.MENTOR else "mentee"
    rows = responses_of(campaign).filter(state=ResponseState.SUBMITTED).order_by("pk")
    return [
        Sheet(
            answers,
            person_id,
            questionnaire.form_id or (forms.get((side, person_id)) if person_id is not None else None),
        )
        for answers, person_id in rows.values_list("answers", "person_id")
    ]


def _forms_of_people(program: Program) -> dict[tuple[str, int], int | None]:
    """{(role, person): form}; parents answer about the pupil, who is a mentee."""
    return {
        (role, person_id): form_id
        for role, model in (("mentor", Mentor), ("mentee", Mentee))
        for person_id, form_id in model.objects.filter(program=program).values_list("person_id", "form_id")
    }
