"""Cards of «Наши наставники»: list, draft from the data, texts and photo, showing and taking off."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.permissions import Permission
from monitoring.enums import PublicState
from monitoring.forms_public import CardForm, CardMentorForm
from monitoring.models import PublicCard
from monitoring.public_people import shown_people
from monitoring.public_sections import describe_cards
from monitoring.services.public_cards import create_card, delete_card, move_card, save_card
from monitoring.transitions_public import CARD_MOVES, CardAction
from monitoring.views.award_common import crumbs, once, saved, url
from monitoring.views.public_common import can_edit, public_page
from programs.services.audit import Refusal

BADGES = {PublicState.DRAFT: "draft", PublicState.PUBLISHED: "ok", PublicState.WITHDRAWN: "none"}
LABELS = {CardAction.PUBLISH: "Показать на странице", CardAction.WITHDRAW: "Снять со страницы"}


@require_safe
@requires(Permission.PUBLIC_EDIT)
def public_cards(request: HttpRequest) -> HttpResponse:
    cards = list(PublicCard.objects.filter(program=request.program).select_related("person"))
    allowed = shown_people([card.person for card in cards], request.today)
    return render(
        request,
        "monitoring/public_cards.html",
        public_page(request, "public_cards")
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
            "form": CardMentorForm(access=request.access, on=request.today, use_required_attribute=False),
            "can_edit": can_edit(request),
        },
    )


@require_POST
@requires(Permission.PUBLIC_EDIT)
def card_create(request: HttpRequest) -> HttpResponse:
    form = CardMentorForm(request.POST, access=request.access, on=request.today, with_taken=True)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(url(request, "public_cards"))
    try:
        card = once(request, lambda: create_card(mentor=form.cleaned_data["mentor"], by=request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "public_cards"))
    if card is None:  # pressed twice: the first press has made it
        card = get_object_or_404(
            PublicCard, program=request.program, person=form.cleaned_data["mentor"].person_id
        )
        return redirect(url(request, "card_edit", pk=card.pk))
    messages.success(request, "Карточка собрана из данных. Проверьте её и добавьте фотографию.")
    return redirect(url(request, "card_edit", pk=card.pk))


@requires(Permission.PUBLIC_EDIT)
def card_edit(request: HttpRequest, pk: int) -> HttpResponse:
    card = _card(request, pk)
    form = CardForm(request.POST or None, request.FILES or None, instance=card, use_required_attribute=False)
    status = 200
    if request.method == "POST":
        status = saved(form, lambda: _save(request, card, form), lambda: _card(request, pk).version)
        if not status:
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
            "may_move": can_edit(request) or action == CardAction.WITHDRAW,  # off it comes in the archive too
            "back_url": url(request, "public_cards"),
            "back_label": "К карточкам",
        },
        status=status or 200,
    )


def _save(request: HttpRequest, card: PublicCard, form: CardForm) -> PublicCard:
    given = form.cleaned_data["upload"]
    return save_card(
        card=card,
        changes=form.changes(),
        shown_version=form.cleaned_data["version"] or 0,
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


def _card(request: HttpRequest, pk: int) -> PublicCard:
    rows = PublicCard.objects.filter(program=request.program).select_related(
        "person", "program__school", "photo"
    )
    return get_object_or_404(rows, pk=pk)
