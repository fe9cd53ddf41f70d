"""The curator's room of questionnaires: list, editing while a draft, preview, opening, blank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.pdf import html_to_pdf, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.enums import QuestionnaireKind, QuestionnaireState, ResponseState
from participants.models import Questionnaire, Response
from participants.questionnaires import editing
from participants.questionnaires.defaults import add_lacking, lacking
from participants.questionnaires.grid import waiting_for_second
from participants.questionnaires.linking import linked_questions
from participants.questionnaires.page import AnswersForm, questions_of, topics_for
from participants.questionnaires.respondents import promise_of
from participants.registries import ASKING_PAGES, room_tabs
from participants.reports_questionnaires import blank_html
from participants.tables_questionnaires import (
    LINKED_COLUMNS,
    QUESTIONNAIRE_COLUMNS,
    by_kind,
    linked_rows,
    questionnaire_badge,
)
from programs.services.audit import Refusal
from programs.tables import shown_rows
from programs.tenancy import program_url

HERE = ("participants:questionnaire_list", "Анкеты")


def page_url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def crumbs(request: HttpRequest, *, last: str = "", questionnaire: Questionnaire | None = None) -> list:
    found = [
        ("Главная", program_url(request.program, "programs:dashboard")),
        ("Анкеты", page_url(request, "questionnaire_list")),
    ]
    if questionnaire is not None:
        found.append((str(questionnaire), page_url(request, "questionnaire_detail", pk=questionnaire.pk)))
    return [*found, (last, "")] if last else found


def rows_of(request: HttpRequest) -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(program=request.program).select_related("form", "program__school")


def get_questionnaire(request: HttpRequest, pk: int) -> Questionnaire:
    return get_object_or_404(rows_of(request), pk=pk)


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.BASE_EDIT) and request.program.is_open


# --- list and page ----------------------------------------------------------------------------------------


@requires(Permission.BASE_VIEW)
def questionnaire_list(request: HttpRequest) -> HttpResponse:
    rows = rows_of(request).annotate(
        asked=Count("questions", distinct=True),
        answered=Count("responses", filter=Q(responses__state=ResponseState.SUBMITTED), distinct=True),
    )
    return render(
        request,
        "participants/questionnaire_list.html",
        {
            "heading": "Анкеты",
            "lead": "Открытую анкету не меняют: её копируют, и у копии будет следующая версия.",
            "tabs": room_tabs("applications", request.access, request.today, HERE[0]),
            "columns": [column.declared() for column in QUESTIONNAIRE_COLUMNS],
            "rows": by_kind(
                rows,
                lambda row: shown_rows(
                    QUESTIONNAIRE_COLUMNS,
                    [row],
                    lambda one: page_url(request, "questionnaire_detail", pk=one.pk),
                )[0],
            ),
            "can_edit": can_edit(request),
            "lacking": len(lacking(request.program)) if can_edit(request) else 0,
        },
    )


@requires(Permission.BASE_VIEW)
def questionnaire_linked(request: HttpRequest) -> HttpResponse:
    """Linked questions «до» ↔ «после» of each form and role; what lacks its half is marked."""
    linked = linked_questions(request.program)
    missing = sum(one.lacking for one in linked)
    return render(
        request,
        "participants/questionnaire_linked.html",
        {
            "heading": "Парные вопросы",
            "lead": "Вопросы с одним кодом в анкетах «до» и «после»: по ним сравнивают ожидания и то, что вышло.",
            "crumbs": crumbs(request, last="Парные вопросы"),
            "columns": [column.declared() for column in LINKED_COLUMNS],
            "rows": linked_rows(
                linked,
                lambda question: (
                    page_url(request, "questionnaire_detail", pk=question.questionnaire_id)
                    + f"#question-{question.pk}"
                ),
            ),
            "missing": counted(missing, "вопрос", "вопроса", "вопросов") if missing else "",
            "list_url": page_url(request, "questionnaire_list"),
        },
    )


@requires(Permission.BASE_VIEW)
def questionnaire_detail(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    questions = list(questionnaire.questions.all())
    submitted = questionnaire.responses.filter(state=ResponseState.SUBMITTED).count()
    waiting = waiting_for_second(questionnaire).count()
    is_draft = questionnaire.state == QuestionnaireState.DRAFT
    is_open = questionnaire.state == QuestionnaireState.OPEN
    return render(
        request,
        "participants/questionnaire_detail.html",
        {
            "heading": questionnaire.title,
            "lead": f"Версия {questionnaire.edition}, {counted(len(questions), 'вопрос', 'вопроса', 'вопросов')}, "
            f"{counted(submitted, 'ответ', 'ответа', 'ответов')}",
            "crumbs": crumbs(request, last=questionnaire.title),
            "badge": questionnaire_badge(questionnaire),
            "questionnaire": questionnaire,
            "questions": questions,
            "promise": promise_of(questionnaire),
            "can_edit": can_edit(request),
            "can_change": can_edit(request) and is_draft,
            "can_open": can_edit(request) and is_draft and bool(questions),
            "asking": _asking(request, questionnaire) if questions else None,
            "can_close": can_edit(request) and is_open,
            "can_copy": can_edit(request) and not is_draft,
            # Sheets of a survey are typed at the survey, which counts them.
            "can_type": can_edit(request) and is_open and questionnaire.kind != QuestionnaireKind.SURVEY,
            "waiting": waiting,
            "facts": [
                {"label": "Вид", "value": questionnaire.get_kind_display()},
                {"label": "Кто отвечает", "value": questionnaire.get_role_display() or "все"},
                {"label": "Форма", "value": questionnaire.form.title if questionnaire.form else "любая"},
                {"label": "Когда", "value": questionnaire.get_moment_display() or "не сравнивается"},
                {"label": "Имя в ответах", "value": "нет" if questionnaire.is_anonymous else "есть"},
            ],
        },
    )


def _asking(request: HttpRequest, questionnaire: Questionnaire) -> tuple[str, str] | None:
    """Label and address of the page that asks people by it; None: it is asked by being opened, or no more."""
    if questionnaire.kind not in ASKING_PAGES or questionnaire.state == QuestionnaireState.CLOSED:
        return None
    label, permission, address = ASKING_PAGES[questionnaire.kind]
    may_ask = request.access.has(permission) and request.program.is_open
    return (label, address(questionnaire)) if may_ask else None


@requires(Permission.BASE_VIEW)
def questionnaire_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """«Как увидит участник»: the same page, nothing is sent."""
    questionnaire = get_questionnaire(request, pk)
    topics = topics_for(questionnaire)
    form = AnswersForm(questions=questions_of(questionnaire, topics), topics=topics)
    return render(
        request,
        "participants/questionnaire_preview.html",
        {
            "heading": questionnaire.title,
            "plain_title": request.school.list_name,
            "plain_sub": f"{request.program.year_label} учебный год",
            "questionnaire": questionnaire,
            "hello": "Здравствуйте!",
            "promise": promise_of(questionnaire),
            "progress": {"done": 0, "total": len(form.questions)},
            "form": form,
            "back_url": page_url(request, "questionnaire_detail", pk=pk),
        },
    )


@requires(Permission.BASE_VIEW)
def questionnaire_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    return pdf_response(html_to_pdf(blank_html(questionnaire)), f"{questionnaire.title}.pdf")


@requires(Permission.BASE_EDIT)
def response_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan that somebody answered with."""
    rows = Response.objects.filter(program=request.program).select_related("scan")
    rows = rows.exclude(questionnaire__kind=QuestionnaireKind.FEEDBACK)  # the psychologist's alone
    response = get_object_or_404(rows, pk=pk)
    if response.scan is None:
        raise Http404
    return download(
        response.scan.content, name=response.scan.file_name, content_type=response.scan.content_type
    )


