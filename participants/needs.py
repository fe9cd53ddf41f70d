"""What is asked for and what is offered, topic by topic, with the people behind each number (steps 7, 11, 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from mentoring_site.permissions import Access
from participants.enums import MentorStatus
from participants.models import Mentee, Mentor, Topic, TopicChoice
from participants.querysets import EntryQuerySet
from programs.models import MentoringForm, SchoolClass

WANTED, OFFERED = "wanted", "offered"
SIDES = {WANTED: "просят", OFFERED: "предлагают"}


@dataclass(frozen=True)
class Narrowing:
    """What the filters of the page ask. The class is of those who ask: who offers usually learns in another."""

    form: MentoringForm | None = None
    school_class: SchoolClass | None = None
    subject: Topic | None = None


@dataclass(frozen=True)
class TopicRow:
    topic: Topic
    wanted: int
    offered: int

    @property
    def gap(self) -> int:
        return gap(self.wanted, self.offered)


def gap(wanted: int, offered: int) -> int:
    """How many more people are asked for than offer themselves; never less than 0."""
    return max(0, wanted - offered)


def topic_rows(access: Access, by: Narrowing) -> list[TopicRow]:
    """All shown topics and those hidden ones that somebody has chosen, in the school's order: three queries."""
    wanted, offered = (_counts(side, people_of(side, access, by)) for side in (WANTED, OFFERED))
    return [
        TopicRow(topic, wanted.get(topic.pk, 0), offered.get(topic.pk, 0))
        for topic in Topic.objects.order_by("-is_subject", "position", "title")
        if topic.is_active or topic.pk in wanted or topic.pk in offered
    ]


def people_of(side: str, access: Access, by: Narrowing) -> EntryQuerySet:
    """Mentees who ask (present), or mentors who offer (candidates and admitted), whom the user may see."""
    model = Mentee if side == WANTED else Mentor
    rows = model.objects.of_program(access.program).visible_to(access).present()
    if side == OFFERED:
        rows = rows.exclude(status=MentorStatus.RESERVE)
    if by.form is not None:
        rows = rows.filter(form=by.form)
    if by.school_class is not None and side == WANTED:
        in_class = by.school_class.enrolments.filter(program=access.program).values("person")
        rows = rows.filter(person__in=in_class)
    if by.subject is not None:
        rows = rows.filter(topic_choices__topic=by.subject)
    return rows


def people_behind(topic: Topic, side: str, access: Access, by: Narrowing) -> EntryQuerySet:
    """The people whom a number of the table counts."""
    chosen = TopicChoice.objects.filter(topic=topic).values("mentee" if side == WANTED else "mentor")
    return people_of(side, access, by).filter(pk__in=chosen)


def without_topics(access: Access, by: Narrowing) -> dict[str, int]:
    """How many on each side have chosen nothing yet: they are in no number of the table."""
    return {
        side: people_of(side, access, by).filter(topic_choices=None).count() for side in (WANTED, OFFERED)
    }


def _counts(side: str, people: EntryQuerySet) -> dict[int, int]:
    owner = "mentee" if side == WANTED else "mentor"
    rows: Any = TopicChoice.objects.filter(**{f"{owner}__in": people.order_by().values("pk")})
    return dict(rows.order_by().values_list("topic").annotate(Count("pk")))
