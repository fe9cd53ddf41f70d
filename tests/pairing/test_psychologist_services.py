from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import Conclusion, ConsultationKind
from pairing.forms_psychologist import GrantForm
from pairing.models import CompatibilityTest, TestMethod, TestProtocol
from pairing.services.conclusions import Word, WordsRefused, record_words, waiting_seats
from pairing.services.consultations import (
    Talk,
    correct_talk,
    journal_of,
    open_talk_notes,
    places_for,
    record_talk,
    whom,
)
from pairing.services.methods import add_shipped_methods, save_method
from pairing.services.notes import grant_notes, left_behind
from pairing.services.protocols import open_protocol, protocols_for, record_protocol
from participants.enums import ConsentPurpose
from programs.models import AuditEvent, Membership
from programs.services.audit import Refusal
from programs.tenancy import access_for, program_url
from tests.factories import make_class, make_consent, make_member, make_person
from tests.pairing.makers import make_pair

TODAY = timezone.localdate()
SECRET = "Занавеска-канарейка"


@pytest.fixture
def psychologist(program):
    return make_member(program.school, Role.PSYCHOLOGIST, last_name="Мещерякова", first_name="Анна")


@pytest.fixture
def method(program, psychologist):
    add_shipped_methods(school=program.school, by=psychologist)
    return TestMethod.objects.get(title="КОС-2")


@pytest.fixture
def person(program, psychologist):
    found = make_person(program, school_class=make_class(program, 7, "В"))
    make_consent(found, psychologist, purpose=ConsentPurpose.TESTING)
    return found


def protocol_of(program, person, method, by, **fields):
    first, *_ = method.scales.all()
    given = {"conducted_on": TODAY, "scales": {first.pk: 17}, "notes": SECRET}
    return record_protocol(program=program, person=person, method=method, by=by, **given | fields)


def agree(pair, by):
    for person in (pair.mentor.person, *(member.mentee.person for member in pair.members.all())):
        make_consent(person, by, purpose=ConsentPurpose.TESTING)


# --- methods and protocols --------------------------------------------------------------------------------


def test_shipped_methods_come_once_with_their_scales(program, method, psychologist):
    assert TestMethod.objects.count() == 9
    assert add_shipped_methods(school=program.school, by=psychologist) == 0
    assert [str(scale) for scale in method.scales.all()] == [
        "Коммуникативные склонности (0–20)",
        "Организаторские склонности (0–20)",
    ]


def test_scales_of_a_method_in_use_stay(program, method, person, psychologist):
    protocol_of(program, person, method, psychologist)

    with pytest.raises(Refusal, match="её шкалы не меняются"):
        save_method(
            school=program.school,
            by=psychologist,
            fields={},
            scales=[("Новая", 0, 5)],
            method=method,
            version=1,
        )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": "КОС-2"}, "Такая методика уже есть"),
        ({"title": "Новая", "age_to": 121}, "не больше 120 лет"),
        ({"title": "Новая", "items": 1001}, "не больше 1000"),
    ],
)
def test_method_that_cannot_be_is_refused_on_its_page(program, method, psychologist, sign_in, fields, why):
    sent = {"audience": "all", "scales": "Шкала: 0–24"} | fields

    answer = sign_in(psychologist).post(program_url(program, "pairing:method_create"), sent)

    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert not TestMethod.objects.filter(title="Новая").exists()


def test_protocol_is_sealed_and_opens_for_its_author(program, method, person, psychologist):
    protocol = protocol_of(program, person, method, psychologist)

    opened = open_protocol(protocol=protocol, by=psychologist)

    assert ([value for _, value in opened.results], opened.notes) == ([17, None], SECRET)
    sealed = bytes(TestProtocol.objects.get().sealed)  # two bare digits may stand in any cipher by chance
    assert [word for word in (SECRET, "results", "notes") if word.encode() in sealed] == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"scales": {}, "notes": " "}, "протокол пуст"),
        ({"conducted_on": TODAY + timedelta(days=1)}, "ещё не наступило"),
        ({"scales": {0: 1}}, "не от этой методики"),
    ],
)
def test_protocol_that_says_nothing_right_is_refused(program, method, person, psychologist, fields, why):
    with pytest.raises(Refusal, match=why):
        protocol_of(program, person, method, psychologist, **fields)

    assert not TestProtocol.objects.exists()


