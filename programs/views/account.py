from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy

from programs.services.staff import change_own_password
from programs.tenancy import default_program, program_url


def home(request: HttpRequest) -> HttpResponse:
    """After signing in: the newest open programme of the user's schools."""
    program = default_program(request.user, request.today)
    if program is None:
        return render(request, "programs/no_school.html", status=200)
    return redirect(program_url(program, "programs:dashboard"))


def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "programs/account_profile.html", {"heading": "Моя учётная запись"})


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "programs/help.html", {"heading": "Справка"})


class ChangePasswordView(PasswordChangeView):
    """One's own password; who came with a one-time password gets nowhere else (programs/middleware.py)."""

    success_url = reverse_lazy("account:home")

    def form_valid(self, form: Any) -> HttpResponse:
        change_own_password(user=form.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, "Пароль изменён.")
        return HttpResponseRedirect(self.get_success_url())
