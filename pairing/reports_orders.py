"""Orders beside their frozen PDF: the public variant as PDF, and both variants as .docx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring_site.docx import LINE, Paper
from mentoring_site.names import signature_name
from mentoring_site.pdf import render_pdf
from mentoring_site.words import keep_signs, keep_together, name_lines, short_date
from pairing.order_annex import PAIR_HEADS, PAIR_WIDTHS
from pairing.order_kinds import WORDS
from pairing.order_public import public_snapshot
from pairing.order_texts import preamble_words
from programs.models import Document
from programs.registries.papers import DOCUMENT_KINDS

PUBLIC_MARK = "Публичный вариант: без имён обучающихся"
SHEET_HEADS, SHEET_WIDTHS = ("№ п/п", "Фамилия, имя, отчество", "Подпись", "Дата"), (11, 0, 38, 32)


def public_pdf(document: Document) -> bytes:
    """Never frozen: drawn from the frozen snapshot each time."""
    template = DOCUMENT_KINDS[document.kind].template
    return render_pdf(template, {"document": document, **public_snapshot(document.snapshot)})


def order_docx(document: Document, *, is_public: bool = False) -> bytes:
    """The same words as the PDF, in a file that a clerk may edit; the signed PDF stays what it is."""
    said = public_snapshot(document.snapshot) if is_public else document.snapshot
    paper = Paper(f"{_word(said).capitalize()} {document.number}".strip())
    _front(paper, document, said)
    _annex(paper, document, said)
    _sheet(paper, document, said)
    return paper.as_bytes()


def order_filename(document: Document, ending: str, *, is_public: bool = False) -> str:
    mark = " (публичный вариант)" if is_public else ""
    return f"{document.title}{mark}.{ending}"


def _front(paper: Paper, document: Document, said: Mapping[str, Any]) -> None:
    if said.get("is_public"):
        paper.text(PUBLIC_MARK, size=11, after=6)
    school = dict(said.get("school", {}))
    school["name_full"] = name_lines(school.get("name_full", ""))
    paper.letterhead(school)
    paper.kind(_word(said))
    paper.sides(_date(document), school.get("place") or "", f"№ {document.number or LINE[:8]}")
    paper.title(keep_together(document.title))
    if opening := preamble_words(said.get("acts") or [], said.get("preamble", "")):
        paper.body(keep_signs(opening))
    if said.get("word") == "order":
        paper.text("ПРИКАЗЫВАЮ:")
    for number, point in enumerate(said.get("points", ()), start=1):
        paper.body(f"{number}. {keep_signs(point)}")
    paper.signature(document.signer_title, signature_name(document.signer_name))
    if said.get("is_public"):
        return
    paper.text(
        f"С {WORDS[said.get('word') or 'disposition']['instrumental']} ознакомлены:", after=4, keep=True
    )
    year = f"{document.date:%Y}" if document.date else "20___"
    for name in said.get("acquainted") or [""] * 3:
        paper.sides(name or LINE, LINE, f"«___» ________ {year} г.", widths=(62, 50, 58), size=12)


def _annex(paper: Paper, document: Document, said: Mapping[str, Any]) -> None:
    paper.page_break()
    paper.annex_mark(_mark(document, said, "Приложение"))
    title, heads, widths, rows = annex_of(said)
    paper.text(title, align=1, bold=True, after=8)
    paper.table(heads, rows, widths, size=11)
    if summary := said.get("summary"):
        paper.text(keep_together(summary), size=11, after=6)
    paper.signature(said.get("curator_title", ""), signature_name(said.get("curator_name") or ""))


def _sheet(paper: Paper, document: Document, said: Mapping[str, Any]) -> None:
    if not said.get("sheet"):
        return
    paper.page_break()
    paper.annex_mark(_mark(document, said, "Лист ознакомления"))
    paper.text("Лист ознакомления участников", align=1, bold=True, after=8)
    rows = [
        [str(number), f"{one['name']}, {one['place']}" if one["place"] else one["name"], "", ""]
        for number, one in enumerate(said["sheet"], start=1)
    ]
    paper.table(SHEET_HEADS, rows, SHEET_WIDTHS, height=9)


def annex_of(said: Mapping[str, Any]) -> tuple[str, list[str], list[float], list[list[str]]]:
    """Title, heads, widths and rows of the annex, whichever version wrote them."""
    if table := said.get("table"):
        rows = [[keep_signs(cell) for cell in row["cells"]] for row in table["rows"]]
        return table["title"], table["heads"], table["widths"], rows
    return said.get("annex_title", ""), list(PAIR_HEADS), list(PAIR_WIDTHS), [
        [
            str(row["number"]),
            keep_signs(row["mentor"]),
            keep_signs(";\n".join(row["mentees"]) + (" (группа)" if row["is_group"] else "")),
            keep_signs(";\n".join(row["models"])),
            row["until"],
        ]
        for row in said.get("rows", ())
    ]  # fmt: skip


def _mark(document: Document, said: Mapping[str, Any], first: str) -> list[str]:
    word = WORDS[said.get("word") or "disposition"]["dative"]
    return [
        first,
        f"к {word} {said.get('school', {}).get('name_short', '')}".rstrip(),
        f"от {_date(document)} № {document.number or LINE[:8]}",
    ]


def _word(said: Mapping[str, Any]) -> str:
    return WORDS[said.get("word") or "disposition"]["nominative"]


def _date(document: Document) -> str:
    return short_date(document.date) if document.date else LINE[:12]
