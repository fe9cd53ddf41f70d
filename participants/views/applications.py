"""The curator's queue of applications, their decisions, and the posters that bring them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import short_date
from participants.applications import deciding
from participants.applications.posters import loopback_note, qr_svg
from participants.applications.queue import TABS, applications_of, candidates_for, counts_of
from participants.enums import ResponseState
from participants.forms_applications import AcceptForm
from participants.models import Application, Person
from participants.questionnaires.reading import answers_of
from participants.registries import room_tabs
from participants.tables_questionnaires import APPLICATION_COLUMNS, application_badge, wish_of
from programs.lists import page_of, query_with, row_ids
from programs.services.audit import Refusal
from programs.services.links import link_url
from programs.tables import shown_rows
from programs.tenancy import program_url


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def _crumbs(request: HttpRequest, last: str) -> list[tuple[str, str]]:
    home = program_url(request.program, "programs:dashboard")
    return [("Главная", home), ("Заявки", _url(request, "application_list")), (last, "")]


def _get(request: HttpRequest, pk: int) -> Application:
    rows = applications_of(request.access).select_related(
        *("form", "school_class", "person", "response__questionnaire__form", "response__scan"),
        *("own_link", "poster", "program__school", "decided_by"),
    )
    return get_object_or_404(rows, pk=pk)


def _can_decide(request: HttpRequest) -> bool:
    return request.access.has(Permission.BASE_EDIT) and request.program.is_open


START_EDITOR = "Сделайте ссылку и повесьте плакат с QR-кодом: заявку подают с телефона, без входа на сайт."
START_READER = "Заявку подают с телефона по QR-коду с плаката. Когда она придёт, вы увидите её здесь."


# --- queue ------------------------------------------------------------------------------------------------


@requires(Permission.BASE_VIEW)
def application_list(request: HttpRequest) -> HttpResponse:
    counts = counts_of(request.access)
    asked = request.GET.get("tab", "")
    tab = asked if asked in dict(TABS) else TABS[0][0]
    rows = applications_of(request.access).filter(state=tab).select_related("form", "school_class")
    page = page_of(request, rows)
    return render(
        request,
        "participants/application_list.html",
        {
            "heading": "Заявки",
            "lead": "Те, кто сам хочет стать наставником или ищет его. В базы они попадут после "
            + ("вашего решения." if _can_decide(request) else "решения куратора."),
            "rooms": room_tabs(
                "applications", request.access, request.today, "participants:application_list"
            ),
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=state),
                    "count": counts.get(state, 0),
                    "active": state == tab,
                }
                for state, label in TABS
            ],
            "tab": str(tab),
            "total": sum(counts.values()),
            "columns": [column.declared() for column in APPLICATION_COLUMNS],
            "rows": shown_rows(
                APPLICATION_COLUMNS, page, lambda row: _url(request, "application_detail", pk=row.pk)
            ),
            "page_obj": page,
            "can_edit": _can_decide(request),
            "start_text": START_EDITOR if _can_decide(request) else START_READER,
        },
    )


@requires(Permission.BASE_VIEW)
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _get(request, pk))


def _page(
    request: HttpRequest, application: Application, form: Any = None, status: int = 200
) -> HttpResponse:
    sees_answers = request.access.has(Permission.BASE_EDIT)
    is_waiting = application.state in deciding.OPEN_STATES
    can_decide = _can_decide(request) and is_waiting
    link = application.own_link
    own_url = link_url(link) if sees_answers and link and link.is_open(timezone.now()) else ""
    return render(
        request,
        "participants/application_detail.html",
        {
            "heading": application.full_name,
            "lead": f"Заявка от {short_date(_day(application.created_at))}: {wish_of(application)}",
            "crumbs": _crumbs(request, application.full_name),
            "back_url": _url(request, "application_list"),
            "back_label": "Заявки",
            "application": application,
            "badge": application_badge(application),
            "facts": _facts(application, with_contacts=sees_answers),
            "talk": [
                {"label": "Вы спросили", "value": application.question_back},
                {"label": "Ответ", "value": application.answer_back},
            ]
            if application.question_back
            else [],
            "answers": answers_of(application.response) if sees_answers else None,
            "answers_state": _answers_state(application),
            "person_url": _url(request, "person_detail", pk=application.person_id)
            if application.person_id
            else "",
            "can_decide": can_decide,
            "candidates": candidates_for(application) if can_decide else [],
            "form": form or AcceptForm(initial={"version": application.version}),
            "own_url": own_url,
            "own_qr": qr_svg(own_url) if own_url else "",
            "loopback": loopback_note() if own_url else "",
            "can_renew": _can_decide(request),
        },
        status=status,
    )


def _day(moment: datetime) -> Any:
    return timezone.localtime(moment).date()


def _facts(application: Application, *, with_contacts: bool) -> list[dict[str, Any]]:
    facts = [
        {"label": "Кем хочет быть", "value": wish_of(application)},
        {"label": "Кто это", "value": application.get_kind_display()},
        {
            "label": "Класс" if application.school_class else "Должность",
            "value": str(application.school_class or application.position),
        },
        {
            "label": "Возраст",
            "value": "18 лет исполнилось"
            if application.is_adult
            else "меньше 18: согласие подписывают родители",
        },
        {"label": "Запрос", "value": application.request},
    ]
    if with_contacts and application.is_adult:
        facts += [
            {"label": "Телефон", "value": application.phone},
            {"label": "Почта", "value": application.email},
        ]
    return facts


def _answers_state(application: Application) -> str:
    response = application.response
    if response is None or response.state == ResponseState.DRAFT:
        if not application.is_adult and application.person is None:
            return "Анкета откроется заявителю, когда вы примете заявку и внесёте согласие родителей."
        return "Анкета ещё не отправлена." if response is None else "Анкета начата, но ещё не отправлена."
    return ""


# --- decisions --------------------------------------------------------------------------------------------


@require_POST
@requires(Permission.BASE_EDIT)
def application_accept(request: HttpRequest, pk: int) -> HttpResponse:
    application = _get(request, pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form, status=422)
    answer, person = form.cleaned_data["answer"], None
    if answer != "new":
        ids = row_ids([answer]) or [0]
        person = get_object_or_404(Person.objects.visible_to(request.access), pk=ids[0])
    try:
        accepted = deciding.accept_application(
            application=application,
            by=request.user,
            on=request.today,
            version=form.cleaned_data["version"],
            person=person,
            birth_year=form.cleaned_data["birth_year"],
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, application, form, status=422)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, application, form, status=422)
    messages.success(request, f"Заявка принята: {accepted.person.full_name} теперь в базе.")
    return redirect(_url(request, "application_detail", pk=pk))


@require_POST
@requires(Permission.BASE_EDIT)
def application_ask(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(
        request,
        pk,
        "Вопрос отправлен: заявитель увидит его по своей ссылке.",
        lambda application: deciding.ask_applicant(
            application=application, question=request.POST.get("reason", ""), by=request.user
        ),
    )


@require_POST
@requires(Permission.BASE_EDIT)
def application_decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(
        request,
        pk,
        "Заявка отклонена. Причину заявитель прочтёт по своей ссылке.",
        lambda application: deciding.decline_application(
            application=application, reason=request.POST.get("reason", ""), by=request.user
        ),
    )


@require_POST
@requires(Permission.BASE_EDIT)
def application_renew_link(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(
        request,
        pk,
        "Выдана новая ссылка. Прежняя больше не открывается.",
        lambda application: deciding.renew_own_link(application=application, by=request.user),
    )


def _decide(request: HttpRequest, pk: int, done: str, service: Callable[[Application], Any]) -> HttpResponse:
    application = _get(request, pk)
    try:
        service(application)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(_url(request, "application_detail", pk=pk))
