"""Papers as .docx by the same rules as paper.css: A4, Times New Roman 14, tables with repeated heads.

Knows no app: whoever builds a paper says what stands on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from mentoring_site.words import BREAK, keep_together, name_lines

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"  # every Word has it; the PDF is set in PT Serif
TEXT, TABLE = 14, 12
LEFT, CENTER, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
INDENT = Mm(12.5)
TEXT_WIDTH = 170  # mm between the margins of a portrait page
WIDE_TEXT_WIDTH = 257  # of a lying one
LINE = "_" * 18  # fits a cell of 50 mm in 14 points
HEAD, MANY_COLUMNS = 9.5, 4  # points of a head that stands over so many columns or more
CELL_SIDE = 1.2  # mm beside the text of a cell
# Places that the schema of Word gives to elements that python-docx has no property for.
AFTER_SUPPRESS = (
    "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi",
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl",
    "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip
AFTER_HYPHENS = (
    "w:consecutiveHyphenLimit", "w:hyphenationZone", "w:doNotHyphenateCaps", "w:showEnvelope", "w:summaryLength",
    "w:clickAndTypeStyle", "w:defaultTableStyle", "w:evenAndOddHeaders", "w:characterSpacingControl", "w:compat",
)  # fmt: skip
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no place for them


def clean(text: object) -> str:
    return UNWRITABLE.sub("", "" if text is None else str(text)).replace(BREAK, "")


class Paper:
    """One .docx being written from top to bottom."""

    def __init__(self, title: str, *, wide: bool = False) -> None:
        """wide: the sheet lies, for tables of many columns."""
        self.doc = Document()
        self.text_width = WIDE_TEXT_WIDTH if wide else TEXT_WIDTH
        self.doc.core_properties.title = clean(title)[:255]
        self.doc.core_properties.author = ""
        self.doc.core_properties.language = "ru-RU"
        self._set_page(wide=wide)
        self._set_styles()

    # --- parts ----------------------------------------------------------------------------------------

    def letterhead(self, school: dict[str, str]) -> None:
        """school: name_full, name_short, letterhead (lines), as papers hold it."""
        name = keep_together(name_lines(school.get("name_full", ""))).upper()
        self.text(name or LINE, align=CENTER, bold=True, size=11.5)
        if short := school.get("name_short"):
            self.text(f"({short})", align=CENTER, size=12)
        for line in (school.get("letterhead") or "").splitlines():
            self.text(line, align=CENTER, size=10)
        _underline(self.doc.paragraphs[-1])
        self.gap()

    def kind(self, word: str) -> None:
        self.text(word.upper(), align=CENTER, bold=True, size=16, after=6, spacing=3)

    def title(self, text: str) -> None:
        self.text(text, align=CENTER, bold=True, before=6, after=10)

    def body(self, text: str) -> None:
        self.text(text, align=JUSTIFY, indent=True, after=3)

    def text(
        self,
        text: str,
        *,
        align: Any = LEFT,
        bold: bool = False,
        size: float = TEXT,
        indent: bool = False,
        before: float = 0,
        after: float = 0,
        left: float = 0,
        spacing: float = 0,
        keep: bool | None = None,
    ) -> None:
        """A paragraph; lines of the text stay lines. left: millimetres; spacing: points between letters.

        keep: never the last on a page; None keeps what is bold, since it heads something.
        """
        paragraph = self.doc.add_paragraph()
        shape = paragraph.paragraph_format
        shape.keep_with_next = (bold if keep is None else keep) or None
        shape.alignment, shape.space_before, shape.space_after = align, Pt(before), Pt(after)
        if indent:
            shape.first_line_indent = INDENT
        if left:
            shape.left_indent = Mm(left)
        _never_hyphenate(paragraph)
        _write(paragraph, text, bold=bold, size=size, spacing=spacing)

    def gap(self) -> None:
        self.text("", size=8)

    def sides(self, *texts: str, widths: Sequence[float] = (), size: float = TEXT) -> None:
        """Texts at the left and at the right of one line (date and number, post and name); widths: mm."""
        widths = widths or [self.text_width / len(texts)] * len(texts)
        table = self._grid(len(texts), widths, bordered=False)
        cells = table.add_row().cells
        for index, text in enumerate(texts):
            align = LEFT if index == 0 else RIGHT if index == len(texts) - 1 else CENTER
            _fill(cells[index], text, align=align, size=size)
            _never_hyphenate(cells[index].paragraphs[0])
        self.gap()

    def signature(self, post: str, name: str) -> None:
        """Never alone on a page: the end of what is signed goes with it."""
        self._hold_end()
        self.gap()
        self.doc.paragraphs[-1].paragraph_format.keep_with_next = True
        self.sides(post or LINE, LINE, name or LINE, widths=(self.text_width - 100, 50, 50))

    def annex_mark(self, lines: Sequence[str]) -> None:
        self.text("\n".join(lines), size=12, left=88, after=8)

    def page_break(self) -> None:
        self.doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str] | str],
        widths: Sequence[float] = (),
        *,
        size: float = TABLE,
        centred: Sequence[int] = (0,),
        height: float = 0,
    ) -> None:
        """A bordered table whose head repeats on every page. widths: mm, 0 takes what is left; height: of rows, mm.

        A row that is one text stands over all columns: the title of a section. Long words are hyphenated.
        """
        widths = _shared_widths(widths or [0] * len(heads), self.text_width)
        table = self._grid(len(heads), widths, bordered=True)
        head = table.add_row()
        _repeat(head)
        head_size = HEAD if len(heads) >= MANY_COLUMNS else size
        for cell, text in zip(head.cells, heads, strict=True):
            _fill(cell, text, align=CENTER, size=head_size, bold=True)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        for values in rows:
            row = table.add_row()
            _keep_whole(row)
            if isinstance(values, str):
                _fill(row.cells[0].merge(row.cells[-1]), values, align=LEFT, size=size, bold=True)
                row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
                continue
            if height:
                row.height = Mm(height)
            for index, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
                _fill(cell, text, align=CENTER if index in centred else LEFT, size=size)
        self.gap()

    def _hold_end(self) -> None:
        """The last paragraph, and the last row of a table right before it, stay with what comes next."""
        for element in reversed(self.doc.element.body):
            if element.tag == qn("w:p"):
                paragraph = Paragraph(element, self.doc)
                paragraph.paragraph_format.keep_with_next = True
                if paragraph.text:
                    return
            elif element.tag == qn("w:tbl"):
                for cell in Table(element, self.doc).rows[-1].cells:
                    for paragraph in cell.paragraphs:
                        paragraph.paragraph_format.keep_with_next = True
                return

    def as_bytes(self) -> bytes:
        file = BytesIO()
        self.doc.save(file)
        return file.getvalue()

    # --- the page -------------------------------------------------------------------------------------

    def _set_page(self, *, wide: bool) -> None:
        section = self.doc.sections[0]
        section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
        if wide:
            section.orientation = WD_ORIENT.LANDSCAPE
        section.left_margin, section.right_margin = Mm(30), Mm(10)
        section.top_margin = section.bottom_margin = Mm(20)
        section.different_first_page_header_footer = True
        number = section.header.paragraphs[0]
        number.alignment = CENTER
        _field(number.add_run(), "PAGE")

    def _set_styles(self) -> None:
        normal = self.doc.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(TEXT)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        normal.element.rPr.rFonts.set(qn("w:cs"), FONT)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing = 1.15
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "ru-RU")
        normal.element.rPr.append(language)
        hyphens = OxmlElement("w:autoHyphenation")
        settings = self.doc.settings.element
        settings.insert_element_before(hyphens, *AFTER_HYPHENS)

    def _grid(self, columns: int, widths: Sequence[float], *, bordered: bool) -> Any:
        table = self.doc.add_table(rows=0, cols=columns)
        if bordered:
            table.style = "Table Grid"
            _narrow_sides(table)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table


def docx_response(data: bytes, filename: str) -> HttpResponse:
    """filename: Russian is fine, with the ending."""
    response = HttpResponse(data, content_type=MIME)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def _shared_widths(widths: Sequence[float], text_width: float) -> list[float]:
    free = [width for width in widths if not width]
    rest = (text_width - sum(widths)) / len(free) if free else 0
    return [width or rest for width in widths]


def _write(paragraph: Any, text: str, *, bold: bool = False, size: float = TEXT, spacing: float = 0) -> None:
    for number, line in enumerate(clean(text).splitlines() or [""]):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)
        run.bold, run.font.size = bold or None, Pt(size)
        if spacing:
            _letter_spacing(run, spacing)


def _fill(cell: Any, text: str, *, align: Any, size: float, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.alignment = align
    paragraph.paragraph_format.line_spacing = 1.0
    _write(paragraph, text, bold=bold, size=size)


def _never_hyphenate(paragraph: Any) -> None:
    """Only cells of tables are narrow enough to need it."""
    shape = paragraph._p.get_or_add_pPr()
    shape.insert_element_before(OxmlElement("w:suppressAutoHyphens"), *AFTER_SUPPRESS)


def _narrow_sides(table: Any) -> None:
    sides = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        side = OxmlElement(f"w:{name}")
        side.set(qn("w:w"), str(int(Mm(CELL_SIDE).twips)))
        side.set(qn("w:type"), "dxa")
        sides.append(side)
    table._tbl.tblPr.insert_element_before(sides, "w:tblLook")


def _letter_spacing(run: Any, points: float) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(int(points * 20)))
    run._r.get_or_add_rPr().append(spacing)


def _repeat(row: Any) -> None:
    _row_property(row, "w:tblHeader")


def _keep_whole(row: Any) -> None:
    _row_property(row, "w:cantSplit")


def _row_property(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _underline(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "thickThinSmallGap"), ("sz", "18"), ("space", "4"), ("color", "000000")):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _field(run: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)
