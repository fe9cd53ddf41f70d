"""The order on curators as .docx: the same words as its PDF, in a file that a clerk may edit."""

from __future__ import annotations

from mentoring_site.docx import LINE, Paper
from mentoring_site.names import signature_name
from mentoring_site.words import keep_signs, keep_together, name_lines, short_date
from programs.models import Document

KIND_WORD = "приказ"


def curator_order_docx(document: Document) -> bytes:
    said = document.snapshot
    paper = Paper(f"{KIND_WORD.capitalize()} {document.number}".strip())
    school = dict(said.get("school", {}))
    school["name_full"] = name_lines(school.get("name_full", ""))
    paper.letterhead(school)
    paper.kind(KIND_WORD)
    day = short_date(document.date) if document.date else LINE[:12]
    paper.sides(day, school.get("place") or "", f"№ {document.number or LINE[:8]}")
    paper.title(keep_together(document.title))
    paper.body(keep_signs(said.get("preamble", "")))
    paper.text("ПРИКАЗЫВАЮ:")
    for number, point in enumerate(said.get("points", ()), start=1):
        paper.body(f"{number}. {keep_signs(point)}")
    paper.signature(document.signer_title, signature_name(document.signer_name))
    paper.text("С приказом ознакомлены:", after=4, keep=True)
    year = f"{document.date:%Y}" if document.date else "20___"
    for name in said.get("acquainted") or [""] * 3:
        paper.sides(name or LINE, LINE, f"«___» ________ {year} г.", widths=(62, 50, 58), size=12)
    return paper.as_bytes()
