"""What the pages about the open pages share: the room's tabs, their own switch, who may change them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from mentoring_site.permissions import Permission
from monitoring.views.award_common import ROOM, crumbs, url
from participants.registries import room_tabs
from programs.enums import ProgramState

HERE = "monitoring:public_home"
PAGES = (
    ("public_home", "Адрес и разделы"),
    ("public_cards", "Наши наставники"),
    ("public_paste", "Вставить на сайт школы"),
    ("published_list", "На других сайтах"),
)


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.PUBLIC_EDIT) and request.program.state != ProgramState.ARCHIVED


def public_page(request: HttpRequest, here: str) -> dict[str, Any]:
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
