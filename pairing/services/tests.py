"""The psychologist's room: compatibility tests whose conclusion everybody may read and whose notes nobody else.

Source: programme document, sections 2 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.db import models, transaction

from mentoring_site import clock
from pairing.enums import Conclusion
from pairing.models import CompatibilityTest, Pair
from pairing.services.notes import NOTES_LENGTH, open_words, seal_into
from participants.enums import ConsentPurpose
from participants.models import Mentee, Mentor, Person
from participants.services.consents import decisions_for
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, record_event
from programs.tenancy import program_url

FIELD = "notes_sealed"


def recorded_tests(program: Program) -> models.QuerySet[CompatibilityTest]:
    """Rows of the programme with people, without the sealed notes: `has_notes` says that there are some."""
    return (
        CompatibilityTest.objects.filter(program=program)
        .select_related("mentor__person", "mentee__person", "conducted_by")
        .annotate(
            has_notes=models.Case(
                models.When(notes_sealed__isnull=False, then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )
        .defer(FIELD)
    )


def conclusions_for(pairs: Iterable[Pair]) -> dict[int, list[CompatibilityTest]]:
    """The latest test of each mentor and mentee of the pairs, by one query: pair id -> tests.

    The pairs come with their members (Pair.objects.with_people()); a pair without tests has an empty list.
    """
    pairs = list(pairs)
    latest: dict[tuple[int, int], CompatibilityTest] = {}
    rows = CompatibilityTest.objects.filter(
        mentor__in=[pair.mentor_id for pair in pairs],
        mentee__in=[member.mentee_id for pair in pairs for member in pair.members.all()],
    ).select_related("mentee__person", "conducted_by")
    for test in rows.defer(FIELD).order_by("conducted_on", "pk"):
        latest[test.mentor_id, test.mentee_id] = test
    return {
        pair.pk: [
            latest[pair.mentor_id, member.mentee_id]
            for member in pair.members.all()
            if (pair.mentor_id, member.mentee_id) in latest
        ]
        for pair in pairs
    }


@transaction.atomic
def record_test(
    *,
    mentor: Mentor,
    mentee: Mentee,
    method: str,
    conducted_on: date,
    conclusion: str,
    by: User,
    reservation: str = "",
    notes: str = "",
    today: date | None = None,
) -> CompatibilityTest:
    """Record one test. The latest of a pair counts, so a correction is a new record.

    notes: sealed for the author and who is given his notes, at most NOTES_LENGTH characters. Raises Refusal for a
    closed year, a day to come, the same person on both sides, a reservation without words, a missing consent.
    """
    program = mentor.program
    refuse_closed(program)
    if mentee.program_id != program.pk or mentee.school_id != mentor.school_id:
        raise Refusal("Наставник и наставляемый — из разных программ. Выберите людей одной программы.")
    if mentor.person_id == mentee.person_id:
        raise Refusal("Наставник и наставляемый — один и тот же человек. Выберите двух разных людей.")
    if conducted_on > (today or clock.today()):
        raise Refusal(f"Тест {conducted_on:%d.%m.%Y} ещё не проведён. Укажите день, когда он прошёл.")
    method, reservation = method.strip(), reservation.strip()
    if not method:
        raise Refusal("Назовите методику, по которой проведён тест.")
    if conclusion == Conclusion.RESERVATION and not reservation:
        raise Refusal("Напишите, с какой оговоркой рекомендована пара.")
    if len(notes) > NOTES_LENGTH:
        raise Refusal(f"Записи длиннее {NOTES_LENGTH} знаков. Сократите их.")
    refuse_without_consent(program, [mentor.person, mentee.person], conducted_on)
    test = CompatibilityTest.objects.create(
        school_id=mentor.school_id,
        program=program,
        mentor=mentor,
        mentee=mentee,
        method=method,
        conducted_on=conducted_on,
        conclusion=conclusion,
        reservation=reservation if conclusion == Conclusion.RESERVATION else "",
        conducted_by=by,
    )
    if notes.strip():  # bound to the row, so sealed once it has its pk
        seal_into(test, notes.strip())
    record_event(
        "test.record",
        by=by,
        target=test,
        program=program,
        sentence="внесено заключение психолога по тесту на совместимость",
        people=[mentor.person_id, mentee.person_id],
    )
    return test


def open_notes(*, test: CompatibilityTest, by: User) -> str:
    """The private notes, for who wrote them or was given them; every look leaves a row in the journal.

    Raises PermissionDenied for anybody else, VaultLocked and VaultTampered as vault.open_sealed does.
    """
    people = [test.mentor.person_id, test.mentee.person_id]
    return open_words(test, by=by, action="test.notes_view", what="записей психолога", people=people)


def refuse_without_consent(program: Program, people: list[Person], on: date, what: str = "Тест") -> None:
    """what: «Тест», «Протокол». Raises Refusal that names everybody who lacks the paper and leads to its blank."""
    decisions = decisions_for(people, ConsentPurpose.TESTING, on)
    lacking = [person for person in people if not decisions[person.pk].is_allowed]
    if not lacking:
        return
    said = "; ".join(f"{person.list_name} — {decisions[person.pk].missing}" for person in lacking)
    raise Refusal(
        f"{what} нельзя записать: {said}. Напечатайте бланк, дайте его подписать и зарегистрируйте согласие.",
        url=blanks_url(program, lacking),
        url_label="Напечатать бланк",
    )


def blanks_url(program: Program, people: Iterable[Person]) -> str:
    query = urlencode([("purpose", ConsentPurpose.TESTING), *(("person", person.pk) for person in people)])
    return f"{program_url(program, 'participants:consent_blanks')}?{query}"
