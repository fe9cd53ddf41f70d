"""Papers by their text: prepared, changed, signed and frozen; templates of the school; acquaintance."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_scopes import scope
from docx import Document as Word
from pypdf import PdfReader

from mentoring_site.permissions import Role
from programs.enums import DocumentState, ProgramState
from programs.models import AuditEvent, PaperTemplate
from programs.registries.papers import PAPER_TEXTS
from programs.reports_papers import paper_docx, sample_pdf
from programs.services.acquaintance import add_employees, add_reader, mark_readers, remove_reader
from programs.services.audit import Refusal, StaleVersion
from programs.services.documents import document_pdf, sign_document
from programs.services.papers import (
    cancel_paper,
    draft_mark,
    paper_body,
    prepare_paper,
    reset_template,
    save_paper,
    save_template,
    wording_of,
)
from tests.factories import make_member

HOSTILE = (
    '{% load ui %}{% include "secret.html" %}{{ settings.SECRET_KEY }}\n'
    "<script>alert(1)</script><img src=x onerror=alert(1)><b>жирно</b>\n"
    f"{'ъ' * 3000}\n{{{{ неизвестный пропуск }}}} {{{{}}}} {{{{{{{{\n\x00\u202e# конец"
)


@pytest.fixture
def curator(program):
    return make_member(
        program.school, Role.CURATOR, last_name="Савельева", first_name="Ольга", middle_name="", position=""
    )


@pytest.fixture
def school(program):
    with scope(school=program.school):
        yield program.school


def prepare(program, by, kind="own_order", **fields):
    values = {
        "title": "О проверке",
        "body": "ПРИКАЗЫВАЮ:\n1. Проверить {{ что }}.",
        "number": "",
        "grifs": [],
    }
    return prepare_paper(program=program, kind=kind, on=timezone.localdate(), by=by, **{**values, **fields})


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def test_order_is_written_from_the_data_and_leaves_gaps_for_the_pen(program, school, curator):
    wording = wording_of(school, "launch_order")

    body = paper_body(wording, program, timezone.localdate())

    assert f"на {program.year_label} учебный год" in body
    assert "- Савельева Ольга, куратор программы." in body
    assert "{{ распорядительный акт учредителя: номер и дата }}" in body
    assert "{{ учебный год }}" not in body


@pytest.mark.parametrize("kind", [text.code for text in PAPER_TEXTS.values()])
def test_every_shipped_text_prints_with_the_data_of_a_bare_school(program, school, kind):
    said = text_of(sample_pdf(wording_of(school, kind), program, timezone.localdate()))

    assert PAPER_TEXTS[kind].title.split()[0] in said
    assert "{{" not in said


def test_prepared_paper_waits_for_a_signature_with_a_proposed_number_and_its_grifs(program, school, curator):
    grifs = [
        {"kind": "ПРИНЯТО", "body": "советом", "date": timezone.localdate()},
        {"kind": "", "body": "лишнее"},
    ]

    document = prepare(program, curator, grifs=grifs)

    assert (document.state, document.number, document.stage) == (DocumentState.TO_SIGN, "1-од", 1)
    assert document.grifs == [
        {
            "kind": "ПРИНЯТО",
            "body": "советом",
            "person": "",
            "number": "",
            "date": timezone.localdate().isoformat(),
        }
    ]


def test_hostile_text_is_printed_as_plain_words(program, school, curator):
    document = prepare(program, curator, title="<b>О</b> {% now %}", body=HOSTILE)

    said = text_of(document_pdf(document))

    assert "{% load ui %}" in said
    assert "<script>alert(1)</script>" in said
    assert "<b>О</b> {% now %}" in said
    assert "SECRET_KEY" not in said  # a gap that nothing fills, printed as a line
    assert "неизвестный пропуск" not in said


def test_reprint_of_a_signed_paper_has_the_hash_of_the_first_print(program, school, curator):
    document = prepare(program, curator)
    document = sign_document(document=document, number="14-од", date=timezone.localdate(), by=curator)
    save_template(
        school=school,
        kind="own_order",
        title="Другой",
        body="Другой текст",
        is_checked=True,
        shown_version=0,
        by=curator,
    )

    document.refresh_from_db()

    assert hashlib.sha256(document_pdf(document)).hexdigest() == document.frozen.sha256
    assert "О проверке" in text_of(document_pdf(document))


def test_draft_is_changed_until_it_is_signed(program, school, curator):
    document = prepare(program, curator)
    changed = {"title": "О новом", "body": "Текст", "number": "2-од", "on": document.date, "grifs": []}

    saved = save_paper(document=document, seen=draft_mark(document), by=curator, **changed)
    with pytest.raises(Refusal, match="изменил другой сотрудник"):
        save_paper(document=document, seen=draft_mark(document), by=curator, **changed)
    sign_document(document=saved, number="2-од", date=timezone.localdate(), by=curator)

    with pytest.raises(Refusal, match="уже подписан"):
        save_paper(document=saved, seen="", by=curator, **changed)
    saved.refresh_from_db()
    assert (saved.title, saved.snapshot["body"], saved.number) == ("О новом", "Текст", "2-од")


@pytest.mark.parametrize(
    ("title", "body"), [("", "Текст"), ("Т", "  "), ("Т", "а" * 20001), ("Т" * 301, "а")]
)
def test_paper_without_words_or_too_long_is_refused(program, school, curator, title, body):
    with pytest.raises(ValidationError):
        prepare(program, curator, title=title, body=body)


def test_paper_of_an_archived_programme_and_a_blank_as_a_paper_are_refused(program, school, curator):
    with pytest.raises(Refusal, match="Это бланк"):
        prepare(program, curator, kind="participation")
    program.state = ProgramState.ARCHIVED
    with pytest.raises(Refusal, match="в архиве"):
        prepare(program, curator)


def test_cancelled_paper_stays_in_the_register(program, school, curator):
    document = cancel_paper(document=prepare(program, curator), reason="не нужен", by=curator)

    assert document.state == DocumentState.CANCELLED


def test_word_file_holds_the_same_words(program, school, curator):
    document = prepare(program, curator, grifs=[{"kind": "СОГЛАСОВАНО", "body": "советом школы"}])

    said = "\n".join(row.text for row in Word(BytesIO(paper_docx(document))).paragraphs)

    assert "О проверке" in said
    assert "1. Проверить ______________." in said
    assert "СОГЛАСОВАНО" in said


# --- templates --------------------------------------------------------------------------------------------


def test_own_template_is_used_until_it_is_given_back(program, school, curator):
    fields = {"school": school, "kind": "launch_order", "title": "О запуске", "body": "Год {{ учебный год }}"}
    save_template(**fields, is_checked=True, shown_version=0, by=curator)

    own = wording_of(school, "launch_order")
    with pytest.raises(StaleVersion):
        save_template(**fields, is_checked=True, shown_version=7, by=curator)
    reset_template(school=school, kind="launch_order", by=curator)
    back = wording_of(school, "launch_order")

    assert (own.title, paper_body(own, program, timezone.localdate()), own.is_checked) == (
        "О запуске",
        f"Год {program.year_label}",
        True,
    )
    assert (back.template, back.is_checked, PaperTemplate.objects.count()) == (None, False, 0)
    assert AuditEvent.objects.filter(action__startswith="paper.template").count() == 2


def test_mark_for_the_lawyer_is_printed_until_the_text_is_checked(program, school, curator):
    day = timezone.localdate()
    fields = {
        "kind": "regulation_common",
        "title": "Положение",
        "body": "Текст",
        "school": school,
        "by": curator,
    }

    before = text_of(sample_pdf(wording_of(school, "regulation_common"), program, day))
    save_template(**fields, is_checked=True, shown_version=0)
    after = text_of(sample_pdf(wording_of(school, "regulation_common"), program, day))

    assert "Проверьте с юристом" in before
    assert "Проверьте с юристом" not in after


# --- acquaintance -----------------------------------------------------------------------------------------


def test_sheet_takes_employees_once_and_marks_who_has_read(program, school, curator):
    make_member(program.school, Role.PSYCHOLOGIST, last_name="Мещерякова", first_name="Анна", middle_name="")
    document, day = prepare(program, curator), timezone.localdate()

    assert add_employees(document=document, roles=[Role.CURATOR], on=day, by=curator) == 1
    assert add_employees(document=document, roles=[], on=day, by=curator) == 1
    with pytest.raises(Refusal, match="все они уже"):
        add_employees(document=document, roles=[], on=day, by=curator)
    watchman = add_reader(document=document, name="Сторожев  Пётр", position="сторож", by=curator)
    ids = list(document.acquaintances.values_list("pk", flat=True))
    mark_readers(document=document, ids=ids[:2], seen_on=day, today=day, by=curator)

    rows = list(document.acquaintances.values_list("name", "seen_on"))
    assert rows == [("Савельева Ольга", day), ("Мещерякова Анна", day), ("Сторожев Пётр", None)]
    with pytest.raises(Refusal, match="уже есть"):
        add_reader(document=document, name="Сторожев Пётр", position="", by=curator)
    with pytest.raises(Refusal, match="снимите отметку"):
        remove_reader(line=document.acquaintances.first(), by=curator)
    remove_reader(line=watchman, by=curator)
    assert document.acquaintances.count() == 2


def test_reading_tomorrow_or_before_the_paper_is_refused(program, school, curator):
    document, day = prepare(program, curator), timezone.localdate()
    line = add_reader(document=document, name="Сторожев Пётр", position="", by=curator)

    for seen, words in (
        (day + timedelta(days=1), "ещё не наступила"),
        (day - timedelta(days=1), "раньше даты"),
    ):
        with pytest.raises(Refusal, match=words):
            mark_readers(document=document, ids=[line.pk], seen_on=seen, today=day, by=curator)


def test_cancelled_paper_takes_no_readers(program, school, curator):
    document = cancel_paper(document=prepare(program, curator), reason="не нужен", by=curator)

    with pytest.raises(Refusal, match="отменён"):
        add_reader(document=document, name="Сторожев Пётр", position="", by=curator)
