from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring_site.docx import MIME, Paper, docx_response


def opened(paper):
    return Document(BytesIO(paper.as_bytes()))


def test_paper_has_the_page_and_letters_of_russian_papers():
    paper = Paper("Приказ 1")
    paper.body("Первый пункт.")

    doc = opened(paper)

    section, text = doc.sections[0], doc.paragraphs[-1]
    margins = (section.page_width, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in margins] == [210, 30, 10]
    assert (doc.styles["Normal"].font.name, text.runs[0].font.size.pt) == ("Times New Roman", 14)
    assert doc.core_properties.title == "Приказ 1"


def test_table_repeats_its_head_and_keeps_rows_whole():
    paper = Paper("Список")
    paper.table(["№", "Кто"], [["1", "Иванов\nИван"], ["2", "Петров"]], [11, 0])

    [table] = opened(paper).tables

    head, first, _ = table.rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert first._tr.trPr.find(qn("w:cantSplit")) is not None
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["№", "Кто"],
        ["1", "Иванов\nИван"],
        ["2", "Петров"],
    ]


def test_table_with_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="argument"):
        Paper("Список").table(["№", "Кто"], [["1"]])


@settings(max_examples=25)
@given(st.text(max_size=80))
def test_any_text_is_written_and_read_again(text):
    paper = Paper(text)
    paper.text(text)
    paper.sides(text, text)

    opened(paper)


def test_response_downloads_under_a_russian_name():
    response = docx_response(b"x", "Приказ.docx")

    assert response["Content-Type"] == MIME
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%9F")


def test_a_heading_and_the_end_of_a_table_stay_with_what_follows():
    paper = Paper("Отчёт")
    paper.text("1. Участники", bold=True)
    paper.table(["№", "Кто"], [["1", "Иванов"], ["2", "Петров"]], [11, 0])
    paper.signature("Директор", "Н. В. Ершова")

    doc = opened(paper)

    table, heading = doc.tables[0], doc.paragraphs[0]
    kept = [[cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells] for row in table.rows]
    assert heading.paragraph_format.keep_with_next is True
    assert kept == [[True, True], [None, None], [True, True]]


def test_only_cells_of_tables_are_hyphenated():
    paper = Paper("Отчёт")
    paper.body("Распоряжение о закреплении")
    paper.table(["Вид"], [["благодарственное письмо"]])

    doc = opened(paper)

    def is_hyphenated(paragraph):
        return paragraph._p.pPr is None or paragraph._p.pPr.find(qn("w:suppressAutoHyphens")) is None

    assert doc.settings.element.find(qn("w:autoHyphenation")) is not None
    assert doc.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "ru-RU"
    assert is_hyphenated(doc.tables[0].rows[1].cells[0].paragraphs[0])
    assert not is_hyphenated(doc.paragraphs[0])
