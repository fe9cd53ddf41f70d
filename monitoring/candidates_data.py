"""Gathers what candidates are judged by: a constant number of queries for the whole programme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, Sum

from monitoring.candidates import HonourFacts
from monitoring.enums import AwardState, NomineeKind
from monitoring.models import Award
from pairing.enums import MeetingState, PairState, Respondent, ResultKind, TaskMark
from pairing.models import Meeting, Pair, PairMember, PairResult, PairSurveyInvite, PlanTask
from participants.enums import MentorStatus
from participants.models import Enrolment, Mentor, TrainingCompletion
from participants.training import hours_text
from programs.models import Program

LIVED = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)
PROUD = (PairState.ACTIVE, PairState.COMPLETED)  # a dissolved pair is nobody's merit
HONOURED = (AwardState.ORDERED, AwardState.HANDED)


def honour_facts(program: Program, kind: str, on: date) -> list[HonourFacts]:
    """Of all mentors who have left no base, or of all pairs and groups that go on or are completed."""
    return _of_mentors(program, on) if kind == NomineeKind.MENTOR else _of_pairs(program, on)


def places_of(program: Program, people: Iterable[int]) -> dict[int, str]:
    """Class or position of the programme's year by person."""
    rows = Enrolment.objects.filter(program=program, person__in=list(people)).select_related("school_class")
    return {row.person_id: row.place for row in rows}


def _of_mentors(program: Program, on: date) -> list[HonourFacts]:
    mentors = list(
        Mentor.objects.filter(program=program)
        .exclude(status=MentorStatus.LEFT)
        .select_related("person")
        .order_by("person__search_key", "pk")
    )
    places = places_of(program, [one.person_id for one in mentors])
    pairs = Pair.objects.of_program(program).in_state(*LIVED).order_by()
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for mentor, state in pairs.values_list("mentor", "state"):
        states[mentor][state] += 1
    known = _known(program, "mentor", on)
    trained = _training(program)
    past = _past(program, [one.person_id for one in mentors])
    return [
        HonourFacts(
            key=one.pk,
            mentor_id=one.pk,
            name=one.person.full_name,
            place=places.get(one.person_id, ""),
            form_id=one.form_id,
            completed=states[one.pk][PairState.COMPLETED],
            lived=sum(states[one.pk].values()),
            past=past.get(one.person_id, ()),
            **trained.get(one.pk, {}),
            **known.get(one.pk, {}),
        )
        for one in mentors
    ]


def _of_pairs(program: Program, on: date) -> list[HonourFacts]:
    pairs = list(
        Pair.objects.of_program(program)
        .in_state(*PROUD)
        .select_related("mentor__person", "form")
        .prefetch_related("members__mentee__person")
    )
    known = _known(program, "pk", on)
    trained = _training(program)
    past = _past(program, [pair.mentor.person_id for pair in pairs])
    return [
        HonourFacts(
            key=pair.pk,
            mentor_id=pair.mentor_id,
            name=str(pair),
            place=pair.form.title,
            form_id=pair.form_id,
            completed=int(pair.state == PairState.COMPLETED),
            lived=1,
            past=past.get(pair.mentor.person_id, ()),
            **trained.get(pair.mentor_id, {}),
            **known.get(pair.pk, {}),
        )
        for pair in pairs
    ]


def _known(program: Program, by: str, on: date) -> dict[int, dict[str, Any]]:
    """Meetings, tasks, answers, results and mentees, by mentor (by="mentor") or by pair ("pk")."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    within = {"pair__program": program, "pair__state__in": LIVED}
    key = "pair" if by == "pk" else f"pair__{by}"

    meetings = Meeting.objects.filter(date__lte=on, **within).order_by().values(key)
    for row in meetings.annotate(n=Count("pk"), h=Count("pk", filter=Q(state=MeetingState.HELD))):
        found[row[key]] |= {"planned": row["n"], "held": row["h"]}
    of_task = f"plan__member__{key}"
    tasks = PlanTask.objects.filter(plan__program=program, plan__member__pair__state__in=LIVED)
    for row in (
        tasks.order_by().values(of_task).annotate(n=Count("pk"), d=Count("pk", filter=Q(mark=TaskMark.DONE)))
    ):
        found[row[of_task]] |= {"tasks": row["n"], "tasks_done": row["d"]}
    answers = PairSurveyInvite.objects.filter(
        role__in=(Respondent.MENTEE, Respondent.REPRESENTATIVE), satisfaction__isnull=False, **within
    )
    for row in (
        answers.order_by()
        .values(key)
        .annotate(n=Count("pk"), who=Count("person", distinct=True), mean=Avg("satisfaction"))
    ):
        found[row[key]] |= {"answers": row["n"], "respondents": row["who"], "mean": row["mean"]}
    results: dict[int, Counter[str]] = defaultdict(Counter)
    for owner, kind in PairResult.objects.filter(**within).order_by().values_list(key, "kind"):
        results[owner][kind] += 1
    for owner, counts in results.items():
        found[owner]["results"] = {
            label: counts[value] for value, label in ResultKind.choices if counts[value]
        }
    members = PairMember.objects.filter(joined_on__isnull=False, **within).order_by().values(key)
    for row in members.annotate(n=Count("mentee", distinct=True)):
        found[row[key]]["mentees"] = row["n"]
    return found


def _training(program: Program) -> dict[int, dict[str, Any]]:
    rows = TrainingCompletion.objects.filter(mentor__program=program).order_by().values("mentor")
    return {
        row["mentor"]: {"courses": row["n"], "hours": hours_text(row["h"])}
        for row in rows.annotate(n=Count("pk"), h=Sum("hours"))
    }


def _past(program: Program, people: list[int]) -> dict[int, tuple[str, ...]]:
    """Honours of the school's other years by person."""
    rows = (
        Award.objects.filter(school=program.school_id, person__in=people, state__in=HONOURED)
        .exclude(program=program)
        .select_related("program")
        .order_by("program__label", "pk")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for award in rows:
        found[award.person_id].append(f"{award.get_kind_display()}, {award.program.year_label}")
    return {person: tuple(words) for person, words in found.items()}
