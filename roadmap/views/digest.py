from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import STAFF_ROLES, Permission
from mentoring_site.words import ru_date, ru_weekday
from participants.services.letters import mail_is_set_up
from programs.tenancy import program_url
from programs.views.acting import act
from roadmap.digest import Digest, digest_of, what_next
from roadmap.models import Step
from roadmap.services.digests import choose_digest, wants_digest
from roadmap.views.common import Context, crumbs, room_tabs, table_url
from roadmap.wording import badge_of

SHOWN_ATTENTION = 7


@requires(Permission.ROADMAP_VIEW)
def digest(request: HttpRequest) -> HttpResponse:
    """One's own week; nothing of others stands here."""
    week = digest_of(request.access, request.today)
    context = {
        "heading": "Моя сводка",
        "lead": f"Неделя {week.week.words}: только ваши шаги, дела и события.",
        "crumbs": crumbs(request, ("Моя сводка", "")),
        "tabs": room_tabs(request.access, request.today, "roadmap:digest"),
        "groups": _groups(request, week),
        "attention": [
            {
                "kind": item.severity,
                "subject": item.subject,
                "rest": item.rest,
                "since": item.since,
                "action_url": item.action_url,
                "action_label": item.action_label,
            }
            for item in week.attention[:SHOWN_ATTENTION]
        ],
        "attention_more": max(0, len(week.attention) - SHOWN_ATTENTION),
        "events": [
            (f"{ru_weekday(item.day)}, {ru_date(item.day, year=False)}", item) for item in week.events
        ],
        "is_empty": week.is_empty,
        "what_next": what_next(week),
        "next_url": _step_url(request, week.after) if week.after else table_url(request),
        "next_label": "Открыть шаг" if week.after else "Посмотреть карту",
        "is_staff": bool(request.access.roles & STAFF_ROLES),
        "is_on": wants_digest(request.program, request.user),
        "email": request.user.email,
        "mail_works": mail_is_set_up(),
    }
    return render(request, "roadmap/digest.html", context)


@require_POST
@requires(Permission.ROADMAP_VIEW)
def digest_choice(request: HttpRequest) -> HttpResponse:
    is_on = request.POST.get("is_on") == "on"
    return act(
        request,
        lambda: choose_digest(program=request.program, user=request.user, is_on=is_on),
        "Письмо со сводкой будет приходить раз в неделю." if is_on else "Сводка больше не приходит по почте.",
        program_url(request.program, "roadmap:digest"),
    )


def _groups(request: HttpRequest, week: Digest) -> list[Context]:
    groups = (
        ("Просрочены", week.late),
        ("Срок на этой неделе", week.this_week),
        ("Срок на следующей неделе", week.next_week),
        ("Скоро начнутся", week.starting),
    )
    return [
        {"title": title, "lines": [_line(request, step) for step in steps]}
        for title, steps in groups
        if steps
    ]


def _line(request: HttpRequest, step: Step) -> Context:
    badge, state = badge_of(step, request.today)
    return {
        "number": step.said_number,
        "title": step.short_title,
        "url": _step_url(request, step),
        "badge": badge,
        "state": state,
        "term": f"до {ru_date(step.ends)}"
        if step.starts <= request.today
        else f"с {ru_date(step.starts)} до {ru_date(step.ends)}",
    }


def _step_url(request: HttpRequest, step: Step) -> str:
    return program_url(request.program, "roadmap:step_detail", number=step.number)
