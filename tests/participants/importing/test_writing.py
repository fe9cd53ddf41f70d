"""Rehearsal and run: the same totals, nothing before the word, the same file twice, who is it, taking it back."""

from __future__ import annotations

from datetime import date

import pytest

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import write_table
from participants import registries
from participants.enums import MentorStatus, PersonKind
from participants.importing import batches
from participants.importing.apply import Papers
from participants.importing.rehearse import totals
from participants.models import Consent, Enrolment, ImportBatch, Mentee, Mentor, Person
from participants.resources import for_export, official_table
from participants.services.entries import update_mentee
from programs.models import AuditEvent
from programs.services.audit import Refusal
from tests.factories import TODAY, make_class, make_member, make_mentee, make_person, make_program
from tests.participants.importing.makers import codes, mentee, rehearsed, table, uploaded, written

MENTOR = {
    "full_name": "Орлова Вера Петровна",
    "contacts": "8 900 000-00-02, orlova@example.org",
    "place": "учитель математики",
    "competencies": "математика",
    "entered_on": "01.09.2026",
    "form": "Учитель – учитель",
}
REHEARSE_AND_WRITE_QUERIES = 26


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    return make_member(program.school, Role.CURATOR)


def people():
    return list(Person.objects.order_by("id").values_list("last_name", "birth_year"))


def test_rehearsal_writes_nothing(program, curator):
    batch = rehearsed(program, curator, mentee(), mentee("Беляев Иван Петрович"))

    assert codes(batch) == ["new", "new"]
    assert (Person.objects.count(), Mentee.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_run_reports_the_totals_of_the_rehearsal(program, curator):
    batch = rehearsed(program, curator, mentee(), mentee("Беляев Иван Петрович", birth_year="x"))
    expected = totals(batch.verdicts)

    batch = written(batch, without_errors=True)

    assert batch.summary["totals"] == expected
    assert (Mentee.objects.count(), expected["new"], len(batch.summary["rejected"])) == (1, 1, 1)


@pytest.mark.parametrize(("base", "row"), [("mentees", mentee(entered_on="01.09.2026")), ("mentors", MENTOR)])
def test_second_run_changes_nothing(program, curator, base, row):
    written(rehearsed(program, curator, row, base=base))
    events = AuditEvent.objects.count()

    batch = rehearsed(program, curator, row, base=base)
    before = codes(batch)
    written(batch)

    assert before == ["same"]
    assert (Person.objects.count(), AuditEvent.objects.count()) == (1, events + 1)


def test_own_export_read_back_changes_nothing(program, curator):
    row = mentee(contacts="Панова Мария Сергеевна (мать), 8 900 000-00-01; Панов Олег Ильич, 8 900 000-00-03")
    written(rehearsed(program, curator, row))
    written(rehearsed(program, curator, MENTOR, base="mentors"))

    for base, model in (("mentees", Mentee), ("mentors", Mentor)):
        header, rows = official_table(base, for_export(model.objects.all(), program), TODAY)
        data = write_table("xlsx", title="t", header=header, rows=rows)
        batch = uploaded(program, curator, data, base)
        batch = batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator)

        assert [(v["code"], v.get("changes"), v["errors"]) for v in batch.verdicts] == [("same", None, [])]


def test_namesake_of_another_year_is_asked_and_never_merged(program, curator):
    known = make_mentee(
        program,
        make_person(
            program, last_name="Панова", first_name="Алиса", middle_name="Дмитриевна", birth_year=2012
        ),
    )

    batch = rehearsed(program, curator, mentee())
    asked = codes(batch)
    with pytest.raises(Refusal, match="есть строки без решения, первая — 2"):
        written(batch)
    batch = written(batches.answer(batch=batch, choices={"2": "new"}, corrections={}, by=curator))

    assert asked == ["possible"]
    assert people() == [("Панова", 2012), ("Панова", 2013)]
    assert Mentee.objects.exclude(pk=known.pk).get().request == "Дроби"


def test_same_file_after_the_answer_asks_no_more(program, curator):
    make_person(program, last_name="Панова", first_name="Алиса", middle_name="", birth_year=2013)
    data = table("mentees", mentee("Панова Алиса Дмитриевна", birth_year=2012))
    batch = uploaded(program, curator, data)
    batch = batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator)
    written(batches.answer(batch=batch, choices={"2": "new"}, corrections={}, by=curator))

    again = uploaded(program, curator, data)
    again = batches.choose_columns(batch=again, mapping=again.mapping, by=curator)

    assert codes(again) == ["same"]


