"""One row of a base: add, edit, admit, reserve, take out, restore. `base` comes from the route."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from participants.enums import BaseKind
from participants.filters import MODELS
from participants.forms import EntryAddForm, EntryForm, SpecialForm, TakeOutForm, absorb
from participants.models import Mentee, Mentor, Person
from participants.services import changes as diff
from participants.services.entries import (
    add_mentee,
    add_mentor,
    admit_mentee,
    admit_mentor,
    put_in_reserve,
    refuse_locked,
    restore_entry,
    show_special,
    take_out,
    update_mentee,
    update_mentor,
)
from participants.services.people import Namesake, find_namesakes
from participants.views.bases import FILES, HEADINGS, NOUNS
from programs.lists import row_ids
from programs.services.audit import Refusal, StaleVersion, claim_key
from programs.tenancy import program_url

ADDERS = {BaseKind.MENTORS: add_mentor, BaseKind.MENTEES: add_mentee}
WHOM = {BaseKind.MENTORS: "наставника", BaseKind.MENTEES: "наставляемого"}


@requires(Permission.BASE_EDIT)
def entry_add(request: HttpRequest, base: str) -> HttpResponse:
    """The short form. A namesake is asked about («Это он?») before anything is made."""
    initial = {"once": get_random_string(32)}
    form = EntryAddForm(
        request.POST or None,
        access=request.access,
        model=MODELS[base],
        initial=initial,
        use_required_attribute=False,
    )
    namesakes: list[Namesake] = []
    if request.method == "POST" and form.is_valid():
        answer = request.POST.get("answer", "")
        namesakes = [] if answer else _namesakes(request, form)
        if not namesakes:
            try:
                entry = _add(request, base, form, answer)
            except ValidationError as error:
                absorb(form, error)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                if entry is not None:
                    messages.success(request, f"{entry.person.full_name}: запись внесена.")
                    return redirect(_card(request, entry.person_id))
                return redirect(program_url(request.program, f"participants:{NOUNS[base]}_list"))
    status = 200 if request.method == "GET" else 422 if form.errors else 200
    return render(
        request,
        "participants/entry_add.html",
        {
            "heading": f"Добавить {WHOM[base]}",
            "crumbs": _crumbs(request, base, "Новая запись"),
            "form": form,
            "namesakes": namesakes,
            "cancel_url": program_url(request.program, f"participants:{NOUNS[base]}_list"),
        },
        status=status,
    )


@requires(Permission.BASE_EDIT)
def entry_edit(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    entry = _get(request, base, pk)
    form = EntryForm(request.POST or None, access=request.access, entry=entry, use_required_attribute=False)
    conflicts: list[diff.Change] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            update = update_mentor if isinstance(entry, Mentor) else update_mentee
            try:
                update(
                    instance=entry,
                    changes=form.values(form.names),
                    version=form.cleaned_data["version"],
                    by=request.user,
                    categories=form.chosen_categories(),
                    topics=form.chosen_topics(),
                    times=form.cleaned_data["times"],
                )
            except StaleVersion as stale:
                status, conflicts = 409, diff.changes_of(entry, form.values(form.names))
                form = _newer(form, entry.version, str(stale))
            except ValidationError as error:
                absorb(form, error)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Запись сохранена.")
                return redirect(_card(request, entry.person_id))
    return render(
        request,
        "participants/entry_form.html",
        {
            "heading": entry.person.full_name,
            "lead": f"{FILES[base]}, {request.program.year_label} учебный год",
            "crumbs": _crumbs(request, base, entry.person.full_name),
            "form": form,
            "conflicts": conflicts,
            "cancel_url": _card(request, entry.person_id),
            "save_label": "Сохранить запись",
        },
        status=status,
    )


@require_POST
@requires(Permission.BASE_EDIT)
def mentor_admit(request: HttpRequest, pk: int) -> HttpResponse:
    mentor = _get(request, BaseKind.MENTORS, pk)
    waiver = request.POST.get("reason", "")
    return _act(
        request, mentor, "Наставник допущен.", admit_mentor, mentor=mentor, waiver=waiver, on=request.today
    )


@require_POST
@requires(Permission.BASE_EDIT)
def mentee_admit(request: HttpRequest, pk: int) -> HttpResponse:
    mentee = _get(request, BaseKind.MENTEES, pk)
    return _act(request, mentee, "Принято в программу.", admit_mentee, mentee=mentee, on=request.today)


@require_POST
@requires(Permission.BASE_EDIT)
def mentor_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    mentor = _get(request, BaseKind.MENTORS, pk)
    return _act(request, mentor, "Наставник переведён в резерв.", put_in_reserve, mentor=mentor)


@require_POST
@requires(Permission.BASE_EDIT)
def entry_restore(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    entry = _get(request, base, pk)
    return _act(request, entry, "Запись возвращена в базу.", restore_entry, entry=entry)


@requires(Permission.BASE_EDIT)
def entry_take_out(request: HttpRequest, base: str, pk: int) -> HttpResponse:
    entry = _get(request, base, pk)
    form = TakeOutForm(request.POST or None, initial={"on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            take_out(entry=entry, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{entry.person.full_name}: отмечено выбытие. Запись можно вернуть.")
            return redirect(_card(request, entry.person_id))
    return render(
        request,
        "action_confirm.html",
        {
            "heading": f"Отметить\N{NO-BREAK SPACE}выбытие: {entry.person.full_name}?",
            "crumbs": _crumbs(request, base, entry.person.full_name),
            "text": f"Запись уйдёт из списка «{HEADINGS[base]}» во вкладку «Выбыли», история останется. "
            "Вернуть её можно в любой день.",
            "form": form,
            "action_label": "Отметить выбытие",
            "danger": True,
            "cancel_url": _card(request, entry.person_id),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@requires(Permission.SPECIAL_VIEW)
def mentee_special(request: HttpRequest, pk: int) -> HttpResponse:
    """Health data of one mentee: shown only by a request that leaves a row in the journal."""
    mentee = _get(request, BaseKind.MENTEES, pk)
    can_edit = request.access.has(Permission.BASE_EDIT) and request.program.is_open
    is_saving = can_edit and "save" in request.POST
    try:
        if is_saving:
            refuse_locked(mentee)
        else:
            show_special(mentee=mentee, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_card(request, mentee.person_id))
    form = SpecialForm(request.POST if is_saving else None, mentee=mentee)
    if is_saving and form.is_valid():
        try:
            update_mentee(
                instance=mentee,
                changes={},
                version=form.cleaned_data["version"],
                by=request.user,
                categories=form.chosen_categories(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            absorb(form, error)
        else:
            messages.success(request, "Сведения сохранены.")
            return redirect(_card(request, mentee.person_id))
    return render(
        request,
        "participants/mentee_special.html",
        {
            "heading": "Сведения о здоровье",
            "lead": f"{mentee.person.full_name}. Просмотр записан в журнал действий.",
            "crumbs": _crumbs(request, BaseKind.MENTEES, mentee.person.full_name),
            "form": form,
            "can_edit": can_edit,
            "cancel_url": _card(request, mentee.person_id),
        },
        status=422 if form.errors else 200,
    )


def _get(request: HttpRequest, base: str, pk: int) -> Any:
    rows = MODELS[base].objects.of_program(request.program).visible_to(request.access)
    return get_object_or_404(rows.select_related("person", "form"), pk=pk)


def _act(request: HttpRequest, entry: Any, done: str, service: Any, /, **arguments: Any) -> HttpResponse:
    try:
        service(by=request.user, **arguments)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(_card(request, entry.person_id))


def _add(request: HttpRequest, base: str, form: EntryAddForm, answer: str) -> Mentor | Mentee | None:
    """None when this very form has made its record already. answer: "new" or the id of «это он»."""
    with transaction.atomic():
        if claim_key(form.cleaned_data["once"], by=request.user) is None:
            return None
        known = None
        if ids := row_ids([answer]):
            known = get_object_or_404(Person.objects.visible_to(request.access), pk=ids[0])
        data = form.person_values()
        if known is not None:
            # The card of a known person stays as it is; only what the form fills goes to his year.
            data = {name: value for name, value in data.items() if value not in (None, "")}
            data.pop("school_class" if data.get("kind") != known.kind else "", None)
        return ADDERS[base](
            program=request.program,
            by=request.user,
            person=known,
            person_data=data,
            categories=form.chosen_categories(),
            **form.entry_values(),
        )


def _namesakes(request: HttpRequest, form: EntryAddForm) -> list[Namesake]:
    data = form.cleaned_data
    return find_namesakes(
        program=request.program,
        last_name=data["last_name"],
        first_name=data["first_name"],
        middle_name=data["middle_name"],
        birth_year=data["birth_year"],
        school_class=data["school_class"],
        position=data["position"],
    )


def _newer(form: EntryForm, version: int, message: str) -> EntryForm:
    """The same form with the present version, so that saving again is a choice made knowingly."""
    form.data = form.data.copy()
    form.data["version"] = str(version)
    form.add_error(None, message)
    return form


def _card(request: HttpRequest, person_id: int) -> str:
    return program_url(request.program, "participants:person_detail", pk=person_id)


def _crumbs(request: HttpRequest, base: str, last: str) -> list[tuple[str, str]]:
    return [
        ("Главная", program_url(request.program, "programs:dashboard")),
        (HEADINGS[base], program_url(request.program, f"participants:{NOUNS[base]}_list")),
        (last, ""),
    ]
