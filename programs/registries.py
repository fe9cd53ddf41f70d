"""What upper apps hand to the shared pages: each app fills these in its AppConfig.ready().

Providers are functions of (access, on) and return plain values; they must be cheap (a count or a short list).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from mentoring_site.permissions import Access, Permission

# --- navigation -------------------------------------------------------------------------------------------

NAV_GROUPS = ("", "Подготовка", "Участники", "Пары", "Результат", "foot")


@dataclass(frozen=True)
class NavItem:
    group: str  # one of NAV_GROUPS; "" stands above the groups, "foot" at the foot
    order: int
    label: str
    url_name: str
    icon: str  # lucide name
    permission: Permission
    count: Callable[[Access, date], int | str | None] | None = None
    hot_count: Callable[[Access, date], int] | None = None  # red pill: overdue
    phone_label: str = ""  # stands in the phone's bottom bar when not empty
    also: tuple[str, ...] = ()  # other rooms behind the same item: it stays marked there
    unless: Permission | None = None  # hidden from who has it: another item leads him to the same room

    def is_for(self, access: Access) -> bool:
        return access.has(self.permission) and not (self.unless and access.has(self.unless))


NAV: list[NavItem] = []


def register_nav(*items: NavItem) -> None:
    NAV.extend(items)
    NAV.sort(key=lambda item: (NAV_GROUPS.index(item.group), item.order))


# --- dashboard --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AttentionItem:
    """«7 наставляемых без согласия родителей»: one thing that needs a person, with exactly one action."""

    severity: str  # "late", "warn" or "wait": sorts in this order
    subject: str  # bold
    rest: str
    since: str
    action_label: str
    action_url: str
    order: int = 0


@dataclass(frozen=True)
class Figure:
    """A number that is a link; `alarm` is the missing part, bold and first."""

    label: str
    value: str
    url: str
    alarm: str = ""
    note: str = ""
    total: str = ""  # «из 105»
    order: int = 0


@dataclass(frozen=True)
class QuickAction:
    label: str
    url: str
    icon: str
    is_primary: bool = False
    order: int = 0


AttentionProvider = Callable[[Access, date], Iterable[AttentionItem]]
FigureProvider = Callable[[Access, date], Iterable[Figure]]
ActionProvider = Callable[[Access, date], Iterable[QuickAction]]
# (template name, order, provider of its context or None when the panel has nothing to say)
PanelProvider = Callable[[Access, date], "dict[str, Any] | None"]

ATTENTION: list[AttentionProvider] = []
FIGURES: list[FigureProvider] = []
QUICK_ACTIONS: list[ActionProvider] = []


@dataclass(frozen=True)
class Panel:
    """A sheet on the dashboard («Дорожная карта», «Путь наставляемых»)."""

    template: str
    provider: PanelProvider
    column: str  # "main" or "side"
    order: int = 0


PANELS: list[Panel] = []


@dataclass(frozen=True)
class FirstStep:
    """One line of «С чего начать» of a new programme."""

    label: str  # «Загрузить базу наставляемых»
    url: str
    is_done: bool
    note: str = ""
    order: int = 0


FIRST_STEPS: list[Callable[[Access, date], Iterable[FirstStep]]] = []

# One sentence on where the programme stands («Идёт формирование пар: до распоряжения осталось 8 дней.»); the
# uppermost app speaks first, "" passes the word down.
STANDINGS: list[Callable[[Access, date], str]] = []


def first_steps_for(access: Access, on: date) -> list[FirstStep]:
    return sorted((s for provider in FIRST_STEPS for s in provider(access, on)), key=lambda s: s.order)


def standing_for(access: Access, on: date) -> str:
    return next((words for provider in reversed(STANDINGS) if (words := provider(access, on))), "")


def attention_for(access: Access, on: date) -> list[AttentionItem]:
    rank = {"late": 0, "warn": 1, "wait": 2}
    items = [item for provider in ATTENTION for item in provider(access, on)]
    return sorted(items, key=lambda item: (rank[item.severity], item.order))


def figures_for(access: Access, on: date) -> list[Figure]:
    return sorted((f for provider in FIGURES for f in provider(access, on)), key=lambda f: f.order)


def quick_actions_for(access: Access, on: date) -> list[QuickAction]:
    return sorted((a for provider in QUICK_ACTIONS for a in provider(access, on)), key=lambda a: a.order)


# --- approvals --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ApprovalItem:
    """One thing that waits for the director. approve_url and return_url take POST; return wants `comment`."""

    kind: str  # «Программа», «План пар № 3», …
    title: str
    submitted_by: str
    submitted_at: datetime | None
    url: str
    approve_url: str = ""
    return_url: str = ""
    approve_label: str = "Утвердить"
    question: str = ""  # of the dialog; «Утвердить: …?» when empty
    consequence: str = ""  # one sentence: what approval makes
    facts: Sequence[tuple[str, str]] = ()
    rows: Sequence[tuple[str, str]] = ()  # (name, detail), e.g. the pairs of a plan
    template: str = ""  # own partial instead of rows
    extra: dict[str, Any] = field(default_factory=dict)


APPROVALS: list[Callable[[Access, date], Iterable[ApprovalItem]]] = []


def approvals_for(access: Access, on: date) -> list[ApprovalItem]:
    """Asked by the menu, the dashboard and the queue of one page, so it is found once per request."""
    found: dict[date, list[ApprovalItem]] = vars(access).setdefault("_approvals", {})
    if on not in found:
        found[on] = [item for provider in APPROVALS for item in provider(access, on)]
    return found[on]


# --- documents --------------------------------------------------------------------------------------------


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


# --- sections of the year's report ------------------------------------------------------------------------


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


# --- what confirms the steps of the roadmap -----------------------------------------------------------------


@dataclass(frozen=True)
class StepFact:
    """What the data say of one of the 35 steps (domain: §1.4): «34 наставника в базе, 30 готовы».

    is_complete: the data confirm it, so the product proposes «выполнено»; a person decides. url: a page of the
    programme where it can be seen, "" for none. done, total: of a share («измерено 51 из 60»), else None.
    text holds no surnames.
    """

    text: str
    is_complete: bool = False
    url: str = ""
    done: int | None = None
    total: int | None = None


# number of the standard step -> providers (program, on) -> StepFact, or None: nothing is known yet. Inside the scope.
STEP_FACTS: dict[int, list[Callable[[Any, date], StepFact | None]]] = {}


def register_step_facts(facts: dict[int, Callable[[Any, date], StepFact | None]]) -> None:
    for number, provider in facts.items():
        STEP_FACTS.setdefault(number, []).append(provider)


# --- long work that makes a file ---------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchFile:
    """data: the whole file, ready to be saved. note: what did not get into it, up to 500 characters."""

    name: str
    content_type: str
    data: bytes
    note: str = ""


@dataclass(frozen=True)
class BatchKind:
    """A kind of long work. build: (batch, on, beat) -> BatchFile; it calls beat(done) with parts made so far.

    It may lower batch.total when less is left to make. Raises Refusal with words for people when nothing can be
    made. permission: who may take the file.
    """

    code: str
    label: str  # «Грамоты одним файлом»
    unit: tuple[str, str, str]  # «грамота», «грамоты», «грамот»
    build: Callable[[Any, date, Callable[[int], None]], BatchFile]
    permission: Permission
    url_name: str = ""  # page it was ordered on


BATCH_KINDS: dict[str, BatchKind] = {}


def register_batch_kind(*kinds: BatchKind) -> None:
    for kind in kinds:
        BATCH_KINDS[kind.code] = kind


# --- the year's folder -------------------------------------------------------------------------------------


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

# --- public pages ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicSection:
    """A part of `/public/<school>/`. context: (program, on) -> values of the template, None: nothing to show.

    The template is plain semantic HTML without our classes' meaning, since it is pasted into other sites as well.
    """

    code: str
    order: int
    title: str
    template: str
    context: Callable[[Any, date], dict[str, Any] | None]


PUBLIC_SECTIONS: list[PublicSection] = []

# Withdrawn consent to publication: (person, on, by) inside the withdrawal's transaction; takes what is shown off.
PUBLICATION_WITHDRAWN: list[Callable[[Any, date, Any], None]] = []

# --- the programme on paper ---

# Code of a section -> (program) -> blocks of mentoring_site/paper_blocks.py that its paper prints under the words.
PROGRAMME_BLOCKS: dict[str, Callable[[Any], list[dict[str, Any]]]] = {}

# --- parts of a new programme -----------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgramPart:
    """What an app gives to a new programme: from the template, or from last year's."""

    code: str
    order: int
    from_template: Callable[..., None]  # (program=…, by=…)
    from_previous: Callable[..., None]  # (program=…, previous=…, by=…)


