from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from mentoring_site.permissions import Role
from monitoring.models import Measurement
from monitoring.services.measurements import Typed
from participants.enums import ConsentPurpose
from programs.models import AuditEvent
from programs.registries.screens import attention_for
from programs.tenancy import access_for, program_url
from tests.factories import TODAY, make_class, make_consent, make_group, make_member, make_mentee, make_person
from tests.monitoring.measure_makers import make_parameter, make_sealed, save, values_of


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-23 12:00 +03:00", tick=False):
        yield


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def teacher(program):
    user = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, "А", teacher=user)
    return user


def pupil(program, by, *, grade=7, purposes=(ConsentPurpose.PARTICIPATION, ConsentPurpose.TESTING)):
    person = make_person(program, school_class=make_class(program, grade))
    make_mentee(program, person)
    for purpose in purposes:
        make_consent(person, by, purpose=purpose)
    return person


def url(program, name, **kwargs):
    return program_url(program, f"monitoring:{name}", **kwargs)


def text(response):
    return " ".join(response.content.decode().split())


def test_class_page_saves_what_is_right_and_keeps_what_is_wrong(program, teacher, curator, sign_in):
    mark = make_parameter(program)
    good, bad = pupil(program, curator), pupil(program, curator)
    data = {
        "measured_on": "2026-09-15",
        f"c-{mark.pk}-{good.pk}": "4,5",
        f"w-{mark.pk}-{good.pk}": "0|",
        f"c-{mark.pk}-{bad.pk}": "пять",
        f"w-{mark.pk}-{bad.pk}": "0|",
    }

    page = sign_in(teacher).post(url(program, "measure_class", pk=make_class(program).pk), data)

    assert page.status_code == 422
    assert values_of(mark, "before").keys() == {good.pk}
    assert 'value="пять"' in text(page)
    assert f"{bad.list_name}, средний балл: «пять»: нужно число (от 2 до 5)" in text(page)


def test_class_page_with_a_foreign_persons_cell_writes_nothing(program, teacher, curator, sign_in):
    mark, own, foreign = make_parameter(program), pupil(program, curator), pupil(program, curator, grade=8)
    data = {"measured_on": "2026-09-15"}
    for person in (own, foreign):
        data |= {f"c-{mark.pk}-{person.pk}": "4", f"w-{mark.pk}-{person.pk}": "0|"}

    page = sign_in(teacher).post(url(program, "measure_class", pk=make_class(program).pk), data)

    assert (page.status_code, Measurement.objects.count()) == (422, 0)
    assert 'value="4"' in text(page)  # what was typed of one's own stays


@pytest.mark.parametrize("spoilt", [{"c-1": "4"}, {"c-1-1": "4"}, {"c-1-1": "4", "w-1-1": "x|"}])
def test_class_page_with_a_spoilt_form_is_refused(program, teacher, curator, sign_in, spoilt):
    make_parameter(program)
    pupil(program, curator)

    page = sign_in(teacher).post(
        url(program, "measure_class", pk=make_class(program).pk), {"measured_on": "2026-09-15", **spoilt}
    )

    assert page.status_code == 422
    assert "Форма повреждена" in text(page)


def test_pages_of_others_people_answer_as_if_they_were_not_there(program, teacher, curator, sign_in):
    sealed, heads = make_sealed(program), make_parameter(program, "skill", source_role="subject_head")
    make_parameter(program)
    pupil(program, curator)
    pupil(program, curator, grade=8)
    group = make_group(program, head=make_member(program.school, Role.SUBJECT_HEAD))
    client = sign_in(teacher)

    found = [
        client.get(url(program, "measure_class", pk=make_class(program, 8).pk)).status_code,
        client.get(url(program, "measure_parameter", pk=sealed.pk)).status_code,
        client.get(url(program, "measure_parameter", pk=heads.pk)).status_code,
        client.post(url(program, "measure_open", pk=sealed.pk)).status_code,
        client.get(url(program, "measure_group", pk=group.pk)).status_code,
        client.get(url(program, "measure_school")).status_code,
    ]

    assert found == [404] * 6


def test_head_of_a_group_measures_his_teachers_only(program, curator, sign_in):
    head = make_member(program.school, Role.SUBJECT_HEAD)
    skill = make_parameter(
        program,
        "skill",
        title="Приёмы",
        source_role="subject_head",
        form=program.forms.get(code="teacher_teacher"),
    )
    groups = [make_group(program, head=head), make_group(program, "ШМО физиков")]
    own, foreign = (make_person(program, kind="teacher", subject_group=group) for group in groups)
    for person in (own, foreign):
        make_mentee(program, person, form=skill.form)

    page = sign_in(head).get(url(program, "measure_group", pk=groups[0].pk))

    assert own.list_name in text(page)
    assert foreign.list_name not in text(page)


