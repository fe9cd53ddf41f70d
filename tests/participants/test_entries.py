from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from participants import registries
from participants.enums import MenteeStatus, MentorStatus, PersonKind
from participants.models import Category, Enrolment, Mentee, Mentor, Person
from participants.registrations import add_categories
from participants.services import entries
from participants.services.people import find_namesakes, update_person
from programs.enums import ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal, StaleVersion
from tests.factories import (
    keep_special,
    make_class,
    make_consent,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
)

PUPIL = {
    "kind": PersonKind.PUPIL,
    "last_name": "Панова",
    "first_name": "Алиса",
    "middle_name": "Дмитриевна",
    "birth_year": 2013,
}


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def sentences():
    return list(AuditEvent.objects.order_by("id").values_list("action", "sentence"))


def test_add_mentee_with_new_person_makes_person_year_and_entry(program, curator):
    school_class = make_class(program, 7, "В")

    mentee = entries.add_mentee(
        program=program, by=curator, person_data=PUPIL | {"school_class": school_class}, request=" Дроби "
    )

    assert (mentee.status, mentee.request, mentee.person.gender) == (MenteeStatus.NOMINATED, "Дроби", "f")
    assert Enrolment.objects.get(person=mentee.person).school_class == school_class
    assert sentences() == [
        ("person.add", "внесение карточки"),
        ("mentee.add", "внесение в базу наставляемых"),
    ]


def test_add_mentor_twice_is_refused_and_leaves_one(program, curator):
    mentor = make_mentor(program)

    with pytest.raises(Refusal, match="уже есть в базе наставников"):
        entries.add_mentor(program=program, by=curator, person=mentor.person)

    assert Mentor.objects.count() == 1


def test_add_with_bad_entry_leaves_no_person(program, curator):
    teachers = program.forms.get(code="teacher_teacher")

    with pytest.raises(ValidationError) as refusal:
        entries.add_mentee(program=program, by=curator, person_data=PUPIL, form=teachers)

    assert list(refusal.value.message_dict) == ["form"]
    assert (Person.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_add_to_completed_program_is_refused(program, curator):
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="больше не меняется"):
        entries.add_mentee(program=program, by=curator, person_data=PUPIL)

    assert Person.objects.count() == 0


def test_parent_as_mentee_is_refused(program, curator):
    with pytest.raises(ValidationError, match="Наставляемым бывает"):
        entries.add_mentee(program=program, by=curator, person_data=PUPIL | {"kind": PersonKind.PARENT})


def test_admit_mentor_without_interview_is_refused(program, curator):
    mentor = make_mentor(program, status=MentorStatus.CANDIDATE, interviewed_on=None)

    with pytest.raises(Refusal, match="не отмечено собеседование"):
        entries.admit_mentor(mentor=mentor, by=curator)

    mentor.refresh_from_db()
    assert (mentor.status, AuditEvent.objects.count()) == (MentorStatus.CANDIDATE, 0)


def test_admit_mentor_with_waiver_keeps_reason_and_author(program, curator):
    mentor = make_mentor(program, status=MentorStatus.CANDIDATE, interviewed_on=None, trained_on=None)

    entries.admit_mentor(mentor=mentor, by=curator, waiver=" ведёт пары шестой год ")

    mentor.refresh_from_db()
    assert (mentor.status, mentor.waiver, mentor.waived_by_name) == (
        MentorStatus.ADMITTED,
        "ведёт пары шестой год",
        str(curator),
    )
    assert sentences() == [
        (
            "mentor.admit",
            "допуск к наставничеству; без отметки «собеседование и\u00a0обучение»: ведёт пары шестой год",
        )
    ]


def test_admit_mentor_with_both_dates_needs_no_waiver(program, curator):
    mentor = make_mentor(program, status=MentorStatus.RESERVE, entered_on=None)

    entries.admit_mentor(mentor=mentor, by=curator, waiver="лишнее", on=date(2026, 11, 12))

    mentor.refresh_from_db()
    assert (mentor.status, mentor.waiver, mentor.entered_on) == (
        MentorStatus.ADMITTED,
        "",
        date(2026, 11, 12),
    )


