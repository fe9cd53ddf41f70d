"""The closing wizard: one page for a question, nothing changes until the last button; and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import short_date
from pairing.enums import MeetingKind, PairState
from pairing.forms_wizard import CLOSABLE, LABELS, Wizard
from pairing.models import Pair
from pairing.rows import pair_rows
from pairing.services.closing import reopen_pair
from pairing.services.closing_answers import ask_both, closing_voices
from pairing.services.endings import close_pair
from pairing.services.meetings import record_meeting
from pairing.views.common import find_pair, url
from programs.services.audit import Refusal
from programs.views.acting import act


@require_http_methods(["GET", "POST"])
@requires(Permission.PAIR_EDIT)
def pair_close(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    if pair.state not in CLOSABLE or not request.program.is_open:
        messages.error(request, f"Эту пару закрыть нельзя: она {pair.get_state_display()}.")
        return redirect(url(request, "pair_detail", pk=pk))
    wizard = Wizard(request.session, pair)
    step = wizard.step_of(request.GET.get("step"))
    if request.method != "POST":
        if step == "check" and (lacking := wizard.unfinished(request.today)):
            messages.info(request, f"Сначала ответьте: {LABELS[lacking].lower()}.")
            return _to(request, wizard, lacking)
        return _page(request, wizard, step, wizard.form(step, request.today))
    if step == "check":
        return _close(request, wizard)
    return _answer(request, wizard, step)


def _answer(request: HttpRequest, wizard: Wizard, step: str) -> HttpResponse:
    if step == "answers" and "ask" in request.POST:
        return act(
            request,
            lambda: ask_both(pair=wizard.pair, by=request.user, on=request.today),
            "Ссылки готовы: отправьте каждому свою.",
            f"{url(request, 'pair_close', pk=wizard.pair.pk)}?step=answers",
        )
    form = wizard.form(step, request.today, request.POST)
    if form is None:
        return _to(request, wizard, wizard.after(step))
    # Kept as typed, right or wrong: whoever goes away and comes back finds it.
    wizard.keep(step, {name: request.POST.get(name, "") for name in form.fields})
    if not form.is_valid():
        return _page(request, wizard, step, form, status=422)
    if step == "meeting" and form.cleaned_data["held"] == "yes":
        try:
            _record_final(request, wizard.pair, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _page(request, wizard, step, form, status=422)
    return _to(request, wizard, wizard.after(step))


def _record_final(request: HttpRequest, pair: Pair, data: dict[str, Any]) -> None:
    record_meeting(
        pair=pair,
        kind=MeetingKind.FINAL,
        date=data["date"],
        topic=data["topic"],
        content=data["content"],
        by=request.user,
        today=request.today,
    )
    messages.success(request, f"Итоговая встреча {short_date(data['date'])} записана в журнал.")


def _close(request: HttpRequest, wizard: Wizard) -> HttpResponse:
    pair = wizard.pair
    if lacking := wizard.unfinished(request.today):
        return _to(request, wizard, lacking)
    try:
        close_pair(pair=pair, ending=wizard.ending(request.today), by=request.user, today=request.today)
    except Refusal as refusal:
        return _page(request, wizard, "check", None, status=422, refused=str(refusal))
    wizard.forget()
    messages.success(request, "Пара закрыта, её история сохранена. Места наставника свободны.")
    return redirect(url(request, "pair_detail", pk=pair.pk))


def _to(request: HttpRequest, wizard: Wizard, step: str) -> HttpResponse:
    return redirect(f"{url(request, 'pair_close', pk=wizard.pair.pk)}?step={step}")


def _page(
    request: HttpRequest, wizard: Wizard, step: str, form: Any, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    pair = wizard.pair
    [row] = pair_rows([pair])
    card, here = url(request, "pair_detail", pk=pair.pk), url(request, "pair_close", pk=pair.pk)
    label = "Завершить пару" if pair.state == PairState.ACTIVE else "Прекратить пару"
    context: dict[str, Any] = {
        "heading": label,
        "lead": str(row),
        "pair": pair,
        "step": step,
        "step_label": LABELS[step],
        "steps": wizard.shown_steps(step, here),
        "form": form,
        "refused": refused,
        "previous_url": f"{here}?step={wizard.before(step)}" if wizard.before(step) else card,
        "crumbs": [("Пары и группы", url(request, "pair_list")), (str(row), card), (label, "")],
        "back_url": card,
        "back_label": "К паре",
    }
    if step == "meeting":
        context["final"] = wizard.final_meeting()
    if step == "answers":
        context["voices"] = voices = closing_voices(pair)
        context["can_ask"] = not all(voice.is_asked for voice in voices)
    if step == "check":
        context["summary"] = _summary(request, wizard, here)
    return render(request, "pairing/pair_close.html", context, status=status)


def _summary(request: HttpRequest, wizard: Wizard, here: str) -> list[dict[str, str]]:
    """«Проверьте ответы»: each line leads back to its question."""
    ending = wizard.ending(request.today)
    lines: list[tuple[str, str, str]] = []
    if "meeting" in wizard.steps:
        final = wizard.final_meeting()
        lines.append(("Итоговая встреча", short_date(final.date) if final else "не проводилась", "meeting"))
        voices = closing_voices(wizard.pair)
        answered = sum(voice.answered_on is not None for voice in voices)
        lines.append(("Ответы сторон", f"{answered} из {len(voices)}", "answers"))
    for member in wizard.pair.members.all():
        if member.pk in ending.results:
            label = f"Результат: {member.mentee.person.list_name}"
            lines.append((label, ending.results[member.pk], "results"))
    lines += [
        ("Как закончилась", "прекращена раньше срока" if ending.reason else "работа завершена", "ending"),
        ("Последний день", short_date(ending.on), "ending"),
    ]
    if ending.reason:
        lines.append(("Причина", ending.reason, "ending"))
    if ending.wants_case is not None:
        lines.append(("Описать как лучшую практику", "да" if ending.wants_case else "нет", "next"))
    lines.append(("Новый наставник", "искать" if ending.wants_new_match else "не нужен", "next"))
    return [{"label": label, "value": value, "url": f"{here}?step={step}"} for label, value, step in lines]


@require_POST
@requires(Permission.PAIR_EDIT)
def pair_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    pair = find_pair(request, pk)
    return act(
        request,
        lambda: reopen_pair(pair=pair, reason=request.POST.get("reason", ""), by=request.user),
        "Пара снова действует.",
        url(request, "pair_detail", pk=pk),
    )
