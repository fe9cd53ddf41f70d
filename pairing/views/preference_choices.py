"""How choices met: mutual ones, who is named often, who is little known; for the curator and the psychologist."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.words import counted
from pairing.preference_lists import ONE_OF, SIDE_LABELS, Choices, choices_of
from pairing.services.preference_links import SIDES
from pairing.views.common import url
from pairing.views.wishes_common import KEEPERS, crumbs, tabs
from pairing.wishes import MENTEE, MENTOR, RANK_WORDS
from programs.models import MentoringForm
from programs.tenancy import program_url

MOST_SHOWN = 10


@requires(*KEEPERS)
def preference_choices(request: HttpRequest) -> HttpResponse:
    forms = list(request.program.forms.all())
    form = _form(request, forms)
    found = choices_of(request.program, form, request.today) if form else None
    return render(
        request,
        "pairing/preference_choices.html",
        {
            "heading": "Взаимные выборы",
            "lead": "Кого с кем легче соединить. Это видят только куратор и психолог; участникам не рассказывайте.",
            "crumbs": crumbs(request, ("Взаимные выборы", "")),
            "tabs": tabs(request, "preference_choices"),
            "forms": [
                {
                    "label": one.title,
                    "url": f"{url(request, 'preference_choices')}?form={one.pk}",
                    "active": one == form,
                }
                for one in forms
            ],
            "answered": found.answered if found else 0,
            **(_summary(request, found) if found else {}),
            "list_url": url(request, "preference_list"),
        },
    )


def _form(request: HttpRequest, forms: list[MentoringForm]) -> MentoringForm | None:
    asked = request.GET.get("form", "")
    if not asked:
        return forms[0] if forms else None
    for form in forms:
        if str(form.pk) == asked:
            return form
    raise Http404


def _summary(request: HttpRequest, found: Choices) -> dict[str, Any]:
    def who(side: str, pk: int) -> dict[str, str]:
        entry = found.people[side, pk]
        return {
            "name": entry.person.list_name,
            "place": entry.place,
            "url": program_url(request.program, "participants:person_detail", pk=entry.person_id),
        }

    return {
        "mutual": [
            {
                "mentor": who(MENTOR, two.mentor_id),
                "mentee": who(MENTEE, two.mentee_id),
                "by_mentor": RANK_WORDS[two.by_mentor],
                "by_mentee": RANK_WORDS[two.by_mentee],
                "is_first": two.by_mentor == two.by_mentee == 1,
            }
            for two in found.meetings.mutual
        ],
        "sides": [
            {
                "side": side,
                "label": SIDE_LABELS[side],
                "wanted": [
                    {"who": who(side, pk), "times": _said(times, first)}
                    for pk, times, first in found.meetings.wanted[side][:MOST_SHOWN]
                ],
                "unchosen": [who(side, pk) for pk in found.meetings.unchosen[side]],
            }
            for side in SIDES
        ],
        "apart": [
            {
                "who": who(side, entry),
                "whom": who(MENTEE if side == MENTOR else MENTOR, other),
                "side": ONE_OF[side],
            }
            for side, entry, other in found.meetings.apart
        ],
    }


def _said(times: int, first: int) -> str:
    """«1 раз, первым», «3 раза, из них первым 2», «2 раза»."""
    words = counted(times, "раз", "раза", "раз")
    if not first:
        return words
    return f"{words}, первым" if times == 1 else f"{words}, из них первым {first}"