def test_psychologists_values_are_opened_by_a_button_and_every_look_is_logged(program, curator, sign_in):
    psychologist, anxiety = make_member(program.school, Role.PSYCHOLOGIST), make_sealed(program)
    person = pupil(program, curator)
    save(psychologist, program, Typed(anxiety.pk, person.pk, "43"))
    client, address = sign_in(psychologist), url(program, "measure_parameter", pk=anxiety.pk)

    closed, opened = client.get(address), client.post(f"{address}open/")

    assert 'value="43"' not in text(closed)
    assert "внесено" in text(closed)
    assert 'value="43"' in text(opened)
    event = AuditEvent.objects.get(action="measurement.view")
    assert (event.sentence, event.person_ids) == ("просмотр измерений психолога: Школьная тревожность", [])


def test_psychologists_page_without_the_key_keeps_what_was_typed(
    program, curator, sign_in, settings, tmp_path
):
    psychologist, anxiety = make_member(program.school, Role.PSYCHOLOGIST), make_sealed(program)
    person = pupil(program, curator)
    settings.VAULT_KEY_FILE = tmp_path / "not-mounted.key"
    name = f"{anxiety.pk}-{person.pk}"

    page = sign_in(psychologist).post(
        url(program, "measure_parameter", pk=anxiety.pk),
        {"measured_on": "2026-09-15", f"c-{name}": "43", f"w-{name}": "0|"},
    )

    assert (page.status_code, Measurement.objects.count()) == (422, 0)
    assert "Ключ недоступен" in text(page)
    assert 'value="43"' in text(page)


def test_nobody_else_sees_a_value_of_the_psychologist_anywhere(program, curator, sign_in):
    psychologist, anxiety = make_member(program.school, Role.PSYCHOLOGIST), make_sealed(program)
    person = pupil(program, curator)
    save(psychologist, program, Typed(anxiety.pk, person.pk, "43"))
    client = sign_in(curator)

    pages = [client.get(url(program, name)) for name in ("measure_home", "parameter_list", "measure_export")]

    assert [page.status_code for page in pages] == [200] * 3
    assert "1 из 1" in text(pages[0])
    assert all("43" not in str(row) for row in load_workbook(BytesIO(pages[2].content)).active.values)
    assert client.get(url(program, "measure_parameter", pk=anxiety.pk)).status_code == 404


def test_export_of_own_people_says_not_measured_and_never_zero(program, teacher, curator, sign_in):
    mark, first, second = make_parameter(program), pupil(program, curator), pupil(program, curator)
    pupil(program, curator, grade=8)
    save(teacher, program, Typed(mark.pk, first.pk, "4,5"))

    answer = sign_in(teacher).get(url(program, "measure_export"))

    assert [list(row) for row in load_workbook(BytesIO(answer.content)).active.values] == [
        ["ФИО", "Класс, должность", "Средний балл (до)", "Средний балл (после)"],
        [first.full_name, "7 «А»", 4.5, "не измерено"],
        [second.full_name, "7 «А»", "не измерено", "не измерено"],
    ]


def test_export_has_a_column_for_each_day_between(program, teacher, curator, sign_in):
    mark, person = make_parameter(program), pupil(program, curator)
    save(teacher, program, Typed(mark.pk, person.pk, "3,5"))
    save(teacher, program, Typed(mark.pk, person.pk, "4"), moment="interim", measured_on=date(2026, 11, 10))

    answer = sign_in(teacher).get(url(program, "measure_export"))

    between = "Средний балл (промежуточно, 10.11.2026)"
    assert [list(row) for row in load_workbook(BytesIO(answer.content)).active.values] == [
        ["ФИО", "Класс, должность", "Средний балл (до)", between, "Средний балл (после)"],
        [person.full_name, "7 «А»", 3.5, 4, "не измерено"],
    ]


def test_template_filled_and_loaded_writes_the_measures(program, teacher, curator, sign_in):
    mark, person = make_parameter(program), pupil(program, curator)
    client = sign_in(teacher)
    sheet = load_workbook(BytesIO(client.get(url(program, "measure_template")).content))
    sheet.active["D2"] = "4,25"
    sheet.active.append(["Чужой Иван", "9А", None, 4])

    preview = client.post(
        url(program, "measure_import"),
        {"moment": "before", "measured_on": "2026-09-15", "file": _file(sheet)},
    )
    done = client.post(url(program, "measure_import_apply"), {"plan": preview.context["plan"], "write": "1"})

    assert 'не измерено</span> → <span class="became">4,25</span>' in text(preview)
    assert str(values_of(mark, "before")[person.pk]) == "4.25"
    assert "нет среди ваших участников" in text(done)
    rejected = client.post(url(program, "measure_import_rejected"), {"rejected": done.context["rejected"]})
    rows = [list(row) for row in load_workbook(BytesIO(rejected.content)).active.values]
    assert rows[1][:4] == ["3", "Чужой Иван", "9А", "D3: 4"]