@pytest.mark.parametrize("status", MentorStatus)
@pytest.mark.parametrize("action", ["admit", "reserve", "take_out", "restore"])
def test_every_mentor_move_from_every_status(program, curator, status, action):
    left = {"left_on": date(2026, 10, 1), "left_reason": "переезд"} if status == MentorStatus.LEFT else {}
    mentor = make_mentor(program, status=status, **left)
    moves = {
        "admit": lambda: entries.admit_mentor(mentor=mentor, by=curator),
        "reserve": lambda: entries.put_in_reserve(mentor=mentor, by=curator),
        "take_out": lambda: entries.take_out(
            entry=mentor, reason="переезд", on=date(2026, 10, 1), by=curator
        ),
        "restore": lambda: entries.restore_entry(entry=mentor, by=curator),
    }
    allowed = {
        ("admit", "candidate"): "admitted",
        ("admit", "reserve"): "admitted",
        ("reserve", "candidate"): "reserve",
        ("reserve", "admitted"): "reserve",
        ("take_out", "candidate"): "left",
        ("take_out", "admitted"): "left",
        ("take_out", "reserve"): "left",
        ("restore", "left"): "admitted",
    }

    if (action, status.value) in allowed:
        moves[action]()
    else:
        with pytest.raises(Refusal, match="нельзя"):
            moves[action]()

    mentor.refresh_from_db()
    assert mentor.status == allowed.get((action, status.value), status)


def test_take_out_in_open_pair_is_refused_by_the_guard(program, curator, monkeypatch):
    def guard(entry):
        raise Refusal("Сначала завершите пару.")

    monkeypatch.setattr(registries, "LEAVING_GUARDS", [guard])
    monkeypatch.setattr(entries, "LEAVING_GUARDS", [guard])
    mentee = make_mentee(program)

    with pytest.raises(Refusal, match="Сначала завершите пару"):
        entries.take_out(entry=mentee, reason="переезд", on=date(2026, 10, 1), by=curator)

    mentee.refresh_from_db()
    assert mentee.status == MenteeStatus.ADMITTED


@pytest.mark.parametrize(
    ("reason", "on", "words"),
    [
        ("  ", date(2026, 10, 1), "почему участник выбывает"),
        ("переезд", date(2026, 8, 1), "раньше даты вхождения"),
        ("переезд", date(2999, 1, 1), "ещё не наступила"),
    ],
)
def test_take_out_with_bad_input_is_refused(program, curator, reason, on, words):
    mentee = make_mentee(program)

    with pytest.raises(Refusal, match=words):
        entries.take_out(entry=mentee, reason=reason, on=on, by=curator)

    mentee.refresh_from_db()
    assert mentee.status == MenteeStatus.ADMITTED


def test_take_out_and_restore_tell_the_story(program, curator):
    mentee = make_mentee(program)

    entries.take_out(entry=mentee, reason="переезд", on=date(2026, 10, 1), by=curator)
    entries.restore_entry(entry=mentee, by=curator)

    mentee.refresh_from_db()
    assert (mentee.status, mentee.left_on, mentee.left_reason) == (MenteeStatus.ADMITTED, None, "")
    assert sentences() == [
        ("mentee.take_out", "выбытие из базы наставляемых 01.10.2026: переезд"),
        ("mentee.restore", "возвращение в базу наставляемых (было: выбытие 01.10.2026: переезд)"),
    ]


def test_update_person_says_old_and_new_of_class(program, curator):
    person = make_person(program, school_class=make_class(program, 8, "А"), phone="")
    other = make_class(program, 8, "Б")

    update_person(
        instance=person,
        changes={"school_class": other, "phone": " 8 900 000-00-00 ", "kind": person.kind},
        version=person.version,
        by=curator,
        program=program,
    )

    event = AuditEvent.objects.get()
    assert event.sentence == "телефон: не указано → 8 900 000-00-00; класс: 8\u00a0«А» → 8\u00a0«Б»"
    assert event.details == {
        "changes": {"phone": ["", "8 900 000-00-00"], "school_class": ["8\u00a0«А»", "8\u00a0«Б»"]}
    }
    assert (event.person_ids, event.program_label) == ([person.pk], program.label)


def test_update_with_same_values_writes_nothing(program, curator):
    mentee = make_mentee(program, request="Дроби")

    entries.update_mentee(instance=mentee, changes={"request": "Дроби "}, version=mentee.version, by=curator)

    mentee.refresh_from_db()
    assert (mentee.version, AuditEvent.objects.count()) == (1, 0)


