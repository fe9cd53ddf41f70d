"""The six monitoring tasks of section 6: where each stands, told by what the base knows, with a link to each number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from mentoring_site.words import counted
from monitoring.enums import Quadrant
from monitoring.expectations import expectations_of
from monitoring.models import Measurement, MonitoringText, Parameter, SwotFactor
from monitoring.satisfaction import satisfaction_of
from monitoring.services.free_answers import readable_waiting
from monitoring.services.texts import texts_of
from monitoring.shares import Share
from monitoring.summary import official_level
from monitoring.survey_sheets import Survey, surveys_of
from pairing.enums import Conclusion, MeetingState, PairState
from pairing.models import CompatibilityTest, Meeting, Pair, PairResult
from participants.enums import InterviewConclusion, InterviewState, MentorStatus, SurveyMoment
from participants.models import Interview, Mentor
from programs.content import load_template
from programs.models import Program, ProgramSection
from programs.tenancy import program_url

SECTION = "monitoring_tasks"
COUNT = 6


@dataclass(frozen=True)
class Fact:
    """«Проведено встреч: 120 из 140». value empty: nothing is known yet."""

    label: str
    value: str
    url: str = ""
    is_detail: bool = False  # for the page of the task alone: the list of six would drown in it


@dataclass(frozen=True)
class Task:
    """text: in the words of the programme; conclusion: the curator's, None while he has written none."""

    number: int
    text: str
    facts: list[Fact]
    conclusion: MonitoringText | None

    @property
    def code(self) -> str:
        return f"task-{self.number}"

    @property
    def is_concluded(self) -> bool:
        return bool(self.conclusion and self.conclusion.text)


def task_texts(program: Program) -> list[str]:
    """The six tasks as the school's own programme words them; a section that lost some has the document's."""
    section = ProgramSection.objects.filter(program=program, code=SECTION).first()
    own = [str(row[0]) for row in section.rows if row and str(row[0]).strip()] if section else []
    if len(own) == COUNT:
        return own
    template = next(section for section in load_template().sections if section.code == SECTION)
    return [row[0] for row in template.rows]


def tasks_of(program: Program, on: date, surveys: list[Survey] | None = None) -> list[Task]:
    texts = texts_of(program)
    surveys = surveys_of(program) if surveys is None else surveys
    facts = [
        _feedback(program, surveys),
        _requirements(program),
        _course(program, on),
        _interaction(program),
        _conditions(program),
        _wellbeing(program),
    ]
    return [
        Task(number, text, facts[number - 1], texts.get(f"task-{number}"))
        for number, text in enumerate(task_texts(program), 1)
    ]


# --- the facts --------------------------------------------------------------------------------------------


def _feedback(program: Program, surveys: Iterable[Survey]) -> list[Fact]:
    facts = [
        Fact(
            f"Ответили: {survey.campaign.title}",
            survey.rate.words if survey.asked else counted(survey.n, "анкета", "анкеты", "анкет"),
            program_url(program, "monitoring:survey_results", pk=survey.campaign.pk),
            is_detail=True,
        )
        for survey in surveys
    ]
    asked = [survey for survey in surveys if survey.asked]
    if asked:
        rate = _share(sum(survey.rate.part for survey in asked), sum(survey.asked for survey in asked))
        what = counted(len(asked), "опросе", "опросах", "опросах")
        facts.insert(0, Fact(f"Ответили в {what}", rate, program_url(program, "monitoring:campaign_list")))
    for role, label in (("mentee", "Довольны наставляемые"), ("mentor", "Довольны наставники")):
        share = satisfaction_of(program, role)
        facts.append(Fact(label, share.words if share.total else ""))
    waiting = sum(readable_waiting(program).values())
    if waiting:
        words = counted(waiting, "свободный ответ", "свободных ответа", "свободных ответов")
        facts.append(Fact("Ждут прочтения", words, program_url(program, "monitoring:moderation")))
    return facts


def _requirements(program: Program) -> list[Fact]:
    held = Interview.objects.filter(program=program, state=InterviewState.HELD)
    row = held.aggregate(
        held=Count("pk"),
        fit=Count("pk", filter=~Q(conclusion__in=(InterviewConclusion.NOT_RECOMMENDED, ""))),
    )
    mentors = Mentor.objects.filter(program=program, status=MentorStatus.ADMITTED)
    ready = mentors.aggregate(n=Count("pk"), trained=Count("pk", filter=Q(trained_on__isnull=False)))
    return [
        Fact(
            "Собеседования: рекомендованы",
            _share(row["fit"], row["held"]),
            program_url(program, "participants:interview_list"),
        ),
        Fact(
            "Допущенные наставники прошли обучение",
            _share(ready["trained"], ready["n"]),
            program_url(program, "participants:course_list"),
        ),
        Fact("Наставники довольны участием", _words(satisfaction_of(program, "mentor"))),
    ]


