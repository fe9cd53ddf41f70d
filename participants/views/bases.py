"""The two bases: list, exports, the official form, actions on ticked rows. `base` comes from the route."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Access, Permission
from mentoring_site.spreadsheets import CONTENT_TYPES, table_response
from mentoring_site.words import counted, joined, short_date
from participants.enums import BaseKind, MenteeStatus, PersonKind
from participants.filters import Selection, select_entries
from participants.models import Mentee
from participants.registries import BULK_ACTIONS, of_base
from participants.reports import base_paper
from participants.resources import for_export, official_table, partner_table
from participants.services.base_papers import latest
from participants.services.consents import leaving_school
from participants.services.entries import admit_mentee
from participants.services.saved_filters import saved_filters_of
from participants.tables import PER_PAGE, table_of
from programs.enums import DocumentState
from programs.fresh import until_next_event
from programs.lists import row_ids
from programs.reports import paper_curator
from programs.services.audit import Refusal
from programs.tenancy import program_url

HEADINGS = {BaseKind.MENTORS: "Наставники", BaseKind.MENTEES: "Наставляемые"}
FILES = {BaseKind.MENTORS: "База наставников", BaseKind.MENTEES: "База наставляемых"}
NOUNS = {BaseKind.MENTORS: "mentor", BaseKind.MENTEES: "mentee"}
FORMATS = {"xlsx": "Excel (.xlsx)", "ods": "LibreOffice (.ods)", "csv": "Текст (.csv)"}
STARTS = {
    BaseKind.MENTORS: "Здесь собираются те, кто готов помогать: ученики, педагоги, родители, ветераны. "
    "Добавьте первого наставника или загрузите таблицу.",
    BaseKind.MENTEES: "Здесь собираются те, кому нужна поддержка наставника. "
    "Добавьте первого наставляемого или загрузите таблицу.",
}


@requires(Permission.BASE_VIEW)
def entry_list(request: HttpRequest, base: str) -> HttpResponse:
    access, today = request.access, request.today
    chosen = select_entries(base, access, today, request.GET)
    totals = until_next_event(access, today, f"tabs:{base}", partial(_totals, chosen, access, today))
    pages = Paginator(chosen.rows.for_list(access.program), PER_PAGE)
    if not chosen.is_narrowed:
        pages.count = totals[chosen.tab.code]  # the same rows were counted for the tab
    page = pages.get_page(request.GET.get("page"))
    entries = list(page.object_list)
    return render(
        request,
        "participants/entry_list.html",
        {
            "base": base,
            "approval": until_next_event(access, today, f"approved:{base}", partial(_approval, base, access)),
            "noun": NOUNS[base],
            "heading": HEADINGS[base],
            "lead": until_next_event(access, today, f"lead:{base}", partial(_lead, chosen, access)),
            "crumbs": [("Главная", _url(access, "programs:dashboard")), (HEADINGS[base], "")],
            "tabs": [
                {
                    "label": tab.label,
                    "count": totals[tab.code],
                    "url": _link(request, tab=tab.code, page=None),
                    "active": tab.code == chosen.tab.code,
                }
                for tab in chosen.tabs
            ],
            "filter_form": chosen.filter.form,
            "keep": [(name, request.GET[name]) for name in ("tab", "sort") if request.GET.get(name)],
            "reset_url": "?" + urlencode({k: request.GET[k] for k in ("tab", "sort") if request.GET.get(k)}),
            "said": _said(chosen, page.paginator.count, totals[chosen.tab.code]),
            "page_obj": page,
            "total": totals[chosen.tab.code],
            "empty": None if entries else _empty(request, chosen, totals),
            "export_menu": _export_menu(request, base, access),
            "pdf_query": _query(request),
            "query": _query(request),
            "bulk_actions": _bulk_actions(base, access),
            **_saved(request, base, chosen),
            "can_edit": access.has(Permission.BASE_EDIT) and access.program.is_open,
            "can_import": access.has(Permission.BASE_IMPORT) and access.program.is_open,
            "can_export": access.has(Permission.BASE_EXPORT),
            **table_of(base, entries, access, today, sort=chosen.sort, link=partial(_sorted, request)),
        },
    )


def _export_menu(request: HttpRequest, base: str, access: Access) -> dict[str, Any] | None:
    if not access.has(Permission.BASE_EXPORT):
        return None
    address = _url(access, f"participants:{NOUNS[base]}_export")
    formats = [(label, f"{address}?{_query(request, format=code)}") for code, label in FORMATS.items()]
    partner = ("Для партнёра: только с согласием на передачу", f"{address}?{_query(request, leaves='1')}")
    return {"label": "Выгрузить", "icon": "download", "items": [*formats, partner]}


def _approval(base: str, access: Access) -> dict[str, Any]:
    """«Утверждена 15.11.2026, 60 человек», and whether a newer paper waits; links for who reads papers."""
    signed = latest(access.program, base, DocumentState.SIGNED)
    waiting = latest(access.program, base, DocumentState.TO_SIGN)
    can_read = access.has(Permission.DOCUMENT_VIEW)
    said = []
    if signed and signed.on:
        people = counted(signed.total, "человек", "человека", "человек")
        said.append((f"Утверждена {short_date(signed.on)}, {people}", signed.pk))
    if waiting:
        said.append(("Ждёт подписи директора", waiting.pk))
    return {
        "said": [
            (text, program_url(access.program, "programs:document_detail", pk=pk) if can_read else "")
            for text, pk in said
        ],
        "url": _url(access, f"participants:{NOUNS[base]}_approve")
        if access.has(Permission.BASE_EDIT) and access.program.is_open and not waiting
        else "",
    }


def _totals(chosen: Selection, access: Access, on: date) -> dict[str, int]:
    return {tab.code: tab.apply(chosen.everybody, access, on).count() for tab in chosen.tabs}


@requires(Permission.BASE_EXPORT)
def entry_export(request: HttpRequest, base: str) -> HttpResponse:
    fmt = request.GET.get("format", "xlsx")
    if fmt not in CONTENT_TYPES:
        raise Http404
    return _table_file(request, base, fmt, select_entries(base, request.access, request.today, request.GET))


@requires(Permission.BASE_EXPORT)
def entry_pdf(request: HttpRequest, base: str) -> HttpResponse:
    chosen = select_entries(base, request.access, request.today, request.GET)
    return _paper(request, base, chosen)


@require_POST
@requires(Permission.BASE_EXPORT)
def entry_bulk_export(request: HttpRequest, base: str) -> HttpResponse:
    return _table_file(request, base, "xlsx", ticked(request, base))


@require_POST
@requires(Permission.BASE_EXPORT)
def entry_bulk_print(request: HttpRequest, base: str) -> HttpResponse:
    return _paper(request, base, ticked(request, base))


@require_POST
@requires(Permission.BASE_EDIT)
def mentee_bulk_admit(request: HttpRequest, base: str) -> HttpResponse:
    """Admit those of the ticked who are nominated; the others are said, not touched."""
    rows = list(ticked(request, base).rows.select_related("person"))
    waiting = [entry for entry in rows if entry.status == MenteeStatus.NOMINATED]
    admitted = 0
    for mentee in waiting:
        try:
            admit_mentee(mentee=mentee, by=request.user)
            admitted += 1
        except Refusal as refusal:
            messages.error(request, str(refusal))
    people = counted(admitted, "человек", "человека", "человек")
    rest = len(rows) - len(waiting)
    if admitted:
        note = f" Не изменились – {rest}: уже приняты или выбыли." if rest else ""
        messages.success(request, f"Принято в программу: {people}.{note}")
    elif not waiting:
        messages.warning(request, "Среди выбранных нет предложенных: принимать некого.")
    return redirect(_url(request.access, "participants:mentee_list"))


def ticked(request: HttpRequest, base: str) -> Selection:
    """Ticked rows, or the whole filtered list («Выбрать все 54»)."""
    data = QueryDict(request.POST.get("query", ""))
    chosen = select_entries(base, request.access, request.today, data)
    if request.POST.get("all_filtered"):
        return chosen
    ids = row_ids(request.POST.getlist("ids"))
    return Selection(
        base,
        chosen.everybody.filter(pk__in=ids).in_order(chosen.sort),
        chosen.everybody,
        chosen.filter,
        chosen.tabs,
        chosen.tab,
        chosen.sort,
    )


def _table_file(request: HttpRequest, base: str, fmt: str, chosen: Selection) -> HttpResponse:
    name = f"{FILES[base]} {request.program.year_label}"
    if request.GET.get("leaves"):  # the file goes to another organisation
        entries = list(leaving_school(chosen.rows, request.today).for_list(request.program))
        (header, rows), name = partner_table(entries), f"{name}, для партнёра"
    else:
        entries = for_export(chosen.rows, request.program)
        header, rows = official_table(base, entries, request.today)
    return table_response(fmt, name, title=name, header=header, rows=rows, sheet_name=HEADINGS[base])


def _paper(request: HttpRequest, base: str, chosen: Selection) -> HttpResponse:
    entries = for_export(chosen.rows, request.program)
    curator = paper_curator(request.access, request.today)
    context = base_paper(base, request.program, entries, request.today, curator=curator)
    name = f"{FILES[base]} {request.program.year_label}.pdf"
    return pdf_response(render_pdf(f"reports/base_{base}.html", context), name)


def _lead(chosen: Selection, access: Any) -> str:
    """«База программы 2026–2027: 56 учеников и 8 взрослых.»"""
    present = chosen.everybody.present()
    pupils = present.filter(person__kind=PersonKind.PUPIL).count()
    adults = present.exclude(person__kind=PersonKind.PUPIL).count()
    parts = [counted(pupils, "ученик", "ученика", "учеников")] if pupils else []
    adult_words = (
        ("педагог", "педагога", "педагогов")
        if chosen.everybody.model is Mentee
        else ("взрослый", "взрослых", "взрослых")
    )
    parts += [counted(adults, *adult_words)] if adults else []
    said = joined(parts) or "пока никого"
    scope = "" if access.sees_whole_school else " Показаны только ваши."
    return f"База программы {access.program.year_label}: {said}.{scope}"


def _said(chosen: Selection, found: int, total: int) -> str:
    if not chosen.is_narrowed:
        return ""
    applied = [
        str(field.label).lower()
        for name, field in chosen.filter.form.fields.items()
        if chosen.filter.form.data.get(name)
    ]
    return f"Найдено {found} из {total}: {', '.join(applied)}."


def _empty(request: HttpRequest, chosen: Selection, totals: dict[str, int]) -> dict[str, str]:
    """Three kinds of emptiness: nothing begun, nothing found, all done."""
    access = request.access
    list_url = _url(access, f"participants:{NOUNS[chosen.base]}_list")
    if chosen.is_narrowed:
        names = _said(chosen, 0, totals[chosen.tab.code]).split(": ")[-1].rstrip(".")
        return {
            "kind": "nothing",
            "title": "Никого не нашлось",
            "text": f"Применены условия: {names}. Сбросьте одно из них или все сразу.",
            "action_url": f"{list_url}?tab={chosen.tab.code}",
            "action_label": "Сбросить условия",
        }
    if not chosen.everybody.exists():
        can_add = access.has(Permission.BASE_EDIT) and access.program.is_open
        noun = NOUNS[chosen.base]
        where, nobody = ("В базе", "никого") if access.sees_whole_school else ("Среди ваших людей", "нет")
        return {
            "kind": "start",
            "title": f"{where} {'наставников' if noun == 'mentor' else 'наставляемых'} пока {nobody}",
            "text": STARTS[chosen.base] if can_add else "Записи появятся, когда их внесёт куратор.",
            "action_url": _url(access, f"participants:{noun}_add") if can_add else "",
            "action_label": "Добавить",
            "second_url": (
                program_url(access.program, "participants:import_upload", base=chosen.base)
                if can_add and access.has(Permission.BASE_IMPORT)
                else ""
            ),
            "second_label": "Загрузить таблицу",
        }
    return {
        "kind": "done",
        "title": f"«{chosen.tab.label}»: никого",
        "text": "В этом списке сейчас пусто, делать ничего не нужно.",
        "action_url": list_url,
        "action_label": "Показать всех",
    }


def _saved(request: HttpRequest, base: str, chosen: Selection) -> dict[str, Any]:
    """The user's own named filters, and whether the present one may be kept."""
    noun, now = NOUNS[base], _query(request, format=None)
    return {
        "saved_filters": [
            {
                "title": saved.title,
                "url": f"?{saved.query}",
                "active": saved.query == now,
                "remove_url": program_url(request.program, f"participants:{noun}_filter_remove", pk=saved.pk),
            }
            for saved in saved_filters_of(request.user, base)
        ],
        "can_save_filter": chosen.is_narrowed,
        "save_filter_url": _url(request.access, f"participants:{noun}_filter_save"),
        "past_url": _url(request.access, f"participants:{noun}_past"),
    }


def _bulk_actions(base: str, access: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": action.label,
            "icon": action.icon,
            "primary": action.is_primary,
            "file": action.is_file,
            "url": _url(access, action.url_name),
        }
        for action in of_base(BULK_ACTIONS, base, access)
    ]


def _url(access: Any, name: str) -> str:
    return program_url(access.program, name)


def _query(request: HttpRequest, **changed: Any) -> str:
    """The present filters as an address; None drops a parameter."""
    data = request.GET.copy()
    for name, value in ({"page": None} | changed).items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return data.urlencode()


def _link(request: HttpRequest, **changed: Any) -> str:
    return "?" + _query(request, **changed)


def _sorted(request: HttpRequest, key: str) -> str:
    return _link(request, sort=key)
