"""Surveys of a programme with their answers in memory, and whether their results may be shown at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from mentoring_site.words import plural
from monitoring.campaigns import IS_ASKED, SUBJECT, campaign_id_of
from monitoring.enums import CampaignState
from monitoring.models import Campaign, Invitation
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from monitoring.survey_twins import twins_of
from participants.enums import QuestionnaireRole, ResponseSource, ResponseState
from participants.models import Mentee, Mentor, Question, Response
from programs.models import MentoringForm, Program

NOBODY = "Пока никто не ответил."
STILL_OPEN = (
    "Опрос без имени ещё не завершён. Результаты появятся после этого: иначе по тому, как они растут, "
    "можно узнать, кто ответил последним."
)


GOES_ON = "Опрос ещё идёт. Итоги появятся, когда куратор его завершит."
TWIN = (
    "Незадолго до этого на те же вопросы без имени отвечали почти те же люди: разница двух опросов показала бы, кто "
    "как ответил. Поэтому результаты этого опроса не показываем."
)


@dataclass(frozen=True)
class Sheet:
    """Answers of one respondent. person_id, form_id: None where they can't be known; parent: which one of a pupil."""

    answers: dict[str, Any]
    person_id: int | None = None
    form_id: int | None = None
    parent: str = ""
    is_paper: bool = False  # typed by the curator, who knows it

    @property
    def key(self) -> tuple[int, str] | None:
        """The same for the same respondent in two surveys; None without a name."""
        return None if self.person_id is None else (self.person_id, self.parent)


@dataclass(frozen=True)
class Survey:
    """A campaign with its questions and submitted sheets; whoever prints numbers asks `hold_words` first."""

    campaign: Campaign
    smallest: int
    questions: list[Question] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    is_twin: bool = False  # of an earlier survey of almost the same people

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
        """Answered of asked, as the list of surveys counts it (monitoring/campaigns.py)."""
        answered = self.n if self.is_anonymous else self.answered
        return Share(min(answered, self.asked), self.asked)

    def hold_words(self, *, opens_named: bool = False) -> str:
        """Why no numbers are shown; empty: they are. opens_named: for who may read named answers anyway."""
        if not self.n:
            return NOBODY
        if self.is_anonymous and self.campaign.state != CampaignState.CLOSED:
            return STILL_OPEN
        if self.n < self.smallest and (self.is_anonymous or not opens_named):
            return few_words(self.n)
        if self.is_anonymous and 0 < self.unseen < min(self.smallest, self.n):
            return unseen_words(self.unseen)
        return TWIN if self.is_anonymous and self.is_twin else ""

    @property
    def unseen(self) -> int:
        """Sheets that nobody has typed: who typed the others would subtract them."""
        return sum(not sheet.is_paper for sheet in self.sheets)

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


def unseen_words(n: int) -> str:
    verb = plural(n, "ответил", "ответили", "ответили")
    people = plural(n, "человек", "человека", "человек")
    return (
        f"С телефона {verb} {n}\u00a0{people}, остальные листы набраны с бумаги, и кто их набирал, их знает: чтобы "
        "никого нельзя было узнать, результаты не показываем."
    )


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
        row["campaign"]: (row["asked"], row["answered"])
        for row in Invitation.objects.filter(campaign__in=found)
        .order_by()
        .values("campaign")
        .annotate(asked=Count("pk", filter=IS_ASKED), answered=Count("pk", filter=Q(is_answered=True)))
    }
    sheets = _sheets(program, found)
    nameless = any(campaign.questionnaire.is_anonymous for campaign in found)
    twins = twins_of(program, smallest=smallest) if nameless else set()
    return [
        Survey(
            campaign,
            smallest,
            questions[campaign.questionnaire_id],
            sheets[campaign.pk],
            *counts.get(campaign.pk, (0, 0)),
            is_twin=campaign.pk in twins,
        )
        for campaign in found
    ]


def survey_of(campaign: Campaign) -> Survey:
    return surveys_of(campaign.program, [campaign])[0]


def latest(surveys: Iterable[Survey]) -> list[Survey]:
    """The newest of the surveys with the same questionnaire (any edition), so that nobody counts twice."""
    newest: dict[str, Survey] = {}
    for survey in sorted(
        surveys, key=lambda s: (s.campaign.opened_at is not None, s.campaign.opened_at or 0)
    ):
        newest[survey.campaign.questionnaire.code] = survey
    return list(newest.values())


def _sheets(program: Program, campaigns: list[Campaign]) -> dict[int, list[Sheet]]:
    """By campaign. One query for all, since the analysis reads every survey of the year."""
    found: dict[int, list[Sheet]] = defaultdict(list)
    by_key = {campaign.pk: campaign for campaign in campaigns}
    if not by_key:
        return found
    forms = _forms_of_people(program)
    rows = Response.objects.filter(
        program=program,
        questionnaire__in={campaign.questionnaire_id for campaign in campaigns},
        subject__startswith=f"{SUBJECT}:",
        state=ResponseState.SUBMITTED,
    ).order_by("pk")
    for subject, answers, person_id, source in rows.values_list("subject", "answers", "person_id", "source"):
        campaign = by_key.get(campaign_id_of(subject) or 0)
        if campaign is None:
            continue
        questionnaire = campaign.questionnaire
        side = questionnaire.role if questionnaire.role == QuestionnaireRole.MENTOR else "mentee"
        form_id = questionnaire.form_id or (forms.get((side, person_id)) if person_id is not None else None)
        parent = ":".join(subject.split(":")[2:])
        found[campaign.pk].append(Sheet(answers, person_id, form_id, parent, source == ResponseSource.GRID))
    return found


def _forms_of_people(program: Program) -> dict[tuple[str, int], int | None]:
    """{(role, person): form}; parents answer about the pupil, who is a mentee."""
    return {
        (role, person_id): form_id
        for role, model in (("mentor", Mentor), ("mentee", Mentee))
        for person_id, form_id in model.objects.filter(program=program).values_list("person_id", "form_id")
    }
