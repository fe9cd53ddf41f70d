from __future__ import annotations

import json
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from mentoring_site.paper_blocks import figure, paragraph, table
from mentoring_site.permissions import Role
from monitoring.counts import count_value
from monitoring.report import KIND, sections_of
from monitoring.report_sections import conclusions, participants
from monitoring.services.reports import prepare_report
from monitoring.services.texts import save_text
from participants.enums import MenteeStatus, MentorStatus
from participants.models import Person
from programs.enums import DocumentState, ProgramState
from programs.models import Document
from programs.registries.papers import REPORT_SECTIONS, ReportSection
from programs.services.audit import Refusal, StaleVersion
from programs.services.documents import sign_document
from programs.tenancy import program_url
from tests.factories import TODAY, make_course, make_member, make_mentee, make_mentor


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def sections():
    """Only two sections: the first with data, the second without."""
    real = list(REPORT_SECTIONS)
    REPORT_SECTIONS[:] = [
        ReportSection("first", 10, "Первый", lambda program, on: BLOCKS),
        ReportSection("second", 20, "Второй", lambda program, on: []),
    ]
    yield REPORT_SECTIONS
    REPORT_SECTIONS[:] = real


BLOCKS = [
    paragraph("Участвовали 12 человек."),
    table("Участники", ("Форма", "Человек"), [("Ученик – ученик", 12)], widths=(70, 30), numeric=(1,)),
    figure("Как шло", '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'),
]


def test_sections_number_tables_and_figures_and_leave_out_the_empty(program, sections):
    sections.append(ReportSection("third", 30, "Третий", lambda program, on: BLOCKS[1:2]))

    found = sections_of(program, TODAY)

    assert [(one["number"], one["title"]) for one in found] == [(1, "Первый"), (2, "Третий")]
    captions = [block["caption"] for one in found for block in one["blocks"] if "caption" in block]
    assert captions == [
        "Таблица\u00a01. Участники",
        "Рисунок\u00a01. Как шло",
        "Таблица\u00a02. Участники",
    ]


def test_section_without_data_stands_when_its_conclusion_is_written(program, curator, sections):
    save_text(program=program, code="report-second", text="Ждём данных.", shown_version=0, by=curator)

    found = sections_of(program, TODAY)

    assert [(one["code"], one["conclusion"]) for one in found] == [
        ("first", ""),
        ("second", "Ждём данных."),
    ]


def test_prepare_twice_renews_the_paper_that_waits(program, curator, sections):
    first = prepare_report(program=program, by=curator, on=TODAY)
    save_text(program=program, code="report-first", text="Справились.", shown_version=0, by=curator)

    second = prepare_report(program=program, by=curator, on=TODAY)

    assert second.pk == first.pk
    assert second.snapshot["sections"][0]["blocks"][-1]["text"] == "Справились."


def test_signed_report_stays_and_a_correction_is_a_paper_of_its_own(program, curator, director, sections):
    signed = sign_document(
        document=prepare_report(program=program, by=curator, on=TODAY), number="7", date=TODAY, by=director
    )
    frozen = bytes(signed.frozen.pdf)
    save_text(program=program, code="report-first", text="Позже.", shown_version=0, by=curator)

    correction = prepare_report(program=program, by=curator, on=TODAY)

    assert correction.pk != signed.pk
    signed.refresh_from_db()
    assert (signed.state, bytes(signed.frozen.pdf)) == (DocumentState.SIGNED, frozen)


def test_report_of_an_archived_programme_is_refused(program, curator):
    type(program).objects.filter(pk=program.pk).update(state=ProgramState.ARCHIVED)

    with pytest.raises(Refusal, match="в архиве"):
        prepare_report(program=program, by=curator, on=TODAY)

    assert not Document.objects.exists()


def test_conclusion_over_a_newer_one_is_refused(program, curator):
    save_text(program=program, code="report-first", text="Один.", shown_version=0, by=curator)

    with pytest.raises(StaleVersion):
        save_text(program=program, code="report-first", text="Другой.", shown_version=0, by=curator)


