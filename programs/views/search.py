from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from programs.registries.screens import SEARCHES, SearchHit

MIN_LENGTH = 2
MAX_LENGTH = 100


@requires(Permission.DASHBOARD_VIEW)
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:MAX_LENGTH]
    groups: dict[str, list[SearchHit]] = {}
    if len(text) >= MIN_LENGTH:
        for find in SEARCHES:
            for hit in find(request.access, text):
                groups.setdefault(hit.kind, []).append(hit)
    total = sum(len(hits) for hits in groups.values())
    return render(
        request,
        "programs/search.html",
        {
            "heading": "Поиск",
            "lead": f"«{text}»: {counted(total, 'запись', 'записи', 'записей')}." if total else "",
            "q": text,
            "is_short": bool(text) and len(text) < MIN_LENGTH,
            "groups": groups,
        },
    )
