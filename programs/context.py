"""What the shell of every page shows: school and year, navigation, the person, notes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from mentoring_site import clock
from mentoring_site.permissions import ROLE_LABELS, STAFF_ROLES, Role
from programs.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from programs.fresh import until_next_event
from programs.models import Membership, Program, School
from programs.registries.screens import NAV, NAV_GROUPS, NavItem
from programs.tenancy import program_url


def shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    common = {
        "is_demo": False,
        "told_day": settings.DEMO_TODAY and clock.today(),
        "theme": getattr(user, "theme", "auto") or "auto",
    }
    access = getattr(request, "access", None)
    if access is None:
        is_work = user is not None and user.is_authenticated
        is_demo = School.objects.filter(is_demo=True).exists()
        return {
            "shell": common
            | {
                "is_demo": is_demo,
                "person_name": str(user) if is_work else "",
                "insecure_note": insecure_note(),
            },
            "demo_accounts": list(DEMO_ACCOUNTS.items()) if is_demo and not is_work else [],
            "demo_password": DEMO_PASSWORD if is_demo and not is_work else "",
        }
    items = [_nav(item, request) for item in NAV if item.is_for(access)]
    groups = [
        {"title": title, "items": [item for item in items if item["group"] == title]}
        for title in NAV_GROUPS
        if title != "foot"
    ]
    return {
        "shell": common
        | {
            "school": {"name_short": access.school.list_name, "name_full": access.school.short_name},
            "program": access.program.year_label,
            "nav_groups": [group for group in groups if group["items"]],
            "nav_foot": [item for item in items if item["group"] == "foot"],
            "bottom_nav": [
                *(
                    {**item, "label": item["phone_label"], "count": item["count"] if item["hot"] else None}
                    for item in items
                    if item["phone_label"]
                ),
            ][:4]
            + [{"label": "Ещё", "url": "#menu", "icon": "menu", "active": False}],
            "home_url": program_url(access.program, "programs:dashboard"),
            "person_name": _short(user),
            "initials": (user.last_name[:1] + user.first_name[:1]) or user.username[:2].upper(),
            "role_label": role_label(access),
            "is_demo": access.school.is_demo,
            "switch_choices": switch_choices(request),
            "insecure_note": insecure_note(),
            "account_url": reverse("account:profile"),
            "calendar_url": program_url(access.program, "programs:my_calendar"),
            "logout_url": reverse("sign_out"),
            "help_url": reverse("account:help"),
            "search_url": (
                program_url(access.program, "programs:search") if access.roles & STAFF_ROLES else ""
            ),
        },
        "access": access,
        "program": access.program,
    }


def _nav(item: Any, request: Any) -> dict[str, Any]:
    url = program_url(request.program, item.url_name)
    count, hot = until_next_event(
        request.access, request.today, f"menu:{item.url_name}", lambda: _counts(item, request)
    )
    is_home = item.url_name == "programs:dashboard"
    rooms = [url, *(program_url(request.program, name) for name in item.also)]
    return {
        "group": item.group,
        "label": item.label,
        "phone_label": item.phone_label,
        "url": url,
        "icon": item.icon,
        "count": hot or count,
        "hot": bool(hot),
        "active": request.path == url if is_home else request.path.startswith(tuple(rooms)),
    }


def _counts(item: NavItem, request: Any) -> tuple[int | str | None, int]:
    count = item.count(request.access, request.today) if item.count else None
    return count, item.hot_count(request.access, request.today) if item.hot_count else 0


def role_label(access: Any) -> str:
    """«Куратор программы, Классный руководитель»; who stands in is «И. о. директора»."""
    words = ["И. о. директора"] if access.is_acting_director else []
    words += [ROLE_LABELS[role] for role in Role if role in access.roles]
    return ", ".join(words[:2]) + ("…" if len(words) > 2 else "")


def switch_choices(request: Any) -> list[dict[str, Any]]:
    """Other schools and years of this user, newest first."""
    schools = Membership.objects.of_user(request.user).active(clock.today()).values("school")
    programs = Program.objects.filter(school__in=schools).select_related("school")
    return [
        {
            "label": program.school.list_name,
            "sub": f"{program.year_label} учебный год",
            "url": program_url(program, "programs:dashboard"),
            "active": program.pk == request.program.pk,
        }
        for program in programs.order_by("school__list_name", "-label")
    ]


def insecure_note() -> str:
    if settings.SITE_URL.startswith("https://"):
        return ""
    host = settings.SITE_URL.split("//", 1)[-1].split(":")[0].split("/")[0]
    if host in ("127.0.0.1", "localhost", "[::1]"):
        return ""
    return "Сайт открыт без шифрования (http). Пользуйтесь им только внутри школьной сети."


def _short(user: Any) -> str:
    initials = "\u202f".join(f"{part[0]}." for part in (user.first_name, user.middle_name) if part)
    return f"{user.last_name}\u00a0{initials}".strip() or user.username
