"""«Запросы и охват»: topics wanted and offered with the people behind each number; whom to invite next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted, plural
from participants.forms_needs import AudienceForm, NeedsFilter
from participants.invitations import Audience, invitation_text, names_of
from participants.models import Topic
from participants.needs import (
    SIDES,
    WANTED,
    Narrowing,
    people_behind,
    topic_rows,
    without_topics,
)
from participants.registries import room_tabs
from participants.tables import states_of
from participants.tables_needs import NEEDS_HEADER, needs_columns, needs_rows, plain_needs, query_of
from programs.enums import LinkPurpose
from programs.lists import export_format, page_of, row_ids
from programs.models import PersonalLink
from programs.reports import list_paper, paper_curator
from programs.services.audit import Refusal
from programs.services.documents import school_snapshot
from programs.services.links import LINK_PAGES, issue_link, link_url
from programs.tenancy import program_url

NAME = "Запросы и охват"
PEOPLE_COLUMNS = [
    {"key": "name", "label": "Человек", "phone": "main"},
    {"key": "place", "label": "Класс, должность", "phone": "fact"},
    {"key": "form", "label": "Форма", "phone": "hide", "priority": 3},
    {"key": "state", "label": "Состояние", "phone": "state"},
]


def url_to(request: HttpRequest, name: str, **query: Any) -> str:
    url = program_url(request.program, f"participants:{name}")
    return f"{url}?{urlencode(query)}" if query else url


def crumbs(request: HttpRequest, here: str = "") -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    return [("Главная", home), (NAME, url_to(request, "needs_list")), (here, "")][: 3 if here else 2]


def room(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    return room_tabs("needs", request.access, request.today, f"participants:{here}")


@require_GET
@requires(Permission.BASE_VIEW)
def needs_list(request: HttpRequest) -> HttpResponse:
    form = NeedsFilter(request.GET, access=request.access)
    by = form.narrowing()
    rows = topic_rows(request.access, by)
    silent = without_topics(request.access, by)
    has_choices = any(row.wanted or row.offered for row in rows)
    can_edit = request.access.has(Permission.BASE_EDIT) and request.program.is_open
    return render(
        request,
        "participants/needs_list.html",
        {
            "heading": NAME,
            "lead": _lead(rows, request.access.sees_whole_school),
            "crumbs": crumbs(request),
            "room": room(request, "needs_list"),
            "form": form,
            "is_filtered": bool(query_of(by)),
            "columns": needs_columns(sees_all=request.access.sees_whole_school, can_invite=can_edit),
            "rows": needs_rows(rows, request.access, by, can_invite=can_edit),
            "has_choices": has_choices,
            "silent": silent,
            "exports": f"?{urlencode(query_of(by))}" if query_of(by) else "",
            "can_export": request.access.has(Permission.BASE_EXPORT),
            "can_set_up": request.access.has(Permission.SETTINGS_EDIT),
            "can_invite": can_edit,
        },
    )


def _lead(rows: list[Any], sees_all: bool) -> str:
    if not sees_all:
        return "Что просят ваши наставляемые и что предлагают ваши наставники."
    short = sum(1 for row in rows if row.gap)
    return (
        f"Наставников не хватает по {counted(short, 'теме', 'темам', 'темам')}."
        if short
        else "Что просят наставляемые и что предлагают наставники."
    )


def _people_lead(number: int, side: str) -> str:
    """«14 человек просят помощи по этой теме.»"""
    one, many = ("просит помощи", "просят помощи") if side == WANTED else ("готов помочь", "готовы помочь")
    people = counted(number, "человек", "человека", "человек")
    return f"{people} {plural(number, one, many, many)} по этой теме."


@require_GET
@requires(Permission.BASE_VIEW)
def needs_people(request: HttpRequest) -> HttpResponse:
    """Who stands behind one number of the table."""
    ids, side = row_ids([request.GET.get("topic", "")]), request.GET.get("side", WANTED)
    if not ids or side not in SIDES:
        raise Http404
    topic = get_object_or_404(Topic, pk=ids[0])
    by = NeedsFilter(request.GET, access=request.access).narrowing()
    people = people_behind(topic, side, request.access, by).for_list(request.program)
    page = page_of(request, people.order_by("person__search_key", "pk"))
    entries = list(page)
    states = states_of(entries, request.access, request.today)
    return render(
        request,
        "participants/needs_people.html",
        {
            "heading": f"{topic.title}: {SIDES[side]}",
            "lead": _people_lead(page.paginator.count, side),
            "crumbs": crumbs(request, topic.title),
            "back_url": url_to(request, "needs_list", **query_of(by)),
            "back_label": "К темам",
            "columns": PEOPLE_COLUMNS,
            "rows": [
                {
                    "id": entry.pk,
                    "label": entry.person.full_name,
                    "url": program_url(request.program, "participants:person_detail", pk=entry.person_id),
                    "cells": {
                        "name": entry.person.list_name,
                        "place": entry.place,
                        "form": entry.form.title if entry.form else "не определена",
                        "state": state_badge(*states[entry.pk]),
                    },
                }
                for entry in entries
            ],
            "page_obj": page,
        },
    )


def _table(request: HttpRequest) -> list[list[Any]]:
    return plain_needs(
        topic_rows(request.access, NeedsFilter(request.GET, access=request.access).narrowing())
    )


@require_GET
@requires(Permission.BASE_EXPORT)
def needs_export(request: HttpRequest) -> HttpResponse:
    title = f"Запросы и предложения {request.program.year_label}"
    return table_response(
        export_format(request),
        title,
        title=title,
        header=NEEDS_HEADER,
        rows=_table(request),
        sheet_name="Темы",
    )


@require_GET
@requires(Permission.BASE_EXPORT)
def needs_pdf(request: HttpRequest) -> HttpResponse:
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="Запросы наставляемых и предложения наставников по темам",
            header=NEEDS_HEADER,
            rows=_table(request),
            on=request.today,
        ),
    )
    return pdf_response(data, f"Запросы и предложения {request.program.year_label}.pdf")


# --- whom to invite ---------------------------------------------------------------------------------------


@require_GET
@requires(Permission.BASE_EDIT)
def invite(request: HttpRequest) -> HttpResponse:
    form = AudienceForm(request.GET or None, access=request.access)
    audience = form.audience_chosen() if request.GET else None
    link = _link(request)
    context: dict[str, Any] = {
        "heading": "Кого пригласить",
        "lead": "Выберите, кого позвать: сайт подготовит текст для чата, список имён и плакат.",
        "crumbs": crumbs(request, "Кого пригласить"),
        "room": room(request, "invite"),
        "form": form,
        "audience": audience,
    }
    if audience is not None:
        query = _query(audience)
        context |= {
            "text": _text(request, audience, link),
            "total": len(names_of(audience, request.access)),
            "list_url": url_to(request, "invite_names", **query),
            "poster_url": url_to(
                request, "invite_poster", **query, **({"link": link.pk} if link is not None else {})
            ),
            "hidden": query.items(),
            "has_link": link is not None,
            "can_link": _has_page() and request.program.is_open,
        }
    return render(
        request, "participants/invite.html", context, status=422 if request.GET and form.errors else 200
    )


@require_GET
@requires(Permission.BASE_EDIT)
def invite_names(request: HttpRequest) -> HttpResponse:
    audience = _audience(request)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title=f"Кого пригласить в программу наставничества. {audience.label}",
            header=["Фамилия, имя, отчество", "Класс, должность", "Отметка"],
            rows=[[name, place, ""] for name, place in names_of(audience, request.access)],
            on=request.today,
        ),
    )
    return pdf_response(data, f"Кого пригласить {request.program.year_label}.pdf")


@require_POST
@requires(Permission.BASE_EDIT)
def invite_link(request: HttpRequest) -> HttpResponse:
    """A link to the application for the text and the poster."""
    form = AudienceForm(request.POST, access=request.access)
    audience = form.audience_chosen()
    if audience is None or not _has_page():
        messages.error(request, "Выберите, кого приглашать: без этого ссылку не выдать.")
        return redirect(url_to(request, "invite"))
    query = _query(audience)
    try:
        link = issue_link(
            program=request.program,
            purpose=LinkPurpose.APPLICATION,
            by=request.user,
            title=f"Приглашение. {audience.label}",
            payload={"role": str(audience.role)},
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url_to(request, "invite", **query))
    messages.success(request, "Ссылка на заявку выдана: она стоит в тексте и на плакате.")
    return redirect(url_to(request, "invite", **query, link=link.pk))


@require_GET
@requires(Permission.BASE_EDIT)
def invite_poster(request: HttpRequest) -> HttpResponse:
    audience, link = _audience(request), _link(request)
    address = link_url(link) if link is not None else ""
    data = render_pdf(
        "reports/invitation.html",
        {
            "school": school_snapshot(request.school),
            "paragraphs": _text(request, audience, None).splitlines(),
            "address": address,
            "qr": segno.make(address, error="m").svg_data_uri(scale=8, border=2) if address else "",
        },
    )
    return pdf_response(data, f"Приглашение {audience.label}.pdf".replace(":", ""))


def _audience(request: HttpRequest) -> Audience:
    audience = AudienceForm(request.GET, access=request.access).audience_chosen()
    if audience is None:
        raise Http404
    return audience


def _query(audience: Audience) -> dict[str, Any]:
    query: dict[str, Any] = {"audience": audience.code}
    query |= {"grade": audience.grade} if audience.grade else {}
    return query | ({"topic": audience.topic.pk} if audience.topic else {})


def _has_page() -> bool:
    return LinkPurpose.APPLICATION in LINK_PAGES


def _link(request: HttpRequest) -> PersonalLink | None:
    ids = row_ids([request.GET.get("link", "")])
    if not ids or not _has_page():
        return None
    links = PersonalLink.objects.filter(program=request.program, purpose=LinkPurpose.APPLICATION)
    return get_object_or_404(links.filter(revoked_at=None), pk=ids[0])


def _text(request: HttpRequest, audience: Audience, link: PersonalLink | None) -> str:
    wanted = 0
    if audience.topic is not None:
        wanted = people_behind(audience.topic, WANTED, request.access, Narrowing()).count()
    return invitation_text(
        request.program,
        audience,
        wanted=wanted,
        curator=paper_curator(request.access, request.today),
        link=link_url(link) if link is not None else "",
    )
