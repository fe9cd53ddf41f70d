"""The school's list of topics, and what an entry of a base asks or offers from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from participants.enums import PersonKind
from participants.models import Mentor, Topic, TopicChoice
from participants.ready_topics import READY_TOPICS
from participants.services.guards import refuse_closed
from programs.enums import ParticipantKind
from programs.models import Program
from programs.services.audit import Refusal, record_event
from programs.services.fields import write_fields


@transaction.atomic
def add_ready_topics(*, program: Program, by: Any) -> int:
    """Give the school the ready list; what it has already stays as it is. Returns how many were added."""
    known = {title.casefold() for title in Topic.objects.values_list("title", flat=True)}
    start = _last_position() + 1
    lacking = [topic for topic in READY_TOPICS if topic.title.casefold() not in known]
    Topic.objects.bulk_create(
        Topic(
            school=program.school,
            title=topic.title,
            kind=topic.kind,
            is_subject=topic.is_subject,
            position=start + number,
        )
        for number, topic in enumerate(lacking)
    )
    if lacking:
        record_event(
            "topic.ready", by=by, program=program, sentence=f"добавлен готовый список тем: {len(lacking)}"
        )
    return len(lacking)


@transaction.atomic
def add_topic(*, program: Program, by: Any, **values: Any) -> Topic:
    """values: title, kind (empty for all), is_subject. Raises ValidationError, Refusal."""
    refuse_closed(program)
    _refuse_same_title(values["title"])
    topic = Topic(school=program.school, position=_last_position() + 1)
    write_fields(topic, values)
    record_event("topic.add", by=by, target=topic, program=program, sentence=f"добавлена тема «{topic}»")
    return topic


@transaction.atomic
def edit_topic(*, topic: Topic, program: Program, by: Any, **values: Any) -> Topic:
    """Rename, hide or show a topic; who has chosen it keeps the choice."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    refuse_closed(program)
    if "title" in values:
        _refuse_same_title(values["title"], exclude=topic.pk)
    before = topic.title
    if changed := write_fields(topic, values):
        record_event(
            "topic.edit",
            by=by,
            target=topic,
            program=program,
            sentence=f"тема «{before}», изменено: {', '.join(changed)}",
        )
    return topic


@transaction.atomic
def move_topic(*, topic: Topic, up: bool, program: Program, by: Any) -> None:
    """One place up or down; at the end of the list nothing happens."""
    refuse_closed(program)
    topics = list(Topic.objects.select_for_update().order_by("position", "title"))
    place = next(number for number, found in enumerate(topics) if found.pk == topic.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(topics):
        return
    topics[place], topics[other] = topics[other], topics[place]
    for number, found in enumerate(topics):
        found.position = number
    Topic.objects.bulk_update(topics, ["position"])
    record_event(
        "topic.move",
        by=by,
        target=topic,
        program=program,
        sentence=f"тема «{topic}» передвинута {'выше' if up else 'ниже'}",
    )


def topics_for(entry: Any) -> QuerySet[Topic]:
    """What the entry may choose from: shown topics for its kind, and what it has chosen already."""
    side = ParticipantKind.TEACHER if entry.person.kind == PersonKind.TEACHER else ParticipantKind.PUPIL
    shown = Q(is_active=True, kind__in=("", side))
    if isinstance(entry, Mentor) and entry.person.kind != PersonKind.PUPIL:
        shown = Q(is_active=True)  # a teacher, parent or veteran may offer to both
    chosen = TopicChoice.objects.filter(**{_side(entry): entry}).values("topic")
    return Topic.objects.filter(shown | Q(pk__in=chosen))


def set_topics(entry: Any, topics: Iterable[Topic]) -> bool:
    """Make the topics of a mentor or mentee exactly these; True when something changed. No audit of its own."""
    side = _side(entry)
    wanted = {topic.pk for topic in topics}
    choices = TopicChoice.objects.filter(**{side: entry})
    had = set(choices.values_list("topic_id", flat=True))
    if wanted - had - set(topics_for(entry).values_list("pk", flat=True)):
        raise ValidationError({"topics": "Этой темы нет в списке школы для такого участника."})
    choices.filter(topic__in=had - wanted).delete()
    TopicChoice.objects.bulk_create(
        TopicChoice(school_id=entry.school_id, topic_id=pk, **{side: entry}) for pk in sorted(wanted - had)
    )
    return had != wanted


def _side(entry: Any) -> str:
    return "mentor" if isinstance(entry, Mentor) else "mentee"


def _last_position() -> int:
    last = Topic.objects.aggregate(last=Max("position"))["last"]
    return -1 if last is None else last


def _refuse_same_title(title: str, exclude: int | None = None) -> None:
    taken = Topic.objects.exclude(pk=exclude).values_list("title", flat=True)
    if title.casefold() in {other.casefold() for other in taken}:
        raise Refusal(f"Тема «{title}» уже есть. Назовите по-другому или покажите скрытую.")