def test_value_outside_its_scale_is_refused(program, method, person, psychologist):
    scale = method.scales.first()

    with pytest.raises(Refusal, match="должно быть от 0 до 20"):
        protocol_of(program, person, method, psychologist, scales={scale.pk: 21})


def test_protocol_without_consent_to_testing_is_refused(program, method, psychologist):
    with pytest.raises(Refusal, match="Протокол нельзя записать") as refused:
        protocol_of(program, make_person(program), method, psychologist)

    assert "/consents/blanks/" in refused.value.url


def test_colleague_does_not_even_see_the_protocol_and_the_look_is_logged(
    program, method, person, psychologist
):
    protocol = protocol_of(program, person, method, psychologist)
    colleague = make_member(program.school, Role.PSYCHOLOGIST)

    open_protocol(protocol=protocol, by=psychologist)
    with pytest.raises(PermissionDenied):
        open_protocol(protocol=protocol, by=colleague)

    assert not protocols_for(colleague, program).exists()
    looks = AuditEvent.objects.filter(action__startswith="protocol.").order_by("id")
    assert [(look.action, look.actor_id, look.person_ids) for look in looks] == [
        ("protocol.record", psychologist.pk, []),
        ("protocol.view", psychologist.pk, []),
        ("protocol.refused", colleague.pk, []),
    ]


# --- handing over -----------------------------------------------------------------------------------------


def test_successor_reads_after_the_handover_with_a_basis_only(
    program, method, person, psychologist, director
):
    protocol = protocol_of(program, person, method, psychologist)
    successor = make_member(program.school, Role.PSYCHOLOGIST)
    access = access_for(director, program, TODAY)
    with pytest.raises(Refusal, match="Укажите основание"):
        grant_notes(giver=psychologist, taker=successor, basis=" ", access=access)

    grant_notes(giver=psychologist, taker=successor, basis="приказ № 45-к", access=access)

    assert open_protocol(protocol=protocol, by=successor).notes == SECRET
    event = AuditEvent.objects.get(action="notes.grant")
    assert "приказ № 45-к" in event.sentence


def test_notes_go_to_a_psychologist_only_and_from_the_author_or_the_director(
    program, method, person, psychologist, curator, director
):
    protocol_of(program, person, method, psychologist)
    successor = make_member(program.school, Role.PSYCHOLOGIST)

    with pytest.raises(Refusal, match="не педагог-психолог"):
        grant_notes(
            giver=psychologist, taker=curator, basis="б", access=access_for(psychologist, program, TODAY)
        )
    with pytest.raises(PermissionDenied):
        grant_notes(
            giver=psychologist, taker=successor, basis="б", access=access_for(successor, program, TODAY)
        )


def test_author_is_not_offered_to_himself(program, psychologist):
    other = make_member(program.school, Role.PSYCHOLOGIST)

    own = GrantForm(givers=[psychologist], takers=[psychologist, other])
    of_director = GrantForm(givers=[psychologist, other], takers=[psychologist, other])

    assert [[pk for pk, _ in form.fields["taker"].choices] for form in (own, of_director)] == [
        [str(other.pk)],
        [str(psychologist.pk), str(other.pk)],
    ]


def test_notes_of_who_is_psychologist_no_longer_are_offered(program, method, person, psychologist):
    protocol_of(program, person, method, psychologist)
    assert left_behind(program, TODAY) == []

    Membership.objects.filter(user=psychologist).update(ends=TODAY - timedelta(days=1))

    assert left_behind(program, TODAY) == [psychologist]


def test_rotation_of_the_key_seals_protocols_and_talks_too(
    program, method, person, psychologist, tmp_path, settings
):
    settings.VAR_DIR = tmp_path
    protocol = protocol_of(program, person, method, psychologist)
    talk = record_talk(program=program, talk=talk_of(person, notes=SECRET), by=psychologist)

    call_command("rotate_vault_key", forget_old=True)

    assert open_protocol(protocol=protocol, by=psychologist).notes == SECRET
    assert open_talk_notes(talk=talk, by=psychologist) == SECRET


# --- the journal ------------------------------------------------------------------------------------------


def talk_of(person=None, **fields):
    given = {"held_on": TODAY, "kind": ConsultationKind.PERSONAL, "result": "дана рекомендация"}
    return Talk(**given | {"person": person} | fields)


