from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from mentoring_site.permissions import Role
from participants.models import Mentor, Person
from programs.models import AuditEvent, ClassTeacher
from programs.services.audit import record_event
from programs.tenancy import program_url
from programs.triggers import create_triggers, crossing_checks, missing_triggers, school_models
from tests.factories import make_class, make_member, make_mentor, make_person, make_program, make_school


def test_scoped_query_without_scope_is_refused(db):
    with pytest.raises(ScopeError):
        Person.objects.count()


def test_scoped_query_sees_own_school_only(program):
    mine = make_person(program)
    other = make_school()
    with scope(school=other):
        make_person(make_program(other))

    assert list(Person.objects.all()) == [mine]


def test_row_joining_two_schools_is_refused_by_the_database(program):
    foreign_school = make_school()
    with scope(school=foreign_school):
        stranger = make_person(make_program(foreign_school))

    with pytest.raises(IntegrityError), transaction.atomic():
        Mentor.objects.create(school=program.school, program=program, person=stranger)

    assert Mentor.objects.count() == 0


def test_bulk_row_joining_two_schools_is_refused_by_the_database(program):
    foreign_school = make_school()
    with scope(school=foreign_school):
        stranger = make_person(make_program(foreign_school))
    row = Mentor(school=program.school, program=program, person=stranger)

    with pytest.raises(IntegrityError), transaction.atomic():
        Mentor.objects.bulk_create([row])


def test_update_joining_two_programmes_is_refused_by_the_database(program):
    mentor = make_mentor(program)
    last_year = make_program(program.school, label="2025-2026")

    with pytest.raises(IntegrityError), transaction.atomic():
        Mentor.objects.filter(pk=mentor.pk).update(form=last_year.forms.first())


@pytest.mark.parametrize(
    "statement", ["UPDATE programs_auditevent SET sentence = 'x'", "DELETE FROM programs_auditevent"]
)
def test_audit_row_is_append_only(program, statement):
    with transaction.atomic():
        record_event("test", by=None, sentence="проверка", program=program)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert [event.sentence for event in AuditEvent.objects.all()] == ["проверка"]


@pytest.mark.django_db(transaction=True)
def test_audit_triggers_are_back_after_a_flush():
    school = make_school()
    with transaction.atomic():
        record_event("test", by=None, sentence="проверка", school=school)

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM programs_auditevent")


@pytest.mark.django_db(transaction=True)
def test_audit_triggers_are_back_after_another_flush():
    test_audit_triggers_are_back_after_a_flush()


def test_stranger_gets_404(program, sign_in):
    stranger = make_member(make_school(), Role.CURATOR)

    response = sign_in(stranger).get(program_url(program, "programs:dashboard"))

    assert response.status_code == 404


def test_class_teacher_sees_own_class_only(program):
    from programs.tenancy import access_for
    from tests.factories import TODAY

    teacher = make_member(program.school, Role.CLASS_TEACHER)
    own = make_person(program, school_class=make_class(program, 7, "А", teacher))
    make_person(program, school_class=make_class(program, 8, "Б"))

    access = access_for(teacher, program, TODAY)

    assert list(Person.objects.visible_to(access)) == [own]
    assert ClassTeacher.objects.count() == 1


def test_all_triggers_stand_after_migrating(db):
    assert missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
def test_missing_trigger_is_named():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
        else:
            cursor.execute("DROP TRIGGER audit_no_update ON programs_auditevent")

    assert missing_triggers(connection) == ["audit_no_update"]

    create_triggers(connection)
    assert missing_triggers(connection) == []


def test_role_with_a_form_of_a_foreign_school_is_refused_by_the_database(program):
    curator = make_member(program.school, Role.CURATOR)
    with scope(school=(school := make_school())):
        foreign = make_program(school).forms.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        curator.memberships.update(form=foreign)


def test_every_column_that_could_join_two_schools_is_watched_by_a_trigger(db):
    if connection.vendor == "sqlite":
        query = "SELECT tbl_name, group_concat(sql, ' ') FROM sqlite_master WHERE type = 'trigger' GROUP BY 1"
    else:
        query = (
            "SELECT c.relname, string_agg(p.prosrc, ' ') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal GROUP BY 1"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        watched = dict(cursor.fetchall())

    unwatched = [
        (model._meta.label, column, shared)
        for model in school_models()
        for column, table, shared in crossing_checks(model)
        if f"FROM {table} t WHERE t.id = NEW.{column} AND t.{shared} <> NEW.{shared}"
        not in watched.get(model._meta.db_table, "")
    ]

    assert unwatched == []
