"""Papers written by their text, acquaintance sheets: what is printed, and the same for Word."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.docx import CENTER, RIGHT, Paper
from mentoring_site.names import signature_name
from mentoring_site.pdf import render_pdf
from mentoring_site.words import short_date
from programs.models import Document, Program
from programs.paper_texts import blocks_of, plain_line
from programs.services.documents import school_snapshot, signatory
from programs.services.papers import Wording, paper_body

TEMPLATE = "reports/text_paper.html"


def sample_pdf(wording: Wording, program: Program, on: date, *, title: str = "", body: str = "") -> bytes:
    """A look at a template with the data of the day; nothing is kept. title, body: typed and not saved yet."""
    shown = Wording(wording.text, title or wording.title, body or wording.body, wording.is_checked, None)
    signer = signatory(program, on)
    draft = Document(title=shown.title, signer_name=signer.name, signer_title=signer.title)
    draft.grifs = [dict(grif) for grif in wording.text.grifs]
    return render_pdf(
        TEMPLATE,
        {
            "document": draft,
            "school": school_snapshot(program.school),
            "word": wording.text.word,
            "blocks": blocks_of(paper_body(shown, program, on)),
            "is_checked": wording.is_checked,
            "is_blank": not wording.text.is_document,
        },
    )


def acquaintance_context(document: Document, program: Program) -> dict[str, Any]:
    """The sheet; without people it prints lines to fill by hand."""
    lines = [
        {
            "name": line.name,
            "post": line.position_title,
            "seen": short_date(line.seen_on) if line.seen_on else "",
        }
        for line in document.acquaintances.all()
    ]
    return {
        "school": school_snapshot(program.school),
        "document": document,
        "lines": lines,
        "blank_lines": range(0 if lines else 15),
    }


def paper_docx(document: Document) -> bytes:
    """A text paper as Word: for editing and sending, it stands for no signature."""
    said = document.snapshot
    paper = Paper(document.title)
    paper.letterhead(said["school"])
    for grif in document.grifs:
        paper.text("\n".join(grif_lines(grif)), size=12, left=88, after=6)
    if said["word"]:
        paper.kind(said["word"])
        day = short_date(document.date) if document.date else "____________"
        paper.sides(day, said["school"].get("place", ""), f"№ {document.number or '______'}")
    paper.title(document.title)
    for block in said["blocks"]:
        _write(paper, block)
    paper.signature(
        document.signer_title, signature_name(document.signer_name) if document.signer_name else ""
    )
    return paper.as_bytes()


def _write(paper: Paper, block: dict[str, Any]) -> None:
    words = plain_line(block)
    if block["kind"] == "heading":
        paper.text(words, align=CENTER, bold=True, before=8, after=4)
    elif block["kind"] == "right":
        paper.text(words, align=RIGHT)
    elif block["kind"] == "bullet":
        paper.text(f"– {words}", left=12.5, after=2)
    else:
        paper.body(words)


def grif_lines(grif: dict[str, str]) -> list[str]:
    """«УТВЕРЖДЕНО», «приказом от 01.09.2026 № 14-а»: what is missing is a line for the pen."""
    day = grif.get("date") or ""
    written = short_date(date.fromisoformat(day)) if day else "____________"
    lines = [grif["kind"]]
    if grif["kind"] == "УТВЕРЖДАЮ":
        return [
            *lines,
            grif.get("body") or "Директор",
            f"______________ {grif.get('person') or ''}".rstrip(),
            written,
        ]
    if grif.get("body"):
        lines.append(grif["body"])
    lines.append(f"от {written} № {grif.get('number') or '______'}")
    if grif.get("person"):
        lines.append(f"______________ {grif['person']}")
    return lines
