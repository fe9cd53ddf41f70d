"""«Папка года»: which papers of the year are there, to sign or missing, by the seven stages. Reads only."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from mentoring_site.permissions import Access
from mentoring_site.words import short_date
from programs.content import load_template
from programs.enums import DocumentState
from programs.models import Document
from programs.querysets import register_of
from programs.registries.papers import (
    ALWAYS,
    DOCUMENT_KINDS,
    EXPECTED_PAPERS,
    FOLDER_PAPERS,
    ExpectedPaper,
    FolderPaper,
)
from programs.tenancy import program_url

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
SLASH = re.compile(r"(?<=\w)\s*[\\/]\s*(?=\w)")  # «45/2-р» stays a number
NAME_LENGTH = 90
ALWAYS_TITLE = "Персональные данные"

THERE, TO_SIGN, MISSING, NOT_NEEDED, BY_HAND = "there", "to_sign", "missing", "none", "paper"


@dataclass(frozen=True)
class PaperLine:
    """An expected paper and how it stands. state: there, to_sign, missing, none (the year does not need it),
    paper (kept on paper, the site cannot know)."""

    code: str
    title: str
    state: str
    words: str
    url: str  # of the newest paper, or of the page where it is kept; "" when the reader may not open it
    make_url: str
    make_label: str


@dataclass
class StageLines:
    number: int
    title: str
    lines: list[PaperLine] = field(default_factory=list)
    more: list[Document] = field(default_factory=list)  # papers of the stage that nobody expected

    @property
    def there(self) -> int:
        return sum(line.state == THERE for line in self.lines)

    @property
    def wanted(self) -> int:
        return sum(line.state not in (NOT_NEEDED, BY_HAND) for line in self.lines)


def stage_titles() -> dict[int, str]:
    return {stage.number: stage.title for stage in load_template().stages} | {ALWAYS: ALWAYS_TITLE}


def stage_of(document: Document) -> int:
    kind = DOCUMENT_KINDS.get(document.kind)
    return document.stage or (kind.stage if kind else 1)


def kinds_of_stage(stage: int) -> list[str]:
    return [kind.code for kind in DOCUMENT_KINDS.values() if kind.stage == stage]


def in_stage(documents: QuerySet[Document], stage: int) -> QuerySet[Document]:
    """Papers of a stage: their own word, else that of their kind."""
    return documents.filter(Q(stage=stage) | Q(stage=None, kind__in=kinds_of_stage(stage)))


def papers_by_stage(access: Access, on: date) -> list[StageLines]:
    """Every expected paper of the year under its stage, then what else stands in the register."""
    stages = {number: StageLines(number, title) for number, title in stage_titles().items()}
    by_kind: dict[str, list[Document]] = defaultdict(list)
    for document in _register(access):
        by_kind[document.kind].append(document)
    expected = set()
    for paper in sorted(EXPECTED_PAPERS.values(), key=lambda paper: paper.code):
        expected |= set(paper.kinds)
        found = [document for kind in paper.kinds for document in by_kind[kind]]
        stages[paper.stage].lines.append(_line(paper, found, access, on))
    for kind, documents in by_kind.items():
        if kind not in expected:
            for document in documents:
                stages[stage_of(document)].more.append(document)
    return list(stages.values())


def _register(access: Access) -> list[Document]:
    """Living papers of the year without their text."""
    rows = register_of(access.program).exclude(state=DocumentState.CANCELLED)
    return list(rows.defer("snapshot").order_by("date", "pk"))


def _line(paper: ExpectedPaper, found: list[Document], access: Access, on: date) -> PaperLine:
    program = access.program
    may = access.has(paper.permission)
    make = program_url(program, paper.url_name, **paper.url_kwargs) if may else ""
    signed = [document for document in found if document.state == DocumentState.SIGNED]
    newest = (signed or found)[-1] if found else None
    if newest is None and paper.state is not None:
        is_there, words = paper.state(program, on)
        unknown = BY_HAND if paper.is_by_hand else NOT_NEEDED
        state = unknown if is_there is None else THERE if is_there else MISSING
        return PaperLine(paper.code, paper.title, state, words or paper.note, make, make, paper.label)
    if newest is None:
        return PaperLine(paper.code, paper.title, MISSING, paper.note, "", make, paper.label)
    url = program_url(program, "programs:document_detail", pk=newest.pk)
    state = THERE if signed else TO_SIGN
    return PaperLine(
        paper.code, paper.title, state, _words(newest, len(signed or found)), url, make, paper.label
    )


def _words(document: Document, total: int) -> str:
    if document.state != DocumentState.SIGNED:
        return "ждёт подписи" if total == 1 else f"ждут подписи: {total}"
    words = f"№ {document.number} от {short_date(document.date)}"
    return words if total == 1 else f"{words} и ещё {total - 1}"


# --- what goes into the ZIP -------------------------------------------------------------------------------


def folder_papers(access: Access, on: date) -> list[FolderPaper]:
    """Papers that are printed from data, as the rights of this reader allow."""
    papers = [paper for provider in FOLDER_PAPERS for paper in provider(access, on)]
    return sorted(papers, key=lambda paper: (paper.stage, paper.order))


def signed_papers(access: Access) -> list[Document]:
    """Signed papers of the register in the order of stages and dates, without their texts and files."""
    rows = register_of(access.program).filter(state=DocumentState.SIGNED).defer("snapshot")
    return sorted(rows, key=lambda document: (stage_of(document), document.date, document.pk))


def safe_name(text: str) -> str:
    """A name that every system takes: no separators, controls and reversals, no dot or space at the end, not long."""
    name = " ".join(UNSAFE.sub(" ", SLASH.sub("-", text)).split())[:NAME_LENGTH].strip(" .")
    return name or "Документ"


class Names:
    """Unique names of files whatever the case: the second «Приказ.pdf» becomes «Приказ (2).pdf»."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, folder: str, title: str, ending: str = ".pdf") -> str:
        stem = safe_name(title)
        number, path = 1, f"{folder}{stem}{ending}"
        while path.casefold() in self._taken:
            number += 1
            path = f"{folder}{stem} ({number}){ending}"
        self._taken.add(path.casefold())
        return path
