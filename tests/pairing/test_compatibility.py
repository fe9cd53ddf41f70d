from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from mentoring_site.permissions import Role
from mentoring_site.vault import VaultTampered
from pairing.enums import Conclusion
from pairing.models import CompatibilityTest
from pairing.services.tests import conclusions_for, open_notes, record_test, recorded_tests
from participants.enums import ConsentPurpose
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import make_consent, make_member, make_mentee, make_mentor
from tests.pairing.makers import make_pair

SECRET = "Занавеска-канарейка: боится отвечать у доски."


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST)


@pytest.fixture
def sides(program, psychologist):
    mentor, mentee = make_mentor(program), make_mentee(program)
    for entry in (mentor, mentee):
        make_consent(entry.person, psychologist, purpose=ConsentPurpose.TESTING)
    return {"mentor": mentor, "mentee": mentee}


def record(sides, by, **fields):
    given = {"method": "ОМО", "conducted_on": timezone.localdate(), "conclusion": Conclusion.RECOMMENDED}
    return record_test(**sides, by=by, **{**given, **fields})


def test_record_keeps_the_conclusion_and_seals_the_notes(sides, psychologist):
    test = record(sides, psychologist, notes=SECRET)

    test.refresh_from_db()
    assert (test.conclusion, test.conducted_by) == (Conclusion.RECOMMENDED, psychologist)
    assert "Занавеска".encode() not in bytes(test.notes_sealed)
    assert open_notes(test=test, by=psychologist) == SECRET


def test_record_without_notes_seals_nothing(sides, psychologist):
    test = record(sides, psychologist, notes="   ")

    assert test.notes_sealed is None
    assert open_notes(test=test, by=psychologist) == ""


def test_reservation_without_words_is_refused(sides, psychologist):
    with pytest.raises(Refusal, match="с какой оговоркой"):
        record(sides, psychologist, conclusion=Conclusion.RESERVATION, reservation="  ")

    assert CompatibilityTest.objects.count() == 0


def test_missing_consent_is_named_and_the_blank_is_offered(program, psychologist):
    mentor, mentee = make_mentor(program), make_mentee(program)
    make_consent(mentor.person, psychologist, purpose=ConsentPurpose.TESTING)

    with pytest.raises(Refusal) as refused:
        record({"mentor": mentor, "mentee": mentee}, psychologist)

    assert str(refused.value) == (
        f"Тест нельзя записать: {mentee.person.list_name} — нет согласия родителей: психологическая "
        "диагностика. Напечатайте бланк, дайте его подписать и зарегистрируйте согласие."
    )
    assert refused.value.url.endswith(f"/consents/blanks/?purpose=testing&person={mentee.person_id}")


def test_future_day_and_closed_year_are_refused(program, sides, psychologist):
    with pytest.raises(Refusal, match="ещё не проведён"):
        record(sides, psychologist, conducted_on=timezone.localdate() + timedelta(days=1))

    program.state = ProgramState.COMPLETED
    program.save()
    sides["mentor"].refresh_from_db()
    with pytest.raises(Refusal, match="больше не меняется"):
        record(sides, psychologist)


def test_same_person_on_both_sides_is_refused(program, sides, psychologist):
    twin = make_mentee(program, sides["mentor"].person)

    with pytest.raises(Refusal, match="один и тот же человек"):
        record({"mentor": sides["mentor"], "mentee": twin}, psychologist)


def test_notes_of_a_colleague_are_refused_and_both_looks_are_logged(program, sides, psychologist):
    test = record(sides, psychologist, notes=SECRET)
    colleague = make_member(program.school, Role.PSYCHOLOGIST)

    open_notes(test=test, by=psychologist)
    with pytest.raises(PermissionDenied):
        open_notes(test=test, by=colleague)

    looks = AuditEvent.objects.filter(action__startswith="test.notes").order_by("id")
    assert [(look.actor_id, look.sentence) for look in looks] == [
        (psychologist.pk, "просмотр записей психолога"),
        (colleague.pk, "отказано в просмотре записей психолога"),
    ]


def test_journal_holds_neither_notes_nor_conclusion(sides, psychologist):
    record(sides, psychologist, notes=SECRET, conclusion=Conclusion.NOT_RECOMMENDED)

    event = AuditEvent.objects.get(action="test.record")
    kept = f"{event.sentence} {event.target_label} {event.details}"
    assert "Занавеска" not in kept
    assert "не рекомендована" not in kept


def test_notes_swapped_between_rows_do_not_open(program, sides, psychologist):
    first = record(sides, psychologist, notes=SECRET)
    second = record(sides, psychologist, notes="другая запись")
    CompatibilityTest.objects.filter(pk=second.pk).update(
        notes_sealed=CompatibilityTest.objects.get(pk=first.pk).notes_sealed
    )

    with pytest.raises(VaultTampered):
        open_notes(test=second, by=psychologist)


def test_rotation_seals_again_and_old_key_may_go(sides, psychologist, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    test = record(sides, psychologist, notes=SECRET)
    before = bytes(test.notes_sealed)

    call_command("rotate_vault_key", forget_old=True)

    test.refresh_from_db()
    assert bytes(test.notes_sealed)[1:9] != before[1:9]
    assert open_notes(test=test, by=psychologist) == SECRET


def test_latest_conclusions_of_pairs_come_by_one_query(
    program, curator, psychologist, django_assert_num_queries
):
    from pairing.models import Pair

    pairs = [make_pair(program, curator) for _ in range(3)]
    seats = {pair.pk: {"mentor": pair.mentor, "mentee": pair.members.all()[0].mentee} for pair in pairs}
    for entry in seats[pairs[0].pk].values():
        make_consent(entry.person, psychologist, purpose=ConsentPurpose.TESTING)
    record(
        seats[pairs[0].pk],
        psychologist,
        conclusion=Conclusion.NOT_RECOMMENDED,
        conducted_on=date(2026, 9, 10),
    )
    record(seats[pairs[0].pk], psychologist, conducted_on=date(2026, 9, 20))
    pairs = list(Pair.objects.with_people())

    with django_assert_num_queries(1):
        found = conclusions_for(pairs)

    assert {pk: [test.conclusion for test in tests] for pk, tests in found.items()} == {
        pair.pk: ([Conclusion.RECOMMENDED] if pair.mentor_id == seats[min(seats)]["mentor"].pk else [])
        for pair in pairs
    }


def test_list_never_loads_sealed_notes(program, sides, psychologist):
    record(sides, psychologist, notes=SECRET)

    row = recorded_tests(program).get()

    assert row.has_notes is True
    assert "notes_sealed" in row.get_deferred_fields()
