"""What the school decides about personal data: the texts of consents, whether it keeps health data."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from participants.consent_texts import TEXTS, parse
from participants.enums import ConsentPurpose
from participants.forms_consents import SpecialSwitchForm, TextForm
from participants.models import ConsentText
from participants.reports_consents import sample_context
from participants.services.consent_texts import Wording, editions, save_text, wording_of, wordings
from participants.services.special import switch_special
from participants.views.consents_common import url_of
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url


def _crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Настройки", program_url(request.program, "programs:settings_list")), *more]


def _purpose(code: str) -> ConsentPurpose:
    if code not in ConsentPurpose.values:
        raise Http404
    return ConsentPurpose(code)


# --- texts ------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.SETTINGS_EDIT)
def text_list(request: HttpRequest) -> HttpResponse:
    former: dict[str, list[ConsentText]] = {}
    for text in editions():
        former.setdefault(text.purpose, []).append(text)
    return render(
        request,
        "participants/consent_texts.html",
        {
            "heading": "Тексты согласий",
            "lead": "Одна цель — один бланк. Подписанная бумага хранит ту редакцию, которую подписали.",
            "crumbs": _crumbs(request, ("Тексты согласий", "")),
            "texts": [
                {
                    "purpose": purpose,
                    "label": ConsentPurpose(purpose).label,
                    "wording": wording,
                    "former": former.get(purpose, [])[1:],
                }
                for purpose, wording in wordings().items()
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def text_edit(request: HttpRequest, purpose: str) -> HttpResponse:
    purpose = _purpose(purpose)
    wording = wording_of(purpose)
    form = TextForm(request.POST or None, initial=_initial(wording))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = save_text(
                school=request.school,
                purpose=purpose,
                text=form.text(TEXTS[purpose]),
                term=data["term"],
                is_checked=data["is_checked"],
                shown_edition=data["shown_edition"],
                by=request.user,
            )
        except StaleVersion as refusal:
            form.data = form.data.copy()
            form.data["shown_edition"] = str(wording.edition)
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Сохранена редакция {made.edition}: её напечатают новые бланки.")
            return redirect(url_of(request, "consent_text_list"))
    return render(
        request,
        "participants/consent_text_form.html",
        {
            "heading": f"Текст согласия: {purpose.label}",
            "lead": "Сейчас печатается "
            + (f"редакция {wording.edition}." if wording.edition else "образец сайта."),
            "crumbs": _crumbs(
                request,
                ("Тексты согласий", url_of(request, "consent_text_list")),
                (purpose.label[:1].upper() + purpose.label[1:], ""),
            ),
            "back_url": url_of(request, "consent_text_list"),
            "back_label": "Тексты согласий",
            "form": form,
            "title": wording.text.title,
            "sample_url": url_of(request, "consent_text_sample", purpose=purpose.value),
        },
        status=422 if form.errors else 200,
    )


def _initial(wording: Wording) -> dict[str, object]:
    text = wording.text
    return {
        "purpose": text.purpose,
        "data": text.data,
        "actions": text.actions,
        "extra": text.extra,
        "term": wording.term,
        "is_checked": wording.is_checked,
        "shown_edition": wording.edition,
    }


@require_safe
@requires(Permission.SETTINGS_EDIT)
def text_sample(request: HttpRequest, purpose: str) -> HttpResponse:
    """The blank without a name, of the newest edition or of ?edition=2: what was signed can be read again."""
    purpose = _purpose(purpose)
    wording = wording_of(purpose)
    asked = request.GET.get("edition", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) != wording.edition:
        stored = get_object_or_404(ConsentText, purpose=purpose, edition=int(asked))
        wording = Wording(
            purpose, stored.edition, parse(purpose, stored.body), stored.term, stored.is_checked
        )
    data = render_pdf("reports/consent_blank.html", sample_context(wording, request.program))
    return pdf_response(data, f"Бланк согласия, {purpose.label}.pdf")


# --- health data ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def special_switch(request: HttpRequest) -> HttpResponse:
    is_on = request.school.keeps_special_data
    form = SpecialSwitchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            switch_special(
                school=request.school,
                is_on=request.POST.get("wanted") == "on",
                reason=form.cleaned_data["reason"],
                by=request.user,
                program=request.program,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                "Сведения о здоровье скрыты у всех." if is_on else "Школа ведёт сведения о здоровье.",
            )
            return redirect(url_of(request, "special_switch"))
    return render(
        request,
        "participants/special_switch.html",
        {
            "heading": "Сведения о здоровье (ОВЗ)",
            "lead": "Школа ведёт их." if is_on else "Школа их не ведёт.",
            "crumbs": _crumbs(request, ("Сведения о здоровье", "")),
            "form": form,
            "is_on": is_on,
            "texts_url": url_of(request, "consent_text_edit", purpose=ConsentPurpose.SPECIAL.value),
        },
        status=422 if form.errors else 200,
    )
