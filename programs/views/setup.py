"""The wizard of the first start: answers wait in the session, everything is written at its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from programs.forms.programme import TIME_ZONES, next_period
from programs.forms.setup import (
    AdministratorForm,
    ClassesForm,
    CodeForm,
    FirstProgramForm,
    FirstSchoolForm,
    first_classes,
)
from programs.services.audit import Refusal
from programs.services.setup import FirstStart, check_code, is_current, is_open, set_up
from programs.tenancy import program_url

SESSION = "setup"
STEPS = {
    "administrator": "Администратор",
    "school": "Школа",
    "programme": "Программа",
    "classes": "Классы",
    "check": "Проверка",
}
ORDER = list(STEPS)
HIDDEN = {"password_hash"}
ZONES = dict(TIME_ZONES)


def while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 for ever once the site is set up."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return login_not_required(guarded)


@while_open
@require_http_methods(["GET", "POST"])
def setup_code(request: Any) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code_id = check_code(form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.cycle_key()
            request.session[SESSION] = {**request.session.get(SESSION, {}), "code": code_id}
            return redirect("account:setup_step", step=ORDER[0])
    return render(
        request,
        "programs/setup_code.html",
        {
            "heading": "Первый запуск",
            "lead": "Мастер создаст администратора, школу и первую программу наставничества.",
            "form": form,
        },
    )


@while_open
@require_http_methods(["GET", "POST"])
def setup_step(request: Any, step: str) -> HttpResponse:
    answers = request.session.get(SESSION, {})
    if not is_current(answers.get("code", "")):
        return redirect("account:setup")
    if step not in STEPS:
        raise Http404
    missing = next((name for name in ORDER[: ORDER.index(step)] if name not in answers), None)
    if missing is not None:
        return redirect("account:setup_step", step=missing)
    if step == "check":
        return _check(request, answers)
    form = _form(step, request.POST if request.method == "POST" else None, answers, request.today)
    if request.method == "POST" and form.is_valid():
        request.session[SESSION] = {**answers, step: _plain(form.cleaned_data)}
        return redirect("account:setup_step", step=ORDER[ORDER.index(step) + 1])
    return _page(request, step, answers, {"form": form})


def _form(step: str, data: Any, answers: dict[str, Any], today: date) -> Any:
    kept = answers.get(step)
    if step == "administrator":
        password = (kept or {}).get("password_hash", "")
        return AdministratorForm(data, initial=kept, kept_password=password)
    if step == "school":
        return FirstSchoolForm(data, initial=kept)
    if step == "programme":
        return FirstProgramForm(data, initial=kept or next_period(None, today))
    shown = {**kept, "letters": " ".join(kept["letters"])} if kept else None
    return ClassesForm(data, initial=shown)


def _plain(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in cleaned.items()}


def _page(request: Any, step: str, answers: dict[str, Any], extra: dict[str, Any]) -> HttpResponse:
    place = ORDER.index(step)
    steps = [
        {
            "label": label,
            "state": "past" if index < place else "now" if index == place else "ahead",
            "url": f"/setup/{name}/" if index < place else "",
        }
        for index, (name, label) in enumerate(STEPS.items())
    ]
    return render(
        request,
        "programs/setup_check.html" if step == "check" else "programs/setup_step.html",
        {
            "heading": STEPS[step],
            "steps": steps,
            "back_step": ORDER[place - 1] if place else "",
            **extra,
        },
    )


def _check(request: Any, answers: dict[str, Any]) -> HttpResponse:
    refused: list[str] = []
    if request.method == "POST":
        try:
            user, program = set_up(_start(answers))
        except Refusal as refusal:
            refused = [str(refusal)]
        except ValidationError as error:
            refused = error.messages
        else:
            del request.session[SESSION]
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, "Сайт настроен. Теперь добавьте сотрудников и проверьте программу.")
            return redirect(program_url(program, "programs:dashboard"))
    return _page(request, "check", answers, {"summary": _summary(answers, request.today), "refused": refused})


def _start(answers: dict[str, Any]) -> FirstStart:
    administrator = dict(answers["administrator"])
    password, is_curator = administrator.pop("password_hash"), administrator.pop("is_curator")
    programme = answers["programme"]
    return FirstStart(
        administrator=administrator,
        password=password,
        is_curator=is_curator,
        school=answers["school"],
        label=programme["label"],
        starts=date.fromisoformat(programme["starts"]),
        ends=date.fromisoformat(programme["ends"]),
        classes=first_classes(answers["classes"]),
    )


def _summary(answers: dict[str, Any], today: date) -> list[dict[str, Any]]:
    """What the wizard is about to write, step by step, as people name it."""
    blocks = []
    for step in ORDER[:-1]:
        fields = _form(step, None, answers, today).fields
        facts = [
            {
                "label": field.label,
                "value": _words(
                    ZONES.get(answers[step][name]) if name == "time_zone" else answers[step][name]
                ),
            }
            for name, field in fields.items()
            if name in answers[step] and name not in HIDDEN
        ]
        blocks.append({"step": step, "title": STEPS[step], "facts": facts})
    return blocks


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, str) and len(value) == 10 and value[4:5] == value[7:8] == "-":
        year, month, day = value.split("-")
        return f"{day}.{month}.{year}"
    return "" if value is None else str(value)
