"""Section 2 of the programme document: who does what, where it is done and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mentoring_site.permissions import Access, Role
from mentoring_site.words import counted
from programs.content import load_template
from programs.enums import DocumentState
from programs.models import Document, Membership
from programs.querysets import accounts_of, present_staff
from programs.registries.programme import DUTY_PAGES, DutyPage
from programs.registries.screens import attention_for
from programs.tenancy import program_url


@dataclass(frozen=True)
class PageLine:
    label: str
    url: str  # "" when the reader may not open it
    word: str


@dataclass(frozen=True)
class DutyLine:
    number: int
    title: str
    pages: list[PageLine]


@dataclass(frozen=True)
class DutyHolder:
    """One row of section 2: the party, its printed term and its numbered duties."""

    title: str
    term: str
    duties: list[DutyLine]


def duty_holders(access: Access, on: date) -> list[DutyHolder]:
    """The five rows; a duty without a page of its own has an empty list."""
    first_year = access.program.first_year
    return [
        DutyHolder(
            row.title,
            row.term.replace("{first_year}", str(first_year)),
            [
                DutyLine(
                    duty.number,
                    duty.title,
                    [_page(page, access, on) for page in DUTY_PAGES.get(duty.code, [])],
                )
                for duty in row.duties
            ],
        )
        for row in load_template().management
    ]


def _page(page: DutyPage, access: Access, on: date) -> PageLine:
    if not access.has(page.permission):
        return PageLine(page.label, "", "")
    url = program_url(access.program, page.url_name, **page.url_kwargs)
    return PageLine(page.label, url, page.word(access, on) if page.word else "")


# --- words of the pages of this app -----------------------------------------------------------------------


def signed_documents(access: Access, on: date) -> str:
    documents = Document.objects.filter(program=access.program).exclude(state=DocumentState.CANCELLED)
    signed = documents.filter(state=DocumentState.SIGNED).count()
    return f"подписано {signed} из {documents.count()}"


def programme_state(access: Access, on: date) -> str:
    return str(access.program.get_state_display())


def curator_appointed(access: Access, on: date) -> str:
    curators = Membership.objects.active(on).filter(
        school=access.school, role=Role.CURATOR, user__is_active=True
    )
    return "куратор назначен" if curators.exists() else "куратор ещё не назначен"


def staff_size(access: Access, on: date) -> str:
    staff = present_staff(accounts_of(access.program).prefetch_related(None), access.program, on)
    return counted(staff.count(), "сотрудник", "сотрудника", "сотрудников")


def attention_in_words(access: Access, on: date) -> str:
    count = len(attention_for(access, on))
    return counted(count, "дело", "дела", "дел") if count else "дел на сегодня нет"
