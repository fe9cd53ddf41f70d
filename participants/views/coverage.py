"""How far the programme reaches; the totals that are typed for it; bases approved on a day; the list of topics."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import counted
from participants.coverage import lines_by_category, lines_by_class, shares
from participants.filters import MODELS
from participants.forms import absorb
from participants.forms_bulk import PastForm
from participants.forms_needs import PopulationForm, TopicForm
from participants.models import PopulationCount, Topic
from participants.reports import CONTACTS_OF_TODAY
from participants.resources import for_export, official_table, printed
from participants.services.base_papers import TITLES, prepare_base
from participants.services.population import set_population
from participants.services.topics import add_ready_topics, add_topic, edit_topic, move_topic
from participants.tables_needs import (
    LINE_HEADER,
    line_columns,
    line_groups,
    line_rows,
    percent_words,
    plain_lines,
    share_figures,
)
from participants.views.bases import NOUNS
from participants.views.needs import crumbs, room, url_to
from programs.lists import export_format
from programs.models import Document
from programs.services.audit import Refusal, claim_key
from programs.services.documents import school_snapshot
from programs.tenancy import program_url


@require_GET
@requires(Permission.BASE_VIEW)
def coverage(request: HttpRequest) -> HttpResponse:
    access, today = request.access, request.today
    by_class = lines_by_class(access, today)
    by_category = lines_by_category(access, today) if access.has(Permission.CATEGORY_VIEW) else []
    can_count = access.has(Permission.BASE_EDIT) or access.has(Permission.SETTINGS_EDIT)
    population_url = url_to(request, "population_edit") if can_count and request.program.is_open else ""
    return render(
        request,
        "participants/coverage.html",
        {
            "heading": "Охват",
            "lead": "Сколько человек предложено, принято и уже в паре и как долго ждут остальные."
            + ("" if access.sees_whole_school else " Показаны только ваши."),
            "crumbs": crumbs(request, "Охват"),
            "room": room(request, "coverage"),
            "figures": share_figures(shares(request.program, today), population_url)
            if access.sees_whole_school
            else [],
            "population_url": population_url,
            "class_columns": line_columns("Класс"),
            "class_rows": line_rows(by_class, access),
            "category_columns": line_columns("Категория"),
            "categories": [(title, line_rows(lines, access)) for title, lines in line_groups(by_category)],
            "can_export": access.has(Permission.BASE_EXPORT),
        },
    )


@require_GET
@requires(Permission.BASE_EXPORT)
def coverage_export(request: HttpRequest) -> HttpResponse:
    access, today = request.access, request.today
    rows = [["Класс", *row] for row in plain_lines(lines_by_class(access, today))]
    if access.has(Permission.CATEGORY_VIEW):
        for title, lines in line_groups(lines_by_category(access, today)):
            rows += [[f"Категория: {title.lower()}", *row] for row in plain_lines(lines)]
    if access.sees_whole_school:
        rows += [
            ["Всего", share.label, share.engaged, None, None, None, None, None]
            for share in shares(request.program, today)
        ]
    title = f"Охват {request.program.year_label}"
    header = ["Разрез", "Класс или категория", *LINE_HEADER]
    return table_response(
        export_format(request), title, title=title, header=header, rows=rows, sheet_name="Охват"
    )


@require_GET
@requires(Permission.BASE_EXPORT)
def coverage_pdf(request: HttpRequest) -> HttpResponse:
    access, today = request.access, request.today
    tables = [("По классам", "Класс", plain_lines(lines_by_class(access, today)))]
    if access.has(Permission.CATEGORY_VIEW):
        for title, lines in line_groups(lines_by_category(access, today)):
            tables.append((f"По категориям: {title.lower()}", "Категория", plain_lines(lines)))
    totals = shares(request.program, today) if access.sees_whole_school else []
    data = render_pdf(
        "reports/coverage.html",
        {
            "school": school_snapshot(request.school),
            "year": request.program.year_label,
            "on": today if request.program.is_open else min(today, request.program.ends),
            "shares": [(share, percent_words(share.percent)) for share in totals],
            "header": LINE_HEADER,
            "tables": tables,
        },
    )
    return pdf_response(data, f"Охват {request.program.year_label}.pdf")


@require_http_methods(["GET", "POST"])
@requires(Permission.BASE_EDIT, Permission.SETTINGS_EDIT)
def population_edit(request: HttpRequest) -> HttpResponse:
    form = PopulationForm(
        request.POST or None, initial={"counted_on": request.today}, use_required_attribute=False
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_population(program=request.program, by=request.user, today=request.today, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Численность записана.")
            return redirect(url_to(request, "population_edit"))
    return render(
        request,
        "participants/population.html",
        {
            "heading": "Численность школы",
            "lead": "Сайт не знает тех, кто не участвует: впишите, сколько учеников и педагогов всего.",
            "crumbs": crumbs(request, "Численность"),
            "back_url": url_to(request, "coverage"),
            "back_label": "К охвату",
            "form": form,
            "counts": PopulationCount.objects.filter(program=request.program).select_related("entered_by"),
            "is_open": request.program.is_open,
        },
        status=422 if form.errors else 200,
    )


# --- «Утвердить базу на дату» -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@requires(Permission.BASE_EDIT)
def base_approve(request: HttpRequest, base: str) -> HttpResponse:
    """The base of today, or as it stood on a day gone by."""
    list_url = program_url(request.program, f"participants:{NOUNS[base]}_list")
    form = PastForm(request.POST or None, initial={"on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            document = _freeze(request, base, form.cleaned_data["on"])
        except Refusal as refusal:
            if refusal.url:
                messages.error(request, str(refusal))
                return redirect(refusal.url)
            form.add_error("on", str(refusal))
        else:
            messages.success(request, "База зафиксирована. Передайте документ директору на подпись.")
            return redirect(program_url(request.program, "programs:document_detail", pk=document.pk))
    title = TITLES[base]
    present = MODELS[base].objects.of_program(request.program).present().count()
    return render(
        request,
        "action_confirm.html",
        {
            "heading": f"{title}: утвердить на дату?",
            "crumbs": [
                ("Главная", program_url(request.program, "programs:dashboard")),
                (title, list_url),
                ("Утвердить", ""),
            ],
            "text": "Список в официальной форме будет зафиксирован и уйдёт в документы к подписи директора.",
            "consequences": [
                f"Сегодня в списке {counted(present, 'человек', 'человека', 'человек')}.",
                "Дальнейшие изменения базы в этот документ не попадут.",
            ],
            "form": form,
            "action_label": "Утвердить базу",
            "cancel_url": list_url,
        },
        status=422 if form.errors else 200,
    )


def _freeze(request: HttpRequest, base: str, day: date) -> Document:
    is_past = day < request.today
    everybody = MODELS[base].objects.of_program(request.program)
    rows = everybody.present_on(day) if is_past else everybody.present()
    entries = for_export(rows.in_order("name"), request.program)
    header, table = official_table(base, entries, min(day, request.today), is_past=is_past)
    return prepare_base(
        program=request.program,
        base=base,
        header=header,
        rows=[[printed(value) for value in row] for row in table],
        on=day,
        by=request.user,
        footnote=CONTACTS_OF_TODAY if is_past else "",
        today=request.today,
    )


# --- topics -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def topic_list(request: HttpRequest) -> HttpResponse:
    form = TopicForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid() and _saved(request, form, None):
        messages.success(request, f"Тема «{form.cleaned_data['title']}» добавлена.")
        return redirect(url_to(request, "topic_list"))
    return render(
        request,
        "participants/topic_list.html",
        {
            "heading": "Темы",
            "lead": "Что просят наставляемые и предлагают наставники: один список для анкет, карточек и отчётов.",
            "crumbs": [("Настройки", program_url(request.program, "programs:settings_list")), ("Темы", "")],
            "topics": Topic.objects.all(),
            "form": form,
            "can_change": request.program.is_open,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def topic_edit(request: HttpRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=pk)
    title = topic.title
    form = TopicForm(request.POST or None, instance=topic, use_required_attribute=False)
    if request.method == "POST" and form.is_valid() and _saved(request, form, topic):
        messages.success(request, "Тема сохранена.")
        return redirect(url_to(request, "topic_list"))
    list_url = url_to(request, "topic_list")
    return render(
        request,
        "participants/entry_form.html",
        {
            "heading": f"Тема «{title}»",
            "crumbs": [
                ("Настройки", program_url(request.program, "programs:settings_list")),
                ("Темы", list_url),
                (title, ""),
            ],
            "save_label": "Сохранить тему",
            "form": form,
            "cancel_url": list_url,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.SETTINGS_EDIT)
def topic_move(request: HttpRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=pk)
    try:
        move_topic(topic=topic, up=request.POST.get("up") == "1", program=request.program, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{url_to(request, 'topic_list')}#topic-{pk}")


@require_POST
@requires(Permission.SETTINGS_EDIT)
def topic_ready(request: HttpRequest) -> HttpResponse:
    added = add_ready_topics(program=request.program, by=request.user)
    messages.success(
        request,
        f"Добавлено: {counted(added, 'тема', 'темы', 'тем')}."
        if added
        else "Все темы готового списка уже есть.",
    )
    return redirect(url_to(request, "topic_list"))


def _saved(request: HttpRequest, form: Any, topic: Topic | None) -> bool:
    common: dict[str, Any] = {"program": request.program, "by": request.user, **form.cleaned_data}
    try:
        if topic is not None:
            edit_topic(topic=topic, **common)
        else:
            with transaction.atomic():
                if claim_key(request.POST.get("once", ""), by=request.user) is not None:
                    add_topic(**common)
    except ValidationError as error:
        absorb(form, error)
    except Refusal as refusal:
        form.add_error("title", str(refusal))
    return form.is_valid()
