"""The roadmap as a Word file, for offices that edit it: the same columns and sections as on paper."""

from __future__ import annotations

from datetime import date

from mentoring_site.docx import RIGHT, Paper
from mentoring_site.words import quoted_date
from programs.models import Program
from roadmap.models import Roadmap
from roadmap.reports import roadmap_paper

# Millimetres by the class of the paper's column; 0 takes what is left.
MILLIMETRES = {
    "w-11": 12,
    "w-30": 30,
    "w-32": 32,
    "w-38": 38,
    "w-46": 44,
    "w-51": 46,
    "w-62": 62,
    "w-75": 66,
    "": 0,
}


def roadmap_docx(roadmap: Roadmap, program: Program, on: date, *, columns: int = 4) -> bytes:
    said = roadmap_paper(roadmap, program, on, columns=columns)
    paper = Paper(said["document_title"], wide=said["is_wide"])
    grif = said["approve"]
    if grif:
        lines = ("УТВЕРЖДАЮ", grif["post"], f"____________ {grif['name']}", quoted_date(grif["date"]))
        paper.text("\n".join(lines), align=RIGHT, size=12, after=8)
    else:
        paper.text("ПРОЕКТ", align=RIGHT, size=12, after=8)
    paper.title(said["title"])
    rows: list[list[str] | str] = []
    for group in said["groups"]:
        if group["title"]:
            rows.append(group["title"])
        rows += [[cell["text"] for cell in cells] for cells in group["rows"]]
    heads = said["heads"]
    paper.table(
        [head["text"] for head in heads], rows, [MILLIMETRES[head["width"]] for head in heads], size=11
    )
    for signature in said["signatures"]:
        paper.signature(signature["post"], signature["name"])
    return paper.as_bytes()
