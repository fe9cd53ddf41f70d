"""What is known of the work of one mentor: facts only, never a rating or a place among others."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum

from mentoring_site.permissions import Access
from mentoring_site.words import counted
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from pairing.enums import MeetingState, PairState, Respondent, TaskMark
from pairing.models import Meeting, Pair, PairResult, PairSurveyInvite, PlanTask
from participants.models import Mentor, Person, TrainingCompletion

NO_RATING = "Это факты для разговора, а не оценка: мест и рейтинга наставников в системе нет."
STATES = (
    (PairState.ACTIVE, ("действует", "действуют", "действуют")),
    (PairState.COMPLETED, ("завершена", "завершены", "завершено")),
    (PairState.DISSOLVED, ("прекращена", "прекращены", "прекращено")),
)
LEAST_RESPONDENTS = 2  # the mean of one person's answers would be his own word


def mentor_panel(person: Person, access: Access, on: date) -> dict[str, Any] | None:
    """Facts of this programme for the card of a person; None for who is no mentor in it."""
    mentors = list(Mentor.objects.filter(program=access.program, person=person).values_list("pk", flat=True))
    if not mentors:
        return None
    pairs = Pair.objects.of_program(access.program).visible_to(access).filter(mentor__in=mentors)
    return {
        "facts": [
            {"label": "Пары и группы", "value": _pairs(pairs)},
            {"label": "Встречи", "value": _meetings(pairs, on)},
            {"label": "Задачи планов", "value": _tasks(pairs)},
            {"label": "Результаты пар", "value": _results(pairs)},
            {"label": "Обучение", "value": _training(mentors)},
            {"label": "Отзывы наставляемых", "value": _feedback(pairs, access)},
        ],
        "sentence": NO_RATING,
    }


def _pairs(pairs: QuerySet[Pair]) -> str:
    found = Counter(pairs.order_by().values_list("state", flat=True))
    parts = [counted(found[state], *words) for state, words in STATES if found[state]]
    return ", ".join(parts) or "пар ещё не было"


def _meetings(pairs: QuerySet[Pair], on: date) -> str:
    """Held of those that were to be by today; one that was cancelled stays part of the plan."""
    found = Counter(
        Meeting.objects.filter(pair__in=pairs.values("pk"), date__lte=on)
        .order_by()
        .values_list("state", flat=True)
    )
    planned = sum(found.values())
    if not planned:
        return "ещё не записаны"
    words = f"проведено {found[MeetingState.HELD]} из {planned} намеченных"
    cancelled = found[MeetingState.CANCELLED]
    return f"{words}, отменено {cancelled}" if cancelled else words


def _tasks(pairs: QuerySet[Pair]) -> str:
    found = Counter(
        PlanTask.objects.filter(plan__member__pair__in=pairs.values("pk"))
        .order_by()
        .values_list("mark", flat=True)
    )
    if not found:
        return "планов с задачами нет"
    words = f"выполнено {Share(found[TaskMark.DONE], sum(found.values())).words}"
    partly = found[TaskMark.PARTLY]
    return f"{words}, частично {partly}" if partly else words


def _results(pairs: QuerySet[Pair]) -> str:
    total = PairResult.objects.filter(pair__in=pairs.values("pk")).count()
    return counted(total, "запись", "записи", "записей") if total else "не записаны"


def _training(mentors: list[int]) -> str:
    found = TrainingCompletion.objects.filter(mentor__in=mentors).aggregate(n=Count("pk"), hours=Sum("hours"))
    if not found["n"]:
        return "не отмечено"
    hours = f"{found['hours'].normalize():f}".replace(".", ",")
    return f"{counted(found['n'], 'курс', 'курса', 'курсов')}, {hours} ч"


def _feedback(pairs: QuerySet[Pair], access: Access) -> str:
    """The mean of the pulse of the pairs, as mentees and their parents answered; in words when there are few."""
    smallest = settings_of(access.program).smallest_group
    answers = PairSurveyInvite.objects.filter(
        Q(role=Respondent.MENTEE) | Q(role=Respondent.REPRESENTATIVE),
        pair__in=pairs.values("pk"),
        satisfaction__isnull=False,
    ).aggregate(n=Count("pk"), people=Count("person", distinct=True), mean=Avg("satisfaction"))
    if not answers["n"]:
        return "ответов нет"
    if answers["n"] < smallest or answers["people"] < LEAST_RESPONDENTS:
        return "ответов мало: средней отметки не показываем, чтобы не узнать, кто отвечал"
    mean = f"{answers['mean']:.1f}".replace(".", ",")
    return f"в среднем {mean} из 10, {counted(answers['n'], 'ответ', 'ответа', 'ответов')}"