PROGRAM_PARTS: list[ProgramPart] = []


def register_program_part(part: ProgramPart) -> None:
    PROGRAM_PARTS.append(part)
    PROGRAM_PARTS.sort(key=lambda p: p.order)


# Why a programme may not be completed yet: sentences for people, empty when nothing stands in the way.
COMPLETION_GUARDS: list[Callable[[Any], Iterable[str]]] = []  # (program) inside its school's scope


def reasons_against_completion(program: Any) -> list[str]:
    return [sentence for guard in COMPLETION_GUARDS for sentence in guard(program)]


# --- duties -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DutyPage:
    """Where a duty of section 2 of the programme document is done; several pages may serve one duty."""

    duty: str  # code of programs.content: "curator_1"
    label: str  # «База наставников»
    url_name: str
    permission: Permission
    word: Callable[[Access, date], str] | None = None  # how it stands, one cheap count: «32 человека»
    url_kwargs: dict[str, Any] = field(default_factory=dict)


DUTY_PAGES: dict[str, list[DutyPage]] = {}


def register_duty_pages(*pages: DutyPage) -> None:
    for page in pages:
        DUTY_PAGES.setdefault(page.duty, []).append(page)


# --- handing a role over ----------------------------------------------------------------------------------

HANDOVERS: list[Callable[..., str]] = []
"""taker(program=, role=, giver=, taker=, by=) moves what an app keeps by holder; returns words on it or ""."""

