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
