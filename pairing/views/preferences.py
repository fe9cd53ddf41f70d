"""Preferences (step 18) for the curator and the psychologist: who answered, links and slips, how choices met."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.spreadsheets import table_response
from pairing.forms_wishes import ProgressFilter
from pairing.models import PreferenceSheet
from pairing.preference_lists import (
    ONE_OF,
    SIDE_LABELS,
    Answer,
    answers,
    chat_text,
    counts,
    participants,
    reminder_text,
)
from pairing.reports_wishes import blanks_html, numbered_lists, qr_slips_html
from pairing.services.preference_links import (
    SIDES,
    issue_preference_links,
    numbered,
    renew_preference_link,
    unnumbered_count,
)
from pairing.services.preferences import (
    choosers,
    remove_preferences,
)
from pairing.tables_wishes import PROGRESS_HEADER, progress_row
from pairing.views.common import url
from pairing.views.wishes_common import KEEPERS, crumbs, may_keep, tabs
from participants.applications.posters import loopback_note
from participants.views.selection import act
from programs.enums import LinkPurpose
from programs.lists import export_format, page_of, query_with
from programs.models import PersonalLink
from programs.reports import paper_curator
from programs.tenancy import program_url

VIEWS = (("left", "Не ответили"), ("done", "Ответили"), ("all", "Все"))
SHEETS_AT_ONCE = 200  # pages of one PDF


# --- who answered -----------------------------------------------------------------------------------------


@requires(*KEEPERS)
def preference_list(request: HttpRequest) -> HttpResponse:
    form, links = ProgressFilter(request.GET, program=request.program), numbered(request.program)
    rows = _entries(request, form)
    page = page_of(request, rows)
    without = unnumbered_count(request.program, links)
    by_side = counts(request.program, request.today)
    left = sum(rest for _, rest in by_side.values())
    return render(
        request,
        "pairing/preference_list.html",
        {
            "heading": "Предпочтения",
            "lead": "Кто ответил, с кем хотел бы быть в паре. Сами ответы видят куратор и психолог.",
            "crumbs": crumbs(request, ("Предпочтения", "")),
            "tabs": tabs(request, "preference_list"),
            "figures": [
                {
                    "label": SIDE_LABELS[side],
                    "value": done,
                    "of": done + rest,
                    "note": "ответили" if not rest else "",
                    "missing": f"ждём ещё {rest}" if rest else "",
                    "url": f"{url(request, 'preference_list')}?side={side}",
                }
                for side, (done, rest) in by_side.items()
            ],
            "views": _views(request, form),
            "view": _view(request),
            "form": form,
            "rows": [_shown(request, answer) for answer in answers(page, links)],
            "page_obj": page,
            "stacks": _stacks(request, len(rows)),
            "is_filtered": any(request.GET.get(name) for name in ("q", "side", "form", "school_class")),
            "query": query_with(request.GET),
            "reminder": reminder_text(request.program, left=left) if left else "",
            "without": without,
            "has_links": bool(links),
            "may_keep": may_keep(request),
            "loopback": loopback_note() if links else "",
            "nobody": not any(choosers(side, request.program).exists() for side in SIDES),
        },
    )


def _stacks(request: HttpRequest, total: int) -> list[tuple[str, str]]:
    """What the print buttons ask for: all at once, or parts when one file would be drawn for minutes."""
    query = query_with(request.GET)
    starts = range(1, total + 1, SHEETS_AT_ONCE)
    if len(starts) < 2:
        return [("", query)]
    joint = "" if query == "?" else "&"
    return [
        (f" {start}–{min(start + SHEETS_AT_ONCE - 1, total)}", f"{query}{joint}page={number}")
        for number, start in enumerate(starts, start=1)
    ]


def _view(request: HttpRequest) -> str:
    asked = request.GET.get("view", "left")
    return asked if asked in dict(VIEWS) else "left"


def _views(request: HttpRequest, form: ProgressFilter) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{url(request, 'preference_list')}{query_with(request.GET, view=code)}",
            "count": sum(rows.count() for rows in _rows(request, form, code)),
            "active": code == _view(request),
        }
        for code, label in VIEWS
    ]


def _rows(request: HttpRequest, form: ProgressFilter, view: str = "") -> list[Any]:
    """Query sets of both sides, mentors first, narrowed by the view and the filter."""
    return participants(
        request.program,
        request.today,
        view=view or _view(request),
        q=form.cleaned_data.get("q", "") if form.is_valid() else "",
        **form.narrowing(),
    )


def _entries(request: HttpRequest, form: ProgressFilter, view: str = "") -> list[Any]:
    return [entry for rows in _rows(request, form, view) for entry in rows.for_list(request.program)]


def _shown(request: HttpRequest, answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer,
        "name": answer.entry.person.full_name,
        "place": answer.entry.place,
        "side": ONE_OF[answer.side],
        "card_url": program_url(request.program, "participants:person_detail", pk=answer.entry.person_id),
        "text": chat_text(answer, request.school, curator=paper_curator(request.access, request.today))
        if answer.link and not answer.told
        else "",
        "renew_url": url(request, "preference_renew", pk=answer.link.link.pk) if answer.link else "",
        "link_pk": answer.link.link.pk if answer.link else None,
    }


@requires(*KEEPERS)
def preference_export(request: HttpRequest) -> HttpResponse:
    """Who answered and when; choices leave the room in no table."""
    rows = answers(_entries(request, ProgressFilter(request.GET, program=request.program), "all"), [])
    return table_response(
        export_format(request),
        f"Кто ответил на анкету предпочтений {request.program.year_label}",
        title=f"Кто ответил на анкету предпочтений, {request.school.list_name}",
        header=PROGRESS_HEADER,
        rows=[progress_row(row) for row in rows],
        sheet_name="Ответы",
    )


# --- links and papers -------------------------------------------------------------------------------------


@require_POST
@requires(*KEEPERS)
def preference_issue(request: HttpRequest) -> HttpResponse:
    done = "Ссылки готовы. Напечатайте листки с QR-кодом или отправьте ссылки по одной."
    act(request, done, issue_preference_links, program=request.program)
    return redirect(url(request, "preference_list"))


@require_POST
@requires(*KEEPERS)
def preference_renew(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(_links(request), pk=pk)
    act(request, "Ссылка заменена: прежняя больше не открывается.", renew_preference_link, link=link)
    return redirect(f"{url(request, 'preference_list')}{query_with(request.GET)}")


def _links(request: HttpRequest) -> Any:
    return PersonalLink.objects.filter(program=request.program, purpose=LinkPurpose.PREFERENCE)


def _to_print(request: HttpRequest) -> list[Answer]:
    """Those of the list who have a link: everybody of the filter who has not answered, or all of it."""
    form, links = ProgressFilter(request.GET, program=request.program), numbered(request.program)
    page = page_of(request, _entries(request, form), SHEETS_AT_ONCE)
    return [row for row in answers(page, links) if row.link]


@requires(*KEEPERS)
def preference_slips_pdf(request: HttpRequest) -> HttpResponse:
    rows = _to_print(request)
    if not rows:
        return _nothing(request)
    return pdf_response(
        html_to_pdf_in_child(qr_slips_html(request.school, rows)), "Листки с личными ссылками.pdf"
    )


@requires(*KEEPERS)
def preference_blanks_pdf(request: HttpRequest) -> HttpResponse:
    rows = _to_print(request)
    if not rows:
        return _nothing(request)
    lists = numbered_lists(request.program, request.today)
    html = blanks_html(request.program, rows, lists, request.today)
    return pdf_response(html_to_pdf_in_child(html), "Анкеты предпочтений.pdf")


def _nothing(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Печатать нечего: в этом списке ни у кого нет ссылки. Сначала выдайте ссылки.")
    return redirect(f"{url(request, 'preference_list')}{query_with(request.GET)}")


@require_POST
@requires(*KEEPERS)
def preference_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = PreferenceSheet.objects.filter(program=request.program)
    sheet = get_object_or_404(
        rows.select_related("program__school", "mentor__person", "mentee__person"), pk=pk
    )
    person = (sheet.mentor or sheet.mentee).person_id
    act(request, "Ответы удалены. Участник может ответить ещё раз.", remove_preferences, sheet=sheet)
    return redirect(program_url(request.program, "participants:person_detail", pk=person))
