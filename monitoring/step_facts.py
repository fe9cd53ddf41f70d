"""What surveys, measures, the analysis and honours say of the roadmap's steps (domain: §1.4). Counts, no names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from mentoring_site.words import counted
from monitoring.campaigns import campaigns_of, is_over
from monitoring.enums import (
    AwardState,
    CampaignState,
    CaseState,
    ParameterSubject,
    PublicState,
    SurveyPurpose,
)
from monitoring.measuring import Target, Targets, measured_keys, measured_parameters
from monitoring.models import (
    Award,
    Campaign,
    Parameter,
    PracticeCase,
    PublicBlock,
    PublicCard,
    PublishedElsewhere,
    SwotFactor,
)
from monitoring.services.measurements import consents_lacking
from monitoring.summary import official_level
from pairing.models import Pair
from participants.enums import QuestionnaireRole, SurveyMoment
from programs.models import Program
from programs.registries.programme import StepFact
from programs.step_facts import page, share, shared

# --- surveys: steps 5, 10, 25, 28 ---------------------------------------------------------------------------


@shared
def asked_campaigns(program: Program, on: date) -> list[Campaign]:
    """Surveys that have begun, with `asked` and `answered`."""
    return list(campaigns_of(program).exclude(state=CampaignState.DRAFT).order_by("pk"))


class SurveyFact:
    """Answers of the surveys of these purposes; confirmed when the last of them is over.

    The first group of purposes that has any survey speaks. word: stands before the share, "" at the beginning.
    """

    def __init__(self, *purposes: Collection[str], role: str = "", word: str = "Ответили") -> None:
        self.purposes, self.role, self.word = purposes, role, word

    def __call__(self, program: Program, on: date) -> StepFact | None:
        found: list[Campaign] = []
        for group in self.purposes:
            found = found or [
                one
                for one in asked_campaigns(program, on)
                if one.purpose in group and self.role in ("", one.questionnaire.role)
            ]
        if not found:
            return None
        asked, answered = sum(one.asked for one in found), sum(one.answered for one in found)
        running = sum(not is_over(one, on) for one in found)
        text = f"{self.word} {answered} из {asked}"
        if running:
            text += f", {'идёт' if running == 1 else 'идут'} {counted(running, 'опрос', 'опроса', 'опросов')}"
        url = page(program, "monitoring:campaign_list")
        return share(text, answered, asked, url, is_complete=not running and answered > 0)


feedback = SurveyFact((SurveyPurpose.INTERIM, SurveyPurpose.AFTER))
satisfaction = SurveyFact((SurveyPurpose.AFTER,), (SurveyPurpose.SATISFACTION,))
before_of_mentees = SurveyFact((SurveyPurpose.BEFORE,), role=QuestionnaireRole.MENTEE, word="ожидания")
before_of_mentors = SurveyFact((SurveyPurpose.BEFORE,), role=QuestionnaireRole.MENTOR, word="ожидания")


# --- measures: steps 9, 13, 32 ------------------------------------------------------------------------------

Cell = tuple[str, int]  # kind of subject and key of whom is measured


@dataclass(frozen=True)
class Measures:
    """Parameters, who is measured by each, and the cells of the paper that lacks: a refusal is no debt."""

    parameters: list[Parameter]
    targets: dict[int, list[Target]]
    barred: dict[int, dict[int, str]]


@shared
def measures(program: Program, on: date) -> Measures:
    targets, parameters = Targets(program), list(measured_parameters(program))
    asked = {one.pk: targets.of(one) for one in parameters}
    people = {target.key: target.person for found in asked.values() for target in found if target.person}
    barred = consents_lacking(parameters, list(people.values()), on, on) if people else {}
    return Measures(parameters, asked, barred)


@shared
def measured_before(program: Program, on: date) -> dict[int, set[int]]:
    return measured_keys(measures(program, on).parameters, SurveyMoment.BEFORE)


@shared
def measured_after(program: Program, on: date) -> dict[int, set[int]]:
    return measured_keys(measures(program, on).parameters, SurveyMoment.AFTER)


class MeasureFact:
    """Everybody who may be measured has all values of the moment. measured: reads parameter id -> measured keys."""

    def __init__(self, measured: Callable[[Program, date], dict[int, set[int]]], *subjects: str) -> None:
        self.measured, self.subjects = measured, subjects

    def __call__(self, program: Program, on: date) -> StepFact | None:
        found = measures(program, on)
        parameters = [one for one in found.parameters if one.subject in self.subjects]
        keys = self.measured(program, on)
        if not any(keys[one.pk] for one in parameters):
            return None
        asked: set[Cell] = set()
        lacking: set[Cell] = set()
        for one in parameters:
            barred = found.barred.get(one.pk, {})
            for target in found.targets[one.pk]:
                if target.key in barred:
                    continue
                asked.add((one.subject, target.key))
                if target.key not in keys[one.pk]:
                    lacking.add((one.subject, target.key))
        done = len(asked) - len(lacking)
        is_of_people = set(self.subjects) <= {ParameterSubject.MENTEE, ParameterSubject.MENTOR}
        text = f"Измерено {done} из {len(asked)}" + ("" if is_of_people else ", с классами и школой")
        return share(text, done, len(asked), page(program, "monitoring:measure_home"))


# --- quality and what remains: steps 30, 31, 33, 34 -----------------------------------------------------------


def awards(program: Program, on: date) -> StepFact | None:
    """Step 30: honours of the year that were handed; nothing is said while none is proposed."""
    counts = Award.objects.filter(program=program).aggregate(
        total=Count("pk"), handed=Count("pk", filter=Q(state=AwardState.HANDED))
    )
    if not counts["total"]:
        return None
    text = f"вручено {counts['handed']} из {counted(counts['total'], 'награды', 'наград', 'наград')}"
    return share(text, counts["handed"], counts["total"], page(program, "monitoring:recognition"))


def quality(program: Program, on: date) -> StepFact | None:
    """Step 31: the SWOT and the consolidated sheet."""
    factors = SwotFactor.objects.filter(program=program).count()
    level = official_level(program)
    if not factors and level is None:
        return None
    said = f"SWOT: {counted(factors, 'фактор', 'фактора', 'факторов')}" if factors else "SWOT не начат"
    text = f"{said}, {level.partition(',')[0] if level else 'сводного листа нет'}"
    return StepFact(text, bool(factors and level), page(program, "monitoring:overview"))


@shared
def case_states(program: Program, on: date) -> dict[str, int]:
    rows = PracticeCase.objects.filter(program=program).exclude(state=CaseState.WITHDRAWN)
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def cases(program: Program, on: date) -> StepFact | None:
    """Step 33: every case is agreed, and no pair that wished one waits for its text."""
    states = case_states(program, on)
    written = PracticeCase.objects.filter(pair=OuterRef("pk"))
    wished = Pair.objects.filter(~Exists(written), program=program, wants_case=True).count()
    total = sum(states.values())
    if not total and not wished:
        return None
    agreed = states.get(CaseState.AGREED, 0) + states.get(CaseState.PUBLISHED, 0)
    url = page(program, "monitoring:case_list")
    if not total:
        return StepFact(f"Ждут описания: {counted(wished, 'пара', 'пары', 'пар')}", url=url)
    text = f"Согласовано {agreed} из {counted(total, 'кейса', 'кейсов', 'кейсов')}"
    if wished:
        text += f", ждут описания {counted(wished, 'пара', 'пары', 'пар')}"
    return share(text, agreed, total, url, is_complete=agreed >= total and not wished)


def published(program: Program, on: date) -> StepFact | None:
    """Step 34: something of the year stands on the school's open pages or on another site."""
    cards = PublicCard.objects.filter(program=program, state=PublicState.PUBLISHED).count()
    elsewhere = PublishedElsewhere.objects.filter(program=program, removed_on=None).count()
    own = case_states(program, on).get(CaseState.PUBLISHED, 0)
    parts = [
        counted(count, *words)
        for count, words in (
            (own, ("кейс", "кейса", "кейсов")),
            (cards, ("карточка наставника", "карточки наставников", "карточек наставников")),
        )
        if count
    ]
    if elsewhere:
        parts.append(f"на других сайтах {elsewhere}")
    if not parts:
        return None
    is_on = PublicBlock.objects.filter(school=program.school_id, is_on=True).exists()
    text = f"Опубликовано: {', '.join(parts)}"
    if not is_on and not elsewhere:
        text += ", открытые страницы выключены"
    return StepFact(text, is_on or elsewhere > 0, page(program, "monitoring:public_home"))
