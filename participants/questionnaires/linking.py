"""Questions that are compared, «до» ↔ «после»: which have both halves, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from participants.enums import (
    QuestionKind,
    QuestionnaireKind,
    QuestionnaireRole,
    QuestionnaireState,
    SurveyMoment,
)
from participants.models import Question, Questionnaire
from programs.models import Program

NO_ROLE, NO_FORM = "любая роль", "любая форма"


@dataclass
class Link:
    """A pair code of one form and role with its two halves."""

    code: str
    before: Question | None = None
    after: Question | None = None

    @property
    def pk(self) -> str:
        return self.code

    def __str__(self) -> str:
        return self.code

    @property
    def problem(self) -> str:
        """Why the two can't be compared; empty when they can."""
        if self.after is None:
            return "нет вопроса «после»"
        if self.before is None:
            return "нет вопроса «до»"
        if self.before.kind != self.after.kind:
            return f"разный вид ответа: {_kind(self.before)} и {_kind(self.after)}"
        if self.before.kind == QuestionKind.SCALE and _scale(self.before) != _scale(self.after):
            return f"разные шкалы: {_scale(self.before)} и {_scale(self.after)}"
        if self.before.questionnaire.is_anonymous or self.after.questionnaire.is_anonymous:
            return "анкета без имени: сравнить можно доли, не людей"
        return ""


@dataclass
class Linked:
    """All links of a form and a role, in the order of the questions «до», then those that only «после» has."""

    title: str  # «Ученик – ученик, наставляемый»
    links: list[Link] = field(default_factory=list)

    @property
    def lacking(self) -> int:
        return sum(bool(link.problem) for link in self.links)


def linked_questions(program: Program) -> list[Linked]:
    """Of the surveys of the programme, by form and role."""
    return [
        Linked(title, _links(questionnaires))
        for title, questionnaires in groupby(current_surveys(program), key=_title)
    ]


def current_surveys(program: Program) -> list[Questionnaire]:
    """«До» and «после» as they would be asked: the open edition, else the newest; with questions, by form and role."""
    rows = Questionnaire.objects.filter(
        program=program, kind=QuestionnaireKind.SURVEY, moment__in=(SurveyMoment.BEFORE, SurveyMoment.AFTER)
    )
    found: dict[str, Questionnaire] = {}
    for row in rows.select_related("form").prefetch_related("questions").order_by("edition"):
        known = found.get(row.code)
        if known is None or known.state != QuestionnaireState.OPEN:
            found[row.code] = row
    roles = list(QuestionnaireRole.values)
    return sorted(
        found.values(),
        key=lambda one: (
            one.form.position if one.form else len(found),
            roles.index(one.role) if one.role else len(roles),
            one.moment != SurveyMoment.BEFORE,
            one.code,
        ),
    )


def codes_in_use(program: Program) -> list[tuple[str, str]]:
    """(pair code, the text of its first question) of all surveys: what the editor offers to choose from."""
    rows = Question.objects.filter(questionnaire__program=program).exclude(pair_code="")
    found: dict[str, str] = {}
    for code, text in rows.order_by("pair_code", "pk").values_list("pair_code", "text"):
        found.setdefault(code, text)
    return list(found.items())


def _links(questionnaires: Iterable[Questionnaire]) -> list[Link]:
    links: dict[str, Link] = {}
    for questionnaire in questionnaires:
        for question in questionnaire.questions.all():
            if question.pair_code:
                question.questionnaire = questionnaire  # read already
                link = links.setdefault(question.pair_code, Link(question.pair_code))
                if questionnaire.moment == SurveyMoment.BEFORE:
                    link.before = link.before or question
                else:
                    link.after = link.after or question
    return list(links.values())


def _title(questionnaire: Questionnaire) -> str:
    form = questionnaire.form.title if questionnaire.form else NO_FORM
    return f"{form}, {questionnaire.get_role_display() or NO_ROLE}"


def _kind(question: Question) -> str:
    return f"«{question.get_kind_display()}»"


def _scale(question: Question) -> str:
    return f"{question.scale_min}–{question.scale_max}"
