"""What interviews and training say of mentors: facts for readiness, by a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q

from mentoring_site.words import short_date
from participants.enums import ConsentPurpose, InterviewConclusion, MentorStatus
from participants.models import Interview, Mentee, Mentor, TrainingCompletion
from participants.readiness import Facts, Readiness, readiness
from participants.services.consents import decisions_for, has_valid_consent

RECOMMENDING = frozenset({InterviewConclusion.RECOMMENDED, InterviewConclusion.CONDITIONAL})


def latest_sheets(mentors: Iterable[Mentor]) -> dict[int, Interview]:
    """The interview that counts of each mentor: the last one held."""
    rows = Interview.objects.held().filter(mentor__in=[mentor.pk for mentor in mentors])
    return {sheet.mentor_id: sheet for sheet in rows.order_by("held_on", "pk")}


def declined_days(mentors: Iterable[Mentor]) -> dict[int, date]:
    """By mentor: the day of the last interview, when it ended with «не рекомендован»."""
    return {
        pk: sheet.held_on
        for pk, sheet in latest_sheets(mentors).items()
        if sheet.conclusion not in RECOMMENDING
    }


def readiness_of(
    mentors: Collection[Mentor], on: date, *, tells_conclusions: bool = True
) -> dict[int, Readiness]:
    """By mentor id. tells_conclusions: False for who may not read the sheets («нет собеседования» for both)."""
    people = [mentor.person for mentor in mentors]
    consents = decisions_for(people, ConsentPurpose.PARTICIPATION, on)
    declined = declined_days(mentors) if tells_conclusions else {}
    return {
        mentor.pk: readiness(
            Facts(
                is_admitted=mentor.status == MentorStatus.ADMITTED,
                interviewed_on=mentor.interviewed_on,
                trained_on=mentor.trained_on,
                waiver=mentor.waiver,
                waived_by=mentor.waived_by_name,
                consent_missing=consents[mentor.person_id].missing,
                declined_on=declined.get(mentor.pk),
            )
        )
        for mentor in mentors
    }


def ready_mentors(on: date) -> Q:
    """The same rule for the database, to filter and count rows of the base."""
    selected = ~Q(waiver="") | Q(interviewed_on__isnull=False, trained_on__isnull=False)
    return Q(status=MentorStatus.ADMITTED) & selected & Q(has_valid_consent(ConsentPurpose.PARTICIPATION, on))


def refuse_dates_of_sheets(entry: Mentor | Mentee, changed: Collection[str]) -> None:
    """A date that a sheet or a completion stands behind is changed there, not by hand."""
    if "interviewed_on" in changed and (sheet := latest_sheets([entry]).get(entry.pk)):
        raise ValidationError(
            {
                "interviewed_on": f"Есть лист собеседования от {short_date(sheet.held_on)}: "
                "дата идёт из него. Исправьте лист."
            }
        )
    if "trained_on" in changed:
        done = TrainingCompletion.objects.filter(mentor=entry).first()
        if done is not None:
            raise ValidationError(
                {
                    "trained_on": f"Обучение зачтено {short_date(done.completed_on)}: дата идёт из зачёта. "
                    "Исправьте его в программе обучения."
                }
            )
