"""The text of a protocol in parts, its paper, and what signing it freezes."""

from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from participants.enums import AttendanceMark
from participants.models import Attendance
from participants.protocols import Point, points_of, present_number, present_words, skeleton
from participants.services.events import count_present, reopen_event, update_event
from participants.services.protocols import cancel_protocol, prepare_protocol
from programs.enums import DocumentState
from programs.services.audit import Refusal
from programs.services.documents import document_pdf, sign_document
from tests.factories import TODAY, make_member, make_person
from tests.participants.event_makers import make_event, make_held


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("", []),
        (
            "Слушали: Савельеву О. С.\nРешили:\n1. Принять.\n2) Назначить\n\n2. СЛУШАЛИ — директора\nРЕШИЛИ: Утвердить",
            [
                Point(heard=["Савельеву О. С."], decided=["Принять.", "Назначить"]),
                Point(heard=["директора"], decided=["Утвердить"]),
            ],
        ),
        (
            "Слушали: о сроках\nВыступили: Иванова\nи Петрова\nПостановили: до 15 сентября\nГолосовали: единогласно",
            [
                Point(
                    heard=["о сроках"],
                    spoke=["Иванова", "и Петрова"],
                    decided=["до 15 сентября"],
                    voted=["единогласно"],
                )
            ],
        ),
        (
            "Принять программу\nНазначить куратора",
            [Point(decided=["Принять программу", "Назначить куратора"])],
        ),
        ("Слушали: о программе\nРешили: ", [Point(heard=["о программе"], is_open=True)]),
        ("Решилин приходил", [Point(decided=["Решилин приходил"])]),
    ],
)
def test_points_of_text_are_told_apart_by_their_labels(text, points):
    assert points_of(text) == points


def test_skeleton_of_agenda_is_read_back_as_open_points():
    assert points_of(skeleton("О программе\nО кураторе")) == [
        Point(heard=["О программе"], is_open=True),
        Point(heard=["О кураторе"], is_open=True),
    ]


@pytest.mark.django_db
def test_present_is_the_number_typed_else_those_marked_else_unknown(program, curator):
    event = make_held(program)
    assert (present_number(event), present_words(event)) == (None, "")

    for mark in (AttendanceMark.PRESENT, AttendanceMark.ABSENT):
        Attendance.objects.create(school=program.school, event=event, person=make_person(program), mark=mark)
    assert present_words(event) == "1\u00a0человек"

    event = count_present(event=event, present_count=42, by=curator, today=TODAY)
    assert present_words(event) == "42\u00a0человека"


@pytest.mark.django_db
def test_protocol_follows_the_event_until_signed_then_freezes_it(program, curator, director):
    event = make_held(program, present_count=20, decisions="Слушали: о программе\nРешили: принять")
    document = prepare_protocol(event=event, with_list=False, by=curator, on=TODAY)
    assert (document.title, document.number, document.date, document.stage) == (
        "Протокол заседания педагогического совета от 23.11.2026", "1-п", TODAY, 1,
    )  # fmt: skip
    assert (document.signer_title, document.signer_name) == ("Председатель", event.chair)

    event = update_event(
        event=event,
        changes={"decisions": "Решили: отложить", "chair": "Котова Анна Ильинична"},
        version=None,
        by=curator,
    )
    document.refresh_from_db()
    assert document.snapshot["points"][0]["decided"] == ["отложить"]
    assert document.signer_name == "Котова Анна Ильинична"

    document = sign_document(document=document, number="3", date=TODAY, by=director, today=TODAY)
    event.refresh_from_db()
    assert (event.protocol_number, event.protocol, document.signer_title) == ("3", document, "Председатель")
    assert document_pdf(document).startswith(b"%PDF")
    with pytest.raises(Refusal, match="протокол № 3 подписан"):
        update_event(event=event, changes={"decisions": "Решили: иначе"}, version=None, by=curator)
    with pytest.raises(Refusal, match="протокол № 3 подписан"):
        count_present(event=event, present_count=21, by=curator, today=TODAY)
    with pytest.raises(Refusal, match="протокол подписан, значит, событие было"):
        reopen_event(event=event, by=curator)
    assert (
        update_event(event=event, changes={"result": "Хорошо"}, version=None, by=curator).result == "Хорошо"
    )


@pytest.mark.django_db
def test_cancelled_protocol_leaves_the_event_free_for_another(program, curator):
    event = make_held(program)
    document = prepare_protocol(event=event, with_list=False, by=curator, on=TODAY)
    with pytest.raises(Refusal, match="уже есть"):
        prepare_protocol(event=event, with_list=False, by=curator, on=TODAY)

    cancel_protocol(document=document, reason="ошибка в дате", by=curator)

    event.refresh_from_db()
    document.refresh_from_db()
    assert (event.protocol, document.state) == (None, DocumentState.CANCELLED)
    assert prepare_protocol(event=event, with_list=False, by=curator, on=TODAY).state == DocumentState.TO_SIGN


@pytest.mark.django_db
def test_list_of_present_stands_in_the_annex_by_name(program, curator):
    event = make_held(program)
    for surname in ("Юдина", "Астафьева"):
        person = make_person(program, last_name=surname, first_name="Анна", middle_name="")
        Attendance.objects.create(
            school=program.school, event=event, person=person, mark=AttendanceMark.PRESENT
        )

    document = prepare_protocol(event=event, with_list=True, by=curator, on=TODAY)

    assert document.snapshot["present_list"] == ["Астафьева Анна", "Юдина Анна"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "fields", "words"),
    [
        (make_event, {}, "ещё не отмечено проведённым"),
        (make_held, {"agenda": ""}, "нет повестки"),
        (make_held, {"chair": ""}, "Впишите председателя"),
    ],
)
def test_protocol_that_would_prove_nothing_is_refused(program, curator, make, fields, words):
    with pytest.raises(Refusal, match=words):
        prepare_protocol(event=make(program, **fields), with_list=False, by=curator, on=TODAY)
