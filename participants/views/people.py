"""The card of one person: who he is, his rows in both bases, and tabs and panels of the other rooms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from participants.cards import OWN_TABS, card_head, overview
from participants.forms import DeclensionForm, PersonForm, RepresentativeForm, absorb
from participants.models import Person, Representative
from participants.registries import CARD_TABS
from participants.services import changes as diff
from participants.services.people import (
    add_representative,
    set_declensions,
    update_person,
    update_representative,
)
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url


@requires(Permission.BASE_VIEW)
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, access, today = _get(request, pk), request.access, request.today
    tabs = [
        tab for tab in sorted([*OWN_TABS, *CARD_TABS], key=lambda t: t.order) if access.has(tab.permission)
    ]
    code = request.GET.get("tab", "")
    tab = next((tab for tab in tabs if tab.code == code), None)
    if code and tab is None:
        raise Http404
    url = program_url(request.program, "participants:person_detail", pk=pk)
    shown = [
        {
            "label": item.label,
            "url": f"{url}?tab={item.code}",
            "count": item.count(person, access, today) if item.count else None,
            "active": tab is item,
        }
        for item in tabs
    ]
    return render(
        request,
        "participants/person_detail.html",
        {
            **card_head(person, access, today),
            "tabs": [{"label": "Обзор", "url": url, "active": tab is None, "count": None}, *shown],
            "tab_template": tab.template if tab else "",
            "tab": tab.context(person, access, today) if tab else {},
            **({} if tab else overview(person, access, today)),
        },
    )


@requires(Permission.BASE_EDIT)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _get(request, pk)
    form = PersonForm(
        request.POST or None, access=request.access, person=person, use_required_attribute=False
    )
    conflicts: list[diff.Change] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                update_person(
                    instance=person,
                    changes=form.person_values(),
                    version=form.cleaned_data["version"],
                    by=request.user,
                    program=request.program,
                )
            except StaleVersion as stale:
                status = 409
                own = {name: value for name, value in form.person_values().items() if hasattr(person, name)}
                conflicts = diff.changes_of(person, own)
                form.data = form.data.copy()
                form.data["version"] = str(person.version)
                form.add_error(None, str(stale))
            except ValidationError as error:
                absorb(form, error)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Карточка сохранена.")
                return redirect(_card(request, pk))
    context = {"heading": person.full_name, "lead": "Кто это и как связаться", "conflicts": conflicts}
    return _form_page(request, person, form, context, status)


@requires(Permission.BASE_EDIT)
def person_names(request: HttpRequest, pk: int) -> HttpResponse:
    """The name's cases for orders and certificates."""
    person = _get(request, pk)
    form = DeclensionForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            set_declensions(instance=person, forms=form.overrides(), by=request.user, program=request.program)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Падежи имени сохранены.")
            return redirect(_card(request, pk))
    lead = (
        "Как имя печатается в распоряжениях и грамотах. Пустое поле вернёт то, что предлагает сайт."
        if person.gender
        else "Пол не указан, поэтому сайт падежей не предлагает: впишите их или укажите пол в карточке."
    )
    context = {
        "heading": person.full_name,
        "lead": lead,
        "save_label": "Сохранить падежи",
        "here": "Имя в документах",
    }
    return _form_page(request, person, form, context, 422 if form.errors else 200)


@requires(Permission.BASE_EDIT)
def representative_add(request: HttpRequest, pk: int) -> HttpResponse:
    return _representative(request, _get(request, pk), None)


@requires(Permission.BASE_EDIT)
def representative_edit(request: HttpRequest, pk: int, representative_pk: int) -> HttpResponse:
    person = _get(request, pk)
    return _representative(request, person, get_object_or_404(person.representatives, pk=representative_pk))


def _representative(request: HttpRequest, person: Person, known: Representative | None) -> HttpResponse:
    form = RepresentativeForm(request.POST or None, instance=known, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        common: dict[str, Any] = {"by": request.user, "program": request.program}
        try:
            if known is None:
                add_representative(person=person, **common, **form.cleaned_data)
            else:
                update_representative(instance=known, changes=form.cleaned_data, **common)
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Законный представитель сохранён.")
            return redirect(_card(request, person.pk))
    context = {
        "heading": "Законный представитель",
        "lead": f"{person.full_name}. Паспорт и адрес вписывают от руки в бланк согласия, на сайте их нет.",
        "save_label": "Сохранить представителя",
        "here": "Представитель",
    }
    return _form_page(request, person, form, context, 422 if form.errors else 200)


def _form_page(
    request: HttpRequest, person: Person, form: Any, context: dict[str, Any], status: int
) -> HttpResponse:
    url = _card(request, person.pk)
    crumbs = [
        ("Главная", program_url(request.program, "programs:dashboard")),
        (person.full_name, url),
        (context.get("here", "Изменить"), ""),
    ]
    page = context | {"form": form, "cancel_url": url, "crumbs": crumbs}
    return render(request, "participants/entry_form.html", page, status=status)


def _get(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.access), pk=pk)


def _card(request: HttpRequest, pk: int) -> str:
    return program_url(request.program, "participants:person_detail", pk=pk)
