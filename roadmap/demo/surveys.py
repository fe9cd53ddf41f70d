"""Surveys: last year «до», «после», satisfaction and two without names, all closed; this year one is running."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from monitoring.campaigns import unanswered_of
from monitoring.enums import CampaignState, SurveyPurpose
from monitoring.models import Campaign, Invitation
from monitoring.services.campaign_papers import sheets_waiting, type_sheets
from monitoring.services.campaign_people import Candidate, candidates_of, is_typed, read_addressees
from monitoring.services.campaigns import close_campaign, create_campaign, invite, open_campaign
from participants.enums import QuestionKind
from participants.models import Question, Questionnaire
from participants.questionnaires import by_link
from participants.questionnaires.grid import Row, finish_sheet
from programs.services.audit import Refusal
from roadmap.demo.world import World

BEFORE = (
    ("survey-pupil-mentee-before", "Ожидания наставляемых"),
    ("survey-pupil-mentor-before", "Ожидания наставников"),
    ("survey-teacher-mentee-before", "Ожидания молодых педагогов"),
    ("survey-teacher-mentor-before", "Ожидания педагогов-наставников"),
)
AFTER = (
    ("survey-pupil-mentee-after", "Итоги года: наставляемые"),
    ("survey-pupil-mentor-after", "Итоги года: наставники"),
    ("survey-teacher-mentee-after", "Итоги года: молодые педагоги"),
    ("survey-teacher-mentor-after", "Итоги года: педагоги-наставники"),
    ("survey-parent-after", "Итоги года: родители"),
    ("survey-curator-after", "Итоги года: взгляд куратора"),
)
INTERIM = (
    ("survey-satisfaction-mentee", "Как идёт работа: наставляемые"),
    ("survey-satisfaction-mentor", "Как идёт работа: наставники"),
)
QUALITY = "survey-quality"
FEW = 4  # answers of a survey without names that stays under the threshold
ON_PAPER = 6  # each sixth of the named answered on a sheet
WORDS = (
    "Больше времени на встречи",
    "Общие встречи раз в месяц",
    "Спокойный разговор, когда не получалось",
    "Своего наставника в классе",
    "Понятный план с самого начала",
    "Помощь с проектом",
    "",
    "",
)


def ask_last_year(world: World) -> None:
    """Told while last year's programme is still running, before it is completed."""
    story, starts, ends = _Story(world, "last"), world.program.starts, world.program.ends
    for code, title in BEFORE:
        story.finished(code, title, SurveyPurpose.BEFORE, starts + timedelta(days=50), share=95)
    for code, title in INTERIM:
        story.finished(code, title, SurveyPurpose.SATISFACTION, date(ends.year, 2, 9), share=90)
    _ask_in_may(story)


def _ask_in_may(story: _Story) -> None:
    """The surveys after the participation and on the quality of the programme, all over by June."""
    ends = story.world.program.ends
    for code, title in AFTER:
        story.finished(code, title, SurveyPurpose.AFTER, date(ends.year, 5, 18), share=90)
    story.finished(QUALITY, "Качество программы", SurveyPurpose.QUALITY, date(ends.year, 5, 20), share=80)
    story.finished(
        QUALITY,
        "Качество программы: педагоги",
        SurveyPurpose.QUALITY,
        date(ends.year, 5, 21),
        share=100,
        most=FEW,
        adults_only=True,
    )


def ask_this_year(world: World) -> None:
    """«До» is over; how the work goes is being asked, and six of ten have answered."""
    story, calendar = _Story(world, "this"), world.calendar
    for code, title in BEFORE:
        story.finished(code, title, SurveyPurpose.BEFORE, calendar.day(58), share=92)
    opened = calendar.ago(4)
    running = story.started(
        *INTERIM[0], SurveyPurpose.SATISFACTION, opened, closes_on=calendar.today + timedelta(days=3)
    )
    story.answer(running, opened, share=60)
    story.drafted(*INTERIM[1], SurveyPurpose.SATISFACTION, calendar.today, closes_on=None)


def end_interim(world: World) -> None:
    """What was being asked in November is over, and the mentors were asked as well."""
    story, today = _Story(world, "interim"), world.calendar.today
    for campaign in Campaign.objects.filter(program=world.program).exclude(state=CampaignState.CLOSED):
        if campaign.state == CampaignState.DRAFT:
            open_campaign(campaign=campaign, on=today, by=story.by)
            campaign = Campaign.objects.get(pk=campaign.pk)
            story.answer(campaign, today, share=85)
        world.at(today)
        close_campaign(campaign=campaign, by=story.by)


def ask_at_the_end(world: World) -> None:
    """This year's surveys of May, in a story that is told in June."""
    _ask_in_may(_Story(world, "this end"))


