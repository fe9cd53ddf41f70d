"""Columns of resources and partners: the same declaration feeds the page, the download and the PDF."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html

from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import short_date
from programs.enums import ResourceState
from programs.models import Partner, Resource
from programs.partners import partner_state
from programs.services.resources import is_overdue
from programs.tables import Column

STATES = {
    ResourceState.NEEDED: "draft",
    ResourceState.IN_PROGRESS: "wait",
    ResourceState.PROVIDED: "ok",
    ResourceState.NOT_NEEDED: "none",
}


def resource_state(resource: Resource, on: date) -> tuple[str, str]:
    if is_overdue(resource, on):
        return "late", "просрочено"
    return STATES[resource.state], str(resource.get_state_display())


def _with_purpose(resource: Resource) -> Any:
    if not resource.purpose:
        return resource.title
    return format_html(
        '<span class="wraps">{}</span><span class="sub place only-wide">{}</span>',
        resource.title,
        resource.purpose,
    )


def resource_columns(on: date) -> list[Column]:
    return [
        Column("title", "Что нужно", lambda one: one.title, _with_purpose, phone="main"),
        Column("kind", "Вид", lambda one: one.get_kind_display(), priority=2, phone="hide"),
        Column("responsible", "Кто отвечает", lambda one: one.responsible or None, phone="fact"),
        Column(
            "due",
            "Срок",
            lambda one: one.due_on,
            lambda one: short_date(one.due_on) if one.due_on else None,
            num=True,
            phone="fact",
        ),
        Column(
            "state",
            "Состояние",
            lambda one: resource_state(one, on)[1],
            lambda one: state_badge(*resource_state(one, on)),
            phone="state",
        ),
    ]


def resource_paper_columns(on: date) -> list[Column]:
    """Of the paper and the download: what for and the note have columns of their own."""
    title, kind, *rest = resource_columns(on)
    return [
        title,
        Column("purpose", "Для чего", lambda one: one.purpose),
        kind,
        *rest,
        Column("note", "Примечание", lambda one: one.note),
    ]


def partner_columns(on: date) -> list[Column]:
    return [
        Column("name", "Организация", lambda one: one.name, phone="main"),
        Column("kind", "Вид", lambda one: one.get_kind_display(), priority=2, phone="fact"),
        Column("gives", "Чем помогает", _gives, clip=True, wide=True, phone="hide"),
        Column(
            "agreement",
            "Соглашение",
            lambda one: partner_state(one, on)[1],
            lambda one: (
                state_badge(*partner_state(one, on))
                if one.is_active
                else state_badge("done", "прежний партнёр")
            ),
            phone="state",
        ),
    ]


def partner_paper_columns(on: date) -> list[Column]:
    return [
        *partner_columns(on),
        Column("phone", "Телефон", lambda one: one.phone),
        Column("email", "Почта", lambda one: one.email),
        Column("active", "Сотрудничество", lambda one: "работаем вместе" if one.is_active else "прежний"),
    ]


def _gives(partner: Partner) -> str | None:
    return "; ".join(line.strip() for line in partner.gives.splitlines() if line.strip()) or None
