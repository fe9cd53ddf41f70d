"""What an expected result may be tied to in a programme, by kind and code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from monitoring.counts import COUNTS
from monitoring.enums import TieKind
from monitoring.models import ModelIndicator, Parameter, QualityIndicator
from participants.enums import QuestionKind, QuestionnaireKind, SurveyMoment
from participants.models import Question
from programs.models import Program

CODE_TIES = (TieKind.QUESTION, TieKind.COUNT, TieKind.WORDS)  # the others are links to rows
# What each kind of confirmation means, for who chooses.
EXPLAINED = (
    (TieKind.PARAMETER, "что школа измерила дважды: средние «до» и «после», у скольких стало лучше"),
    (TieKind.QUALITY, "балл в сводном листе этого года и прошлого"),
    (TieKind.MODEL, "доля по формуле целевой модели рядом с целью года"),
    (TieKind.QUESTION, "доля ответивших «да» или поставивших высокую отметку"),
    (TieKind.COUNT, "сколько людей или работ в базах в этом году и в прошлом"),
    (TieKind.WORDS, "числа нет: подтверждают записанные вами факты"),
)


@dataclass
class Known:
    """Things of one programme that a result may be tied to: kind -> {code: thing}."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    quality: dict[str, QualityIndicator] = field(default_factory=dict)
    models: dict[str, ModelIndicator] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)  # code -> words

    def thing(self, tie: str, code: str) -> Any:
        """The thing, None when the programme has none of this code."""
        return {
            TieKind.PARAMETER: self.parameters,
            TieKind.QUALITY: self.quality,
            TieKind.MODEL: self.models,
            TieKind.QUESTION: self.questions,
            TieKind.COUNT: COUNTS,
        }[TieKind(tie)].get(code)

    def has(self, tie: str, code: str) -> bool:
        return tie == TieKind.WORDS or (tie in TieKind.values and self.thing(tie, code) is not None)

    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For a select: (kind, [(«parameter:clubs», words)])."""
        rows = (
            (TieKind.PARAMETER, [(code, f"{one.title}{_of(one)}") for code, one in self.parameters.items()]),
            (TieKind.QUALITY, [(code, f"{one.position}. {one.title}") for code, one in self.quality.items()]),
            (TieKind.MODEL, [(code, one.title) for code, one in self.models.items()]),
            (TieKind.QUESTION, list(self.questions.items())),
            (TieKind.COUNT, [(code, count.label) for code, count in COUNTS.items()]),
        )
        return [
            (TieKind(tie).label.capitalize(), [(f"{tie}:{code}", words) for code, words in found])
            for tie, found in rows
            if found
        ] + [("Без числа", [(f"{TieKind.WORDS}:", "Качественно, словами")])]


def known_of(program: Program) -> Known:
    """By four queries."""
    parameters = Parameter.objects.filter(program=program, is_active=True).select_related("form", "program")
    return Known(
        parameters={one.code: one for one in parameters},
        quality={one.code: one for one in QualityIndicator.objects.filter(program=program)},
        models={one.code: one for one in ModelIndicator.objects.filter(program=program, is_active=True)},
        questions=_questions(program),
    )


def _questions(program: Program) -> dict[str, str]:
    """Questions of surveys after the participation that make a share; paired ones go by the code of the pair."""
    rows = Question.objects.filter(
        questionnaire__program=program,
        questionnaire__kind=QuestionnaireKind.SURVEY,
        questionnaire__moment=SurveyMoment.AFTER,
        kind__in=(QuestionKind.YES_NO, QuestionKind.SCALE),
    ).order_by("questionnaire_id", "position", "pk")
    found: dict[str, str] = {}
    for pair_code, code, factor, text in rows.values_list("pair_code", "code", "factor", "text"):
        found.setdefault(pair_code or code, factor or text)
    return found


def _of(parameter: Parameter) -> str:
    return f" ({parameter.form.title})" if parameter.form_id and parameter.form else ""