# --- life -------------------------------------------------------------------------------------------------


@require_POST
@requires(Permission.BASE_EDIT)
def questionnaire_open(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    do(
        request,
        "Анкета открыта: теперь на неё можно отвечать.",
        editing.open_questionnaire,
        questionnaire=questionnaire,
        by=request.user,
    )
    return redirect(page_url(request, "questionnaire_detail", pk=pk))


@require_POST
@requires(Permission.BASE_EDIT)
def questionnaire_close(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    do(request, "Анкета закрыта.", editing.close_questionnaire, questionnaire=questionnaire, by=request.user)
    return redirect(page_url(request, "questionnaire_detail", pk=pk))


@require_POST
@requires(Permission.BASE_EDIT)
def questionnaire_copy(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    copy = do(
        request,
        "Это следующая версия: измените её и откройте. Прежняя пока принимает ответы.",
        editing.copy_questionnaire,
        questionnaire=questionnaire,
        by=request.user,
    )
    return redirect(page_url(request, "questionnaire_detail", pk=copy.pk if copy else pk))


@require_POST
@requires(Permission.BASE_EDIT)
def questionnaire_delete(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    do(
        request,
        "Черновик удалён.",
        editing.delete_questionnaire,
        questionnaire=questionnaire,
        by=request.user,
    )
    return redirect(page_url(request, "questionnaire_list"))


@require_POST
@requires(Permission.BASE_EDIT)
def questionnaire_samples(request: HttpRequest) -> HttpResponse:
    """Questionnaires of the template that a programme of before lacks."""
    made = do(request, "", add_lacking, program=request.program, by=request.user)
    if made:
        messages.success(request, f"Добавлены черновики: {counted(len(made), 'анкета', 'анкеты', 'анкет')}.")
    elif made is not None:
        messages.info(request, "Все типовые анкеты уже есть: добавлять нечего.")
    return redirect(page_url(request, "questionnaire_list"))


# --- shared -----------------------------------------------------------------------------------------------


def do(request: HttpRequest, done: str, service: Callable[..., Any], **arguments: Any) -> Any:
    """The service's result, or None after a refusal, which is said on the next page."""
    try:
        result = service(**arguments)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, done)
    return result
