"""The wizard in the browser's terms: every step answers, one row of each verdict, what the result holds."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import read_workbook
from participants.enums import ConsentPurpose, ImportState, MenteeStatus
from participants.models import Consent, ImportBatch, Mentee, Person
from programs.models import AuditEvent
from programs.services.audit import claim_key
from programs.tenancy import program_url
from tests.factories import make_class, make_member, make_mentee, make_person
from tests.participants.importing.makers import mentee, table


@pytest.fixture
def curator(program):
    make_class(program, 7, "А")
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def browser(sign_in, curator):
    return sign_in(curator)


def send(browser, program, data, *, name="Список.xlsx", key="one", base="mentees"):
    file = SimpleUploadedFile(name, data)
    return browser.post(
        program_url(program, "participants:import_upload", base=base), {"file": file, "once": key}
    )


def step(program, name, batch=None, base="mentees"):
    batch = batch or ImportBatch.objects.latest("id")
    return program_url(program, f"participants:{name}", base=base, pk=batch.pk)


def choose_columns(browser, program):
    batch = ImportBatch.objects.latest("id")
    data = {f"column_{index}": code for index, code in batch.mapping.items()}
    return browser.post(step(program, "import_columns"), data)


def test_wizard_from_file_to_result_writes_people_consents_and_journal(program, curator, browser):
    rows = (
        mentee(
            entered_on="01.09.2026", contacts="Панова Мария Сергеевна (мать), 8 900 000-00-01, m@example.org"
        ),
        mentee("Беляев Иван Петрович", birth_year="201"),
    )

    assert send(browser, program, table("mentees", *rows)).url == step(program, "import_columns")
    assert "Проверить строки" in browser.get(step(program, "import_columns")).content.decode()
    assert choose_columns(browser, program).url == step(program, "import_preview")
    page = browser.get(step(program, "import_preview")).content.decode()
    assert "Строка 3: столбец «Год рождения наставляемого»" in page
    mended = {"fix_3_birth_year": "2012", "was_3_birth_year": "201", "write": "1"}
    assert browser.post(step(program, "import_answer"), mended).url == step(program, "import_apply")
    assert Mentee.objects.count() == 0
    orders = {"admits": "on", "has_papers": "on", "signed_on": "2026-09-01", "kept_at": "папка № 3"}
    answer = browser.post(step(program, "import_apply"), {**orders, "purposes": ["participation"]})

    assert answer.url == step(program, "import_result")
    assert "Таблица записана" in browser.get(answer.url).content.decode()
    assert [(m.person.full_name, m.status) for m in Mentee.objects.select_related("person")] == [
        ("Беляев Иван Петрович", MenteeStatus.NOMINATED),
        ("Панова Алиса Дмитриевна", MenteeStatus.ADMITTED),
    ]
    assert (
        list(Consent.objects.values_list("purpose", "given_by", "kept_at"))
        == [(ConsentPurpose.PARTICIPATION, "guardian", "папка № 3")] * 2
    )
    representative = Person.objects.get(last_name="Панова").representatives.get()
    assert (representative.full_name, representative.kinship, representative.phone, representative.email) == (
        "Панова Мария Сергеевна",
        "мать",
        "8 900 000-00-01",
        "m@example.org",
    )
    said = set(AuditEvent.objects.values_list("action", flat=True))
    assert said == {
        "person.add",
        "mentee.add",
        "mentee.admit",
        "representative.add",
        "consent.register",
        "import.apply",
    }


def test_double_submit_of_the_file_makes_one_batch(program, browser):
    data = table("mentees", mentee())

    answers = [send(browser, program, data, key="same").url for _ in range(2)]

    assert answers[0] == answers[1]
    assert ImportBatch.objects.count() == 1


def test_double_submit_of_the_writing_makes_each_person_once(program, browser):
    send(browser, program, table("mentees", mentee()))
    choose_columns(browser, program)

    answers = [browser.post(step(program, "import_apply"), {}).url for _ in range(2)]

    assert answers == [step(program, "import_result")] * 2
    assert Mentee.objects.count() == 1


def test_preview_asks_about_a_namesake_and_keeps_the_answer(program, browser):
    known = make_mentee(program, make_person(program, last_name="Панова", first_name="Алиса", middle_name=""))
    send(browser, program, table("mentees", mentee()))
    choose_columns(browser, program)

    page = browser.get(step(program, "import_preview")).content.decode()
    refused = browser.post(step(program, "import_apply"), {})
    browser.post(step(program, "import_answer"), {"choice_2": str(known.person_id)})
    browser.post(step(program, "import_apply"), {})

    assert "Это он:" in page
    assert "Запись не начата: есть строки без решения" in refused.content.decode()
    assert (Mentee.objects.count(), Person.objects.get().middle_name) == (1, "Дмитриевна")


def test_class_that_is_not_there_is_made_by_the_writing_when_asked(program, browser):
    send(browser, program, table("mentees", mentee(place="7 Э")))
    choose_columns(browser, program)

    page = browser.get(step(program, "import_preview")).content.decode()
    browser.post(step(program, "import_answer"), {"create_class": "7|Э"})
    browser.post(step(program, "import_apply"), {})

    assert "Класса 7\u00a0«Э» в школе нет. Есть 7\u00a0«А»." in page
    assert str(Mentee.objects.get().person.enrolments.get().school_class) == "7\u00a0«Э»"


def test_rows_left_out_come_back_in_a_file_with_reasons(program, browser):
    send(browser, program, table("mentees", mentee(), mentee("Ivanov Иван", birth_year=2012)))
    choose_columns(browser, program)
    browser.post(step(program, "import_apply"), {"without_errors": "on"})

    answer = browser.get(step(program, "import_rejected"))

    sheet = read_workbook(answer.content, "a.xlsx").sheets[0]
    assert [row[-1] for row in sheet.rows] == [
        "Почему",
        "ФИО наставляемого: В слове «Ivanov» латинские буквы. Напишите его русскими буквами.",
    ]


def test_batch_of_another_author_and_school_is_not_there(program, browser, sign_in):
    send(browser, program, table("mentees", mentee()))
    address = step(program, "import_columns")

    other = sign_in(make_member(program.school, Role.CURATOR))

    assert other.get(address).status_code == 404


def test_batch_of_a_foreign_school_is_not_there(program, browser, sign_in):
    from tests.factories import make_program

    send(browser, program, table("mentees", mentee()))
    batch = ImportBatch.objects.get()
    foreign = make_program()
    stranger = sign_in(make_member(foreign.school, Role.CURATOR))

    assert stranger.get(step(foreign, "import_columns", batch)).status_code == 404
    assert stranger.get(step(program, "import_columns", batch)).status_code == 404


def test_class_teacher_may_not_import(program, sign_in):
    teacher = sign_in(make_member(program.school, Role.CLASS_TEACHER))

    assert teacher.get(program_url(program, "participants:import_upload", base="mentees")).status_code == 403


def test_cancel_forgets_the_table(program, browser):
    send(browser, program, table("mentees", mentee()))

    browser.post(step(program, "import_cancel"))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.sheets) == (ImportState.CANCELLED, [])


def test_cancelled_form_sent_again_asks_for_the_file_anew(program, browser):
    send(browser, program, table("mentees", mentee()))
    browser.post(step(program, "import_cancel"))

    answer = send(browser, program, table("mentees", mentee()))

    assert (answer.status_code, answer.context["form"].errors["file"]) == (
        422,
        ["Эту таблицу уже загружали и убрали с сайта. Чтобы загрузить её заново, выберите файл ещё раз."],
    )


def test_form_sent_again_finds_its_table_in_the_other_base(program, browser):
    send(browser, program, table("mentees", mentee()))
    browser.post(step(program, "import_move"))

    answer = send(browser, program, table("mentees", mentee()))

    batch = ImportBatch.objects.get()
    assert answer.url.startswith(
        program_url(program, "participants:import_sheet", base="mentors", pk=batch.pk)
    )


def test_key_of_another_form_makes_a_table_of_its_own(program, curator, browser):
    claim_key("one", by=curator)

    answer = send(browser, program, table("mentees", mentee()))

    assert answer.url == step(program, "import_columns")


@pytest.mark.parametrize("base", ["mentors", "mentees"])
def test_empty_form_is_read_back_without_a_question(program, browser, base):
    form = browser.get(program_url(program, "participants:import_template", base=base)).content

    answer = send(browser, program, form, base=base)

    assert answer.url == step(program, "import_columns", base=base)


def test_latin_letters_are_mended_by_a_tick_and_never_by_themselves(program, browser):
    send(browser, program, table("mentees", mentee("П\u0061нова Алиса")))
    choose_columns(browser, program)
    untouched = {"fix_2_full_name": "П\u0061нова Алиса", "was_2_full_name": "П\u0061нова Алиса"}

    page = browser.get(step(program, "import_preview")).content.decode()
    browser.post(step(program, "import_answer"), untouched)
    before = [verdict["code"] for verdict in ImportBatch.objects.get().verdicts]
    browser.post(step(program, "import_answer"), {**untouched, "accept_2_full_name": "Панова Алиса"})
    after = [(verdict["code"], verdict["name"]) for verdict in ImportBatch.objects.get().verdicts]

    assert "Заменить на «Панова Алиса»" in page
    assert (before, after) == (["error"], [("new", "Панова Алиса")])