def test_update_from_an_old_form_is_refused(program, curator):
    mentee = make_mentee(program, request="Дроби")
    entries.update_mentee(instance=mentee, changes={"request": "Физика"}, version=1, by=curator)

    with pytest.raises(StaleVersion):
        entries.update_mentee(instance=mentee, changes={"request": "Химия"}, version=1, by=curator)

    mentee.refresh_from_db()
    assert (mentee.request, mentee.version) == ("Физика", 2)


def test_categories_are_changed_without_values_in_the_journal(program, curator):
    add_categories(program=program, by=curator)
    mentee = make_mentee(program)
    gifted = Category.objects.get(code="gifted")

    entries.update_mentee(instance=mentee, changes={}, version=1, by=curator, categories=[gifted])

    assert [link.category for link in mentee.category_links.all()] == [gifted]
    assert sentences() == [("mentee.update", "категории изменены")]
    assert AuditEvent.objects.get().details == {"changes": {}}


def test_category_of_teachers_is_refused_to_a_pupil(program, curator):
    add_categories(program=program, by=curator)

    with pytest.raises(ValidationError, match="не для этого участника"):
        entries.add_mentee(
            program=program,
            by=curator,
            person_data=PUPIL,
            categories=[Category.objects.get(code="burnout")],
        )

    assert Mentee.objects.count() == 0


def test_health_category_without_its_consent_is_refused(program, curator):
    add_categories(program=program, by=curator)
    mentee = make_mentee(program)
    special = Category.objects.get(is_special=True)
    keep_special(program)

    with pytest.raises(Refusal, match="закрыто: нет согласия на сведения о здоровье"):
        entries.update_mentee(instance=mentee, changes={}, version=1, by=curator, categories=[special])

    assert mentee.category_links.count() == 0


def test_health_category_with_its_consent_is_kept(program, curator):
    add_categories(program=program, by=curator)
    mentee = make_mentee(program)
    yesterday = timezone.localdate() - timedelta(days=1)
    keep_special(program)
    make_consent(mentee.person, curator, purpose="special", signed_on=yesterday)
    special = Category.objects.get(is_special=True)

    entries.update_mentee(instance=mentee, changes={}, version=1, by=curator, categories=[special])

    assert [link.category for link in mentee.category_links.all()] == [special]


def test_categories_of_the_document_are_given_once(program, curator):
    add_categories(program=program, by=curator)
    add_categories(program=program, by=curator)

    kinds = list(Category.objects.values_list("kind", flat=True))
    assert (kinds.count("mentee_pupil"), kinds.count("mentee_teacher"), kinds.count("mentor")) == (6, 4, 4)


def test_namesakes_fold_yo_and_case_and_tell_the_same_person(program):
    school_class = make_class(program, 7, "В")
    same = make_person(
        program,
        school_class=school_class,
        last_name="Фёдоров",
        first_name="Илья",
        middle_name="Олегович",
        birth_year=2013,
    )
    other = make_person(
        program, last_name="ФЕДОРОВ", first_name="Илья", middle_name="Олегович", birth_year=2010
    )
    make_person(program, last_name="Федоров", first_name="Илья", middle_name="Петрович")

    found = find_namesakes(
        program=program,
        last_name="федоров ",
        first_name="илья",
        middle_name="Олегович",
        birth_year=2013,
        school_class=school_class,
    )

    assert [(n.person, n.is_same) for n in found] == [(same, True), (other, False)]


def test_namesakes_without_patronymic_are_found(program):
    person = make_person(program, last_name="Панова", first_name="Алиса", middle_name="Дмитриевна")

    found = find_namesakes(program=program, last_name="Панова", first_name="Алиса")

    assert [(n.person, n.is_same) for n in found] == [(person, False)]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("last_name", "Панoва", "Возможно, имелось в виду «Панова»"),
        ("first_name", "Anna", "латинские буквы"),
        ("middle_name", "Петр0вич", "знака «0»"),
    ],
)
def test_odd_letters_in_a_name_are_refused(program, curator, field, value, words):
    with pytest.raises(ValidationError) as refusal:
        entries.add_mentee(program=program, by=curator, person_data=PUPIL | {field: value})

    assert list(refusal.value.message_dict) == [field]
    assert words in refusal.value.message_dict[field][0]
    assert Person.objects.count() == 0
