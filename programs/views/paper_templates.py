"""«Шаблоны документов»: the school's own texts, a look at them with today's data, back to the shipped ones."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response
from mentoring_site.permissions import Permission
from programs.forms.papers import TemplateForm
from programs.paper_texts import unknown_gaps
from programs.registries.papers import PAPER_TEXTS
from programs.reports_papers import sample_pdf
from programs.services.audit import Refusal, StaleVersion
from programs.services.papers import Wording, reset_template, save_template, wording_of, wordings
from programs.views.papers_common import url_of


@require_safe
@requires(Permission.SETTINGS_EDIT)
def paper_template_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "programs/paper_template_list.html",
        {
            "heading": "Шаблоны документов",
            "lead": "Тексты приказов, положений и бланков. Свой текст действует для новых документов.",
            "crumbs": [("Настройки", url_of(request, "settings_list")), ("Шаблоны документов", "")],
            "wordings": wordings(request.school).values(),
            "has_letterhead": bool(request.school.letterhead),
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def paper_template_edit(request: HttpRequest, kind: str) -> HttpResponse:
    wording = _wording(request, kind)
    version = wording.template.version if wording.template else 0
    initial = {
        "title": wording.title,
        "body": wording.body,
        "is_checked": wording.template is not None and wording.template.is_checked,
        "version": version,
    }
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("preview"):
            return _sample(request, wording, form)
        if _saved(request, kind, form):
            messages.success(request, "Шаблон сохранён. Он действует для новых документов.")
            return redirect(url_of(request, "paper_template_list"))
    known = [gap.name for gap in wording.text.gaps]
    return render(
        request,
        "programs/paper_template_form.html",
        {
            "heading": wording.text.label,
            "lead": wording.text.when,
            "crumbs": [
                ("Настройки", url_of(request, "settings_list")),
                ("Шаблоны документов", url_of(request, "paper_template_list")),
                (wording.text.label, ""),
            ],
            "form": form,
            "wording": wording,
            "unknown_words": _unknown_words(unknown_gaps(form["body"].value() or "", known)),
            "cancel_url": url_of(request, "paper_template_list"),
        },
        status=422 if form.errors else 200,
    )


def _unknown_words(names: list[str]) -> str:
    if not names:
        return ""
    return f"Вместо этих пропусков напечатается строка для ручки: {', '.join(names)}."


@require_safe
@requires(Permission.SETTINGS_EDIT)
def paper_template_pdf(request: HttpRequest, kind: str) -> HttpResponse:
    return _sample(request, _wording(request, kind), None)


@require_POST
@requires(Permission.SETTINGS_EDIT)
def paper_template_reset(request: HttpRequest, kind: str) -> HttpResponse:
    _wording(request, kind)
    reset_template(school=request.school, kind=kind, by=request.user)
    messages.success(request, "Вернули исходный текст. Подготовленные документы не изменились.")
    return redirect(url_of(request, "paper_template_list"))


def _wording(request: HttpRequest, kind: str) -> Wording:
    if kind not in PAPER_TEXTS:
        raise Http404
    return wording_of(request.school, kind)


def _saved(request: HttpRequest, kind: str, form: TemplateForm) -> bool:
    data = form.cleaned_data
    try:
        save_template(
            school=request.school,
            kind=kind,
            title=data["title"],
            body=data["body"],
            is_checked=data["is_checked"],
            shown_version=data["version"] or 0,
            by=request.user,
        )
    except StaleVersion as stale:
        newest = wording_of(request.school, kind).template
        form.data = form.data.copy()
        form.data["version"] = str(newest.version if newest else 0)
        form.add_error(None, str(stale))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def _sample(request: HttpRequest, wording: Wording, form: TemplateForm | None) -> HttpResponse:
    typed = {name: form.cleaned_data[name] for name in ("title", "body")} if form is not None else {}
    data = sample_pdf(wording, request.program, request.today, **typed)
    return pdf_response(data, f"Образец. {wording.text.label}.pdf")