HANDOVER_OFFERS: list[Callable[..., str]] = []
"""offer(program=, role=, giver=) -> a sentence on what does not move by itself and how to hand it over, or ""."""


# --- personal data ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PersonalData:
    """Where a model keeps data of a person: lookup from the model to participants.Person, and what to do."""

    model: str  # "participants.Mentor"
    person_lookup: str  # "person" or "mentor__person"
    fields: tuple[str, ...]  # extracted for the person on demand
    on_destroy: str = "delete"  # "delete", "blank", or "keep" for what the law keeps longer than the person
    blanked: tuple[str, ...] = ()  # texts become «уничтожено», the rest empty; the row stays for the counts
    more_lookups: tuple[str, ...] = ()  # the other ways to a person, such as "mentee__person"

    @property
    def lookups(self) -> tuple[str, ...]:
        return (self.person_lookup, *self.more_lookups)


PERSONAL_DATA: dict[str, PersonalData] = {}


def register_personal_data(*entries: PersonalData) -> None:
    for entry in entries:
        PERSONAL_DATA[entry.model] = entry


# --- search and reset -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SearchHit:
    label: str
    note: str
    url: str
    kind: str


SEARCHES: list[Callable[[Access, str], Iterable[SearchHit]]] = []

# --- municipality -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MunicipalFigure:
    """A total over one school's programme for the coordinator: a number, never a name."""

    label: str  # head of the column: «Пар»
    # (program) inside its school's scope; text and None («нет данных») are never summed
    count: Callable[[Any], int | str | None]
    order: int = 0


MUNICIPAL_FIGURES: list[MunicipalFigure] = []


def register_municipal_figures(*figures: MunicipalFigure) -> None:
    MUNICIPAL_FIGURES.extend(figures)
    MUNICIPAL_FIGURES.sort(key=lambda figure: figure.order)


# --- settings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SettingsRoom:
    """A page on the list of settings. text: what it is for, one sentence."""

    title: str
    text: str
    url_name: str
    icon: str
    permission: Permission
    order: int = 50


SETTINGS_ROOMS: list[SettingsRoom] = []


def register_settings(*rooms: SettingsRoom) -> None:
    SETTINGS_ROOMS.extend(rooms)
    SETTINGS_ROOMS.sort(key=lambda room: room.order)


# --- calendar feed ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CalendarOwner:
    """Whose calendar it is: an account with its rights of the day, or a person who has none (then by id)."""

    program: Any
    access: Access | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class CalendarItem:
    """One entry. It leaves the site, so neither title nor note ever holds a surname or a class.

    uid: stable, «meeting-12». starts_at None: the whole day, up to `ends` when it lasts longer.
    """

    uid: str
    title: str
    day: date
    ends: date | None = None
    starts_at: time | None = None
    minutes: int = 45
    place: str = ""
    note: str = ""
    is_cancelled: bool = False
    changed_at: datetime | None = None
    url: str = ""  # a page of the programme, for the calendar on the site alone: the feed leaves it out


CALENDAR_ITEMS: list[Callable[[CalendarOwner, date], Iterable[CalendarItem]]] = []
"""provider(owner, on): everything that belongs into the owner's calendar since about two months ago."""


def calendar_items_for(owner: CalendarOwner, on: date) -> list[CalendarItem]:
    items = [item for provider in CALENDAR_ITEMS for item in provider(owner, on)]
    return sorted(items, key=lambda item: (item.day, item.uid))
