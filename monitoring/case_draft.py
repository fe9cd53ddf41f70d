"""The first draft of a case, put together of what the pair has left: plan, meetings, measures, results."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from mentoring_site.words import ru_month_range
from monitoring.enums import Confidentiality, Direction
from monitoring.models import Measurement
from pairing.enums import MeetingState, MentorReportKind, MentorReportState, TaskMark
from pairing.models import DevelopmentPlan, Meeting, MentorReport, Pair, PairResult
from pairing.services.results import result_words
from participants.enums import SurveyMoment
from participants.models import Enrolment, TopicChoice
from programs.enums import ParticipantKind

BETTER, SAME, WORSE, MIXED = "Стало лучше", "Без заметных изменений", "Стало хуже", "У участников по-разному"
VERDICTS = (BETTER, SAME, WORSE, MIXED)
MARKS = {TaskMark.DONE: "выполнено", TaskMark.PARTLY: "выполнено частично", TaskMark.NOT_DONE: "не выполнено"}


def draft_of(pair: Pair) -> dict[str, Any]:
    """Fields of PracticeCase; what is not known stays empty. Names nobody of the pair by itself."""
    members = pair.staying
    model = next((member.model for member in members if member.model), None)
    topics = _topics([member.mentee_id for member in members])
    plans = list(DevelopmentPlan.objects.filter(member__in=members).prefetch_related("tasks"))
    subject = ", ".join(topics[:2]) or "опыт пары"
    return {
        "title": f"{model.title if model else pair.form.title}: {subject}"[:200],
        "form": pair.form,
        "model": model,
        "target_group": _group_words(pair),
        "problem": _lines([f"Запрос: {', '.join(topics)}."] if topics else [], _requests(members)),
        "goal": _lines(_once(plan.goal for plan in plans))[:2000],
        "period": ru_month_range(pair.starts_on, pair.closed_on)
        if pair.starts_on and pair.closed_on and pair.closed_on >= pair.starts_on
        else "",
        "course": _lines(_meetings(pair), _tasks(plans))[:6000],
        "figures": _lines(_measures(pair, [member.mentee.person_id for member in members]))[:3000],
        "results": _lines(
            [f"{words[:1].upper()}{words[1:]}." for words in result_words(_results(pair))],
            _once(member.result for member in members),
        )[:3000],
        "mentor_word": _report(pair)[:2000],
    }


def _lines(*groups: Any) -> str:
    return "\n".join(line for group in groups for line in group if line)


def _once(values: Any) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def _topics(mentees: list[int]) -> list[str]:
    choices = TopicChoice.objects.filter(mentee__in=mentees).select_related("topic").order_by("topic__title")
    return list(dict.fromkeys(choice.topic.title for choice in choices))


def _requests(members: list[Any]) -> list[str]:
    return _once(member.mentee.request for member in members)


def _group_words(pair: Pair) -> str:
    """«обучающиеся 7 класса»; of teachers the form alone says whom it suits."""
    if pair.form.mentee_kind != ParticipantKind.PUPIL:
        return "педагоги школы"
    people = [member.mentee.person_id for member in pair.staying]
    grades = sorted(
        set(
            Enrolment.objects.filter(program=pair.program_id, person__in=people)
            .exclude(school_class=None)
            .values_list("school_class__grade", flat=True)
        )
    )
    if not grades:
        return "обучающиеся"
    span = str(grades[0]) if len(grades) == 1 else f"{grades[0]}–{grades[-1]}"
    return f"обучающиеся {span} {'класса' if len(grades) == 1 else 'классов'}"


def _meetings(pair: Pair) -> list[str]:
    held = Meeting.objects.filter(pair=pair, state=MeetingState.HELD)
    kinds = Counter(meeting.get_kind_display() for meeting in held.order_by("date", "pk"))
    if not kinds:
        return []
    parts = ", ".join(f"{kind} – {count}" for kind, count in kinds.items())
    return [f"Встреч проведено: {sum(kinds.values())} ({parts})."]


def _tasks(plans: list[DevelopmentPlan]) -> list[str]:
    tasks = [task for plan in plans for task in plan.tasks.all()]
    return [
        f"{number}. {task.title}" + (f" – {task.actual or MARKS[task.mark]}" if task.mark else "") + "."
        for number, task in enumerate(tasks, 1)
    ]


def _measures(pair: Pair, people: list[int]) -> list[str]:
    """Open parameters measured twice; the psychologist's never leave his room."""
    found: dict[Any, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    rows = (
        Measurement.objects.filter(
            program=pair.program_id,
            person__in=people,
            value__isnull=False,
            parameter__confidentiality=Confidentiality.OPEN,
            moment__in=(SurveyMoment.BEFORE, SurveyMoment.AFTER),
        )
        .select_related("parameter")
        .order_by("parameter__position", "parameter_id", "measured_on", "pk")
    )
    for row in rows:
        found[row.parameter][row.person_id][row.moment] = row.value
    verdicts: dict[str, list[str]] = {}
    for parameter, by_person in found.items():
        said = {
            _verdict(parameter, values[SurveyMoment.AFTER] - values[SurveyMoment.BEFORE])
            for values in by_person.values()
            if len(values) == 2
        }
        if said:
            verdicts.setdefault(said.pop() if len(said) == 1 else MIXED, []).append(_lowered(parameter.title))
    return [f"{verdict}: {', '.join(verdicts[verdict])}." for verdict in VERDICTS if verdict in verdicts]


def _verdict(parameter: Any, change: Any) -> str:
    """In words: the marks of one pupil are nobody else's, a curator who wants numbers types them."""
    if abs(change) < parameter.smallest_change or not change:
        return SAME
    return BETTER if (change > 0) == (parameter.direction == Direction.MORE) else WORSE


def _lowered(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _results(pair: Pair) -> list[PairResult]:
    return list(PairResult.objects.filter(pair=pair).order_by("on", "pk"))


def _report(pair: Pair) -> str:
    """The mentor's own words, where he has handed in the final report; answers to surveys are not taken."""
    report = MentorReport.objects.filter(
        pair=pair, kind=MentorReportKind.FINAL, state=MentorReportState.ACCEPTED
    ).first()
    return report.results if report else ""
