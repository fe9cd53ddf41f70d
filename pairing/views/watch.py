"""«Пары, которым нужно внимание»: who is silent, since when, and the one thing to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, plural
from pairing.enums import PairState
from pairing.selections import pairs_of
from pairing.services.watching import watched_pairs
from pairing.views.common import url
from pairing.watch_office import watch_row
from programs.lists import page_of


@requires(Permission.MONITORING_VIEW)
def watch_list(request: HttpRequest) -> HttpResponse:
    access = request.access
    asking = watched_pairs(access, request.today)
    living = pairs_of(access).in_state(PairState.ACTIVE).count()
    page = page_of(request, asking)
    return render(
        request,
        "pairing/watch_list.html",
        {
            "heading": "Пары, которым нужно внимание",
            "lead": _lead(len(asking), living),
            "rows": [watch_row(one, access, request.today) for one in page],
            "page_obj": page,
            "living": living,
            "crumbs": [("Пары и группы", url(request, "pair_list")), ("Нужно внимание", "")],
            "back_url": url(request, "pair_list"),
            "back_label": "Пары и группы",
            "rules_url": url(request, "form_rules_list") if access.has(Permission.SETTINGS_EDIT) else "",
        },
    )


def _lead(asking: int, living: int) -> str:
    if not living:
        return "Действующих пар пока нет."
    if not asking:
        return f"{counted(living, 'пара', 'пары', 'пар')}, и у всех всё в порядке."
    words = plural(asking, "пара", "пары", "пар")
    return f"{asking} {words} из {living}. Сроки считаются по рабочему календарю школы."
