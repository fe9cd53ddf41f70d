"""What an applicant said goes into the empty fields of his row in the base; nothing there is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from participants.enums import ParticipationRole, QuestionKind
from participants.models import Application, Mentee, Mentor, Question, Topic, TopicChoice
from participants.questionnaires.answers import in_words
from participants.services.entries import update_mentee, update_mentor
from participants.services.times import set_times
from programs.services.audit import record_event

TARGETS = {
    ParticipationRole.MENTOR: (
        *("competencies", "achievements", "interests", "preferred_age", "time_resource"),
        *("takes_group", "topics", "times"),
    ),
    ParticipationRole.MENTEE: ("request", "interests", "topics", "times"),
}
LISTS = frozenset({"topics", "times"})
FLAGS = frozenset({"takes_group"})
# Where the one sentence of the short form goes, unless the questionnaire has said more.
SHORT_REQUEST = {ParticipationRole.MENTOR: "competencies", ParticipationRole.MENTEE: "request"}


def entry_of(application: Application) -> Mentor | Mentee | None:
    model = Mentor if application.role == ParticipationRole.MENTOR else Mentee
    return model.objects.filter(program=application.program, person=application.person).first()


def said_by(application: Application) -> dict[str, Any]:
    """{field of the base: text, flag or list} of the questionnaire's answers and of the short form."""
    said: dict[str, Any] = {}
    if application.response is not None:
        said = _answers_by_target(application.response.questionnaire.questions.all(), application)
    said.setdefault(SHORT_REQUEST[ParticipationRole(application.role)], application.request)
    return {field: value for field, value in said.items() if value not in ("", None, [])}


def fill_entry(application: Application, *, by: Any) -> Mentor | Mentee | None:
    """A step of other services, in their transaction; the journal says what was added."""
    entry = entry_of(application)
    if entry is None:
        return None
    said = said_by(application)
    said["form"] = application.form
    update = update_mentor if isinstance(entry, Mentor) else update_mentee
    update(instance=entry, changes=_for_empty_fields(entry, said, application.request), version=None, by=by)
    _add_topics(entry, said.get("topics", ()), by)
    _add_times(entry, said.get("times", ()), by)
    return entry


def _answers_by_target(questions: Any, application: Application) -> dict[str, Any]:
    allowed, answers = TARGETS[ParticipationRole(application.role)], application.response.answers
    said: dict[str, Any] = {}
    for question in questions:
        answer = answers.get(question.code)
        if answer is None or question.target not in allowed:
            continue
        if question.target in LISTS:
            said.setdefault(question.target, []).extend(answer if isinstance(answer, list) else [])
        elif question.target in FLAGS:
            said[question.target] = answer is True
        else:
            words = _words(question, answer)
            said[question.target] = "\n".join(filter(None, (said.get(question.target, ""), words)))
    return said


def _words(question: Question, answer: Any) -> str:
    topics: Mapping[int, str] = {}
    if question.kind == QuestionKind.TOPICS:
        topics = dict(Topic.objects.filter(pk__in=answer).values_list("pk", "title"))
    return in_words(question, answer, topics)


def _for_empty_fields(entry: Mentor | Mentee, said: Mapping[str, Any], request: str) -> dict[str, Any]:
    """The short form's own sentence, still as it was put there on admission, gives way to the full answer."""
    changes = {}
    for name, value in said.items():
        if name in LISTS or not value or getattr(entry, name) not in (None, "", False, request):
            continue
        limit = getattr(entry._meta.get_field(name), "max_length", None)
        changes[name] = value[:limit] if isinstance(value, str) and limit else value
    return changes


def _add_topics(entry: Mentor | Mentee, chosen: Any, by: Any) -> None:
    side = {"mentor" if isinstance(entry, Mentor) else "mentee": entry}
    if entry.topic_choices.exists():
        return
    topics = list(Topic.objects.filter(pk__in=chosen))
    TopicChoice.objects.bulk_create(
        TopicChoice(school_id=entry.school_id, topic=topic, **side) for topic in topics
    )
    if topics:
        _record(entry, by, "темы из заявки: " + ", ".join(topic.title for topic in topics))


def _add_times(entry: Mentor | Mentee, codes: Any, by: Any) -> None:
    if codes and not entry.times.exists():
        set_times(entry, codes)
        _record(entry, by, "удобное время из заявки")


def _record(entry: Mentor | Mentee, by: Any, sentence: str) -> None:
    record_event(
        f"{entry._meta.model_name}.update",
        by=by,
        target=entry,
        sentence=sentence,
        people=[entry.person_id],
    )
