"""Actions on ticked rows that ask something first, saved filters, the base as of a past day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import CONTENT_TYPES, table_response
from mentoring_site.words import counted, short_date
from participants.enums import BaseKind
from participants.filters import MODELS
from participants.forms import TakeOutForm
from participants.forms_bulk import ClassForm, InviteForm, PastForm
from participants.models import Person, SavedFilter
from participants.reports import CONTACTS_OF_TODAY, base_paper
from participants.resources import for_export, official_table
from participants.services.bulk import Outcome, assign_class, take_out_many
from participants.services.saved_filters import save_filter
from participants.views.bases import FILES, HEADINGS, NOUNS, ticked
from programs.reports import paper_curator
from programs.services.audit import Refusal
from programs.tenancy import program_url

MOST_AT_ONCE = 1000


@require_POST
@requires(Permission.BASE_EDIT)
def entry_bulk_take_out(request: HttpRequest, base: str) -> HttpResponse:
    chosen = list(ticked(request, base).rows.select_related("person", "program__school"))
    form = TakeOutForm(request.POST if "reason" in request.POST else None, initial={"on": request.today})
    if form.is_bound and form.is_valid():
        outcome = take_out_many(
            entries=chosen,
            reason=form.cleaned_data["reason"],
            on=form.cleaned_data["on"],
            by=request.user,
            today=request.today,
        )
        return _told(request, base, outcome, "Выбыли")
    return _ask(request, base, chosen, form, "Отметить выбытие", "Причина и дата – общие для всех выбранных.")


@require_POST
@requires(Permission.BASE_EDIT)
def entry_bulk_class(request: HttpRequest, base: str) -> HttpResponse:
    chosen = list(ticked(request, base).rows.select_related("person"))
    form = ClassForm(request.POST if "school_class" in request.POST else None, program=request.program)
    if form.is_bound and form.is_valid():
        people = Person.objects.filter(pk__in=[entry.person_id for entry in chosen])
        outcome = assign_class(
            people=people,
            school_class=form.cleaned_data["school_class"],
            program=request.program,
            by=request.user,
        )
        return _told(request, base, outcome, "Класс указан")
    return _ask(request, base, chosen, form, "Указать класс", "Класс этого учебного года, общий для всех.")


@require_POST
@requires(Permission.BASE_EDIT)
def entry_bulk_invite(request: HttpRequest, base: str) -> HttpResponse:
    """Slips to cut, one for each of the ticked people; nothing is written."""
    rows = ticked(request, base).rows
    form = InviteForm(request.POST if "what" in request.POST else None)
    if form.is_bound and form.is_valid():
        entries = list(rows.for_list(request.program))
        data = render_pdf(
            "reports/invitation_slips.html",
            {"school": request.school, "invitation": form.cleaned_data, "entries": entries},
        )
        return pdf_response(data, f"Приглашения {request.program.year_label}.pdf")
    chosen = list(rows.select_related("person"))
    return _ask(
        request,
        base,
        chosen,
        form,
        "Напечатать приглашения",
        "Записка с именем для каждого: разрезать и раздать.",
    )


def _ask(
    request: HttpRequest, base: str, chosen: list[Any], form: forms.Form, action: str, text: str
) -> HttpResponse:
    if not chosen:
        messages.warning(request, "Никто не выбран. Отметьте людей в списке.")
        return redirect(_list(request, base))
    if len(chosen) > MOST_AT_ONCE:
        messages.error(request, f"За раз можно изменить не больше {MOST_AT_ONCE} человек. Сузьте список.")
        return redirect(_list(request, base))
    people = counted(len(chosen), "человек", "человека", "человек")
    return render(
        request,
        "action_confirm.html",
        {
            "heading": f"{action}: {people}",
            "crumbs": [(HEADINGS[base], _list(request, base)), (action, "")],
            "text": text,
            "consequences": [entry.person.full_name for entry in chosen[:30]]
            + ([f"и ещё {len(chosen) - 30}"] if len(chosen) > 30 else []),
            "form": form,
            "hidden": [("ids", entry.pk) for entry in chosen],
            "action_label": action,
            "cancel_url": _list(request, base),
        },
        status=422 if form.is_bound else 200,
    )


def _told(request: HttpRequest, base: str, outcome: Outcome, done: str) -> HttpResponse:
    for sentence in outcome.refused[:10]:
        messages.error(request, sentence)
    if len(outcome.refused) > 10:
        messages.error(request, f"И ещё {len(outcome.refused) - 10} с отказом: откройте их карточки.")
    if outcome.done:
        messages.success(request, f"{done}: {counted(outcome.done, 'человек', 'человека', 'человек')}.")
    return redirect(_list(request, base))


# --- saved filters ----------------------------------------------------------------------------------------


@require_POST
@requires(Permission.BASE_VIEW)
def filter_save(request: HttpRequest, base: str) -> HttpResponse:
    query = request.POST.get("query", "")
    try:
        saved = save_filter(
            user=request.user,
            program=request.program,
            base=base,
            title=request.POST.get("title", ""),
            query=query,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{_list(request, base)}?{query}")
    messages.success(request, f"Отбор «{saved}» сохранён: он стоит над списком.")
    return redirect(f"{_list(request, base)}?{saved.query}")


@require_POST
@requires(Permission.BASE_VIEW)
def filter_remove(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user, base=base)
    saved.delete()
    messages.success(request, f"Отбор «{saved}» удалён.")
    return redirect(_list(request, base))


# --- a past day -------------------------------------------------------------------------------------------


@requires(Permission.BASE_EXPORT)
def entry_past(request: HttpRequest, base: str) -> HttpResponse:
    """The base as it stood on a day: ?on=01.10.2026&format=pdf, xlsx, ods or csv; without them the question."""
    form = PastForm(request.GET if "on" in request.GET else None, initial={"on": request.program.starts})
    if form.is_bound and form.is_valid():
        day, fmt = form.cleaned_data["on"], request.GET.get("format", "pdf")
        if fmt != "pdf" and fmt not in CONTENT_TYPES:
            raise Http404
        if day <= request.today:
            return _past_file(request, base, day, fmt)
        form.add_error("on", "Этот день ещё не наступил. Укажите сегодняшний или прошедший.")
    return render(
        request,
        "participants/entry_past.html",
        {
            "heading": f"{HEADINGS[base]} на прошедшую дату",
            "lead": "Кто стоял в базе в этот день, в каком классе и с кем в паре.",
            "crumbs": [(HEADINGS[base], _list(request, base)), ("На дату", "")],
            "form": form,
            "footnote": CONTACTS_OF_TODAY,
        },
        status=422 if form.is_bound else 200,
    )


def _past_file(request: HttpRequest, base: str, day: date, fmt: str) -> HttpResponse:
    rows = MODELS[base].objects.of_program(request.program).visible_to(request.access).present_on(day)
    entries = for_export(rows.in_order("name"), request.program)
    name = f"{FILES[base]} на {short_date(day)}"
    if fmt == "pdf":
        curator = paper_curator(request.access, day)
        context = base_paper(base, request.program, entries, day, curator=curator, is_past=True)
        return pdf_response(render_pdf(f"reports/base_{base}.html", context), f"{name}.pdf")
    header, table = official_table(base, entries, day, is_past=True)
    title = f"{name}. {CONTACTS_OF_TODAY}"
    return table_response(fmt, name, title=title, header=header, rows=table, sheet_name=HEADINGS[base])


def _list(request: HttpRequest, base: str) -> str:
    return program_url(request.program, f"participants:{NOUNS[BaseKind(base)]}_list")
