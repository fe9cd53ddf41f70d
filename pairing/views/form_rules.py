"""«Порядок работы пар»: what each form asks before the order and how often its pairs meet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from pairing.forms_watch import FormRulesForm
from pairing.models import FormRules
from pairing.services.form_rules import rules_by_form, rules_of, save_rules
from pairing.views.common import url
from participants.forms import absorb
from programs.models import MentoringForm
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url


def _crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Настройки", program_url(request.program, "programs:settings_list")), *more]


@requires(Permission.SETTINGS_EDIT)
def form_rules_list(request: HttpRequest) -> HttpResponse:
    forms = list(MentoringForm.objects.filter(program=request.program).order_by("position"))
    rules = rules_by_form(forms)
    return render(
        request,
        "pairing/form_rules_list.html",
        {
            "heading": "Порядок работы пар",
            "lead": "Что нужно до распоряжения, как часто встречаются и когда пора спросить, всё ли в порядке.",
            "crumbs": _crumbs(request, ("Порядок работы пар", "")),
            "calendar_url": program_url(request.program, "programs:calendar_detail"),
            "forms": [
                {
                    "form": form,
                    "url": url(request, "form_rules_edit", pk=form.pk),
                    "gates": _gates(rules[form.pk]),
                    "terms": _terms(rules[form.pk]),
                    "is_default": rules[form.pk].pk is None,
                }
                for form in forms
            ],
        },
    )


def _gates(rules: FormRules) -> list[str]:
    asked = (
        (rules.asks_sides, "согласие участников"),
        (rules.needs_council, "протокол методического совета"),
        (rules.needs_labour_papers, "документы по ст. 351.8 ТК РФ"),
    )
    return [words for is_needed, words in asked if is_needed]


def _terms(rules: FormRules) -> list[dict[str, Any]]:
    days = {
        "Первая встреча": rules.first_meeting_days,
        "Встречи не реже": rules.meeting_every_days,
        "Сигнал о молчании": rules.silent_days,
        "Индивидуальный план": rules.plan_days,
        "Контакт куратора не реже": rules.contact_every_days,
    }
    return [
        {"label": label, "value": counted(count, "рабочий день", "рабочих дня", "рабочих дней")}
        for label, count in days.items()
    ]


@requires(Permission.SETTINGS_EDIT)
def form_rules_edit(request: HttpRequest, pk: int) -> HttpResponse:
    mentoring_form = get_object_or_404(
        MentoringForm.objects.filter(program=request.program).select_related("program__school"), pk=pk
    )
    form = FormRulesForm(request.POST or None, instance=rules_of(mentoring_form))
    if request.method == "POST" and form.is_valid():
        try:
            save_rules(form=mentoring_form, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            absorb(form, error)
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["version"] = rules_of(mentoring_form).version
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Порядок работы пар формы «{mentoring_form.title}» сохранён.")
            return redirect(url(request, "form_rules_list"))
    back = url(request, "form_rules_list")
    return render(
        request,
        "pairing/form_rules_edit.html",
        {
            "heading": mentoring_form.title,
            "lead": "Порядок работы пар этой формы. Дни считаются рабочие, по календарю школы.",
            "crumbs": _crumbs(request, ("Порядок работы пар", back), (mentoring_form.title, "")),
            "form": form,
            "cancel_url": back,
        },
        status=422 if form.errors else 200,
    )
