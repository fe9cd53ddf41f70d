"""A written table taken back: all of it, but for the rows somebody has worked with since."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring_site.permissions import Role
from participants.enums import ImportState
from participants.importing import batches
from participants.importing.apply import Papers
from participants.importing.undo import Kept, touched, undo
from participants.models import Consent, Mentee, Person
from participants.services.entries import update_mentee
from participants.services.merging import merge_people
from programs.models import AuditEvent, SchoolClass
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_member, make_person
from tests.participants.importing.makers import mentee, rehearsed, written


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    return make_member(program.school, Role.CURATOR)


def people():
    return list(Person.objects.order_by("id").values_list("last_name", "birth_year"))


def test_undo_brings_the_base_back(program, curator):
    written(rehearsed(program, curator, mentee()))
    batch = rehearsed(program, curator, mentee(request="Робототехника"), mentee("Беляев Иван Петрович"))
    batch = written(batch, papers=Papers(date(2026, 9, 1), "папка", ("participation",)))

    batch = undo(batch=batch, by=curator)

    assert (batch.state, people()) == (ImportState.UNDONE, [("Панова", 2013)])
    assert (Mentee.objects.get().request, Consent.objects.count()) == ("Дроби", 0)


def test_undo_leaves_the_row_that_was_changed_since_and_says_why(program, curator):
    batch = written(rehearsed(program, curator, mentee(), mentee("Беляев Иван Петрович")))
    changed = Mentee.objects.get(person__last_name="Беляев")
    update_mentee(instance=changed, changes={"request": "Проценты"}, version=None, by=curator)
    expected = Kept(
        "3", changed.person_id, "Беляев Иван Петрович", "карточку или запись изменили после загрузки"
    )

    asked = touched(batch)
    batch = undo(batch=batch, by=curator)

    assert (asked, people()) == ([expected], [("Беляев", 2013)])
    assert batch.summary["kept"] == [[expected.row, expected.person, expected.name, expected.why]]
    assert AuditEvent.objects.get(action="import.undo").sentence == (
        "отменена загрузка таблицы «Список.xlsx» в базу «наставляемые»; осталось строк, с которыми уже работали: 1"
    )


def test_undo_leaves_the_person_on_whom_something_hangs(program, curator):
    batch = written(rehearsed(program, curator, mentee(), mentee("Беляев Иван Петрович")))
    make_consent(Person.objects.get(last_name="Панова"), curator)

    kept = [(one.row, one.name, one.why) for one in touched(batch)]
    undo(batch=batch, by=curator)

    assert kept == [("2", "Панова Алиса Дмитриевна", "уже есть согласия")]
    assert people() == [("Панова", 2013)]
    assert Consent.objects.count() == 1


def test_undo_with_every_row_touched_is_refused(program, curator):
    batch = written(rehearsed(program, curator, mentee()))
    update_mentee(instance=Mentee.objects.get(), changes={"request": "Проценты"}, version=None, by=curator)

    with pytest.raises(Refusal, match="Отменять нечего: со всеми людьми этой таблицы уже работали"):
        undo(batch=batch, by=curator)

    assert Mentee.objects.count() == 1


def test_undo_twice_is_refused(program, curator):
    batch = undo(batch=written(rehearsed(program, curator, mentee())), by=curator)

    with pytest.raises(Refusal, match="Отменить можно только записанную таблицу"):
        undo(batch=batch, by=curator)


def test_class_of_the_table_stays_while_somebody_is_in_it(program, curator):
    batch = rehearsed(program, curator, mentee(place="7 Э"), mentee("Беляев Иван Петрович", place="7 Э"))
    batch = batches.answer(batch=batch, choices={}, corrections={}, new_classes=[(7, "Э")], by=curator)
    batch = written(batch)
    make_consent(Person.objects.get(last_name="Панова"), curator)

    undo(batch=batch, by=curator)

    assert list(SchoolClass.objects.values_list("letter", flat=True)) == ["А", "Э"]


def test_question_before_the_undo_costs_the_same_for_any_rows(program, curator):
    """Compared, not a literal: every room that hangs rows on people adds one question."""
    costs = []
    for rows in (["Панова Алиса Дмитриевна"], ["Беляев Иван Петрович", "Ким Ли Мин", "Зуев Пётр Ильич"]):
        batch = written(rehearsed(program, curator, *[mentee(name) for name in rows]))
        with CaptureQueriesContext(connection) as queries:
            assert touched(batch) == []
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_page_before_the_undo_lists_what_stays(program, curator, sign_in):
    batch = written(rehearsed(program, curator, mentee(), mentee("Беляев Иван Петрович")))
    make_consent(Person.objects.get(last_name="Панова"), curator)
    browser = sign_in(curator)
    where = {"base": "mentees", "pk": batch.pk}

    page = browser.get(program_url(program, "participants:import_undo_check", **where)).content.decode()
    answer = browser.post(program_url(program, "participants:import_undo", **where))
    result = browser.get(answer.url).content.decode()

    assert ("Отменить остальное" in page, "уже есть согласия" in page) == (True, True)
    assert "Загрузка отменена, кроме строк ниже." in result
    assert (people(), answer.url) == (
        [("Панова", 2013)],
        program_url(program, "participants:import_result", **where),
    )


def test_undo_leaves_what_a_merge_has_given_to_another_card(program, curator):
    batch = written(rehearsed(program, curator, mentee(), mentee("Беляев Иван Петрович")))
    keep = make_person(program, last_name="Беляев", first_name="Иван", middle_name="", birth_year=2013)
    drop = Person.objects.get(last_name="Беляев", middle_name="Петрович")
    merge_people(keep=keep, drop=drop, chosen={}, by=curator, program=program)

    kept = [(one.row, one.why) for one in touched(batch)]
    undo(batch=batch, by=curator)

    assert kept == [("3", "карточку объединили с другой, удалили или обезличили")]
    assert list(Mentee.objects.values_list("person", flat=True)) == [keep.pk]
