"""What the pages of conditions show: curators and their orders, what is not provided in time, words for duties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mentoring_site.permissions import Access, Permission, Role
from mentoring_site.words import counted, plural, ru_date, short_date
from programs.enums import DocumentState, ResourceState
from programs.models import Appointment, Membership, MentoringForm, Partner, User
from programs.partners import ending_soon
from programs.registries.screens import AttentionItem
from programs.services.resources import OPEN_STATES, overdue_of, resources_of
from programs.services.roles_by_order import signed_appointments
from programs.tenancy import program_url

ALL_FORMS = "все формы"
ROOM = "conditions"
RESOURCES = ("ресурс", "ресурса", "ресурсов")


@dataclass(frozen=True)
class AppointmentRow:
    appointment: Appointment
    state: tuple[str, str]  # kind of state_badge, words

    @property
    def pk(self) -> int:
        return self.appointment.pk

    @property
    def name(self) -> str:
        return self.appointment.user.full_name

    @property
    def form(self) -> str:
        return form_words(self.appointment.form)

    @property
    def term(self) -> str:
        one = self.appointment
        return f"с {short_date(one.starts)}" + (f" по {short_date(one.ends)}" if one.ends else "")

    @property
    def order(self) -> str:
        """«№ 14-а от 01.09.2026» once signed."""
        document = self.appointment.document
        if document is None or document.state != DocumentState.SIGNED:
            return ""
        return f"№ {document.number} от {short_date(document.date)}"


@dataclass(frozen=True)
class RoleWithoutOrder:
    membership: Membership

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def form(self) -> str:
        return form_words(self.membership.form)


@dataclass(frozen=True)
class Curators:
    """proposals: may go into an order; ordered: with an order, in force first; bare: «роль есть, приказа нет»."""

    proposals: list[AppointmentRow]
    ordered: list[AppointmentRow]
    bare: list[RoleWithoutOrder]

    @property
    def in_force(self) -> int:
        return sum(row.state[0] in ("ok", "warn") for row in self.ordered)


def form_words(form: MentoringForm | None) -> str:
    return form.title if form else ALL_FORMS


def curators_of(access: Access, on: date) -> Curators:
    """Three queries for any number of rows."""
    appointments = list(
        Appointment.objects.filter(program=access.program)
        .select_related("user", "form", "document")
        .order_by("form__position", "user__last_name", "user__first_name", "-starts", "pk")
    )
    roles = {
        one.user_id: one
        for one in Membership.objects.filter(
            school=access.school, role=Role.CURATOR, user__is_active=True
        ).select_related("user", "form")
        if one.ends is None or one.ends >= on
    }
    named = {one.user_id for one in signed_appointments(access.school, on)}
    rows = [AppointmentRow(one, _state(one, roles, on)) for one in appointments]
    place = {"ok": 0, "warn": 0, "wait": 1, "ready": 2, "done": 3}
    return Curators(
        proposals=[row for row in rows if row.appointment.document is None],
        ordered=sorted(
            (row for row in rows if row.appointment.document is not None),
            key=lambda row: place[row.state[0]],
        ),
        bare=[RoleWithoutOrder(role) for user, role in roles.items() if user not in named],
    )


def _state(one: Appointment, roles: dict[int, Membership], on: date) -> tuple[str, str]:
    if one.document is None:
        return "draft", "предложено"
    if one.document.state != DocumentState.SIGNED:
        return "wait", "приказ к подписи"
    if one.ends is not None and one.ends < on:
        return "done", f"закончилось {short_date(one.ends)}"
    if one.user_id not in roles:
        return "warn", "приказ есть, роль снята"
    if one.starts > on:
        return "ready", f"с {short_date(one.starts)}"
    return "ok", "действует"


# --- attention --------------------------------------------------------------------------------------------


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.CONDITIONS_EDIT) or not access.program.is_open:
        return
    late = list(overdue_of(access.program, on).order_by("due_on", "pk").values_list("title", "due_on"))
    if late:
        title, due_on = late[0]
        more = f" и ещё {len(late) - 1}" if len(late) > 1 else ""
        yield AttentionItem(
            "late",
            f"Не {plural(len(late), 'обеспечено', 'обеспечены', 'обеспечены')} в срок:",
            f"{title}{more}",
            f"срок с {ru_date(due_on)}",
            "Открыть ресурсы",
            program_url(access.program, "programs:resource_list"),
            order=22,
        )
    for agreement in ending_soon(access, on):
        is_over = agreement.ends < on
        yield AttentionItem(
            "warn",
            "Закончилось соглашение:" if is_over else "Заканчивается соглашение:",
            str(agreement.partner),
            ru_date(agreement.ends),
            "Открыть партнёра",
            program_url(access.program, "programs:partner_detail", pk=agreement.partner_id),
            order=23,
        )


# --- words for the duties and tabs ------------------------------------------------------------------------


def resources_in_words(access: Access, on: date) -> str:
    states = list(resources_of(access.program).values_list("state", "due_on"))
    needed = [(state, due_on) for state, due_on in states if state != ResourceState.NOT_NEEDED]
    if not needed:
        return "список пуст"
    ready = sum(state == ResourceState.PROVIDED for state, _ in needed)
    late = sum(state in OPEN_STATES and due_on is not None and due_on < on for state, due_on in needed)
    return f"обеспечено {ready} из {len(needed)}" + (f", просрочено {late}" if late else "")


def late_resources(access: Access, on: date) -> int | None:
    return overdue_of(access.program, on).count() or None


def curators_in_words(access: Access, on: date) -> str:
    found = curators_of(access, on)
    words = (
        f"по приказу: {counted(found.in_force, 'куратор', 'куратора', 'кураторов')}"
        if found.in_force
        else "приказа о назначении нет"
    )
    return words + (f", роль без приказа у {len(found.bare)}" if found.bare and found.in_force else "")


def partners_in_words(access: Access, on: date) -> str:
    count = Partner.objects.filter(is_active=True).count()
    return counted(count, "партнёр", "партнёра", "партнёров") if count else "партнёров нет"
