"""A questionnaire while it is a draft: its head and its questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from participants.forms import absorb
from participants.forms_questionnaires import HeadForm, QuestionForm
from participants.models import Question, Questionnaire
from participants.questionnaires import editing
from participants.questionnaires.linking import codes_in_use
from participants.views.questionnaires import crumbs, do, get_questionnaire, page_url
from programs.services.audit import Refusal


def get_question(request: HttpRequest, pk: int) -> Question:
    rows = Question.objects.filter(questionnaire__program=request.program)
    return get_object_or_404(
        rows.select_related("questionnaire__program__school", "questionnaire__form"), pk=pk
    )


@requires(Permission.BASE_EDIT)
def questionnaire_create(request: HttpRequest) -> HttpResponse:
    form = HeadForm(request.POST or None, program=request.program, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        made = _saved(
            form,
            editing.create_questionnaire,
            program=request.program,
            head=form.cleaned_data,
            by=request.user,
        )
        if made is not None:
            messages.success(request, "Анкета составлена. Теперь добавьте вопросы.")
            return redirect(page_url(request, "questionnaire_detail", pk=made.pk))
    return _form_page(
        request,
        form,
        "Новая анкета",
        "Составить анкету",
        page_url(request, "questionnaire_list"),
        crumbs(request, last="Новая анкета"),
    )


@requires(Permission.BASE_EDIT)
def questionnaire_edit(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    back = page_url(request, "questionnaire_detail", pk=pk)
    form = HeadForm(
        request.POST or None, program=request.program, instance=questionnaire, use_required_attribute=False
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(
            form, editing.change_head, questionnaire=questionnaire, head=form.cleaned_data, by=request.user
        )
    ):
        messages.success(request, "Анкета сохранена.")
        return redirect(back)
    return _form_page(
        request,
        form,
        "Название и вступление",
        "Сохранить анкету",
        back,
        crumbs(request, questionnaire=questionnaire, last="Название и вступление"),
    )


@requires(Permission.BASE_EDIT)
def question_create(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_questionnaire(request, pk)
    return _question_page(
        request,
        questionnaire,
        QuestionForm(request.POST or None, questionnaire=questionnaire, use_required_attribute=False),
        "Новый вопрос",
        lambda form: editing.add_question(questionnaire=questionnaire, data=form.values(), by=request.user),
    )


@requires(Permission.BASE_EDIT)
def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_question(request, pk)
    return _question_page(
        request,
        question.questionnaire,
        QuestionForm(
            request.POST or None,
            questionnaire=question.questionnaire,
            instance=question,
            use_required_attribute=False,
        ),
        "Вопрос",
        lambda form: editing.change_question(question=question, data=form.values(), by=request.user),
    )


@require_POST
@requires(Permission.BASE_EDIT)
def question_move(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_question(request, pk)
    step = -1 if request.POST.get("to") == "up" else 1
    do(request, "", editing.move_question, question=question, step=step, by=request.user)
    back = page_url(request, "questionnaire_detail", pk=question.questionnaire_id)
    return redirect(f"{back}#question-{question.pk}")


@require_POST
@requires(Permission.BASE_EDIT)
def question_delete(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_question(request, pk)
    do(request, "Вопрос удалён.", editing.delete_question, question=question, by=request.user)
    return redirect(page_url(request, "questionnaire_detail", pk=question.questionnaire_id))


# --- shared ---------------------------------------------------------------------------------------------


def _saved(form: Any, service: Callable[..., Any], **arguments: Any) -> Any:
    try:
        return service(**arguments)
    except ValidationError as error:
        absorb(form, error)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def _question_page(
    request: HttpRequest,
    questionnaire: Questionnaire,
    form: QuestionForm,
    heading: str,
    save: Callable[[QuestionForm], Any],
) -> HttpResponse:
    back = page_url(request, "questionnaire_detail", pk=questionnaire.pk)
    if request.method == "POST" and form.is_valid():
        question = _saved(form, lambda: save(form))
        if question is not None:
            messages.success(request, "Вопрос сохранён.")
            return redirect(f"{back}#question-{question.pk}")
    return _form_page(
        request,
        form,
        heading,
        "Сохранить вопрос",
        back,
        crumbs(request, questionnaire=questionnaire, last=heading),
    )


def _form_page(
    request: HttpRequest, form: Any, heading: str, button: str, cancel_url: str, trail: list
) -> HttpResponse:
    return render(
        request,
        "participants/questionnaire_form.html",
        {
            "heading": heading,
            "form": form,
            "button": button,
            "cancel_url": cancel_url,
            "crumbs": trail,
            "pair_codes": codes_in_use(request.program) if "pair_code" in form.fields else (),
        },
        status=422 if form.errors else 200,
    )