def test_import_of_a_file_that_is_no_table_is_refused_in_words(program, teacher, sign_in):
    make_parameter(program)

    page = sign_in(teacher).post(
        url(program, "measure_import"),
        {"moment": "before", "measured_on": "2026-09-15", "file": SimpleUploadedFile("a.xlsx", b"%PDF-1.4")},
    )

    assert page.status_code == 422
    assert "Это не таблица" in text(page)


def _file(book: Workbook):
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("измерения.xlsx", out.getvalue())


def test_school_numbers_keep_day_and_source_and_give_back_a_wrong_day(program, sign_in):
    social = make_member(program.school, Role.SOCIAL)
    count = make_parameter(
        program, "registers", title="На учёте", subject="program", source_role="social", minimum=0,
        maximum=None, decimals=0, unit="человек",
    )  # fmt: skip
    client, address, name = sign_in(social), url(program, "measure_school"), f"{count.pk}-before"
    data = {f"c-{name}": "9", f"w-{name}": "0|", f"d-{name}": "31.02.2026", f"n-{name}": "сводка"}

    wrong = client.post(address, data)
    right = client.post(address, data | {f"d-{name}": "2026-09-10"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "«На учёте», до:" in text(wrong)
    row = Measurement.objects.get()
    assert (row.value, str(row.measured_on), row.note, row.person) == (9, "2026-09-10", "сводка", None)


def test_blank_of_a_class_is_a_paper(program, teacher, curator, sign_in):
    make_parameter(program)
    pupil(program, curator)

    answer = sign_in(teacher).get(url(program, "measure_blank_pdf"), {"class": make_class(program).pk})

    assert (answer["Content-Type"], answer.content[:4]) == ("application/pdf", b"%PDF")


def test_attention_counts_own_people_that_may_be_measured(program, teacher, curator):
    mark, first = make_parameter(program), pupil(program, curator)
    pupil(program, curator)
    pupil(program, curator, purposes=())
    pupil(program, curator, grade=8)
    save(teacher, program, Typed(mark.pk, first.pk, "4"))

    items = attention_for(access_for(teacher, program, TODAY), TODAY)

    assert [(one.subject.replace("\u00a0", " "), one.rest) for one in items if "измерен" in one.rest] == [
        ("1 человек", "ещё не измерен «до»")
    ]


@pytest.mark.parametrize("name", ["measure_home", "measure_class", "measure_export", "parameter_list"])
def test_pages_of_measures_take_as_many_queries_for_three_rows_as_for_one(
    program, teacher, curator, sign_in, queries_of, name
):
    mark = make_parameter(program)
    kwargs = {"pk": make_class(program).pk} if name == "measure_class" else {}
    client = sign_in(curator if name == "parameter_list" else teacher)
    save(teacher, program, Typed(mark.pk, pupil(program, curator).pk, "4"))
    one = queries_of(client, url(program, name, **kwargs))

    for number in range(2):
        save(teacher, program, Typed(mark.pk, pupil(program, curator).pk, "4"))
        make_parameter(program, f"more{number}")

    assert queries_of(client, url(program, name, **kwargs)) == one


def test_parameter_form_adds_and_refuses_another_scale_with_measures(program, teacher, curator, sign_in):
    client = sign_in(curator)
    assert 'name="smallest_change" value="1"' in text(client.get(url(program, "parameter_create")))
    data = {
        "title": "Скорость чтения", "block": "skills", "subject": "mentee", "unit": "слов в минуту",
        "minimum": "0", "maximum": "400", "decimals": "0", "direction": "more", "smallest_change": "5,5",
        "source_role": "class_teacher", "confidentiality": "open", "is_active": "on", "once": "k" * 32,
    }  # fmt: skip
    created = client.post(url(program, "parameter_create"), data)
    parameter = program.parameters.get()
    save(teacher, program, Typed(parameter.pk, pupil(program, curator).pk, "90"))

    refused = client.post(
        url(program, "parameter_edit", pk=parameter.pk), data | {"maximum": "500", "version": "1"}
    )

    assert (created.status_code, refused.status_code) == (302, 422)
    assert "Выключите этот параметр и заведите новый" in text(refused)
