"""What the wizard offers for a table that does not fit: the other base, a class, offers, rows taken back, the file."""

from __future__ import annotations

from functools import partial

import pytest

from mentoring_site.permissions import Role
from participants.importing import batches
from participants.models import ImportBatch, ImportOriginal, Mentee, Mentor, Person
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_class, make_member, make_mentee, make_person
from tests.participants.importing.makers import codes, mentee, rehearsed, table, uploaded, written
from tests.participants.importing.ugly import sheets
from tests.participants.importing.ugly.cases import OFFICIAL_MENTORS, ORLOVA

MENTORS_FORM = partial(
    sheets.xlsx, ("База", [OFFICIAL_MENTORS, [1, ORLOVA, "8 900 000-00-01", "учитель физики", "физика"]])
)


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    make_class(program, 9, "Б")
    return make_member(program.school, Role.CURATOR)


def page(program, name, batch):
    return program_url(program, f"participants:{name}", base=batch.base, pk=batch.pk)


def test_form_of_the_other_base_is_told_and_moved_by_one_click(program, curator, sign_in):
    batch = uploaded(program, curator, MENTORS_FORM())
    browser = sign_in(curator)

    text = browser.get(page(program, "import_sheet", batch)).content.decode()
    answer = browser.post(page(program, "import_move", batch))
    batch.refresh_from_db()
    batch = written(batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator))

    assert ("Похоже, это форма базы наставников." in text, "Загрузить в базу наставников" in text) == (
        True,
        True,
    )
    assert (batch.base, answer.url) == ("mentors", page(program, "import_columns", batch))
    assert (Mentor.objects.get().person.full_name, Mentee.objects.count()) == (ORLOVA, 0)


def test_written_table_is_not_moved(program, curator):
    batch = written(rehearsed(program, curator, mentee()))

    with pytest.raises(Refusal, match="Эта таблица уже записан"):
        batches.move_to_other_base(batch=batch, by=curator)


def test_class_for_all_goes_to_pupils_without_one_only(program, curator):
    row = {"full_name": "Орлова Вера Петровна", "position": "учитель физики", "birth_year": 1985}
    known = make_mentee(
        program,
        make_person(
            program, school_class=program.classes.get(grade=9), last_name="Зуев", first_name="Пётр",
            middle_name="Ильич", birth_year=2011,
        ),
    )  # fmt: skip
    others = [
        mentee("Зуев Пётр Ильич", birth_year=2011, place=None),
        mentee("Ким Ли Мин", place="9Б"),
        row,
    ]
    batch = rehearsed(program, curator, mentee(place=None), *others)
    lacking = [verdict["row"] for verdict in batch.verdicts if verdict.get("lacks_class")]

    batch = batches.answer(batch=batch, choices={}, corrections={}, class_for_all="7А", by=curator)
    batch = written(
        batches.answer(batch=batch, choices={"3": str(known.person_id)}, corrections={}, by=curator)
    )

    assert lacking == [2]
    assert {
        m.person.last_name: str(m.person.enrolments.get().school_class or "") for m in Mentee.objects.all()
    } == {"Панова": "7\u00a0«А»", "Зуев": "9\u00a0«Б»", "Ким": "9\u00a0«Б»", "Орлова": ""}
    assert batch.summary["without_class"] == 0


def test_class_of_one_row_is_given_in_the_preview(program, curator, sign_in):
    batch = rehearsed(program, curator, mentee(place=None), mentee("Ким Ли Мин", place=None))

    sign_in(curator).post(page(program, "import_answer", batch), {"class_2": "9Б", "class_for_all": ""})
    batch = written(ImportBatch.objects.get())

    classes = {m.person.last_name: m.person.enrolments.get().school_class for m in Mentee.objects.all()}
    assert {name: str(one or "") for name, one in classes.items()} == {"Панова": "9\u00a0«Б»", "Ким": ""}
    assert batch.summary["without_class"] == 1


def test_class_for_all_that_is_no_class_is_refused(program, curator):
    batch = rehearsed(program, curator, mentee(place=None))

    with pytest.raises(Refusal, match="Класс «слон» не понят"):
        batches.answer(batch=batch, choices={}, corrections={}, class_for_all="слон", by=curator)


def test_all_offers_are_taken_at_once(program, curator):
    batch = rehearsed(
        program,
        curator,
        mentee("П\u0061нова Алиса", birth_year="13", entered_on="2026"),
        mentee("Ким Ли Мин"),
    )
    offers = batch.verdicts[0]["offers"]

    batch = batches.accept_offers(batch=batch, by=curator)

    assert offers == {"full_name": "Панова Алиса", "birth_year": "2013", "entered_on": "01.09.2026"}
    assert codes(batch) == ["new", "new"]


