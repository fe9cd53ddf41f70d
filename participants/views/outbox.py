"""«Исходящие»: letters that wait, have gone, were refused by the mail server or taken off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.forms_outbox import LetterFilter, LetterForm
from participants.models import Letter
from participants.services import letters as service
from participants.tables_outbox import COLUMNS, kind_words, letter_badge
from programs.enums import LetterState
from programs.lists import page_of, query_with, row_ids
from programs.querysets import history_of, loosely
from programs.services.audit import Refusal, StaleVersion
from programs.services.documents import school_snapshot
from programs.stories import told
from programs.tables import shown_rows
from programs.tenancy import program_url
from programs.views.acting import act

TABS = (
    (LetterState.WAITING, "Ждут"),
    (LetterState.FAILED, "Не отправлены"),
    (LetterState.SENT, "Отправлены"),
    (LetterState.DROPPED, "Сняты"),
)
PRINTED_AT_ONCE = 200


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"participants:{name}", **kwargs)


def _found(request: HttpRequest, query: QueryDict) -> tuple[QuerySet[Letter], LetterFilter, str]:
    letters, form = Letter.objects.filter(program=request.program), LetterFilter(query)
    if form.is_valid() and (q := form.cleaned_data["q"]):
        letters = letters.filter(loosely(q, "to_name", "subject"))
    asked = query.get("tab", "")
    return letters, form, asked if asked in dict(TABS) else LetterState.WAITING.value


def _ticked(request: HttpRequest) -> QuerySet[Letter]:
    if request.POST.get("all_filtered"):
        letters, _, tab = _found(request, QueryDict(request.POST.get("query", "")))
        return letters.filter(state=tab)
    return Letter.objects.filter(program=request.program, pk__in=row_ids(request.POST.getlist("ids")))


def _letter(request: HttpRequest, pk: int) -> Letter:
    letters = Letter.objects.filter(program=request.program).select_related("program__school", "person")
    return get_object_or_404(letters, pk=pk)


@requires(Permission.LETTER_SEND)
def letter_list(request: HttpRequest) -> HttpResponse:
    letters, form, tab = _found(request, request.GET)
    counts = Letter.objects.filter(program=request.program).aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state, _ in TABS}
    )
    page = page_of(request, letters.filter(state=tab))
    can_send = service.mail_is_set_up()
    is_open = tab in (LetterState.WAITING, LetterState.FAILED)
    actions = [{"label": "Напечатать листки", "url": _url(request, "letters_print"), "icon": "printer"}]
    if can_send and is_open:
        send = {"label": "Отправить", "url": _url(request, "letters_send"), "icon": "send", "primary": True}
        actions.insert(0, send)
    return render(
        request,
        "participants/letter_list.html",
        {
            "heading": "Исходящие",
            "lead": "Письма ждут здесь, пока вы их не прочтёте и не отправите.",
            "tabs": [
                {
                    "label": label,
                    "url": query_with(request.GET, tab=code),
                    "count": counts[code],
                    "active": code == tab,
                }
                for code, label in TABS
            ],
            "form": form,
            "keep": [("tab", tab)],
            "tab": tab,
            "reset_url": query_with(QueryDict(), tab=tab),
            "is_filtered": bool(request.GET.get("q")),
            "is_new": not any(counts.values()),
            "columns": [column.declared() for column in COLUMNS],
            "rows": shown_rows(COLUMNS, page, lambda letter: _url(request, "letter_detail", pk=letter.pk)),
            "page_obj": page,
            "bulk_actions": actions,
            "query": request.GET.urlencode(),
            "can_send": can_send,
            "everything": [("everything", "1")],
            "ready_count": letters.filter(state=LetterState.WAITING).exclude(email="").count()
            if tab == LetterState.WAITING
            else 0,
        },
    )


@require_POST
@requires(Permission.LETTER_SEND)
def letters_send(request: HttpRequest) -> HttpResponse:
    """Ticked letters, all of the filter, or with `everything` all that wait."""
    letters = (
        Letter.objects.filter(program=request.program, state=LetterState.WAITING)
        if request.POST.get("everything")
        else _ticked(request)
    )
    try:
        outcome = service.send_letters(letters=letters.order_by("pk"), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(request, "letter_list"))
    said = f"Отправлено: {counted(outcome.sent, 'письмо', 'письма', 'писем')}."
    if outcome.left:
        said += f" Ждут: {outcome.left} — без адреса или до следующего нажатия."
    if outcome.failed:
        messages.error(
            request,
            f"{said} Не ушли: {outcome.failed}, причина стоит у каждого письма. Их можно отправить ещё раз.",
        )
        return redirect(f"{_url(request, 'letter_list')}?tab={LetterState.FAILED}")
    messages.success(request, said)
    return redirect(_url(request, "letter_list"))


@require_POST
@requires(Permission.LETTER_SEND)
def letters_print(request: HttpRequest) -> HttpResponse:
    found = list(_ticked(request).order_by("to_name", "pk")[: PRINTED_AT_ONCE + 1])
    if not found:
        messages.error(request, "Отметьте письма, которые нужно напечатать.")
        return redirect(_url(request, "letter_list"))
    if len(found) > PRINTED_AT_ONCE:
        messages.error(request, f"За один раз печатается до {PRINTED_AT_ONCE} листков. Отметьте часть писем.")
        return redirect(_url(request, "letter_list"))
    return _slips(request, found, "Письма.pdf")


@requires(Permission.LETTER_SEND)
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _slips(request, [_letter(request, pk)], "Письмо.pdf")


def _slips(request: HttpRequest, letters: list[Letter], filename: str) -> HttpResponse:
    data = render_pdf(
        "reports/letter_slips.html", {"school": school_snapshot(request.school), "letters": letters}
    )
    return pdf_response(data, filename)


@require_http_methods(["GET", "POST"])
@requires(Permission.LETTER_SEND)
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    letter = _letter(request, pk)
    form = LetterForm(request.POST or None, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            service.edit_letter(letter=letter, by=request.user, **form.values())
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["version"] = Letter.objects.get(pk=pk).version
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Письмо сохранено.")
            return redirect(_url(request, "letter_detail", pk=pk))
    return render(
        request,
        "participants/letter_detail.html",
        {
            "heading": letter.subject,
            "lead": f"Кому: {letter.to_name}",
            "letter": letter,
            "badge": letter_badge(letter),
            "form": form,
            "is_open": letter.state in service.OPEN,
            "can_send": service.mail_is_set_up() and bool(letter.email),
            "has_mail": service.mail_is_set_up(),
            "facts": _facts(request, letter),
            "history": told(history_of(letter)[:20], with_year=True),
            "crumbs": [("Исходящие", _url(request, "letter_list")), (letter.to_name, "")],
            "back_url": _url(request, "letter_list"),
            "back_label": "Исходящие",
        },
        status=422 if form.errors else 200,
    )


def _facts(request: HttpRequest, letter: Letter) -> list[dict[str, Any]]:
    facts = [
        {"label": "О чём", "value": kind_words(letter)},
        {"label": "Адрес", "value": letter.email},
        {"label": "Подготовил", "value": str(letter.created_by)},
    ]
    if letter.person is not None:
        card = _url(request, "person_detail", pk=letter.person_id)
        facts.append({"label": "О ком", "value": letter.person.list_name, "url": card})
    return facts


@require_POST
@requires(Permission.LETTER_SEND)
def letter_drop(request: HttpRequest, pk: int) -> HttpResponse:
    letter, target = _letter(request, pk), _url(request, "letter_detail", pk=pk)
    return act(
        request,
        lambda: service.drop_letter(letter=letter, by=request.user),
        "Письмо снято с отправки.",
        target,
    )


@require_POST
@requires(Permission.LETTER_SEND)
def letter_restore(request: HttpRequest, pk: int) -> HttpResponse:
    letter, target = _letter(request, pk), _url(request, "letter_detail", pk=pk)
    return act(
        request,
        lambda: service.restore_letter(letter=letter, by=request.user),
        "Письмо снова ждёт отправки.",
        target,
    )


@require_POST
@requires(Permission.LETTER_SEND)
def letter_send(request: HttpRequest, pk: int) -> HttpResponse:
    letter = _letter(request, pk)
    shown = row_ids([request.POST.get("version", "")])
    try:
        letter = service.send_letter(
            letter=letter, shown_version=shown[0] if shown else letter.version, by=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if letter.state == LetterState.SENT:
            messages.success(request, "Письмо отправлено.")
        else:
            messages.error(request, f"Письмо не ушло: {letter.error}.")
    return redirect(_url(request, "letter_detail", pk=pk))