def test_report_of_real_sections_names_nobody(program, curator):
    make_mentor(program)
    make_mentee(program)
    make_course(program)

    snapshot = prepare_report(program=program, by=curator, on=TODAY).snapshot

    printed = json.dumps(snapshot["sections"], ensure_ascii=False)
    assert "Участники Программы по формам наставничества" in printed
    assert not [person for person in Person.objects.all() if person.last_name in printed]


def test_report_counts_as_entered_whom_the_form_for_the_municipality_counts(program):
    make_mentor(program)
    make_mentor(program, status=MentorStatus.CANDIDATE, entered_on=None)
    make_mentee(program)
    make_mentee(program, status=MenteeStatus.NOMINATED, entered_on=None)
    make_mentee(program, status=MenteeStatus.NOMINATED)

    entered, kinds = participants(program, TODAY)[:2]

    told = {"mentees": entered["rows"][-1][1], "mentors": entered["rows"][-1][4]}
    assert told == {code: str(count_value(program, code, TODAY)) for code in ("mentees", "mentors")}
    assert kinds["rows"] == [["Ученик", "1"]]


def test_report_ends_with_the_conclusions_of_the_six_tasks_that_are_written(program, curator):
    save_text(
        program=program, code="task-3", text="Встречи шли.\nПаузы – в каникулы.", shown_version=0, by=curator
    )

    blocks = conclusions(program, TODAY)

    assert [block["text"] for block in blocks] == [
        "Задача 3. Контроль хода Программы наставничества",
        "Встречи шли.",
        "Паузы – в каникулы.",
    ]


def test_pdf_and_word_say_the_same(program, curator, sections):
    document = prepare_report(program=program, by=curator, on=TODAY)
    save_text(program=program, code="report-first", text="Справились.", shown_version=0, by=curator)
    document = prepare_report(program=program, by=curator, on=TODAY)

    from monitoring.report_docx import report_docx
    from programs.services.documents import document_pdf

    word = docx.Document(BytesIO(report_docx(document)))
    texts = [paragraph.text for paragraph in word.paragraphs]
    printed = PdfReader(BytesIO(document_pdf(document))).pages[0].extract_text()
    for said in ("1. Первый", "Участвовали 12 человек.", "Справились."):
        assert said in texts
        assert said in printed.replace("\n", " ")
    assert [cell.text for cell in word.tables[-3].rows[1].cells] == ["Ученик – ученик", "12"]


def test_page_keeps_a_conclusion_and_prepares_the_paper(program, curator, sign_in, sections):
    client = sign_in(curator)

    client.post(
        program_url(program, "monitoring:report_conclude", code="first"),
        {"text": "Справились.", "version": 0},
    )
    client.post(program_url(program, "monitoring:report_prepare"))

    page = client.get(program_url(program, "monitoring:report")).content.decode()
    assert "Справились." in page
    assert "Ждёт подписи" in page
    assert Document.objects.get().kind == KIND


def test_stale_conclusion_comes_back_with_what_was_typed(program, curator, sign_in, sections):
    save_text(program=program, code="report-first", text="Первый.", shown_version=0, by=curator)

    page = sign_in(curator).post(
        program_url(program, "monitoring:report_conclude", code="first"), {"text": "Мой.", "version": 0}
    )

    assert page.status_code == 409
    assert ">\nМой.</textarea>" in page.content.decode()


def test_conclusion_of_an_unknown_section_is_not_found(program, curator, sign_in):
    page = sign_in(curator).post(
        program_url(program, "monitoring:report_conclude", code="no-such"), {"text": "…", "version": 0}
    )

    assert page.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number_of_people(program, curator, sign_in, queries_of, count):
    client, url = sign_in(curator), program_url(program, "monitoring:report")
    make_mentee(program)
    before = queries_of(client, url)
    for _ in range(count):
        make_mentee(program)
        make_mentor(program)

    assert abs(queries_of(client, url) - before) <= 1