def _course(program: Program, on: date) -> list[Fact]:
    row = (
        Meeting.objects.filter(program=program, date__lte=on)
        .exclude(state=MeetingState.CANCELLED)
        .aggregate(n=Count("pk"), held=Count("pk", filter=Q(state=MeetingState.HELD)))
    )
    pairs = _pairs(program)
    return [
        Fact("Встречи проведены, из назначенных", _share(row["held"], row["n"])),
        Fact(
            "Пары сейчас",
            counted(pairs[PairState.ACTIVE], "действует", "действуют", "действуют")
            if sum(pairs.values())
            else "",
            program_url(program, "pairing:pair_list"),
        ),
    ]


def _interaction(program: Program) -> list[Fact]:
    rows = (
        Pair.objects.of_program(program)
        .exclude(state__in=(PairState.DRAFT, PairState.SUBMITTED))
        .order_by("form__position")
        .values_list("form__title")
        .annotate(n=Count("pk"))
    )
    tests = dict(
        CompatibilityTest.objects.filter(program=program)
        .order_by()
        .values_list("conclusion")
        .annotate(n=Count("pk"))
    )
    results = PairResult.objects.filter(program=program).count()
    pairs_url = program_url(program, "pairing:pair_list")
    good = tests.get(Conclusion.RECOMMENDED, 0) + tests.get(Conclusion.RESERVATION, 0)
    return [
        *(
            Fact(f"Форма «{title}»", counted(n, "пара", "пары", "пар"), pairs_url)
            for title, n in rows
            if title
        ),
        Fact("Тесты совместимости: рекомендованы", _share(good, sum(tests.values()))),
        Fact(
            "Результаты пар: проекты, уроки, олимпиады",
            counted(results, "результат", "результата", "результатов") if results else "",
            pairs_url,
        ),
    ]


def _conditions(program: Program) -> list[Fact]:
    inner = dict(
        SwotFactor.objects.filter(program=program).order_by().values_list("quadrant").annotate(n=Count("pk"))
    )
    swot = program_url(program, "monitoring:swot")
    pairs = _pairs(program)
    over = pairs[PairState.COMPLETED] + pairs[PairState.DISSOLVED]
    said = ""
    if inner:
        said = (
            f"{inner.get(Quadrant.STRENGTH, 0)} сильных, {inner.get(Quadrant.WEAKNESS, 0)} слабых, "
            f"{inner.get(Quadrant.OPPORTUNITY, 0) + inner.get(Quadrant.THREAT, 0)} внешних"
        )
    gaps = [row for row in expectations_of(program) if row.is_disappointed]
    gap_words = counted(len(gaps), "вопрос", "вопроса", "вопросов") if gaps else ""
    return [
        Fact("Оценка 0–18", official_level(program) or "", program_url(program, "monitoring:effectiveness")),
        Fact("Факторы SWOT", said, swot),
        Fact(
            "Ожидали заметно больше, чем получили", gap_words, program_url(program, "monitoring:expectations")
        ),
        Fact("Пары доведены до завершения, из оконченных", _share(pairs[PairState.COMPLETED], over)),
    ]


def _wellbeing(program: Program) -> list[Fact]:
    changes = program_url(program, "monitoring:changes")
    parameters = Parameter.objects.filter(program=program)
    total = parameters.count()
    measured = dict(
        Measurement.objects.filter(parameter__program=program)
        .order_by()
        .values_list("moment")
        .annotate(n=Count("parameter", distinct=True))
    )
    return [
        Fact("Параметры измерены «до»", _share(measured.get(SurveyMoment.BEFORE, 0), total), changes),
        Fact("Параметры измерены «после»", _share(measured.get(SurveyMoment.AFTER, 0), total), changes),
    ]


def _pairs(program: Program) -> Mapping[str, int]:
    rows = Pair.objects.of_program(program).order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(PairState.values, 0) | dict(rows)


def _share(part: int, total: int) -> str:
    return Share(part, total).words if total else ""


def _words(share: Share) -> str:
    return share.words if share.total else ""