def test_row_that_looked_like_a_total_is_taken_back(program, curator):
    data = sheets.xlsx(
        (
            "Лист1",
            [
                ["ФИО", "Класс", "Год рождения"],
                ["Ким Ли Мин", "7А", 2013],
                ["Итог Иван Петрович", "7А", 2013],
            ],
        )
    )
    batch = uploaded(program, curator, data)
    batch = batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator)
    before = [(verdict["code"], verdict.get("why")) for verdict in batch.verdicts]

    batch = written(batches.answer(batch=batch, choices={"3": "take"}, corrections={}, by=curator))

    assert before == [("new", None), ("skipped", "итог")]
    assert sorted(Person.objects.values_list("last_name", flat=True)) == ["Итог", "Ким"]


def test_table_of_totals_alone_is_refused(program, curator):
    batch = uploaded(program, curator, sheets.xlsx(("Лист1", [["ФИО", "Класс"], ["Итого: 0 человек"]])))

    with pytest.raises(Refusal, match="нет ни одной заполненной строки"):
        batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator)


def test_rows_that_are_no_people_are_listed_by_the_result_and_not_in_the_file_of_the_rest(
    program, curator, sign_in
):
    data = sheets.xlsx(("Лист1", [["ФИО", "Класс"], ["Ким Ли Мин", "7А"], ["Итого: 1 человек"]]))
    batch = uploaded(program, curator, data)
    batch = written(batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator))

    text = sign_in(curator).get(page(program, "import_result", batch)).content.decode()

    assert (batch.summary["no_people"], batch.summary["rejected"]) == ([[3, "итог", "Итого: 1 человек"]], [])
    assert "Строка 3, итог:" in text


@pytest.mark.parametrize("name", ["Панова А. Д.", "Панова Алисса Дмитриевна"])
def test_initials_and_a_slip_of_the_pen_are_asked_about(program, curator, name):
    known = make_mentee(
        program,
        make_person(
            program, last_name="Панова", first_name="Алиса", middle_name="Дмитриевна", birth_year=2013
        ),
    )

    batch = rehearsed(program, curator, mentee(name))

    assert [(v["code"], v["candidates"][0][0]) for v in batch.verdicts] == [("possible", known.person_id)]


def test_other_patronymic_is_another_person_without_a_question(program, curator):
    make_person(program, last_name="Панова", first_name="Алиса", middle_name="Олеговна", birth_year=2013)

    assert codes(rehearsed(program, curator, mentee())) == ["new"]


def test_phone_in_another_writing_is_no_change(program, curator):
    row = mentee(contacts="Панова Мария Сергеевна (мать), 8 900 000-00-01")
    written(rehearsed(program, curator, row))

    again = rehearsed(
        program, curator, row | {"contacts": "Панова Мария Сергеевна (мать), +7 (900) 000 00 01"}
    )

    assert codes(again) == ["same"]


def test_original_file_is_kept_and_given_as_a_download_only(program, curator, sign_in):
    data = table("mentees", mentee())
    batch = uploaded(program, curator, data)
    batch = written(batches.choose_columns(batch=batch, mapping=batch.mapping, by=curator))

    answer = sign_in(curator).get(page(program, "import_original", batch))

    assert answer.content == data
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options")} == {
        "Content-Type": "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Repr-Digest"].startswith("sha-256=:")


def test_original_file_is_not_given_to_who_may_not_import(program, curator, sign_in):
    batch = written(rehearsed(program, curator, mentee()))

    teacher = sign_in(make_member(program.school, Role.CLASS_TEACHER))

    assert teacher.get(page(program, "import_original", batch)).status_code == 403


def test_table_given_up_takes_its_file_along(program, curator):
    batch = uploaded(program, curator, table("mentees", mentee()))

    batches.cancel(batch=batch, by=curator)

    assert ImportOriginal.objects.count() == 0


def test_giving_up_a_table_is_in_the_journal(program, curator):
    batch = uploaded(program, curator, table("mentees", mentee()))

    batches.cancel(batch=batch, by=curator)

    event = AuditEvent.objects.get(action="import.cancel")
    assert (event.actor_id, event.target_id, event.sentence) == (
        curator.pk,
        batch.pk,
        "удалена незаписанная таблица «Список.xlsx»",
    )