def test_line_of_the_journal_names_a_pupil_only_when_asked(program, person, psychologist):
    record_talk(program=program, talk=talk_of(person), by=psychologist)
    [talk] = journal_of(program)
    years = places_for([talk], program)

    words = [whom(talk, years, with_names=with_names) for with_names in (False, True)]

    assert words == ["ученик 7\u00a0«В»", f"{person.list_name}, 7\u00a0«В»"]


def test_typed_words_stay_out_of_the_nameless_line(program, psychologist):
    record_talk(
        program=program,
        talk=talk_of(with_whom="мама Панова Ильи", kind=ConsultationKind.PARENTS),
        by=psychologist,
    )
    [talk] = journal_of(program)

    assert whom(talk, {}, with_names=False) == "родители"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "с кем была консультация"),
        ({"with_whom": "группа", "result": " "}, "результат одной строкой"),
        ({"with_whom": "группа", "held_on": TODAY + timedelta(days=1)}, "ещё не наступило"),
    ],
)
def test_line_without_its_parts_is_refused(program, psychologist, fields, why):
    with pytest.raises(Refusal, match=why):
        record_talk(program=program, talk=talk_of(**fields), by=psychologist)


def test_line_is_mended_by_its_author_and_keeps_its_notes(program, person, psychologist):
    talk = record_talk(program=program, talk=talk_of(person, notes=SECRET), by=psychologist)
    with pytest.raises(PermissionDenied):
        correct_talk(
            consultation=talk,
            talk=talk_of(person),
            version=1,
            by=make_member(program.school, Role.PSYCHOLOGIST),
        )

    mended = correct_talk(consultation=talk, talk=talk_of(person, result="иначе"), version=1, by=psychologist)

    assert (mended.result, mended.version, open_talk_notes(talk=mended, by=psychologist)) == (
        "иначе",
        2,
        SECRET,
    )


# --- conclusions of many pairs ----------------------------------------------------------------------------


def test_words_on_many_pairs_are_saved_together(program, curator, psychologist):
    pairs = [make_pair(program, curator) for _ in range(2)]
    for pair in pairs:
        agree(pair, psychologist)
    seats = waiting_seats(program, TODAY)
    words = [
        Word(seats[0].member.pk, Conclusion.RECOMMENDED),
        Word(seats[1].member.pk, Conclusion.RESERVATION, "вместе с куратором"),
    ]

    record_words(program=program, words=words, method="ОМО", conducted_on=TODAY, by=psychologist, today=TODAY)

    assert set(CompatibilityTest.objects.values_list("conclusion", "reservation")) == {
        ("recommended", ""),
        ("reservation", "вместе с куратором"),
    }
    assert waiting_seats(program, TODAY) == []


def test_one_wrong_word_saves_none_and_says_which(program, curator, psychologist):
    pairs = [make_pair(program, curator) for _ in range(2)]
    agree(pairs[0], psychologist)
    members = [pair.members.get().pk for pair in pairs]
    words = [Word(members[0], Conclusion.RESERVATION, " "), Word(members[1], Conclusion.RECOMMENDED)]

    with pytest.raises(WordsRefused) as refused:
        record_words(
            program=program, words=words, method="ОМО", conducted_on=TODAY, by=psychologist, today=TODAY
        )

    assert not CompatibilityTest.objects.exists()
    assert refused.value.by_member[members[0]] == "Напишите, с какой оговоркой рекомендована пара."
    assert refused.value.by_member[members[1]].startswith("Нет согласия: ")


def test_waiting_seats_take_the_same_queries_for_any_number(
    program, curator, psychologist, django_assert_num_queries
):
    for _ in range(3):
        make_pair(program, curator)

    with django_assert_num_queries(2):
        assert len(waiting_seats(program, TODAY)) == 3


def test_no_method_and_a_day_to_come_are_refused(program, psychologist):
    common = {"program": program, "words": [Word(1, "recommended")], "by": psychologist, "today": TODAY}

    with pytest.raises(Refusal, match="Назовите методику"):
        record_words(method=" ", conducted_on=TODAY, **common)
    with pytest.raises(Refusal, match="ещё не наступило"):
        record_words(method="ОМО", conducted_on=date(2199, 1, 1), **common)
