"""What the steps of the demo's building hand to each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils.functional import cached_property
from django_scopes import scope

from mentoring_site.permissions import Role
from programs.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from programs.models import InteractionModel, Membership, MentoringForm, Program, School, SchoolClass, User
from programs.services.audit import record_event
from programs.services.staff import NewStaff, Profile, RoleGrant, create_staff
from roadmap.demo.calendar import Calendar, StoryClock
from roadmap.demo.names import Name, NameMaker


@dataclass
class World:
    """One school of the demo with one programme at a time. users: by the key that the plan gives them."""

    rng: Random
    names: NameMaker
    calendar: Calendar
    school: School
    program: Program
    clock: StoryClock
    users: dict[str, User] = field(default_factory=dict)
    classes: dict[tuple[int, str], SchoolClass] = field(default_factory=dict)

    @cached_property
    def password_hash(self) -> str:
        return make_password(DEMO_PASSWORD)

    @contextmanager
    def opened(self) -> Iterator[None]:
        with scope(school=self.school):
            yield

    def at(self, day: date) -> None:
        """What follows happens on that day: the journal shows it."""
        self.clock.at(day)

    @property
    def curator(self) -> User:
        return self.users["curator"]

    def form(self, code: str) -> MentoringForm:
        return MentoringForm.objects.get(program=self.program, code=code)

    def models(self) -> dict[str, InteractionModel]:
        return {model.code: model for model in InteractionModel.objects.filter(program=self.program)}

    def add_first_admin(self, login: str, name: Name) -> User:
        """Who has nobody above him: in life the first start of the site makes this account."""
        user = User(
            username=login, last_name=name.last, first_name=name.first, middle_name=name.middle,
            position="инженер по информационным системам", email=mail(login),
        )  # fmt: skip
        self._open_account(user)
        Membership.objects.create(user=user, school=self.school, role=Role.ADMINISTRATOR)
        record_event(
            "staff.create", by=None, target=user, program=self.program, sentence=f"добавлен сотрудник {user}"
        )
        self.users[login] = user
        return user

    def add_user(self, key: str, name: Name, *roles: str, position: str = "", **links: object) -> User:
        """An employee or participant through the staff service; only logins of DEMO_ACCOUNTS can sign in.

        links: classes and groups of NewStaff.
        """
        is_open = key in DEMO_ACCOUNTS
        login = key if is_open else ""
        new = NewStaff(
            Profile(name.last, name.first, name.middle, position, mail(login) if is_open else "", ""),
            [RoleGrant(role) for role in roles],
            username=login,
            **links,
        )
        issued = create_staff(program=self.program, new=new, by=self.users["admin"], on=self.calendar.today)
        user = issued.user
        self._open_account(user) if is_open else self._close_account(user)
        self.users[key] = user
        return user

    def _open_account(self, user: User) -> None:
        user.password, user.must_change_password = self.password_hash, False
        user.save()

    def _close_account(self, user: User) -> None:
        user.set_unusable_password()
        user.must_change_password = False
        user.save()


def mail(login: str) -> str:
    return f"{login}@example.org"
