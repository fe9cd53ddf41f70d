"""Answers that came on paper: the keyboard grid, its second typing, a scan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.consent_register import people_of
from participants.enums import QuestionnaireRole, QuestionnaireState, ResponseSource
from participants.forms import absorb
from participants.forms_questionnaires import ScanForm
from participants.models import Person, Questionnaire
from participants.questionnaires import grid as sheets
from participants.questionnaires.page import questions_of, topics_for
from participants.questionnaires.responses import discard_draft, start_response, submit_paper
from participants.views.questionnaires import crumbs, get_questionnaire, page_url
from programs.lists import row_ids
from programs.services.audit import Refusal

BASES = {
    QuestionnaireRole.MENTOR: "mentors",
    QuestionnaireRole.MENTEE: "mentees",
    QuestionnaireRole.PARENT: "mentees",  # a parent answers about a child
}
WORDS = ("лист", "листа", "листов")


def _people(request: HttpRequest, questionnaire: Questionnaire) -> dict[str, Person] | None:
    if questionnaire.is_anonymous:
        return None
    people = people_of(request.access, base=BASES.get(questionnaire.role, ""))
    return sheets.people_by_label(request.program, people.order_by("search_key", "pk"))


@requires(Permission.BASE_EDIT)
def questionnaire_grid(request: HttpRequest, pk: int) -> HttpResponse:
    """The first typing: fifteen sheets on one screen."""
    questionnaire = get_questionnaire(request, pk)
    topics = topics_for(questionnaire)
    questions, people = questions_of(questionnaire, topics), _people(request, questionnaire)
    keys = [str(number) for number in range(1, sheets.ROWS + 1)]
    rows: list[sheets.Row] = []
    if request.method == "POST":
        rows = sheets.read_rows(request.POST, keys, questions, topics, people)
        made = sheets.type_rows(questionnaire=questionnaire, rows=rows, by=request.user, on=request.today)
        if made:
            messages.success(
                request, f"Набрано: {counted(len(made), *WORDS)}. Наберите их второй раз для сверки."
            )
            return redirect(page_url(request, "questionnaire_grid_check", pk=pk))
        if not rows:
            messages.info(request, "Ни одна строка не заполнена: записывать нечего.")
    typed = {row.key: row for row in rows}
    return render(
        request,
        "participants/questionnaire_grid.html",
        {
            "heading": "Набор с бумаги",
            "lead": f"{questionnaire}: одна строка — один лист. Enter — вниз, Tab — вправо.",
            "crumbs": crumbs(request, questionnaire=questionnaire, last="Набор с бумаги"),
            "questions": heads_of(questions),
            "rows": [shown_row(typed.get(key) or sheets.Row(key), questions) for key in keys],
            "has_errors": any(row.errors for row in rows),
            "people": people,
            "topics": topics if any(one.kind == "topics" for one in questions) else {},
            "is_open": questionnaire.state == QuestionnaireState.OPEN,
            "waiting": sheets.waiting_for_second(questionnaire).count(),
            "check_url": page_url(request, "questionnaire_grid_check", pk=pk),
            "back_url": page_url(request, "questionnaire_detail", pk=pk),
            "back_label": str(questionnaire),
        },
        status=422 if any(row.errors for row in rows) else 200,
    )


@requires(Permission.BASE_EDIT)
def questionnaire_grid_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The second typing: what agrees is final, what differs is asked about once more."""
    questionnaire = get_questionnaire(request, pk)
    topics = topics_for(questionnaire)
    questions = questions_of(questionnaire, topics)
    waiting = list(sheets.waiting_for_second(questionnaire)[: sheets.ROWS])
    rows: dict[str, sheets.Row] = {}
    differing: dict[str, list[sheets.Difference]] = {}
    if request.method == "POST":
        if ids := row_ids([request.POST.get("discard", "")]):
            discard_draft(
                response=get_object_or_404(sheets.waiting_for_second(questionnaire), pk=ids[0]),
                by=request.user,
            )
            messages.success(request, "Лист удалён.")
            return redirect(request.path)
        rows, differing, done = compare_typings(request, waiting, questions, topics)
        if done:
            messages.success(request, f"Записано: {counted(done, *WORDS)}.")
        if not differing and not any(row.errors for row in rows.values()):
            left = sheets.waiting_for_second(questionnaire).exists()
            return redirect(request.path if left else page_url(request, "questionnaire_detail", pk=pk))
        waiting = list(sheets.waiting_for_second(questionnaire)[: sheets.ROWS])
    return render(
        request,
        "participants/questionnaire_grid_check.html",
        {
            "heading": "Второй набор",
            "lead": f"«{questionnaire}»: наберите те же листы ещё раз. Сайт сверит и покажет, что не совпало.",
            "crumbs": crumbs(request, questionnaire=questionnaire, last="Второй набор"),
            "questions": heads_of(questions),
            "rows": [
                shown_row(rows.get(str(one.pk)) or sheets.Row(str(one.pk)), questions)
                | {
                    "who": one.person.full_name if one.person else f"Лист № {one.pk}",
                    "differences": differing.get(str(one.pk), []),
                }
                for one in waiting
            ],
            "differing": len(differing),
            "back_url": page_url(request, "questionnaire_detail", pk=pk),
            "back_label": str(questionnaire),
        },
        status=422 if differing or any(row.errors for row in rows.values()) else 200,
    )


