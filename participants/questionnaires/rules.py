"""What a questionnaire and a question may not be; each refusal stands at its field."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from participants.enums import ParticipationRole, QuestionKind, QuestionnaireKind
from participants.models import Question, Questionnaire

COMPARABLE = frozenset({QuestionKind.SCALE, QuestionKind.YES_NO, QuestionKind.ONE, QuestionKind.OPEN})
WEIGHED = frozenset({QuestionKind.SCALE, QuestionKind.YES_NO})


def check_head(questionnaire: Questionnaire) -> None:
    """Only a survey has a moment or goes without names; an application is of one of the two sides."""
    if questionnaire.kind == QuestionnaireKind.APPLICATION:
        if questionnaire.role not in ParticipationRole.values:
            raise ValidationError({"role": "Укажите, кто заполняет заявку: наставник или наставляемый."})
        if questionnaire.is_anonymous:
            raise ValidationError({"is_anonymous": "Заявка не бывает без имени."})
    if questionnaire.kind == QuestionnaireKind.SURVEY:
        return
    if questionnaire.is_anonymous:
        raise ValidationError({"is_anonymous": "Без имени бывает только опрос. Выберите вид «опрос»."})
    if questionnaire.moment:
        raise ValidationError(
            {"moment": "«До» и «после» сравнивают в опросах. Выберите вид «опрос» или уберите это поле."}
        )


def check_links(question: Question) -> None:
    """A pair code stands once in a questionnaire; a factor needs an answer that can be counted."""
    if question.pair_code and question.kind not in COMPARABLE:
        raise ValidationError(
            {
                "pair_code": "Парным бывает вопрос со шкалой, «да или нет», «один из списка» или свободный ответ."
            }
        )
    others = question.questionnaire.questions.exclude(pk=question.pk)
    if question.pair_code and (twin := others.filter(pair_code=question.pair_code).first()):
        raise ValidationError(
            {
                "pair_code": f"Этот код в анкете уже есть у вопроса «{twin}». Дайте другой: пара состоит из двух анкет."
            }
        )
    if question.factor and question.kind not in WEIGHED:
        raise ValidationError(
            {"factor": "Фактор считают по шкале и по «да или нет». Измените вид ответа или уберите фактор."}
        )
