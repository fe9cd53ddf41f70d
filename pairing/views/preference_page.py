"""The page behind a participant's own link: whom he would like in his pair, phone first, without sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mentoring_site import clock
from pairing.models import PreferenceSheet
from pairing.services.preference_links import entry_of
from pairing.services.preferences import (
    candidates_for,
    save_preferences,
    side_of,
    told_of,
    why_not,
    wishes_of,
)
from pairing.wishes import (
    COMMENT_LENGTH,
    FIELD,
    GENDER_WORDS,
    MENTOR,
    RANK_WORDS,
    REFUSES,
    Candidate,
    Wishes,
    matches,
    problems,
    read_wishes,
)
from participants.enums import ConsentPurpose, ResponseSource
from participants.models import Mentee, Mentor
from participants.services.consents import may_process
from programs.enums import LinkPurpose
from programs.links import behind_link
from programs.models import PersonalLink
from programs.services.audit import Refusal
from programs.services.links import token_of

MOST_SHOWN = 150  # rows of the list; the search looks through all
OPTIONS = (("", "—"), ("1", "первый"), ("2", "второй"), ("3", "третий"), (REFUSES, "не хочу"))
NOBODY = "Отметьте хотя бы одного человека или поставьте «Мне всё равно, с кем быть в паре»."


def _own_words(entry: Mentor | Mentee, reason: str) -> str:
    """The same refusal to the person himself: without his own name in the third person."""
    own = reason.removeprefix(f"{entry.person.list_name}: ")
    return own[:1].upper() + own[1:]


@behind_link(LinkPurpose.PREFERENCE)
def page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The form, or the answer given already with a way to change it."""
    entry = entry_of(link)
    if entry is None:
        raise Http404
    today = clock.today()
    reason = _own_words(entry, why_not(entry) or _no_consent(entry, today))
    sheet = PreferenceSheet.objects.filter(**{side_of(entry): entry}).prefetch_related("choices").first()
    context = _frame(request, entry) | {"reason": reason, "told": told_of(sheet) if sheet else ""}
    if reason or (sheet and request.method == "GET" and "edit" not in request.GET):
        return render(request, "pairing/preference_page.html", context | _given(entry, sheet, today))
    candidates = candidates_for(entry, today)
    if request.method == "GET":
        wishes = wishes_of(sheet) if sheet else Wishes()
        return render(
            request, "pairing/preference_page.html", context | _form(request, entry, candidates, wishes)
        )
    wishes = read_wishes(request.POST)
    errors: list[str] = []
    if "find" not in request.POST:
        errors = problems(wishes)
        if wishes.is_empty and "nobody" not in request.POST:
            errors.append(NOBODY)
        if not errors:
            try:
                save_preferences(
                    chooser=entry, wishes=wishes, source=ResponseSource.PHONE, on=today, link=link
                )
            except Refusal as refusal:
                errors.append(str(refusal))
            else:
                messages.success(request, "Ответ отправлен. Спасибо!")
                return redirect(_address(link))
    context |= _form(request, entry, candidates, wishes) | {"errors": errors}
    return render(request, "pairing/preference_page.html", context, status=422 if errors else 200)


def _frame(request: HttpRequest, entry: Mentor | Mentee) -> dict[str, Any]:
    is_mentor = side_of(entry) == MENTOR
    return {
        "plain_title": request.school.list_name,
        "plain_sub": f"{request.program.year_label} учебный год",
        "heading": f"Здравствуйте, {entry.person.first_name}!",
        "lead": f"С кем вам хотелось бы быть в паре? Вы – {'наставник' if is_mentor else 'наставляемый'}, "
        f"выбираете {'наставляемых' if is_mentor else 'наставника'}.",
        "is_mentor": is_mentor,
    }


def _no_consent(entry: Mentor | Mentee, on: Any) -> str:
    decision = may_process(entry.person, ConsentPurpose.PARTICIPATION, on)
    if decision.is_allowed:
        return ""
    return f"Пока ответить нельзя: {decision.missing}. Подпишите бланк согласия и отдайте куратору."


def _given(entry: Mentor | Mentee, sheet: PreferenceSheet | None, on: Any) -> dict[str, Any]:
    """What he has answered, for his own eyes."""
    if sheet is None:
        return {"is_done": False}
    wishes, names = wishes_of(sheet), {one.entry_id: one.label for one in candidates_for(entry, on)}
    return {
        "is_done": True,
        "ranked": [
            (RANK_WORDS[rank].capitalize(), names[pk]) for pk, rank in wishes.choices if rank and pk in names
        ],
        "refused": [names[pk] for pk in wishes.refuses if pk in names],
        "gender_words": GENDER_WORDS[wishes.wishes_gender] if wishes.wishes_gender else "",
        "comment": wishes.comment,
    }


def _form(
    request: HttpRequest, entry: Mentor | Mentee, candidates: list[Candidate], wishes: Wishes
) -> dict[str, Any]:
    chosen = {pk: REFUSES if rank is None else str(rank) for pk, rank in wishes.choices}
    asked = request.POST.get("q", "")[:100] if "find" in request.POST else ""
    found = [one for one in candidates if one.entry_id in chosen or matches(one, asked)]
    # Those already chosen stay in sight: a search must not lose them.
    found.sort(key=lambda one: one.entry_id not in chosen)
    kept = sum(one.entry_id in chosen for one in found)
    shown = found[: max(MOST_SHOWN, kept)]
    groups = [
        ("Ваш выбор", [one for one in shown if one.entry_id in chosen]),
        ("Были на встрече", [one for one in shown if one.entry_id not in chosen and one.was_there]),
        ("Остальные", [one for one in shown if one.entry_id not in chosen and not one.was_there]),
    ]
    return {
        "is_form": True,
        "groups": [
            (label, [_row(one, chosen.get(one.entry_id, "")) for one in people])
            for label, people in groups
            if people
        ],
        "options": OPTIONS,
        "genders": list(GENDER_WORDS.items()),
        "wishes": wishes,
        "q": asked,
        "found": len(found) - kept,
        "hidden": len(found) - len(shown),
        "total": len(candidates),
        "nobody": "nobody" in request.POST or (wishes.is_empty and "edit" in request.GET),
        "comment_length": COMMENT_LENGTH,
    }


def _row(one: Candidate, value: str) -> dict[str, Any]:
    return {
        "field": f"{FIELD}{one.entry_id}",
        "name": one.name,
        "place": one.place,
        "label": one.label,
        "value": value,
    }


def _address(link: PersonalLink) -> str:
    return reverse("preference_page:page", kwargs={"token": token_of(link)})
