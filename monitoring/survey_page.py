"""Results of one survey as the page, its paper and its export show them; nothing is shown that must be held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentoring_site.charts import bars
from mentoring_site.charts_answers import columns
from mentoring_site.names import short_name
from mentoring_site.permissions import Access, Permission
from mentoring_site.texts import clean_text
from mentoring_site.words import counted
from monitoring.aggregation import Tally, held_cells, read_answer, tally
from monitoring.enums import CampaignState, ModerationState
from monitoring.models import Campaign, FreeAnswer
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from monitoring.survey_sheets import GOES_ON, Sheet, Survey, few_words, survey_of
from participants.enums import QuestionKind
from participants.models import Person, Question
from participants.questionnaires.answers import in_words
from programs.models import MentoringForm

HELD_CELL = "скрыто: мало ответов"
NO_FORM = "форма не определена"


@dataclass(frozen=True)
class Line:
    """One answer that could be given: «да», 7, «часто»."""

    label: str
    share: Share


@dataclass(frozen=True)
class Cell:
    """One part of a breakdown: «Ученик – ученик», n, «7,4» or why it is held."""

    label: str
    n: int | None
    said: str


@dataclass(frozen=True)
class Text:
    text: str
    name: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """One question. hold: words instead of everything else."""

    number: int
    question: Question
    tally: Tally
    hold: str = ""
    chart: str = ""
    lines: list[Line] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    waiting: int = 0  # texts that the curator has not read yet

    @property
    def is_open(self) -> bool:
        return self.question.kind == QuestionKind.OPEN

    @property
    def n_words(self) -> str:
        """«ответили 12 из 15»"""
        return f"ответили {self.tally.n} из {self.tally.asked}"

    @property
    def headline(self) -> str:
        """«среднее 7,4 · медиана 8 · высоких оценок 9 из 12 (75 %)», «да — 9 из 12 (75 %)»."""
        if self.tally.mean is not None and self.tally.share is not None:
            return (
                f"среднее {mark_words(self.tally.mean)} · медиана {mark_words(self.tally.median)} · "
                f"высоких оценок {self.tally.share.words}"
            )
        if self.question.kind == QuestionKind.YES_NO and self.tally.n and self.tally.share:
            return f"да — {self.tally.share.words}"
        return ""


@dataclass(frozen=True)
class SurveyResults:
    """hold: why nothing of the survey is shown; then there are no questions."""

    survey: Survey
    hold: str
    questions: list[QuestionResult]
    waiting: int
    opens_named: bool

    @property
    def campaign(self) -> Campaign:
        return self.survey.campaign


def results_of(campaign: Campaign, access: Access) -> SurveyResults:
    """What this user may see of the survey."""
    survey = survey_of(campaign)
    is_curator = access.has(Permission.MONITORING_EDIT)
    opens_named = is_curator and not survey.is_anonymous
    hold = survey.hold_words(opens_named=opens_named)
    if not hold and not opens_named and campaign.state != CampaignState.CLOSED:
        hold = GOES_ON  # sums that grow tell what the last one has answered, and the list tells who he was
    if hold:
        return SurveyResults(survey, hold, [], 0, opens_named)
    high_mark = settings_of(campaign.program).high_mark
    free = _free_answers(campaign) if survey.is_anonymous else {}
    names = _names(survey.sheets) if opens_named else None
    parts = _parts(survey)
    questions = [
        _question(number, question, survey, high_mark, parts, free.get(question.pk, []), names)
        for number, question in enumerate(survey.questions, 1)
    ]
    return SurveyResults(survey, "", questions, sum(one.waiting for one in questions), opens_named)


def mark_words(value: float | None) -> str:
    """«7,4», «8»"""
    return "—" if value is None else f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _question(
    number: int,
    question: Question,
    survey: Survey,
    high_mark: int,
    parts: Mapping[str, list[Sheet]],
    free: list[FreeAnswer],
    names: Mapping[int, str] | None,
) -> QuestionResult:
    """names: None for who may not read named answers."""
    found = tally(question, (sheet.answers for sheet in survey.sheets), high_mark=high_mark)
    if question.kind == QuestionKind.OPEN:
        return _open_question(number, question, survey, found, free, names)
    if names is None and 0 < found.n < survey.smallest:
        return QuestionResult(number, question, found, hold=few_words(found.n))
    lines = [Line(label, Share(count, found.n)) for label, count in found.counts]
    cells = _cells(question, parts, survey, high_mark, opens_named=names is not None)
    return QuestionResult(number, question, found, chart=chart_of(question, found), lines=lines, cells=cells)


def chart_of(question: Question, found: Tally) -> str:
    if not found.n or not found.counts:
        return ""
    title = clean_text(f"{question.text}: {found.n} из {found.asked} ответили")
    if question.kind == QuestionKind.SCALE:
        return columns(found.counts, title=title, mean=found.mean)
    return bars([(label, count, found.n) for label, count in found.counts], title=title)


def _open_question(
    number: int,
    question: Question,
    survey: Survey,
    found: Tally,
    free: list[FreeAnswer],
    names: Mapping[int, str] | None,
) -> QuestionResult:
    if survey.is_anonymous:
        found = Tally(found.kind, found.asked, min(len(free), found.asked))
        texts = [Text(one.text) for one in free if one.state == ModerationState.SHOWN]
        waiting = sum(1 for one in free if one.state == ModerationState.WAITING)
        return QuestionResult(number, question, found, texts=texts, waiting=waiting)
    texts = [
        Text(text, (names or {}).get(sheet.person_id or 0, ""))
        for sheet in survey.sheets
        if (text := read_answer(question, sheet.answers))
    ]
    if names is None and 0 < len(texts) < survey.smallest:
        return QuestionResult(number, question, found, hold=few_words(len(texts)))
    return QuestionResult(
        number, question, found, texts=sorted(texts, key=lambda t: (t.text.casefold(), t.name))
    )


def _parts(survey: Survey) -> dict[str, list[Sheet]]:
    """Sheets by form, when people of several forms answered by name; without names there is no breakdown."""
    if survey.is_anonymous or survey.form is not None:
        return {}
    titles = dict(MentoringForm.objects.filter(program=survey.campaign.program_id).values_list("pk", "title"))
    parts: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in survey.sheets:
        parts[titles.get(sheet.form_id, NO_FORM)].append(sheet)
    return dict(sorted(parts.items())) if len(parts) > 1 else {}


def _cells(
    question: Question,
    parts: Mapping[str, list[Sheet]],
    survey: Survey,
    high_mark: int,
    *,
    opens_named: bool,
) -> list[Cell]:
    tallies = {
        label: tally(question, (sheet.answers for sheet in sheets), high_mark=high_mark)
        for label, sheets in parts.items()
    }
    sizes = {label: found.n for label, found in tallies.items()}
    held = set() if opens_named else held_cells(sizes, smallest=survey.smallest)
    cells = []
    for label, found in tallies.items():
        if found.share is None:
            return []  # counts of a list by form would be a table of its own
        if label in held:
            cells.append(Cell(label, None, HELD_CELL))
        elif found.mean is not None:
            cells.append(Cell(label, found.n, f"среднее {mark_words(found.mean)}"))
        else:
            cells.append(Cell(label, found.n, f"да — {found.share.words}" if found.n else "нет данных"))
    return cells


def _free_answers(campaign: Campaign) -> dict[int, list[FreeAnswer]]:
    """By question, in the order of the letters: the order of coming would tell who wrote it."""
    found: dict[int, list[FreeAnswer]] = defaultdict(list)
    for answer in sorted(campaign.free_answers.all(), key=lambda one: (one.text.casefold(), one.text)):
        found[answer.question_id].append(answer)
    return found


def _names(sheets: Iterable[Sheet]) -> dict[int, str]:
    people = Person.objects.filter(pk__in={sheet.person_id for sheet in sheets if sheet.person_id})
    return {person.pk: short_name(person.full_name) for person in people}


# --- files ------------------------------------------------------------------------------------------------

EXPORT_HEADER = [
    "№",
    "Вопрос",
    "Ответ",
    "Сколько",
    "Ответили",
    "Всего анкет",
    "Доля, %",
    "Среднее",
    "Медиана",
]


def export_rows(results: SurveyResults) -> list[list[Any]]:
    """Aggregates only: a row for each answer that could be given; a held question has one row of words."""
    rows: list[list[Any]] = []
    for one in results.questions:
        head = [one.number, one.question.text]
        if one.hold:
            rows.append([*head, one.hold, None, None, one.tally.asked, None, None, None])
        elif one.is_open:
            texts = counted(len(one.texts), "текст", "текста", "текстов")
            rows.append([*head, texts, len(one.texts), one.tally.n, one.tally.asked, None, None, None])
        for index, line in enumerate(one.lines):
            mean = round(one.tally.mean, 2) if one.tally.mean is not None and not index else None
            middle = one.tally.median if not index else None
            rows.append(
                [
                    *head,
                    line.label,
                    line.share.part,
                    one.tally.n,
                    one.tally.asked,
                    line.share.percent,
                    mean,
                    middle,
                ]
            )
    return rows


def answers_table(results: SurveyResults) -> tuple[list[str], list[list[Any]]]:
    """Named answers, a row a person by name; only for who may read them (`opens_named`)."""
    survey = results.survey
    people = Person.objects.in_bulk({sheet.person_id for sheet in survey.sheets if sheet.person_id})
    forms = dict(MentoringForm.objects.filter(program=survey.campaign.program_id).values_list("pk", "title"))
    header = ["ФИО", "Форма наставничества", *(question.text for question in survey.questions)]
    rows = [
        [
            people[sheet.person_id].full_name if sheet.person_id in people else "без карточки",
            forms.get(sheet.form_id, ""),
            *(_cell(question, sheet.answers) for question in survey.questions),
        ]
        for sheet in survey.sheets
    ]
    return header, sorted(rows, key=lambda row: row[0])


def _cell(question: Question, answers: Mapping[str, Any]) -> Any:
    value = read_answer(question, answers)
    return value if isinstance(value, int) and not isinstance(value, bool) else in_words(question, value, {})
