from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from programs.models import AuditEvent, Document, Membership, SchoolClass, Substitution
from programs.services.audit import Refusal
from programs.services.documents import prepare_document
from programs.services.structure import (
    add_classes,
    appoint_substitute,
    edit_class,
    remove_class,
    remove_group,
    save_group,
    withdraw_substitute,
)
from programs.tenancy import access_for
from tests.factories import make_class, make_group, make_member, make_person, make_user


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def deputy(program):
    return make_member(program.school, Role.DEPUTY_UVR)


@pytest.fixture
def appoint(program, director, deputy):
    """appoint(from, to) -> a substitution of the deputy, days counted from today."""

    def make(first=0, last=0, **kwargs):
        today = timezone.localdate()
        defaults = {"deputy": deputy, "by": director, "basis": "", "program": program}
        return appoint_substitute(
            starts=today + timedelta(days=first),
            ends=today + timedelta(days=last),
            **{**defaults, **kwargs},
        )

    return make


def test_add_classes_makes_the_grid_and_keeps_what_is_there(program, director):
    make_class(program, 5, "А")

    made = add_classes(program=program, first_grade=5, last_grade=6, letters=["А", "Б"], by=director)

    assert [(c.grade, c.letter) for c in made] == [(5, "Б"), (6, "А"), (6, "Б")]
    assert SchoolClass.objects.count() == 4


def test_edit_class_into_another_one_is_refused(program, director):
    make_class(program, 5, "А")
    other = make_class(program, 5, "Б")

    with pytest.raises(Refusal, match="Класс 5 «А» уже есть"):
        edit_class(school_class=other, grade=5, letter="А", by=director)


def test_remove_class_with_pupils_is_refused(program, director):
    seventh = make_class(program, 7)
    make_person(program, school_class=seventh)

    with pytest.raises(Refusal, match="в нём числится 1\u00a0человек"):
        remove_class(school_class=seventh, by=director)

    assert SchoolClass.objects.count() == 1
    assert AuditEvent.objects.count() == 0


def test_remove_class_that_is_empty(program, director):
    remove_class(school_class=make_class(program), by=director)

    assert SchoolClass.objects.count() == 0


def test_save_group_with_a_taken_title_is_refused(program, director):
    make_group(program, "ШМО физиков")

    with pytest.raises(Refusal, match="уже есть в списке"):
        save_group(program=program, title="ШМО физиков", head=None, by=director)


def test_remove_group_keeps_its_teachers(program, director):
    group = make_group(program)
    person = make_person(program, kind="teacher", subject_group=group)

    remove_group(group=group, by=director)

    assert person.enrolments.get().subject_group is None


def test_substitute_decides_on_his_days_only(program, deputy, appoint):
    appoint(0, 2)
    today = timezone.localdate()

    days = [
        access_for(deputy, program, today + timedelta(days=day)).is_acting_director for day in (-1, 0, 2, 3)
    ]

    assert days == [False, True, True, False]


def test_waiting_papers_name_who_signs_on_their_day(program, director, deputy, appoint):
    today = timezone.localdate()
    waiting = [
        prepare_document(program=program, kind="base_mentees", title="База", snapshot={}, by=director, on=day)
        for day in (today, today + timedelta(days=5))
    ]

    substitution = appoint(0, 2)
    named = [Document.objects.get(pk=one.pk).signer_name for one in waiting]
    withdraw_substitute(substitution=substitution, program=program, by=director)
    again = [Document.objects.get(pk=one.pk).signer_name for one in waiting]

    assert (named, again) == ([deputy.full_name, director.full_name], [director.full_name] * 2)


def test_substitute_is_appointed_by_the_director_only(program, appoint):
    curator = make_member(program.school, Role.CURATOR)

    with pytest.raises(Refusal, match="только директор"):
        appoint(by=curator)


def test_substitute_must_be_a_deputy_on_every_day(program, deputy, appoint):
    Membership.objects.filter(user=deputy).update(ends=timezone.localdate() + timedelta(days=1))

    with pytest.raises(Refusal, match="не заместитель директора"):
        appoint(0, 2)
    with pytest.raises(Refusal, match="не заместитель директора"):
        appoint(deputy=make_user())


def test_substitutions_do_not_overlap(program, appoint):
    appoint(0, 5)

    with pytest.raises(Refusal, match="обязанности уже исполняет"):
        appoint(5, 9, deputy=make_member(program.school, Role.DEPUTY_VR))


@pytest.mark.parametrize(("first", "last", "words"), [(3, 2, "раньше даты"), (-5, -1, "уже прошли")])
def test_substitution_with_odd_days_is_refused(appoint, first, last, words):
    with pytest.raises(Refusal, match=words):
        appoint(first, last)

    assert Substitution.objects.count() == 0


def test_withdrawn_substitute_decides_no_more(program, director, deputy, appoint):
    substitution = appoint(0, 5)

    withdraw_substitute(substitution=substitution, program=program, by=director)

    assert not access_for(deputy, program, timezone.localdate()).is_acting_director
    with pytest.raises(Refusal, match="уже отозвано"):
        withdraw_substitute(substitution=substitution, program=program, by=director)


def test_withdrawn_days_may_be_given_again(appoint, program, director):
    withdraw_substitute(substitution=appoint(0, 5), program=program, by=director)

    assert appoint(0, 5).pk
