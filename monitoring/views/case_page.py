"""The page of one case: its text, both sides' words, files, the next move."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from mentoring_site.permissions import Permission
from mentoring_site.words import short_date
from monitoring.cases import CaseView, read_case
from monitoring.enums import CaseState
from monitoring.forms_cases import CaseFileForm, WordForm
from monitoring.models import CaseFile, PracticeCase
from monitoring.public_addresses import public_path
from monitoring.services.publication import block_of
from monitoring.transitions_public import CASE_MOVES, CaseAction
from monitoring.views.award_common import crumbs, url
from programs.enums import ProgramState

LADDER = (CaseState.DRAFT, CaseState.AGREED_BY_PAIR, CaseState.AGREED, CaseState.PUBLISHED)
# Action -> (label of the button, what it means).
BUTTONS = {
    CaseAction.AGREE: ("Согласовать кейс", "Текст больше не меняется: он прочитан участниками и куратором."),
    CaseAction.PUBLISH: (
        "Опубликовать кейс",
        "Кейс появится на открытой странице школы, ссылка – в двух базах.",
    ),
    CaseAction.WITHDRAW: ("Снять с публикации", "Кейс сразу исчезнет с открытой страницы."),
    CaseAction.REVISE: ("Вернуть в черновик", "Ответы участников сотрутся: они были о прежнем тексте."),
}


def show_case(request: HttpRequest, case: PracticeCase) -> HttpResponse:
    view, editable = read_case(case, request.today), can_edit(request)
    may_take_off = request.access.has(Permission.RECOGNITION_EDIT)  # in the archive as well
    actions = [
        {"action": action, "label": label, "text": text, "id": f"move-{action}"}
        for action, (label, text) in BUTTONS.items()
        if (editable or (may_take_off and action == CaseAction.WITHDRAW))
        and case.state in CASE_MOVES[action][0]
    ]
    main = next((one for one in actions if one["action"] in (CaseAction.AGREE, CaseAction.PUBLISH)), None)
    block = block_of(request.school)
    return render(
        request,
        "monitoring/case_detail.html",
        {
            "heading": case.title,
            "lead": f"{case.form.title if case.form else 'Кейс'}, {case.get_state_display()}",
            "crumbs": case_crumbs(request, case),
            "case": case,
            "view": view,
            "sides": [_side(view, side) for side in view.sides],
            "ladder": _ladder(case),
            "main": main,
            "others": [one for one in actions if one is not main],
            "files": CaseFile.objects.filter(case=case)
            .select_related("file")
            .defer("file__content")
            .order_by("pk"),
            "file_form": CaseFileForm(),
            "can_edit": editable,
            "is_draft": case.state == CaseState.DRAFT,
            "public_url": public_path(request.school, "case", pk=case.pk)
            if view.is_shown and block.is_on and block.shows_cases
            else "",
            "withdrawn_words": "Кейс снят: на открытой странице его нет."
            + (" Его можно опубликовать снова или вернуть в черновик." if editable else ""),
            "hidden_words": _hidden_words(case, view, block),
            "today": request.today,
        },
    )


def _side(view: CaseView, side: Any) -> dict[str, Any]:
    word = side.agreement
    initial = None
    if word is not None:
        initial = ("named" if word.with_name else "nameless") if word.is_agreed else "no"
    if side.is_gone:
        shape, text = "none", "данные уничтожены, согласие не требуется"
    elif word is None:
        shape, text = "wait", "ответа ещё нет"
    elif word.is_agreed:
        shape, text = "ok", f"согласие {short_date(word.said_on)}"
    else:
        shape, text = "late", f"отказ {short_date(word.said_on)}"
    note = ""
    if word is not None and word.with_name and not side.may_be_named:
        note = "Имя назвать можно, но согласия на публикацию нет: в кейсе имени не будет."
    return {
        "side": side,
        "shape": shape,
        "text": text,
        "note": note,
        "is_said": word is not None,
        "dialog": f"word-{side.person.pk}",
        "answers": [(code, label, code == initial) for code, label in WordForm.ANSWERS],
        "comment": word.comment if word else "",
    }


def _ladder(case: PracticeCase) -> list[dict[str, Any]]:
    place = LADDER.index(case.state) if case.state in LADDER else len(LADDER) - 1
    return [
        {
            "label": capfirst(CaseState(state).label),
            "state": "past" if n < place else "now" if n == place else "ahead",
            # Nothing comes after the last step: it is done, not under way.
            "kind": "ok" if n == place == len(LADDER) - 1 else "",
        }
        for n, state in enumerate(LADDER)
    ]


def _hidden_words(case: PracticeCase, view: CaseView, block: Any) -> str:
    """Why a published case is not to be seen."""
    if case.state != CaseState.PUBLISHED:
        return ""
    if not view.is_shown:
        return (
            "Кейс опубликован с именами, но согласие одного из участников больше не действует, поэтому на открытой "
            "странице его сейчас нет."
        )
    if not (block.is_on and block.shows_cases):
        return "Кейс опубликован, но открытые страницы школы выключены: пока его никто не видит."
    return ""


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.RECOGNITION_EDIT) and request.program.state != ProgramState.ARCHIVED


def case_crumbs(request: HttpRequest, case: PracticeCase, last: str = "") -> list[tuple[str, str]]:
    trail = [("Кейсы", url(request, "case_list")), (case.title, url(request, "case_detail", pk=case.pk))]
    return crumbs(request, *trail, *([(last, "")] if last else []))
