"""Topics wanted and offered: the list of the school, the choices of entries, the gap and whom to invite."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from participants.enums import MentorStatus, PersonKind
from participants.invitations import (
    GRADUATES,
    PARENTS,
    SENIORS,
    TEACHERS,
    Audience,
    invitation_text,
    names_of,
)
from participants.models import Representative, Topic, TopicChoice
from participants.needs import OFFERED, WANTED, Narrowing, gap, people_behind, topic_rows, without_topics
from participants.ready_topics import READY_TOPICS
from participants.registrations_needs import topics_of_first_programme
from participants.services import topics as services
from participants.services.entries import add_mentee, update_mentee, update_mentor
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import access_for
from tests.factories import (
    TODAY,
    make_class,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def access(program, curator):
    return access_for(curator, program, TODAY)


def make_topic(program, title="Физика", **fields):
    values = {"is_subject": True, "position": Topic.objects.count(), **fields}
    return Topic.objects.create(school=program.school, title=title, **values)


def choose(entry, *topics):
    services.set_topics(entry, topics)
    return entry


def counts(access, by=None):
    return {
        row.topic.title: (row.wanted, row.offered, row.gap) for row in topic_rows(access, by or Narrowing())
    }


# --- the list ---------------------------------------------------------------------------------------------


def test_ready_list_is_added_once_and_keeps_what_the_school_has(program, curator):
    make_topic(program, "физика")

    added = services.add_ready_topics(program=program, by=curator)
    again = services.add_ready_topics(program=program, by=curator)

    assert (added, again, Topic.objects.count()) == (len(READY_TOPICS) - 1, 0, len(READY_TOPICS))
    assert AuditEvent.objects.filter(action="topic.ready").count() == 1


def test_later_programme_does_not_bring_hidden_topics_back(program, curator):
    make_topic(program)

    topics_of_first_programme(program=program, by=curator)

    assert [topic.title for topic in Topic.objects.all()] == ["Физика"]


def test_topic_is_added_renamed_and_hidden_with_audit(program, curator):
    topic = services.add_topic(program=program, by=curator, title="Шахматы", kind="", is_subject=False)
    services.edit_topic(topic=topic, program=program, by=curator, title="Шахматы и логика", is_active=False)

    assert Topic.objects.values_list("title", "is_active").get() == ("Шахматы и логика", False)
    assert list(AuditEvent.objects.order_by("pk").values_list("sentence", flat=True)) == [
        "добавлена тема «Шахматы»",
        "тема «Шахматы», изменено: тема, предлагается",
    ]


def test_topic_of_the_same_title_is_refused(program, curator):
    make_topic(program)

    with pytest.raises(Refusal, match="уже есть"):
        services.add_topic(program=program, by=curator, title="ФИЗИКА")


def test_topic_moves_one_place_and_not_beyond_the_end(program, curator):
    first, second = make_topic(program, "Физика"), make_topic(program, "Химия")

    services.move_topic(topic=second, up=True, program=program, by=curator)
    services.move_topic(topic=second, up=True, program=program, by=curator)

    assert list(Topic.objects.all()) == [second, first]
    assert AuditEvent.objects.filter(action="topic.move").count() == 1


# --- choices ----------------------------------------------------------------------------------------------


def test_topics_are_changed_with_the_entry_and_stand_in_the_journal(program, curator):
    topic, mentee = make_topic(program), make_mentee(program)

    update_mentee(instance=mentee, changes={}, version=None, by=curator, topics=[topic])
    update_mentee(instance=mentee, changes={}, version=None, by=curator, topics=[topic])

    assert list(mentee.topic_choices.values_list("topic", flat=True)) == [topic.pk]
    assert AuditEvent.objects.get().sentence == "темы изменены"


def test_topics_left_out_stay_and_an_empty_choice_clears(program, curator):
    mentor = choose(make_mentor(program), make_topic(program))

    update_mentor(instance=mentor, changes={"interests": "лыжи"}, version=None, by=curator)
    kept = mentor.topic_choices.count()
    update_mentor(instance=mentor, changes={}, version=None, by=curator, topics=[])

    assert (kept, mentor.topic_choices.count()) == (1, 0)


def test_entry_is_added_with_topics(program, curator):
    topic = make_topic(program)

    mentee = add_mentee(program=program, by=curator, person=make_person(program), topics=[topic])

    assert mentee.topic_choices.get().topic == topic


@pytest.mark.parametrize("fields", [{"is_active": False}, {"kind": "teacher"}])
def test_hidden_topic_and_topic_of_another_side_are_not_for_a_pupil(program, fields):
    topic = make_topic(program, **fields)

    with pytest.raises(ValidationError, match="нет в списке"):
        choose(make_mentee(program), topic)


def test_chosen_topic_stays_after_it_is_hidden(program, curator):
    topic = make_topic(program)
    mentee = choose(make_mentee(program), topic)
    services.edit_topic(topic=topic, program=program, by=curator, is_active=False)

    choose(mentee, topic)

    assert list(services.topics_for(mentee)) == [topic]


# --- the table --------------------------------------------------------------------------------------------


def test_rows_count_who_is_present_and_offers(program, access):
    physics, chemistry = make_topic(program), make_topic(program, "Химия")
    for _ in range(3):
        choose(make_mentee(program), physics)
    choose(make_mentee(program, status="left", left_on=TODAY, left_reason="переехал"), physics)
    choose(make_mentor(program), physics, chemistry)
    choose(make_mentor(program, status=MentorStatus.RESERVE), physics)

    assert counts(access) == {"Физика": (3, 1, 2), "Химия": (0, 1, 0)}


def test_filters_narrow_by_form_class_and_subject(program, access):
    physics, talk = make_topic(program), make_topic(program, "Выступления", is_subject=False)
    seventh, eighth = make_class(program, 7, "А"), make_class(program, 8, "Б")
    choose(make_mentee(program, make_person(program, school_class=seventh)), physics, talk)
    choose(make_mentee(program, make_person(program, school_class=eighth)), talk)
    choose(make_mentor(program), talk)
    other = program.forms.get(code="teacher_teacher")

    assert counts(access, Narrowing(school_class=seventh)) == {"Физика": (1, 0, 1), "Выступления": (1, 1, 0)}
    assert counts(access, Narrowing(subject=physics)) == {"Физика": (1, 0, 1), "Выступления": (1, 0, 1)}
    assert counts(access, Narrowing(form=other)) == {"Физика": (0, 0, 0), "Выступления": (0, 0, 0)}


def test_class_teacher_counts_own_pupils_only(program):
    physics, own = make_topic(program), make_class(program, 7, "А")
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, "А", teacher=teacher)
    mine = choose(make_mentee(program, make_person(program, school_class=own)), physics)
    choose(make_mentee(program, make_person(program, school_class=make_class(program, 8, "Б"))), physics)
    access = access_for(teacher, program, TODAY)

    assert counts(access) == {"Физика": (1, 0, 1)}
    assert list(people_behind(physics, WANTED, access, Narrowing())) == [mine]


def test_hidden_topic_nobody_chose_is_not_a_row(program, access):
    make_topic(program, is_active=False)

    assert counts(access) == {}


def test_who_chose_nothing_is_said_apart(program, access):
    choose(make_mentee(program), make_topic(program))
    make_mentee(program)
    make_mentor(program)

    assert without_topics(access, Narrowing()) == {WANTED: 1, OFFERED: 1}


@pytest.mark.parametrize("rows", [1, 3])
def test_table_takes_a_constant_number_of_queries(program, access, rows, django_assert_num_queries):
    for number in range(rows):
        choose(make_mentee(program), make_topic(program, f"Тема {number}"))

    with django_assert_num_queries(3):
        topic_rows(access, Narrowing())


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine may be busy
@given(wanted=st.integers(0, 10_000), offered=st.integers(0, 10_000))
def test_gap_is_what_offers_do_not_cover(wanted, offered):
    assert gap(wanted, offered) >= 0
    assert offered + gap(wanted, offered) >= wanted
    assert gap(wanted, offered) in (0, wanted - offered)


def test_topic_choices_go_with_their_entry(program):
    mentee = choose(make_mentee(program), make_topic(program))

    mentee.delete()

    assert TopicChoice.objects.count() == 0


# --- invitations ------------------------------------------------------------------------------------------


def test_seniors_are_those_of_grade_nine_and_up_who_are_no_mentors(program, access):
    ninth = make_person(program, school_class=make_class(program, 9), last_name="Девятов")
    make_person(program, school_class=make_class(program, 8), last_name="Восьмов")
    make_mentor(program, make_person(program, school_class=make_class(program, 10)))

    assert names_of(Audience(SENIORS), access) == [(ninth.full_name, "9\u00a0«А»")]
    assert names_of(Audience(SENIORS, grade=11), access) == []


def test_teachers_are_found_by_a_subject_typed_in_any_case(program, access):
    physicist = make_person(program, kind=PersonKind.TEACHER)
    physicist.enrolments.update(subjects="физика, астрономия")
    make_person(program, kind=PersonKind.TEACHER).enrolments.update(subjects="химия")

    found = names_of(Audience(TEACHERS, topic=make_topic(program)), access)

    assert found == [(physicist.full_name, "учитель математики")]


def test_parents_are_named_with_their_child(program, access):
    child = make_person(program, school_class=make_class(program, 8), last_name="Восьмов")
    Representative.objects.create(school=program.school, person=child, full_name="Восьмова Анна")

    assert names_of(Audience(PARENTS, grade=8), access) == [("Восьмова Анна", "Восьмов Иван, 8\u00a0«А»")]
    assert names_of(Audience(PARENTS, grade=7), access) == []


def test_text_names_topic_number_and_link_and_no_person(program):
    topic = make_topic(program)

    text = invitation_text(
        program,
        Audience(GRADUATES, topic=topic),
        wanted=2,
        curator="Савельева О. С.",
        link="https://x.example/a/1/",
    )

    assert text.splitlines()[0] == "Дорогие выпускники!"
    assert "Сейчас особенно нужна тема «Физика»: просят 2 человека." in text
    assert "Подать заявку с телефона: https://x.example/a/1/" in text
    assert "Куратор программы: Савельева О. С." in text


def test_text_without_curator_and_phone_still_says_whom_to_ask(program):
    assert "Подробности у куратора программы." in invitation_text(program, Audience(SENIORS))
