"""Kinds of papers: of the register, by their text, expected of a year, parts of the report and the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission

# --- documents ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DocumentPaper:
    """Another print of a document beside its PDF: «Word», «публичный вариант»."""

    label: str
    url_name: str  # takes pk
    icon: str = "download"
    note: str = ""


@dataclass(frozen=True)
class DocumentKind:
    """How a kind of paper is printed and what signing it brings about."""

    code: str
    label: str  # «Распоряжение о закреплении пар»
    template: str  # reports/….html; prints `document.snapshot`
    number_suffix: str = ""  # «-р»: hint for the next number
    number_series: str = (
        ""  # kinds that count together; empty: those of the same suffix, without one the kind alone
    )
    numbers_repeat: bool = False  # each body counts its own protocols: the same number twice is nothing wrong
    template_version: int = 1
    # Runs inside the signing transaction: (document, by).
    on_signed: Callable[[Any, Any], None] | None = None
    # Runs inside the cancelling transaction: (document, by); undoes what waited for the signature.
    on_cancelled: Callable[[Any, Any], None] | None = None
    # What of the snapshot follows another date: (document, old date, new date) -> changed keys.
    on_dated: Callable[[Any, date, date], dict[str, Any]] | None = None
    # Edits the draft's own fields: `Form(data, document=…, prefix=…)`, `snapshot()` gives the changed part.
    form_class: str = ""  # dotted path of the form that edits the draft; empty: number and date only
    url_name: str = ""  # page of the thing it is about
    # Pages of the draft's own room, for whoever has one of `draft_permissions`; both take pk, the second by POST.
    edit_url_name: str = ""
    cancel_url_name: str = ""
    draft_permissions: tuple[Permission, ...] = ()
    cancel_consequence: str = ""  # «Пары вернутся в черновики.»
    papers: tuple[DocumentPaper, ...] = ()
    # Who signs it when that is not the director: (document) -> (title, full name), e.g. the chair of a meeting.
    signed_by: Callable[[Any], tuple[str, str]] | None = None
    stage: int = 1  # 1–7, or ALWAYS: its place in the year's folder; Document.stage overrides

    @property
    def series(self) -> str:
        return self.number_series or self.number_suffix or self.code


DOCUMENT_KINDS: dict[str, DocumentKind] = {}


@dataclass(frozen=True)
class DocumentPanel:
    """A sheet on the page of a paper. context: (document, access, on) -> values, None: nothing to show."""

    template: str
    context: Callable[[Any, Access, date], dict[str, Any] | None]


DOCUMENT_PANELS: list[DocumentPanel] = []


def register_document_kind(kind: DocumentKind) -> None:
    DOCUMENT_KINDS[kind.code] = kind


# --- papers written by their text ---------------------------------------------------------------------------

ALWAYS = 8  # the place of papers on personal data: no stage of the year


@dataclass(frozen=True)
class PaperGap:
    """A word that a text may hold in double braces: `{{ куратор }}`."""

    name: str
    about: str


@dataclass(frozen=True)
class PaperText:
    """A paper that is a text with gaps: shipped by us, rewritten by a school (`PaperTemplate`).

    is_document: stands in the register of documents under the same code; otherwise it is a blank of another room.
    values: (program, on) -> words for the gaps of the whole school; what is empty prints as a line for the pen.
    """

    code: str
    label: str
    when: str  # one sentence: when it is needed
    stage: int
    order: int
    title: str
    body: Callable[[], str]
    gaps: tuple[PaperGap, ...]
    values: Callable[[Any, date], dict[str, str]]
    word: str = ""  # «Приказ»: the word over it, with date and number; "" prints the «грифы» instead
    grifs: tuple[dict[str, str], ...] = ()
    is_document: bool = True
    is_legal: bool = True  # carries «проверьте с юристом» until the school has it checked
    url_name: str = ""  # of a blank: the page that prints it
    permission: Permission | None = None  # of that page; without it the blank is not offered


PAPER_TEXTS: dict[str, PaperText] = {}


def register_paper_texts(*texts: PaperText) -> None:
    for text in texts:
        PAPER_TEXTS[text.code] = text


@dataclass(frozen=True)
class ExpectedPaper:
    """A line of the table of the domain's §1.2: a paper that a school has by the end of the year.

    kinds: codes of DocumentKind that are this paper. state: (program, on) -> (it is there, words) of papers that are
    kept elsewhere than in the register; (None, "") says that the year does not need it.
    """

    code: str  # «D01»
    stage: int
    title: str
    url_name: str  # where it is made
    label: str  # «Подготовить приказ»
    permission: Permission
    kinds: tuple[str, ...] = ()
    state: Callable[[Any, date], tuple[bool | None, str]] | None = None
    note: str = ""
    url_kwargs: dict[str, Any] = field(default_factory=dict)
    is_by_hand: bool = False  # printed here and kept on paper: the site cannot know whether it is there


EXPECTED_PAPERS: dict[str, ExpectedPaper] = {}


def register_expected_papers(*papers: ExpectedPaper) -> None:
    """The same code again takes the place of the earlier line: the room that makes a paper knows it best."""
    for paper in papers:
        EXPECTED_PAPERS[paper.code] = paper


# --- sections of the year's report --------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportSection:
    """A section of the report on the monitoring (domain: §3.3). Built inside the school's scope, holds no names.

    build: (program, on) -> blocks of mentoring_site/paper_blocks.py; an empty list leaves the section out.
    """

    code: str  # «feedback»; the curator's conclusion on it is MonitoringText «report-<code>»
    order: int  # 10, 20, … as in §3.3
    title: str
    build: Callable[[Any, date], list[dict[str, Any]]]
    is_always: bool = False  # stands in the report without data too, for the curator's word


REPORT_SECTIONS: list[ReportSection] = []


def register_report_sections(*sections: ReportSection) -> None:
    REPORT_SECTIONS.extend(sections)
    REPORT_SECTIONS.sort(key=lambda section: section.order)


# --- the year's folder --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FolderPaper:
    """A paper of «папка куратора к проверке» that is printed from data. build: () -> (file name, bytes), lazily."""

    stage: int  # 1–7 or ALWAYS
    order: int
    title: str
    build: Callable[[], tuple[str, bytes]]
    note: str = ""


# provider(access, on) -> papers of that app; the register's own documents are added by the folder itself.
FOLDER_PAPERS: list[Callable[[Access, date], Iterable[FolderPaper]]] = []


# --- the programme on paper ---------------------------------------------------------------------------------

# Code of a section -> (program) -> blocks of mentoring_site/paper_blocks.py that its paper prints under the words.
PROGRAMME_BLOCKS: dict[str, Callable[[Any], list[dict[str, Any]]]] = {}
