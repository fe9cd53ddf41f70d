"""The psychologist's room: compatibility tests whose conclusion everybody may read and whose notes nobody else.

Source: programme document, sections 2 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from mentoring_site.vault import open_sealed, seal
from pairing.enums import Conclusion
from pairing.models import CompatibilityTest, Pair
from participants.enums import ConsentPurpose
from participants.models import Mentee, Mentor, Person
from participants.services.consents import decisions_for
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, record_event
from programs.tenancy import program_url

TABLE, FIELD = "pairing_compatibilitytest", "notes_sealed"
NOTES_LENGTH = 8000  # characters


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

    notes: sealed for the author alone, at most NOTES_LENGTH characters. Raises Refusal for a closed year, a
    day to come, the same person on both sides, a reservation without words, and a missing consent to testing.
    """
    program = mentor.program
    refuse_closed(program)
    if mentee.program_id != program.pk or mentee.school_id != mentor.school_id:
        raise Refusal("Наставник и наставляемый — из разных программ. Выберите людей одной программы.")
    if mentor.person_id == mentee.person_id:
        raise Refusal("Наставник и наставляемый — один и тот же человек. Выберите двух разных людей.")
    if conducted_on > (today or timezone.localdate()):
        raise Refusal(f"Тест {conducted_on:%d.%m.%Y} ещё не проведён. Укажите день, когда он прошёл.")
    method, reservation = method.strip(), reservation.strip()
    if not method:
        raise Refusal("Назовите методику, по которой проведён тест.")
    if conclusion == Conclusion.RESERVATION and not reservation:
        raise Refusal("Напишите, с какой оговоркой рекомендована пара.")
    if len(notes) > NOTES_LENGTH:
        raise Refusal(f"Записи длиннее {NOTES_LENGTH} знаков. Сократите их.")
    _refuse_without_consent(program, [mentor.person, mentee.person], conducted_on)
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
        test.notes_sealed = seal(notes.strip(), **place_of(test))
        test.save(update_fields=[FIELD])
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
    """The private notes, for who wrote them; every look and every refused one leaves a row in the journal.

    Raises PermissionDenied for anybody else, VaultLocked and VaultTampered as vault.open_sealed does.
    """
    is_own = test.conducted_by_id == by.pk
    with transaction.atomic():  # kept also when the notes do not open: it was a look
        record_event(
            "test.notes_view" if is_own else "test.notes_refused",
            by=by,
            target=test,
            program=test.program,
            sentence="просмотр записей психолога" if is_own else "отказано в просмотре записей психолога",
            people=[test.mentor.person_id, test.mentee.person_id],
        )
    if not is_own:
        raise PermissionDenied("Записи видит только психолог, который провёл тест.")
    sealed = CompatibilityTest.objects.values_list(FIELD, flat=True).get(pk=test.pk)
    return open_sealed(sealed, **place_of(test)) if sealed is not None else ""


def place_of(test: CompatibilityTest) -> dict[str, object]:
    """Where the notes lie, as the vault binds them."""
    return {"table": TABLE, "pk": test.pk, "field": FIELD, "school_id": test.school_id}


def _refuse_without_consent(program: Program, people: list[Person], on: date) -> None:
    decisions = decisions_for(people, ConsentPurpose.TESTING, on)
    lacking = [person for person in people if not decisions[person.pk].is_allowed]
    if not lacking:
        return
    said = "; ".join(f"{person.list_name} — {decisions[person.pk].missing}" for person in lacking)
    query = urlencode([("purpose", ConsentPurpose.TESTING), *(("person", person.pk) for person in lacking)])
    raise Refusal(
        f"Тест нельзя записать: {said}. Напечатайте бланк, дайте его подписать и зарегистрируйте согласие.",
        url=f"{program_url(program, 'participants:consent_blanks')}?{query}",
        url_label="Напечатать бланк",
    )
