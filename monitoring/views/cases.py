"""Cases: the list by state, a new one of a closed pair, its text, both sides' word, publishing, the paper."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.cases import cases_of, pairs_for_case, read_case, wished_count
from monitoring.enums import CaseState
from monitoring.forms_cases import CaseFileForm, CaseForm, WordForm
from monitoring.models import CaseFile, PracticeCase
from monitoring.reports_cases import case_pdf as case_paper
from monitoring.reports_cases import file_name
from monitoring.services.cases import (
    add_case_file,
    create_case,
    move_case,
    record_word,
    remove_case_file,
    save_case,
    show_case_file,
)
from monitoring.transitions_public import CASE_MOVES
from monitoring.views.award_common import ROOM, crumbs, once, saved, stored_file, url
from monitoring.views.case_page import BUTTONS, can_edit, case_crumbs, show_case
from pairing.models import Pair
from participants.registries import room_tabs
from programs.lists import page_of
from programs.services.audit import Refusal

HERE = "monitoring:case_list"
BADGES = {
    CaseState.DRAFT: "draft",
    CaseState.AGREED_BY_PAIR: "wait",
    CaseState.AGREED: "ready",
    CaseState.PUBLISHED: "ok",
    CaseState.WITHDRAWN: "none",
}
TABS = (("", "Все"), *((state.value, state.label.capitalize()) for state in CaseState))


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def case_list(request: HttpRequest) -> HttpResponse:
    counts = Counter(cases_of(request.program).order_by().values_list("state", flat=True))
    state = request.GET.get("state", "")
    if state and state not in CaseState.values:
        raise Http404
    rows = cases_of(request.program)
    page = page_of(request, rows.filter(state=state) if state else rows)
    wished = wished_count(request.program)
    total = sum(counts.values())
    return render(
        request,
        "monitoring/case_list.html",
        {
            "heading": "Кейсы",
            "lead": f"{counted(total, 'кейс', 'кейса', 'кейсов')}, опубликовано {counts[CaseState.PUBLISHED]}."
            if total
            else "",
            "crumbs": crumbs(request, ("Кейсы", "")),
            "tabs": room_tabs(ROOM, request.access, request.today, HERE),
            "states": [
                {"label": label, "url": f"?state={code}" if code else "?", "active": code == state}
                | {"count": counts[code] if code else total}
                for code, label in TABS
                if not code or counts[code]
            ],
            "rows": [
                (case, BADGES[CaseState(case.state)], url(request, "case_detail", pk=case.pk))
                for case in page
            ],
            "page_obj": page,
            "can_edit": can_edit(request),
            "wished": wished,
        },
    )


@require_safe
@requires(Permission.RECOGNITION_EDIT)
def case_choose(request: HttpRequest) -> HttpResponse:
    """Closed pairs without a case; those that said «описать» first."""
    return render(
        request,
        "monitoring/case_choose.html",
        {
            "heading": "Новый кейс",
            "lead": "Выберите пару, которая закончила работу: черновик соберётся из её плана, встреч и результатов.",
            "crumbs": crumbs(request, ("Кейсы", url(request, "case_list")), ("Новый кейс", "")),
            "pairs": pairs_for_case(request.program),
        },
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def case_create(request: HttpRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(Pair.objects.of_program(request.program), pk=pk)
    try:
        case = once(request, lambda: create_case(pair=pair, by=request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(url(request, "case_choose"))
    if case is None:  # pressed twice: the first press has made it
        case = get_object_or_404(PracticeCase, pair=pair)
        return redirect(url(request, "case_edit", pk=case.pk))
    messages.success(request, "Черновик собран из данных пары. Прочитайте его и допишите.")
    return redirect(url(request, "case_edit", pk=case.pk))


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show_case(request, _found(request, pk))


@requires(Permission.RECOGNITION_EDIT)
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    case = _found(request, pk)
    if case.state != CaseState.DRAFT:
        messages.info(request, "Менять текст можно только в черновике. Верните кейс в черновик.")
        return redirect(url(request, "case_detail", pk=pk))
    form = CaseForm(request.POST or None, instance=case, use_required_attribute=False)
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: save_case(
                case=case,
                changes=form.changes(),
                shown_version=form.cleaned_data["version"] or 0,
                by=request.user,
            ),
            lambda: PracticeCase.objects.get(pk=pk).version,
        )
        if not status:
            messages.success(request, "Кейс сохранён.")
            return redirect(url(request, "case_detail", pk=pk))
    sections = form.sections()
    return render(
        request,
        "monitoring/case_edit.html",
        {
            "heading": "Текст кейса",
            "crumbs": case_crumbs(request, case, "Текст"),
            "form": form,
            "sections": sections,
            "done": (done := sum(section["filled"] == section["total"] for section in sections)),
            "progress_words": f"заполнено целиком {done} из {len(sections)}",
            "back_url": url(request, "case_detail", pk=pk),
            "back_label": "К кейсу",
        },
        status=status or 200,
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def case_word(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    case = _found(request, pk)
    side = next((one for one in read_case(case, request.today).sides if one.person.pk == person), None)
    if side is None:
        raise Http404
    form = WordForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(url(request, "case_detail", pk=pk))
    return _done(
        request,
        pk,
        f"Записан ответ: {side.person.list_name}.",
        lambda: record_word(
            case=case, person=side.person, by=request.user, today=request.today, **form.word()
        ),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def case_move(request: HttpRequest, pk: int) -> HttpResponse:
    case, action = _found(request, pk), request.POST.get("action", "")
    if action not in BUTTONS:
        return HttpResponse("Такого действия нет.", status=400, content_type="text/plain; charset=utf-8")
    return _done(
        request,
        pk,
        f"Теперь кейс «{CaseState(CASE_MOVES[action][1]).label}».",
        lambda: move_case(
            case=case,
            action=action,
            by=request.user,
            on=request.today,
            surnames_checked="surnames_checked" in request.POST,
        ),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def case_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    case, form = _found(request, pk), CaseFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(url(request, "case_detail", pk=pk))
    given = form.cleaned_data["file"]
    return _done(
        request,
        pk,
        "Файл приложен.",
        lambda: once(
            request,
            lambda: add_case_file(
                case=case,
                name=given.name,
                data=given.read(),
                caption=form.cleaned_data["caption"],
                by=request.user,
            ),
        ),
    )


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def case_file_show(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found, is_public = _file(request, pk, file), request.POST.get("is_public") == "1"
    done = "Файл показывается на открытой странице." if is_public else "Файл скрыт с открытой страницы."
    return _done(request, pk, done, lambda: show_case_file(file=found, is_public=is_public, by=request.user))


@require_POST
@requires(Permission.RECOGNITION_EDIT)
def case_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found = _file(request, pk, file)
    return _done(request, pk, "Файл удалён.", lambda: remove_case_file(file=found, by=request.user))


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def case_file_download(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    return stored_file(_file(request, pk, file).file_id)


@require_safe
@requires(Permission.RECOGNITION_VIEW)
def case_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    view = read_case(_found(request, pk), request.today)
    return pdf_response(case_paper(view), file_name(view.case))


def _done(request: HttpRequest, pk: int, words: str, service: Any) -> HttpResponse:
    try:
        service()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(url(request, "case_detail", pk=pk))


def _found(request: HttpRequest, pk: int) -> PracticeCase:
    return get_object_or_404(cases_of(request.program), pk=pk)


def _file(request: HttpRequest, pk: int, file: int) -> CaseFile:
    return get_object_or_404(
        CaseFile.objects.select_related("file", "case__program"), case=_found(request, pk), pk=file
    )
