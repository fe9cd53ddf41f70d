"""Who answers and what he is told of his answers before the first question."""

from __future__ import annotations

from mentoring_site.words import number_genitive
from participants.enums import QuestionnaireKind, QuestionnaireRole, SurveyMoment
from participants.models import Person, Questionnaire, Representative, Response
from participants.registries import SMALLEST_GROUPS
from programs.models import Program

PARENT = "parent"
LEAST_GROUP = 5  # fewer nameless answers are shown by no number
NOT_SHOWN_TO = {
    QuestionnaireRole.MENTEE: ", наставник их не увидит",
    QuestionnaireRole.MENTOR: ", наставляемый их не увидит",
    QuestionnaireRole.PARENT: ", ни ребёнок, ни наставник их не увидят",
}
COMPARED = {
    SurveyMoment.BEFORE: "; в конце их сравнят с вашими же ответами «после»",
    SurveyMoment.AFTER: "; их сравнят с тем, что вы отвечали «до»",
}


def parent_subject(subject: str, representative: Representative) -> str:
    """«campaign:5» → «campaign:5:parent:12»: the answers stand at the pupil, the subject says whose they are."""
    return f"{subject}:{PARENT}:{representative.pk}"


def representative_of(subject: str, person: Person | None) -> Representative | None:
    """The parent who answers about this child; None when the subject names none, or he is no more."""
    *_, mark, number = ["", *subject.split(":")]
    if person is None or mark != PARENT or not number.isdecimal():
        return None
    return Representative.objects.filter(person=person, pk=int(number)).first()


def answered_by(response: Response) -> str:
    """«отвечает мать: Панова Ольга Игоревна»; empty when it is the person himself."""
    parent = representative_of(response.subject, response.person)
    if parent is None:
        return ""
    return f"отвечает {parent.kinship.lower() or 'представитель'}: {parent.full_name}"


def promise_of(questionnaire: Questionnaire) -> str:
    """One sentence on who sees the answers, said above the first question on the phone, in the preview and on paper.

    Empty for applications and for the questions of the psychologist: their introductions say it.
    """
    if questionnaire.is_anonymous:
        least = number_genitive(smallest_group(questionnaire.program))
        return (
            "Имя к ответам не прикрепляется: никто не узнает, кто и как ответил, а результаты покажут, только если "
            f"ответят не меньше {least} человек."
        )
    if questionnaire.kind != QuestionnaireKind.SURVEY:
        return ""
    if questionnaire.role == QuestionnaireRole.CURATOR:
        return "Ответы станут частью мониторинга: их видит куратор программы, в отчёт войдут числа и выводы."
    seen = "Ответы с вашим именем видит только куратор программы"
    return f"{seen}{NOT_SHOWN_TO.get(questionnaire.role, '')}{COMPARED.get(questionnaire.moment, '')}."


def smallest_group(program: Program) -> int:
    return max([LEAST_GROUP, *(least(program) for least in SMALLEST_GROUPS)])