def test_name_is_found_without_yo_and_in_any_case(program, curator):
    known = make_person(
        program, last_name="Фёдоров", first_name="Илья", middle_name="Сергеевич", birth_year=2013
    )

    written(rehearsed(program, curator, mentee("ФЕДОРОВ илья Сергеевич")))

    assert (Person.objects.get().full_name, Mentee.objects.get().person) == ("Фёдоров Илья Сергеевич", known)


def test_person_of_last_year_goes_up_a_class(program, curator):
    last = make_program(program.school, label="2025-2026")
    known = make_person(last, school_class=make_class(last, 6, "А"), last_name="Панова", first_name="Алиса",
                        middle_name="Дмитриевна", birth_year=2013)  # fmt: skip

    batch = rehearsed(program, curator, mentee())
    verdict = batch.verdicts[0]
    written(batch)

    assert (verdict["code"], verdict["person"], verdict["changes"]) == (
        "new",
        known.pk,
        [["класс", "6\u00a0«А»", "7\u00a0«А»"]],
    )
    assert Enrolment.objects.filter(person=known).count() == 2


def test_change_is_shown_old_and_new_and_told_by_history(program, curator):
    written(rehearsed(program, curator, mentee()))

    batch = rehearsed(program, curator, mentee(request="Робототехника"))
    verdict = batch.verdicts[0]
    written(batch)

    assert (verdict["code"], verdict["changes"]) == (
        "changed",
        [["основной запрос", "Дроби", "Робототехника"]],
    )
    event = AuditEvent.objects.get(action="mentee.update")
    assert event.sentence == "основной запрос: Дроби → Робототехника"
    assert (Mentee.objects.get().request, Mentee.objects.get().version) == ("Робототехника", 2)


def test_blank_cell_takes_nothing_away(program, curator):
    written(rehearsed(program, curator, mentee()))

    assert codes(rehearsed(program, curator, mentee(request=None))) == ["same"]


def test_mentor_with_a_date_is_admitted_with_a_reason(program, curator):
    written(rehearsed(program, curator, MENTOR, base="mentors"))

    mentor = Mentor.objects.select_related("person").get()
    assert (mentor.status, mentor.person.kind, mentor.waiver) == (
        MentorStatus.ADMITTED,
        PersonKind.TEACHER,
        "внесён таблицей «Список.xlsx» с датой вхождения в программу",
    )
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "mentor.add",
        "mentor.admit",
        "person.add",
        "import.apply",
    ]


def test_reserve_in_the_form_column_puts_into_the_reserve(program, curator):
    row = {**MENTOR, "place": "ветеран труда", "form": "в резерве"}

    written(rehearsed(program, curator, row, base="mentors"))

    assert list(Mentor.objects.values_list("status", "form", "person__kind")) == [
        (MentorStatus.RESERVE, None, PersonKind.VETERAN)
    ]


def test_base_changed_after_the_rehearsal_stops_the_writing(program, curator):
    written(rehearsed(program, curator, mentee()))
    batch = rehearsed(program, curator, mentee(request="Робототехника"))
    update_mentee(instance=Mentee.objects.get(), changes={"request": "Проценты"}, version=None, by=curator)

    with pytest.raises(Refusal, match="Пока вы смотрели проверку, базу изменили"):
        written(batch)

    assert Mentee.objects.get().request == "Проценты"
    assert ImportBatch.objects.latest("id").verdicts[0]["changes"][0][1] == "Проценты"


def test_papers_are_registered_once_for_each_person(program, curator):
    papers = Papers(date(2026, 9, 1), "папка № 3", ("participation", "testing"))

    for _ in range(2):
        written(rehearsed(program, curator, mentee()), papers=papers)

    assert list(Consent.objects.order_by("id").values_list("purpose", flat=True)) == [
        "participation",
        "testing",
    ]


def test_partner_names_go_to_their_taker(program, curator, monkeypatch):
    taken = []
    monkeypatch.setitem(
        registries.IMPORT_TAKERS,
        "partner_names",
        lambda **told: taken.append((told["entry"].person.last_name, told["text"])),
    )

    batch = written(rehearsed(program, curator, mentee(partner_names="Орлова Вера Петровна")))

    assert (taken, batch.summary["offered_pairs"]) == ([("Панова", "Орлова Вера Петровна")], 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(program, curator, rows, django_assert_num_queries):
    names = ["Панова Алиса Дмитриевна", "Беляев Иван Петрович", "Ким Ли Мин"][:rows]
    batch = rehearsed(program, curator, *[mentee(name) for name in names])

    with django_assert_num_queries(REHEARSE_AND_WRITE_QUERIES):
        written(batch)

    assert Mentee.objects.count() == rows
