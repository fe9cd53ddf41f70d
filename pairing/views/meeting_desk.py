"""The curator's pages of meetings: the visa over many records, personal links of the pairs' people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, short_date
from pairing.enums import MeetingState, PairState
from pairing.models import Meeting, Pair
from pairing.reports_meetings import absent_names, link_slips_html
from pairing.rows import pair_rows
from pairing.services.meeting_links import (
    issue_all,
    issue_meeting_link,
    open_links,
    people_of_pair,
)
from pairing.services.meeting_visas import awaiting_visa, give_visa, signed_in_words, withdraw_visa
from pairing.views.common import find_pair, url
from pairing.views.meetings import ROOM
from participants.applications.posters import loopback_note, qr_svg
from participants.models import Person
from participants.registries import room_tabs
from programs.enums import LinkPurpose
from programs.lists import page_of, row_ids
from programs.models import PersonalLink
from programs.services.audit import Refusal
from programs.services.links import link_url, revoke_link
from programs.tables import Column, shown_rows
from programs.views.acting import act

VISA_COLUMNS = [
    Column("pair", "Пара или группа", lambda meeting: str(meeting.pair)),
    Column("date", "Дата", lambda meeting: short_date(meeting.date), num=True, phone="state"),
    Column(
        "kind",
        "Встреча",
        lambda meeting: (
            f"{meeting.get_kind_display()}, отменена: {meeting.cancelled_reason}"
            if meeting.state == MeetingState.CANCELLED
            else meeting.get_kind_display()
        ),
    ),
    Column(
        "text", "Что записано", lambda meeting: meeting.topic or meeting.content or None, clip=True, wide=True
    ),
    Column(
        "absent",
        "Не было",
        lambda meeting: ", ".join(absent_names(meeting)) or None,
        priority=2,
        phone="hide",
    ),
]


# --- visa -------------------------------------------------------------------------------------------------


@requires(Permission.PAIR_EDIT)
def meeting_visas(request: HttpRequest) -> HttpResponse:
    page = page_of(request, awaiting_visa(request.program))
    can_sign = request.program.is_open
    return render(
        request,
        "pairing/meeting_visas.html",
        {
            "heading": "Записи на визу",
            "lead": "Прочитайте и завизируйте: после визы запись не меняют.",
            "tabs": room_tabs(ROOM, request.access, request.today, "pairing:meeting_visas"),
            "columns": [column.declared() for column in VISA_COLUMNS],
            "rows": shown_rows(
                VISA_COLUMNS, page, lambda meeting: f"{url(request, 'meeting_list', pk=meeting.pair_id)}"
            ),
            "page_obj": page,
            "can_sign": can_sign,
            "bulk_actions": [
                {
                    "label": "Завизировать",
                    "url": url(request, "meeting_sign"),
                    "icon": "check-check",
                    "primary": True,
                }
            ],
            "total": page.paginator.count,
        },
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def meeting_sign(request: HttpRequest) -> HttpResponse:
    """Ticked records, or all that wait."""
    found = awaiting_visa(request.program)
    if "all_filtered" not in request.POST:
        found = found.filter(pk__in=row_ids(request.POST.getlist("ids")))
    target = url(request, "meeting_visas")
    if pair := row_ids([request.POST.get("pair", "")]):
        target = url(request, "meeting_list", pk=pair[0])
    try:
        messages.success(request, signed_in_words(give_visa(meetings=found, by=request.user)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(target)


@require_POST
@requires(Permission.PAIR_EDIT)
def meeting_unsign(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.filter(program=request.program), pk=pk)
    return act(
        request,
        lambda: withdraw_visa(meeting=meeting, reason=request.POST.get("reason", ""), by=request.user),
        "Виза снята, запись можно исправить.",
        url(request, "meeting_list", pk=meeting.pair_id),
    )


# --- personal links ---------------------------------------------------------------------------------------


def _linked_pairs(request: HttpRequest) -> Any:
    pairs = Pair.objects.of_program(request.program).in_state(PairState.ACTIVE)
    return pairs.with_people().order_by("mentor__person__search_key", "pk")


def _holders(pair: Pair, links: dict[tuple[int, int], PersonalLink]) -> list[dict[str, Any]]:
    holders = []
    for person in people_of_pair(pair):
        link = links.get((pair.pk, person.pk))
        is_mentor = person.pk == pair.mentor.person_id
        holders.append(
            {
                "person": person,
                "role": "наставник" if is_mentor else "наставляемый",
                "what": "отмечает встречи" if is_mentor else "видит даты встреч и отмечает свои задачи",
                "link": link,
                "url": link_url(link) if link else "",
            }
        )
    return holders


@requires(Permission.PAIR_EDIT)
def meeting_links(request: HttpRequest) -> HttpResponse:
    page = page_of(request, _linked_pairs(request))
    links = open_links(request.program)
    pairs = list(page.object_list)
    rows = [
        {
            "row": row,
            "url": url(request, "meeting_pair_links", pk=pair.pk),
            "have": sum((pair.pk, person.pk) in links for person in people_of_pair(pair)),
            "all": len(people_of_pair(pair)),
        }
        for pair, row in zip(pairs, pair_rows(pairs), strict=True)
    ]
    return render(
        request,
        "pairing/meeting_links.html",
        {
            "heading": "Ссылки для участников",
            "lead": "По личной ссылке наставник отмечает встречу с телефона, вход не нужен.",
            "tabs": room_tabs(ROOM, request.access, request.today, "pairing:meeting_links"),
            "rows": rows,
            "page_obj": page,
            "has_links": any(row["have"] for row in rows),
            "is_open": request.program.is_open,
            "loopback": loopback_note(),
        },
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def meeting_links_issue(request: HttpRequest) -> HttpResponse:
    try:
        made = issue_all(pairs=_linked_pairs(request), by=request.user)
        words = counted(made, "ссылка", "ссылки", "ссылок")
        messages.success(
            request, f"Выдано: {words}. Напечатайте листки." if made else "Ссылки уже есть у всех."
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url(request, "meeting_links"))


@requires(Permission.PAIR_EDIT)
def meeting_links_pdf(request: HttpRequest) -> HttpResponse:
    """Slips to cut for everybody with a living link; of one pair with ?pair=."""
    pairs = _linked_pairs(request)
    if pair := row_ids([request.GET.get("pair", "")]):
        pairs = pairs.filter(pk__in=pair)
    links = open_links(request.program)
    slips = [
        {"pair": pair, **holder}
        for pair in pairs
        for holder in _holders(pair, links)
        if holder["link"] is not None
    ]
    if not slips:
        messages.info(request, "Печатать нечего: сначала выдайте ссылки.")
        return redirect(url(request, "meeting_links"))
    html = link_slips_html(request.program, slips, loopback_note())
    return pdf_response(html_to_pdf_in_child(html), "Ссылки участников.pdf")


@requires(Permission.PAIR_EDIT)
def meeting_pair_links(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    [row] = pair_rows([pair])
    holders = _holders(pair, open_links(request.program))
    for holder in holders:
        holder["qr"] = qr_svg(holder["url"]) if holder["url"] else ""
    card = url(request, "pair_detail", pk=pk)
    return render(
        request,
        "pairing/meeting_pair_links.html",
        {
            "heading": "Ссылки пары",
            "lead": f"{row}. Ссылку отдают лично: кто её откроет, тот и пишет.",
            "crumbs": [("Пары и группы", url(request, "pair_list")), (str(row), card), ("Ссылки", "")],
            "back_url": card,
            "back_label": "К паре",
            "pair": pair,
            "holders": holders,
            "can_issue": request.program.is_open and pair.state in (PairState.APPROVED, PairState.ACTIVE),
            "has_links": any(holder["link"] for holder in holders),
            "loopback": loopback_note(),
        },
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def meeting_link_create(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    person = Person.objects.filter(pk__in=row_ids([request.POST.get("person", "")])).first()
    if person is None:
        raise Http404
    return act(
        request,
        lambda: issue_meeting_link(pair=pair, person=person, by=request.user),
        "Ссылка выдана.",
        url(request, "meeting_pair_links", pk=pk),
    )


@require_POST
@requires(Permission.PAIR_EDIT)
def meeting_link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    links = PersonalLink.objects.filter(program=request.program, purpose=LinkPurpose.MEETING)
    link = get_object_or_404(links, pk=pk)
    return act(
        request,
        lambda: revoke_link(link=link, by=request.user),
        "Ссылка отозвана: страница по ней больше не открывается.",
        url(request, "meeting_pair_links", pk=link.payload.get("pair", 0)),
    )
