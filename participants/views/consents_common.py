"""What the pages of consents share."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from participants.consent_register import with_papers
from participants.models import Person
from programs.tenancy import program_url


def url_of(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def crumbs_to(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    return [("Главная", home), ("Согласия", url_of(request, "consent_list")), (here, "")]


def get_person(request: HttpRequest, pk: int) -> Person:
    """A person of this year whom the user may see, with his papers."""
    people = with_papers(Person.objects.visible_to(request.access), request.program)
    return get_object_or_404(people.filter(enrolments__program=request.program).distinct(), pk=pk)


def blanks_url(request: HttpRequest, people: list[int], purpose: str) -> str:
    query = urlencode([("purpose", purpose), *(("person", pk) for pk in people)])
    return f"{url_of(request, 'consent_blanks')}?{query}"
