"""What the data say of the 35 steps (registries.StepFact): what all providers share, and the programme's own fact.

A provider is a pure reader (program, on) -> StepFact | None; it runs inside the school's scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from django.db.models import Count, Q
from django.urls import NoReverseMatch

from mentoring_site.words import counted, short_date
from programs.models import FormDecision, MentoringForm, Program
from programs.registries.programme import StepFact
from programs.tenancy import program_url

Value = TypeVar("Value")
Reader = Callable[[Program, date], Value]

_found: ContextVar[dict[Any, Any] | None] = ContextVar("step_facts", default=None)


@contextmanager
def one_asking() -> Iterator[None]:
    """Facts of many steps are asked for at once: what `shared` readers found is kept until the end of it."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def shared(read: Reader[Value]) -> Reader[Value]:
    """Several steps read the same counts: inside `one_asking` they are counted once, alone always anew."""

    @wraps(read)
    def known(program: Program, on: date) -> Value:
        found = _found.get()
        if found is None:
            return read(program, on)
        key = (read, program.pk, on)
        if key not in found:
            found[key] = read(program, on)
        return found[key]

    return known


def page(program: Program, name: str, query: str = "", **kwargs: Any) -> str:
    """Address of a page of the programme; "" while that room is not built."""
    try:
        return program_url(program, name, **kwargs) + query
    except NoReverseMatch:
        return ""


def share(text: str, done: int, total: int, url: str, *, is_complete: bool | None = None) -> StepFact:
    """A fact with a share. Complete, unless said otherwise, when all are done and there is somebody."""
    whole = total > 0 and done >= total
    return StepFact(text, whole if is_complete is None else is_complete, url, done, total)


def forms_chosen(program: Program, on: date) -> StepFact | None:
    """Step 8: the forms that work in the programme; confirmed when each was decided upon."""
    forms = list(
        MentoringForm.objects.filter(program=program, is_active=True).annotate(
            models=Count("interaction_models", filter=Q(interaction_models__is_active=True))
        )
    )
    if not forms:
        return None
    decisions = FormDecision.objects.filter(program=program, interaction_model=None, decided_on__lte=on)
    newest = {row.form_id: row for row in decisions.order_by("decided_on", "pk")}
    decided = [newest[form.pk] for form in forms if form.pk in newest and newest[form.pk].is_on]
    text = (
        f"{counted(len(forms), 'форма', 'формы', 'форм')}, "
        f"{counted(sum(form.models for form in forms), 'модель', 'модели', 'моделей')}"
    )
    if decided:
        text += f", решение от {short_date(max(row.decided_on for row in decided))}"
    return share(text, len(decided), len(forms), page(program, "programs:form_list"))
