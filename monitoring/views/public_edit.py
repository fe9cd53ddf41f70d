"""«Открытые страницы»: settings, cards of mentors, text for the school's site, publications elsewhere."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.permissions import Permission
from monitoring.enums import PublicState
from monitoring.forms_public import BlockForm, CardForm, CardMentorForm, ElsewhereForm
from monitoring.models import PublicBlock, PublicCard, PublishedElsewhere
from monitoring.public_addresses import public_address, public_path
from monitoring.public_paste import pasted_sections, whole_page
from monitoring.public_people import shown_people
from monitoring.public_sections import describe_cards
from monitoring.services.public_cards import create_card, delete_card, move_card, save_card
from monitoring.services.publication import (
    block_of,
    letter_words,
    people_behind,
    save_block,
    save_elsewhere,
    to_be_asked,
)
from monitoring.transitions_public import CARD_MOVES, CardAction
from monitoring.views.recognition_common import ROOM, crumbs, save_shown, url
from participants.registries import room_tabs
from programs.enums import ProgramState
from programs.services.audit import Refusal

HERE = "monitoring:public_home"
BADGES = {PublicState.DRAFT: "draft", PublicState.PUBLISHED: "ok", PublicState.WITHDRAWN: "none"}
PAGES = (
    ("public_home", "Адрес и разделы"),
    ("public_cards", "Наши наставники"),
    ("public_paste", "Вставить на сайт школы"),
    ("published_list", "На других сайтах"),
)
LABELS = {CardAction.PUBLISH: "Показать на странице", CardAction.WITHDRAW: "Снять со страницы"}


@requires(Permission.PUBLIC_EDIT)
def public_home(request: HttpRequest) -> HttpResponse:
    block = block_of(request.school)
    form = BlockForm(request.POST or None, instance=block, use_required_attribute=False)
    status: int | None = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            status = save_shown(
                form,
                lambda version: save_block(
                    program=request.program, changes=data, shown_version=version, by=request.user
                ),
                lambda: block_of(request.school).version,
            )
        if status is None:
            messages.success(request, "Открытые страницы настроены.")
            return redirect(url(request, "public_home"))
    address = public_address(request.school)
    return render(
        request,
        "monitoring/public_home.html",
        _page(request, "public_home")
        | {
            "heading": "Открытые страницы",
            "lead": "Что школа показывает всем, без входа: только с согласия на публикацию.",
            "form": form,
            "shown": block,
            "address": address,
            "path": public_path(request.school),
            "qr": mark_safe(
                segno.make(address, error="m").svg_inline(
                    scale=4, border=1, omitsize=True, svgclass="qr", lineclass=None
                )
            ),
            "is_loopback": settings.SITE_IS_LOOPBACK,
            "is_indexed": settings.PUBLIC_PAGES_INDEXED,
        },
        status=status,
    )


@require_safe
@requires(Permission.PUBLIC_EDIT)
def public_cards(request: HttpRequest) -> HttpResponse:
    cards = list(PublicCard.objects.filter(program=request.program).select_related("person"))
    allowed = shown_people([card.person for card in cards], request.today)
    return render(
        request,
        "monitoring/public_cards.html",
        _page(request, "public_cards")
        | {
            "heading": "Наши наставники",
            "lead": "Карточки наставников для открытой страницы и сайта школы.",
            "rows": [
                {
                    "card": card,
                    "kind": BADGES[PublicState(card.state)],
                    "is_hidden": card.state == PublicState.PUBLISHED and card.person_id not in allowed,
                    "lacks_paper": card.person_id not in allowed,
                }
                for card in cards
            ],
            "form": CardMentorForm(program=request.program, use_required_attribute=False),
            "can_edit": can_edit(request),
        },
    )


@require_POST
@requires(Permission.PUBLIC_EDIT)
def card_create(request: HttpRequest) -> HttpResponse:
    form = CardMentorForm(request.POST, program=request.program)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(url(request, "public_cards"))
    try:
        card = create_card(mentor=form.cleaned_data["mentor"], by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "public_cards"))
    messages.success(request, "Карточка собрана из данных. Проверьте её и добавьте фотографию.")
    return redirect(url(request, "card_edit", pk=card.pk))


@requires(Permission.PUBLIC_EDIT)
def card_edit(request: HttpRequest, pk: int) -> HttpResponse:
    card = _card(request, pk)
    form = CardForm(request.POST or None, request.FILES or None, instance=card, use_required_attribute=False)
    status: int | None = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = save_shown(
                form, lambda version: _save(request, card, form, version), lambda: _card(request, pk).version
            )
        if status is None:
            messages.success(request, "Карточка сохранена.")
            return redirect(url(request, "card_edit", pk=pk))
    action = next(action for action, (sources, _) in CARD_MOVES.items() if card.state in sources)
    return render(
        request,
        "monitoring/card_edit.html",
        {
            "heading": card.person.full_name,
            "lead": f"Карточка наставника, {card.get_state_display()}",
            "crumbs": crumbs(
                request,
                ("Открытые страницы", url(request, "public_home")),
                ("Наши наставники", url(request, "public_cards")),
                (card.person.list_name, ""),
            ),
            "form": form,
            "card": card,
            "look": describe_cards([card], request.program)[0],
            "has_paper": card.person_id in shown_people([card.person], request.today),
            "action": action,
            "action_label": LABELS[action],
            "can_edit": can_edit(request),
            "back_url": url(request, "public_cards"),
            "back_label": "К карточкам",
        },
        status=status,
    )


def _save(request: HttpRequest, card: PublicCard, form: CardForm, version: int) -> Any:
    given = form.cleaned_data["upload"]
    return save_card(
        card=card,
        changes=form.changes(),
        shown_version=version,
        by=request.user,
        photo_name=given.name if given else "",
        photo=given.read() if given else b"",
        drops_photo=form.cleaned_data.get("drops_photo", False),
    )


@require_POST
@requires(Permission.PUBLIC_EDIT)
def card_move(request: HttpRequest, pk: int) -> HttpResponse:
    card, action = _card(request, pk), request.POST.get("action", "")
    if action not in CARD_MOVES:
        return HttpResponse("Такого действия нет.", status=400, content_type="text/plain; charset=utf-8")
    try:
        move_card(card=card, action=action, by=request.user, on=request.today)
    except Refusal as refusal:
        return _refused(request, card, refusal)
    shown = action == CardAction.PUBLISH
    messages.success(request, "Карточка на открытой странице." if shown else "Карточка снята со страницы.")
    return redirect(url(request, "card_edit", pk=pk))


def _refused(request: HttpRequest, card: PublicCard, refusal: Refusal) -> HttpResponse:
    """With the way out: the blank of the missing paper."""
    return render(
        request,
        "monitoring/card_refused.html",
        {
            "heading": "Карточка не показана",
            "crumbs": crumbs(
                request, ("Наши наставники", url(request, "public_cards")), (card.person.list_name, "")
            ),
            "text": str(refusal),
            "blank_url": refusal.url if request.access.has(Permission.CONSENT_VIEW) else "",
            "blank_label": refusal.url_label,
            "back_url": url(request, "card_edit", pk=card.pk),
            "back_label": "К карточке",
        },
        status=409,
    )


@require_POST
@requires(Permission.PUBLIC_EDIT)
def card_delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        delete_card(card=_card(request, pk), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "card_edit", pk=pk))
    messages.success(request, "Карточка удалена.")
    return redirect(url(request, "public_cards"))


@require_safe
@requires(Permission.PUBLIC_EDIT)
def card_photo(request: HttpRequest, pk: int) -> HttpResponse:
    card = _card(request, pk)
    if card.photo is None:
        raise Http404
    return download(card.photo.content, name=card.photo.file_name, content_type=card.photo.content_type)


@require_safe
@requires(Permission.PUBLIC_EDIT)
def public_paste(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "monitoring/public_paste.html",
        _page(request, "public_paste")
        | {
            "heading": "Вставить на сайт школы",
            "lead": "Готовый текст разделов для сайта школы на Госвебе или другой площадке.",
            "parts": pasted_sections(request.program, _shown_block(request), request.today),
        },
    )


@require_safe
@requires(Permission.PUBLIC_EDIT)
def public_paste_file(request: HttpRequest) -> HttpResponse:
    parts = pasted_sections(request.program, _shown_block(request), request.today)
    page = whole_page(f"Наставничество, {request.school.short_name}", parts)
    name = f"Наставничество {request.program.year_label}.html"
    return HttpResponse(
        page,
        content_type="text/html; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _shown_block(request: HttpRequest) -> PublicBlock:
    return block_of(request.school)


@require_safe
@requires(Permission.PUBLIC_EDIT)
def published_list(request: HttpRequest) -> HttpResponse:
    rows = list(
        PublishedElsewhere.objects.filter(program=request.program)
        .select_related("person", "case__pair__mentor__person")
        .prefetch_related("case__pair__members__mentee__person")
    )
    asked = {row.pk for row in to_be_asked(request.program, request.today)}
    return render(
        request,
        "monitoring/published_list.html",
        _page(request, "published_list")
        | {
            "heading": "На других сайтах",
            "lead": "Где ещё стоит материал о человеке или кейс: чтобы попросить убрать, если согласие отзовут.",
            "rows": [
                {
                    "row": row,
                    "about": row.person.list_name if row.person else f"кейс «{row.case}»",
                    "people": [person.list_name for person in people_behind(row)],
                    "must_ask": row.pk in asked,
                    "letter": letter_words(row, request.school) if row.pk in asked else "",
                }
                for row in sorted(rows, key=lambda row: row.pk not in asked)
            ],
            "can_edit": can_edit(request),
        },
    )


@requires(Permission.PUBLIC_EDIT)
def published_create(request: HttpRequest) -> HttpResponse:
    return _elsewhere(request, None)


@requires(Permission.PUBLIC_EDIT)
def published_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _elsewhere(request, get_object_or_404(PublishedElsewhere, program=request.program, pk=pk))


def _elsewhere(request: HttpRequest, row: PublishedElsewhere | None) -> HttpResponse:
    form = ElsewhereForm(request.POST or None, program=request.program, row=row, use_required_attribute=False)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_elsewhere(program=request.program, values=form.values(), by=request.user, row=row)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Публикация записана.")
                return redirect(url(request, "published_list"))
    heading = "Публикация на другом сайте"
    return render(
        request,
        "monitoring/published_form.html",
        {
            "heading": heading,
            "lead": str(row.person or f"Кейс «{row.case}»") if row else "",
            "crumbs": crumbs(request, ("На других сайтах", url(request, "published_list")), (heading, "")),
            "form": form,
            "back_url": url(request, "published_list"),
            "back_label": "К списку",
        },
        status=status,
    )


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.PUBLIC_EDIT) and request.program.state != ProgramState.ARCHIVED


def _card(request: HttpRequest, pk: int) -> PublicCard:
    rows = PublicCard.objects.filter(program=request.program).select_related(
        "person", "program__school", "photo"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, here: str) -> dict[str, Any]:
    tabs = room_tabs(ROOM, request.access, request.today, HERE)
    return {
        "crumbs": crumbs(
            request, ("Открытые страницы", url(request, "public_home") if here != "public_home" else "")
        )
        + ([(dict(PAGES)[here], "")] if here != "public_home" else []),
        "tabs": tabs if len(tabs) > 1 else [],
        "pages": [
            {"label": label, "url": url(request, name), "active": name == here} for name, label in PAGES
        ],
    }
