"""What walks through the site need: a school at its first day, tables as schools keep them, a person at a browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from django_scopes import scope
from openpyxl import Workbook
from pypdf import PdfReader

from mentoring_site.dates import school_year_of
from mentoring_site.permissions import Role
from participants.enums import BaseKind
from participants.importing.columns import COLUMNS
from programs.models import Membership, Program, User
from programs.services.programs import (
    approve_program,
    create_school,
    open_program,
    start_program,
    submit_program,
)
from programs.services.staff import NewStaff, Profile, RoleGrant, create_staff
from programs.services.structure import add_classes

PASSWORD = "семь-слонов-59"
STAFF = {
    "director": (Role.DIRECTOR, Profile("Ершова", "Нина", "Викторовна", "директор")),
    "curator": (Role.CURATOR, Profile("Савельева", "Ольга", "Сергеевна", "учитель русского языка")),
    "psychologist": (Role.PSYCHOLOGIST, Profile("Мещерякова", "Анна", "Борисовна", "педагог-психолог")),
}
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_school_year() -> Program:
    """A school with classes 5–11 «А», three accounts and a running programme of the present year.

    The programme lasts until 31 August, so the walk may be made on any day.
    """
    label = school_year_of(timezone.localdate())
    first = int(label[:4])
    school = create_school(
        slug="sosh59",
        by=None,
        full_name="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 59»",
        short_name="МБОУ «СОШ № 59»",
        list_name="СОШ № 59",
        founder="Управление образования администрации города Заречинска",
        place="г. Заречинск",
    )
    program = open_program(
        school=school, label=label, starts=date(first, 9, 1), ends=date(first + 1, 8, 31), by=None
    )
    with scope(school=school):
        admin = User.objects.create_user(
            "admin", password=PASSWORD, last_name="Гордеев", first_name="Павел", middle_name="Андреевич"
        )
        Membership.objects.create(user=admin, school=school, role=Role.ADMINISTRATOR)
        users = {login: _add_account(program, login, admin) for login in STAFF}
        add_classes(program=program, first_grade=5, last_grade=11, letters=["А"], by=users["curator"])
        submit_program(program=program, by=users["curator"])
        approve_program(
            program=program, by=users["director"], protocol="протокол педсовета № 1", on=program.starts
        )
        return start_program(program=program, by=users["director"], on=program.starts)


def _add_account(program: Program, login: str, admin: User) -> User:
    role, profile = STAFF[login]
    user = create_staff(
        program=program, new=NewStaff(profile, [RoleGrant(role)], username=login), by=admin
    ).user
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()
    return user


def official_table(base: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """An .xlsx in the official columns under a line with the school's name, ready for a file field."""
    codes = [column.code for column in COLUMNS[base] if column.is_official]
    book = Workbook()
    sheet = book.active
    sheet.append([f"База {'наставников' if base == BaseKind.MENTORS else 'наставляемых'} МБОУ «СОШ № 59»"])
    sheet.append([column.title for column in COLUMNS[base] if column.is_official])
    for number, row in enumerate(rows, start=1):
        sheet.append([{"number": number, **row}.get(code) for code in codes])
    file = BytesIO()
    book.save(file)
    return {"name": f"{base}.xlsx", "mimeType": XLSX, "buffer": file.getvalue()}


def pdf_text(data: bytes) -> str:
    """All words of a PDF, one space between them; words broken at the ends of lines are whole again."""
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return " ".join(re.sub(r"(?<=[а-яё])[-\u2010]\n(?=[а-яё])", "", text).split())


@dataclass
class Visitor:
    """One person at his own browser."""

    page: Any
    home: str  # "/<school>/<year>/"

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.page.goto("/")
        self.page.get_by_label("Логин или адрес почты").fill(login)
        self.page.get_by_label("Пароль", exact=True).fill(password)
        self.press("Войти")
        self.page.wait_for_url(f"**{self.home}")

    def go(self, path: str) -> None:
        assert self.page.goto(f"{self.home}{path}").status == 200

    def menu(self, label: str) -> None:
        """A room by its name in the menu of the desktop."""
        self.page.get_by_role("navigation", name="Разделы").get_by_role("link", name=label).click()
        self._arrive()

    def press(self, name: str, *, inside: Any = None, exact: bool = True) -> None:
        (inside or self.page).get_by_role("button", name=name, exact=exact).click()
        self._arrive()

    def follow(self, name: str, *, inside: Any = None, exact: bool = True) -> None:
        (inside or self.page).get_by_role("link", name=name, exact=exact).first.click()
        self._arrive()

    def _arrive(self) -> None:
        """A click waits until the next page begins, not until it is read: half a page has half of the words."""
        self.page.wait_for_load_state("domcontentloaded")

    def confirm(self, opener: str, *, title: str, answer: str, **fields: str) -> None:
        """Open a dialog by its link, fill what it asks and agree."""
        self.page.get_by_role("main").get_by_role("link", name=opener, exact=True).click()
        dialog = self.page.get_by_role("dialog", name=title)
        for label, text in fields.items():
            dialog.get_by_label(label).fill(text)
        dialog.get_by_role("button", name=answer, exact=True).click()
        self._arrive()

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def said(self) -> str:
        """What the page's main part says, in one line."""
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def download(self, name: str, *, inside: Any = None) -> bytes:
        """Follow a link to a file, as a person does, and take what comes."""
        link = (inside or self.page).get_by_role("link", name=name, exact=True).first
        response = self.page.request.get(link.get_attribute("href"))
        assert response.status == 200
        return response.body()


def is_wider(page: Any, width: int) -> bool:
    """Does the open page scroll sideways? Asked of a page that has arrived, not of the blank between two."""
    page.wait_for_load_state()
    page.wait_for_function("document.documentElement && document.body")
    return page.evaluate("document.documentElement.scrollWidth") > width


def axe_problems(page: Any, *, only: Sequence[str] | None = None) -> list[str]:
    """Serious and critical findings of axe-core by WCAG 2.2 AA on the open page: «rule: element».

    only: these rules instead of all.
    """
    # A colour on its way has no contrast yet.
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_axe_script())
    found = page.evaluate(
        # No rule of these asks what the style sheets say, and reading them takes a sixth of a look.
        "chosen => axe.run(document, {runOnly: chosen, resultTypes: ['violations'], preload: {assets: ['media']}})",
        list(only or WCAG),
    )["violations"]
    return [
        f"{violation['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@cache
def _axe_script() -> str:
    return Axe().axe_script
