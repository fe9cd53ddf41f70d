"""1 September: classes go up, the chosen people go on, the rest wait for their term."""

from __future__ import annotations

from datetime import date

import pytest

from mentoring_site.permissions import Role
from participants.enums import (
    ConsentGiver,
    ConsentPurpose,
    DestructionCause,
    DestructionState,
    MenteeStatus,
    MentorStatus,
    PersonKind,
)
from participants.models import DestructionTask, Enrolment, Mentee, Mentor, Topic, TopicChoice
from participants.services.entries import take_out
from participants.services.rollover import Carried, carry_people, travellers
from programs.enums import ProgramState
from programs.models import AuditEvent, ClassTeacher, SchoolClass
from programs.services.audit import Refusal
from programs.services.new_year import class_above
from programs.services.programs import open_program
from programs.tenancy import program_url
from tests.factories import (
    make_class,
    make_consent,
    make_group,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
)

FIRST = date(2027, 9, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def new_year(program, curator):
    """Call after last year's people are made: the classes are taken over when the programme is opened."""

    def make():
        return open_program(
            school=program.school,
            label="2027-2028",
            starts=FIRST,
            ends=date(2028, 6, 30),
            by=curator,
            previous=program,
        )

    return make


def _pupil(program, grade, letter="А", **fields):
    return make_person(program, school_class=make_class(program, grade, letter), **fields)


@pytest.mark.parametrize(("grade", "above"), [(1, (2, "А")), (9, (10, "А")), (11, None)])
def test_class_above_is_the_next_grade_with_the_same_letter(grade, above):
    assert class_above(SchoolClass(grade=grade, letter="А")) == above


def test_new_year_takes_classes_up_with_their_teachers_and_keeps_groups(program, curator, new_year):
    teacher, head = (
        make_member(program.school, Role.CLASS_TEACHER),
        make_member(program.school, Role.SUBJECT_HEAD),
    )
    ninth = make_class(program, 9, "А")
    make_class(program, 11, "Б")
    ClassTeacher.objects.create(school=program.school, program=program, school_class=ninth, user=teacher)
    make_group(program, "ШМО физиков", head=head)

    following = new_year()

    assert [str(one) for one in SchoolClass.objects.filter(program=following)] == [
        "9\u00a0«А»",
        "10\u00a0«А»",
    ]
    links = ClassTeacher.objects.filter(program=following).select_related("school_class", "user")
    assert [(link.school_class.grade, link.user) for link in links] == [(10, teacher)]
    assert list(following.subject_groups.values_list("title", "head")) == [("ШМО физиков", head.pk)]


def test_carry_puts_the_chosen_into_both_bases_as_people_awaiting_consent(program, curator, new_year):
    mentor = make_mentor(program, _pupil(program, 9), places=3, competencies="Физика", interests="шахматы")
    mentee = make_mentee(program, _pupil(program, 7), request="Подтянуть алгебру", results="Всё сдал")
    topic = Topic.objects.create(school=program.school, title="Алгебра")
    TopicChoice.objects.create(school=program.school, topic=topic, mentee=mentee)
    following = new_year()

    done = carry_people(
        program=following, person_ids=[mentor.person_id, mentee.person_id], by=curator, on=FIRST
    )

    assert done == Carried(gone_on=2, graduated=0, left=0)
    carried = Mentor.objects.get(program=following)
    assert (carried.status, carried.place, carried.places, carried.competencies, carried.form.code) == (
        MentorStatus.CANDIDATE,
        "10\u00a0«А»",
        3,
        "Физика",
        "pupil_pupil",
    )
    assert (carried.interviewed_on, carried.entered_on) == (None, None)
    going = Mentee.objects.get(program=following)
    assert (going.status, going.place, going.request, going.results) == (
        MenteeStatus.NOMINATED,
        "8\u00a0«А»",
        "Подтянуть алгебру",
        "",
    )
    assert [choice.topic for choice in going.topic_choices.all()] == [topic]
    assert Mentee.objects.get(pk=mentee.pk).results == "Всё сдал"
    sentences = set(AuditEvent.objects.filter(action="person.carry").values_list("sentence", flat=True))
    assert sentences == {
        "перенос в 2027–2028 учебный год: 9\u00a0«А» → 10\u00a0«А»",
        "перенос в 2027–2028 учебный год: 7\u00a0«А» → 8\u00a0«А»",
    }


def test_reserve_stays_reserve_and_who_has_left_is_not_in_the_bases(program, curator, new_year):
    reserve = make_mentor(program, _pupil(program, 9), status=MentorStatus.RESERVE)
    gone = make_mentee(program, _pupil(program, 7))
    take_out(entry=gone, reason="переезд", on=program.starts, by=curator, today=program.starts)
    following = new_year()

    carry_people(program=following, person_ids=[reserve.person_id, gone.person_id], by=curator, on=FIRST)

    assert Mentor.objects.get(program=following).status == MentorStatus.RESERVE
    assert not Mentee.objects.filter(program=following).exists()
    assert Enrolment.objects.filter(program=following, person=gone.person).exists()


def test_who_is_not_chosen_gets_a_term_of_thirty_days(program, curator, new_year):
    stays = make_mentee(program, _pupil(program, 7)).person
    following = new_year()

    carry_people(program=following, person_ids=[], by=curator, on=FIRST)

    task = DestructionTask.objects.get()
    assert (task.person, task.person_name, task.cause, task.due_on, task.state) == (
        stays,
        stays.full_name,
        DestructionCause.NOT_CARRIED,
        date(2027, 10, 1),
        DestructionState.DUE,
    )


def test_leaver_becomes_a_graduate_and_goes_on_only_with_the_own_consent(program, curator, new_year):
    with_paper = make_mentor(
        program, _pupil(program, 11, birth_date=date(2009, 5, 1), birth_year=2009)
    ).person
    without = make_mentor(program, _pupil(program, 11)).person
    make_consent(
        with_paper,
        curator,
        purpose=ConsentPurpose.CONTACT,
        given_by=ConsentGiver.SELF,
        signed_on=date(2027, 6, 20),
        valid_until=None,
    )
    following = new_year()

    with pytest.raises(Refusal, match="согласия на связь с выпускником нет"):
        carry_people(program=following, person_ids=[without.pk], by=curator, on=FIRST)
    done = carry_people(program=following, person_ids=[with_paper.pk], by=curator, on=FIRST)

    assert done == Carried(gone_on=1, graduated=2, left=1)
    entry = Mentor.objects.get(program=following)
    assert (entry.person.kind, entry.form, entry.place) == (
        PersonKind.GRADUATE,
        None,
        "выпускник 2027 года",
    )
    assert DestructionTask.objects.get().cause == DestructionCause.GRADUATED


def test_running_again_doubles_nobody_and_takes_back_the_term(program, curator, new_year):
    first, second = (make_mentee(program, _pupil(program, 7)).person for _ in range(2))
    following = new_year()
    carry_people(program=following, person_ids=[first.pk], by=curator, on=FIRST)

    done = carry_people(program=following, person_ids=[first.pk, second.pk], by=curator, on=FIRST)

    assert done == Carried(gone_on=1, graduated=0, left=0)
    assert Mentee.objects.filter(program=following).count() == 2
    task = DestructionTask.objects.get()
    assert (task.person, task.state, task.kept_reason) == (
        second,
        DestructionState.KEPT,
        "перенос в 2027–2028 учебный год",
    )


def test_carry_needs_a_previous_year_and_an_open_programme(program, curator, new_year):
    with pytest.raises(Refusal, match="создана не по прошлогодней"):
        carry_people(program=program, person_ids=[], by=curator, on=FIRST)
    following = new_year()
    following.state = ProgramState.COMPLETED
    with pytest.raises(Refusal, match="больше не меняется"):
        carry_people(program=following, person_ids=[], by=curator, on=FIRST)


def test_pupil_without_a_class_above_goes_on_without_one(program, curator, new_year):
    pupil = make_mentee(program, _pupil(program, 9)).person
    following = new_year()
    SchoolClass.objects.filter(program=following, grade=10).delete()

    carry_people(program=following, person_ids=[pupil.pk], by=curator, on=FIRST)

    assert Enrolment.objects.get(program=following, person=pupil).school_class is None


def test_page_shows_classes_and_carries_the_ticked(program, curator, new_year, sign_in):
    pupil = make_mentee(program, _pupil(program, 9, last_name="Ёлкин")).person
    following = new_year()
    client, url = sign_in(curator), program_url(following, "participants:rollover")

    page = client.get(url).content.decode()
    answer = client.post(url, {"ids": [pupil.pk]}, follow=True)

    assert "9\u00a0«А» → 10\u00a0«А»" in page
    assert f'value="{pupil.pk}" checked' in page
    assert "1\u00a0человек перенесён. Теперь соберите у них согласия" in answer.content.decode()
    assert "Переход закончен" in answer.content.decode()


def test_page_of_a_programme_from_the_template_says_where_to_begin(program, curator, sign_in):
    page = sign_in(curator).get(program_url(program, "participants:rollover")).content.decode()

    assert "Переносить неоткуда" in page


def test_page_takes_as_many_queries_for_one_person_as_for_three(
    program, curator, new_year, sign_in, queries_of
):
    make_mentee(program, _pupil(program, 9))
    following = new_year()
    client, url = sign_in(curator), program_url(following, "participants:rollover")
    with_one = queries_of(client, url)
    for grade in (7, 8):
        make_mentor(program, _pupil(program, grade))

    assert len(travellers(following, FIRST)) == 3
    assert queries_of(client, url) == with_one
