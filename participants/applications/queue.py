"""Applications as the curator's queue sees them, and people of the base who may be the applicant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access
from participants.enums import ApplicationState
from participants.models import Application, Enrolment, Mentee, Mentor, Person
from programs.models import Program

NEAR = 84  # 0–100 of rapidfuzz; «Панова Алиса» and «Панова Алисса» meet, «Панова Алина» does not
SHOWN = 5
TABS = (
    (ApplicationState.NEW, "Новые"),
    (ApplicationState.ASKED_BACK, "Ждём ответа"),
    (ApplicationState.ACCEPTED, "Приняты"),
    (ApplicationState.DECLINED, "Отклонены"),
)


def applications_of(access: Access) -> QuerySet[Application]:
    """Class teachers see their class, heads of groups nobody: an applicant is in no group yet."""
    rows = Application.objects.filter(program=access.program)
    return rows if access.sees_whole_school else rows.filter(school_class__in=access.class_ids)


def counts_of(access: Access) -> dict[str, int]:
    rows = applications_of(access).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def answered_back(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.filter(~Q(answer_back=""), state=ApplicationState.NEW)


@dataclass(frozen=True)
class Candidate:
    """Somebody of the base whose name is near. is_sure: the same name in the same class or post."""

    person: Person
    place: str
    is_sure: bool
    bases: tuple[str, ...]


def candidates_for(application: Application) -> list[Candidate]:
    """People of the school with a name like the applicant's, the likeliest first; nobody is ever merged."""
    from rapidfuzz import fuzz  # compiled; only this page needs it

    wanted, bare = _keys(application)
    scores: dict[int, float] = {}
    for pk, key in Person.objects.values_list("pk", "search_key"):
        known_bare = " ".join(key.split()[:2])
        has_patronymics = len(key.split()) > 2 and bool(application.middle_name)
        score = fuzz.ratio(key, wanted) if has_patronymics else fuzz.ratio(known_bare, bare)
        if score >= NEAR and fuzz.ratio(known_bare, bare) >= NEAR:
            scores[pk] = score
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[: SHOWN * 2]
    people = Person.objects.in_bulk(best)
    years = _years(application.program, best)
    bases = _bases(application.program, best)
    found = [
        Candidate(
            person=people[pk],
            place=years[pk].place if pk in years else "",
            is_sure=scores[pk] == 100 and _same_place(application, years.get(pk)),
            bases=tuple(bases.get(pk, ())),
        )
        for pk in best
    ]
    return sorted(found, key=lambda one: not one.is_sure)[:SHOWN]


def _keys(application: Application) -> tuple[str, str]:
    return (
        normalise_name(application.full_name),
        normalise_name(f"{application.last_name} {application.first_name}"),
    )


def _years(program: Program, people: list[int]) -> dict[int, Enrolment]:
    rows = Enrolment.objects.filter(program=program, person__in=people).select_related("school_class")
    return {row.person_id: row for row in rows}


def _bases(program: Program, people: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for model, word in ((Mentor, "наставник"), (Mentee, "наставляемый")):
        for pk in model.objects.filter(program=program, person__in=people).values_list("person", flat=True):
            found.setdefault(pk, []).append(word)
    return found


def _same_place(application: Application, year: Any) -> bool:
    if year is None:
        return False
    if application.school_class_id or year.school_class_id:
        return application.school_class_id == year.school_class_id
    return normalise_name(application.position) == normalise_name(year.position)
