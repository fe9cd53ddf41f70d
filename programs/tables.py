"""Columns and rows of the office's lists: the same declaration feeds the page, the download and the PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html

from mentoring_site.permissions import ROLE_LABELS, Role
from mentoring_site.templatetags.ui import chips, state_badge
from mentoring_site.words import short_date, surname_initials
from programs.enums import DocumentState
from programs.models import AuditEvent, Document, Membership, Program, User
from programs.registries.papers import DOCUMENT_KINDS
from programs.services.roles_by_order import ordered_forms

MISSING = "—"


@dataclass(frozen=True)
class Column:
    """One column. text: plain value for papers and tables; html: the same on the screen when it differs."""

    key: str
    label: str
    text: Callable[[Any], Any]
    html: Callable[[Any], Any] | None = None
    sort: str = ""
    num: bool = False
    priority: int = 1
    phone: str = ""
    clip: bool = False
    wide: bool = False  # a clipped column of sentences: a third of the table

    def declared(self) -> dict[str, Any]:
        """For `_table.html`."""
        declared: dict[str, Any] = {"key": self.key, "label": self.label, "sort": self.sort, "num": self.num}
        if self.priority > 1:
            declared["priority"] = self.priority
        if self.phone:
            declared["phone"] = self.phone
        if self.clip:
            declared["clip"] = True
        if self.wide:
            declared["wide"] = True
        return declared


def shown_rows(
    columns: Sequence[Column], items: Sequence[Any], url: Callable[[Any], str] | None = None
) -> list[dict[str, Any]]:
    return [
        {
            "id": item.pk,
            "label": str(item),
            "url": url(item) if url else "",
            "cells": {column.key: (column.html or column.text)(item) for column in columns},
        }
        for item in items
    ]


def plain_rows(columns: Sequence[Column], items: Sequence[Any]) -> list[list[Any]]:
    return [[column.text(item) for column in columns] for item in items]


# --- staff ------------------------------------------------------------------------------------------------


def is_present(membership: Membership, on: date) -> bool:
    return not (membership.ends and membership.ends < on) and not (
        membership.starts and membership.starts > on
    )


def role_words(membership: Membership, on: date, ordered: dict[int, list[str]]) -> str:
    """«Куратор программы», with what is special about it: forms, a later start, an end. ordered: ordered_forms."""
    words = ROLE_LABELS[membership.role]
    forms = [membership.form.title] if membership.form_id else []
    if membership.role == Role.CURATOR and not forms:
        forms = ordered.get(membership.user_id, [])
    if forms:
        words += f" ({', '.join(forms)})"
    if membership.starts and membership.starts > on:
        words += f" с {short_date(membership.starts)}"
    elif membership.ends:
        words += f" до {short_date(membership.ends)}"
    return words


def places_of(user: User) -> str:
    """Classes and groups that are «only their own»; needs querysets.accounts_of."""
    classes = [str(link.school_class) for link in user.own_classes]
    return ", ".join([*classes, *(group.title for group in user.own_groups)])


def term_of(user: User) -> str:
    """First and last day of work in the school, when they are known."""
    starts = [m.starts for m in user.school_roles]
    ends = [m.ends for m in user.school_roles]
    first = f"с {short_date(min(starts))}" if starts and all(starts) else ""
    last = f"по {short_date(max(ends))}" if ends and all(ends) else ""
    return " ".join(filter(None, (first, last)))


def _post(user: User, on: date) -> str | None:
    """On the phone a post and a role stand side by side without their heads: «директор · Директор» says one thing."""
    roles = {ROLE_LABELS[m.role].casefold() for m in user.school_roles if not (m.ends and m.ends < on)}
    if user.position.strip().casefold() in roles:
        return format_html('<span class="only-wide">{}</span>', user.position)
    return user.position or None


def staff_columns(program: Program, on: date, *, with_logins: bool) -> list[Column]:
    ordered = ordered_forms(program, on)

    def living(user: User) -> list[str]:
        return [role_words(m, on, ordered) for m in user.school_roles if not (m.ends and m.ends < on)]

    columns = [
        Column("name", "Фамилия, имя, отчество", str, sort="name"),
        Column(
            "position",
            "Должность",
            lambda user: user.position or None,
            lambda user: _post(user, on),
            sort="position",
            priority=2,
            clip=True,
        ),
        Column(
            "roles",
            "Роли",
            lambda user: ", ".join(living(user)) or "нет действующих",
            lambda user: chips(living(user)) if living(user) else state_badge("none", "нет ролей", False),
        ),
        Column("places", "Классы и ШМО", lambda user: places_of(user) or None),
        Column("term", "Работает на сайте", lambda user: term_of(user) or None, priority=4, phone="hide"),
    ]
    if with_logins:
        columns.append(Column("login", "Логин", lambda user: user.username, priority=3, phone="hide"))
        columns.append(
            Column(
                "seen",
                "Последний вход",
                lambda user: timezone.localtime(user.last_login).date() if user.last_login else None,
                lambda user: (
                    short_date(timezone.localtime(user.last_login).date())
                    if user.last_login
                    else state_badge("draft", "ещё не входил", False)
                ),
                sort="seen",
                priority=2,
                phone="hide",
            )
        )
    return columns


# --- papers -----------------------------------------------------------------------------------------------

DOCUMENT_BADGES = {
    DocumentState.TO_SIGN: ("wait", "к подписи"),
    DocumentState.SIGNED: ("ok", "подписан"),
    DocumentState.CANCELLED: ("none", "отменён"),
}


def document_badge(document: Document, box: bool = True) -> Any:
    return state_badge(*DOCUMENT_BADGES[document.state], box)


def kind_label(code: str) -> str:
    kind = DOCUMENT_KINDS.get(code)
    return kind.label if kind else code


def _title_with_kind(document: Document) -> Any:
    return format_html(
        '<span class="wraps">{}</span><span class="sub">{}</span>', document.title, kind_label(document.kind)
    )


DOCUMENT_COLUMNS = [
    Column("title", "Документ", lambda document: document.title, _title_with_kind, sort="title"),
    Column("kind", "Вид", lambda document: kind_label(document.kind), priority=2),
    Column("number", "Номер", lambda document: document.number or None, sort="number"),
    Column(
        "date",
        "Дата",
        lambda document: document.date,
        lambda document: short_date(document.date) if document.date else None,
        sort="date",
        num=True,
    ),
    Column(
        "state", "Состояние", lambda document: document.get_state_display(), document_badge, phone="state"
    ),
    Column(
        "signer",
        "Подписывает",
        lambda document: surname_initials(document.signer_name) or None,
        priority=3,
        phone="hide",
    ),
]
# On the screen the kind stands under the title: in a column of its own it took four lines.
DOCUMENT_SHOWN = [column for column in DOCUMENT_COLUMNS if column.key != "kind"]


# --- journal ----------------------------------------------------------------------------------------------


def moment(event: AuditEvent) -> str:
    return f"{timezone.localtime(event.at):%d.%m.%Y %H:%M}"


def actor_words(event: AuditEvent) -> str:
    return (
        f"{surname_initials(event.actor_name)} ({event.actor_role})" if event.actor_role else event.actor_name
    )


def _told(event: AuditEvent) -> str:
    return format_html('<span class="sentence">{}</span>', event.sentence)


def _role(event: Any) -> str | None:
    return format_html('<span class="nowrap">{}</span>', event.actor_role) if event.actor_role else None


AUDIT_COLUMNS = [
    Column(
        "sentence",
        "Что произошло",
        lambda event: event.sentence,
        lambda event: (
            format_html("{}<span class='sub'>{}</span>", _told(event), event.target_label)
            if event.target_label and event.target_label not in event.sentence
            else _told(event)
        ),
    ),
    Column("actor", "Кто", lambda event: event.actor_name, lambda event: surname_initials(event.actor_name)),
    Column("role", "Роль", lambda event: event.actor_role or None, _role, priority=2, phone="hide"),
    Column("at", "Когда", lambda event: timezone.localtime(event.at), moment, num=True),
]