class _Story:
    """Chances are its own, so that the rest of the demo stays what its seed made it."""

    def __init__(self, world: World, year: str) -> None:
        self.world, self.by = world, world.curator
        self.rng = Random(f"surveys {year}")

    # --- one survey -----------------------------------------------------------------------------------

    def finished(self, code: str, title: str, purpose: str, on: date, *, share: int, **whom: Any) -> None:
        campaign = self.started(code, title, purpose, on, closes_on=on + timedelta(days=14), **whom)
        if campaign is None:
            return
        self.answer(campaign, on, share=share)
        self.world.at(min(on + timedelta(days=15), self.world.calendar.today))
        close_campaign(campaign=campaign, by=self.by)

    def started(self, *about: Any, closes_on: date | None, **whom: Any) -> Campaign | None:
        campaign = self.drafted(*about, closes_on=closes_on, **whom)
        if campaign is None:
            return None
        try:
            open_campaign(campaign=campaign, on=about[3], by=self.by)
        except Refusal:  # nobody of them has a consent yet
            return None
        return Campaign.objects.get(pk=campaign.pk)

    def drafted(
        self,
        code: str,
        title: str,
        purpose: str,
        on: date,
        *,
        closes_on: date | None,
        most: int = 0,
        adults_only: bool = False,
    ) -> Campaign | None:
        """With everybody who is in a pair; None when there is nobody."""
        self.world.at(on)
        rows = Questionnaire.objects.filter(program=self.world.program, code=code).exclude(state="closed")
        questionnaire = rows.order_by("-edition").first()
        if questionnaire is None:
            return None
        campaign = create_campaign(
            program=self.world.program,
            questionnaire=questionnaire,
            title=title,
            purpose=purpose,
            closes_on=closes_on,
            on=on,
            by=self.by,
        )
        people = self._whom(campaign, adults_only)
        if not people:
            return None
        invite(campaign=campaign, candidates=people[:most] if most else people, on=on, by=self.by)
        return campaign

    def _whom(self, campaign: Campaign, adults_only: bool) -> list[Candidate]:
        if is_typed(campaign):
            return read_addressees(f"{self.by.full_name}; {self.by.email}")
        found = [one for one in candidates_of(campaign) if one.is_in_pair]
        return [one for one in found if one.school_class is None] if adults_only else found

    # --- answers --------------------------------------------------------------------------------------

    def answer(self, campaign: Campaign, on: date, *, share: int) -> None:
        """So many of a hundred answer within a week, some of the named ones on paper."""
        rows = list(unanswered_of(campaign))
        willing = set(self.rng.sample(range(len(rows)), k=round(len(rows) * share / 100)))
        answering = [row for place, row in enumerate(rows) if place in willing]
        questions = list(campaign.questionnaire.questions.all())
        papers: list[tuple[Invitation, dict[str, Any]]] = []
        today = self.world.calendar.today
        for place, row in enumerate(answering):
            answers = dict(self._answers(questions, campaign.questionnaire.moment))
            if place % ON_PAPER == ON_PAPER - 1 and not row.is_anonymous:
                papers.append((row, answers))
                continue
            day = min(on + timedelta(days=place % 5), today)
            self.world.at(day)
            asked = by_link.asked_by(row.link)
            by_link.keep(asked, answers, day)
            by_link.send(asked, day)
        self._type(campaign, papers, min(on + timedelta(days=6), today))

    def _type(
        self, campaign: Campaign, papers: Sequence[tuple[Invitation, Mapping[str, Any]]], on: date
    ) -> None:
        if not papers:
            return
        self.world.at(on)
        rows = [
            Row(str(place), who=str(row), person=row, answers=dict(answers))
            for place, (row, answers) in enumerate(papers, start=1)
        ]
        if not type_sheets(campaign=campaign, rows=rows, by=self.by, on=on):
            raise LookupError(f"the demo's sheets are refused: {[row.errors for row in rows if row.errors]}")
        for sheet in sheets_waiting(campaign):
            finish_sheet(response=sheet, answers=sheet.answers, by=self.by, on=on)

    def _answers(self, questions: Sequence[Question], moment: str) -> Iterator[tuple[str, Any]]:
        """Somewhat better «после» than «до», and never all alike."""
        mood = self.rng.randrange(-1, 2)
        for question in questions:
            answer = self._one(question, moment, mood)
            if answer is not None:
                yield question.code, answer

    def _one(self, question: Question, moment: str, mood: int) -> Any:
        rng = self.rng
        if question.kind == QuestionKind.SCALE:
            middle = (6 if moment == "before" else 8) + mood
            return min(question.scale_max, max(question.scale_min, middle + rng.randrange(-2, 3)))
        if question.kind == QuestionKind.YES_NO:
            return rng.randrange(100) < (70 if moment == "before" else 82)
        if question.kind == QuestionKind.ONE:
            return rng.choice(question.options)
        if question.kind == QuestionKind.MANY:
            return rng.sample(question.options, k=min(2, len(question.options)))
        if question.kind == QuestionKind.OPEN:
            return rng.choice(WORDS) or None
        return None
