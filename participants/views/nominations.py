"""Nominations (step 6): the list, a proposal, the decision, the paper; links for parents and employees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.enums import MenteeStatus, NominationState, PersonKind
from participants.forms import absorb
from participants.forms_nominations import STATE_TABS, NominationFilter, NominationForm
from participants.models import Enrolment, Mentee, Nomination, Person
from participants.registries import room_tabs
from participants.reports_nominations import nomination_paper
from participants.services.nominations import (
    accept_nomination,
    decline_nomination,
    new_kinds,
    nominate,
    show_special,
)
from participants.services.people import Namesake, find_namesakes
from participants.tables_nominations import COLUMNS, category_titles, facts_of, rows_of, state_of
from participants.validators import MENTEE_KINDS
from programs.lists import page_of, query_with, row_ids
from programs.querysets import loosely
from programs.services.audit import Refusal, claim_key
from programs.tenancy import program_url

SHOWN_PEOPLE = 60


def url_to(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def crumbs(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    return [("Главная", home), ("Представления", url_to(request, "nomination_list")), (here, "")]


def found(request: HttpRequest, pk: int) -> Nomination:
    rows = Nomination.objects.of_program(request.program).visible_to(request.access)
    rows = rows.select_related("person", "school_class", "form", "program__school")
    return get_object_or_404(rows.prefetch_related("category_links__category"), pk=pk)


# --- list -------------------------------------------------------------------------------------------------


@require_GET
@requires(Permission.NOMINATE)
def nomination_list(request: HttpRequest) -> HttpResponse:
    access = request.access
    form = NominationFilter(request.GET)
    everything = _filtered(Nomination.objects.of_program(request.program).visible_to(access), form)
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(STATE_TABS) else NominationState.NEW.value
    page = page_of(request, _of_tab(everything, tab).for_list().order_by("-created_at", "-pk"))
    rows = rows_of(page, access)
    sees_all = access.has(Permission.NOMINATION_VIEW)
    return render(
        request,
        "participants/nomination_list.html",
        {
            "heading": "Представления",
            "lead": "Кого предлагают в наставляемые классные руководители, специалисты и родители."
            if sees_all
            else "Кого вы предложили в наставляемые. Чужих представлений здесь нет.",
            "crumbs": crumbs(request, "")[:2],
            "room": room_tabs("applications", access, request.today, "participants:nomination_list"),
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code),
                    "count": _of_tab(everything, code).count(),
                    "active": code == tab,
                }
                for code, label in STATE_TABS
            ],
            "tab": tab,
            "form": form if sees_all else None,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "keep": [("tab", tab)],
            "columns": COLUMNS,
            "rows": rows,
            "page_obj": page,
            "has_any": bool(rows) or everything.exists(),
            "can_nominate": request.program.is_open,
            "can_link": access.has(Permission.BASE_EDIT) and request.program.is_open,
        },
    )


def _filtered(rows: QuerySet, form: NominationFilter) -> QuerySet:
    if not form.is_valid():
        return rows
    if text := form.cleaned_data["q"]:
        rows = rows.filter(loosely(text, "typed_name", "person__search_key", "nominator_name"))
    if role := form.cleaned_data["role"]:
        rows = rows.filter(nominator_role=role)
    return rows


def _of_tab(rows: QuerySet, tab: str) -> Any:
    return rows if tab == "all" else rows.filter(state=tab)


# --- proposal ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@requires(Permission.NOMINATE)
def nomination_create(request: HttpRequest) -> HttpResponse:
    """First whom (?person=…, or ?new=pupil|teacher for who is not in the list), then what for."""
    person, kind = _whom(request)
    if person is None and not kind:
        return _choice(request)
    form = NominationForm(
        request.POST or None,
        access=request.access,
        kind=kind,
        is_new=person is None,
        has_special=request.school.keeps_special_data and kind == PersonKind.PUPIL,
        use_required_attribute=False,
    )
    namesakes: list[Namesake] = []
    if request.method == "POST" and form.is_valid():
        answer = request.POST.get("answer", "")
        namesakes = [] if person or answer else _own_namesakes(request, form)
        if not namesakes and (made := _propose(request, form, person, answer)):
            return made
    return render(
        request,
        "participants/nomination_form.html",
        {
            "heading": f"Предложить: {person.full_name}" if person else "Предложить наставляемого",
            "lead": "Решение примет куратор. Чем точнее запрос, тем проще подобрать наставника.",
            "crumbs": crumbs(request, "Новое"),
            "form": form,
            "person": person,
            "kind": kind,
            "namesakes": namesakes,
            "is_special_locked": not request.school.keeps_special_data and kind == PersonKind.PUPIL,
            "cancel_url": url_to(request, "nomination_list"),
        },
        status=422 if form.errors else 200,
    )


def _whom(request: HttpRequest) -> tuple[Person | None, str]:
    asked = request.POST if request.method == "POST" else request.GET
    if ids := row_ids([asked.get("person", "")]):
        people = Person.objects.visible_to(request.access).filter(kind__in=MENTEE_KINDS)
        person = get_object_or_404(people, pk=ids[0])
        return person, person.kind
    new = asked.get("new", "")
    return None, new if new in new_kinds(request.access) else ""


def _choice(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    years = (
        Enrolment.objects.filter(program=request.program, person__kind__in=MENTEE_KINDS)
        .visible_to(request.access)
        .select_related("person", "school_class")
        .order_by("person__search_key", "pk")
    )
    people = Person.objects.search(text) if text else Person.objects.all()
    shown = list(years.filter(person__in=people)[: SHOWN_PEOPLE + 1])
    labels = {PersonKind.PUPIL: "Ученика нет в списке", PersonKind.TEACHER: "Педагога нет в списке"}
    return render(
        request,
        "participants/nomination_choice.html",
        {
            "heading": "Кого вы предлагаете?",
            "lead": "Выберите человека из списка или впишите нового.",
            "crumbs": crumbs(request, "Новое"),
            "text": text,
            "years": shown[:SHOWN_PEOPLE],
            "has_more": len(shown) > SHOWN_PEOPLE,
            "new_kinds": [(kind, labels[kind]) for kind in new_kinds(request.access)],
            "is_open": request.program.is_open,
        },
    )


def _own_namesakes(request: HttpRequest, form: NominationForm) -> list[Namesake]:
    """People of this name among those whom the user sees; the others must not show themselves here."""
    data = form.cleaned_data
    same = find_namesakes(
        program=request.program,
        last_name=data["last_name"],
        first_name=data["first_name"],
        middle_name=data["middle_name"],
        birth_year=data.get("birth_year"),
        school_class=data.get("school_class"),
        position=data.get("position", ""),
    )
    visible = Person.objects.visible_to(request.access).filter(kind__in=MENTEE_KINDS)
    keys = set(visible.filter(pk__in=[row.person.pk for row in same]).values_list("pk", flat=True))
    return [row for row in same if row.person.pk in keys]


def _propose(
    request: HttpRequest, form: NominationForm, person: Person | None, answer: str
) -> HttpResponse | None:
    if ids := row_ids([answer]):
        person = get_object_or_404(Person.objects.visible_to(request.access), pk=ids[0])
    try:
        with transaction.atomic():
            if claim_key(request.POST.get("once", ""), by=request.user) is None:
                return redirect(url_to(request, "nomination_list"))
            made = nominate(
                access=request.access,
                person=person,
                person_data=None if person else form.new_person(),
                **form.proposal(),
            )
    except ValidationError as error:
        absorb(form, error)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, f"{made.whom}: представление передано куратору.")
        return redirect(url_to(request, "nomination_detail", pk=made.pk))
    return None


# --- one nomination ---------------------------------------------------------------------------------------


@require_GET
@requires(Permission.NOMINATE)
def nomination_detail(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = found(request, pk)
    access = request.access
    may_decide = access.has(Permission.BASE_EDIT) and request.program.is_open
    is_new = nomination.state == NominationState.NEW
    others: list[dict[str, Any]] = []
    if nomination.person and access.has(Permission.NOMINATION_VIEW):
        rows = Nomination.objects.of_program(request.program).filter(person=nomination.person)
        others = rows_of(rows.exclude(pk=pk).for_list(), access)
    kind, word = state_of(nomination)
    return render(
        request,
        "participants/nomination_detail.html",
        {
            "heading": nomination.whom,
            "lead": f"Представление: {nomination.get_nominator_role_display()}",
            "crumbs": crumbs(request, nomination.whom),
            "nomination": nomination,
            "state_kind": kind,
            "state_word": word,
            "facts": facts_of(nomination),
            "categories": category_titles(nomination),
            "others": [(row["cells"]["who"], row["cells"]["state"], row["url"]) for row in others],
            "others_words": counted(len(others), "представление", "представления", "представлений"),
            "can_identify": may_decide and is_new and nomination.person is None,
            "can_accept": may_decide and is_new and nomination.person is not None,
            "accept_label": "Принять представление"
            if _is_in_programme(nomination)
            else "Принять в программу",
            "can_decline": may_decide and is_new,
            "can_see_card": nomination.person is not None
            and Person.objects.visible_to(access).filter(pk=nomination.person_id).exists(),
            "can_see_special": access.has(Permission.SPECIAL_VIEW) and request.school.keeps_special_data,
        },
    )


def _is_in_programme(nomination: Nomination) -> bool:
    mentees = Mentee.objects.of_program(nomination.program).filter(person=nomination.person)
    return mentees.filter(status=MenteeStatus.ADMITTED).exists()


@require_GET
@requires(Permission.NOMINATE)
def nomination_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = found(request, pk)
    data = render_pdf("reports/nomination.html", nomination_paper(nomination))
    return pdf_response(data, f"Представление {nomination.whom}.pdf")


@require_POST
@requires(Permission.BASE_EDIT)
def nomination_accept(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = found(request, pk)
    was_in = _is_in_programme(nomination)
    try:
        accept_nomination(nomination=nomination, by=request.user, on=request.today)
    except (Refusal, ValidationError) as refusal:
        said = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        messages.error(request, f"Представление не принято. {said}")
        return redirect(url_to(request, "nomination_detail", pk=pk))
    done = "представление принято" if was_in else "принято в программу"
    messages.success(request, f"{nomination.whom}: {done}.")
    return redirect(url_to(request, "person_detail", pk=nomination.person_id))


@require_POST
@requires(Permission.BASE_EDIT)
def nomination_decline(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = found(request, pk)
    try:
        decline_nomination(nomination=nomination, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        rest = " Запись в базе осталась: при необходимости отметьте выбытие." if nomination.person_id else ""
        messages.success(request, f"Представление отклонено.{rest}")
    return redirect(url_to(request, "nomination_detail", pk=pk))


@require_POST
@requires(Permission.SPECIAL_VIEW)
def nomination_special(request: HttpRequest, pk: int) -> HttpResponse:
    """Health data of a nomination: shown only by a request that leaves a row in the journal."""
    nomination = found(request, pk)
    shown, refusal = [], ""
    try:
        shown = show_special(nomination=nomination, by=request.user)
    except Refusal as closed:
        refusal = str(closed)
    return render(
        request,
        "participants/nomination_special.html",
        {
            "heading": "Сведения о здоровье",
            "lead": nomination.whom if refusal else f"{nomination.whom}. Просмотр записан в журнал действий.",
            "refusal": refusal,
            "crumbs": crumbs(request, nomination.whom),
            "titles": [category.title for category in shown],
            "back_url": url_to(request, "nomination_detail", pk=pk),
            "back_label": "К представлению",
        },
    )
