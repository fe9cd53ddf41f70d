"""The report as a Word file: the same blocks as the PDF; pictures stay there, their tables are here."""

from __future__ import annotations

from typing import Any

from mentoring_site.docx import CENTER, LINE, TEXT_WIDTH, Paper
from mentoring_site.names import signature_name
from mentoring_site.paper_blocks import Block
from mentoring_site.words import short_date
from programs.models import Document

PICTURE_NOTE = "{caption} — в файле PDF, числа — в таблицах раздела."


def report_docx(document: Document) -> bytes:
    """document: a report in any state; the file says what its snapshot says."""
    snapshot = document.snapshot
    paper = Paper(document.title)
    paper.letterhead(snapshot["school"])
    paper.kind("Отчёт")
    paper.sides(short_date(document.date) if document.date else LINE, f"№ {document.number or '_' * 8}")
    paper.title(document.title)
    for section in snapshot["sections"]:
        paper.text(f"{section['number']}. {section['title']}", bold=True, before=12, after=4)
        for block in section["blocks"]:
            write_block(paper, block)
    paper.signature(
        document.signer_title, signature_name(document.signer_name) if document.signer_name else ""
    )
    paper.signature("Куратор программы", snapshot.get("curator", ""))
    return paper.as_bytes()


def write_block(paper: Paper, block: Block) -> None:
    _WRITERS[block["kind"]](paper, block)


def _paragraph(paper: Paper, block: Block) -> None:
    paper.body(block["text"])


def _subheading(paper: Paper, block: Block) -> None:
    paper.text(block["text"], bold=True, before=6, after=2)


def _bullets(paper: Paper, block: Block) -> None:
    for item in block["points"]:
        paper.text(f"–\u00a0{item}", left=12.5)


def _table(paper: Paper, block: Block) -> None:
    paper.text(block["caption"], size=10.5, before=6, after=2, keep=True)
    widths = [TEXT_WIDTH * share / 100 for share in block["widths"]]
    groups = set(block.get("groups") or ())
    rows = [row[0] if number in groups else row for number, row in enumerate(block["rows"])]
    paper.table(block["columns"], rows, widths, size=11, centred=block["numeric"])
    if block["note"]:
        paper.text(block["note"], size=10.5, after=4)


def _figure(paper: Paper, block: Block) -> None:
    paper.text(PICTURE_NOTE.format(caption=block["caption"]), size=10.5, align=CENTER, after=4)


def _typed(paper: Paper, block: Block) -> None:
    if block["text"]:
        paper.text("Вывод", bold=True, before=6)
        for line in block["text"].splitlines():
            paper.body(line)
        return
    paper.text("Вывод: " + "\n".join("_" * 60 for _ in block["blank_lines"]), before=6)


_WRITERS: dict[str, Any] = {
    "paragraph": _paragraph,
    "subheading": _subheading,
    "bullets": _bullets,
    "table": _table,
    "figure": _figure,
    "typed": _typed,
}
