"""Likely doubles: the list, two cards side by side, and the two answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, short_date
from participants.duplicates import MOST_FOUND, Card, compare
from participants.forms import absorb
from participants.forms_duplicates import MergeForm
from participants.models import Enrolment, Person
from participants.services.merging import duplicates_of, mark_as_two, merge_people, moving
from programs.services.audit import Refusal
from programs.tenancy import program_url
from programs.views.acting import act


@requires(Permission.BASE_EDIT)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    found = duplicates_of(request.program)
    ids = {pk for likeness in found for pk in (likeness.first, likeness.second)}
    people = Person.objects.in_bulk(ids)
    places = _places(request, ids)
    rows = [
        {
            "first": people[likeness.first],
            "second": people[likeness.second],
            "first_place": places.get(likeness.first, ""),
            "second_place": places.get(likeness.second, ""),
            "reasons": ", ".join(likeness.reasons),
            "url": _url(request, "duplicate_compare", pk=likeness.first, other=likeness.second),
        }
        for likeness in found
    ]
    return render(
        request,
        "participants/duplicate_list.html",
        {
            "heading": "Похожие карточки",
            "lead": "Сайт только спрашивает: карточки объединяете вы, поле за полем.",
            "crumbs": _crumbs(request, "Похожие карточки"),
            "rows": rows,
            "is_cut": len(rows) == MOST_FOUND,
            "said": counted(len(rows), "похожая пара", "похожие пары", "похожих пар"),
        },
    )


@requires(Permission.BASE_EDIT)
def duplicate_compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two cards side by side; `keep` in the query names the card that stays, the first one by default."""
    one, two = _person(request, pk), _person(request, other)
    if request.POST.get("keep", request.GET.get("keep")) == str(two.pk):
        keep, drop = two, one
    else:
        keep, drop = one, two
    form = MergeForm(request.POST or None, keep=keep, drop=drop)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                merge_people(
                    keep=keep, drop=drop, chosen=form.chosen(), by=request.user, program=request.program
                )
            except ValidationError as error:
                absorb(form, error)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{keep.full_name}: теперь это одна карточка.")
                return redirect(program_url(request.program, "participants:person_detail", pk=keep.pk))
    places = _places(request, {keep.pk, drop.pk})
    likeness = compare(*(_card(person, places) for person in (keep, drop)))
    return render(
        request,
        "participants/duplicate_compare.html",
        {
            "heading": "Это один человек?",
            "lead": capfirst(", ".join(likeness.reasons)) + "." if likeness else "",
            "crumbs": _crumbs(request, "Сравнение"),
            "back_url": _url(request, "duplicate_list"),
            "back_label": "Похожие карточки",
            "form": form,
            "keep": keep,
            "drop": drop,
            "cards": [_facts(person, places) for person in (keep, drop)],
            "moving": [f"{label.lower()} – {count}" for label, count in moving(drop)],
            "other_way_url": f"{request.path}?keep={drop.pk}",
            "apart_url": _url(request, "duplicate_apart", pk=one.pk, other=two.pk),
            "is_open": request.program.is_open,
        },
        status=status,
    )


@require_POST
@requires(Permission.BASE_EDIT)
def duplicate_apart(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    one, two = _person(request, pk), _person(request, other)
    return act(
        request,
        lambda: mark_as_two(one=one, other=two, by=request.user, program=request.program),
        "Запомнили: это два разных человека. Больше не спросим.",
        _url(request, "duplicate_list"),
    )


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.access), pk=pk)


def _places(request: HttpRequest, ids: set[int]) -> dict[int, str]:
    years = Enrolment.objects.filter(program=request.program, person__in=ids).select_related("school_class")
    return {year.person_id: year.place for year in years}


def _card(person: Person, places: dict[int, str]) -> Card:
    return Card(
        pk=person.pk,
        last=person.last_name,
        first=person.first_name,
        middle=person.middle_name,
        birth_date=person.birth_date,
        birth_year=person.birth_year,
        place=places.get(person.pk, ""),
    )


def _facts(person: Person, places: dict[int, str]) -> dict[str, Any]:
    born = short_date(person.birth_date) if person.birth_date else person.birth_year
    return {
        "person": person,
        "facts": [
            {"label": "Кто это", "value": person.get_kind_display()},
            {"label": "Класс или должность", "value": places.get(person.pk, "")},
            {"label": "Дата рождения", "value": born},
            {"label": "Телефон", "value": person.phone},
            {"label": "Почта", "value": person.email},
        ],
    }


def _crumbs(request: HttpRequest, last: str) -> list[tuple[str, str]]:
    return [("Наставляемые", program_url(request.program, "participants:mentee_list")), (last, "")]


def _url(request: HttpRequest, name: str, **kwargs: int) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)