def compare_typings(request: HttpRequest, waiting: list, questions: list, topics: Any) -> Any:
    """(rows by draft, differences by draft, how many sheets became final)."""
    keys = [str(response.pk) for response in waiting]
    rows = {row.key: row for row in sheets.read_rows(request.POST, keys, questions, topics, None)}
    is_unchecked, done = "as-is" in request.POST, 0
    differing: dict[str, list[sheets.Difference]] = {}
    for response in waiting:
        row = rows.get(str(response.pk))
        if row is None and not is_unchecked:
            continue  # not typed yet: it waits for its turn
        if is_unchecked:
            answers = response.answers
        else:
            if row.errors:
                continue
            found = sheets.differences(response, row, questions)
            if found and not sheets.settle(row, found, request.POST, topics):
                differing[row.key] = found
                continue
            answers = row.answers
        try:
            sheets.finish_sheet(
                response=response,
                answers={code: answer for code, answer in answers.items() if answer is not None},
                by=request.user,
                on=request.today,
            )
        except Refusal as refusal:
            messages.error(request, f"{response.person or 'Лист № ' + str(response.pk)}: {refusal}")
        else:
            done += 1
    return rows, differing, done


@requires(Permission.BASE_EDIT)
def questionnaire_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A scan or free text of somebody of the base, as his answer."""
    questionnaire = get_questionnaire(request, pk)
    people = _people(request, questionnaire) or {}
    form = ScanForm(request.POST or None, request.FILES or None, use_required_attribute=False)
    back = page_url(request, "questionnaire_detail", pk=pk)
    if request.method == "POST" and form.is_valid():
        person = people.get(sheets.plain(form.cleaned_data["who"]))
        if person is None:
            form.add_error("who", "Такого человека в базе нет. Выберите из списка.")
        elif _attach(request, questionnaire, person, form):
            messages.success(request, f"Анкета принята: {person.full_name}.")
            return redirect(back)
    return render(
        request,
        "participants/questionnaire_scan.html",
        {
            "heading": "Анкета сканом или текстом",
            "lead": str(questionnaire),
            "crumbs": crumbs(request, questionnaire=questionnaire, last="Скан или текст"),
            "form": form,
            "people": people,
            "cancel_url": back,
        },
        status=422 if form.errors else 200,
    )


def _attach(request: HttpRequest, questionnaire: Questionnaire, person: Person, form: ScanForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        response = start_response(
            questionnaire=questionnaire,
            on=request.today,
            source=ResponseSource.SCAN,
            person=person,
            by=request.user,
        )
        submit_paper(
            response=response,
            on=request.today,
            by=request.user,
            free_text=form.cleaned_data["free_text"],
            file_name=file.name if file else "",
            data=file.read() if file else b"",
        )
    except ValidationError as error:
        absorb(form, ValidationError({"file": error.messages}))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


# Also the grid of a survey (monitoring) is drawn by these.


def heads_of(questions: list) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "text": question.text,
            "hint": sheets.hint_of(question),
            "options": list(enumerate(question.options, start=1)),
        }
        for number, question in enumerate(questions, start=1)
    ]


def shown_row(row: sheets.Row, questions: list) -> dict[str, Any]:
    return {
        "key": row.key,
        "who": row.who,
        "who_error": row.errors.get("who", ""),
        "cells": [
            {
                "name": f"c-{row.key}-{question.code}",
                "label": f"Лист {row.key}, вопрос {number}",
                "value": row.cells.get(question.code, ""),
                "error": row.errors.get(question.code, ""),
                "is_text": question.kind == "open",
                "is_wide": question.kind in ("many", "topics", "times"),
            }
            for number, question in enumerate(questions, start=1)
        ],
    }
