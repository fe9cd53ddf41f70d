"""Names of people who never got a card: applications and nominations by link that came to nothing.

No person stands behind them, so no term of a person reaches them: they go when the school's term (30 days at most)
has passed since the decision, or since the end of the programme when nobody decided (152-ФЗ ст. 21 ч. 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from participants.enums import ApplicationState, NominationState
from participants.models import Application, Nomination, Response, StoredFile
from programs.enums import ProgramState
from programs.models import Program, School
from programs.services.audit import record_event

CLOSED = (ProgramState.COMPLETED, ProgramState.ARCHIVED)


@dataclass(frozen=True)
class Leftovers:
    applications: int
    nominations: int

    def __bool__(self) -> bool:
        return bool(self.applications or self.nominations)


def leftovers(school: School, on: date) -> Leftovers:
    """How many have outlived their term on that day."""
    return Leftovers(_applications(school, on).count(), _nominations(school, on).count())


@transaction.atomic
def forget_leftovers(*, program: Program, by: Any, on: date) -> Leftovers:
    """Delete them with their answers and scans; the journal keeps the numbers, not the names."""
    school = program.school
    found = leftovers(school, on)
    answers = Response.objects.filter(application__in=_applications(school, on))
    files = list(answers.exclude(scan=None).values_list("scan", flat=True))
    ids = list(answers.values_list("pk", flat=True))
    _applications(school, on).delete()
    Response.objects.filter(pk__in=ids).delete()
    StoredFile.objects.filter(pk__in=files).delete()
    _nominations(school, on).delete()
    if found:
        record_event(
            "person.forget_leftovers",
            by=by,
            program=program,
            sentence=f"удалены заявки и представления без карточки, срок которых прошёл: заявок {found.applications}, "
            f"представлений {found.nominations}",
        )
    return found


def _outlived(school: School, on: date, declined: str) -> Q:
    last = on - timedelta(days=school.destruction_days)
    decided = Q(state=declined, decided_at__date__lte=last)
    return Q(person=None) & (decided | Q(program__state__in=CLOSED, program__ends__lte=last))


def _applications(school: School, on: date) -> models.QuerySet[Application]:
    return Application.objects.filter(_outlived(school, on, ApplicationState.DECLINED))


def _nominations(school: School, on: date) -> models.QuerySet[Nomination]:
    return Nomination.objects.filter(_outlived(school, on, NominationState.DECLINED))
