"""Settings of the matching: weights, rules that may be softened, bounds."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from pairing.forms_matching import SettingsForm
from pairing.registries import matching_hints
from pairing.services.matching_settings import save_settings, settings_of
from pairing.views.common import url
from participants.forms import absorb
from programs.services.audit import Refusal
from programs.tenancy import program_url


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTINGS_EDIT)
def matching_settings(request: HttpRequest) -> HttpResponse:
    saved = settings_of(request.program)
    form = SettingsForm(request.POST or None, saved=saved)
    if request.method == "POST" and form.is_valid():
        try:
            save_settings(
                program=request.program,
                shown_version=form.cleaned_data["version"],
                by=request.user,
                **form.values(),
            )
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Настройки подбора сохранены. Они подействуют со следующего подбора.")
            return redirect(url(request, "matching_settings"))
    return render(
        request,
        "pairing/matching_settings.html",
        {
            "heading": "Веса и правила подбора",
            "lead": "Что важнее, когда сайт сравнивает возможные пары. Прежние варианты не изменятся.",
            "crumbs": [
                ("Настройки", program_url(request.program, "programs:settings_list")),
                ("Веса и правила", ""),
            ],
            "form": form,
            "bans_url": url(request, "ban_list") if request.access.has(Permission.PAIR_EDIT) else "",
            "is_open": request.program.is_open,
            "hints": matching_hints(request.access, request.today),
        },
        status=422 if form.errors else 200,
    )
